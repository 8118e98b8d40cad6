//! Who reviews what in a whole round: proposed on a page, looked at, given out at once; what changed meanwhile is proposed anew, and who is
//! late is replaced by one action.

use crate::claims::letters;
use crate::grant::{Fund, application, city, day, fund, person, screened, signed_in};
use crate::support::{Browser, Page, World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::assigning::{self, CarryError, Wish};
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::panel::{self, Holder, NewSeat, TypedTerms};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, membership};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Stage};

const SLUG: &str = "training-and-conference-support-2027";
const PAGE: &str = "/desk/panels/training-and-conference-support-2027/assignment";

/// Puts somebody on the panel, who takes so many reviews and works in a state.
fn seated(world: &World, fund: &Fund, who: &Actor, (most, state): (u32, &str)) {
    let new = NewSeat {
        name: who.name.clone(),
        email: who.email.clone(),
        most_reviews: most.to_string(),
        reply_by: Ok(Some(day("2027-02-01"))),
        note: String::new(),
    };
    let terms = TypedTerms {
        tags: vec!["City management".into()],
        other_tags: String::new(),
        most_reviews: most.to_string(),
        absent_from: Ok(None),
        absent_to: Ok(None),
        state: state.into(),
    };
    world.db.write(|tx| panel::invite(tx, &fund.officer, SLUG, &new)).expect("an invitation");
    let mine = world.db.read(|conn| panel::list_mine(conn, who)).expect("a look");
    let seat = mine.iter().find(|seat| seat.round == fund.round).expect("a seat").id;
    world.db.write(|tx| panel::accept(tx, Holder::Person(who, seat), (&terms, ""))).expect("accepted");
}

/// Applications in review, of these cities.
fn in_review(world: &World, fund: &Fund, cities: &[&str]) -> Vec<Id<Application>> {
    let made = cities.iter().map(|name| {
        let id = application(world, fund, &city(world, name), 5_000);
        screened(world, fund, id);
        id
    });
    made.collect()
}

/// Asks on the page, as its form does.
fn asked(officer: &Browser, query: &str) -> Page {
    officer.get(&format!("{PAGE}?{query}"))
}

/// What the proposal says of how much somebody has, would get, takes at most, and when they are away.
fn load(page: &Page, name: &str) -> Vec<String> {
    let row = page.rows().into_iter().find(|row| row.len() == 5 && row[0] == name);
    row.unwrap_or_else(|| panic!("{name} is not there:\n{}", page.text()))[1..].to_vec()
}

/// Who reviews an application, by name.
fn reviewers(world: &World, fund: &Fund, id: Id<Application>, stages: &[Stage]) -> Vec<String> {
    let tasks = world.db.read(|conn| review::list_tasks_of_round(conn, fund.round)).expect("tasks");
    let of = tasks.get(&id).map_or(&[][..], Vec::as_slice);
    let mut names: Vec<String> = of.iter().filter(|task| stages.contains(&task.stage)).map(|task| task.reviewer_name.clone()).collect();
    names.sort();
    names
}

#[test]
fn a_round_is_proposed_looked_at_and_given_out_at_once() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 20_000);
        let [rita, ravi, rosa] = &fund.reviewers[..3] else { panic!("three reviewers") };
        let cases = in_review(world, &fund, &["Madison", "Monona", "Verona"]);
        let olive = signed_in(world, &fund.officer);
        let page = olive.follow(&olive.get(&format!("/desk/panels/{SLUG}")), "Who reviews what: propose, give out, replace");
        page.must_be(200).must_say("Applications in review").must_say("Madison");
        asked(&olive, "reviews=2").must_be(200).must_say("There is no such assignment").must_say("Nobody on the panel can review.");

        for (who, terms) in [(rita, (2, "WI")), (ravi, (9, "CA")), (rosa, (9, "TX"))] {
            seated(world, &fund, who, terms);
        }
        // Rita belongs to Madison: she is proposed for anything but that.
        let (account, madison) = (rita.account.expect("an account"), city_of(&cases, world, 0));
        world.db.write(|tx| membership::grant(tx, &Actor::system(), madison, account, CityRole::Viewer)).expect("hers");
        let wrong = asked(&olive, "reviews=x&least=501&due_on_month=13&due_on_day=1&due_on_year=2027&replace=nobody");
        wrong.must_be(422).must_say("Enter a whole number up to 100.").must_say("Enter a whole number up to 500.");
        wrong.must_say("Enter a date that exists").must_say("Choose somebody of the list.");
        asked(&olive, "reviews=3").must_be(200).must_say("There is no such assignment");
        asked(&olive, "reviews=1&rules=regions").must_be(422).must_say("cannot come from two regions");
        let page = asked(&olive, "reviews=2&due_on_month=3&due_on_day=1&due_on_year=2027&rules=regions&rules=connect&rules=fair");
        page.must_be(200).must_say("All reviews hang together").must_say("No assignment is fairer; this is proved.");
        assert!(cases.iter().all(|id| reviewers(world, &fund, *id, &[Stage::Assigned]).is_empty()), "nothing is given out by looking");

        let done = olive.press(&page, "Give out 6 reviews", &[]);
        done.must_be(200).must_say("The reviews are given out.").must_say("Mar 1, 2027");
        assert_eq!(reviewers(world, &fund, cases[0], &[Stage::Assigned]), ["Ravi", "Rosa"]);
        for id in &cases {
            assert_eq!(reviewers(world, &fund, *id, &[Stage::Assigned]).len(), 2);
        }
        let has = |id: &Id<Application>, name: &str| reviewers(world, &fund, *id, &[Stage::Assigned]).iter().any(|one| one == name);
        assert!(cases.iter().filter(|id| has(id, "Rita")).count() <= 2, "no more than she takes");
        assert_eq!(letters(world, &rosa.email, "March 1, 2027"), cases.iter().filter(|id| has(id, "Rosa")).count());
        asked(&olive, "reviews=2").must_say("Nothing to give out");
        olive.get(&format!("/desk/opportunities/{SLUG}")).must_be(200);
    });
}

