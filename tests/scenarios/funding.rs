//! The fund's own money, recorded in the browser.

use crate::grant::{self, nothing_contradicts, person, signed_in};
use crate::support::on_both;
use urban_diplomacy_fund::people::FundRole;

const DAY: [(&str, &str); 3] = [("effective_on_month", "1"), ("effective_on_day", "10"), ("effective_on_year", "2027")];

#[test]
fn finance_records_an_appropriation_its_apportionment_and_an_allotment() {
    on_both(|world| {
        let fund = grant::fund(world, 1);
        let finance = world
            .db
            .write(|tx| Ok::<_, urban_diplomacy_fund::db::Error>(person(tx, "Fay", &[FundRole::FinanceOfficer])))
            .expect("a person");
        let browser = signed_in(world, &finance);
        let step = |step: &str, amount: &str, more: &[(&str, &str)]| {
            let mut values = vec![("step", step), ("fund", "UDF"), ("amount", amount), ("evidence", "Act 12")];
            values.extend(DAY);
            values.extend(more);
            browser.submit(&browser.get("/desk/funds"), &values)
        };
        step("appropriated", "1e9", &[]).must_be(422).must_say("only digits");
        step("apportioned", "50,000", &[]).must_be(422).must_say("There is no fund with this code.");
        // The ledger names no field, and says why all the same.
        let day = [("effective_on_month", "1"), ("effective_on_day", "10"), ("effective_on_year", "2020")];
        let old = [
            ("step", "appropriated"),
            ("fund", "UDF"),
            ("amount", "50,000"),
            ("evidence", "Act 12"),
            ("title", "A fund"),
            ("year", "2027"),
        ];
        let refused = browser.submit(&browser.get("/desk/funds"), &[&old[..], &day[..]].concat());
        assert_eq!(refused.must_be(422).errors(), ["No posting rules are valid on this day."]);
        step("appropriated", "50,000", &[("title", "Urban Diplomacy Fund 2027"), ("year", "2027")]).must_be(200).must_say("$50,001.00");
        step("apportioned", "60,000", &[]).must_be(422).must_say("does not have this much money left to apportion");
        step("apportioned", "40,000", &[]).must_be(200).must_say("$10,000.00");
        let round = fund.round.text();
        step("allotted", "30,000", &[]).must_be(422).must_say("Choose an opportunity");
        let page = step("allotted", "30,000", &[("program", &round)]);
        page.must_be(200).must_say("$30,001.00");
        browser.follow(&browser.get("/desk/ledger"), "6").must_be(200).must_say("461000").must_say("$30,000.00");

        let officer = signed_in(world, &fund.officer);
        officer.get("/desk/funds").must_be(200);
        officer.post("/desk/funds", &[]).must_be(404);
        nothing_contradicts(world, &[]);
    });
}

#[test]
fn a_period_is_closed_by_one_and_sealed_by_another() {
    on_both(|world| {
        let (fay, fred) = (world.staff("Fay Finance", FundRole::FinanceOfficer), world.staff("Fred Finance", FundRole::FinanceOfficer));
        let days = |first: (&'static str, &'static str), last: (&'static str, &'static str)| {
            [
                ("first_day_month", first.0),
                ("first_day_day", first.1),
                ("first_day_year", "2027"),
                ("last_day_month", last.0),
                ("last_day_day", last.1),
                ("last_day_year", "2027"),
            ]
        };
        let ledger = fay.get("/desk/ledger");
        let list = fay.follow(&ledger, "Open, close and seal periods");
        fay.submit(&list, &days(("1", "31"), ("1", "1"))).must_be(422).must_say("must end on or after the day it starts");
        fay.submit(&list, &days(("1", ""), ("1", "32"))).must_be(422);
        let january = fay.submit(&list, &days(("1", "1"), ("1", "31")));
        january.must_be(200).must_say("Open").must_say("Payments on their way at the end of the period: $0.00");
        fay.submit(&fay.get("/desk/ledger/periods"), &days(("1", "31"), ("2", "27"))).must_be(422).must_say("belong to the period");
        let closed = fay.press(&january, "Close this period", &[]);
        closed.must_be(200).must_say("You closed this period, so another person must seal it.");
        let path = closed.path.split('?').next().expect("a path").to_owned();
        fay.post(&format!("{path}/seal"), &[]).must_be(403).must_say("another person must seal it");

        let mut step = vec![
            ("step", "appropriated"),
            ("fund", "UDF"),
            ("amount", "100"),
            ("evidence", "Act 12"),
            ("title", "The fund"),
            ("year", "2027"),
        ];
        step.extend(DAY);
        fay.submit(&fay.get("/desk/funds"), &step).must_be(422).must_say("a period that is closed");
        fay.press(&fay.get(&path), "Open it again", &[("reason", "")]).must_be(422).must_say("Say why the period is opened again");
        fay.press(&fay.get(&path), "Open it again", &[("reason", "A late warrant")]).must_be(200).must_say("Close it");
        fay.submit(&fay.get("/desk/funds"), &step).must_be(200);
        fay.press(&fay.get(&path), "Close this period", &[]).must_be(200);
        fred.press(&fred.get(&path), "Seal this period for ever", &[]).must_be(200).must_say("Sealed").must_say("Root over all balances");
        fred.post(&format!("{path}/reopen"), &[("reason", "please")]).must_be(409);
        world.staff("Olga Officer", FundRole::ProgramOfficer).post(&format!("{path}/seal"), &[]).must_be(404);
        nothing_contradicts(world, &[]);
    });
}
