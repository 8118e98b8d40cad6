//! What a panel and those who decide leave behind: meetings, a slate, a draw by lot, with a string of its own in every secret field. Read
//! as everybody who must find nothing of the application, and as members and reviewers who must not find who applies.

use super::plant::{CITY, OF_CITY, OF_FUND, Planted, planted, planted_in};
use super::reading::{crawled, every_address, open, words};
use super::{Walled, finds_nothing, found, has_none, log, now, others, the_log_tells_nobody, walled};
use crate::blind::scene::{assigned, clears, phase};
use crate::grant::{application, city, reviewed, screened, signed_in};
use crate::lottery::{AFTER, INSTANT, NUMBER, SLUG, announces, with_lottery};
use crate::meeting::{hired, seated};
use crate::support::{World, on_both};
use chrono::TimeDelta;
use std::collections::BTreeSet;
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::meeting::{self, Agreement, Conclusion, Item, Meeting, NewMeeting, Row};
use urban_diplomacy_fund::people::{Actor, FundRole};

/// What members and officers wrote, by where it is kept: notes, why agreed scores changed, why something is recommended, why that was
/// changed, on the table of a meeting that goes on, what was said of it beside another application, and why the slate was adopted.
const OF_PANEL: &[&str] =
    &["canary-minuted", "canary-agreed", "canary-sentence", "canary-corrected", "canary-table", "canary-beside", "canary-slate"];
/// The places that tell of meetings, slates and draws.
const PLACES: &[&str] =
    &["/desk/meetings", "/desk/slate", "/desk/lottery", "/desk/ranking", "/desk/audit", "/desk/outbox", "/desk/applications/", "/panel"];

/// An item of the agenda of a meeting, as whoever leads it sees it.
fn row(world: &World, planted: &Planted, (id, is_it): (Id<Meeting>, bool)) -> Row {
    let at = world.clock.now();
    let board = world.db.read(|conn| meeting::board(conn, &planted.fund.officer, id, at)).expect("a board");
    board.rows.into_iter().find(|row| (row.item.application == planted.id) == is_it).expect("on the agenda")
}

/// A meeting that goes on, with all reviewers and the application on the table.
fn begins(world: &World, planted: &Planted, title: &str) -> (Id<Meeting>, Id<Item>) {
    let lead = &planted.fund.officer;
    let new = NewMeeting {
        title: title.into(),
        starts_at: Ok(world.clock.now().plus(TimeDelta::days(1))),
        place: "Room 4".into(),
        budget: Ok(Money::from_dollars(13_000)),
        chair: String::new(),
    };
    let id = world.db.write(|tx| meeting::plan(tx, lead, SLUG, (&new, &[]))).expect("planned");
    world.db.write(|tx| meeting::open(tx, lead, id)).expect("open");
    for who in &planted.fund.reviewers {
        let account = who.account.expect("an account");
        world.db.write(|tx| meeting::attend(tx, lead, (id, account), true)).expect("here");
    }
    let item = row(world, planted, (id, true)).item.id;
    world.db.write(|tx| meeting::put(tx, lead, id, item)).expect("on the table");
    (id, item)
}

/// Two of the reviewers vote before the discussion, or after it.
fn votes(world: &World, planted: &Planted, (id, item): (Id<Meeting>, Id<Item>), turn: &str) {
    let lead = &planted.fund.officer;
    world.db.write(|tx| meeting::open_vote(tx, lead, (id, item), turn)).expect("open");
    let vote = row(world, planted, (id, true)).votes.pop().expect("a vote").vote.id;
    for who in &planted.fund.reviewers[1..] {
        world.db.write(|tx| meeting::cast(tx, who, (id, vote), "4")).expect("a vote");
    }
    world.db.write(|tx| meeting::close_vote(tx, lead, id, vote)).expect("closed");
}

