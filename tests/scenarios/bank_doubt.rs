//! Money out that names nobody: no amount alone settles a single payment, a cheque or a voucher, and where more payments of one
//! amount are on their way than are looked at, none of them is the only one (K3).

use crate::cheques::send;
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{ask, ground, verified_account};
use crate::statements::{bring, journals, june, matches, moved, on_its_way, payments};
use crate::support::on_both;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::disbursement::PaymentState;

#[test]
fn k3_a_debit_that_names_nobody_settles_no_single_payment_of_its_amount() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        let before = journals(world);
        let rent = june(vec![moved(-500_000, "R1", "OFFICE RENT")]);
        bring(world, &g.preparer, "june.bai", &rent.bai2()).must_be(200).must_say("1 new line: 0 matched, 1 not matched.");
        let fay = signed_in(world, &g.preparer);
        let line = [("date", "2027-06-02"), ("amount", "-5000.00"), ("description", "OFFICE RENT"), ("trace", "")];
        fay.press(&fay.get("/desk/bank"), "Add this line", &line).must_be(200);
        assert!(world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").is_empty());
        assert_eq!((payments(world, &g)[0].state, journals(world)), (PaymentState::Released, before));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k3_a_plain_debit_pays_no_cheques_and_no_vouchers_of_its_sum() {
    for method in ["cheque", "payables"] {
        on_both(|world| {
            let g = ground(world);
            verified_account(world, &g);
            ask(world, &g, "500").must_be(200);
            send(world, &g, (method, "1042"));
            let before = journals(world);
            let rent = june(vec![moved(-150_000, "R1", "OFFICE RENT"), moved(-100_000, "R2", "RENT")]);
            bring(world, &g.preparer, "june.bai", &rent.bai2()).must_be(200).must_say("2 new lines: 0 matched, 2 not matched.");
            assert_eq!(payments(world, &g).iter().map(|p| p.state).collect::<Vec<_>>(), [PaymentState::Released; 2], "{method}");
            assert!(matches(world, &g).is_empty() && journals(world) == before, "{method}");
            nothing_contradicts(world, &[g.id]);
        });
    }
}
