//! Income of the program on the financial report: of an award that was paid by advances too, and never less than its requests
//! for payment state (2 CFR 200.307).

use crate::certifying::{SIGNED, lines, spent, the};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ground, verified_account};
use crate::payment_requests::{accepted, send};
use crate::support::{Browser, Page, World, on_both};
use urban_diplomacy_fund::compliance::{self, Figures, ReportForm};
use urban_diplomacy_fund::kernel::Money;

fn certifies(official: &Browser, page: &Page, earned: &str, spent: &str) -> Page {
    let all: Vec<_> = SIGNED.into_iter().chain([("income_earned", earned), ("income_spent", spent)]).collect();
    official.press(page, "Certify and send", &all)
}

/// The last four lines as they were certified last.
fn kept(world: &World, g: &Ground) -> [Money; 4] {
    let report = the(world, g, ReportForm::Financial);
    let sent = world.db.read(|conn| compliance::list_submissions(conn, report.id)).expect("what was sent").remove(0);
    let figures = Figures::of_document(&sent.document).expect("a document");
    ["10l", "10m", "10n", "10o"].map(|number| figures.line(number))
}

fn has(page: &Page, name: &str, value: &str) -> bool {
    page.fill(Some("Certify and send"), &[]).fields.contains(&(name.to_owned(), value.to_owned()))
}

#[test]
fn income_of_an_award_that_is_paid_by_advances_is_stated_on_the_financial_report() {
    on_both(|world| {
        let g = spent(world);
        world.at("2028-01-10T15:00:00Z");
        let report = the(world, &g, ReportForm::Financial);
        let home = format!("/portal/awards/{}/reports/{}", g.number, report.id);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&home);
        page.must_say("10l. Income of the program earned so far").must_say("10m. Income spent on costs of the award");
        assert!(has(&page, "income_earned", "0.00") && has(&page, "income_spent", "0.00"), "nothing is known of it");
        certifies(&official, &page, "", "0").must_be(422).must_say("There is a problem");
        let over = certifies(&official, &page, "800", "800.01");
        over.must_be(422).must_say("Enter at most $800.00: no more was earned.");
        assert!(has(&over, "income_spent", "800.01"), "what was typed is kept");
        certifies(&official, &page, "800", "-1").must_be(422);

        let done = certifies(&official, &page, "800", "600");
        done.must_be(200).must_say("Waiting for review");
        let shown = [("10l", "$800.00"), ("10m", "$600.00"), ("10n", "$0.00"), ("10o", "$200.00")];
        assert_eq!(lines(&done)[11..], shown.map(|(line, amount)| (line.to_owned(), amount.to_owned())));
        assert_eq!(kept(world, &g), [800, 600, 0, 200].map(Money::from_dollars));

        let officer = signed_in(world, &g.fund.officer);
        let desk = officer.get(&format!("/desk/reports/{}", report.id));
        desk.must_say("Income of $600.00 paid for costs (line 10m).");
        officer.press(&desk, "Send it back", &[("reason", "Where does the income come from?")]).must_be(200);
        let again = official.get(&home);
        assert!(has(&again, "income_earned", "800.00") && has(&again, "income_spent", "600.00"), "what was stated stands there");
        // It can be put right, in either direction: no request for payment states any of it.
        certifies(&official, &again, "700", "700").must_be(200);
        assert_eq!(kept(world, &g), [700, 700, 0, 0].map(Money::from_dollars));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_report_states_no_less_income_than_the_requests_for_payment() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        accepted(world, &g, "6,000");
        send(world, &g, &[("kind", "reimbursement"), ("amount-travel", "5,500"), ("income", "500")]).must_be(200);
        world.at("2028-01-10T15:00:00Z");
        let report = the(world, &g, ReportForm::Financial);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&format!("/portal/awards/{}/reports/{}", g.number, report.id));
        page.must_say("Your requests for payment state $500.00 of it.");
        assert!(has(&page, "income_earned", "500.00") && has(&page, "income_spent", "500.00"));
        let less = certifies(&official, &page, "499.99", "499.99");
        less.must_be(422).must_say("Enter at least $500.00: your requests for payment state it already.");
        less.must_say("Enter at least $500.00: your requests for payment were lowered by it.");
        certifies(&official, &page, "900", "500").must_be(200).must_say("Waiting for review");
        assert_eq!(kept(world, &g), [900, 500, 0, 400].map(Money::from_dollars));
        nothing_contradicts(world, &[g.id]);
    });
}
