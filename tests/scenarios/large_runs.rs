//! Runs of many payments: the requests by pages, all that are ready at once, and everything that stands in the way told together.

use crate::bank_safety::{changed, current, verified};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ask, prepared_run, verified_account};
use crate::runs::{payments, two_grounds};
use crate::support::{Page, World, on_both};
use diesel::RunQueryDsl;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, Payment, PaymentState};
use urban_diplomacy_fund::kernel::{Id, IdSource};

const PREPARE: &str = "Prepare a payment run";

/// Copies of the one request of a city, as if it had asked so many times more; each for an award of its own, or for the same one.
fn asked_again(world: &World, g: &Ground, count: usize, is_apart: bool) {
    let first = payments(world, g).remove(0).id;
    let (ids, now) = (IdSource::random(), world.clock.now());
    let copied = world.db.write(|tx| {
        for n in 0..count {
            let id: Id<Payment> = ids.id(now);
            let award = if is_apart { format!("'{id}', 'UDF-2027-{:04}'", 9000 + n) } else { "award_id, reference".to_owned() };
            let payment = format!(
                "INSERT INTO payments (id, award_id, reference, organisation_id, kind, amount_cents, purpose, state, requested_by,
                    requested_by_name, requested_at, due_on, version)
                 SELECT '{id}', {award}, organisation_id, kind, amount_cents, purpose, state, requested_by, requested_by_name, requested_at,
                    due_on, version FROM payments WHERE id = '{first}'"
            );
            let lines = format!(
                "INSERT INTO payment_lines (payment_id, category, amount_cents)
                 SELECT '{id}', category, amount_cents FROM payment_lines WHERE payment_id = '{first}'"
            );
            for sql in [payment, lines] {
                diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from)?;
            }
        }
        Ok::<_, Error>(())
    });
    copied.expect("the city asked again");
}

fn boxes(page: &Page) -> usize {
    page.all("input[name=payment]").len()
}

fn in_run(world: &World, g: &Ground) -> usize {
    payments(world, g).iter().filter(|payment| payment.state == PaymentState::InRun).count()
}

#[test]
fn all_that_are_ready_go_into_a_run_at_once_however_many_pages_they_stand_on() {
    on_both(|world| {
        let [g, other] = two_grounds(world);
        verified_account(world, &g);
        ask(world, &g, "1").must_be(200);
        asked_again(world, &g, 204, false);
        changed(world, &other, ("121140399", "000777888999")).must_be(200);
        ask(world, &other, "2").must_be(200);

        let fay = signed_in(world, &g.preparer);
        let list = fay.get("/desk/payments");
        let all = "All requests that are ready: 205 ($205.00) by ACH or the payables system, 206 ($207.00) by cheques";
        list.must_be(200).must_say(all).must_say("Requests 1 to 200 of 206");
        list.must_say("Requests of cities to whose accounts no money can go yet").must_say("The bank details are not verified.");
        assert_eq!((boxes(&list), list.says("The requests before")), (200, false));
        let rest = fay.follow(&list, "The next requests");
        rest.must_be(200).must_say("Requests 201 to 206 of 206").must_say(all);
        assert_eq!((boxes(&rest), rest.says("The next requests")), (6, false));
        assert_eq!(boxes(&fay.follow(&rest, "The requests before")), 200);
        // Whoever reads has the pages too, and no form.
        let reader = signed_in(world, &g.releaser);
        let page = reader.get("/desk/payments");
        page.must_be(200).must_say("Requests 1 to 200 of 206");
        assert!(!page.says(PREPARE) && boxes(&page) == 0);

        let one = payments(world, &g).remove(0).id.text();
        let first = fay.get("/desk/payments");
        let both = fay.press(&first, PREPARE, &[("which", "all"), ("payment", &one)]);
        both.must_be(422).must_say("You chose all that are ready, and ticked single ones too.");
        assert_eq!(both.all("input[name=payment][checked]").len(), 1, "what was ticked is kept");
        assert_eq!((in_run(world, &g), in_run(world, &other)), (0, 0));

        fay.press(&rest, PREPARE, &[("which", "all")]).must_be(200).must_say("Waiting for approval").must_say("$205.00");
        assert_eq!((in_run(world, &g), in_run(world, &other)), (205, 0));

        // The city without an account is paid by cheque alone.
        let left = fay.get("/desk/payments");
        left.must_say("All requests that are ready: none by ACH or the payables system, 1 ($2.00) by cheques");
        let none = fay.press(&left, PREPARE, &[("which", "all")]);
        none.must_be(422).must_say("No request is ready to be paid in this way now.");
        fay.press(&none, PREPARE, &[("which", "all"), ("method", "cheque")]).must_be(200).must_say("$2.00");
        assert_eq!(in_run(world, &other), 1);
        nothing_contradicts(world, &[g.id, other.id]);
    });
}

