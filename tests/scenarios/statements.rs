//! Statements in four formats, each taken whole and once; what a line stands for, by the rules in their order, and by two
//! people where no rule settles it.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, verified_account};
use crate::support::bank_files::{Moved, Statement};
use crate::support::{Page, World, on_both};
use diesel::RunQueryDsl;
use urban_diplomacy_fund::banking::{self, MatchRow, NewFile};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, Payment, PaymentState, Which};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::Actor;

pub const ACCOUNT: &str = "9876543210";

/// A statement of June 2 that begins with the $20,000 of the fund.
pub fn june(lines: Vec<Moved<'_>>) -> Statement<'_> {
    Statement { account: ACCOUNT, opening: 2_000_000, on: "2027-06-02", lines }
}

pub fn moved<'a>(cents: i64, reference: &'a str, words: &'a str) -> Moved<'a> {
    Moved { on: "2027-06-02", cents, reference, words }
}

pub fn bring(world: &World, who: &Actor, name: &str, text: &str) -> Page {
    let browser = signed_in(world, who);
    browser.attach(&browser.get("/desk/bank"), &[], &[("file", name, text.as_bytes())])
}

pub fn payments(world: &World, g: &Ground) -> Vec<Payment> {
    world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments")
}

fn states(world: &World, g: &Ground) -> Vec<PaymentState> {
    payments(world, g).iter().map(|payment| payment.state).collect()
}

pub fn journals(world: &World) -> i64 {
    world.db.read(ledger::count_journals).expect("the book")
}

/// What every line stands for.
pub fn matches(world: &World, g: &Ground) -> Vec<MatchRow> {
    let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 500)).expect("lines");
    lines.into_iter().flat_map(|line| line.matches).collect()
}

/// An advance of $5,000 that was released on June 1; its trace.
pub fn on_its_way(world: &World) -> (Ground, String) {
    let g = ground(world);
    verified_account(world, &g);
    ask(world, &g, "5,000").must_be(200);
    let trace = paid_out(world, &g);
    (g, trace)
}

#[test]
fn k1_each_format_settles_a_payment_once_and_agrees_with_the_books() {
    for format in ["bai2", "camt053", "ofx", "csv"] {
        on_both(|world| {
            let (g, trace) = on_its_way(world);
            let words = format!("ACH {trace}");
            let statement = june(vec![moved(-500_000, "R1", &words)]);
            let text = match format {
                "bai2" => statement.bai2(),
                "camt053" => statement.camt053(),
                "ofx" => statement.ofx(),
                _ => format!("date,amount,description,reference,balance\n2027-06-02,-5000.00,{words},R1,15000.00\n"),
            };
            bring(world, &g.preparer, "june.txt", &text).must_be(200).must_say("Nothing is on its way.").must_say("Recorded.");
            let before = journals(world);
            bring(world, &g.preparer, "again.txt", &text).must_be(200).must_say("This very file was read in before.");
            assert_eq!(journals(world), before, "{format}: the same file twice");
            assert_eq!(states(world, &g), [PaymentState::Settled], "{format}");
            let proofs = world.db.read(banking::proofs).expect("proofs");
            let [proof] = proofs.as_slice() else { panic!("{format}: {proofs:?}") };
            assert!(proof.unexplained.is_zero() && proof.items.is_empty() && proof.closing == proof.book, "{format}: {proof:?}");
            signed_in(world, &g.preparer).get("/desk/bank/clearing").must_be(200).must_say("The two agree.");
            nothing_contradicts(world, &[g.id]);
        });
    }
}

