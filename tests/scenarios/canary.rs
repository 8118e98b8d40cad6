//! The wall holds everywhere: every secret field of one application has a string of its own, and whoever has a conflict
//! of interest with it, by whichever ground and in whichever role, finds none of them on any page, file, search, program
//! or letter. Somebody in the same role without a conflict finds every one (C1). The log says none of them to anybody.

mod log;
pub mod plant;
pub mod reading;
mod room;

use crate::grant::{self, City, signed_in};
use crate::support::{World, on_both};
use plant::{CITY, OF_AWARD, OF_CITY, OF_FUND, Planted, awarded, joins, planted, signed_earlier, staff};
use reading::{Bodies, by_program, crawled, every_address, exported, open, words};
use std::collections::BTreeSet;
use urban_diplomacy_fund::conflict::Ground;
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::panel::{self, NewDeclaration};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole as R, account};
use urban_diplomacy_fund::{process, review};

/// Somebody who must find nothing.
struct Walled {
    who: Actor,
    /// Whether they belong to the city, and so read as the city does what is theirs.
    is_of_city: bool,
    /// Letters that were delivered before there was a conflict.
    before: usize,
}

/// Where a city is named that has nothing to do with an application.
const OF_CITIES: &[&str] = &["/desk/audit", "/desk/claims", "/desk/entries", "/desk/outbox", "/desk/people", "/portal", "/account"];

fn now(world: &World, who: &Actor) -> Actor {
    world.db.read(|conn| account::actor(conn, who.account.expect("an account"))).expect("somebody")
}

/// One person for each ground but an earlier award ([`by_past_award`]), and each role among them.
fn walled(world: &World, planted: &Planted) -> Vec<Walled> {
    let one = |who: Actor, is_of_city| {
        let before = world.mail_to(&who.email).len();
        Walled { who: now(world, &who), is_of_city, before }
    };
    let mut all = Vec::new();
    for (email, role) in [
        ("approves@canaryville.gov", R::ApprovingOfficial),
        ("pays@mail.canaryville.gov", R::FinanceOfficer),
        ("audits@canaryville.gov", R::Auditor),
        ("administers@canaryville.gov", R::Administrator),
        ("screens@canaryville.gov", R::ProgramOfficer),
    ] {
        all.push(one(staff(world, email, &[role]), false));
    }
    for (email, role) in [("officer@people.example", R::ProgramOfficer), ("chair@people.example", R::Chair)] {
        let who = staff(world, email, &[role]);
        all.push(one(joins(world, &who, &planted.city, CityRole::Viewer), true));
    }
    let of_partner = joins(world, &staff(world, "partner@people.example", &[R::ProgramOfficer]), &planted.partner, CityRole::Viewer);
    all.push(one(of_partner, true));
    all.push(one(planted.left.clone(), false));
    let stepped = staff(world, "stepped@people.example", &[R::ProgramOfficer, R::ApprovingOfficial]);
    world.db.write(|tx| process::step_back(tx, &stepped, planted.id, "canary-reason")).expect("they step back");
    all.push(one(stepped, false));
    let named = staff(world, "named@people.example", &[R::Chair]);
    let ties = NewDeclaration { employers: "canaryville.gov".into(), cities: vec![], has_certified: true };
    world.db.write(|tx| panel::declare(tx, &named, &ties)).expect("a tie that was named");
    all.push(one(named, false));
    let rita = &planted.fund.reviewers[0];
    let mine = world.db.read(|conn| review::list_mine(conn, rita)).expect("her reviews");
    let task = mine.into_iter().find(|task| task.application == planted.id).expect("her review of it");
    let declared = world.db.write(|tx| review::declare(tx, rita, task.id, &planted.reference, Some("canary-reason")));
    declared.expect("a conflict that she found late");
    all.push(one(rita.clone(), false));
    all
}

