//! A round that got another scale while cities applied: scores of different scales are never put in one order, neither in the ranking
//! nor in what follows from it; and once somebody applies, the scale stays.

use crate::grant::{Fund, ROUND, application, city, fund, fund_of, review_by, reviewed, screened, signed_in};
use crate::lottery::{AFTER, PATH as LOTTERY, RANKING, number, with_lottery};
use crate::support::{Page, World, on_both};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::{opportunity, review};

const SLATE: &str = "/desk/slate/training-and-conference-support-2027";
const UNORDERED: &str = "cannot be put in one order";

/// The same round, on which the lowest point is the best.
fn turned(round: &str) -> String {
    let text = round.replacen("scale_max = 5\n", "scale_max = 5\ndirection = \"lower_is_better\"\n", 1);
    assert_ne!(text, round);
    text
}

/// The same round, on which one criterion weighs a little more and another one a little less.
fn reweighed() -> String {
    let text = ROUND.replacen("weight_bp = 2500", "weight_bp = 2600", 1).replacen("weight_bp = 3000", "weight_bp = 2900", 1);
    assert_ne!(text, ROUND);
    text
}

/// Below the rule that the scale stays, as a round that was published before there was one.
fn publishes(world: &World, fund: &Fund, text: &str) {
    world.db.write(|tx| opportunity::import(tx, &fund.officer, "round.toml", text).map(drop)).expect("sound in itself");
}

/// An application under the version in force.
fn received(world: &World, fund: &Fund, town: &str) -> Id<Application> {
    application(world, fund, &city(world, town), 6_000)
}

fn scored(world: &World, fund: &Fund, id: Id<Application>, score: i64) {
    screened(world, fund, id);
    reviewed(world, fund, id, score);
}

/// The words of each row of the ranking.
fn ranked(page: &Page) -> Vec<String> {
    page.all("[aria-labelledby=ranking] tbody tr")
}

#[test]
fn scores_of_different_scales_rank_nobody() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 8_000);
        let first = received(world, &fund, "Madison");
        publishes(world, &fund, &turned(&with_lottery()));
        let second = received(world, &fund, "Monona");
        world.at(AFTER);
        scored(world, &fund, first, 5);
        screened(world, &fund, second);
        review_by(world, &fund, second, (&fund.reviewers[..2], 1));
        review_by(world, &fund, second, (&fund.reviewers[2..], 5));
        let officer = signed_in(world, &fund.officer);
        for path in [RANKING.to_owned(), format!("{RANKING}?of=round")] {
            let page = officer.get(&path);
            page.must_be(200).must_say("2 applications cannot be put in one order.");
            page.must_say("version 1: 1 to 5 with the highest as the best; version 2: 1 to 5 with the lowest as the best");
            page.must_say("In 1 of 2 applications the reviews lie far apart");
            page.must_say("Decide those of one version first; the others are ranked then.");
            assert!(!page.says("The money reaches") && !page.says("plain mean, and so is the line"), "{}", page.text());
            officer.press(&page, "Download the scores", &[]).must_be(422).must_say(UNORDERED);
            let rows = ranked(&page);
            assert!(rows.len() == 2 && rows.iter().all(|row| row.contains("No order: other scales")), "{rows:?}");
        }
        let slate = officer.get(SLATE);
        slate.must_be(200).must_say("There is no slate").must_say(UNORDERED);
        assert!(!slate.body.contains("Adopt this slate"), "{}", slate.text());
        officer.get(LOTTERY).must_be(200).must_say("nobody to draw");
        let own = signed_in(world, &fund.reviewers[0]).get("/panel/rounds/training-and-conference-support-2027/scores");
        own.must_be(200).must_say("written on different scales");
        assert!(!own.says("By the others") && !own.says("On average"), "{}", own.text());
    });
}

#[test]
fn other_weights_are_ranked_with_a_warning() {
    on_both(|world| {
        let fund = fund(world, 8_000);
        let first = received(world, &fund, "Madison");
        scored(world, &fund, first, 5);
        publishes(world, &fund, &reweighed());
        let second = received(world, &fund, "Monona");
        scored(world, &fund, second, 2);
        let page = signed_in(world, &fund.officer).get(RANKING);
        page.must_be(200).must_say("The money reaches 1 of 2 ranked applications.");
        page.must_say("rubrics whose criteria or weights differ");
        assert!(!page.says(UNORDERED), "{}", page.text());
    });
}

#[test]
fn what_is_decided_has_no_order_and_no_position_among_scores_of_different_scales() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let mut cases: Vec<_> = (0..5).map(|n| received(world, &fund, &format!("Town-{n}"))).collect();
        publishes(world, &fund, &turned(ROUND));
        cases.push(received(world, &fund, "Town-5"));
        for (id, score) in cases.iter().zip([4, 5, 3, 3, 2, 1]) {
            scored(world, &fund, *id, score);
            world
                .db
                .write(|tx| process::decline(tx, &fund.approver, *id, "Others reach more people.", &Press::default()))
                .expect("declined");
        }
        let officer = signed_in(world, &fund.officer);
        let received = world.db.read(|conn| {
            let round = opportunity::by_slug(conn, "training-and-conference-support-2027")?;
            intake::list_submitted(conn, round.id)
        });
        let received: Vec<String> = received.expect("applications").into_iter().map(|one| one.reference).collect();
        let decided = officer.get(RANKING).all("[aria-labelledby=decided] tbody th");
        assert_eq!(decided, received, "as they were received");
        for id in [cases[0], cases[5]] {
            let page = officer.get(&format!("/desk/applications/{}/feedback", number(world, id)));
            assert!(!page.must_be(200).says(" third of the"), "{}", page.text());
        }
    });
}

#[test]
fn once_somebody_applies_the_scale_stays() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let imports = |text: &str| world.db.write(|tx| process::import_round(tx, &fund.officer, "round.toml", text).map(drop));
        imports(&turned(ROUND)).expect("nobody applies yet");
        imports(ROUND).expect("and back");
        let id = received(world, &fund, "Madison");
        let refused = imports(&turned(ROUND)).expect_err("a city applies");
        let told = "of this round were begun on a scale of 1 to 5 with the highest as the best";
        let applied = format!("Applications {told}");
        assert!(refused.kind() == Kind::Invalid && refused.to_string().contains(&applied), "{refused}");
        let kept = world.db.write(|tx| process::keep_round(tx, &fund.officer, ("round.toml", &turned(ROUND)), None).map(drop));
        assert!(kept.expect_err("it could never be published").to_string().contains(&applied));

        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let rita = &fund.reviewers[0];
        let account = rita.account.expect("an account");
        let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("assigned")[0];
        world.db.write(|tx| review::declare(tx, rita, task, &about.reference, None)).expect("no conflict");
        let refused = imports(&turned(ROUND)).expect_err("a review was begun");
        assert!(refused.to_string().contains(&format!("Reviews {told}")), "{refused}");
        imports(&ROUND.replacen("No result is named.", "No result is told.", 1)).expect("words may change");
        imports(&reweighed()).expect("and weights");
    });
}
