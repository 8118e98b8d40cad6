//! The standard way of a grant: two checks side by side, a panel, approvals by amount, decisions
//! told later, appeals, loans of a role, stepping back, and what the clock does by itself.

use crate::grant::{self, City, Fund, application, checked, city, fund_of, nothing_contradicts, person, proposal, screened, signed_in};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Money, Refusal, Subject};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::delegation::{self, Loan};
use urban_diplomacy_fund::people::{Actor, FundRole, account, identity};
use urban_diplomacy_fund::process::{self, Press, ProcessError, Stage};
use urban_diplomacy_fund::workflow::{self, Denied, FireError};

pub const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

pub fn stage(world: &World, id: Id<Application>) -> Stage {
    world.db.read(|conn| process::stage(conn, id)).expect("a stage")
}

pub fn marking(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| workflow::instance(conn, &id.text())).expect("a case").marking.to_string()
}

pub fn number(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

pub fn advance(world: &World, who: &Actor, id: Id<Application>, act: &str) -> Result<(), ProcessError> {
    world.db.write(|tx| process::advance(tx, who, id, (act, "Looked at all of them."), &Press::default()))
}

/// A case of so many dollars with the panel, all reviews in.
pub fn with_the_panel(world: &World, fund: &Fund, city: &City, dollars: i64) -> Id<Application> {
    let id = application(world, fund, city, dollars);
    screened(world, fund, id);
    advance(world, &fund.officer, id, "clear_conflicts").expect("no conflicts");
    grant::reviewed(world, fund, id, 4);
    advance(world, &fund.officer, id, "call_panel").expect("the panel");
    id
}

pub fn recommend(world: &World, who: &Actor, id: Id<Application>, dollars: i64) -> Result<(), ProcessError> {
    world.db.write(|tx| process::recommend(tx, who, id, &proposal(dollars), &Press::default()).map(drop))
}

/// Recommended by the officer, with every check in order.
pub fn recommended(world: &World, fund: &Fund, city: &City, dollars: i64) -> Id<Application> {
    let id = with_the_panel(world, fund, city, dollars);
    checked(world, &fund.officer, id);
    recommend(world, &fund.officer, id, dollars).expect("recommended");
    id
}

pub fn approve(world: &World, who: &Actor, id: Id<Application>) -> Result<bool, ProcessError> {
    let digest = grant::digest(world, who, id);
    world.db.write(|tx| process::approve(tx, who, id, (&digest, ""), &grant::fresh()).map(|award| award.is_some()))
}

pub fn tell(world: &World, who: &Actor, id: Id<Application>) {
    world.db.write(|tx| process::tell(tx, who, id, &Press::default())).expect("told");
}

pub fn approver(world: &World, name: &str) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, &[FundRole::ApprovingOfficial]))).expect("a person")
}

fn denied(outcome: Result<bool, ProcessError>) -> Denied {
    match outcome.expect_err("it is refused") {
        ProcessError::Workflow(FireError::Denied(denied)) => denied,
        other => panic!("another refusal: {other:?}"),
    }
}

#[test]
fn two_checks_go_on_side_by_side_and_join() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 60_000);
        let madison = city(world, "Madison");
        let first = application(world, &fund, &madison, 8_000);
        assert_eq!(marking(world, first), "conflicts eligibility");
        screened(world, &fund, first);
        assert_eq!((marking(world, first).as_str(), stage(world, first)), ("conflicts eligible", Stage::Submitted));
        let officer = signed_in(world, &fund.officer);
        let base = format!("/desk/applications/{}", number(world, first));
        officer.submit(&officer.get(&format!("{base}/conflict-check")), &[]).must_be(422).must_say("Give the reason");
        let form = officer.get(&format!("{base}/conflict-check"));
        officer.submit(&form, &[("reason", "Nobody here is from Madison.")]).must_be(200).must_say("In review");
        assert_eq!(marking(world, first), "in_review");

        let second = application(world, &fund, &city(world, "Monona"), 8_000);
        advance(world, &fund.officer, second, "clear_conflicts").expect("no conflicts");
        assert_eq!(stage(world, second), Stage::Submitted);
        screened(world, &fund, second);
        assert_eq!(stage(world, second), Stage::InReview, "the other order joins as well");

        let third = application(world, &fund, &city(world, "Verona"), 8_000);
        let official =
            world.db.read(|conn| account::find_by_email(conn, "official-verona@demo.example")).expect("a read").expect("a person");
        let official = world.db.read(|conn| account::actor(conn, official.id)).expect("an actor");
        world.db.write(|tx| process::withdraw(tx, &official, third, "Called off.", &Press::default())).expect("withdrawn");
        assert_eq!(marking(world, third), "taken_back", "the conflict check beside it is over too");
        nothing_contradicts(world, &[first, second, third]);
    });
}