fn city_of(cases: &[Id<Application>], world: &World, at: usize) -> Id<urban_diplomacy_fund::people::Organisation> {
    world.db.read(|conn| urban_diplomacy_fund::intake::application(conn, cases[at])).expect("an application").city
}

#[test]
fn what_changed_since_it_was_looked_at_is_not_carried_out() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let cases = in_review(world, &fund, &["Madison", "Monona"]);
        for who in &fund.reviewers[..3] {
            seated(world, &fund, who, (9, ""));
        }
        let olive = signed_in(world, &fund.officer);
        let page = asked(&olive, "reviews=2");
        // Meanwhile somebody is chosen by hand.
        let tasks = page.rows();
        let rita = fund.reviewers[0].account.expect("an account");
        let about = world.db.read(|conn| process::about(conn, cases[0])).expect("a case");
        let chosen = world.db.read(|conn| assigning::propose(conn, &fund.officer, (SLUG, world.app.now()), wish())).expect("a proposal");
        let first: Vec<_> = chosen.lines[0].added.iter().map(|pick| pick.account).collect();
        let other = fund.reviewers[..3].iter().filter_map(|one| one.account).find(|account| !first.contains(account)).unwrap_or(rita);
        world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[other], None)).expect("by hand");
        let again = olive.press(&page, "Give out 4 reviews", &[]);
        again.must_be(422).must_say("Something changed since you looked at this proposal").must_say("Give out 3 reviews");
        assert_ne!(again.rows(), tasks);
        assert!(reviewers(world, &fund, cases[1], &[Stage::Assigned]).is_empty(), "nothing was given out");
        olive.press(&again, "Give out 3 reviews", &[]).must_be(200);
        assert_eq!(reviewers(world, &fund, cases[0], &[Stage::Assigned]).len(), 2);

        // Those who do not assign are refused, and an auditor only looks.
        let seen = chosen.digest(wish());
        let refused = world.db.write(|tx| assigning::carry_out(tx, &fund.reviewers[0], SLUG, wish(), &seen)).expect_err("a reviewer");
        assert_eq!(refused.kind(), Kind::Forbidden);
        let refused = world.db.write(|tx| assigning::carry_out(tx, &fund.officer, SLUG, wish(), &seen)).expect_err("it is done");
        assert!(matches!(refused, CarryError::Changed), "{refused}");
        let auditor = world.db.write(|tx| Ok::<_, Error>(person(tx, "Audra", &[FundRole::Auditor]))).expect("an auditor");
        let page = signed_in(world, &auditor).get(&format!("{PAGE}?reviews=3"));
        assert!(!page.must_be(200).says("Give out") && !page.says("What is wanted"));
        signed_in(world, &fund.reviewers[0]).get(PAGE).must_be(404);
    });
}

fn wish() -> Wish {
    Wish { reviews: 2, least: 0, due_on: None, fair: false, two_regions: false, connect: false, partial: false, replaced: None }
}

#[test]
fn reviews_of_what_is_closed_to_whoever_assigns_bind_and_are_not_told() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let cases = in_review(world, &fund, &["Madison", "Monona"]);
        let [rita, ravi] = &fund.reviewers[..2] else { panic!("two reviewers") };
        for who in [rita, ravi] {
            seated(world, &fund, who, (1, ""));
        }
        let about = world.db.read(|conn| process::about(conn, cases[1])).expect("a case");
        world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[rita.account.expect("an account")], None)).expect("by hand");
        let otto = world.db.write(|tx| Ok::<_, Error>(person(tx, "Otto", &[FundRole::ProgramOfficer]))).expect("an officer");
        world.db.write(|tx| process::step_back(tx, &otto, cases[1], "A cousin works there.")).expect("he steps back");
        let page = asked(&signed_in(world, &otto), "reviews=1");
        assert!(page.must_be(200).says("Madison") && !page.says("Monona"));
        assert_eq!(load(&page, "Rita")[..3], ["0", "0", "1"], "her review of Monona is not told, and keeps her from more");
        assert_eq!(load(&page, "Ravi"), ["0", "1", "1", "Never"]);
        let page = asked(&signed_in(world, &fund.officer), "reviews=1");
        assert_eq!(load(&page, "Rita")[..3], ["1", "0", "1"]);
    });
}

