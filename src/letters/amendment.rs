//! Letters about amendments of awards.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What every letter about an amendment shows.
#[derive(Serialize, Deserialize)]
struct News {
    amendment: String,
    n: i32,
    reference: String,
    city: String,
    kind: String,
    changes: Vec<String>,
    reason: String,
    over_limit: Option<String>,
    by: String,
    at: Timestamp,
    zone: String,
}

impl News {
    fn page(&self, side: Side) -> String {
        match side {
            Side::City => format!("/portal/awards/{}/amendments/{}", self.reference, self.n),
            Side::Fund => format!("/desk/amendments/{}", self.amendment),
        }
    }

    fn why(&self, side: Side) -> String {
        match side {
            Side::City => format!("You prepare or sign for {}.", self.city),
            Side::Fund => "You decide on amendments at the fund.".into(),
        }
    }

    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("when", self.at, Some(&self.zone))]
    }

    fn samples() -> Vec<Value> {
        let over = json!("Transfers among categories come to $1,000.00, 12.5% of $8,000.00; the limit is 10 percent (2 CFR 200.308(f)).");
        [(over, "Fares rose."), (Value::Null, "")]
            .map(|(over, reason)| {
                json!({"amendment": "1", "n": 2, "award_id": "2", "reference": "UDF-2027-0142", "city": "Millbrook, New York", "kind": "Budget revision", "changes": ["Travel and rooms: $8,000.00 becomes $7,000.00", "Training fees: $0.00 becomes $1,000.00"], "reason": reason, "over_limit": over, "by": "Ada Park", "at": "2027-06-02T15:00:00Z", "zone": "America/New_York", "digest": "ab", "journals": [12]})
            })
            .to_vec()
    }
}

macro_rules! letters {
    ($($letter:ident = $fact:literal, $city:literal, $fund:literal);* $(;)?) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(transparent)]
        pub(super) struct $letter(News);

        impl Letter for $letter {
            const FACT: &'static str = $fact;

            fn button(&self, side: Side) -> (&'static str, String) {
                let [city, fund] = [$city, $fund];
                (if side == Side::City { city } else { fund }, self.0.page(side))
            }
            fn why(&self, side: Side) -> String {
                self.0.why(side)
            }
            fn moments(&self) -> Vec<Moment<'_>> {
                self.0.moments()
            }
            fn samples() -> Vec<Value> {
                News::samples()
            }
        }
    )*};
}

letters! {
    Asked = "amendment.asked", "See the request", "Look at it and decide";
    Approved = "amendment.approved", "Read the amendment and sign it", "See the amendment";
    Refused = "amendment.refused", "See the amendment", "See the amendment";
    Returned = "amendment.returned", "See what to mend", "See the amendment";
    Withdrawn = "amendment.withdrawn", "See the amendment", "See the amendment";
    InForce = "amendment.in_force", "See the amendment", "See the amendment";
}
