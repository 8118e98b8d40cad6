//! Accepted cost is taken back: the expense and the ledger follow together, so that every way of telling spending says the same;
//! and an award of which income of the program paid a cost can be closed.

use crate::closeout_list::{closed, refunded, reported};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ground, paid_out, verified_account};
use crate::payment_requests::{accepted, send};
use crate::referring::certified;
use crate::support::{Page, World, on_both};
use crate::tracking::view;
use urban_diplomacy_fund::compliance::{self, ActivityNarrative, Figures, NewFinalReport, ReportForm};
use urban_diplomacy_fund::intake;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, CategoryPosition};
use urban_diplomacy_fund::process::{self, Press, ProcessError};
use urban_diplomacy_fund::reporting::tracking::{self, By, Filters, Wanted};
use urban_diplomacy_fund::spending::{self, Expense, Which};

pub fn travel(world: &World, g: &Ground) -> CategoryPosition {
    world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel")
}

/// The only expense.
pub fn only(world: &World, g: &Ground) -> Expense {
    world.db.read(|conn| spending::list_expenses(conn, Which::Award(g.id.cast()))).expect("expenses").pop().expect("one")
}

/// An officer asks on the page of the closeout that so much of the expense be taken back.
pub fn asked(world: &World, g: &Ground, (amount, reason): (&str, &str)) -> Page {
    let officer = signed_in(world, &g.fund.officer);
    let page = officer.get(&format!("/desk/closeouts/{}", g.number));
    let id = only(world, g).id.text();
    officer.press(&page, "Ask for a bill", &[("bill_expense", id.as_str()), ("bill_amount", amount), ("bill_reason", reason)])
}

/// The same, and Fay approves it.
pub fn taken_back(world: &World, g: &Ground, what: (&str, &str)) -> Page {
    let bill = asked(world, g, what);
    let path = bill.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
    let fay = signed_in(world, &g.preparer);
    let page = fay.get(&path);
    let form = page.fill(Some("Bill the city"), &[]);
    let done = fay.send_form(&form, &[]);
    // A double click bills once.
    fay.send_form(&form, &[]).must_be(200);
    done
}

/// What is spent, by each way of telling it.
fn told(world: &World, g: &Ground) -> Vec<Money> {
    let reader = &g.fund.officer;
    let mut found: Vec<Money> = [By::Category, By::Opportunity, By::City, By::State, By::Year, By::Award]
        .into_iter()
        .map(|by| view(world, reader, by, &Filters::default()).total.spent)
        .collect();
    for by in [By::Kind, By::CostYear] {
        let wanted = Wanted { by, filters: Filters::default(), after: String::new(), limit: 100 };
        found.push(world.db.read(|conn| tracking::by_cost(conn, reader, &wanted)).expect("a view").total.spent);
    }
    found
}

#[test]
fn every_figure_follows_what_is_taken_back() {
    on_both(|world| {
        let g = reported(world);
        assert_eq!(told(world, &g), [Money::from_dollars(4_000); 8]);
        let bill = taken_back(world, &g, ("300", "A hotel of another trip."));
        bill.must_be(200).must_say("Billed").must_say("Flights to Lyon").must_say("$3,700.00");
        let expense = only(world, &g);
        assert_eq!((expense.accepted(), expense.disallowed), (Money::from_dollars(3_700), Money::from_dollars(300)));
        assert_eq!(expense.reason.as_deref(), Some("A hotel of another trip."));
        assert_eq!(told(world, &g), [Money::from_dollars(3_700); 8], "from the day of the bill on");
        let stands = travel(world, &g);
        assert_eq!((stands.spent, stands.billed), (Money::from_dollars(4_000), Money::from_dollars(300)));
        assert_eq!(stands.undelivered, Money::from_dollars(3_000), "the budget is not restored before the money is back");
        let city = signed_in(world, &g.city.official);
        city.get(&format!("/portal/awards/{}/spending", g.number)).must_say("Accepted in part");
        nothing_contradicts(world, &[g.id]);

        let path = bill.path.split('?').next().unwrap_or_default().to_owned();
        let came = [
            ("amount", "300"),
            ("received_on_month", "6"),
            ("received_on_day", "1"),
            ("received_on_year", "2027"),
            ("bank_reference", "WIRE 9"),
        ];
        let fay = signed_in(world, &g.preparer);
        fay.submit(&fay.get(&path), &came).must_be(200).must_say("Settled");
        assert_eq!(told(world, &g), [Money::from_dollars(3_700); 8], "and when the money is back");
        // Nobody changes what was spent by hand, behind the expense.
        let form = fay.get("/desk/ledger/entries/new?event=cost.bill");
        let values = [("award", g.number.as_str()), ("category", "travel"), ("amount", "1"), ("reason", "x")];
        fay.submit(&form, &values).must_be(422).must_say("Costs of this award are taken back on the page of its closeout.");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn no_cost_of_a_closed_award_is_taken_back() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        let asked = asked(world, &g, ("300", "A hotel of another trip."));
        let path = asked.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
        let fay = signed_in(world, &g.preparer);
        // A bill that waits is in the way of the closing; nobody bills a closed award later.
        certified(world, &g);
        let closeout = format!("/desk/closeouts/{}", g.number);
        fay.get(&closeout).must_say("Bills that wait for a decision: 1.").must_say("No bill waits for a decision");
        fay.post(&format!("{closeout}/close"), &[]).must_be(409).must_say("Bills that wait for a decision: 1.");
        fay.press(&fay.get(&path), "Do not bill it", &[]).must_be(200);
        fay.get(&closeout).must_say("This step is for: program officer.");
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&officer.get(&closeout), "Close this award", &[]).must_be(200).must_say("This award is closed.");
        fay.post(&format!("{path}/approve"), &[]).must_be(409).must_say("not waiting for a decision");
        fay.get(&closeout).must_say("To take back a cost, open the award again first.");
        let id = only(world, &g).id.text();
        let values = [("bill_expense", id.as_str()), ("bill_amount", "1"), ("bill_reason", "x")];
        fay.post(&format!("{closeout}/bill"), &values).must_be(409).must_say("Ask to open it again first");
        nothing_contradicts(world, &[g.id]);
    });
}

