//! From the signed agreement to closeout: bank details, an advance, a payment run,
//! the bank's statement, expenses, the final report, closing. In browsers, each step
//! by the right person and refused to the wrong one.

use crate::grant::{City, Fund, city, fund, nothing_contradicts, person, proposal, ready, signed_in};
use crate::returns_by_hand::came_back;
use crate::support::{Browser, Page, World, on_both, samples};
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::compliance::{self, ReportForm};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, PaymentState, Which};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::ledger::{self, CategoryPosition};
use urban_diplomacy_fund::people::{Actor, FundRole, organisation};
use urban_diplomacy_fund::process::{self, Press, Stage};

/// An active award of $8,000 for travel, and the people who handle money.
pub struct Ground {
    pub fund: Fund,
    pub city: City,
    pub id: Id<Application>,
    pub number: String,
    pub preparer: Actor,
    pub second: Actor,
    pub releaser: Actor,
    /// Holds every money role, to try what one person must not do alone.
    pub lone: Actor,
}

pub fn ground(world: &World) -> Ground {
    let fund = fund(world, 20_000);
    let madison = city(world, "Madison");
    let id = ready(world, &fund, &madison, 8_000);
    world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
    let digest = crate::grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &crate::grant::fresh()).map(drop)).expect("approved");
    let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
    let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
    world.db.write(|tx| process::accept_agreement(tx, &madison.official, id, &signature, &Press::default()).map(drop)).expect("signed");
    let number = world.db.read(|conn| intake::application(conn, id)).expect("an application").reference;
    let [preparer, second, releaser, lone] = world
        .db
        .write(|tx| {
            let all = [FundRole::FinanceOfficer, FundRole::ApprovingOfficial, FundRole::ReleasingOfficer];
            Ok::<_, Error>([
                person(tx, "Fay", &[FundRole::FinanceOfficer]),
                person(tx, "Fred", &[FundRole::FinanceOfficer]),
                person(tx, "Rene", &[FundRole::ReleasingOfficer]),
                person(tx, "Lone", &all),
            ])
        })
        .expect("people");
    world.at("2027-06-01T15:00:00Z");
    Ground { fund, city: madison, id, number, preparer, second, releaser, lone }
}

pub fn travel(world: &World, id: Id<Application>) -> CategoryPosition {
    world.db.read(|conn| ledger::award_position(conn, &id.text())).expect("a position").category("travel")
}

fn dollars(amount: i64) -> Money {
    Money::from_dollars(amount)
}

/// The city enters its account and Fred verifies it.
pub fn verified_account(world: &World, g: &Ground) {
    let official = signed_in(world, &g.city.official);
    let page = official.get(&format!("/portal/awards/{}/bank-details", g.number));
    let mut values = vec![
        ("holder", "City of Madison"),
        ("routing_number", "021000022"),
        ("account_number", "000123456789"),
        ("account_number_again", "000123456789"),
        ("kind", "checking"),
    ];
    official.submit(&page, &values).must_be(422).must_say("its last digit does not fit");
    values[1] = ("routing_number", "021000021");
    let saved = official.submit(&page, &values);
    saved.must_be(200).must_say("•••• 6789 (waits to be verified)");
    assert!(!saved.body.contains("123456789"), "the account number is on a page");
    let fred = signed_in(world, &g.second);
    let name = world.db.read(|conn| organisation::city(conn, g.city.id)).expect("a city").full_name();
    let details = fred.follow(&fred.get("/desk/bank-details"), &name);
    fred.submit(&details, &[("how", "")]).must_be(422).must_say("Say how you verified");
    fred.submit(&details, &[("how", "Called the treasurer")]).must_be(200).must_say("Nothing waits.");
}

pub fn ask(world: &World, g: &Ground, amount: &str) -> Page {
    let official = signed_in(world, &g.city.official);
    let page = official.get(&format!("/portal/awards/{}/payments", g.number));
    official.submit(&page, &[("kind", "advance"), ("amount-travel", amount), ("purpose", "Flights in June")])
}

pub fn prepared_run(world: &World, who: &Actor) -> (Browser, Page) {
    let browser = signed_in(world, who);
    let list = browser.get("/desk/payments");
    let waiting = world.db.read(|conn| disbursement::list_payments(conn, Which::State(PaymentState::Requested))).expect("payments");
    let ids: Vec<String> = waiting.iter().map(|p| p.id.text()).collect();
    let chosen: Vec<(&str, &str)> = ids.iter().map(|id| ("payment", id.as_str())).collect();
    let run = browser.press(&list, "Prepare a payment run", &chosen);
    (browser, run)
}

