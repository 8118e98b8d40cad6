//! Letters about panels: to whoever is invited, to whoever invited, to whoever is taken off, and the yearly reminder to
//! declare ties. None names an applicant.

use super::letter::Letter;
use super::shown::{Day, Moment};
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct Invited {
    title: String,
    most_reviews: i32,
    reply_by: Day,
    note: String,
    invited_by: String,
    expires_at: Timestamp,
    path: String,
}

impl Letter for Invited {
    const FACT: &'static str = "panel.invited";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Answer the invitation", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("{} of the fund named you as a reviewer. If you do not know why, do nothing: no account is made.", self.invited_by)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        ["We met in Elmira last year.", ""]
            .map(|note| json!({"seat": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "name": "Rae Lim", "email": "rae@college.example", "most_reviews": 12, "reply_by": "2027-02-01", "note": note, "invited_by": "Ola Reed", "expires_at": "2027-02-02T05:00:00Z", "path": "/link/panel/abc"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Reminded {
    title: String,
    most_reviews: i32,
    reply_by: Day,
    reminded_by: String,
    expires_at: Timestamp,
    path: String,
}

impl Letter for Reminded {
    const FACT: &'static str = "panel.reminded";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Answer the invitation", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        "The fund named you as a reviewer and has no answer yet. If you do not know why, do nothing: no account is made.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"seat": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "name": "Rae Lim", "email": "rae@college.example", "most_reviews": 12, "reply_by": "2027-02-01", "reminded_by": "Ola Reed", "expires_at": "2027-02-02T05:00:00Z", "path": "/link/panel/abc"}),
        ]
    }
}

fn invited_them() -> String {
    "You invited this person, or you are a program officer of the fund.".into()
}

#[derive(Serialize, Deserialize)]
pub(super) struct Accepted {
    slug: String,
    title: String,
    name: String,
    tags: Vec<String>,
    most_reviews: i32,
    absent_from: Option<Day>,
    absent_to: Option<Day>,
}

impl Letter for Accepted {
    const FACT: &'static str = "panel.accepted";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("See the panel", format!("/desk/panels/{}", self.slug))
    }
    fn why(&self, _: Side) -> String {
        invited_them()
    }
    fn samples() -> Vec<Value> {
        [(json!(["Tourism", "Ports"]), json!("2027-03-01"), json!("2027-03-05")), (json!([]), Value::Null, Value::Null)]
            .map(|(tags, from, to)| json!({"seat": "1", "opportunity": "2", "slug": "training-2027", "title": "Training and Conference Support 2027", "name": "Rae Lim", "email": "rae@college.example", "account": "3", "tags": tags, "most_reviews": 12, "absent_from": from, "absent_to": to}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Declined {
    slug: String,
    title: String,
    name: String,
    reason: String,
}

impl Letter for Declined {
    const FACT: &'static str = "panel.declined";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Invite somebody else", format!("/desk/panels/{}", self.slug))
    }
    fn why(&self, _: Side) -> String {
        invited_them()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"seat": "1", "opportunity": "2", "slug": "training-2027", "title": "Training and Conference Support 2027", "name": "Rae Lim", "email": "rae@college.example", "reason": "I am abroad in March."}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Withdrawn {
    title: String,
    reason: String,
    withdrawn_by: String,
}

impl Letter for Withdrawn {
    const FACT: &'static str = "panel.withdrawn";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("About the fund", "/about".into())
    }
    fn why(&self, _: Side) -> String {
        "We invited you to review and sent you a link.".into()
    }
    fn samples() -> Vec<Value> {
        ["The panel is complete.", ""]
            .map(|reason| json!({"seat": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "name": "Rae Lim", "email": "rae@college.example", "reason": reason, "withdrawn_by": "Ola Reed"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Removed {
    title: String,
    reason: String,
    removed_by: String,
}

impl Letter for Removed {
    const FACT: &'static str = "panel.removed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open your reviews", "/panel".into())
    }
    fn why(&self, _: Side) -> String {
        "You were on this panel.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"seat": "1", "opportunity": "2", "title": "Training and Conference Support 2027", "name": "Rae Lim", "email": "rae@college.example", "reason": "The panel was made smaller.", "removed_by": "Ola Reed"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DeclarationDue {
    lapses_at: Timestamp,
}

impl Letter for DeclarationDue {
    const FACT: &'static str = "panel.declaration_due";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Declare for another year", "/panel/declaration".into())
    }
    fn why(&self, _: Side) -> String {
        "You review for this program, and declare once a year to which cities you have ties.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("lapses", self.lapses_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![json!({"account": "1", "declaration": "2", "lapses_at": "2028-01-11T15:00:00Z"})]
    }
}
