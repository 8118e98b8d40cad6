//! The financial report: it fills itself from the ledger, is certified by the city's official on what was shown, kept word for
//! word, and the last one only once nothing is open (Q3, Q4).

use crate::canary::plant::{joins, staff};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, receipt, spend, verified_account};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::compliance::{self, AwardReport, Figures, ReportForm};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::people::CityRole;
use urban_diplomacy_fund::{award, ledger};

pub fn the(world: &World, g: &Ground, form: ReportForm) -> AwardReport {
    let reports = world.db.read(|conn| compliance::list_award_reports(conn, g.id.cast())).expect("reports");
    reports.into_iter().find(|report| report.form == form).expect("it is on the schedule")
}

/// An advance of $5,000 of which $4,000 are spent.
pub fn spent(world: &World) -> Ground {
    let g = ground(world);
    verified_account(world, &g);
    ask(world, &g, "5,000").must_be(200);
    paid_out(world, &g);
    spend(world, &g, "4,000", &receipt(1)).must_be(200);
    let officer = signed_in(world, &g.fund.officer);
    officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
    g
}

pub fn lines(page: &Page) -> Vec<(String, String)> {
    let rows = page.rows().into_iter().filter(|row| row.first().is_some_and(|cell| cell.starts_with("10")));
    rows.map(|row| (row[0].clone(), row.last().cloned().unwrap_or_default())).collect()
}

pub const SIGNED: [(&str, &str); 3] = [("title", "City Manager"), ("typed_name", "Official-Madison"), ("has_certified", "yes")];

