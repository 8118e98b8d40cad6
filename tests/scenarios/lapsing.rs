//! Recommendations that nobody decides until their last day: they lapse on the day after
//! it, once and never early, and their money is free again. The round is in New York, so
//! that March 31 ends at 04:00 UTC.

use crate::grant::{City, Fund, city, fund, nothing_contradicts, proposal, ready, signed_in};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::award::{self, Recommendation, Stage as Standing};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Money, Refusal, Subject, Timestamp};
use urban_diplomacy_fund::ledger::{self, JournalFilter};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, Press, ProcessError, Stage};
use urban_diplomacy_fund::worker::{self, WorkerContext};
use urban_diplomacy_fund::workflow::Vocabulary;
use urban_diplomacy_fund::{audit, workflow};

const LAST_MINUTE: &str = "2027-04-01T03:59:00Z";
const NEXT_DAY: &str = "2027-04-01T04:00:01Z";
const TOO_LATE: &str = "The money was reserved until March 31, 2027, and that day has passed.";

/// A case of $8,000 that waits for its decision until March 31, 2027.
struct Waiting {
    fund: Fund,
    city: City,
    id: Id<Application>,
    number: String,
}

fn waiting(world: &World) -> Waiting {
    let fund = fund(world, 20_000);
    let city = city(world, "Madison");
    let id = ready(world, &fund, &city, 8_000);
    recommend(world, &fund.officer, id);
    let number = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
    Waiting { fund, city, id, number }
}

