//! Letters about accounts and roles: one-time links, invitations, security notices.

use super::letter::Letter;
use super::shown::Moment;
use crate::kernel::Timestamp;
use crate::outbox::Side;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Serialize, Deserialize)]
pub(super) struct SignUpLink {
    path: String,
    minutes: i64,
    expires_at: Timestamp,
}

impl Letter for SignUpLink {
    const FACT: &'static str = "account.sign_up_link";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Create my account", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        "Somebody typed this address on our sign-up page. If it was not you, do nothing: no account is made.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"email": "ada@millbrook.example", "name": "", "path": "/sign-up/abc", "minutes": 30, "expires_at": "2027-01-05T15:30:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct SignInLink {
    path: String,
    minutes: i64,
    expires_at: Timestamp,
}

impl Letter for SignInLink {
    const FACT: &'static str = "account.sign_in_link";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Sign in", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        "Somebody asked for a link to sign in with this address. If it was not you, do nothing: nobody got in.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"email": "ada@millbrook.example", "name": "Ada", "path": "/sign-in/abc", "minutes": 30, "expires_at": "2027-01-05T15:30:00Z"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct Invited {
    role: String,
    city: String,
    invited_by: String,
    path: String,
    expires_at: Timestamp,
}

impl Letter for Invited {
    const FACT: &'static str = "account.invited";
    const SECRET: bool = true;

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Accept the invitation", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("{} named you. If you do not know why, do nothing: no account is made.", self.invited_by)
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("expires", self.expires_at, None)]
    }
    fn samples() -> Vec<Value> {
        ["Millbrook, New York", ""]
            .map(|city| json!({"email": "ada@millbrook.example", "name": "Ada", "role": "authorized official", "city": city, "invited_by": "Ben Ito", "path": "/invitations/abc", "hours": 72, "expires_at": "2027-01-05T15:30:00Z"}))
            .to_vec()
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct PasswordChanged {
    email: String,
    at: Timestamp,
}

impl Letter for PasswordChanged {
    const FACT: &'static str = "account.password_changed";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Look at my account", "/account".into())
    }
    fn why(&self, _: Side) -> String {
        "We tell you of every change to how you sign in.".into()
    }
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![Moment::new("when", self.at, None)]
    }
    fn samples() -> Vec<Value> {
        vec![json!({"account": "1", "email": "ada@millbrook.example", "name": "Ada", "at": "2027-01-05T15:30:00Z"})]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct AccessRequested {
    city: String,
    name: String,
    email: String,
    path: String,
}

impl Letter for AccessRequested {
    const FACT: &'static str = "organisation.access_requested";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Answer the request", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("You write for {} in this program.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, New York", "account": "2", "name": "Cleo Diaz", "email": "cleo@millbrook.example", "path": "/portal/cities/1/people"}),
        ]
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct MemberAdded {
    city: String,
    role: String,
    path: String,
}

impl Letter for MemberAdded {
    const FACT: &'static str = "organisation.member_added";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Go to your city's page", self.path.clone())
    }
    fn why(&self, _: Side) -> String {
        format!("Somebody who writes for {} gave you this role.", self.city)
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"organisation": "1", "city": "Millbrook, New York", "account": "2", "name": "Cleo Diaz", "role": "preparer", "path": "/portal/cities/1"}),
        ]
    }
}