#[test]
fn k1_a_file_that_is_broken_foreign_or_does_not_add_up_leaves_nothing_behind() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        let statement = june(vec![moved(-500_000, "R1", &words)]);
        let (bai2, camt) = (statement.bai2(), statement.camt053());
        let before = journals(world);
        let refused = [
            (bai2.replace("015,1500000", "015,1500001").replace(&sum_of(&bai2), &plus_one(&sum_of(&bai2))), "does not add up"),
            (bai2.replace("USD", "CAD"), "the currency is CAD"),
            (bai2[..bai2.len() - 30].to_owned(), "Line"),
            (camt.replace(">15000.00<", ">15000.01<"), "closes with $15,000.01"),
            (camt[..camt.len() / 2].to_owned(), "not well-formed XML"),
            ("<html></html>".to_owned(), "neither camt.053 nor OFX"),
            ("date,amount,description,balance\n2027-06-02,-1,a,9\n2027-06-02,-1,b,9\n".to_owned(), "does not add up"),
            ("date,description\n".to_owned(), "“amount” is missing"),
        ];
        for (text, expected) in &refused {
            bring(world, &g.preparer, "bad.txt", text).must_be(422).must_say(expected);
        }
        assert_eq!((journals(world), states(world, &g)), (before, vec![PaymentState::Released]));
        bring(world, &g.preparer, "june.bai", &bai2).must_be(200);
        let other = Statement { account: "1111111111", ..june(vec![moved(-100, "Z1", "FEE")]) };
        bring(world, &g.preparer, "other.bai", &other.bai2())
            .must_be(422)
            .must_say("This statement is of account •••• 1111, of which none was read before.");
        let fay = signed_in(world, &g.preparer);
        let page = fay.get("/desk/bank");
        fay.attach(&page, &[("new_account", "yes")], &[("file", "other.bai", other.bai2().as_bytes())]).must_be(200).must_say("•••• 1111");
        assert!(!fay.get("/desk/bank").body.contains("1111111111"), "the number of an account is on a page");
        fay.post("/desk/bank/statements", &[]).must_be(422).must_say("Choose the file of the bank.");
        signed_in(world, &g.releaser).post("/desk/bank/statements", &[]).must_be(404);
    });
}

fn sum_of(bai2: &str) -> String {
    bai2.lines().find_map(|line| line.strip_prefix("49,")).and_then(|rest| rest.split(',').next()).expect("a sum").to_owned()
}

fn plus_one(sum: &str) -> String {
    (sum.parse::<i64>().expect("a number") + 1).to_string()
}

#[test]
fn k2_a_line_that_an_overlapping_statement_brings_again_is_left_out() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        bring(world, &g.preparer, "june-2.bai", &june(vec![moved(-500_000, "R1", &words)]).bai2()).must_be(200);
        let before = journals(world);
        let both = june(vec![moved(-500_000, "R1", &words), moved(-1_200, "R2", "FEE")]);
        bring(world, &g.preparer, "june-2b.bai", &both.bai2()).must_be(200);
        let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 500)).expect("lines");
        assert_eq!(lines.iter().map(|line| line.line.amount_cents).collect::<Vec<_>>(), [-1_200, -500_000]);
        assert_eq!(journals(world), before);
        signed_in(world, &g.preparer).get("/desk/bank/clearing").must_say("On the statement, not in the books").must_say("The two agree.");
    });
}