/// Prepared by Fay, approved by Fred, released by Rene; returns the trace.
pub fn paid_out(world: &World, g: &Ground) -> String {
    let (_, run) = prepared_run(world, &g.preparer);
    run.must_be(200).must_say("Waiting for approval");
    let path = run.path.split('?').next().unwrap_or_default().to_owned();
    let fred = signed_in(world, &g.second);
    fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200).must_say("Waiting for release");
    let rene = signed_in(world, &g.releaser);
    let page = rene.get(&path);
    let release = page.fill(Some("Release the money"), &[]);
    rene.send_form(&release, &[]).must_be(200).must_say("Released");
    // A double click pays once.
    rene.send_form(&release, &[]).must_be(200);
    let file = rene.post(&format!("{path}/file"), &[]);
    file.must_be(200);
    assert!(file.body.lines().all(|line| line.len() == 94), "{}", file.body);
    assert!(file.body.contains("000123456789") && file.body.contains(&format!("RMR*IV*{}**", g.number)), "{}", file.body);
    fred.post(&format!("{path}/file"), &[]).must_be(404);
    let released = world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments");
    released.into_iter().filter_map(|p| p.trace).next_back().expect("a trace")
}

fn statement(world: &World, g: &Ground, csv: &str) -> Page {
    let fay = signed_in(world, &g.preparer);
    fay.attach(&fay.get("/desk/bank"), &[], &[("file", "june.csv", csv.as_bytes())])
}

#[test]
fn l14_an_advance_goes_from_request_to_the_bank_statement_once() {
    on_both(|world| {
        let g = ground(world);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&format!("/portal/awards/{}/payments", g.number));
        page.must_be(200).must_say("Not entered yet");
        verified_account(world, &g);
        ask(world, &g, "8,000.01").must_be(422).must_say("Ask for at most $8,000.00 here.");
        ask(world, &g, "12.345").must_be(422);
        ask(world, &g, "5,000").must_be(200).must_say("Requested");
        ask(world, &g, "3,000.01").must_be(422).must_say("Ask for at most $3,000.00 here.");
        let trace = paid_out(world, &g);
        assert_eq!((travel(world, g.id).undelivered, travel(world, g.id).advanced), (dollars(3_000), dollars(5_000)));
        let csv = format!("date,amount,description,trace\n2027-06-02,-5000.00,ACH,{trace}\n2027-06-02,-1.00,Fee,\n");
        statement(world, &g, &csv).must_be(200).must_say("Not matched").must_say("Nothing is on its way.");
        let journals =
            world.db.read(|conn| ledger::list_journals(conn, &ledger::JournalFilter::default(), None, 500)).expect("journals").len();
        statement(world, &g, &csv).must_be(200);
        assert_eq!(
            world.db.read(|conn| ledger::list_journals(conn, &ledger::JournalFilter::default(), None, 500)).expect("journals").len(),
            journals,
            "the same file twice"
        );
        official.get(&format!("/portal/awards/{}/payments", g.number)).must_say("Paid");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn nobody_pays_alone() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let (lone, run) = prepared_run(world, &g.lone);
        let path = run.path.split('?').next().unwrap_or_default().to_owned();
        assert!(!run.text().contains("Approve this run"));
        lone.post(&format!("{path}/approve"), &[]).must_be(403).must_say("another person must approve");
        lone.post(&format!("{path}/release"), &[]).must_be(409);
        let fred = signed_in(world, &g.second);
        fred.post(&format!("{path}/release"), &[]).must_be(404);
        fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200);
        lone.post(&format!("{path}/release"), &[]).must_be(403).must_say("a third person must release it");
        signed_in(world, &g.city.official).get(&path).must_be(404);
        assert_eq!(travel(world, g.id).advanced, Money::ZERO);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn l21_changed_bank_details_stop_a_run_until_they_are_verified() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let (fay, run) = prepared_run(world, &g.preparer);
        let path = run.path.split('?').next().unwrap_or_default().to_owned();
        let fred = signed_in(world, &g.second);
        fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&format!("/portal/awards/{}/bank-details", g.number));
        official
            .submit(
                &page,
                &[
                    ("holder", "Mallory"),
                    ("routing_number", "121140399"),
                    ("account_number", "666666"),
                    ("account_number_again", "666666"),
                    ("kind", "savings"),
                ],
            )
            .must_be(200);
        let rene = signed_in(world, &g.releaser);
        rene.press(&rene.get(&path), "Release the money", &[]).must_be(409).must_say("were changed or blocked");
        fay.press(&fay.get(&path), "Cancel this run", &[]).must_be(200);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("are not verified");
        assert_eq!(travel(world, g.id).advanced, Money::ZERO);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_returned_payment_blocks_the_account_and_frees_the_money() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        came_back(world, &g, "R03").must_be(200).must_say("Returned by the bank");
        assert_eq!((travel(world, g.id).undelivered, travel(world, g.id).advanced), (dollars(8_000), Money::ZERO));
        ask(world, &g, "5,000").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("are not verified");
        nothing_contradicts(world, &[g.id]);
    });
}