#[test]
fn c2_by_hand_loads_are_shown_and_who_cannot_be_chosen_is_not_listed() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let cases = in_review(world, &fund, &["Madison", "Monona"]);
        let [rita, ravi, rosa] = &fund.reviewers[..3] else { panic!("three reviewers") };
        let about = |n: usize| world.db.read(|conn| process::about(conn, cases[n])).expect("a case");
        let olive = signed_in(world, &fund.officer);
        let form = |n: usize| olive.get(&format!("/desk/applications/{}/assign", about(n).reference));
        let page = form(0);
        assert!(
            page.must_be(200).must_say("0 reviews").must_say("Rosa").says("Rita") && !page.says("not on this panel"),
            "there is no panel"
        );

        seated(world, &fund, rita, (1, ""));
        let asked = |n: usize, who: &Actor| {
            let accounts = [who.account.expect("an account")];
            world.db.write(|tx| review::assign(tx, &fund.officer, &about(n), &accounts, None)).expect("asked").remove(0)
        };
        asked(0, rita);
        let twin = world.db.write(|tx| {
            use schema::accounts as c;
            diesel::update(c::table.filter(c::email.eq(&rosa.email))).set(c::name.eq("Ravi")).execute(&mut **tx).map_err(Error::from)
        });
        assert_eq!(twin.expect("a namesake"), 1);
        assert!(!form(0).says("Rita"), "she reviews it already");
        let page = form(1);
        page.must_be(200).must_say("Rita 1 of 1 review: takes no more").must_say("0 reviews; not on this panel");
        page.must_say(&ravi.email).must_say(&rosa.email);
        let account = rita.account.expect("an account").text();
        olive.submit(&page, &[("reviewer", account.as_str())]).must_be(200);
        assert_eq!(reviewers(world, &fund, cases[1], &[Stage::Assigned]), ["Rita"], "more than she takes is not refused");

        let task = asked(0, ravi);
        world.db.write(|tx| review::abstain(tx, ravi, task, "UDF", "I know too little of it.")).expect("he abstains");
        let page = form(0);
        assert!(page.says(&rosa.email) && !page.says(&ravi.email), "{}", page.text());
    });
}

#[test]
fn who_is_late_is_replaced_by_one_action() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 20_000);
        let cases = in_review(world, &fund, &["Madison", "Monona"]);
        for who in &fund.reviewers[..3] {
            seated(world, &fund, who, (9, ""));
        }
        let olive = signed_in(world, &fund.officer);
        let page = asked(&olive, "reviews=1&due_on_month=2&due_on_day=1&due_on_year=2027");
        olive.press(&page, "Give out 2 reviews", &[]).must_be(200);
        let late = reviewers(world, &fund, cases[0], &[Stage::Assigned]).remove(0);
        assert!(!olive.get(PAGE).says(&format!("Replace {late}")), "nobody is late yet");
        world.at("2027-02-03T16:00:00Z");
        let olive = signed_in(world, &fund.officer);
        let page = olive.follow(&olive.get(PAGE), &format!("Replace {late}"));
        page.must_be(200).must_say("Reviews to take back").must_say("New reviews are due Feb 10, 2027");
        let button = page.all("button").into_iter().find(|text| text.starts_with("Take back")).expect("a button");
        let done = olive.press(&page, &button, &[]);
        done.must_be(200).must_say("The reviews are given out.");
        for id in &cases {
            let now = reviewers(world, &fund, *id, &[Stage::Assigned]);
            assert!(now.len() == 1 && !now.contains(&late), "{now:?}");
        }
        let tasks = world.db.read(|conn| review::list_tasks_of_round(conn, fund.round)).expect("tasks");
        let taken = tasks.values().flatten().filter(|task| task.stage == Stage::Removed).map(|task| task.application);
        for id in taken {
            let others = tasks[&id].iter().filter(|task| task.stage.counts()).map(|task| task.due_on);
            assert_eq!(others.collect::<Vec<_>>(), [Some(day("2027-02-10"))], "a week from today, since the old day has passed");
        }
        let gone = fund.reviewers.iter().find(|one| one.name == late).expect("a reviewer");
        assert!(letters(world, &gone.email, "Others take over reviews that were open in this round.") >= 1);
        signed_in(world, gone).get("/panel").must_be(200);
    });
}
