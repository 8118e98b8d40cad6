//! Payment runs by the workflow engine: how many people a total needs, who may be which, when the
//! money arrives, other ways to pay, and who took the file out.

use crate::grant::{self, Fund, city, nothing_contradicts, person, proposal, ready, signed_in};
use crate::money::{Ground, ask, ground, prepared_run, verified_account};
use crate::statements::{bring, june, matches, moved};
use crate::support::{Browser, Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::db::{Error, schema::audit_events, schema::payments as payment_rows};
use urban_diplomacy_fund::disbursement::{self, Payment, PaymentState, Which};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::workflow;

/// Two active awards of $15,000 in one round, and the people of the first.
pub fn two_grounds(world: &World) -> [Ground; 2] {
    let fund = grant::fund(world, 40_000);
    let second = Fund {
        round: fund.round,
        officer: fund.officer.clone(),
        approver: fund.approver.clone(),
        both: fund.both.clone(),
        reviewers: fund.reviewers.clone(),
    };
    let people = world.db.write(|tx| {
        Ok::<_, Error>([
            person(tx, "Fay", &[FundRole::FinanceOfficer]),
            person(tx, "Fred", &[FundRole::FinanceOfficer]),
            person(tx, "Rene", &[FundRole::ReleasingOfficer]),
            person(tx, "Lone", &[FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::ReleasingOfficer]),
        ])
    });
    let [preparer, officer, releaser, lone] = people.expect("people");
    let grounds = [(fund, "Madison"), (second, "Monona")].map(|(fund, name)| {
        let city = city(world, name);
        let id = ready(world, &fund, &city, 15_000);
        world
            .db
            .write(|tx| process::recommend(tx, &fund.officer, id, &proposal(15_000), &Press::default()).map(drop))
            .expect("recommended");
        let digest = grant::digest(world, &fund.approver, id);
        world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)).expect("approved");
        let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
        let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
        world.db.write(|tx| process::accept_agreement(tx, &city.official, id, &signature, &Press::default()).map(drop)).expect("signed");
        let number = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
        let (preparer, second) = (preparer.clone(), officer.clone());
        Ground { fund, city, id, number, preparer, second, releaser: releaser.clone(), lone: lone.clone() }
    });
    world.at("2027-06-01T15:00:00Z");
    grounds
}

/// The path of the page of a run.
pub fn path(run: &Page) -> String {
    run.path.split('?').next().unwrap_or_default().to_owned()
}

/// Chooses everything that waits, with what else is answered.
pub fn prepared_as(world: &World, g: &Ground, answers: &[(&str, &str)]) -> (Browser, Page) {
    let fay = signed_in(world, &g.preparer);
    let waiting = world.db.read(|conn| disbursement::list_payments(conn, Which::State(PaymentState::Requested))).expect("payments");
    let ids: Vec<String> = waiting.iter().map(|p| p.id.text()).collect();
    let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("payment", id.as_str())).chain(answers.iter().copied()).collect();
    let run = fay.press(&fay.get("/desk/payments"), "Prepare a payment run", &chosen);
    (fay, run)
}

/// Fred approves; returns Rene's browser with the page of the run.
pub fn approved(world: &World, g: &Ground, path: &str) -> (Browser, Page) {
    let fred = signed_in(world, &g.second);
    fred.press(&fred.get(path), "Approve this run", &[]).must_be(200).must_say("Waiting for release");
    let rene = signed_in(world, &g.releaser);
    let page = rene.get(path);
    (rene, page)
}

pub fn payments(world: &World, g: &Ground) -> Vec<Payment> {
    world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments")
}

/// Every payment is settled by the number that the statement names.
fn settled_by_number(world: &World, g: &Ground) {
    assert!(payments(world, g).iter().all(|payment| payment.state == PaymentState::Settled));
    assert!(matches(world, g).iter().all(|found| found.rule == "trace"));
}

fn must_not_say(page: &Page, text: &str) {
    assert!(!page.text().contains(text), "{} says “{text}”", page.path);
}

#[test]
fn x1_a_large_run_needs_two_people_to_approve_it() {
    on_both(|world| {
        let [g, other] = two_grounds(world);
        for ground in [&g, &other] {
            verified_account(world, ground);
            ask(world, ground, "15,000").must_be(200);
        }
        let (fay, run) = prepared_run(world, &g.preparer);
        let path = self::path(&run);
        must_not_say(&run, "Approve this run");
        fay.post(&format!("{path}/approve"), &[]).must_be(403).must_say("another person must approve it");
        let fred = signed_in(world, &g.second);
        let once = fred.press(&fred.get(&path), "Approve this run", &[]);
        once.must_be(200).must_say("Waiting for approval").must_say("needs 2 people to approve it; 1 did so far").must_say("Fred");
        must_not_say(&once, "Approve this run");
        fred.post(&format!("{path}/approve"), &[]).must_be(409).must_say("You have approved this already");
        let rene = signed_in(world, &g.releaser);
        rene.post(&format!("{path}/release"), &[]).must_be(409).must_say("not waiting for release");
        assert!(world.mail_to("rene@demo.example").is_empty(), "nothing waits for release yet");
        let april = signed_in(world, &g.fund.approver);
        april.press(&april.get(&path), "Approve this run", &[]).must_be(200).must_say("Waiting for release").must_say("April");
        assert_eq!(world.mail_to("rene@demo.example").len(), 1);
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(200).must_say("Released");
        assert!(payments(world, &g).iter().chain(&payments(world, &other)).all(|p| p.state == PaymentState::Released));
        let instance = path.rsplit('/').next().unwrap_or_default().to_owned();
        assert_eq!(world.db.read(|conn| workflow::verify(conn, &instance)).expect("an instance"), Vec::<String>::new());
        nothing_contradicts(world, &[g.id, other.id]);
    });
}

