//! What the layout shows around every page: names, navigation, the viewer.

use super::assets::asset_url;
use super::{App, Viewer, access};
use crate::people::Actor;
use crate::templates::{Chrome, NavItem};
use std::sync::LazyLock;

static STYLESHEET: LazyLock<String> = LazyLock::new(|| asset_url("udf.css"));
static SCRIPT: LazyLock<String> = LazyLock::new(|| asset_url("udf.js"));
static ICON: LazyLock<String> = LazyLock::new(|| asset_url("favicon.svg"));

pub(super) fn chrome(app: &App, viewer: &Viewer) -> Chrome {
    let fund = &app.settings.fund;
    let signed_in = viewer.actor.account.is_some();
    Chrome {
        fund: fund.name.clone(),
        demo: fund.demo,
        person: signed_in.then(|| viewer.actor.name.clone()),
        navigation: navigation(&viewer.actor, &viewer.path),
        account: account(signed_in, &viewer.path),
        done: viewer.done.as_deref().and_then(sentence).map(str::to_owned),
        contact_email: fund.contact_email.clone(),
        contact_phone: fund.contact_phone.clone(),
        stylesheet: STYLESHEET.as_str(),
        script: SCRIPT.as_str(),
        icon: ICON.as_str(),
    }
}

/// The places this person has something to do in.
fn navigation(actor: &Actor, path: &str) -> Vec<NavItem> {
    let mut items = vec![NavItem::new("/opportunities", "Opportunities", path), NavItem::new("/awards", "Awards", path)];
    if !actor.memberships.is_empty() {
        items.push(NavItem::new("/portal", "Your city", path));
    }
    if actor.has_any(access::PANEL) {
        items.push(NavItem::new("/panel", "Reviews", path));
    }
    if actor.has_any(access::STAFF) {
        items.push(NavItem::new("/desk", "Desk", path));
    }
    items
}

fn account(signed_in: bool, path: &str) -> Vec<NavItem> {
    if signed_in {
        return vec![NavItem::new("/account", "Your account", path)];
    }
    vec![NavItem::new("/sign-in", "Sign in", path), NavItem::new("/sign-up", "Create account", path)]
}

/// What a redirect's `done=` code says. Sentences are listed and not spelled in the
/// address, so that no link can put words into our mouth.
fn sentence(code: &str) -> Option<&'static str> {
    DONE.iter().find(|(known, _)| *known == code).map(|(_, sentence)| *sentence)
}

const DONE: &[(&str, &str)] = &[
    ("queued", "The letter is queued again."),
    ("saved", "Your changes are saved."),
    ("added", "Added."),
    ("removed", "Removed."),
    ("sent", "Sent."),
    ("submitted", "Submitted."),
    ("recorded", "Recorded."),
    ("approved", "Approved."),
    ("returned", "Returned."),
    ("accepted", "Accepted."),
    ("released", "Released."),
    ("signed-in", "You are signed in."),
    ("signed-out", "You are signed out."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::FundRole;

    #[test]
    fn people_see_the_places_they_work_in() {
        let labels = |actor: &Actor| navigation(actor, "/").into_iter().map(|i| i.label).collect::<Vec<_>>();
        assert_eq!(labels(&Actor::anonymous()), ["Opportunities", "Awards"]);
        let officer = Actor { fund_roles: vec![FundRole::ProgramOfficer], ..Actor::anonymous() };
        assert_eq!(labels(&officer), ["Opportunities", "Awards", "Desk"]);
    }

    #[test]
    fn only_listed_codes_say_something() {
        assert_eq!((sentence("saved"), sentence("you-won")), (Some("Your changes are saved."), None));
    }
}
