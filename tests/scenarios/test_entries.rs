//! Test entries from the account that asks for one to the first money: they leave with a payment run or in a run of their
//! own, and what the bank says of them is taken in, whoever reads it in.

use crate::bank_safety::{before, changed, current, verified};
use crate::canary::plant::joins;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, prepared_run, verified_account};
use crate::runs::two_grounds;
use crate::statements::bring;
use crate::support::bank_files::{Answer, answers};
use crate::support::{World, on_both};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::disbursement::{self, Prenote, PrenoteState, PrepareRunError, ReleaseRunError, Run, RunState};
use urban_diplomacy_fund::kernel::{Kind, Money, Refusal};
use urban_diplomacy_fund::people::{Actor, CityRole};

const NUMBER: &str = "000777888999";

fn prenote(world: &World, g: &Ground) -> Prenote {
    let details = current(world, g).id;
    world.db.read(|conn| disbursement::find_prenote(conn, details)).expect("readable").expect("a test entry")
}

/// The city enters an account, and Fred verifies it and asks for a test entry.
fn to_be_tried(world: &World, g: &Ground, (routing, number): (&str, &str)) {
    changed(world, g, (routing, number)).must_be(200);
    verified(world, g, &[("prenote", "yes")]).must_be(200);
    assert_eq!(prenote(world, g).state, PrenoteState::Wanted);
}

fn prepared(world: &World, who: &Actor) -> Result<Run, PrepareRunError> {
    world.db.write(|tx| disbursement::prepare_test_run(tx, who))
}

fn approved(world: &World, g: &Ground) -> Run {
    let run = prepared(world, &g.preparer).expect("a run");
    world.db.write(|tx| disbursement::approve_run(tx, &g.second, run.id)).expect("approved");
    run
}

fn released(world: &World, who: &Actor, run: &Run) -> Result<(), ReleaseRunError> {
    world.db.write(|tx| disbursement::release_run(tx, &world.app.vault, who, run.id))
}

fn facts(world: &World, name: &str) -> usize {
    let all = world.db.read(|conn| audit::list_latest(conn, 500)).expect("the record");
    all.iter().filter(|event| event.fact == name).count()
}

