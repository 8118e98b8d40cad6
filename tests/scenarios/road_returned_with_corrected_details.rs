//! One road whole: a payment arrives, the bank sends it back, the city corrects its account, another person verifies it, and
//! the money is asked for, paid and shown by the bank again.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, verified_account};
use crate::payment_requests::{accepted, send};
use crate::statements::{ACCOUNT, bring, june, moved, on_its_way, payments};
use crate::support::bank_files::{Answer, Moved, Statement, answers};
use crate::support::{World, on_both};
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::disbursement::PaymentState;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::organisation;

/// The city enters another account, and Fred verifies it.
pub fn corrected(world: &World, g: &Ground) {
    let official = signed_in(world, &g.city.official);
    let page = official.get(&format!("/portal/awards/{}/bank-details", g.number));
    let values = [
        ("holder", "City of Madison"),
        ("routing_number", "121042882"),
        ("account_number", "000555443333"),
        ("account_number_again", "000555443333"),
        ("kind", "checking"),
    ];
    official.submit(&page, &values).must_be(200).must_say("•••• 3333");
    let fred = signed_in(world, &g.second);
    let city = world.db.read(|conn| organisation::city(conn, g.city.id)).expect("a city").full_name();
    let details = fred.follow(&fred.get("/desk/bank-details"), &city);
    fred.submit(&details, &[("how", "Called the treasurer at the number of the city’s page")]).must_be(200);
}

#[test]
fn a_returned_payment_is_paid_again_to_corrected_details() {
    on_both(|world| {
        let (g, trace) = on_its_way(world);
        let out = format!("ACH {trace}");
        let first = june(vec![moved(-500_000, "R1", &out)]);
        bring(world, &g.preparer, "june-2.bai", &first.bai2()).must_be(200);

        world.at("2027-06-04T15:00:00Z");
        let returned = Answer { code: "R04", trace: &trace, cents: 500_000, corrected: "" };
        bring(world, &g.preparer, "returns.ach", &answers(1, &[returned])).must_be(200).must_say("Recorded.");
        let letters = world.deliver();
        assert!(letters > 0);
        assert!(world.mail_to(&g.city.official.email).iter().any(|mail| mail.body_text.contains("R04")), "the city is told");
        let back = format!("RETURN {trace}");
        let second = Statement {
            account: ACCOUNT,
            opening: first.closing(),
            on: "2027-06-04",
            lines: vec![Moved { on: "2027-06-04", cents: 500_000, reference: "R2", words: &back }],
        };
        bring(world, &g.preparer, "june-4.bai", &second.bai2()).must_be(200);

        corrected(world, &g);
        world.at("2027-06-15T15:00:00Z");
        ask(world, &g, "5,000").must_be(200);
        let again = paid_out_again(world, &g);
        assert_ne!(again, trace);
        let words = format!("ACH {again}");
        let third = Statement {
            account: ACCOUNT,
            opening: second.closing(),
            on: "2027-06-16",
            lines: vec![Moved { on: "2027-06-16", cents: -500_000, reference: "R3", words: &words }],
        };
        bring(world, &g.preparer, "june-16.bai", &third.bai2()).must_be(200).must_say("Nothing is on its way.");

        let states: Vec<PaymentState> = payments(world, &g).iter().map(|payment| payment.state).collect();
        assert_eq!(states, [PaymentState::Returned, PaymentState::Settled]);
        let travel = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel");
        assert_eq!((travel.undelivered, travel.advanced), (Money::from_dollars(3_000), Money::from_dollars(5_000)));
        let proof = world.db.read(banking::proofs).expect("proofs").remove(0);
        assert!(proof.unexplained.is_zero() && proof.items.is_empty(), "{proof:?}");
        assert_eq!((proof.closing, proof.book), (Money::from_dollars(15_000), Money::from_dollars(15_000)));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_returned_reimbursement_is_owed_again_and_paid_to_corrected_details() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        accepted(world, &g, "6,000");
        let claim = || send(world, &g, &[("kind", "reimbursement"), ("amount-travel", "4,000")]);
        claim().must_be(200);
        let trace = paid_out(world, &g);
        let stands = || {
            let travel = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").category("travel");
            (travel.paid, travel.unpaid)
        };
        let dollars = Money::from_dollars;
        assert_eq!(stands(), (dollars(4_000), dollars(2_000)));
        world.at("2027-06-04T15:00:00Z");
        let returned = Answer { code: "R02", trace: &trace, cents: 400_000, corrected: "" };
        bring(world, &g.preparer, "returns.ach", &answers(1, &[returned])).must_be(200).must_say("Recorded.");
        assert_eq!(stands(), (Money::ZERO, dollars(6_000)), "the whole of it is owed again");

        corrected(world, &g);
        world.at("2027-06-15T15:00:00Z");
        claim().must_be(200);
        assert_ne!(paid_out_again(world, &g), trace);
        assert_eq!(stands(), (dollars(4_000), dollars(2_000)));
        let states: Vec<PaymentState> = payments(world, &g).iter().map(|payment| payment.state).collect();
        assert_eq!(states, [PaymentState::Returned, PaymentState::Released]);
        nothing_contradicts(world, &[g.id]);
    });
}

/// As `paid_out`, which looks for the first account in the file.
pub fn paid_out_again(world: &World, g: &Ground) -> String {
    let (_, run) = crate::money::prepared_run(world, &g.preparer);
    run.must_be(200);
    let path = run.path.split('?').next().unwrap_or_default().to_owned();
    let fred = signed_in(world, &g.second);
    fred.press(&fred.get(&path), "Approve this run", &[]).must_be(200);
    let rene = signed_in(world, &g.releaser);
    rene.press(&rene.get(&path), "Release the money", &[]).must_be(200).must_say("Released");
    payments(world, g).into_iter().filter_map(|payment| payment.trace).next_back().expect("a trace")
}
