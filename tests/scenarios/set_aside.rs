//! What on the bank's statement is no payment of a city is set aside with a reason, shown as such wherever the bank is compared
//! with the books, and taken back by another act (K12).

use crate::bank_returns::facts;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::Ground;
use crate::statements::{bring, journals, june, moved, on_its_way, payments};
use crate::support::{World, on_both};
use diesel::RunQueryDsl;
use urban_diplomacy_fund::banking::{self, ItemKind};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::kernel::Money;

/// The page of the line of this amount.
fn path_of(world: &World, g: &Ground, cents: i64) -> String {
    let lines = world.db.read(|conn| banking::list_open_lines(conn, &g.preparer, 500)).expect("lines");
    format!("/desk/bank/lines/{}", lines.iter().find(|line| line.line.amount_cents == cents).expect("a line of this amount").line.id)
}

/// What the only proof lists.
fn listed(world: &World) -> Vec<(ItemKind, Money)> {
    let proof = world.db.read(banking::proofs).expect("proofs").remove(0);
    assert!(proof.unexplained.is_zero(), "{proof:?}");
    proof.items.iter().map(|item| (item.kind, item.amount)).collect()
}

#[test]
fn k12_a_fee_is_set_aside_with_a_reason_and_shown_as_such_until_that_is_taken_back() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let words = format!("ACH {trace}");
        bring(world, &g.preparer, "june.bai", &june(vec![moved(-500_000, "R1", &words), moved(-4_500, "R2", "ANALYSIS FEE")]).bai2());
        let (before, path) = (journals(world), path_of(world, &g, -4_500));
        let fay = signed_in(world, &g.preparer);
        fay.get("/desk").must_say("Bank lines not matched");
        let page = fay.get(&path);
        assert_eq!(page.link("prepare an entry by hand"), "/desk/ledger/entries/new");
        fay.press(&page, "Set this line aside", &[("why", " ")]).must_be(422).must_say("Say what this line is");
        let aside = fay.press(&page, "Set this line aside", &[("why", "Monthly fee, booked by entry 3.")]);
        aside.must_be(200).must_say("This line is no payment of a city.").must_say("Monthly fee, booked by entry 3.");
        assert_eq!((listed(world), journals(world)), (vec![(ItemKind::SetAside, Money::from_cents(-4_500))], before));
        fay.get("/desk/bank/clearing").must_say("On the statement, set aside").must_say("Of these set aside").must_say("The two agree.");
        fay.get("/desk/bank").must_say("Lines that are no payment of a city").must_say("Monthly fee, booked by entry 3.");
        assert!(!fay.get("/desk").says("Bank lines not matched"));
        fay.post(&format!("{path}/aside"), &[("why", "Again.")]).must_be(409).must_say("This bank line is set aside.");
        let payment = payments(world, &g)[0].id.text();
        let chosen = [("payment", payment.as_str()), ("reason", "By telephone")];
        fay.post(&format!("{path}/match"), &chosen).must_be(409).must_say("This bank line is set aside.");
        let rene = signed_in(world, &g.releaser);
        assert!(!rene.get(&path).must_say("Monthly fee, booked by entry 3.").says("Take this back"));
        rene.post(&format!("{path}/back"), &[("why", "Mine.")]).must_be(404);

        let page = fay.get(&path);
        fay.press(&page, "Take this back", &[("why", "")]).must_be(422).must_say("Say why it is looked at again");
        let back = fay.press(&page, "Take this back", &[("why", "The bank will repay it.")]);
        back.must_be(200).must_say("Monthly fee, booked by entry 3. Fay took that back").must_say("The bank will repay it.");
        back.must_say("Is it no payment of a city?");
        fay.post(&format!("{path}/back"), &[("why", "Again.")]).must_be(409).must_say("This bank line is not set aside.");
        fay.get("/desk").must_say("Bank lines not matched");
        assert_eq!(listed(world), [(ItemKind::OnlyAtTheBank, Money::from_cents(-4_500))]);
        assert_eq!((facts(world, "bank.line_set_aside"), facts(world, "bank.line_taken_back"), journals(world)), (1, 1, before));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k12_a_line_that_was_typed_by_mistake_is_set_aside_once_nothing_is_proposed_for_it() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let fay = signed_in(world, &g.preparer);
        let typed = |amount: &str, trace: &str| {
            let line = [("date", "2027-06-02"), ("amount", amount), ("description", "ACH out"), ("trace", trace)];
            fay.press(&fay.get("/desk/bank"), "Add this line", &line).must_be(200);
        };
        typed("-5000.00", &trace);
        let path = path_of(world, &g, -500_000);
        fay.post(&format!("{path}/aside"), &[("why", "A slip.")]).must_be(409).must_say("Somebody has proposed what this line stands for.");
        fay.press(&fay.get(&path), "Take it back", &[]).must_be(200);
        typed("-99.99", "");
        for cents in [-500_000, -9_999] {
            let page = fay.get(&path_of(world, &g, cents));
            fay.press(&page, "Set this line aside", &[("why", "A slip.")]).must_be(200).must_say("A slip.");
        }
        let left = world.db.read(|conn| banking::list_unmatched_lines(conn, &g.preparer, 500)).expect("lines");
        assert!(left.is_empty(), "{left:?}");
        for sql in ["UPDATE bank_line_asides SET reason = 'x'", "DELETE FROM bank_line_asides"] {
            let refused = world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
            assert!(matches!(refused, Err(Error::Guard(_))), "{sql}: {refused:?}");
        }
        nothing_contradicts(world, &[g.id]);
    });
}
