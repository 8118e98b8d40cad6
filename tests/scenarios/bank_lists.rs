//! What the page of the bank lists: every line that stands for nothing yet, however old, every statement, the lines of a long
//! statement piece by piece, and what was recorded for a line.

use crate::closeout_list::reported;
use crate::grant::signed_in;
use crate::money::{Ground, ground};
use crate::statements::bring;
use crate::support::on_both;
use diesel::RunQueryDsl;
use std::fmt::Write as _;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::db::{Error, Tx};
use urban_diplomacy_fund::disbursement::{self, NewRefund};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, Command};

#[test]
fn a_line_to_match_stays_on_the_page_however_many_came_after_it() {
    on_both(|world| {
        let g = ground(world);
        let mut text = "date,amount,description\n".to_owned();
        for _ in 0..505 {
            text.push_str("2027-06-02,-1.00,NEWER FEE\n");
        }
        text.push_str("2027-05-03,-12.34,OLD CHARGE\n");
        bring(world, &g.preparer, "june.csv", &text).must_be(200).must_say("506 new lines");
        let fay = signed_in(world, &g.preparer);

        let statement = fay.follow(&fay.get("/desk/bank"), "june.csv");
        assert!(!statement.must_say("Lines 1 to 500 of 506.").says("OLD CHARGE"));
        let rest = fay.follow(&statement, "The next lines");
        rest.must_say("Lines 501 to 506 of 506.").must_say("OLD CHARGE");
        fay.follow(&rest, "The lines before").must_say("Lines 1 to 500 of 506.");

        let desk = fay.get("/desk");
        assert!(desk.must_say("506 Bank lines not matched").link("Bank lines not matched").ends_with("/desk/bank#to-match"));
        let mut page = fay.get("/desk/bank");
        for _ in 0..5 {
            assert!(!page.says("OLD CHARGE"));
            page = fay.follow(&page, "Older lines to match");
        }
        assert!(!page.must_say("OLD CHARGE").says("Older lines to match"));
        fay.follow(&page, "The newest lines to match").must_say("Older lines to match");
        fay.get("/desk/bank?after=0190a1b2-0000-7000-8000-000000000000").must_be(404);

        let who = g.preparer.account.expect("an account");
        let sql = format!(
            "INSERT INTO bank_line_asides (id, bank_line_id, reason, set_aside_by, set_aside_by_name, set_aside_at)
             SELECT id, id, 'A fee.', '{who}', 'Fay', CURRENT_TIMESTAMP FROM bank_lines WHERE description = 'NEWER FEE'"
        );
        world.db.write(|tx| diesel::sql_query(&sql).execute(&mut **tx).map_err(Error::from)).expect("set aside");
        assert!(!fay.get("/desk/bank").must_say("OLD CHARGE").says("Older lines to match"), "200 newer lines stand before it");
    });
}

#[test]
fn older_statements_stay_within_reach() {
    on_both(|world| {
        let g = ground(world);
        for n in 1..=51 {
            let mut text = "date,amount,description\n".to_owned();
            let _ = writeln!(text, "2027-06-02,-{n}.00,FEE {n}");
            let name = format!("day-{n}.csv");
            world.db.write(|tx| banking::import_statement(tx, &g.preparer, &name, text.as_bytes())).expect("read in");
        }
        let fay = signed_in(world, &g.preparer);
        let page = fay.get("/desk/bank");
        assert!(!page.must_say("day-51.csv").must_say("day-2.csv").says("day-1.csv"));
        let older = fay.follow(&page, "Older statements");
        assert!(!older.must_say("day-1.csv").says("day-2.csv"));
        assert!(!older.says("Older statements"));
        fay.follow(&older, "The newest statements").must_say("day-51.csv");
    });
}

/// A refund of so many cents that Fay recorded under this name; the number of its journal.
fn refunded(tx: &mut Tx<'_>, g: &Ground, name: &str, cents: i64) -> i64 {
    let new = NewRefund {
        key: name.to_owned(),
        award: g.id.cast(),
        amount: Money::from_cents(cents),
        received_on: tx.now().day(),
        bank_reference: name.to_owned(),
    };
    disbursement::refund_by_line(tx, &g.preparer, &new).expect("a refund")
}

#[test]
fn what_was_recorded_for_a_line_is_offered_whatever_was_undone_since_and_a_list_that_is_full_says_so() {
    on_both(|world| {
        let g = reported(world);
        let undone = |tx: &mut Tx<'_>| {
            refunded(tx, &g, "OLD WIRE", 50_000);
            for n in 0..200 {
                let seq = refunded(tx, &g, &format!("UNDONE {n}"), 1);
                let (key, today) = (format!("undone/{n}"), tx.now().day());
                let back = Command::reversal(key, seq, "Typed twice", today, &g.fund.officer.doer()).approved_by("somebody else");
                ledger::post(tx, &back).expect("it is reversed");
            }
            Ok::<_, Error>(())
        };
        world.db.write(undone).expect("recorded and undone");
        world.at("2027-06-04T15:00:00Z");
        bring(world, &g.preparer, "june-3.csv", "date,amount,description\n2027-06-03,600.00,DEPOSIT\n").must_be(200);
        let line = world.db.read(|conn| banking::list_unmatched_lines(conn, &g.preparer, 10)).expect("lines").remove(0).line.id;
        let (fred, path) = (signed_in(world, &g.second), format!("/desk/bank/lines/{line}"));
        let full = "Of each kind the newest are listed here.";
        let page = fred.get(&path);
        assert!(!page.must_be(200).must_say("OLD WIRE").says("UNDONE") && !page.says(full));

        let newer = |tx: &mut Tx<'_>| {
            for n in 0..200 {
                refunded(tx, &g, &format!("NEWER {n}"), 1);
            }
            Ok::<_, Error>(())
        };
        world.db.write(newer).expect("recorded");
        let page = fred.get(&path);
        assert!(!page.must_be(200).must_say("NEWER 199").must_say(full).says("OLD WIRE"));
    });
}