/// What is recorded of an item: a note, a score that was changed with its reason, an outcome with a sentence that was changed with its own.
fn recorded(world: &World, planted: &Planted, at: (Id<Meeting>, Id<Item>), [note, agreed, sentence, changed]: [&str; 4]) {
    let lead = &planted.fund.officer;
    world.db.write(|tx| meeting::note(tx, lead, at, note)).expect("noted");
    for (score, reason) in [("5", ""), ("3", agreed)] {
        let new = Agreement { scores: vec![("need_and_fit".into(), score.into())], reason: reason.into() };
        world.db.write(|tx| meeting::agree(tx, lead, at, &new)).expect("agreed");
    }
    for reason in ["", changed] {
        let amount = Ok(Money::from_dollars(5_000));
        let new = Conclusion { verdict: "recommended".into(), amount, sentence: sentence.into(), reason: reason.into() };
        world.db.write(|tx| meeting::conclude(tx, lead, at, &new)).expect("concluded");
    }
}

/// One meeting that is closed and one that goes on, both about the application, with votes before and after the discussion.
fn meets(world: &World, planted: &Planted, name: &str) {
    let lead = &planted.fund.officer;
    let of_it = |text: &str| format!("{name} has a plan: {text}");
    let (minuted, agreed, sentence) = (of_it("canary-minuted"), of_it("canary-agreed"), of_it("canary-sentence"));
    let (corrected, table) = (of_it("canary-corrected"), of_it("canary-table"));
    let first = begins(world, planted, "First meeting");
    votes(world, planted, first, "before");
    recorded(world, planted, first, [&minuted, &agreed, &sentence, &corrected]);
    votes(world, planted, first, "after");
    world.db.write(|tx| meeting::close(tx, lead, first.0)).expect("closed");
    let second = begins(world, planted, "Second meeting");
    votes(world, planted, second, "before");
    recorded(world, planted, second, [&table, &table, &table, &table]);
}

/// What was said of the application when another one was on the table.
fn says_beside(world: &World, planted: &Planted) {
    let lead = &planted.fund.officer;
    let beside = format!("As with {}: canary-beside.", planted.reference);
    let (id, _) = begins(world, planted, "Third meeting");
    let other = row(world, planted, (id, false)).item.id;
    world.db.write(|tx| meeting::put(tx, lead, id, other)).expect("on the table");
    recorded(world, planted, (id, other), [&beside, &beside, &beside, &beside]);
}

/// A member without a review steps back during a meeting that goes on: their reason is nobody's to read but the record's.
fn steps_back(world: &World, planted: &Planted) -> Walled {
    let rex = hired(world, "Rex", &[FundRole::Reviewer]);
    seated(world, &planted.fund, &rex);
    let (id, item) = begins(world, planted, "Fourth meeting");
    world.db.write(|tx| meeting::step_back(tx, &rex, (id, item), "canary-stepped")).expect("stepped back");
    let before = world.mail_to(&rex.email).len();
    Walled { who: now(world, &rex), is_of_city: false, before }
}

/// Everything of the panel about the application, in a round of which three applications ask for more than there is.
fn decided(world: &World) -> Planted {
    let planted = planted_in(world, &with_lottery(), 13_000);
    for name in ["Madison", "Monona"] {
        let id = application(world, &planted.fund, &city(world, name), 8_000);
        screened(world, &planted.fund, id);
        reviewed(world, &planted.fund, id, 4);
    }
    for who in &planted.fund.reviewers {
        seated(world, &planted.fund, who);
    }
    let officer = signed_in(world, &planted.fund.officer);
    let reason = format!("In spite of {}: canary-slate.", planted.reference);
    let slate = officer.press(&officer.get(&format!("/desk/slate/{SLUG}")), "Adopt this slate", &[("reason", &reason)]);
    slate.must_be(200).must_say("The slate is adopted.").must_say(&planted.reference);
    meets(world, &planted, &planted.reference);
    says_beside(world, &planted);
    planted
}

/// A draw among the three is announced; the reference stands in its pool, which is public.
fn announced(world: &World, planted: &Planted) {
    world.at(AFTER);
    let href = announces(&signed_in(world, &planted.fund.officer), &[]);
    world.browser().get(&href).must_be(200).must_say(&planted.reference);
}

/// It is made, and told to those who are told.
fn drawn(world: &World, planted: &Planted) {
    world.at(INSTANT);
    let boris = signed_in(world, &planted.fund.both);
    boris.press(&boris.get(&format!("/desk/lottery/{SLUG}")), "Make the draw", &NUMBER).must_be(200).must_say(&planted.reference);
}

