//! From the recommendation to the signed agreement, with the money it moves.

use crate::grant::{self, application, city, fund, nothing_contradicts, proposal, ready};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Kind, Money, Refusal};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process::{self, Press, ProcessError, Stage};

fn recommend(world: &World, who: &Actor, id: Id<Application>, dollars: i64) -> Result<(), ProcessError> {
    world.db.write(|tx| process::recommend(tx, who, id, &proposal(dollars), &Press::default()).map(drop))
}

fn approve(world: &World, who: &Actor, id: Id<Application>) -> Result<(), ProcessError> {
    let digest = grant::digest(world, who, id);
    world.db.write(|tx| process::approve(tx, who, id, (&digest, ""), &grant::fresh()).map(drop))
}

fn sign(world: &World, who: &Actor, id: Id<Application>) -> Result<(), ProcessError> {
    let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
    let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
    world.db.write(|tx| process::accept_agreement(tx, who, id, &signature, &Press::default()).map(drop))
}

fn stage(world: &World, id: Id<Application>) -> Stage {
    world.db.read(|conn| process::stage(conn, id)).expect("a stage")
}

#[test]
fn money_is_reserved_committed_and_obligated_step_by_step() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        let program = fund.round.text();
        let position = || world.db.read(|conn| ledger::allotment_position(conn, &round_fund(world, &fund), &program)).expect("a position");

        recommend(world, &fund.officer, id, 8_000).expect("recommended");
        assert_eq!((position().held, position().available), (Money::from_dollars(8_000), Money::from_dollars(12_000)));
        approve(world, &fund.approver, id).expect("approved");
        assert_eq!((position().held, position().committed), (Money::ZERO, Money::from_dollars(8_000)));
        sign(world, &madison.official, id).expect("signed");
        assert_eq!((position().committed, position().obligated), (Money::ZERO, Money::from_dollars(8_000)));
        assert_eq!(stage(world, id), Stage::Active);
        nothing_contradicts(world, &[id]);
    });
}

fn round_fund(world: &World, fund: &grant::Fund) -> String {
    world.db.read(|conn| urban_diplomacy_fund::opportunity::opportunity(conn, fund.round)).expect("a round").fund
}

#[test]
fn nobody_approves_what_they_recommended() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        recommend(world, &fund.both, id, 8_000).expect("recommended");
        let refused = approve(world, &fund.both, id).expect_err("the same person");
        assert_eq!(refused.kind(), Kind::Forbidden, "{refused}");
        let refused = approve(world, &fund.officer, id).expect_err("not an approving official");
        assert_eq!(refused.kind(), Kind::Forbidden, "{refused}");
        assert_eq!(stage(world, id), Stage::Recommended);
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn an_allotment_that_is_too_small_refuses_with_what_is_left() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let (one, two) = (city(world, "Madison"), city(world, "Monona"));
        let (first, second) = (ready(world, &fund, &one, 8_000), ready(world, &fund, &two, 8_000));
        recommend(world, &fund.officer, first, 8_000).expect("recommended");
        let refused = recommend(world, &fund.officer, second, 8_000).expect_err("too much");
        assert_eq!(refused.to_string(), "The allotment does not cover $8,000.00: $4,000.00 is available. Nothing was changed.");
        assert_eq!(stage(world, second), Stage::InReview);
        nothing_contradicts(world, &[first, second]);
    });
}

