//! Files of returns and notices: each return undoes its payment, frees the money and freezes the account, each notice waits
//! for a second person, and what does not fit goes on a list while the rest is done.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::ask;
use crate::statements::{bring, journals, june, moved, on_its_way, payments};
use crate::support::bank_files::{Answer, answers};
use crate::support::{World, on_both};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::disbursement::{PaymentState, find_current_bank_details};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger;

fn come_back<'a>(code: &'a str, trace: &'a str, cents: i64) -> Answer<'a> {
    Answer { code, trace, cents, corrected: "" }
}

pub fn facts(world: &World, name: &str) -> usize {
    let all = world.db.read(|conn| audit::list_latest(conn, 500)).expect("the record");
    all.iter().filter(|event| event.fact == name).count()
}

#[test]
fn k6_a_return_undoes_its_payment_once_and_the_rest_of_the_file_goes_on() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let file = answers(1, &[come_back("R03", "061000149999999", 100), come_back("R03", &trace, 500_000)]);
        let page = bring(world, &g.preparer, "returns.ach", &file);
        page.must_be(200)
            .must_say("Some of it needs somebody to look at it")
            .must_say("No payment of the fund has the trace 061000149999999.");
        let payment = payments(world, &g).remove(0);
        assert_eq!((payment.state, payment.reason.as_deref()), (PaymentState::Returned, Some("R03")));
        let travel = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel");
        assert_eq!((travel.undelivered, travel.advanced), (Money::from_dollars(8_000), Money::ZERO));
        let details = world.db.read(|conn| find_current_bank_details(conn, g.city.id)).expect("details").expect("some");
        assert!(details.blocked_reason.as_deref().is_some_and(|reason| reason.starts_with("R03")), "the account is frozen");
        let before = journals(world);
        bring(world, &g.preparer, "returns-again.ach", &file).must_be(200).must_say("This very file was read in before.");
        // The same return in another file is told apart from the first.
        bring(world, &g.preparer, "later.ach", &answers(2, &[come_back("R03", &trace, 500_000)])).must_say("came back before, with R03");
        assert_eq!((journals(world), facts(world, "payment.returned")), (before, 1));
        let fay = signed_in(world, &g.preparer);
        fay.get("/desk").must_say("Returns, notices and lines to look at");
        let unknown = fay.follow(&fay.get("/desk/bank"), "No payment of the fund has the trace 061000149999999.");
        fay.press(&unknown, "This is settled", &[("how", "")]).must_be(422).must_say("Say what was done");
        fay.press(&unknown, "This is settled", &[("how", "Sent by mistake; the bank was called")]).must_be(200);
        assert_eq!(world.db.read(|conn| banking::count_exceptions(conn, &g.preparer)).expect("a count"), 1);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k6_what_a_return_says_otherwise_than_the_books_is_not_posted() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let before = journals(world);
        let wrong = [come_back("R03", &trace, 499_999), come_back("R99", &trace, 500_000)];
        let page = bring(world, &g.preparer, "returns.ach", &answers(1, &wrong));
        page.must_be(200).must_say("The bank returns $4,999.99, and the payment for").must_say("R99 is no code of a return");
        assert_eq!((journals(world), payments(world, &g)[0].state), (before, PaymentState::Released));
        // Our own kind of file, a broken one and one cut short are no returns.
        let whole = answers(2, &[come_back("R03", &trace, 500_000)]);
        bring(world, &g.preparer, "cut.ach", &whole[..whole.len() - 95]).must_be(422).must_say("Line");
        bring(world, &g.preparer, "sum.ach", &whole.replacen("000000500000", "000000500001", 1)).must_be(422).must_say("Line");
        let good = include_str!("../fixtures/nacha/good.ach");
        bring(world, &g.preparer, "good.ach", good).must_be(422).must_say("neither a return nor a notice of change");
        assert_eq!((journals(world), facts(world, "bank.returns_imported")), (before, 1));
        signed_in(world, &g.releaser).get("/desk/bank").must_be(200);
        signed_in(world, &g.city.official).get("/desk/bank").must_be(404);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k6_a_file_with_a_defect_is_refused_with_its_line_and_the_reason() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        let before = journals(world);
        let bad = [
            ("bad_count.ach", include_str!("../fixtures/nacha/bad_count.ach"), 7, "says 5 entries and addenda; there are 4"),
            (
                "bad_hash.ach",
                include_str!("../fixtures/nacha/bad_hash.ach"),
                7,
                "entry hash 0014214042; the routing numbers add up to 0014214041",
            ),
            ("bad_checkdigit.ach", include_str!("../fixtures/nacha/bad_checkdigit.ach"), 3, "021000022"),
            ("bad_len.ach", include_str!("../fixtures/nacha/bad_len.ach"), 3, "has 93 characters"),
        ];
        for (name, text, line, reason) in bad {
            bring(world, &g.preparer, name, text).must_be(422).must_say(&format!("Line {line}: ")).must_say(reason);
        }
        assert_eq!((journals(world), facts(world, "bank.returns_imported"), facts(world, "bank.statement_imported")), (before, 0, 0));
        assert_eq!(world.db.read(|conn| banking::count_exceptions(conn, &g.preparer)).expect("a count"), 0);
        assert_eq!(payments(world, &g)[0].state, PaymentState::Released);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k6_a_return_after_settlement_is_tied_to_its_line_and_one_before_it_goes_out_and_back() {
    for settled in [true, false] {
        on_both(|world| {
            let (g, trace) = on_its_way(world);
            let (out, back) = (format!("ACH {trace}"), format!("RETURN {trace}"));
            let first = june(vec![moved(-500_000, "R1", &out)]);
            if settled {
                bring(world, &g.preparer, "june.bai", &first.bai2()).must_be(200);
            }
            bring(world, &g.preparer, "returns.ach", &answers(1, &[come_back("R02", &trace, 500_000)])).must_be(200);
            if settled {
                let second = crate::support::bank_files::Statement { opening: first.closing(), ..june(vec![moved(500_000, "R2", &back)]) };
                bring(world, &g.preparer, "june-2.bai", &second.bai2()).must_be(200);
            } else {
                let both = june(vec![moved(-500_000, "R1", &out), moved(500_000, "R2", &back)]);
                bring(world, &g.preparer, "june.bai", &both.bai2()).must_be(200).must_say("Out and back");
            }
            let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 50)).expect("lines");
            let mut kinds: Vec<String> = lines.iter().flat_map(|line| &line.matches).map(|m| m.kind.clone()).collect();
            kinds.sort();
            assert_eq!(kinds, if settled { ["return", "settlement"] } else { ["void_back", "void_out"] });
            let proofs = world.db.read(banking::proofs).expect("proofs");
            assert!(proofs[0].unexplained.is_zero(), "{proofs:?}");
            assert_eq!(proofs[0].closing, Money::from_dollars(20_000));
            assert_eq!(proofs[0].listed, Money::ZERO, "{proofs:?}");
            ask(world, &g, "5,000").must_be(200);
            nothing_contradicts(world, &[g.id]);
        });
    }
}

#[test]
fn k7_a_notice_waits_for_a_second_person_and_changes_nothing_by_itself() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let before = world.db.read(|conn| find_current_bank_details(conn, g.city.id)).expect("details").expect("some");
        let notice = |code, corrected| Answer { code, trace: &trace, cents: 0, corrected };
        let file = answers(1, &[notice("C01", "1918171614"), notice("C05", "99"), notice("C62", "")]);
        let page = bring(world, &g.preparer, "notices.ach", &file);
        page.must_be(200).must_say("what is right cannot be read").must_say("the trace number of a notice was wrong");
        assert!(!page.body.contains("1918171614"), "an account number is on a page");
        assert_eq!(facts(world, "bank.proposed"), 1);
        let after = world.db.read(|conn| find_current_bank_details(conn, g.city.id)).expect("details").expect("some");
        assert_eq!((after.id, after.number), (before.id, before.number));
        bring(world, &g.preparer, "again.ach", &file).must_say("This very file was read in before.");
        assert_eq!((facts(world, "bank.proposed"), payments(world, &g)[0].state), (1, PaymentState::Released));
        nothing_contradicts(world, &[g.id]);
    });
}