#[test]
fn nobody_with_a_conflict_finds_a_trace_in_meetings_slates_and_draws() {
    log::keep();
    on_both(|world| {
        let planted = decided(world);
        let rex = steps_back(world, &planted);
        announced(world, &planted);
        let mut all = walled(world, &planted);
        all.push(rex);
        let others = others(world, &planted);
        drawn(world, &planted);
        let (id, reference) = (planted.id.text(), planted.reference.clone());
        let mut addresses = found(world, &others, OF_PANEL, (&reference, SLUG, &id));
        for place in PLACES {
            assert!(addresses.iter().any(|address| address.starts_with(place)), "nobody comes to {place}: it proves nothing");
        }
        addresses.retain(|address| address == "/desk" || PLACES.iter().any(|place| address.starts_with(place)));
        let of_fund = [OF_FUND, OF_PANEL, &["canary-reason", "canary-stepped"]].concat();
        for walled in &all {
            finds_nothing(world, walled, (&addresses, SLUG), (OF_CITY, &of_fund, &reference));
        }
        the_log_tells_nobody();
        has_none(&log::lines(), &[OF_PANEL, &["canary-stepped"]].concat(), ("whoever runs the program", "the log"));
    });
}

/// Reads everything of the panel as somebody who does not see who applies; all that they read.
fn finds_no_name(world: &World, who: &Actor, planted: &Planted) -> String {
    let browser = signed_in(world, who);
    let read = crawled(world, who, SLUG);
    let addresses: BTreeSet<String> = every_address(&read.keys().cloned().collect(), (&planted.reference, SLUG, &planted.id.text()));
    for address in addresses.iter().filter(|address| PLACES.iter().any(|place| address.starts_with(place))) {
        let page = open(&browser, address, &[]);
        assert!(page.status < 500, "{}: {address} gave {}", who.name, page.status);
        has_none(&page.body.to_lowercase(), &[&CITY.to_lowercase()], (&who.name, address));
        if !address.contains(&planted.reference) {
            has_none(&page.body, &[&planted.reference], (&who.name, address));
        }
    }
    for letter in world.mail_to(&who.email).iter().map(words).filter(|letter| letter.contains("First meeting")) {
        has_none(&letter, &[CITY, &planted.reference], (&who.name, "a letter"));
    }
    read.into_values().collect()
}

#[test]
fn c12_whoever_does_not_see_who_applies_finds_no_name_in_meetings_and_slates() {
    on_both(|world| {
        let planted = planted(world);
        // Another one below it, so that there is something to choose.
        let id = application(world, &planted.fund, &city(world, "Madison"), 8_000);
        screened(world, &planted.fund, id);
        reviewed(world, &planted.fund, id, 3);
        let (clay, mona) = (hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]), hired(world, "Mona", &[FundRole::Reviewer]));
        for who in planted.fund.reviewers.iter().chain([&clay, &mona]) {
            seated(world, &planted.fund, who);
        }
        let officer = signed_in(world, &planted.fund.officer);
        let reason = format!("{CITY} first: canary-slate.");
        officer.press(&officer.get(&format!("/desk/slate/{SLUG}")), "Adopt this slate", &[("reason", &reason)]).must_be(200);
        phase(world, &planted.fund, false);
        let task = assigned(world, &planted.fund, planted.id, &[&clay])[0];
        clears(world, &clay, task);
        meets(world, &planted, CITY);
        let rita = &planted.fund.reviewers[0];
        let [of_rita, of_clay, of_mona] = [rita, &clay, &mona].map(|who| finds_no_name(world, who, &planted));
        for (read, secrets) in [
            (&of_rita, &["canary-table"][..]),
            (&of_clay, &["canary-minuted", "canary-agreed", "canary-sentence", "canary-table"][..]),
            (&of_mona, &["canary-table"][..]),
        ] {
            for secret in secrets {
                assert!(read.contains(&format!("[name withheld] has a plan: {secret}")), "they do not find {secret}: it proves nothing");
            }
            assert!(!read.contains("canary-slate"), "a slate tells states and cities");
        }
        // Where names are shown it was there to be found.
        phase(world, &planted.fund, true);
        let all: String = crawled(world, &clay, SLUG).into_values().collect();
        assert!(all.contains(&format!("{CITY} has a plan: canary-minuted")) && all.contains("canary-slate"));
    });
}
