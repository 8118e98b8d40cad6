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
