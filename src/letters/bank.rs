//! Letters about bank details between being entered and being paid. Account numbers are masked in the fact already.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Why people of a city and finance officers are told.
fn why(side: Side, city: &str) -> String {
    match side {
        Side::City => format!("You prepare or sign for {city}. We tell all who do."),
        Side::Fund => "You are a finance officer of the fund.".into(),
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ConfirmAsked {
    city: String,
    changed_by: String,
    changed_at: Timestamp,
    zone: String,
}

impl Letter for ConfirmAsked {
    const FACT: &'static str = "bank.confirm_asked";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See your awards", "/portal".into())
    }
    fn why(&self, _: Side) -> String {
        format!("You write for {}, and did not make this change yourself.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("changed", self.changed_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation_id": "1", "city": "Millbrook, New York", "changed_by": "Ada Park", "changed_at": "2027-11-02T15:00:00Z", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Confirmed {
    city: String,
    account_masked: String,
    confirmed_by: String,
    confirmed_at: Timestamp,
    zone: String,
}

impl Letter for Confirmed {
    const FACT: &'static str = "bank.confirmed";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See your awards", "/portal".into()),
            Side::Fund => ("Verify the bank details", "/desk/bank-details".into()),
        }
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("confirmed", self.confirmed_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation_id": "1", "city": "Millbrook, New York", "account_masked": "•••• 6789", "confirmed_by": "Cleo Clerk", "confirmed_at": "2027-11-02T16:00:00Z", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Frozen {
    city: String,
    account_masked: String,
    reason: String,
    is_current: bool,
    frozen_at: Timestamp,
    zone: String,
}

impl Letter for Frozen {
    const FACT: &'static str = "bank.frozen";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See your awards", "/portal".into()),
            Side::Fund => ("Look at the bank details", "/desk/bank-details".into()),
        }
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("frozen", self.frozen_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation_id": "1", "city": "Millbrook, New York", "account_masked": "•••• 6789", "reason": "R03: there is no such account", "is_current": true, "frozen_at": "2027-04-10T15:00:00Z", "zone": "America/Denver"}),
            json!({"organisation_id": "1", "city": "Millbrook, New York", "account_masked": "•••• 6789", "reason": "R03: there is no such account", "is_current": false, "frozen_at": "2027-04-10T15:00:00Z", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Proposed {
    proposal_id: String,
    city: String,
    account_masked: String,
    code: String,
    meaning: String,
    trace: String,
    found_at: Timestamp,
    zone: String,
}

impl Letter for Proposed {
    const FACT: &'static str = "bank.proposed";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See your awards", "/portal".into()),
            Side::Fund => ("Look at the notice", format!("/desk/bank-details/notices/{}", self.proposal_id)),
        }
    }
    fn why(&self, side: Side) -> String {
        why(side, &self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("found", self.found_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"proposal_id": "7", "organisation_id": "1", "city": "Millbrook, New York", "account_masked": "•••• 6789", "code": "C01", "meaning": "the account number is wrong", "trace": "061000140000001", "found_at": "2027-04-10T15:00:00Z", "zone": "America/Denver"}),
        ]
    }
}