pub fn spend(world: &World, g: &Ground, amount: &str, receipt: &[u8]) -> Page {
    let official = signed_in(world, &g.city.official);
    let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].id.text();
    let page = official.get(&format!("/portal/awards/{}/spending", g.number));
    let values = [
        ("activity", activity.as_str()),
        ("category", "travel"),
        ("spent_on_month", "5"),
        ("spent_on_day", "10"),
        ("spent_on_year", "2027"),
        ("amount", amount),
        ("payee", "Air Lyon"),
        ("description", "Flights to Lyon"),
    ];
    official.attach(&page, &values, &[("receipt", "receipt.pdf", receipt)])
}

pub fn receipt(n: usize) -> Vec<u8> {
    samples::pdf(&n.to_string())
}

#[test]
fn expenses_use_up_the_advance_and_then_become_a_claim() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        spend(world, &g, "9,000", &receipt(1)).must_be(422).must_say("Only $8,000.00 of this category is left.");
        spend(world, &g, "6,000", b"<html>").must_be(422);
        spend(world, &g, "6,000", &receipt(1)).must_be(200).must_say("Waiting for review");

        let officer = signed_in(world, &g.fund.officer);
        let list = officer.get("/desk/spending");
        let expense = officer.follow(&list, "Flights to Lyon");
        officer.press(&expense, "Send back with a question", &[("question", "")]).must_be(422);
        officer.press(&expense, "Send back with a question", &[("question", "Which dates?")]).must_be(200);
        let official = signed_in(world, &g.city.official);
        let home = official.get("/portal");
        home.must_say("The fund asks: Which dates?");
        official.follow(&home, "Answer the question about $6,000.00").must_be(200);
        let list = official.get(&format!("/portal/awards/{}/spending", g.number));
        assert!(official.follow(&list, "receipt.pdf").body.starts_with("%PDF"), "the city sees its own receipt");
        let again = official.follow(&list, "Flights to Lyon");
        again.must_say("The fund asks: Which dates?");
        let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].id.text();
        let values = [
            ("activity", activity.as_str()),
            ("category", "travel"),
            ("spent_on_month", "5"),
            ("spent_on_day", "11"),
            ("spent_on_year", "2027"),
            ("amount", "6,000"),
            ("payee", "Air Lyon"),
            ("description", "Flights to Lyon, May 10 to 14"),
        ];
        official.attach(&again, &values, &[("receipt", "receipt.pdf", &receipt(1))]).must_be(200).must_say("Waiting for review");
        let expense = officer.follow(&officer.get("/desk/spending"), "Flights to Lyon");
        officer.press(&expense, "Accept", &[]).must_be(200);
        let position = travel(world, g.id);
        assert_eq!((position.advanced, position.unpaid, position.spent), (Money::ZERO, dollars(1_000), dollars(6_000)));
        officer
            .get(&format!("/desk/spending/{}", g.number))
            .must_be(200)
            .must_say("$6,000.00 of $8,000.00 is spent")
            .must_say("Not held yet");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn l23_a_cost_lies_in_the_period_of_performance() {
    on_both(|world| {
        let g = ground(world);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&format!("/portal/awards/{}/spending", g.number));
        let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].id.text();
        let values = [
            ("activity", activity.as_str()),
            ("category", "travel"),
            ("spent_on_month", "5"),
            ("spent_on_day", "10"),
            ("spent_on_year", "2026"),
            ("amount", "100"),
            ("payee", "Air Lyon"),
            ("description", "Flights to Lyon"),
        ];
        let sent = official.attach(&page, &values, &[("receipt", "receipt.pdf", &receipt(1))]);
        sent.must_be(200).must_say("Outside the period");
        let officer = signed_in(world, &g.fund.officer);
        let expense = officer.follow(&officer.get("/desk/spending"), "Flights to Lyon");
        expense.must_say("lies before the period of performance").must_say("2 CFR 200.403 and 200.458");
        let silent = officer.press(&expense, "Accept", &[]);
        silent.must_be(422).must_say("Say why this may be accepted (Outside the period)");
        assert_eq!(travel(world, g.id).spent, Money::ZERO, "nothing outside the period is accepted without a reason");
        officer.press(&expense, "Accept", &[("answer-outside_period", "Approved in writing on April 2, 2026.")]).must_be(200);
        assert_eq!(travel(world, g.id).spent, dollars(100));
        nothing_contradicts(world, &[g.id]);
    });
}

