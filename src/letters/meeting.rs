//! Letters about meetings of panels, to each of their members. None names an application. The time stands in the zone of the fund,
//! and in that of whoever reads, where it is known.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

fn on_panel() -> String {
    "You are on this panel, or chair its meeting.".into()
}

#[derive(Serialize, Deserialize)]
pub(super) struct Planned {
    meeting: String,
    round: String,
    title: String,
    starts_at: Timestamp,
    place: String,
    chair: String,
    planned_by: String,
    zone: Option<String>,
}

impl Letter for Planned {
    const FACT: &'static str = "meeting.planned";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the meeting", format!("/panel/meetings/{}", self.meeting))
    }
    fn why(&self, _: Side) -> String {
        on_panel()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::in_both("starts", self.starts_at, None, self.zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        [("Cora Reed", json!("America/Denver")), ("", Value::Null)]
            .map(|(chair, zone)| json!({"meeting": "1", "opportunity": "2", "round": "Training and Conference Support 2027", "title": "Panel meeting of March 9", "starts_at": "2027-03-09T15:00:00Z", "place": "Room 4, City Hall", "chair": chair, "planned_by": "Ola Reed", "zone": zone}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Moved {
    meeting: String,
    round: String,
    title: String,
    was_at: Timestamp,
    starts_at: Timestamp,
    place: String,
    moved_by: String,
    zone: Option<String>,
}

impl Letter for Moved {
    const FACT: &'static str = "meeting.moved";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the meeting", format!("/panel/meetings/{}", self.meeting))
    }
    fn why(&self, _: Side) -> String {
        on_panel()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        let zone = self.zone.as_deref();
        vec![Moment::in_both("starts", self.starts_at, None, zone), Moment::in_both("was", self.was_at, None, zone)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"meeting": "1", "opportunity": "2", "round": "Training and Conference Support 2027", "title": "Panel meeting of March 9", "was_at": "2027-03-08T15:00:00Z", "starts_at": "2027-03-09T15:00:00Z", "place": "Room 4, City Hall", "moved_by": "Ola Reed", "zone": "America/Denver"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Cancelled {
    meeting: String,
    round: String,
    title: String,
    starts_at: Timestamp,
    reason: String,
    cancelled_by: String,
    zone: Option<String>,
}

impl Letter for Cancelled {
    const FACT: &'static str = "meeting.cancelled";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open your reviews", "/panel".into())
    }
    fn why(&self, _: Side) -> String {
        on_panel()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::in_both("starts", self.starts_at, None, self.zone.as_deref())]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"meeting": "1", "opportunity": "2", "round": "Training and Conference Support 2027", "title": "Panel meeting of March 9", "starts_at": "2027-03-09T15:00:00Z", "reason": "Two members are ill.", "cancelled_by": "Ola Reed", "zone": null}),
        ]
    }
}