#[test]
fn w8_w17_two_people_approve_above_the_band_and_the_city_hears_of_it_later() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let bare = with_the_panel(world, &fund, &madison, 30_000);
        let refused = recommend(world, &fund.officer, bare, 30_000).expect_err("nothing was looked up");
        assert!(refused.to_string().contains("the check “"), "{refused}");
        checked(world, &fund.officer, bare);
        recommend(world, &fund.officer, bare, 30_000).expect("recommended");
        let (id, reference) = (bare, number(world, bare));

        assert!(!approve(world, &fund.approver, id).expect("the first"), "one of two");
        assert_eq!(denied(approve(world, &fund.approver, id)), Denied::AlreadyApproved);
        let case = world.db.read(|conn| audit::list_for(conn, &Subject::new("application", id), 100)).expect("events");
        assert!(case.iter().any(|event| event.fact == "approval.given"));
        let page = signed_in(world, &fund.both).get(&format!("/desk/applications/{reference}/approve"));
        page.must_be(200).must_say("April approved").must_say("1 of 2");
        assert!(approve(world, &fund.both, id).expect("the second"));
        assert_eq!(stage(world, id), Stage::Decided);

        world.deliver();
        let official = signed_in(world, &madison.official);
        let status = official.get(&format!("/portal/applications/{reference}/status"));
        status.must_be(200).must_say("In review");
        assert!(!status.says("Award offered"), "nothing leaks before it is told");
        official.get(&format!("/portal/awards/{reference}")).must_be(404);
        official.get("/portal").must_be(200);
        assert!(!official.get("/portal").says("Award offered"));
        let letters = world.mail_to(&madison.official.email).len();

        let officer = signed_in(world, &fund.officer);
        let form = officer.get(&format!("/desk/applications/{reference}/tell"));
        form.must_be(200).must_say("$30,000.00").must_say("Madison");
        assert_eq!(world.mail_to(&madison.official.email).len(), letters, "a preview sends nothing");
        officer.submit(&form, &[]).must_be(200);
        world.deliver();
        assert_eq!(world.mail_to(&madison.official.email).len(), letters + 1);
        official.get(&format!("/portal/awards/{reference}")).must_be(200).must_say("$30,000.00");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn w8_awards_that_are_split_need_what_the_whole_would() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let first = recommended(world, &fund, &madison, 20_000);
        assert!(approve(world, &fund.approver, first).expect("one is enough for $20,000"));
        let second = recommended(world, &fund, &madison, 6_000);
        assert!(!approve(world, &fund.approver, second).expect("the first of two"), "$26,000 within a year");
        let elsewhere = recommended(world, &fund, &city(world, "Monona"), 6_000);
        assert!(approve(world, &fund.approver, elsewhere).expect("another city begins at nothing"));
        nothing_contradicts(world, &[first, second, elsewhere]);
    });
}

