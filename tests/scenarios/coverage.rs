//! What a chair sees of the reviews of a round: where they lie far apart, and who reviews what, as far as walls and phases let them.

use crate::grant::{Fund, application, city, fund, review_by, screened, signed_in};
use crate::lottery::{SLUG, hired};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::panel::{self, Flags, NewPhase};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review;

const FAR: &str = "the reviews lie far apart";

/// Asks somebody for a review of it.
fn asked(world: &World, fund: &Fund, id: Id<Application>, who: &Actor) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = who.account.expect("an account");
    world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("asked");
}

/// One application on which Rita and Ravi differ by half of the scale, which Rosa owes; and one on which they agree.
fn reviewed(world: &World, fund: &Fund) -> [Id<Application>; 2] {
    let made = ["Madison", "Monona"].map(|name| {
        let id = application(world, fund, &city(world, name), 6_000);
        screened(world, fund, id);
        id
    });
    review_by(world, fund, made[0], (&fund.reviewers[..1], 2));
    review_by(world, fund, made[0], (&fund.reviewers[1..2], 4));
    asked(world, fund, made[0], &fund.reviewers[2]);
    review_by(world, fund, made[1], (&fund.reviewers[..2], 3));
    made
}

/// The reviewers of the table of who reviews what, and its rows without their headings, in the order of their words.
fn matrix(page: &Page) -> (Vec<String>, Vec<Vec<String>>) {
    let of = |part: &str| page.all(&format!("[aria-labelledby=matrix-{SLUG}] {part}"));
    let reviewers = of("thead th").split_off(1);
    let mut rows: Vec<Vec<String>> = of("td").chunks(reviewers.len()).map(<[String]>::to_vec).collect();
    rows.sort();
    (reviewers, rows)
}

#[test]
fn a_chair_sees_who_reviews_what_and_where_reviews_lie_far_apart() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let [far, close] = reviewed(world, &fund);
        let (cora, wanda) = (hired(world, "Cora", &[FundRole::Chair]), hired(world, "Wanda", &[FundRole::Chair, FundRole::ProgramOfficer]));
        let browser = signed_in(world, &cora);
        let page = browser.get("/panel");
        page.must_be(200).must_say("In 1 of 2 applications the reviews lie far apart: 50 % of the scale or more");
        page.must_say("2.00, far apart").must_say("Who reviews what: ");
        let (reviewers, rows) = matrix(&page);
        assert_eq!(reviewers, ["Ravi", "Rita", "Rosa"]);
        assert_eq!(rows, [["3.00", "3.00", "–"], ["4.00", "2.00", "Conflict check needed"]]);
        browser.get(&format!("/desk/ranking/{SLUG}")).must_say("In 1 of 2 applications").must_say("2.00 to 4.00, far apart");

        // Who stepped back finds neither its row nor whoever reviews it alone.
        world.db.write(|tx| process::step_back(tx, &wanda, far, "My sister works there.")).expect("recorded");
        let page = signed_in(world, &wanda).get("/panel");
        assert_eq!(matrix(&page), (vec!["Ravi".to_owned(), "Rita".to_owned()], vec![vec!["3.00".to_owned(); 2]]));
        assert!(!page.says(FAR) && !page.says("Rosa"), "{}", page.text());

        // A chair who owes a review sees no score of it, and no table at all where the phase hides who reviews.
        let clay = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        asked(world, &fund, close, &clay);
        let browser = signed_in(world, &clay);
        let (reviewers, rows) = matrix(&browser.get("/panel"));
        assert_eq!(reviewers, ["Clay", "Ravi", "Rita", "Rosa"]);
        assert_eq!(rows[0], ["Conflict check needed", "Submitted", "Submitted", "–"]);
        let flags = Flags { reviewers: false, ..Flags::default() };
        let new = NewPhase { name: "Without names".into(), begins_at: world.clock.now(), ends_at: None, flags };
        world.db.write(|tx| panel::add_phase(tx, &fund.officer, SLUG, &new).map(drop)).expect("a phase");
        let page = browser.get("/panel");
        assert!(!page.must_be(200).says("Who reviews what: "), "{}", page.text());
        signed_in(world, &cora).get("/panel").must_say("Who reviews what: ");
    });
}