#[test]
fn k3_the_rules_are_tried_in_their_order_and_doubt_is_left_to_people() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        for amount in ["1,000", "2,000", "3,000"] {
            ask(world, &g, amount).must_be(200);
        }
        paid_out(world, &g);
        let all = payments(world, &g);
        let trace = all[0].trace.clone().expect("a trace");
        // The trace with another amount is nobody's; a day far away is not the payment's; the payee must be named.
        let words = format!("ACH {trace}");
        let doubtful = june(vec![
            moved(-99_900, "A1", &words),
            moved(-200_000, "A2", "ACH SOMEBODY ELSE"),
            Moved { on: "2027-06-02", cents: -1, reference: "A3", words: "FEE" },
        ]);
        bring(world, &g.preparer, "a.bai", &doubtful.bai2()).must_be(200);
        assert!(matches(world, &g).is_empty());
        let clear = Statement {
            opening: doubtful.closing(),
            ..june(vec![moved(-100_000, "B1", &words), moved(-200_000, "B2", "CITY OF MADISON WI")])
        };
        bring(world, &g.preparer, "b.bai", &clear.bai2()).must_be(200);
        let found: Vec<(String, i64)> = matches(world, &g).into_iter().map(|m| (m.rule, m.amount_cents)).collect();
        assert!(found.contains(&("trace".into(), -100_000)) && found.contains(&("amount_payee_days".into(), -200_000)), "{found:?}");
        assert_eq!(found.len(), 2);
        world.at("2027-06-21T15:00:00Z");
        bring(world, &g.preparer, "far.csv", "date,amount,description\n2027-06-20,-3000.00,CITY OF MADISON\n").must_be(200);
        assert_eq!(matches(world, &g).len(), 2, "June 20 is too far away");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k3_one_line_settles_what_is_on_its_way_of_a_run() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "2,000").must_be(200);
        ask(world, &g, "3,000").must_be(200);
        paid_out(world, &g);
        let statement = june(vec![moved(-500_000, "R1", "ACH OFFSET")]);
        bring(world, &g.preparer, "june.bai", &statement.bai2()).must_be(200).must_say("2 payments").must_say("Nothing is on its way.");
        assert_eq!(states(world, &g), [PaymentState::Settled; 2]);
        assert!(matches(world, &g).iter().all(|m| m.rule == "batch_total"));
        let proofs = world.db.read(banking::proofs).expect("proofs");
        assert!(proofs[0].unexplained.is_zero() && proofs[0].items.is_empty(), "{proofs:?}");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k4_what_no_rule_settles_is_proposed_by_one_and_confirmed_by_another() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        world.at("2027-06-21T15:00:00Z");
        bring(world, &g.preparer, "june.csv", "date,amount,description\n2027-06-20,-5000.00,WIRE\n2027-06-20,-4999.99,WIRE\n").must_be(200);
        let payment = payments(world, &g)[0].id.text();
        let id = payment.as_str();
        let fay = signed_in(world, &g.preparer);
        let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 500)).expect("lines");
        let of = |cents: i64| format!("/desk/bank/lines/{}", lines.iter().find(|l| l.line.amount_cents == cents).expect("a line").line.id);
        let line = fay.get(&of(-500_000));
        fay.press(&line, "Propose this match", &[("payment", id), ("reason", "")]).must_be(422).must_say("Say how you know it");
        fay.press(&line, "Propose this match", &[("reason", "By telephone")]).must_be(422).must_say("Choose the payments");
        fay.get(&of(-499_999)).must_say("No payment on its way has this amount");
        let waiting = fay.press(&line, "Propose this match", &[("payment", id), ("reason", "By telephone")]);
        waiting.must_be(200).must_say("Another finance officer must confirm it.");
        assert_eq!(states(world, &g), [PaymentState::Released], "nothing is posted before");
        let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id;
        let before = journals(world);
        fay.post(&format!("/desk/bank/proposals/{proposal}/confirm"), &[]).must_be(403).must_say("another person must confirm it");
        assert_eq!(journals(world), before);
        let fred = signed_in(world, &g.second);
        fred.get("/desk").must_say("Matches of bank lines to confirm");
        let page = fred.follow(&fred.get("/desk/bank"), "See the line");
        fred.press(&page, "Confirm this match", &[]).must_be(200).must_say("Nothing is on its way.");
        fred.post(&format!("/desk/bank/proposals/{proposal}/confirm"), &[]).must_be(409);
        assert_eq!(states(world, &g), [PaymentState::Settled]);
        let found = matches(world, &g);
        assert_eq!((found[0].rule.as_str(), found[0].confirmed_by_name.as_deref()), ("by_hand", Some("Fred")));
        fay.get(&of(-500_000)).must_say("Fay, confirmed by Fred");
        nothing_contradicts(world, &[g.id]);
    });
}

/// Fay types a line that names the payment.
fn typed(world: &World, g: &Ground, trace: &str) -> Page {
    let fay = signed_in(world, &g.preparer);
    let line = [("date", "2027-06-02"), ("amount", "-5000.00"), ("description", "ACH out"), ("trace", trace)];
    fay.press(&fay.get("/desk/bank"), "Add this line", &line)
}