fn recommend(world: &World, who: &Actor, id: Id<Application>) {
    world.db.write(|tx| process::recommend(tx, who, id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
}

fn latest(world: &World, id: Id<Application>) -> Recommendation {
    world.db.read(|conn| award::latest_recommendation(conn, id.cast())).expect("a recommendation")
}

fn approve(world: &World, who: &Actor, id: Id<Application>) -> Result<(), ProcessError> {
    let digest = crate::grant::digest(world, who, id);
    world.db.write(|tx| process::approve(tx, who, id, (&digest, ""), &crate::grant::fresh()).map(drop))
}

fn stage(world: &World, id: Id<Application>) -> Stage {
    world.db.read(|conn| process::stage(conn, id)).expect("a stage")
}

/// What is held and what is free in the allotment of the round.
fn held_and_free(world: &World, fund: &Fund) -> (Money, Money) {
    let position = world.db.read(|conn| {
        let round = urban_diplomacy_fund::opportunity::opportunity(conn, fund.round)?;
        ledger::allotment_position(conn, &round.fund, &fund.round.text())
    });
    position.map(|p| (p.held, p.available)).expect("a position")
}

fn expired(world: &World) -> usize {
    let filter = JournalFilter { event: Some("hold.expire".into()), ..JournalFilter::default() };
    world.db.read(|conn| ledger::list_journals(conn, &filter, None, 500)).expect("journals").len()
}

fn usd(dollars: i64) -> Money {
    Money::from_dollars(dollars)
}

#[test]
fn a_recommendation_that_nobody_decides_lapses_on_the_day_after_its_last_day() {
    on_both(|world| {
        let Waiting { fund, city: _, id, number } = waiting(world);
        let page = format!("/desk/applications/{number}");
        let (officer, approver) = (signed_in(world, &fund.officer), signed_in(world, &fund.approver));
        approver.get("/desk/decisions").must_be(200).must_say("Reserved until").must_say("March 31, 2027");
        approver.get(&format!("{page}/approve")).must_be(200).must_say("March 31, 2027").must_say("the recommendation lapses");
        officer.get(&page).must_be(200).must_say("Money reserved until").must_say("March 31, 2027");
        world.at(LAST_MINUTE);
        world.deliver();
        assert_eq!((stage(world, id), held_and_free(world, &fund)), (Stage::Recommended, (usd(8_000), usd(12_000))));

        world.at(NEXT_DAY);
        world.deliver();
        assert_eq!((stage(world, id), held_and_free(world, &fund)), (Stage::InReview, (Money::ZERO, usd(20_000))));
        assert_eq!(latest(world, id).stage, Standing::Lapsed);
        let record = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id), 100)).expect("a record");
        let told = record.iter().filter(|event| event.fact == "award.lapsed").map(|event| event.actor_name.as_str());
        assert_eq!(told.collect::<Vec<_>>(), ["the system"]);
        for (email, browser) in [("olive@demo.example", &officer), ("april@demo.example", &approver)] {
            let letters = world.mail_to(email);
            let lapsed: Vec<_> = letters.iter().filter(|letter| letter.subject_line.contains("has lapsed")).collect();
            assert_eq!(lapsed.len(), 1, "{email}");
            for words in [&number, "$8,000.00", "Madison", "Olive", "March 31, 2027", "Open it to recommend it anew", &page] {
                assert!(lapsed[0].body_text.contains(words), "{email}: {words} is missing in {}", lapsed[0].body_text);
            }
            browser.get(&page).must_be(200).must_say("Recommendation lapsed");
        }
        assert!(world.mail_to("official-madison@demo.example").iter().all(|letter| !letter.body_text.contains("lapsed")));

        let form = officer.follow(&officer.get(&page), "Recommend");
        form.must_be(200).must_say("This reserves the money until May 1, 2027.");
        officer.submit(&form, &[("rationale", "Still good.")]).must_be(200).must_say("May 1, 2027");
        approve(world, &fund.approver, id).expect("approved in time");
        assert_eq!(held_and_free(world, &fund), (Money::ZERO, usd(12_000)));
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn the_last_day_counts_in_full_and_the_next_one_not_at_all() {
    on_both(|world| {
        let Waiting { fund, city: _, id: late, number } = waiting(world);
        let monona = city(world, "Monona");
        let in_time = ready(world, &fund, &monona, 8_000);
        recommend(world, &fund.officer, in_time);
        let approver = signed_in(world, &fund.approver);
        world.at(LAST_MINUTE);
        approve(world, &fund.approver, in_time).expect("the last day is not over in New York, though it is in London");
        let form = approver.get(&format!("/desk/applications/{number}/approve"));
        form.must_be(200).must_say("March 31, 2027");

        world.at(NEXT_DAY);
        // A session of yesterday alone approves nothing.
        approver.submit(&form, &[]).must_be(422).must_say("Type your password");
        let approver = signed_in(world, &fund.approver);
        approver.submit(&form, &[]).must_be(409).must_say(TOO_LATE);
        // The same press again is refused for the same reason.
        approver.submit(&form, &[]).must_be(409).must_say(TOO_LATE);
        assert_eq!(approve(world, &fund.approver, late).expect_err("too late").kind(), Kind::Conflict);
        assert_eq!((stage(world, late), held_and_free(world, &fund).0), (Stage::Recommended, usd(8_000)));
        world.deliver();
        assert_eq!((stage(world, late), held_and_free(world, &fund).0), (Stage::InReview, Money::ZERO));
        nothing_contradicts(world, &[late, in_time]);
    });
}

/// Who turns a recommendation down after its last day is not stopped: what is over expires.
#[test]
fn a_recommendation_that_is_over_can_still_be_sent_back_or_rejected() {
    on_both(|world| {
        let Waiting { fund, city: _, id, number: _ } = waiting(world);
        world.at(NEXT_DAY);
        let refused = approve(world, &fund.approver, id).expect_err("too late");
        assert!(refused.to_string().starts_with(TOO_LATE), "{refused}");
        world.db.write(|tx| process::send_back(tx, &fund.approver, id, "Too late.", &Press::default())).expect("sent back");
        assert_eq!((stage(world, id), expired(world), held_and_free(world, &fund).0), (Stage::InReview, 1, Money::ZERO));
        recommend(world, &fund.officer, id);
        world.at("2027-05-02T04:00:01Z");
        world.db.write(|tx| process::reject(tx, &fund.approver, id, "Too late again.", &Press::default())).expect("rejected");
        assert_eq!((stage(world, id), expired(world), held_and_free(world, &fund).0), (Stage::Declined, 2, Money::ZERO));
        world.deliver();
        assert_eq!(expired(world), 2, "nothing is left to lapse");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn two_workers_at_once_let_it_lapse_once() {
    on_both_with_its_own_mail(|world| {
        let Waiting { fund, city: _, id, number: _ } = waiting(world);
        let context = || WorkerContext::new(&world.db, &world.app.settings, &world.app.templates, &world.app.vault).expect("a worker");
        let contexts = [context(), context()];
        for round in 1..=20 {
            let last = latest(world, id).reserved_until.expect("a last day");
            world.clock.set(Timestamp::start_of(last + chrono::TimeDelta::days(2)));
            let start = std::sync::Barrier::new(2);
            let jobs: usize = std::thread::scope(|scope| {
                let work = |context| {
                    start.wait();
                    worker::run_once(context).expect("the worker runs")
                };
                let both = contexts.each_ref().map(|context| scope.spawn(move || work(context)));
                both.map(|worker| worker.join().expect("a worker").sent).iter().sum()
            });
            assert!(jobs > 0, "round {round}: letters went out");
            assert_eq!((stage(world, id), expired(world)), (Stage::InReview, round), "round {round}");
            let told = world.mail_to("olive@demo.example").iter().filter(|letter| letter.subject_line.contains("has lapsed")).count();
            assert_eq!(told, round, "round {round}");
            recommend(world, &fund.officer, id);
        }
        nothing_contradicts(world, &[id]);
    });
}

/// Only the program itself, and only when the day has passed.
#[test]
fn nobody_lets_a_recommendation_lapse_early() {
    on_both(|world| {
        let Waiting { fund, city, id, number: _ } = waiting(world);
        let lapse = |who: &Actor| world.db.write(|tx| process::lapse(tx, who, id.cast()));
        assert!(!lapse(&Actor::system()).expect("nothing to do"));
        world.at(LAST_MINUTE);
        assert!(!lapse(&Actor::system()).expect("nothing to do"));
        world.at(NEXT_DAY);
        for who in [&fund.officer, &fund.both, &city.official] {
            assert_eq!(lapse(who).expect_err("not theirs").kind(), Kind::Forbidden);
        }
        assert!(lapse(&Actor::system()).expect("it lapses"));
        assert!(!lapse(&Actor::system()).expect("nothing is left to do"));
        nothing_contradicts(world, &[id]);
    });
}

/// A case that began on a version of the workflow in which nothing lapses keeps its money as before.
#[test]
fn a_case_on_an_earlier_workflow_does_not_lapse() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        pin_to_a_workflow_without_lapse(world, id);
        recommend(world, &fund.officer, id);
        assert_eq!(latest(world, id).reserved_until, None);
        signed_in(world, &fund.approver).get("/desk/decisions").must_be(200).must_say("$8,000.00");
        world.at("2028-04-01T12:00:00Z");
        world.deliver();
        assert_eq!((stage(world, id), held_and_free(world, &fund).0), (Stage::Recommended, usd(8_000)));
        approve(world, &fund.approver, id).expect("approved");
        nothing_contradicts(world, &[id]);
    });
}

fn pin_to_a_workflow_without_lapse(world: &World, id: Id<Application>) {
    let text = include_str!("../fixtures/workflows/grant-standard-1.1.toml");
    let mut earlier = workflow::parse("grant-standard.toml", text).expect("it parses");
    earlier.definition.transitions.retain(|step| step.id != "lapse");
    earlier.definition.version = "1.0.0".into();
    let hash =
        world.db.write(|tx| workflow::publish(tx, &earlier, &Vocabulary { acts: &[], ..process::vocabulary() })).expect("it is sound");
    world
        .db
        .write(|tx| {
            use urban_diplomacy_fund::db::schema::wf_instances as i;
            diesel::update(i::table.find(id.text())).set(i::definition_hash.eq(hash.clone())).execute(&mut **tx).map_err(Error::from)
        })
        .expect("the case runs on it");
}