#[test]
fn a_rejected_recommendation_frees_its_money_and_the_city_gets_a_letter() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        recommend(world, &fund.officer, id, 8_000).expect("recommended");
        world.db.write(|tx| process::send_back(tx, &fund.approver, id, "Ask again.", &Press::default())).expect("sent back");
        recommend(world, &fund.officer, id, 9_000).expect_err("more than was asked for");
        recommend(world, &fund.officer, id, 7_000).expect("recommended again");
        world.db.write(|tx| process::reject(tx, &fund.approver, id, "Others need it more.", &Press::default())).expect("rejected");
        let position =
            world.db.read(|conn| ledger::allotment_position(conn, &round_fund(world, &fund), &fund.round.text())).expect("a position");
        assert_eq!((position.held, position.available), (Money::ZERO, Money::from_dollars(12_000)));
        assert_eq!(stage(world, id), Stage::Declined);
        let about = urban_diplomacy_fund::kernel::Subject::new("application", id);
        let letters = world.db.read(|conn| urban_diplomacy_fund::outbox::list_about(conn, &about, 100)).expect("letters");
        let told: Vec<&str> = letters.iter().map(|m| m.fact.as_str()).collect();
        for fact in [
            "application.declined",
            "award.sent_back",
            "award.recommended",
            "application.entered_review",
            "review.assigned",
            "review.submitted",
        ] {
            assert!(told.contains(&fact), "{fact} is missing in {told:?}");
        }
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn l11_sending_back_expires_what_is_due_and_releases_the_rest() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        recommend(world, &fund.officer, id, 8_000).expect("recommended");
        // A reservation of the same award with a last day that has passed: it cannot be released any more.
        let money = round_fund(world, &fund);
        let yesterday = world.db.clock().now().day().pred_opt().expect("a day");
        let leg = ledger::Leg::of_award(fund.round.text(), id.text(), "travel", Money::from_dollars(500));
        let reserve =
            ledger::Command::new("by hand", "award.reserve", &money, yesterday, &fund.officer.doer()).legs([leg]).expiring_on(yesterday);
        world.db.write(|tx| ledger::post(tx, &reserve)).expect("reserved");
        world.db.write(|tx| process::send_back(tx, &fund.approver, id, "Ask again.", &Press::default())).expect("sent back");
        assert_eq!(world.db.read(|conn| ledger::open_holds(conn, &id.text())).expect("holds"), vec![]);
        let events = world.db.read(|conn| ledger::list_journals(conn, &ledger::JournalFilter::default(), None, 2)).expect("journals");
        assert_eq!(events.iter().map(|j| j.event.as_str()).collect::<Vec<_>>(), ["award.release", "hold.expire"]);
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn a_signature_counts_once_and_only_from_the_official() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let id = ready(world, &fund, &madison, 8_000);
        recommend(world, &fund.officer, id, 8_000).expect("recommended");
        approve(world, &fund.approver, id).expect("approved");
        assert_eq!(sign(world, &monona.official, id).expect_err("another city").kind(), Kind::Missing);
        let wrong = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest: "0".repeat(64) };
        let refused = world.db.write(|tx| process::accept_agreement(tx, &madison.official, id, &wrong, &Press::default()).map(drop));
        assert_eq!(refused.expect_err("another text").kind(), Kind::Conflict);
        sign(world, &madison.official, id).expect("signed");
        assert_eq!(sign(world, &madison.official, id).expect_err("signed before").kind(), Kind::Conflict);
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn the_fast_track_has_a_ceiling_whatever_the_round_allows() {
    on_both(|world| {
        let round = grant::ROUND.replace("cap_cents = 1_500_000", "cap_cents = 3_000_000");
        assert_ne!(round, grant::ROUND);
        let fund = grant::fund_of(world, &round, 60_000);
        for (name, dollars, is_allowed) in [("Madison", 15_000, true), ("Monona", 15_001, false)] {
            let id = ready(world, &fund, &city(world, name), dollars);
            recommend(world, &fund.officer, id, dollars).expect("recommended");
            let approved = approve(world, &fund.approver, id);
            assert_eq!(approved.is_ok(), is_allowed, "{dollars}: {approved:?}");
            if let Err(refused) = approved {
                assert!(refused.to_string().contains("the amount recommended"), "{refused}");
                assert_eq!(stage(world, id), Stage::Recommended);
            }
        }
    });
}

#[test]
fn the_same_press_twice_changes_things_once_and_a_stale_page_nothing() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 8_000);
        let version = world.db.read(|conn| process::version(conn, id)).expect("a version");
        let press = |key: &str, seen: i64| Press::seen(key.into(), seen);
        let stale = world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &press("k1", version - 1)).map(drop));
        assert_eq!(stale.expect_err("a stale page").kind(), Kind::Conflict);
        let once = || world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &press("k2", version)));
        assert!(once().expect("first").is_some());
        assert!(once().expect("again").is_none());
        assert_eq!(world.db.read(|conn| award::list_recommendations(conn, id.cast())).expect("a list").len(), 1);
        nothing_contradicts(world, &[id]);
    });
}

