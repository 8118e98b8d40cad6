//! A return that no file of the bank brought: one person records what the bank told, another confirms it. The record alone
//! posts and blocks nothing, and a file that brings the return meanwhile comes first.

use crate::bank_returns::facts;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask};
use crate::statements::{bring, journals, june, moved, on_its_way, payments};
use crate::support::bank_files::{Answer, answers};
use crate::support::{Page, World, on_both};
use diesel::RunQueryDsl;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, PaymentState};

const BUTTON: &str = "Record that the bank sent it back";

/// The page of the first payment of an award.
fn page_of(world: &World, g: &Ground) -> String {
    format!("/desk/payments/{}", payments(world, g)[0].id)
}

fn told<'a>(code: &'a str, day: &'a str) -> [(&'static str, &'a str); 5] {
    [("code", code), ("told_on_month", "6"), ("told_on_day", day), ("told_on_year", "2027"), ("evidence", "Letter of the bank")]
}

/// Fay records what the bank told her; the page of the payment.
pub fn recorded(world: &World, g: &Ground, code: &str) -> Page {
    let fay = signed_in(world, &g.preparer);
    fay.press(&fay.get(&page_of(world, g)), BUTTON, &told(code, "1"))
}

/// Fay records it and Fred confirms it; the page of the payment.
pub fn came_back(world: &World, g: &Ground, code: &str) -> Page {
    recorded(world, g, code).must_be(200);
    let fred = signed_in(world, &g.second);
    fred.press(&fred.get(&page_of(world, g)), "Confirm this return", &[])
}

/// The path of the return that waits.
pub fn waiting(world: &World, g: &Ground) -> String {
    let open = world.db.read(|conn| disbursement::list_open_returns(conn, &g.preparer)).expect("returns");
    format!("/desk/payments/returns/{}", open[0].id)
}

fn state(world: &World, g: &Ground) -> PaymentState {
    payments(world, g)[0].state
}

#[test]
fn k11_a_return_by_hand_is_posted_when_another_person_confirms_it() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        let before = journals(world);
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        let page = fay.get(&page_of(world, &g));
        let empty = fay.press(&page, BUTTON, &[("code", "R03"), ("evidence", " ")]);
        empty.must_be(422).must_say("Enter the day on which it came back").must_say("Say how you know it");
        fay.press(&page, BUTTON, &told("R03", "2")).must_be(422).must_say("not in the future");
        fay.press(&page, BUTTON, &told("R03", "31")).must_be(422).must_say("Enter a date that exists");
        let waits = recorded(world, &g, "R03");
        waits.must_be(200).must_say("Nothing is posted before another finance officer confirms it.").must_say("Letter of the bank");
        assert!(!waits.says("Confirm this return") && !waits.says(BUTTON), "{}", waits.text());
        let path = waiting(world, &g);
        fay.post(&format!("{path}/confirm"), &[]).must_be(403).must_say("another person must decide on it");
        fay.post(&format!("{path}/refuse"), &[("why", "No")]).must_be(403);
        fred.post(&format!("{}/return", page_of(world, &g)), &told("R02", "1")).must_be(409).must_say("Decide that first.");
        signed_in(world, &g.releaser).post(&format!("{path}/confirm"), &[]).must_be(404);
        assert_eq!((state(world, &g), journals(world)), (PaymentState::Released, before));
        assert!(!fay.get("/desk").says("Returns recorded by hand to confirm"), "what one's own hand began does not wait for it");
        fred.get("/desk").must_say("Returns recorded by hand to confirm");
        let page = fred.follow(fred.get("/desk/bank").must_say("Returns to confirm"), &g.number);
        fred.press(&page, "Confirm this return", &[]).must_be(200).must_say("Returned by the bank").must_say("Confirmed, Fred");
        assert_eq!((state(world, &g), journals(world)), (PaymentState::Returned, before + 1));
        fred.post(&format!("{path}/confirm"), &[]).must_be(409).must_say("decided already");
        assert_eq!((facts(world, "payment.return_proposed"), facts(world, "payment.return_decided")), (1, 1));
        assert_eq!((facts(world, "payment.returned"), journals(world)), (1, before + 1));
        ask(world, &g, "5,000").must_be(200);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k11_a_file_that_brings_the_same_return_meanwhile_comes_first() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        recorded(world, &g, "R03").must_be(200);
        let path = waiting(world, &g);
        let file = answers(1, &[Answer { code: "R03", trace: &trace, cents: 500_000, corrected: "" }]);
        bring(world, &g.preparer, "returns.ach", &file).must_be(200);
        assert_eq!(state(world, &g), PaymentState::Returned);
        let before = journals(world);
        let fred = signed_in(world, &g.second);
        let page = fred.get(&page_of(world, &g));
        page.must_say("A file of the bank brought it");
        assert!(!page.says("Confirm this return"), "{}", page.text());
        fred.post(&format!("{path}/confirm"), &[]).must_be(409).must_say("Nothing was posted again.");
        assert_eq!((journals(world), facts(world, "payment.returned")), (before, 1));
        assert!(!fred.get("/desk").says("Returns recorded by hand to confirm"));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k11_a_return_by_hand_is_refused_or_withdrawn_blocks_nothing_and_stays_as_it_was() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let (fay, fred) = (signed_in(world, &g.preparer), signed_in(world, &g.second));
        recorded(world, &g, "R03").must_be(200);
        let page = fred.get(&page_of(world, &g));
        fred.press(&page, "Refuse this return", &[("why", " ")]).must_be(422).must_say("Say why, in at most 500 characters.");
        let refused = fred.press(&page, "Refuse this return", &[("why", "The letter is about another fund.")]);
        refused.must_be(200).must_say("Refused, Fred").must_say("The letter is about another fund.");
        recorded(world, &g, "R02").must_be(200);
        fred.post(&format!("{}/withdraw", waiting(world, &g)), &[]).must_be(403).must_say("Only whoever recorded this return");
        fay.press(&fay.get(&page_of(world, &g)), "Withdraw this return", &[]).must_be(200).must_say("Withdrawn, Fay");
        recorded(world, &g, "R04").must_be(200);
        bring(world, &g.preparer, "june.bai", &june(vec![moved(-500_000, "R1", &format!("ACH {trace}"))]).bai2()).must_be(200);
        assert_eq!(state(world, &g), PaymentState::Settled, "it goes its way meanwhile");
        let before = journals(world);
        fred.press(&fred.get(&page_of(world, &g)), "Confirm this return", &[]).must_be(200).must_say("Returned by the bank");
        assert_eq!(journals(world), before + 1);
        for sql in [
            "UPDATE return_proposals SET code = 'R99'",
            "UPDATE return_proposals SET outcome = NULL, decided_by = NULL",
            "DELETE FROM return_proposals",
        ] {
            let refused = world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
            assert!(matches!(refused, Err(Error::Guard(_))), "{sql}: {refused:?}");
        }
        nothing_contradicts(world, &[g.id]);
    });
}