#[test]
fn w7_an_approval_lapses_exactly_when_what_it_binds_changes() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let id = recommended(world, &fund, &madison, 30_000);
        assert!(!approve(world, &fund.approver, id).expect("the first"));
        let seen = grant::digest(world, &fund.both, id);
        // The payee changes: another name of the city.
        world
            .db
            .write(|tx| {
                use diesel::prelude::*;
                use urban_diplomacy_fund::db::schema::organisations as o;
                diesel::update(o::table.find(madison.id.text())).set(o::name.eq("Maddison")).execute(&mut **tx).map_err(Error::from)
            })
            .expect("renamed");
        let stale = world.db.write(|tx| process::approve(tx, &fund.both, id, (&seen, ""), &grant::fresh()).map(drop));
        assert_eq!(stale.expect_err("it changed").kind(), Kind::Conflict);
        assert!(!approve(world, &fund.both, id).expect("the first of what it is now"));
        assert!(approve(world, &fund.approver, id).expect("the second of what it is now"));
    });
}

#[test]
fn w4_a_role_is_lent_for_days_and_up_to_an_amount() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let id = recommended(world, &fund, &madison, 8_000);
        let dana = world.db.write(|tx| Ok::<_, Error>(person(tx, "Dana", &[]))).expect("a person");
        let today = world.clock.now().day();
        let loan = |most: i64, last_day| Loan {
            to: dana.account.expect("an account"),
            role: FundRole::ApprovingOfficial,
            most: Some(Money::from_dollars(most)),
            first_day: today,
            last_day,
        };
        let lend = |who: &Actor, loan: &Loan| world.db.write(|tx| delegation::lend(tx, who, loan));
        assert_eq!(lend(&fund.officer, &loan(9_000, today)).expect_err("not hers").kind(), Kind::Forbidden);
        assert_eq!(
            lend(&fund.approver, &loan(9_000, today.pred_opt().expect("a day"))).expect_err("over before it began").kind(),
            Kind::Invalid
        );
        let as_dana = || world.db.read(|conn| account::actor(conn, dana.account.expect("an account"))).expect("an actor");
        assert!(matches!(denied(approve(world, &as_dana(), id)), Denied::WrongRole(_)));
        let small = lend(&fund.approver, &loan(7_999, today)).expect("lent");
        assert_eq!(denied(approve(world, &as_dana(), id)), Denied::AboveLoan(Money::from_dollars(7_999)));
        world.db.write(|tx| delegation::take_back(tx, &fund.approver, small)).expect("taken back");
        lend(&fund.approver, &loan(8_000, today)).expect("lent again");
        let page = signed_in(world, &dana).get(&format!("/desk/applications/{}/approve", number(world, id)));
        page.must_be(200);
        assert!(approve(world, &as_dana(), id).expect("for April"));
        let taken = world.db.read(|conn| process::list_taken(conn, id)).expect("steps");
        let last = taken.last().expect("a step");
        assert_eq!((last.act.as_str(), last.on_behalf_of.as_ref()), ("approve", fund.approver.account.map(|a| a.text()).as_ref()));
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn w9_who_steps_back_sees_nothing_and_their_approval_does_not_count() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let id = recommended(world, &fund, &city(world, "Madison"), 30_000);
        let base = format!("/desk/applications/{}", number(world, id));
        assert!(!approve(world, &fund.approver, id).expect("the first"));
        let april = signed_in(world, &fund.approver);
        let form = april.get(&format!("{base}/step-back"));
        form.must_be(200);
        april.submit(&form, &[]).must_be(422).must_say("Say what the conflict is");
        april.submit(&form, &[("reason", "My sister works for the city.")]).must_be(200);
        april.get(&base).must_be(404);
        assert!(!april.get("/desk/decisions").says("Madison"));
        assert_eq!(denied(approve(world, &fund.approver, id)), Denied::Recused);
        assert!(!approve(world, &fund.both, id).expect("now the first"), "the quorum is counted again");
        assert!(approve(world, &approver(world, "Anton"), id).expect("the second"));
    });
}