/// Somebody who signed an award of the partner earlier, and has no other tie. Their award is there after the others were looked for.
fn by_past_award(world: &World, planted: &Planted) -> Walled {
    let who = signed_earlier(world, planted);
    let grounds = who.walls.grounds(&planted.id.text()).expect("a wall");
    assert_eq!(grounds.iter().collect::<Vec<_>>(), [&Ground::PastAward]);
    let before = world.mail_to(&who.email).len();
    Walled { who, is_of_city: false, before }
}

/// Those who may know, in every role.
fn others(world: &World, planted: &Planted) -> Vec<Actor> {
    let roles = [R::ApprovingOfficial, R::FinanceOfficer, R::ReleasingOfficer, R::Auditor, R::Administrator, R::Chair];
    let mut all: Vec<Actor> = roles.iter().map(|role| staff(world, &format!("other-{role}@people.example"), &[*role])).collect();
    all.extend([planted.fund.officer.clone(), planted.fund.reviewers[1].clone()]);
    all
}

/// Reads as everybody who may know, and fails unless every secret was found: then it can be found.
fn found(world: &World, who: &[Actor], secrets: &[&str], of: (&str, &str, &str)) -> BTreeSet<String> {
    let read: Vec<Bodies> = who.iter().map(|who| crawled(world, who, of.1)).collect();
    let addresses: BTreeSet<String> = read.iter().flat_map(|read| read.keys().cloned()).collect();
    for secret in secrets.iter().copied().chain([CITY, of.0]) {
        assert!(read.iter().any(|read| read.values().any(|body| body.contains(secret))), "nobody finds {secret}: it proves nothing");
    }
    let files: Vec<String> = who.iter().map(|who| exported(&signed_in(world, who), of.1)).collect();
    assert!(files.iter().any(|file| file.contains(of.0)), "nobody finds it in a file: it proves nothing");
    for (read, who) in read.iter().zip(who) {
        assert!(read.values().any(|body| body.contains(of.0)), "{} finds nothing of it: it proves nothing", who.email);
    }
    every_address(&addresses, of)
}

/// Fails if a text has one of the secrets.
#[track_caller]
fn has_none(text: &str, secrets: &[&str], (who, place): (&str, &str)) {
    for secret in secrets {
        if let Some(at) = text.find(secret) {
            let around: String = text[at.saturating_sub(200)..].chars().take(400).collect();
            panic!("{who} finds {secret} at {place}:\n{around}");
        }
    }
}

/// Reads everything as somebody who must find nothing.
fn finds_nothing(
    world: &World,
    walled: &Walled,
    (addresses, slug): (&BTreeSet<String>, &str),
    (of_city, of_fund, reference): (&[&str], &[&str], &str),
) {
    let who = walled.who.email.as_str();
    let browser = signed_in(world, &walled.who);
    for address in addresses {
        let page = open(&browser, address, &[]);
        assert!(page.status < 500, "{who}: {address} gave {}\n{}", page.status, page.text());
        let is_theirs = walled.is_of_city && ["/portal", "/files", "/account"].iter().any(|own| address.starts_with(own));
        has_none(&page.body, of_fund, (who, address));
        if is_theirs {
            continue;
        }
        has_none(&page.body, of_city, (who, address));
        // A page that says that it is not there may say what was asked for.
        if !address.contains(reference) {
            has_none(&page.body, &[reference], (who, address));
        }
        if !OF_CITIES.iter().any(|named| address.starts_with(named)) {
            has_none(&page.body, &[CITY], (who, address));
        }
    }
    let secrets = [of_city, of_fund, &[reference, CITY]].concat();
    has_none(&exported(&browser, slug), &secrets, (who, "the files that buttons make"));
    let program = by_program(world, &walled.who, reference);
    has_none(&program, if walled.is_of_city { of_fund } else { &secrets }, (who, "the API"));
    let letters = world.mail_to(&walled.who.email);
    for letter in letters.iter().take(letters.len() - walled.before) {
        has_none(&words(letter), &secrets, (who, "a letter"));
    }
}