#[test]
fn k4_a_line_that_one_person_types_settles_nothing_until_another_confirms_it() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let before = journals(world);
        typed(world, &g, &trace).must_be(200).must_say("It settles nothing until another finance officer confirms");
        assert_eq!((states(world, &g), journals(world)), (vec![PaymentState::Released], before));
        let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id;
        let fay = signed_in(world, &g.preparer);
        let page = fay.follow(&fay.get("/desk/bank"), "See the line");
        page.must_say("Another finance officer must confirm it.");
        assert!(!page.says("Confirm this match"), "{}", page.text());
        fay.post(&format!("/desk/bank/proposals/{proposal}/confirm"), &[]).must_be(403).must_say("another person must confirm it");
        assert_eq!((states(world, &g), journals(world)), (vec![PaymentState::Released], before));
        let fred = signed_in(world, &g.second);
        let page = fred.follow(&fred.get("/desk/bank"), "See the line");
        fred.press(&page, "Confirm this match", &[]).must_be(200).must_say("Nothing is on its way.");
        assert_eq!(states(world, &g), [PaymentState::Settled]);
        let found = matches(world, &g);
        assert_eq!((found[0].matched_by_name.as_str(), found[0].confirmed_by_name.as_deref()), ("Fay", Some("Fred")));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k4_a_file_of_the_bank_is_before_a_line_that_was_typed() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        typed(world, &g, &trace).must_be(200);
        bring(world, &g.preparer, "june.bai", &june(vec![moved(-500_000, "R1", &format!("ACH {trace}"))]).bai2()).must_be(200);
        assert_eq!(states(world, &g), [PaymentState::Settled]);
        let before = journals(world);
        let proposal = world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").remove(0).id;
        let fred = signed_in(world, &g.second);
        fred.post(&format!("/desk/bank/proposals/{proposal}/confirm"), &[]).must_be(409).must_say("not waiting for a bank line");
        assert_eq!((journals(world), matches(world, &g).len()), (before, 1), "nothing is done twice");
        fred.post(&format!("/desk/bank/proposals/{proposal}/refuse"), &[]).must_be(200);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k1_two_who_bring_the_same_file_at_once_bring_it_once() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let text = june(vec![moved(-500_000, "R1", &format!("ACH {trace}"))]).bai2();
        let db = &world.db;
        let text = text.as_str();
        let bring = |who: &Actor| {
            let new = NewFile { name: "june.bai", bytes: text.as_bytes(), fund: None, is_new_account: false };
            db.write(|tx| banking::import_file(tx, who, &new))
        };
        let done: Vec<_> = std::thread::scope(|s| {
            let all: Vec<_> = [&g.preparer, &g.second, &g.preparer, &g.second].into_iter().map(|who| s.spawn(move || bring(who))).collect();
            all.into_iter().map(|one| one.join().expect("no panic")).collect()
        });
        // Whoever meets the other's file is told that it is known, or that it is there.
        let first = done.iter().filter(|d| d.as_ref().is_ok_and(|d| !d.is_repeat)).count();
        assert_eq!(first, 1, "{done:?}");
        assert_eq!(states(world, &g), [PaymentState::Settled]);
        assert_eq!(world.db.read(|conn| banking::list_statements(conn, 50)).expect("statements").len(), 1);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k5_what_the_bank_said_never_changes() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        bring(world, &g.preparer, "june.bai", &june(vec![moved(-500_000, "R1", &format!("ACH {trace}"))]).bai2()).must_be(200);
        for sql in [
            "UPDATE bank_lines SET amount_cents = 1",
            "DELETE FROM bank_lines",
            "UPDATE bank_statements SET closing_cents = 1",
            "UPDATE bank_matches SET amount_cents = 1",
            "DELETE FROM bank_matches",
            "UPDATE bank_assertions SET book_cents = book_cents + 1, unexplained_cents = unexplained_cents - 1",
        ] {
            let refused = world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
            assert!(matches!(refused, Err(Error::Guard(_))), "{sql}: {refused:?}");
        }
    });
}
