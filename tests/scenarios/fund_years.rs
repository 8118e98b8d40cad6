//! The long life of a fund: it begins with balances from other books, takes back an
//! allotment, and closes its years.

use crate::grant::{self, ROUND, day, nothing_contradicts, person, signed_in};
use crate::support::{World, on_both};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, Fund, Opening, Unobligated};
use urban_diplomacy_fund::kernel::Refusal;
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::people::{Actor, FundRole};

struct Cast {
    finance: Actor,
    head: Actor,
    officer: Actor,
}

/// The people, and an opportunity that is paid from the fund UDF-OLD.
fn cast(world: &World) -> Cast {
    let people = world.db.write(|tx| {
        let officer = person(tx, "Olive", &[FundRole::ProgramOfficer]);
        let text = ROUND.replace("fund = \"UDF\"", "fund = \"UDF-OLD\"");
        assert_ne!(text, ROUND);
        opportunity::import(tx, &officer, "round.toml", &text).expect("the round is sound");
        let finance = person(tx, "Fay", &[FundRole::FinanceOfficer]);
        Ok::<_, Error>(Cast { finance, head: person(tx, "April", &[FundRole::ApprovingOfficial]), officer })
    });
    people.expect("people")
}

fn slug(world: &World) -> String {
    world.db.read(opportunity::list_all).expect("opportunities").remove(0).slug
}

/// A file with these lines; `@` stands for the opportunity.
fn file(world: &World, lines: &str) -> Vec<u8> {
    format!("part,opportunity,award,category,amount\n{}\n", lines.replace('@', &slug(world))).into_bytes()
}

const PAST: &str = "appropriation,,,,\"100,000.00\"
apportionment,,,,80000
allotment,@,,,60000
obligation,@,OLD-12,travel,15000
advance,@,OLD-12,travel,4000
paid_cost,@,OLD-12,travel,3000";

fn open(world: &World, who: (&Actor, &Actor), bytes: Vec<u8>) -> Result<ledger::Receipt, String> {
    let fund = Fund { code: "UDF-OLD".into(), title: "The old fund".into(), fiscal_year: 2027 };
    let opening = Opening { fund, on: day("2027-01-04"), bytes };
    world.db.write(|tx| disbursement::open_fund(tx, who, &opening)).map_err(|e| {
        let _ = e.kind();
        e.to_string()
    })
}

#[test]
fn a_fund_begins_with_balances_from_other_books() {
    on_both(|world| {
        let Cast { finance, head, officer } = cast(world);
        let good = || file(world, PAST);
        for who in [(&finance, &finance), (&officer, &head), (&finance, &officer), (&head, &finance)] {
            assert!(open(world, who, good()).expect_err("two people").contains("A finance officer opens a fund"));
        }
        let wrong = [
            (PAST.replace("obligation", "obligations"), "Line 5: “obligations” is no part"),
            (PAST.replace("15000", "1e9"), "Line 5: the amount “1e9” cannot be read"),
            (PAST.replace("travel,3000", "caviar,3000"), "has no category “caviar”"),
            (PAST.replace("paid_cost,@", "paid_cost,nowhere"), "Line 7: there is no opportunity “nowhere”"),
            (PAST.replace("3000", "11000.01"), "left of the obligation in this category. See line 5, 6, 7."),
            (PAST.replace("60000", "14999.99"), "The allotment does not have this much money left. See line 4, 5, 6, 7."),
        ];
        for (lines, told) in wrong {
            let error = open(world, (&finance, &head), file(world, &lines)).expect_err(told);
            assert!(error.contains(told), "{error}");
        }
        let browser = signed_in(world, &finance);
        browser.get("/desk/funds").must_say("No fund yet");
        let receipt = open(world, (&finance, &head), good()).expect("it opens");
        assert!(open(world, (&finance, &head), good()).expect("again").replayed);
        let more = file(world, &PAST.replace("100,000.00", "100,001.00"));
        assert!(open(world, (&finance, &head), more).expect_err("it has a past").contains("has journals already"));

        let page = browser.get("/desk/funds");
        page.must_say("The old fund (UDF-OLD)").must_say("$100,000.00").must_say("$93,000.00").must_say("Opening balances");
        let journal = browser.get(&format!("/desk/ledger/journals/{}", receipt.seq));
        journal.must_say("rules-2027").must_say("April").must_say("opening file ");
        browser.get("/desk/ledger?award=OLD-12").must_be(200).must_say("Opening balances");
        let form = browser.get("/desk/ledger/entries/new?event=award.deobligate");
        form.must_be(200);
        let entry = [("award", "OLD-12"), ("category", "travel"), ("amount", "500"), ("reason", "Not needed")];
        let prepared = browser.submit(&form, &entry);
        prepared.must_be(200).must_say("OLD-12");
        let approver = signed_in(world, &head);
        let entry = approver.get(prepared.path.split('?').next().expect("a path"));
        approver.press(&entry, "Approve and post", &[]).must_be(200).must_say("Posted");
        assert!(open(world, (&finance, &head), good()).expect("life has gone on").replayed, "the same file is known for ever");
        let rules = browser.follow(&browser.get("/desk/ledger"), "Posting rules");
        rules.must_say("In force").must_say("Not adopted").must_say("paid_cost: 480100 / 490200").must_say("L27");
        nothing_contradicts(world, &[]);
    });
}