#[test]
fn x2_whoever_prepared_or_approved_a_run_never_releases_it_however_small() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "999.99").must_be(200);
        let (lone, run) = prepared_run(world, &g.lone);
        let path = self::path(&run);
        let fred = signed_in(world, &g.second);
        fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200);
        must_not_say(&lone.get(&path), "Release the money");
        lone.post(&format!("{path}/release"), &[]).must_be(403).must_say("a third person must release it");
        let rene = signed_in(world, &g.releaser);
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(200).must_say("Released");
        ask(world, &g, "999.99").must_be(200);
        let (_, run) = prepared_run(world, &g.preparer);
        let path = self::path(&run);
        lone.press(&lone.get(&path), "Approve this run", &[]).must_be(200).must_say("You took part in this run");
        lone.post(&format!("{path}/release"), &[]).must_be(403);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x3_money_arrives_on_a_banking_day_that_was_asked_for() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let on = |day: &'static str| [("wanted_on_month", "6"), ("wanted_on_day", day), ("wanted_on_year", "2027")];
        prepared_as(world, &g, &on("5")).1.must_be(422).must_say("Banks settle no payments on");
        prepared_as(world, &g, &on("1")).1.must_be(422).must_say("first day on which this run can arrive");
        prepared_as(world, &g, &on("31")).1.must_be(422).must_say("Enter a date that exists");
        let cheque_on: Vec<_> = on("4").into_iter().chain([("method", "cheque")]).collect();
        prepared_as(world, &g, &cheque_on).1.must_be(422).must_say("Only a file for the bank can name the day");
        let fay = signed_in(world, &g.preparer);
        fay.post("/desk/payments/runs", &[("method", "barter")]).must_be(422).must_say("Choose how the run pays");
        let (_, run) = prepared_as(world, &g, &on("4"));
        run.must_be(200).must_say("Wanted on");
        let path = self::path(&run);
        let (rene, page) = approved(world, &g, &path);
        rene.press(&page, "Release the money", &[]).must_be(200);
        let file = rene.post(&format!("{path}/file"), &[]);
        assert!(file.body.lines().nth(1).is_some_and(|header| header.get(69..75) == Some("270604")), "{}", file.body);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x4_same_day_is_possible_until_the_last_window() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        world.at("2027-06-01T21:00:00Z");
        prepared_as(world, &g, &[("same_day", "yes")]).1.must_be(422).must_say("can settle today only on a banking day, until");
        world.at("2027-06-02T14:00:00Z");
        let (_, run) = prepared_as(world, &g, &[("same_day", "yes")]);
        run.must_be(200).must_say("Wanted on the day of the release");
        let path = self::path(&run);
        let (rene, page) = approved(world, &g, &path);
        rene.press(&page, "Release the money", &[]).must_be(200);
        let file = rene.post(&format!("{path}/file"), &[]);
        assert!(file.body.lines().nth(1).is_some_and(|header| header.get(69..75) == Some("270602")), "{}", file.body);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x4_the_limit_of_a_same_day_payment_is_asked_when_the_run_is_prepared_and_when_it_is_released() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        world.at("2027-06-02T14:00:00Z");
        let id = payments(world, &g)[0].id.text();
        let amount_is = |cents: i64| {
            let changed = world.db.write(|tx| {
                let row = payment_rows::table.find(&id);
                diesel::update(row).set(payment_rows::amount_cents.eq(cents)).execute(&mut **tx).map_err(Error::from)
            });
            assert_eq!(changed.expect("the amount"), 1);
        };
        amount_is(100_000_001);
        prepared_as(world, &g, &[("same_day", "yes")]).1.must_be(422).must_say("A payment above $1,000,000.00 cannot arrive on the day");
        amount_is(500_000);
        let path = self::path(&prepared_as(world, &g, &[("same_day", "yes")]).1);
        let (rene, page) = approved(world, &g, &path);
        amount_is(100_000_001);
        rene.press(&page, "Release the money", &[]).must_be(409).must_say("A payment above $1,000,000.00 cannot arrive on the day");
        // At the limit it may; what was approved was another amount.
        amount_is(100_000_000);
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(409).must_say("are not the ones that were approved");
        amount_is(500_000);
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(200).must_say("Released");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x5_every_time_the_file_is_taken_out_is_kept() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let path = self::path(&prepared_run(world, &g.preparer).1);
        let (rene, page) = approved(world, &g, &path);
        rene.post(&format!("{path}/file"), &[]).must_be(409).must_say("not released yet");
        let released = rene.press(&page, "Release the money", &[]);
        released.must_be(200).must_say("Nobody yet.");
        let files: Vec<Page> = (0..2).map(|_| rene.press(&rene.get(&path), "Download run-0001-20270601.ach", &[])).collect();
        assert_eq!(files[0].body, files[1].body);
        rene.get(&path).must_say("The file as it was written");
        let fred = signed_in(world, &g.second);
        must_not_say(fred.get(&path).must_say("SHA-256 of the bank file"), "Download run-");
        fred.post(&format!("{path}/file"), &[]).must_be(404);
        signed_in(world, &g.city.official).post(&format!("{path}/file"), &[]).must_be(404);
        use audit_events as e;
        let kept: i64 = world
            .db
            .read(|conn| e::table.filter(e::fact.eq("bank_file.downloaded")).count().get_result(conn).map_err(Error::from))
            .expect("a count");
        assert_eq!(kept, 2);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x6_a_run_of_cheques_takes_numbers_that_nobody_used() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        for (first, amount) in [("1005", "1,000"), ("1006", "500")] {
            ask(world, &g, amount).must_be(200);
            let (_, run) = prepared_as(world, &g, &[("method", "cheque")]);
            run.must_be(200).must_say("Cheques");
            let path = self::path(&run);
            let (rene, page) = approved(world, &g, &path);
            rene.press(&page, "Release the money", &[("first_cheque", "a few")])
                .must_be(422)
                .must_say("Enter the number of the first cheque");
            if first == "1006" {
                let taken = rene.press(&rene.get(&path), "Release the money", &[("first_cheque", "1005")]);
                taken.must_be(422).must_say("The number 1005 stands on an earlier payment.");
            }
            rene.press(&rene.get(&path), "Release the money", &[("first_cheque", first)]).must_be(200).must_say("Released");
            let file = rene.post(&format!("{path}/file"), &[]);
            assert!(file.body.contains(&format!("C-{first},\"Madison, WI\"")), "{}", file.body);
        }
        let traces: Vec<Option<String>> = payments(world, &g).into_iter().map(|p| p.trace).collect();
        assert_eq!(traces, [Some("C-1005".to_owned()), Some("C-1006".to_owned())]);
        let mail = world.mail_to("official-madison@demo.example");
        assert!(mail.iter().any(|m| m.body_text.contains("Cheque number: 1005")), "the city is told");
        let cashed = june(vec![moved(-100_000, "R1", "CHECK C-1005 PAID"), moved(-50_000, "R2", "CHECK C-1006 PAID")]);
        bring(world, &g.preparer, "june.bai", &cashed.bai2()).must_be(200).must_say("Nothing is on its way.");
        settled_by_number(world, &g);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn x7_a_run_for_the_payables_system_is_approved_and_posted_like_any_other() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let (_, run) = prepared_as(world, &g, &[("method", "payables")]);
        let path = self::path(&run);
        let (rene, page) = approved(world, &g, &path);
        let released = rene.press(&page, "Release the money", &[]);
        released
            .must_be(200)
            .must_say("Released")
            .must_say("To the payables system on Jun 1, 2027. The bank’s statement settles each payment.");
        must_not_say(&released, "Arrives");
        let mail = world.mail_to("official-madison@demo.example");
        let letter = mail.iter().find(|m| m.body_text.contains("Voucher: V-1-1")).expect("the city is told");
        assert!(letter.body_text.contains("Handed over on: June 1, 2027"), "{}", letter.body_text);
        assert!(!letter.body_text.contains("Expected on"), "{}", letter.body_text);
        let file = rene.post(&format!("{path}/file"), &[]);
        let row = format!("V-1-1,City of Madison,\"Madison, WI\",•••• 6789,{},2027-06-01,5000.00", g.number);
        assert!(file.body.contains(&row), "{}", file.body);
        assert!(!file.body.contains("123456789"), "an account number leaves in a file for the bank alone");
        let found = world.db.read(|conn| disbursement::list_payments(conn, Which::State(PaymentState::Released))).expect("payments");
        assert_eq!(found.first().and_then(|p| p.trace.as_deref()), Some("V-1-1"));
        let paid = june(vec![moved(-500_000, "R1", "AP VOUCHER V-1-1")]);
        bring(world, &g.preparer, "june.bai", &paid.bai2()).must_be(200).must_say("Nothing is on its way.");
        settled_by_number(world, &g);
        nothing_contradicts(world, &[g.id]);
    });
}
