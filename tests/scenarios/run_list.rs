//! Runs are found again however old they are: by pages of the list, and from each payment.

use crate::grant::signed_in;
use crate::money::{ask, ground, paid_out, verified_account};
use crate::runs::payments;
use crate::support::on_both;
use urban_diplomacy_fund::disbursement::{self, PrepareRunError};

#[test]
fn older_runs_are_reached_by_pages_and_from_their_payments() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "3,000").must_be(200);
        let payment = payments(world, &g).remove(0).id;
        let fay = signed_in(world, &g.preparer);
        let page = format!("/desk/payments/{payment}");
        assert!(!fay.get(&page).must_be(200).says("Payment run"));
        for _ in 0..50 {
            let taken_apart = world.db.write(|tx| {
                let run = disbursement::prepare_run(tx, &g.preparer, &[payment])?;
                disbursement::cancel_run(tx, &g.preparer, run.id)?;
                Ok::<_, PrepareRunError>(())
            });
            taken_apart.expect("a run that was cancelled");
        }
        let list = fay.get("/desk/payments");
        list.must_be(200).must_say("Run 50");
        assert!(!list.says("Older runs"), "all stand on one page");

        paid_out(world, &g);
        assert_eq!(fay.follow(&fay.get(&page), "Payment run 51").must_be(200).path, fay.get("/desk/payments").link("Run 51"));
        let list = fay.get("/desk/payments");
        let shown = |page: &crate::support::Page, run: &str| page.rows().iter().any(|row| row.first().is_some_and(|cell| cell == run));
        assert!(shown(&list, "Run 51") && shown(&list, "Run 2") && !shown(&list, "Run 1"));
        let older = fay.follow(&list, "Older runs");
        older.must_be(200).must_say("Older payment runs");
        assert!(shown(&older, "Run 1") && !shown(&older, "Run 2") && !older.all("a[href='/desk/payments']").is_empty());
        assert!(older.all("a[href*='before=']").is_empty(), "there are none before");
        fay.follow(&older, "Run 1").must_be(200).must_say("Cancelled");
    });
}