#[test]
fn nobody_prepares_a_run_of_all_that_is_another_than_the_one_they_saw() {
    on_both(|world| {
        let [g, other] = two_grounds(world);
        for ground in [&g, &other] {
            verified_account(world, ground);
        }
        ask(world, &g, "1,000").must_be(200);
        let fay = signed_in(world, &g.preparer);
        let list = fay.get("/desk/payments");
        list.must_say("The one request that is ready ($1,000.00)");
        assert!(!list.says("Not ready"));
        ask(world, &other, "500").must_be(200);
        let refused = fay.press(&list, PREPARE, &[("which", "all")]);
        refused.must_be(409).must_say("What is ready has changed since you opened the page: now they are 2 requests, $1,500.00 together.");
        refused.must_say("All 2 requests that are ready ($1,500.00)");
        assert_eq!((in_run(world, &g), in_run(world, &other)), (0, 0));

        // One for another of the same amount is not what was seen either.
        let id = payments(world, &other).remove(0).id;
        world.db.write(|tx| disbursement::refuse(tx, &g.preparer, id, "Asked for twice.")).expect("refused");
        ask(world, &other, "500").must_be(200);
        let again = fay.press(&refused, PREPARE, &[]);
        again.must_be(409).must_say("now they are 2 requests, $1,500.00 together.");
        assert_eq!((in_run(world, &g), in_run(world, &other)), (0, 0));

        // The choice is kept: who has read what the page says now presses again.
        fay.press(&again, PREPARE, &[]).must_be(200).must_say("Waiting for approval").must_say("$1,500.00");
        assert_eq!((in_run(world, &g), in_run(world, &other)), (1, 1));
        nothing_contradicts(world, &[g.id, other.id]);
    });
}

#[test]
fn every_account_that_stands_in_the_way_of_a_run_is_told_at_once_and_seen_before() {
    on_both(|world| {
        let [g, other] = two_grounds(world);
        for ground in [&g, &other] {
            verified_account(world, ground);
            ask(world, ground, "1,000").must_be(200);
        }
        changed(world, &g, ("121140399", "000777888999")).must_be(200);
        let details = current(world, &other).id;
        world.db.write(|tx| disbursement::freeze(tx, details, "R03: there is no such account")).expect("frozen");
        let fay = signed_in(world, &g.preparer);
        fay.get("/desk/payments").must_be(200).must_say("Not verified").must_say("Frozen").must_say("Not ready");

        let (_, refused) = prepared_run(world, &g.preparer);
        let madison = format!("No money can go to Madison, WI for {} yet. The bank details are not verified.", g.number);
        let monona = format!("No money can go to Monona, WI for {} yet. The bank details are frozen", other.number);
        refused.must_be(409).must_say(&madison).must_say(&monona);
        assert_eq!(refused.errors().len(), 2, "{:?}", refused.errors());
        assert_eq!(refused.all("input[name=payment][checked]").len(), 2, "what was ticked is kept");

        // An account that cools off is not ready either, and the page says until when.
        verified(world, &g, &[]).must_be(200);
        let list = fay.get("/desk/payments");
        list.must_say("Not before Jun 4, 2027").must_say("The bank details were changed. Money can go there from June 4, 2027");
        nothing_contradicts(world, &[g.id, other.id]);

        // Twenty awards are named, and the others counted.
        asked_again(world, &other, 21, true);
        let (_, refused) = prepared_run(world, &g.preparer);
        refused.must_be(409).must_say("And 3 more of the chosen awards cannot be paid yet.");
        assert_eq!(refused.errors().len(), 21);
    });
}