fn slug(world: &World, fund: &grant::Fund) -> String {
    world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("a round").slug
}

#[test]
fn nobody_with_a_conflict_finds_a_trace_of_an_application_in_review() {
    log::keep();
    on_both(|world| {
        let planted = planted(world);
        let (slug, id, reference) = (slug(world, &planted.fund), planted.id.text(), planted.reference.clone());
        let mut all = walled(world, &planted);
        let others = others(world, &planted);
        let secrets = [OF_CITY, OF_FUND].concat();
        let addresses = found(world, &others, &secrets, (&reference, &slug, &id));
        all.push(by_past_award(world, &planted));
        for walled in &all {
            finds_nothing(world, walled, (&addresses, &slug), (OF_CITY, &[OF_FUND, &["canary-reason"]].concat(), &reference));
        }
        officers_are_told(world, &planted, &all);
        the_log_tells_nobody();
    });
}

/// The log, which has no roles, holds what was asked for and none of the secrets.
fn the_log_tells_nobody() {
    let log = log::lines();
    assert!(log.contains("/desk/applications/{reference}"), "the log says nothing of requests: it proves nothing");
    let secrets = [OF_CITY, OF_FUND, OF_AWARD, &["canary-reason", CITY, "canaryville"]].concat();
    has_none(&log, &secrets, ("whoever runs the program", "the log"));
}

/// A letter about the application reaches the officers to whom it is open, and only those.
fn officers_are_told(world: &World, planted: &Planted, all: &[Walled]) {
    let count = |email: &str| world.mail_to(email).len();
    let before: Vec<usize> = all.iter().map(|walled| count(&walled.who.email)).collect();
    let open = count(&planted.fund.officer.email);
    let ravi = &planted.fund.reviewers[1];
    let task = world.db.read(|conn| review::list_mine(conn, ravi)).expect("his reviews").remove(0);
    world.db.write(|tx| review::declare(tx, ravi, task.id, &planted.reference, Some("Late."))).expect("declared");
    assert_eq!(count(&planted.fund.officer.email), open + 1, "the officer is told");
    let after: Vec<usize> = all.iter().map(|walled| count(&walled.who.email)).collect();
    assert_eq!(after, before, "nobody with a conflict is told");
}

#[test]
fn nobody_with_a_conflict_finds_a_trace_of_an_award_and_its_money() {
    log::keep();
    on_both(|world| {
        let planted = planted(world);
        let (slug, id, reference) = (slug(world, &planted.fund), planted.id.text(), planted.reference.clone());
        let all = walled(world, &planted);
        let others = others(world, &planted);
        let ground = awarded(world, planted);
        let secrets = [OF_FUND, OF_AWARD].concat();
        let mut addresses = found(world, &others, &secrets, (&reference, &slug, &id));
        // What everybody may read of an award, its people too.
        addresses.retain(|address| !address.starts_with("/awards"));
        for walled in &all {
            let of_fund = [OF_FUND, &["canary-rationale", "canary-reason"]].concat();
            finds_nothing(world, walled, (&addresses, &slug), (&[OF_CITY, OF_AWARD].concat(), &of_fund, &reference));
        }
        nobody_of_them_acts(world, &ground.city, ground.id, &all);
        the_log_tells_nobody();
    });
}

/// The operations refuse as for what is not there.
fn nobody_of_them_acts(world: &World, city: &City, id: Id<Application>, all: &[Walled]) {
    for walled in all {
        let who = &walled.who;
        assert!(who.is_kept_from(id), "{}", who.email);
        assert!(world.db.read(|conn| process::is_recused(conn, who, id)).expect("known"), "{}", who.email);
        let refused = world.db.write(|tx| urban_diplomacy_fund::notes::write(tx, who, id, ("internal", "x")).map(drop));
        refused.expect_err("there is nothing to write on");
    }
    assert!(!city.official.is_kept_from(id), "its own people are not kept out of their own side");
}