/// The final report, accepted.
fn told_at_last(world: &World, g: &Ground) {
    let activities = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities");
    let told = activities.iter().map(|a| ActivityNarrative {
        activity: a.id.text(),
        narrative: "It took place.".into(),
        attended: a.attendees.iter().map(|who| who.id.text()).collect(),
    });
    let new = NewFinalReport { award: g.id.cast(), summary: "Two staff can host delegations.".into(), activities: told.collect() };
    world
        .db
        .write(|tx| {
            process::submit_report(tx, &g.city.official, &new, &Press::default())?;
            process::accept_report(tx, &g.fund.officer, (g.id.cast(), None), &Press::default())?;
            Ok::<_, ProcessError>(())
        })
        .expect("reported");
}

#[test]
fn an_award_of_which_income_paid_a_cost_is_closed() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        accepted(world, &g, "6,000");
        send(world, &g, &[("kind", "reimbursement"), ("amount-travel", "5,500"), ("income", "500")]).must_be(200);
        // What is asked for and not paid yet is no debt of the city, and not to be taken out of what is owed.
        let early = asked(world, &g, ("6,000", "No trip."));
        let path = early.must_be(200).path.split('?').next().unwrap_or_default().to_owned();
        let fay = signed_in(world, &g.preparer);
        fay.press(&fay.get(&path), "Bill the city", &[]).must_be(409).must_say("Only $500.00 of this category");
        fay.press(&fay.get(&path), "Do not bill it", &[]).must_be(200);

        let trace = paid_out(world, &g);
        let csv = format!("date,amount,description\n2027-06-02,-5500.00,ACH {trace}\n");
        fay.attach(&fay.get("/desk/bank"), &[], &[("file", "june.csv", csv.as_bytes())]).must_be(200);
        told_at_last(world, &g);
        let officer = signed_in(world, &g.fund.officer);
        officer.get(&format!("/desk/closeouts/{}", g.number)).must_say("$500.00 of accepted cost is not yet paid.");
        taken_back(world, &g, ("500", "Income of the program paid for it.")).must_be(200).must_say("Settled");
        let dollars = Money::from_dollars;
        let stands = travel(world, &g);
        assert_eq!((stands.unpaid, stands.spent, stands.billed), (Money::ZERO, dollars(5_500), Money::ZERO));
        assert_eq!(only(world, &g).accepted(), dollars(5_500));
        let letters = world.mail_to(&g.city.official.email);
        let subject = format!("$500.00 of accepted cost of award {} is taken back", g.number);
        assert!(letters.iter().any(|letter| letter.subject_line == subject && letter.body_text.contains("You owe nothing for it")));
        assert!(letters.iter().all(|letter| !letter.subject_line.starts_with("Please pay back")));

        closed(world, &g);
        officer.get(&format!("/desk/closeouts/{}", g.number)).must_say("This award is closed.");
        let sent = world.db.read(|conn| {
            let last = compliance::list_award_reports(conn, g.id.cast())?.into_iter().find(|r| r.form == ReportForm::FinalFinancial);
            compliance::list_submissions(conn, last.expect("the last report").id)
        });
        let document = sent.expect("submissions").remove(0).document;
        let certified = Figures::of_document(&document).expect("a document");
        let lines = ["10e", "10f", "10l", "10m", "10n", "10o"].map(|number| certified.line(number));
        assert_eq!(lines, [5_500, 0, 500, 500, 0, 0].map(dollars));
        nothing_contradicts(world, &[g.id]);
    });
}