#[test]
fn b10_where_every_account_is_tried_first_a_run_of_test_entries_alone_begins_and_silence_lets_money_follow() {
    on_both(|world| {
        let g = ground(world);
        to_be_tried(world, &g, ("121140399", NUMBER));
        ask(world, &g, "500").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("or with a run of test entries alone");
        let fay = signed_in(world, &g.preparer);
        let list = fay.get("/desk/payments");
        list.must_say("Test entries that wait").must_say("Madison, WI").must_say("•••• 8999");
        let run = fay.press(&list, "Prepare a run of test entries alone", &[]);
        run.must_be(200).must_say("Waiting for approval").must_say("$0.00").must_say("Madison, WI");
        let path = run.path.split('?').next().unwrap_or_default().to_owned();
        fay.get("/desk/payments").must_say("They leave with run 1.").must_say("Test entries alone");
        fay.post(&format!("{path}/approve"), &[]).must_be(403);
        let fred = signed_in(world, &g.second);
        fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200).must_say("Waiting for release");
        let rene = signed_in(world, &g.releaser);
        let page = rene.get(&path);
        page.must_say("No money leaves.");
        rene.press(&page, "Release the test entries", &[]).must_be(200).must_say("Released").must_say("It left on Jun 1, 2027.");
        let file = rene.post(&format!("{path}/file"), &[]);
        file.must_be(200);
        assert!(file.body.contains(&format!("623121140399{NUMBER:<17}0000000000PRENOTE")), "{}", file.body);
        assert!(file.body.lines().all(|line| line.len() == 94), "{}", file.body);
        // The page of the account is found from the payment and from the list.
        let payment = fay.follow(&fay.get("/desk/payments"), &g.number);
        fay.follow(&payment, "The account now").must_be(200).must_say("Money can follow from Jun 7, 2027.");
        fay.follow(&fay.get("/desk/payments"), "Test entries and what the bank said").must_be(200).must_say("It left on Jun 1, 2027.");
        // The bank says nothing: in the morning of the day money may follow.
        let usable = current(world, &g).usable_from.expect("it rests");
        before(world, usable, 60);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("Money can go there from June 7, 2027");
        world.clock.set(usable);
        prepared_run(world, &g.preparer).1.must_be(200).must_say("Waiting for approval");
        assert_eq!(facts(world, "bank.prenote_sent"), 1);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn b11_a_run_of_test_entries_alone_binds_them_and_needs_the_people_of_any_run() {
    on_both(|world| {
        let [madison, monona] = two_grounds(world);
        let (fay, fred, rene) = (&madison.preparer, &madison.second, &madison.releaser);
        assert!(matches!(prepared(world, fay), Err(PrepareRunError::NoTestEntry)));
        to_be_tried(world, &madison, ("021000021", "000123456789"));
        assert!(matches!(prepared(world, rene), Err(PrepareRunError::NotFinance)));
        let first = prepared(world, fay).expect("a run");
        assert_eq!((first.total, first.count), (Money::ZERO, 0));
        assert!(matches!(prepared(world, fred), Err(PrepareRunError::TestsInRun(number)) if number == first.number));
        let alone = world.db.write(|tx| disbursement::approve_run(tx, fay, first.id)).expect_err("the same person");
        assert_eq!(alone.kind(), Kind::Forbidden);
        assert!(matches!(released(world, rene, &first), Err(ReleaseRunError::NotWaiting)));
        world.db.write(|tx| disbursement::approve_run(tx, fred, first.id)).expect("approved");
        // Another account wants one since: what was approved is not what would leave.
        to_be_tried(world, &monona, ("121140399", NUMBER));
        assert!(matches!(released(world, rene, &first), Err(ReleaseRunError::OtherTests)));
        world.db.write(|tx| disbursement::cancel_run(tx, fay, first.id)).expect("cancelled");
        let run = approved(world, &madison);
        assert!(matches!(released(world, fred, &run), Err(ReleaseRunError::NotReleasing)));
        released(world, rene, &run).expect("released");
        assert!(matches!(released(world, rene, &run), Err(ReleaseRunError::NotWaiting)));
        let kept = world.db.read(|conn| disbursement::open_bank_file(conn, &world.app.vault, run.id)).expect("readable").expect("a file");
        let read = disbursement::read_ach(&kept.content).expect("the strict reader takes it");
        let [batch] = read.batches.as_slice() else { panic!("{read:?}") };
        assert!(batch.entries.iter().all(|entry| entry.is_prenote() && entry.amount == Money::ZERO && entry.addenda.is_empty()));
        let sent = world.db.read(|conn| disbursement::list_prenotes_of_run(conn, run.id)).expect("readable");
        let in_file: Vec<&str> = batch.entries.iter().map(|entry| entry.trace.as_str()).collect();
        assert_eq!(in_file, sent.iter().map(|prenote| prenote.trace.as_deref().expect("a trace")).collect::<Vec<_>>());
        assert_eq!((in_file.len(), prepared(world, fay).is_err()), (2, true), "nothing waits any more");
        let now = world.db.read(|conn| disbursement::open_run(conn, fay, run.id)).expect("a run");
        assert_eq!(now.state, RunState::Released);
        // The traces of payments go on after those of test entries.
        world.clock.set(current(world, &madison).usable_from.expect("it rests"));
        ask(world, &madison, "1,000").must_be(200);
        let paid = paid_out(world, &madison);
        assert!(sent.iter().all(|prenote| prenote.trace.as_deref() < Some(paid.as_str())), "{paid}");
        nothing_contradicts(world, &[madison.id, monona.id]);
    });
}

#[test]
fn b12_a_test_entry_that_comes_back_freezes_the_account_even_if_a_person_with_a_conflict_reads_it_in() {
    on_both(|world| {
        let [madison, monona] = two_grounds(world);
        verified_account(world, &madison);
        to_be_tried(world, &monona, ("121140399", NUMBER));
        ask(world, &madison, "5,000").must_be(200);
        let paid = paid_out(world, &madison);
        let sent = prenote(world, &monona);
        let trace = sent.trace.clone().expect("it stands in the file of the run");
        assert!(sent.state == PrenoteState::Sent && trace < paid);
        joins(world, &monona.preparer, &monona.city, CityRole::Preparer);
        let file = answers(1, &[Answer { code: "R03", trace: &trace, cents: 0, corrected: "" }]);
        let page = bring(world, &monona.preparer, "returns.ach", &file);
        page.must_be(200);
        assert!(!page.says("Monona") && !page.says("No payment of the fund has the trace"), "{}", page.text());
        assert!(!page.says("Some of it needs somebody to look at it"), "{}", page.text());
        let details = current(world, &monona);
        assert!(details.blocked_reason.as_deref().is_some_and(|reason| reason.starts_with("R03")), "{:?}", details.blocked_reason);
        assert_eq!(prenote(world, &monona).state, PrenoteState::Returned);
        assert_eq!(current(world, &madison).blocked_reason, None);
        let fred = signed_in(world, &monona.second);
        fred.get("/desk/bank-details").must_say("Monona, WI").must_say("It came back with R03.");
        let fay = signed_in(world, &monona.preparer);
        for path in ["/desk/bank-details", "/desk/payments", "/desk/bank"] {
            let page = fay.get(path);
            assert!(!page.must_be(200).says("Monona") && !page.says("came back with"), "{path}: {}", page.text());
        }
        fay.get(&format!("/desk/bank-details/{}", details.id)).must_be(404);
        let told = world.mail_to(&monona.city.official.email);
        assert!(told.iter().any(|mail| mail.subject_line.starts_with("An account of Monona, WI is frozen")));
        nothing_contradicts(world, &[madison.id, monona.id]);
    });
}

#[test]
fn b13_a_notice_of_change_that_answers_a_test_entry_waits_for_a_second_person() {
    on_both(|world| {
        let g = ground(world);
        to_be_tried(world, &g, ("121140399", "000123456780"));
        let run = approved(world, &g);
        released(world, &g.releaser, &run).expect("released");
        let trace = prenote(world, &g).trace.expect("a trace");
        let tried = current(world, &g).id;
        let said = |number| answers(number, &[Answer { code: "C01", trace: &trace, cents: 0, corrected: NUMBER }]);
        // Whoever is kept from the city keeps nothing of it; it stays on the list, without the city.
        joins(world, &g.lone, &g.city, CityRole::Preparer);
        let page = bring(world, &g.lone, "notices.ach", &said(1));
        page.must_be(200).must_say(&format!("C01: the account number is wrong (test entry {trace})."));
        assert!(!page.says("Madison") && !page.body.contains(NUMBER) && facts(world, "bank.proposed") == 0);
        let page = bring(world, &g.preparer, "again.ach", &said(2));
        page.must_be(200);
        assert!(!page.body.contains(NUMBER) && facts(world, "bank.proposed") == 1);
        let notices = world.db.read(|conn| disbursement::list_bank_proposals(conn, &g.second)).expect("readable");
        let [notice] = notices.as_slice() else { panic!("{notices:?}") };
        assert_eq!((notice.payment, notice.details, &notice.trace), (None, tried, &trace));
        assert_eq!(current(world, &g).id, tried, "nothing changes by itself");
        let fred = signed_in(world, &g.second);
        let page = fred.get(&format!("/desk/bank-details/notices/{}", notice.id));
        fred.press(&page, "Take it over", &[]).must_be(200).must_say("•••• 8999");
        assert_eq!(current(world, &g).number, 2);
        let first = world.db.read(|conn| disbursement::bank_details(conn, tried)).expect("kept");
        assert!(first.blocked_reason.is_some());
        nothing_contradicts(world, &[g.id]);
    });
}
