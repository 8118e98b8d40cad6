//! Letters about draws by lot, to the officers, chairs and approving officials. They name applications by their reference
//! alone, as the public page of the draw does. The cities are told by their decision letters.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn takes_part() -> String {
    "You work on the decisions of this fund, and no application of the pool is closed to you.".into()
}

#[derive(Serialize, Deserialize)]
pub(super) struct Announced {
    draw: String,
    title: String,
    pool: Vec<String>,
    source: String,
    public_at: Timestamp,
    zone: String,
    reason: String,
    prepared_by: String,
}

impl Letter for Announced {
    const FACT: &'static str = "lottery.announced";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See what is announced", format!("/draws/{}", self.draw))
    }
    fn why(&self, _: Side) -> String {
        takes_part()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("public", self.public_at, Some(&self.zone))]
    }
    fn samples() -> Vec<Value> {
        ["", "The number of the first draw was read wrong."]
            .map(|reason| json!({"draw": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "n": 1, "reason": reason, "pool": ["UDF-2027-0003", "UDF-2027-0007"], "pool_root": "ab", "count": 2, "money": 1_300_000, "commitment": "cd", "source": "drand, quicknet, round 5512345", "public_at": "2027-03-15T14:00:00Z", "zone": "America/New_York", "ranking_sha256": "ef", "prepared_by": "Ola Reed"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Drawn {
    draw: String,
    title: String,
    number: String,
    chosen: Vec<String>,
    drawn_by: String,
}

impl Letter for Drawn {
    const FACT: &'static str = "lottery.drawn";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the draw", format!("/draws/{}", self.draw))
    }
    fn why(&self, _: Side) -> String {
        takes_part()
    }
    fn samples() -> Vec<Value> {
        [json!(["UDF-2027-0007", "UDF-2027-0003"]), json!([])]
            .map(|chosen| json!({"draw": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "n": 1, "number": "4-8-15-16", "origin": "beacon.example", "drawn": ["UDF-2027-0007", "UDF-2027-0003"], "chosen": chosen, "record_sha256": "ab", "drawn_by": "Cora Hill"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Cancelled {
    draw: String,
    title: String,
    reason: String,
    cancelled_by: String,
}

impl Letter for Cancelled {
    const FACT: &'static str = "lottery.cancelled";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the draw", format!("/draws/{}", self.draw))
    }
    fn why(&self, _: Side) -> String {
        takes_part()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"draw": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "n": 1, "pool": ["UDF-2027-0003", "UDF-2027-0007"], "reason": "The beacon was not published.", "cancelled_by": "Ola Reed"}),
        ]
    }
}
