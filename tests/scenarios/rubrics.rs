//! Rubrics with criteria of every kind: what a reviewer fills in, what counts, what whoever decides is shown,
//! and that a review stays on the rubric under which it was begun.

use crate::grant::{self, Fund, application, city, fund_of, screened, signed_in};
use crate::support::{Browser, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::opportunity::{self, Judgment};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Assignment, Review, Score};

/// The plain round with a criterion of each other kind, and with comments at the ends of the scale alone.
pub fn mixed() -> String {
    let more = r#"
[[rubric.criteria]]
id = "new_ground"
title = "New ground"
counts = false
prompt = "Is it new?"
anchors = ["Old.", "Known.", "Partly new.", "New.", "Very new."]

[[rubric.criteria]]
id = "capacity"
title = "Capacity"
kind = "gap_check"
prompt = "Can they do it?"
evidence = "Look at who goes."
anchors = ["They can.", "Somebody is missing."]

[[rubric.criteria]]
id = "within_rules"
title = "Within the rules"
kind = "pass_fail"
prompt = "Can all of it be paid?"
anchors = ["All of it.", "Not all of it."]

[rubric.comments]
min_chars = 10

[rubric.gap_check]"#;
    assert!(grant::ROUND.contains("\n[rubric.gap_check]"));
    grant::ROUND.replacen("\n[rubric.gap_check]", more, 1)
}

/// An application in review, its number, and the first reviewer's task, cleared.
fn task(world: &World, fund: &Fund, place: &str) -> (Id<Application>, String, Id<Assignment>) {
    let id = application(world, fund, &city(world, place), 8_000);
    screened(world, fund, id);
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let rita = &fund.reviewers[0];
    let account = rita.account.expect("an account");
    let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("assigned")[0];
    world.db.write(|tx| review::declare(tx, rita, task, &about.reference, None)).expect("no conflict");
    (id, about.reference, task)
}

