//! What a city owes on a bill is paid, or referred to debt collection by an approving official, before its award is closed.

use crate::closeout_list::{closed, refunded, reported};
use crate::grant::{certified_last, nothing_contradicts, signed_in};
use crate::money::Ground;
use crate::support::{World, on_both};
use crate::taking_back::{taken_back, travel};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema::bill_referrals as x};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::recovering;

const WHY: [(&str, &str); 1] = [("referral_reason", "Three letters were not answered.")];

/// The page of the only bill.
fn bill(world: &World, g: &Ground) -> String {
    let bills = world.db.read(|conn| recovering::list_bills_of(conn, g.id.cast())).expect("bills");
    format!("/desk/collections/{}", bills[0].id)
}

/// April refers the only bill to debt collection.
pub fn referred(world: &World, g: &Ground) {
    let april = signed_in(world, &g.fund.approver);
    let page = april.get(&bill(world, g));
    april.press(&page, "Refer it to debt collection", &WHY).must_be(200).must_say("Three letters were not answered.");
}

/// The final financial report is certified and accepted.
pub fn certified(world: &World, g: &Ground) {
    world
        .db
        .write(|tx| {
            certified_last(tx, &g.city.official, &g.fund.officer, g.id);
            Ok::<_, Error>(())
        })
        .expect("certified");
}

/// $300 came in for the only bill.
fn pays(world: &World, g: &Ground) {
    let on = [("received_on_month", "6"), ("received_on_day", "1"), ("received_on_year", "2027"), ("bank_reference", "WIRE 9")];
    let came: Vec<_> = on.into_iter().chain([("amount", "300")]).collect();
    let fay = signed_in(world, &g.preparer);
    fay.submit(&fay.get(&bill(world, g)), &came).must_be(200).must_say("Settled");
}

#[test]
fn l22_what_is_owed_on_a_bill_is_paid_or_referred_to_debt_collection_before_the_closing() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        taken_back(world, &g, ("300", "A hotel of another trip.")).must_be(200).must_say("Billed");
        certified(world, &g);
        let (officer, april) = (signed_in(world, &g.fund.officer), signed_in(world, &g.fund.approver));
        let (closeout, path) = (format!("/desk/closeouts/{}", g.number), bill(world, &g));
        officer.get(&closeout).must_say("The city owes $300.00 on bills").must_say("What is owed on bills is paid or referred");
        officer.post(&format!("{closeout}/close"), &[]).must_be(409).must_say("The city owes $300.00 on bills");
        // Who may not: an officer, finance; and nobody without a reason.
        officer.post(&format!("{path}/refer"), &WHY).must_be(404);
        signed_in(world, &g.preparer).post(&format!("{path}/refer"), &WHY).must_be(404);
        april.press(&april.get(&path), "Refer it to debt collection", &[]).must_be(422).must_say("Say why it is referred");
        referred(world, &g);
        april.post(&format!("{path}/refer"), &WHY).must_be(409).must_say("referred to debt collection already");
        april.get(&path).must_say("Referred to debt collection").must_say("by April");
        april.get("/desk/collections").must_say("Referred to debt collection");

        let subject = format!("$300.00 owed for award {} is referred to debt collection", g.number);
        for who in [&g.city.official, &g.preparer] {
            let told = world.mail_to(&who.email).into_iter().filter(|mail| mail.subject_line == subject).count();
            assert_eq!(told, 1, "{}", who.name);
        }
        let city = signed_in(world, &g.city.official);
        city.get(&format!("/portal/awards/{}/reports", g.number)).must_say("not allowed (referred to debt collection)");
        officer.press(&officer.get(&closeout), "Close this award", &[]).must_be(200).must_say("This award is closed.");
        nothing_contradicts(world, &[g.id]);

        // What comes in later is recorded, and ends the debt.
        pays(world, &g);
        assert_eq!(travel(world, &g).billed, Money::ZERO);
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_referral_stays_as_it_was() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        taken_back(world, &g, ("300", "A hotel of another trip.")).must_be(200);
        referred(world, &g);
        let changed = world.db.write(|tx| diesel::update(x::table).set(x::reason.eq("Another")).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        let changed = world.db.write(|tx| diesel::delete(x::table).execute(&mut **tx).map_err(Error::from));
        assert!(format!("{changed:?}").contains("append only"), "{changed:?}");
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn a_bill_that_is_paid_needs_no_referral() {
    on_both(|world| {
        let g = reported(world);
        refunded(world, &g);
        taken_back(world, &g, ("300", "A hotel of another trip.")).must_be(200);
        pays(world, &g);
        let refused = signed_in(world, &g.fund.approver).post(&format!("{}/refer", bill(world, &g)), &WHY);
        refused.must_be(409).must_say("The city owes nothing on this bill.");
        closed(world, &g);
        nothing_contradicts(world, &[g.id]);
    });
}