#[test]
fn w5_two_accounts_of_one_person_are_one() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let id = recommended(world, &fund, &city(world, "Madison"), 30_000);
        let too = approver(world, "April-too");
        let admin = world.db.write(|tx| Ok::<_, Error>(person(tx, "Ada", &[FundRole::Administrator]))).expect("a person");
        let (one, other) = (fund.approver.account.expect("an account"), too.account.expect("an account"));
        let link = |who: &Actor| world.db.write(|tx| identity::join(tx, who, other, one));
        assert_eq!(link(&fund.officer).expect_err("an administrator's work").kind(), Kind::Forbidden);
        link(&admin).expect("they are one");
        assert!(!approve(world, &fund.approver, id).expect("the first"));
        assert_eq!(denied(approve(world, &too, id)), Denied::AlreadyApproved);
        assert!(approve(world, &fund.both, id).expect("the second person"));
    });
}

#[test]
fn w18_w19_a_city_appeals_once_and_others_decide() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 60_000);
        let madison = city(world, "Madison");
        let id = with_the_panel(world, &fund, &madison, 8_000);
        let base = format!("/portal/applications/{}", number(world, id));
        world.db.write(|tx| process::decline(tx, &fund.approver, id, "Not now.", &Press::default())).expect("declined");
        let official = signed_in(world, &madison.official);
        official.get(&format!("{base}/appeal")).must_be(409);
        tell(world, &fund.officer, id);
        world.deliver();
        let letter = world.mail_to(&madison.official.email).remove(0);
        assert!(letter.body_text.contains("can appeal until"), "{}", letter.body_text);
        let status = official.get(&format!("{base}/status"));
        status.must_say("Not awarded").must_say("Appeal against the decision");
        let form = official.get(&format!("{base}/appeal"));
        official.submit(&form, &[]).must_be(422).must_say("Say why the decision should be looked at again");
        official.submit(&form, &[("reason", "Page 3 was overlooked.")]).must_be(200).must_say("Appeal under way");
        let decide = |who: &Actor, uphold: bool| {
            world.db.write(|tx| {
                let press = Press::default();
                if uphold {
                    process::uphold_appeal(tx, who, id, "It was.", &press)
                } else {
                    process::dismiss_appeal(tx, who, id, "It was not.", &press)
                }
            })
        };
        let own = decide(&fund.approver, true).expect_err("she declined it");
        assert_eq!(own.kind(), Kind::Forbidden, "{own}");
        decide(&fund.both, true).expect("he had no part in it");
        assert_eq!(stage(world, id), Stage::Panel);
        let again = world.db.write(|tx| process::decline(tx, &fund.both, id, "No.", &Press::default())).expect_err("he upheld the appeal");
        assert_eq!(again.kind(), Kind::Forbidden);
        let anton = approver(world, "Anton");
        world.db.write(|tx| process::decline(tx, &anton, id, "Still no.", &Press::default())).expect("declined again");
        tell(world, &fund.officer, id);
        // Nobody appeals: on the day after the last one the decision is final.
        world.at("2027-02-01T12:00:00Z");
        world.deliver();
        assert_eq!(marking(world, id), "told_declined", "thirty days are not over");
        world.at("2027-03-15T12:00:00Z");
        world.deliver();
        assert_eq!(marking(world, id), "declined");
        official.get(&format!("{base}/appeal")).must_be(409);
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn w15_w16_owners_are_reminded_others_told_and_offers_expire_once() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 60_000);
        let madison = city(world, "Madison");
        world.at("2027-01-04T15:00:00Z");
        let id = application(world, &fund, &madison, 8_000);
        let heard = |who: &str, words: &str| world.mail_to(who).iter().filter(|letter| letter.subject_line.contains(words)).count();
        world.at("2027-01-14T04:59:00Z");
        world.deliver();
        assert_eq!(heard(&fund.officer.email, "is due on"), 0, "not before the day begins in New York");
        // Ten business days after January 4 without the holiday on the 18th is the 19th; two before it the 14th.
        world.at("2027-01-14T05:00:01Z");
        world.deliver();
        world.deliver();
        assert_eq!(heard(&fund.officer.email, "is due on January 19, 2027"), 2, "once for each of the two checks");
        assert_eq!(heard(&fund.officer.email, "is late"), 0);

        screened(world, &fund, id);
        advance(world, &fund.officer, id, "clear_conflicts").expect("no conflicts");
        grant::reviewed(world, &fund, id, 4);
        advance(world, &fund.officer, id, "call_panel").expect("the panel");
        checked(world, &fund.officer, id);
        recommend(world, &fund.officer, id, 8_000).expect("recommended");
        assert!(approve(world, &fund.approver, id).expect("approved"));
        tell(world, &fund.officer, id);
        assert_eq!(stage(world, id), Stage::Approved);
        let open = world.db.read(|conn| workflow::list_open_timers(conn, &id.text())).expect("timers");
        assert!(open.iter().all(|timer| timer.place == "offered"), "{open:?}");
        let expires = open.iter().find(|timer| timer.transition == "expire_offer").expect("the offer expires").due_at;
        world.at(&expires.plus(chrono::TimeDelta::seconds(-1)).iso());
        world.deliver();
        assert_eq!(stage(world, id), Stage::Approved, "never early");
        world.at(&expires.iso());
        world.deliver();
        world.deliver();
        assert_eq!(stage(world, id), Stage::Declined);
        assert_eq!(heard(&madison.official.email, "has expired"), 1);
        let position = world.db.read(|conn| ledger::award_position(conn, &id.text())).expect("a position").total;
        assert_eq!(position.committed, Money::ZERO, "its money is free again");
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn w9_who_approved_and_steps_back_takes_the_approval_along_until_the_city_is_told() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let madison = city(world, "Madison");
        let id = recommended(world, &fund, &madison, 30_000);
        let (second, third) = (approver(world, "Sam"), approver(world, "Tess"));
        assert!(!approve(world, &fund.approver, id).expect("the first"));
        assert!(approve(world, &second, id).expect("the second"));
        assert_eq!(marking(world, id), "award_decided");
        let reference = number(world, id);
        let desk = format!("/desk/applications/{reference}");
        let officer = signed_in(world, &fund.officer);
        officer.get(&desk).must_say("Tell the city of its award");
        officer.get(&format!("{desk}/annul-approval")).must_be(403).must_say("nobody who approved has stepped back since");

        // Somebody without a part in it steps back: nothing changes. One of the two: nothing can be told.
        world.db.write(|tx| process::step_back(tx, &third, id, "My brother works there.")).expect("recorded");
        officer.get(&format!("{desk}/tell")).must_be(200);
        world.db.write(|tx| process::step_back(tx, &second, id, "My sister works there.")).expect("recorded");
        let refused = world.db.write(|tx| process::tell(tx, &fund.officer, id, &Press::default())).expect_err("it does not count");
        assert!(refused.to_string().contains("nobody who approved has stepped back since"), "{refused}");
        let letters = world.mail_to(&madison.official.email);
        assert!(letters.iter().all(|letter| !letter.body_text.contains("offers")), "W17: {letters:?}");

        let form = officer.get(&format!("{desk}/annul-approval"));
        form.must_say("The committed money becomes free again");
        officer.submit(&form, &[("reason", "One of the two has an interest.")]).must_be(200).must_say("With the panel");
        let position = world.db.read(|conn| ledger::award_position(conn, &id.text())).expect("a position").total;
        assert_eq!((position.committed, position.reserved), (Money::ZERO, Money::ZERO), "its money is free");

        // The same award again, with people who have no part in the former decision.
        recommend(world, &fund.officer, id, 30_000).expect("recommended anew");
        assert_eq!(denied(approve(world, &second, id)), Denied::Recused);
        assert!(!approve(world, &fund.approver, id).expect("the first may approve again"));
        assert!(approve(world, &approver(world, "Uma"), id).expect("another second"));
        tell(world, &fund.officer, id);
        assert_eq!(stage(world, id), Stage::Approved);
        signed_in(world, &madison.official).get(&format!("/portal/awards/{reference}")).must_say("$30,000.00");
        nothing_contradicts(world, &[id]);
    });
}
