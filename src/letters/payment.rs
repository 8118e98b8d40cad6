//! Letters about bank details and payments. Account numbers are masked in the fact
//! already; nobody is ever asked for one by mail.

use super::letter::Letter;
use super::shown::{Day, Dollars, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The payments of an award, as its city sees them.
fn payments(reference: &str) -> String {
    format!("/portal/awards/{reference}/payments")
}

#[derive(Serialize, Deserialize)]
pub(super) struct BankDetailsChanged {
    city: String,
    holder: String,
    account_masked: String,
    changed_by: String,
    changed_at: Timestamp,
    #[serde(default)]
    rest_days: u16,
    #[serde(default)]
    notice: Option<String>,
    zone: String,
}

impl Letter for BankDetailsChanged {
    const FACT: &'static str = "bank.details_changed";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See your awards", "/portal".into()),
            Side::Fund => ("Verify the bank details", "/desk/bank-details".into()),
        }
    }
    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign for {}. We tell all who do of every change.", self.city),
            Side::Fund => "You are a finance officer of the fund.".into(),
        }
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("changed", self.changed_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation_id": "1", "city": "Millbrook, New York", "holder": "City of Millbrook", "account_masked": "•••• 6789", "changed_by": "Ada Park", "changed_at": "2027-04-02T15:00:00Z", "zone": "America/Denver"}),
            json!({"organisation_id": "1", "city": "Millbrook, New York", "holder": "City of Millbrook", "account_masked": "•••• 6789", "changed_by": "Ada Park", "changed_at": "2027-04-02T15:00:00Z", "rest_days": 3, "zone": "America/Denver"}),
            json!({"organisation_id": "1", "city": "Millbrook, New York", "holder": "City of Millbrook", "account_masked": "•••• 6789", "changed_by": "Gus Hall", "changed_at": "2027-04-02T15:00:00Z", "rest_days": 3, "notice": "C01: the account number is wrong", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct BankVerified {
    city: String,
    account_masked: String,
    verified_at: Timestamp,
    #[serde(default)]
    usable_from: Option<Timestamp>,
    #[serde(default)]
    prenote: bool,
    zone: String,
}

impl Letter for BankVerified {
    const FACT: &'static str = "bank.verified";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to my awards", "/portal".into())
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        let usable = self.usable_from.map(|from| Moment::new("usable", from, Some(&self.zone)));
        [Moment::new("verified", self.verified_at, Some(&self.zone))].into_iter().chain(usable).collect()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation_id": "1", "city": "Millbrook, New York", "account_masked": "•••• 6789", "verified_by": "Fin Moss", "how": "By telephone", "verified_at": "2027-04-03T15:00:00Z", "zone": "America/Denver"}),
            json!({"organisation_id": "1", "city": "Millbrook, New York", "account_masked": "•••• 6789", "verified_by": "Fin Moss", "how": "By telephone", "verified_at": "2027-04-05T15:00:00Z", "usable_from": "2027-04-08T15:00:00Z", "prenote": true, "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Requested {
    payment_id: String,
    reference: String,
    city: String,
    kind: String,
    amount: Dollars,
    purpose: String,
    requested_by: String,
    requested_at: Timestamp,
    #[serde(default)]
    pay_by: Option<Day>,
}

impl Letter for Requested {
    const FACT: &'static str = "payment.requested";

    fn button(&self, side: Side) -> (&'static str, String) {
        match side {
            Side::City => ("See the request", payments(&self.reference)),
            Side::Fund => ("Look at the request", format!("/desk/payments/{}", self.payment_id)),
        }
    }
    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign for {}.", self.city),
            Side::Fund => "You are a finance officer of the fund.".into(),
        }
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("requested", self.requested_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "kind": "advance", "amount": 200_000, "lines": [], "purpose": "Hotel and fares", "requested_by": "Ada Park", "requested_at": "2027-04-04T15:00:00Z", "pay_by": "2027-05-04", "zone": "America/Denver"}),
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "kind": "reimbursement", "amount": 200_000, "lines": [], "purpose": "Hotel and fares", "requested_by": "Ada Park", "requested_at": "2027-04-04T15:00:00Z", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Refused {
    reference: String,
    amount: Dollars,
    reason: String,
}

impl Letter for Refused {
    const FACT: &'static str = "payment.refused";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the payment", payments(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        "Your city asked for this payment.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "amount": 200_000, "reason": "The course is in September; ask in August."}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct RunApproved {
    run_id: String,
    number: i32,
    count: i32,
    total: Dollars,
    prepared_by: String,
    approved_by: String,
    approved_at: Timestamp,
    zone: String,
}

impl Letter for RunApproved {
    const FACT: &'static str = "payment.approved";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at the payment run", format!("/desk/payments/runs/{}", self.run_id))
    }
    fn why(&self, _: Side) -> String {
        "You release payments of the fund.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("approved", self.approved_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"run_id": "1", "number": 7, "count": 3, "total": 600_000, "prepared_by": "Fin Moss", "approved_by": "Gus Hall", "approved_at": "2027-04-05T15:00:00Z", "zone": "America/New_York"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Released {
    reference: String,
    city: String,
    amount: Dollars,
    account_masked: String,
    trace: String,
    effective_on: Day,
    #[serde(default)]
    is_handed_over: bool,
}

impl Letter for Released {
    const FACT: &'static str = "payment.released";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the payment", payments(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "account_masked": "•••• 6789", "trace": "091000010000001", "effective_on": "2027-04-08", "released_at": "2027-04-06T15:00:00Z", "zone": "America/Denver"}),
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "account_masked": "•••• 6789", "trace": "V-7-2", "effective_on": "2027-04-06", "is_handed_over": true, "released_at": "2027-04-06T15:00:00Z", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ByCheque {
    reference: String,
    city: String,
    amount: Dollars,
    cheque: String,
    written_on: Day,
}

impl Letter for ByCheque {
    const FACT: &'static str = "payment.by_cheque";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the payment", payments(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "cheque": "1005", "written_on": "2027-04-06"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Settled {
    reference: String,
    city: String,
    amount: Dollars,
    settled_on: Day,
    trace: String,
}

impl Letter for Settled {
    const FACT: &'static str = "payment.settled";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Enter what you spend", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "settled_on": "2027-04-08", "trace": "091000010000001"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Returned {
    reference: String,
    city: String,
    amount: Dollars,
    code: String,
    meaning: String,
    returned_on: Day,
    #[serde(default)]
    is_closed: bool,
}

impl Letter for Returned {
    const FACT: &'static str = "payment.returned";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Check the bank details", format!("/portal/awards/{}/bank-details", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "code": "R03", "meaning": "no account, or it cannot be found", "returned_on": "2027-04-10"}),
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "code": "R02", "meaning": "the account is closed", "returned_on": "2027-04-10", "is_closed": true}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ReturnedLate {
    reference: String,
    city: String,
    amount: Dollars,
    code: String,
    meaning: String,
    returned_on: Day,
}

impl Letter for ReturnedLate {
    const FACT: &'static str = "payment.returned_late";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the closeout", format!("/desk/closeouts/{}", self.reference))
    }
    fn why(&self, _: Side) -> String {
        "You are an officer of the fund.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "code": "R02", "meaning": "the account is closed", "returned_on": "2028-10-10"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Refunded {
    reference: String,
    city: String,
    amount: Dollars,
    left: Dollars,
    received_on: Day,
}

impl Letter for Refunded {
    const FACT: &'static str = "advance.refunded";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the spending", format!("/portal/awards/{}/spending", self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 100_000, "left": 0, "received_on": "2027-06-01"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct NotPaid {
    reference: String,
    city: String,
    amount: Dollars,
    cheque: Option<String>,
    voucher: Option<String>,
    meaning: String,
    recorded_on: Day,
}

impl Letter for NotPaid {
    const FACT: &'static str = "payment.not_paid";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the payment", payments(&self.reference))
    }
    fn why(&self, _: Side) -> String {
        format!("You prepare or sign for {}.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "cheque": "1005", "voucher": null, "code": "lost", "meaning": "it was lost on its way", "recorded_on": "2027-04-20"}),
            json!({"payment_id": "1", "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "amount": 200_000, "cheque": null, "voucher": "V-7-2", "code": "refused", "meaning": "the payables system refused the voucher", "recorded_on": "2027-04-20"}),
        ]
    }
}
