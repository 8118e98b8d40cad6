//! What the layout shows around every page: names, navigation, the viewer.

use super::assets::asset_url;
use super::{App, Viewer, access};
use crate::locale::Catalogue;
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
        banner: app.pulse.banner(),
        account_id: viewer.actor.account.map(|id| id.text()),
        session_seconds: viewer.lasts.map(|lasts| lasts.seconds),
        person: signed_in.then(|| viewer.actor.name.clone()),
        navigation: navigation(&viewer.actor, &viewer.path),
        account: account(signed_in, &viewer.path),
        done: viewer.done.as_deref().and_then(sentence),
        contact_email: fund.contact_email.clone(),
        contact_phone: fund.contact_phone.clone(),
        stylesheet: STYLESHEET.as_str(),
        script: SCRIPT.as_str(),
        icon: ICON.as_str(),
    }
}

/// The places this person has something to do in.
fn navigation(actor: &Actor, path: &str) -> Vec<NavItem> {
    let mut items =
        vec![NavItem::new("/opportunities", &told("nav-opportunities"), path), NavItem::new("/awards", &told("nav-awards"), path)];
    // Whoever has no part yet finds, or registers, their city there.
    if !actor.memberships.is_empty() || (actor.account.is_some() && actor.fund_roles.is_empty()) {
        items.push(NavItem::new("/portal", &told("nav-city"), path));
    }
    if actor.has_any(access::PANEL) {
        items.push(NavItem::new("/panel", &told("nav-reviews"), path));
    }
    if actor.has_any(access::STAFF) {
        items.push(NavItem::new("/desk", &told("nav-desk"), path));
    }
    items
}

fn account(signed_in: bool, path: &str) -> Vec<NavItem> {
    if signed_in {
        return vec![NavItem::new("/account", &told("nav-your-account"), path)];
    }
    vec![NavItem::new("/sign-in", &told("nav-sign-in"), path), NavItem::new("/sign-up", &told("nav-sign-up"), path)]
}

/// What a redirect's `done=` code says. Sentences are listed and not spelled in the
/// address, so that no link can put words into our mouth.
fn sentence(code: &str) -> Option<String> {
    Catalogue::english().and_then(|strings| strings.text(&format!("done-{code}"))).ok()
}

/// A string of the frame. One that is missing shows its key; a test lets none be.
fn told(key: &str) -> String {
    Catalogue::english().and_then(|strings| strings.text(key)).unwrap_or_else(|_| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::FundRole;

    #[test]
    fn every_string_of_the_frame_is_in_the_catalogue() {
        let mut asked = Vec::new();
        for part in include_str!("chrome.rs").split("told(\"").skip(1) {
            asked.push(part.split('"').next().unwrap_or_default());
        }
        assert!(asked.len() > 5 && asked.iter().all(|key| told(key) != *key), "{asked:?}");
    }

    #[test]
    fn people_see_the_places_they_work_in() {
        let labels = |actor: &Actor| navigation(actor, "/").into_iter().map(|i| i.label).collect::<Vec<_>>();
        assert_eq!(labels(&Actor::anonymous()), ["Opportunities", "Awards"]);
        let officer = Actor { fund_roles: vec![FundRole::ProgramOfficer], ..Actor::anonymous() };
        assert_eq!(labels(&officer), ["Opportunities", "Awards", "Desk"]);
    }

    #[test]
    fn only_listed_codes_say_something() {
        assert_eq!((sentence("saved").as_deref(), sentence("you-won")), (Some("Your changes are saved."), None));
    }
}
