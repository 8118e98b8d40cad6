//! The road of an amendment over the limit: transfers pass ten percent of the award, which is told and not refused; the
//! money moves, is paid from its new category, and the books tie.

use crate::grant::{nothing_contradicts, signed_in};
use crate::money::{Ground, ground, paid_out, verified_account};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::{amending, award, ledger};

fn revises(world: &World, g: &Ground, travel: &str, training: &str) -> Page {
    let official = signed_in(world, &g.city.official);
    let form = official.get(&format!("/portal/awards/{}/amendments/ask/budget", g.number));
    official.submit(&form, &[("amount-travel", travel), ("amount-training", training), ("reason", "A course in place of a journey.")])
}

/// A program officer approves; the page says this of the transfers with it.
fn approves(world: &World, g: &Ground, told: &str) {
    let officer = signed_in(world, &g.fund.officer);
    let page = officer.follow(&officer.get("/desk/amendments"), &format!("{} amendment", g.number));
    page.must_say(told);
    officer.press(&page, "Approve this amendment", &[]).must_be(200).must_say("In force");
}

fn transfers(world: &World, g: &Ground) -> amending::Transfers {
    world.db.read(|conn| amending::transferred(conn, g.id.cast())).expect("a policy")
}

#[test]
fn transfers_over_ten_percent_are_told_and_carried_out() {
    on_both(|world| {
        let g = ground(world);
        // To the limit itself: 10 percent of $8,000.
        revises(world, &g, "7,200", "800").must_be(200).must_say("$800.00, 10% of $8,000.00").must_say("Within the limit");
        approves(world, &g, "Within the limit");
        let at = transfers(world, &g);
        assert_eq!((at.moved, at.share_percent_hundredths, at.is_over), (Money::from_dollars(800), 1_000, false));
        // One cent more passes it. It is told to whoever decides, with the rule, and not refused.
        revises(world, &g, "7,199.99", "800.01").must_be(200).must_say("Over the limit. Whoever decides is told.");
        let letters = world.mail_to("olive@demo.example");
        let asked = letters.iter().find(|l| l.subject_line == format!("Amendment 2 of award {} is asked for", g.number)).expect("a letter");
        let text = asked.body_text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            text.contains("Transfers among categories come to $800.01, 10% of $8,000.00; the limit is 10 percent (2 CFR 200.308(f))."),
            "{text}"
        );
        approves(world, &g, "Over the limit");
        let over = transfers(world, &g);
        assert!(over.is_over && !over.needs_approval);
        // What moves back is a transfer too.
        revises(world, &g, "8,000", "0").must_be(200);
        approves(world, &g, "Over the limit");
        assert_eq!(transfers(world, &g).moved, Money::from_cents(160_002));
        revises(world, &g, "5,000", "3,000").must_be(200).must_say("$4,600.02, 57.5% of $8,000.00");
        approves(world, &g, "Over the limit");

        // The money is paid from the category it moved to, and no more than it holds.
        verified_account(world, &g);
        let official = signed_in(world, &g.city.official);
        let payments = official.get(&format!("/portal/awards/{}/payments", g.number));
        let ask = |amount: &'static str| [("kind", "advance"), ("amount-training", amount), ("purpose", "The course in June")];
        official.submit(&payments, &ask("3,000.01")).must_be(422).must_say("Ask for at most $3,000.00 here.");
        official.submit(&payments, &ask("3,000")).must_be(200).must_say("Requested");
        paid_out(world, &g);
        let position = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position");
        assert_eq!(position.category("training").advanced, Money::from_dollars(3_000));
        assert_eq!(position.category("travel").undelivered, Money::from_dollars(5_000));
        let award = world.db.read(|conn| award::award(conn, g.id.cast())).expect("an award");
        assert_eq!((position.total.obligated, award::total(&award.lines)), (award.amount, Some(award.amount)));
        let budgets = world.db.read(|conn| award::list_budgets(conn, g.id.cast())).expect("budgets");
        assert_eq!(budgets.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4, 5], "every budget is kept");
        nothing_contradicts(world, &[g.id]);
    });
}