/// The second reviewer finds nothing wrong.
fn also_reviewed(world: &World, fund: &Fund, id: Id<Application>) {
    let ravi = &fund.reviewers[1];
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = ravi.account.expect("an account");
    let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("assigned")[0];
    world.db.write(|tx| review::declare(tx, ravi, task, &about.reference, None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores = rubric.criteria.iter().map(|c| Score {
        criterion: c.id.clone(),
        score: c.is_scored().then_some(3),
        judgment: c.kind.judgments().first().copied(),
        comment: String::new(),
    });
    let written = Review { scores: scores.collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, ravi, task, (&rubric, &about.reference), &written)).expect("submitted");
}

/// Every criterion that counts gets a four, without a word.
const FOURS: &[(&str, &str)] =
    &[("score-need_and_fit", "4"), ("score-results_for_city", "4"), ("score-lasting_skills", "4"), ("score-plan_and_budget", "4")];

fn press(browser: &Browser, task: Id<Assignment>, more: &[(&str, &str)]) -> crate::support::Page {
    let page = browser.get(&format!("/panel/reviews/{task}"));
    browser.press(&page, "Submit review", &[FOURS, more].concat())
}

#[test]
fn every_kind_of_criterion_is_judged_and_only_what_counts_is_weighed() {
    on_both(|world| {
        let fund = fund_of(world, &mixed(), 20_000);
        let (id, number, task) = task(world, &fund, "Madison");
        let rita = signed_in(world, &fund.reviewers[0]);
        let page = rita.get(&format!("/panel/reviews/{task}"));
        page.must_be(200).must_say("0 of 7 criteria scored").must_say("Scored on its own, not part of the score");
        page.must_say("Look at who goes.")
            .must_say("Gaps – Somebody is missing.")
            .must_say("Needed for a score of 1 or 5, with 10 characters or more.");

        let lacking = press(&rita, task, &[]);
        lacking.must_be(422).must_say("Choose a score for “New ground”.").must_say("Say how you judge “Capacity”.");
        assert_eq!(lacking.errors().len(), 3, "{:?}", lacking.errors());
        // What was typed is kept although nothing was submitted, and the sum is the server's.
        rita.get(&lacking.path).must_say("4 of 7 criteria scored").must_say("Weighted so far 4.00 of 5, from 100% of the weight");

        let judged = [("score-new_ground", "1"), ("score-capacity", "gaps"), ("score-within_rules", "fail")];
        let silent = press(&rita, task, &judged);
        silent.must_be(422).must_say("A score of 1 needs a comment").must_say("Say why you chose “Gaps” for “Capacity”.");
        silent.must_say("Say why you chose “Fail” for “Within the rules”.");
        let words = [
            ("comment-new_ground", "Done before in Elmira."),
            ("comment-capacity", "Nobody speaks French."),
            ("comment-within_rules", "Too short"),
        ];
        press(&rita, task, &[&judged[..], &words[..]].concat()).must_be(422).must_say("10 characters or more. This has 9.");
        let words = [words[0], words[1], ("comment-within_rules", "A salary cannot be paid.")];
        press(&rita, task, &[&judged[..], &words[..]].concat()).must_be(200).must_say("Submitted.");

        let standing = world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!(standing.summary.expect("a review").mean.to_string(), "4.00", "neither the one nor the judgments count");
        rita.get(&format!("/panel/reviews/{task}")).must_say("Within the rules: Fail (not part of the score)");
        let officer = signed_in(world, &fund.officer);
        let case = officer.get(&format!("/desk/applications/{number}"));
        case.must_be(200).must_say("Fail: Within the rules").must_say("Rita: A salary cannot be paid.");
        // Whoever still owes a review sees no fail of others, as no score.
        let ravi = &fund.reviewers[1];
        assert!(world.db.read(|conn| review::list_failures(conn, ravi, id, world.clock.now())).expect("an answer").is_empty());
        also_reviewed(world, &fund, id);
        let step = officer.get(&format!("/desk/applications/{number}/recommend"));
        step.must_be(200).must_say("What reviewers found not to be met").must_say("A salary cannot be paid.");
        let means = world.db.read(|conn| review::criterion_means(conn, id)).expect("means");
        assert!(means.contains_key("new_ground") && !means.contains_key("capacity") && !means.contains_key("within_rules"));
    });
}

#[test]
fn a_judgment_where_a_score_belongs_is_refused() {
    on_both(|world| {
        let fund = fund_of(world, &mixed(), 20_000);
        let (id, number, task) = task(world, &fund, "Madison");
        let rita = signed_in(world, &fund.reviewers[0]);
        let page = rita.get(&format!("/panel/reviews/{task}"));
        for (field, value) in [("score-need_and_fit", "fail"), ("score-capacity", "4"), ("score-need_and_fit", "6")] {
            let mut form = page.fill(Some("Save draft"), &[]);
            form.fields.push((field.to_owned(), value.to_owned()));
            rita.send_form(&form, &[]).must_be(422).must_say("Choose one of what is listed.");
        }
        rita.get(&page.path).must_say("0 of 7 criteria scored");
        let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
        let odd = Score { criterion: "capacity".into(), score: Some(4), judgment: Some(Judgment::Fail), comment: String::new() };
        let odd = Review { scores: vec![odd], overall: String::new() };
        let who = &fund.reviewers[0];
        assert_eq!(world.db.write(|tx| review::save(tx, who, task, &rubric, &odd)).expect_err("neither fits").kind(), Kind::Invalid);
        let refused = world.db.write(|tx| review::submit(tx, who, task, (&rubric, &number), &odd));
        assert_eq!(refused.expect_err("neither fits").kind(), Kind::Invalid);
    });
}

#[test]
fn a_review_stays_on_the_rubric_under_which_it_was_begun() {
    on_both(|world| {
        let fund = fund_of(world, grant::ROUND, 20_000);
        let (id, _, task) = task(world, &fund, "Madison");
        let rita = signed_in(world, &fund.reviewers[0]);
        let address = format!("/panel/reviews/{task}");
        assert!(!rita.get(&address).says("The rubric of this round was changed"));
        let begun = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition;
        let newer = grant::ROUND.replacen("No result is named.", "No result is told.", 1);
        world.db.write(|tx| opportunity::import(tx, &fund.officer, "round.toml", &newer)).expect("the newer version is sound");

        let page = rita.get(&address);
        page.must_say("The rubric of this round was changed in version 2 of it. This review stays on the rubric of version 1");
        page.must_say("1 – No result is named.");
        assert!(!page.says("No result is told."));
        let kept: (Option<String>, Option<String>) = world
            .db
            .read(|conn| {
                use schema::review_assignments as a;
                a::table.find(task.text()).select((a::definition_sha256, a::rubric_sha256)).first(conn).map_err(Error::from)
            })
            .expect("the task");
        assert_eq!(kept.1, Some(begun.rubric.sha256().expect("a digest")));
        let version = kept.0.expect("a version");
        assert_eq!(world.db.read(|conn| opportunity::definition(conn, &version)).expect("a definition"), begun);
        // Another rubric is refused by the operation, and another pin by the database.
        let other = opportunity::read("round.toml", &newer).expect("sound").rubric;
        let written = Review { scores: vec![], overall: String::new() };
        let refused =
            world.db.write(|tx| review::submit(tx, &fund.reviewers[0], task, (&other, "x"), &written)).expect_err("not its rubric");
        assert_eq!(refused.kind(), Kind::Conflict);
        let moved = world.db.write(|tx| {
            use schema::review_assignments as a;
            diesel::update(a::table.find(task.text())).set(a::rubric_sha256.eq("x")).execute(&mut **tx).map_err(Error::from)
        });
        assert!(moved.is_err(), "the pin was moved");
        // An application to the newer version is reviewed under its own.
        let later = self::task(world, &fund, "Dover").2;
        rita.get(&format!("/panel/reviews/{later}")).must_say("1 – No result is told.");
    });
}