#[test]
fn a_financial_report_fills_itself_from_the_ledger_and_is_certified_as_shown() {
    on_both(|world| {
        let g = spent(world);
        let report = the(world, &g, ReportForm::Financial);
        let home = format!("/portal/awards/{}/reports/{}", g.number, report.id);
        let official = signed_in(world, &g.city.official);
        let early = official.get(&home);
        early.must_be(200).must_say("You can send it once December 31, 2027 is over");
        world.at("2028-01-10T15:00:00Z");
        let page = official.get(&home);
        let wanted = [
            ("10a", "$5,000.00"),
            ("10b", "$4,000.00"),
            ("10c", "$1,000.00"),
            ("10d", "$8,000.00"),
            ("10e", "$4,000.00"),
            ("10f", "$0.00"),
            ("10g", "$4,000.00"),
            ("10h", "$4,000.00"),
        ];
        assert_eq!(lines(&page)[..8], wanted.map(|(line, amount)| (line.to_owned(), amount.to_owned())));
        assert_eq!(lines(&page).len(), 15);
        page.must_say("2. Federal grant or other identifying number").must_say("Madison, WI").must_say("6. Report type").must_say("Annual");
        page.must_say("04/01/2027 to 06/30/2028").must_say("12/31/2027").must_say("I certify to the best of my knowledge");

        official.press(&page, "Certify and send", &[]).must_be(422).must_say("Type your full name.").must_say("Confirm the certification.");
        let half = [SIGNED[0], SIGNED[1], SIGNED[2], ("indirect_kind", "De minimis"), ("indirect_rate", "15"), ("indirect_charged", "5")];
        official.press(&page, "Certify and send", &half).must_be(422).must_say("Enter an amount in dollars");
        let too_much = [("indirect_base", "100"), ("indirect_share", "15.01"), ("indirect_charged", "15")];
        let too_much: Vec<_> = half[..5].iter().copied().chain(too_much).collect();
        official.press(&page, "Certify and send", &too_much).must_be(422).must_say("cannot be more than the amount charged");
        let other: Vec<_> = SIGNED.iter().copied().chain([("digest", "00")]).collect();
        official.press(&page, "Certify and send", &other).must_be(409).must_say("The figures changed after you opened the report.");
        let all: Vec<_> = SIGNED.iter().copied().chain([("remarks", "One course is still to come.")]).collect();
        let done = official.press(&page, "Certify and send", &all);
        done.must_be(200).must_say("Waiting for review").must_say("City Manager").must_say("One course is still to come.");
        let subject = format!("certified a financial report for award {}", g.number);
        for who in [&g.fund.officer, &g.preparer] {
            assert!(world.mail_to(&who.email).iter().any(|m| m.subject_line.ends_with(&subject)), "{}", who.name);
        }

        let sent = world.db.read(|conn| compliance::list_submissions(conn, report.id)).expect("what was sent").remove(0);
        assert_eq!(sent.digest, award::digest(&sent.document));
        let kept = Figures::of_document(&sent.document).expect("a document");
        let books = world.db.read(|conn| ledger::financial_report(conn, &g.id.text(), report.period_end)).expect("the ledger");
        let same = books.lines.iter().all(|line| kept.line(&line.number) == line.amount);
        assert!(same && kept.line("10c") == Money::from_dollars(1_000), "{kept:?}");
        // What the books say later changes nothing of what was certified.
        spend(world, &g, "500", &receipt(2)).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
        let desk = officer.get(&format!("/desk/reports/{}", report.id));
        assert_eq!(lines(&desk)[1], ("10b".to_owned(), "$4,000.00".to_owned()));
        desk.must_say(&sent.digest);
        officer.press(&desk, "Accept the report", &[]).must_be(200).must_say("Accepted");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn only_the_official_certifies_and_nobody_who_wrote_it_decides() {
    on_both(|world| {
        let g = ground(world);
        world.at("2028-01-10T15:00:00Z");
        let report = the(world, &g, ReportForm::Financial);
        let home = format!("/portal/awards/{}/reports/{}", g.number, report.id);
        let clerk = joins(world, &staff(world, "cleo@people.example", &[]), &g.city, CityRole::Preparer);
        let theirs = signed_in(world, &clerk);
        theirs.get(&home).must_be(200).must_say("Only an authorized official of your city can certify this report");
        theirs.post(&format!("{home}/certify"), &SIGNED).must_be(404);
        signed_in(world, &g.fund.officer).post(&format!("{home}/certify"), &SIGNED).must_be(404);
        signed_in(world, &g.preparer).get(&format!("/desk/reports/{}", report.id)).must_be(200);
        let official = signed_in(world, &g.city.official);
        let page = official.get(&home);
        assert!(!page.says("An accountant must"), "{}", page.text());
        let other = official.press(&page, "Certify and send", &[SIGNED[0], ("typed_name", "O. Madison"), SIGNED[2]]);
        other.must_be(422).must_say("Type your name as it is in your account: Official-Madison.");
        official.press(&page, "Certify and send", &[SIGNED[0], ("typed_name", " official-MADISON "), SIGNED[2]]).must_be(200);
        official.post(&format!("/desk/reports/{}/accept", report.id), &[]).must_be(404);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn the_final_financial_report_waits_until_nothing_is_open() {
    on_both(|world| {
        let g = spent(world);
        let last = the(world, &g, ReportForm::FinalFinancial);
        let home = format!("/portal/awards/{}/reports/{}", g.number, last.id);
        let official = signed_in(world, &g.city.official);
        let open = official.get(&home);
        open.must_be(200).must_say("Line 10c (cash on hand) is $1,000.00 and must be zero.");
        assert!(!open.text().contains("Certify and send"));
        official.post(&format!("{home}/certify"), &SIGNED).must_be(409).must_say("cannot be certified yet");
        spend(world, &g, "1,000", &receipt(2)).must_be(200);
        official.get(&home).must_say("Expenses that wait for a decision: 1.");
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
        let page = official.get(&home);
        page.must_say("Final");
        official.press(&page, "Certify and send", &SIGNED).must_be(200).must_say("Waiting for review");
        nothing_contradicts(world, &[g.id]);
    });
}
