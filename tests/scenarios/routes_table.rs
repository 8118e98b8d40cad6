//! Every role × every route: the gate lets in whom the route names and nobody
//! else, nothing fails, and no form is taken without proof of where it came from.

use crate::support::{Browser, World, on_both};
use std::collections::{BTreeMap, BTreeSet};
use strum::VariantArray;
use urban_diplomacy_fund::people::{CityRole, FundRole};
use urban_diplomacy_fund::web::Access;
use urban_diplomacy_fund::web::routes::{self, Route};

/// Who looks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Nobody,
    Member,
    City(CityRole),
    Fund(FundRole),
}

/// What the gate should do.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    Open,
    SignIn,
    Missing,
}

/// Written out again, so that a mistake in the gate is not its own judge.
fn expected(access: Access, who: Who) -> Expected {
    let open = match (access, who) {
        (Access::Anyone | Access::Token, _) => true,
        (Access::SignedIn, who) => who != Who::Nobody,
        (Access::City(roles), Who::City(role)) => roles.contains(&role),
        (Access::Applying(roles), Who::City(role)) => roles.contains(&role),
        (Access::Applying(_), Who::Fund(role)) => role == FundRole::ProgramOfficer,
        (Access::Fund(roles), Who::Fund(role)) => roles.contains(&role),
        _ => false,
    };
    match (open, who) {
        (true, _) => Expected::Open,
        (false, Who::Nobody) => Expected::SignIn,
        (false, _) => Expected::Missing,
    }
}

fn everybody(world: &World) -> Vec<(Who, Browser)> {
    let mut all = vec![(Who::Nobody, world.browser()), (Who::Member, world.person("Mo Member").into_browser())];
    for role in CityRole::VARIANTS {
        all.push((Who::City(*role), world.citizen(&format!("City {role}"), "Elmira, NY", *role).into_browser()));
    }
    for role in FundRole::VARIANTS {
        all.push((Who::Fund(*role), world.staff(&format!("Fund {role}"), *role).into_browser()));
    }
    all
}

/// The path with something in place of each parameter that names nothing.
fn sample(route: &Route) -> String {
    let mut path = String::new();
    for part in route.path.split_inclusive('/') {
        match (part.find('{'), part.find('}')) {
            (Some(from), Some(to)) => path += &format!("{}00000000-0000-7000-8000-000000000000{}", &part[..from], &part[to + 1..]),
            _ => path += part,
        }
    }
    path
}

/// There in a demo only.
const DEMO: &[&str] = &["/mailbox", "/desk/mail"];

/// Forms that name in a field what they act on: an empty one names nothing.
const NAMED_IN_A_FIELD: &[&str] =
    &["/account/sessions", "/account/tokens/revoke", "/desk/people/grant", "/desk/people/revoke", "/desk/people/disable"];

const OURS: &[(&str, &str)] = &[("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];

#[test]
fn each_role_reaches_its_routes_and_no_others() {
    on_both(|world| {
        for (who, browser) in everybody(world) {
            for route in routes::all() {
                // A form that ends the session would make a stranger of everybody.
                if route.path == "/sign-out" {
                    continue;
                }
                let path = sample(&route);
                let (page, location) = browser.request_once(route.method.as_str(), &path, OURS, b"");
                // Only where something is wrong: it reads the page.
                let told =
                    || format!("{who:?} {} {path} ({:?}) gave {} {location:?}\n{}", route.method, route.access, page.status, page.text());
                assert!(page.status < 500, "{}", told());
                assert_ne!(page.status, 405, "{}", told());
                let asked_to_sign_in = location.as_deref().is_some_and(|l| l.starts_with("/sign-in?next="));
                match expected(route.access, who) {
                    Expected::Open => assert!(
                        !asked_to_sign_in
                            && (page.status != 404
                                || route.path.contains('{')
                                || DEMO.contains(&route.path)
                                || NAMED_IN_A_FIELD.contains(&route.path)),
                        "{}",
                        told()
                    ),
                    Expected::SignIn => assert!(page.status == 303 && asked_to_sign_in, "{}", told()),
                    Expected::Missing => assert_eq!(page.status, 404, "{}", told()),
                }
            }
        }
    });
}

#[test]
fn no_form_is_taken_without_proof_of_origin() {
    on_both(|world| {
        let officer = world.staff("Olga Officer", FundRole::ProgramOfficer).into_browser();
        let elsewhere: [&[(&str, &str)]; 4] =
            [&[], &[("sec-fetch-site", "cross-site")], &[("origin", "https://elsewhere.example")], &[("sec-fetch-site", "none")]];
        for route in routes::all().into_iter().filter(|r| !r.method.is_safe()) {
            for headers in elsewhere {
                let (page, _) = officer.request_once(route.method.as_str(), &sample(&route), headers, b"x=1");
                assert_eq!(page.status, 403, "{} {} with {headers:?}", route.method, route.path);
            }
        }
    });
}

#[test]
fn routes_live_where_their_audience_is() {
    for route in routes::all() {
        let is_safe = route.method.is_safe();
        let fits = match route.path.split('/').nth(1).unwrap_or_default() {
            "desk" | "panel" => matches!(route.access, Access::Fund(_)),
            // Two pages of an application are for the officer who entered it for its city.
            "portal" if route.path.ends_with("/signed-page") || route.path.ends_with("/submit-for-city") => {
                matches!(route.access, Access::Fund(_))
            }
            "portal" => matches!(route.access, Access::City(_) | Access::SignedIn | Access::Applying(_)),
            // Anybody asks about a round.
            "opportunities" if route.path.ends_with("/ask") => route.access == Access::Anyone,
            "account" => route.access == Access::SignedIn,
            "api" => matches!(route.access, Access::Token | Access::Anyone),
            "sign-in" | "sign-up" | "help" | "sign-out" | "link" | "invitation" | "forgot-password" => true,
            _ => is_safe,
        };
        assert!(fits, "{} {} is open to {:?}", route.method, route.path, route.access);
    }
}

/// What the browser tests know of the routes that answer GET: pages, and what else there is with the reason.
#[derive(serde::Deserialize)]
struct Known {
    pages: Vec<String>,
    others: BTreeMap<String, String>,
}

#[test]
fn the_browser_tests_know_every_page() {
    let known: Known = serde_json::from_str(include_str!("../browser/pages.json")).expect("a list of pages");
    let listed: BTreeSet<&str> = known.pages.iter().chain(known.others.keys()).map(String::as_str).collect();
    assert_eq!(listed.len(), known.pages.len() + known.others.len(), "a path is listed twice");
    assert!(known.others.values().all(|reason| !reason.is_empty()));
    let answered: BTreeSet<&str> = routes::all().iter().filter(|r| r.method.is_safe()).map(|r| r.path).collect();
    let unknown: Vec<_> = answered.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&answered).collect();
    assert!(unknown.is_empty() && gone.is_empty(), "tests/browser/pages.json lacks {unknown:#?} and lists in vain {gone:#?}");
}