/// How often a race is run: in vain races are lost seldom. `UDF_TEST_FULL` runs it 200 times.
fn rounds() -> usize {
    if std::env::var("UDF_TEST_FULL").is_ok() { 200 } else { 40 }
}

/// Lets both act at the same moment and returns what each was told.
fn race<T: Send>(one: impl FnOnce() -> T + Send, other: impl FnOnce() -> T + Send) -> [T; 2] {
    let start = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        let (start, other) = (
            &start,
            scope.spawn(|| {
                start.wait();
                other()
            }),
        );
        start.wait();
        [one(), other.join().expect("a racer")]
    })
}

/// Two recommendations want the last $5,000 at the same moment: one gets it, every time.
#[test]
fn the_last_money_is_given_once() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 5_000);
        let (one, two) = (city(world, "Madison"), city(world, "Monona"));
        let cases = [ready(world, &fund, &one, 5_000), ready(world, &fund, &two, 5_000)];
        for round in 0..rounds() {
            let outcomes = race(|| recommend(world, &fund.officer, cases[0], 5_000), || recommend(world, &fund.officer, cases[1], 5_000));
            assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1, "round {round}: {outcomes:?}");
            let loser = outcomes.iter().find_map(|o| o.as_ref().err()).expect("one loses");
            assert!(matches!(loser, ProcessError::NotCovered { .. }), "round {round}: {loser}");
            let winner = cases[usize::from(outcomes[0].is_err())];
            world.db.write(|tx| process::send_back(tx, &fund.approver, winner, "Again.", &Press::default())).expect("sent back");
        }
        nothing_contradicts(world, &cases);
    });
}

/// The last $5,000 are approved twice at the same moment, by two people or by one who
/// presses twice: there is one award, every time.
#[test]
fn two_approvals_of_the_last_money_make_one_award() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 5_000);
        let mut cases = Vec::new();
        for round in 0..rounds() {
            let city = city(world, &format!("Madison-{round}"));
            let id = ready(world, &fund, &city, 5_000);
            recommend(world, &fund.officer, id, 5_000).expect("recommended");
            let digest = grant::digest(world, &fund.approver, id);
            let press = |who: &Actor, key: &str| {
                let press = Press { fresh: true, ..Press::of(&format!("{round}-{key}")) };
                world.db.write(|tx| process::approve(tx, who, id, (&digest, ""), &press).map(|award| award.is_some()))
            };
            let second = if round % 2 == 0 { (&fund.both, "b") } else { (&fund.approver, "a") };
            let outcomes = race(|| press(&fund.approver, "a"), || press(second.0, second.1));
            assert_eq!(outcomes.iter().filter(|o| matches!(o, Ok(true))).count(), 1, "round {round}: {outcomes:?}");
            let position = world.db.read(|conn| ledger::allotment_position(conn, &round_fund(world, &fund), &fund.round.text()));
            let position = position.expect("a position");
            assert_eq!((position.available, position.committed), (Money::ZERO, Money::from_dollars(5_000)), "round {round}");
            // The money is the last again for the next round.
            world.db.write(|tx| process::decline_offer(tx, &city.official, id, "Next round.", &Press::default())).expect("declined");
            cases.push(id);
        }
        nothing_contradicts(world, &cases[..5]);
    });
}

#[test]
fn an_application_in_review_waits_for_all_reviews() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        grant::screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let refused = recommend(world, &fund.officer, id, 8_000).expect_err("nobody reviewed it");
        assert!(refused.to_string().contains("enough reviews are submitted"), "{refused}");
        grant::reviewed_by(world, &fund, id, 2);
        let third = fund.reviewers[2].account.expect("an account");
        world.db.write(|tx| urban_diplomacy_fund::review::assign(tx, &fund.officer, &about, &[third], None)).expect("assigned");
        let refused = recommend(world, &fund.officer, id, 8_000).expect_err("a review is owed");
        assert!(matches!(refused, ProcessError::ReviewsOwed(1)), "{refused}");
        nothing_contradicts(world, &[id]);
    });
}