/// The official certifies the final financial report on its page, and the officer accepts it.
pub fn certify_last(world: &World, official: &Browser, officer: &Browser, (id, number): (Id<Application>, &str)) {
    let reports = world.db.read(|conn| compliance::list_award_reports(conn, id.cast())).expect("reports");
    let last = reports.into_iter().find(|report| report.form == ReportForm::FinalFinancial).expect("it is on the schedule").id;
    let page = official.get(&format!("/portal/awards/{number}/reports/{last}"));
    let name = page.all("#typed_name-hint").concat().replace("As in your account: ", "");
    let values = [("title", "City Manager"), ("typed_name", name.as_str()), ("has_certified", "yes")];
    official.press(&page, "Certify and send", &values).must_be(200).must_say("Waiting for review");
    officer.press(&officer.get(&format!("/desk/reports/{last}")), "Accept the report", &[]).must_be(200).must_say("Accepted");
}

#[test]
fn l22_an_award_is_closed_when_nothing_is_left_to_do() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let trace = paid_out(world, &g);
        let csv = format!("date,amount,description\n2027-06-02,-5000.00,ACH {trace}\n");
        statement(world, &g, &csv).must_be(200);
        spend(world, &g, "4,000", &receipt(1)).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        let official = signed_in(world, &g.city.official);
        let report = format!("/portal/awards/{}/reports", g.number);
        let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].clone();
        let (narrative, attended, person) =
            (format!("narrative-{}", activity.id), format!("attended-{}", activity.id), activity.attendees[0].id.text());
        let told = [
            (narrative.as_str(), "The course took place."),
            (attended.as_str(), person.as_str()),
            ("summary", "Two staff can now host delegations."),
        ];
        official.submit(&official.get(&report), &told).must_be(409).must_say("Some expenses still wait");
        officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
        official.submit(&official.get(&report), &told[..2]).must_be(422).must_say("Say what the award achieved");
        official.submit(&official.get(&report), &told).must_be(200).must_say("Waiting for review");

        let path = format!("/desk/closeouts/{}", g.number);
        officer
            .press(&officer.get(&path), "Accept the final report", &[])
            .must_be(200)
            .must_say("$1,000.00 of the advance is neither spent nor returned.");
        officer.post(&format!("{path}/close"), &[]).must_be(409);
        let fay = signed_in(world, &g.preparer);
        let day = [("received_on_month", "6"), ("received_on_day", "1"), ("received_on_year", "2027"), ("bank_reference", "WIRE 7")];
        let too_much: Vec<_> = day.iter().copied().chain([("amount", "1,000.01")]).collect();
        fay.submit(&fay.get(&path), &too_much).must_be(422).must_say("Only $1,000.00 of this award is still advanced.");
        let refund: Vec<_> = day.iter().copied().chain([("amount", "1,000")]).collect();
        fay.submit(&fay.get(&path), &refund).must_be(200).must_say("The final financial report (SF-425) is not certified and accepted.");
        certify_last(world, &official, &officer, (g.id, &g.number));
        officer.get(&path).must_say("Nothing stands in the way.");
        officer.press(&officer.get(&path), "Close this award", &[]).must_be(200).must_say("This award is closed.");

        assert_eq!(world.db.read(|conn| process::stage(conn, g.id)).expect("a stage"), Stage::Closed);
        let position = travel(world, g.id);
        assert_eq!(
            (position.committed, position.undelivered, position.advanced, position.unpaid, position.spent),
            (Money::ZERO, Money::ZERO, Money::ZERO, Money::ZERO, dollars(4_000))
        );
        let public = world.browser().get(&format!("/awards/{}", g.number));
        public.must_be(200).must_say("Two staff can now host delegations.").must_say("$4,000.00");
        assert!(!public.body.contains("Cleo Clerk"), "a person is named in public");
        world.browser().get("/awards").must_be(200).must_say("Madison, WI");
        assert!(world.browser().get("/awards.csv").body.contains("8000.00"));
        nothing_contradicts(world, &[g.id]);
    });
}