#[test]
fn an_opportunity_gives_back_what_it_has_not_awarded() {
    on_both(|world| {
        let fund = grant::fund(world, 20_000);
        let lima = grant::city(world, "Lima");
        let case = grant::ready(world, &fund, &lima, 8_000);
        let finance = world.db.write(|tx| Ok::<_, Error>(person(tx, "Fay", &[FundRole::FinanceOfficer]))).expect("a person");
        let browser = signed_in(world, &finance);
        let round = fund.round.text();
        let step = |step: &str, amount: &str, program: &str| {
            let day = [("effective_on_month", "1"), ("effective_on_day", "12"), ("effective_on_year", "2027")];
            let more = [("title", "Urban Diplomacy Fund 2027"), ("year", "2027")];
            let values = [("step", step), ("fund", "UDF"), ("amount", amount), ("evidence", "Decision 3"), ("program", program)];
            browser.submit(&browser.get("/desk/funds"), &[&values[..], &day, &more].concat())
        };
        step("appropriated", "1", "").must_be(200);
        step("withdrawn", "20,000.01", &round).must_be(422).must_say("The allotment does not have this much money left.");
        step("withdrawn", "5,000", "").must_be(422).must_say("Choose an opportunity");
        let page = step("withdrawn", "5,000", &round);
        page.must_be(200).must_say("Withdrawal of an allotment").must_say("$15,000.00");
        nothing_contradicts(world, &[case]);
    });
}

#[test]
fn a_year_is_closed_by_two_people_once_the_rules_are_adopted() {
    on_both(|world| {
        let Cast { finance, head, officer } = cast(world);
        open(world, (&finance, &head), file(world, PAST)).expect("it opens");
        let close = |who: (&Actor, &Actor), last: &str| {
            let asked = (day(last), Unobligated::Carrying);
            world.db.write(|tx| disbursement::close_year(tx, who, "UDF-OLD", asked)).map_err(|e| e.to_string())
        };
        assert!(close((&finance, &head), "2027-09-30").expect_err("not adopted").contains("close no year"));
        let adopt = |who: (&Actor, &Actor)| {
            let from = day("2026-10-01");
            world.db.write(|tx| disbursement::adopt_rules(tx, who, "rules-2027-prior-year", from)).map_err(|e| e.to_string())
        };
        assert!(adopt((&finance, &finance)).is_err() && adopt((&officer, &head)).is_err());
        adopt((&finance, &head)).expect("they adopt");
        assert!(close((&finance, &finance), "2027-09-30").expect_err("alone").contains("another finance officer approves"));
        let journals = close((&finance, &head), "2027-09-30").expect("they close");
        let browser = signed_in(world, &finance);
        browser.get(&format!("/desk/ledger/journals/{}", journals[0])).must_say("Year closed, what is not obligated carried over");
        browser.get("/desk/ledger/rules").must_say("Deobligation of an earlier year");
        browser.get("/desk/funds").must_say("$100,000.00").must_say("$85,000.00");
        nothing_contradicts(world, &[]);
    });
}
