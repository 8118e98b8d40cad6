//! An entry for a city has got an award: whom its letters reach, and what page they lead to.

use crate::grant::{self, Fund, day, fund, signed_in};
use crate::on_behalf::{found, keeps_page, written};
use crate::support::{Browser, World, on_both_with_its_own_mail};
use urban_diplomacy_fund::award::{Line, Proposal};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::process::{self, Press};

const SENT_BACK: &str = "Which hotel is it?";

fn proposal() -> Proposal {
    let line = |category: &str, dollars| Line { category: category.into(), amount: Money::from_dollars(dollars) };
    Proposal {
        lines: vec![line("travel", 3_000), line("training", 4_000)],
        period_start: day("2027-04-01"),
        period_end: day("2028-06-30"),
        rationale: "A good plan.".into(),
    }
}

/// What Olive entered is received, and Boris brings it to an offer, at the second try.
fn offered(world: &World, fund: &Fund) -> (Browser, Id<Application>, String) {
    let (officer, base, reference) = written(world, fund);
    let kept = keeps_page(&officer, &base);
    officer.press(&kept, "Submit for the city", &[]).must_be(200);
    let id = found(world, &reference).id;
    let others = Fund {
        round: fund.round,
        officer: fund.both.clone(),
        approver: fund.approver.clone(),
        both: fund.both.clone(),
        reviewers: fund.reviewers.clone(),
    };
    grant::screened(world, &others, id);
    grant::reviewed(world, &others, id, 4);
    let recommend = || {
        world.db.write(|tx| process::recommend(tx, &fund.both, id, &proposal(), &Press::default()).map(drop)).expect("recommended");
    };
    recommend();
    world.db.write(|tx| process::send_back(tx, &fund.approver, id, SENT_BACK, &Press::default())).expect("sent back");
    recommend();
    let digest = grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)).expect("approved");
    (officer, id, reference)
}

#[test]
fn the_letter_of_an_award_leads_whoever_entered_it_to_where_the_application_stands() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 100_000);
        let (officer, _, reference) = offered(world, &fund);
        let path = format!("/portal/awards/{reference}");
        let letters = world.mail_to(&fund.officer.email);
        assert!(letters.iter().any(|letter| letter.body_text.contains(&path)), "the offer reaches the officer too: {letters:?}");
        let status = officer.get(&path);
        status.must_be(200).must_say("Entered by Olive of the fund for the city");
        assert!(status.path.ends_with(&format!("{reference}/status")), "{}", status.path);
        signed_in(world, &fund.both).get(&path).must_be(404);

        // What is told within the fund is not told to whoever stepped back.
        let told = |email: &str| world.mail_to(email).iter().any(|letter| letter.body_text.contains(SENT_BACK));
        assert!(told(&fund.both.email));
        assert!(!told(&fund.officer.email));
    });
}
