//! Reviewers: conflicts first, own scores before others', locked when submitted.

use crate::grant::{application, city, day, fund, reviewed, screened, signed_in};
use crate::lottery::hired;
use crate::support::on_both;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Certification};
use urban_diplomacy_fund::kernel::{Kind, Refusal, Timestamp};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Review, Score, Stage};

#[test]
fn nobody_sees_scores_before_submitting_their_own() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let accounts: Vec<_> = fund.reviewers.iter().filter_map(|r| r.account).collect();
        let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned");
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);

        let unread = world.db.read(|conn| review::review(conn, rita, tasks[0]));
        assert!(matches!(unread, Err(Error::Missing)), "no content before the declaration");
        for (who, task) in [(rita, tasks[0]), (ravi, tasks[1])] {
            world.db.write(|tx| review::declare(tx, who, task, &about.reference, None)).expect("no conflict");
        }
        let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
        let written = |score: Option<i64>| Review {
            scores: rubric
                .criteria
                .iter()
                .map(|c| Score { criterion: c.id.clone(), score, judgment: None, comment: "canary-4711".into() })
                .collect(),
            overall: "canary-4712".into(),
        };
        let incomplete = world.db.write(|tx| review::submit(tx, rita, tasks[0], (&rubric, &about.reference), &written(None)));
        assert_eq!(incomplete.expect_err("scores are missing").fields().len(), rubric.criteria.len());
        world.db.write(|tx| review::save(tx, rita, tasks[0], &rubric, &written(Some(2)))).expect("a draft");
        assert_eq!(
            world.db.write(|tx| review::save(tx, rita, tasks[0], &rubric, &written(Some(9)))).expect_err("off the scale").kind(),
            Kind::Invalid
        );
        world.db.write(|tx| review::submit(tx, rita, tasks[0], (&rubric, &about.reference), &written(Some(5)))).expect("submitted");

        let now = world.clock.now();
        let seen = world.db.read(|conn| review::list_for_application(conn, ravi, id, now)).expect("the list");
        assert!(seen.iter().all(|a| a.points.is_none() && a.overall.is_empty()), "Ravi has not submitted: {seen:?}");
        assert!(matches!(world.db.read(|conn| review::list_submitted(conn, ravi, id, now)), Err(Error::Missing)));
        world.db.write(|tx| review::submit(tx, ravi, tasks[1], (&rubric, &about.reference), &written(Some(3)))).expect("submitted");
        assert_eq!(world.db.read(|conn| review::list_submitted(conn, ravi, id, now)).expect("now he may").len(), 2);

        let again = world.db.write(|tx| review::save(tx, rita, tasks[0], &rubric, &written(Some(1))));
        assert_eq!(again.expect_err("locked").kind(), Kind::Missing);
        let standing = world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        let summary = standing.summary.expect("two reviews");
        assert_eq!((summary.mean.to_string().as_str(), summary.n, standing.owed), ("4.00", 2, 1));
    });
}

#[test]
fn a_recused_reviewer_neither_sees_nor_acts_and_is_not_asked_again() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let rita = &fund.reviewers[0];
        let account = rita.account.expect("an account");
        let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("assigned")[0];
        let silent = world.db.write(|tx| review::declare(tx, rita, task, &about.reference, Some(" ")));
        assert_eq!(silent.expect_err("say what it is").kind(), Kind::Invalid);
        let stage =
            world.db.write(|tx| review::declare(tx, rita, task, &about.reference, Some("My cousin is the mayor."))).expect("declared");
        assert_eq!(stage, Stage::Recused);
        assert!(matches!(world.db.read(|conn| review::review(conn, rita, task)), Err(Error::Missing)));
        assert!(world.db.read(|conn| review::is_recused(conn, rita, id)).expect("an answer"));
        assert_eq!(
            world.db.write(|tx| review::declare(tx, rita, task, &about.reference, None)).expect_err("no way back").kind(),
            Kind::Missing
        );
        assert_eq!(
            world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect_err("asked again").kind(),
            Kind::Invalid
        );
    });
}

#[test]
fn only_reviewers_review_and_never_for_their_own_city() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        for who in [&madison.official, &fund.officer] {
            let account = who.account.expect("an account");
            let refused = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None));
            assert_eq!(refused.expect_err("not a reviewer").kind(), Kind::Invalid);
        }
        let refused = world.db.write(|tx| review::assign(tx, &fund.reviewers[0], &about, &[], None));
        assert_eq!(refused.expect_err("a reviewer does not assign").kind(), Kind::Forbidden);
        reviewed(world, &fund, id, 3);
    });
}

#[test]
fn whoever_was_taken_off_can_be_asked_again_and_whoever_stepped_back_cannot() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let id = application(world, &fund, &city(world, "Madison"), 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let rita = &fund.reviewers[0];
        let asked = |due: Option<&str>| {
            let accounts = [rita.account.expect("an account")];
            world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, due.map(day)))
        };
        let clears = |task| world.db.write(|tx| review::declare(tx, rita, task, "UDF", None)).expect("no conflict");
        let task = asked(None).expect("assigned")[0];
        clears(task);
        let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
        let half = Review { scores: vec![], overall: "Half a thought.".into() };
        world.db.write(|tx| review::save(tx, rita, task, &rubric, &half)).expect("a draft");
        world.db.write(|tx| review::remove(tx, &fund.officer, &about, task, "A slip.")).expect("taken off");

        assert_eq!(asked(Some("2027-03-01")).expect("asked again"), [task]);
        let (mine, standing) =
            world.db.read(|conn| Ok::<_, Error>((review::list_mine(conn, rita)?, review::standing(conn, id)?))).expect("a look");
        assert_eq!((mine[0].stage, mine[0].due_on, standing.owed), (Stage::Assigned, Some(day("2027-03-01")), 1));
        assert!(matches!(world.db.read(|conn| review::review(conn, rita, task)), Err(Error::Missing)), "she declares anew");
        clears(task);
        assert_eq!(world.db.read(|conn| review::review(conn, rita, task)).expect("hers").1.overall, "Half a thought.");
        assert!(asked(None).expect("nothing to do").is_empty(), "whoever reviews it is left as they are");

        world.db.write(|tx| review::abstain(tx, rita, task, &about.reference, "I know too little of it.")).expect("she abstains");
        let refused = asked(None).expect_err("she abstained");
        assert!(refused.fields()[0].message.contains("Rita stepped back from this application"), "{refused:?}");
    });
}

#[test]
fn whoever_reads_the_reviews_of_others_once_taken_off_is_not_asked_again() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let id = application(world, &fund, &city(world, "Madison"), 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let chair = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let asked = |who: &Actor| {
            let accounts = [who.account.expect("an account")];
            world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None))
        };
        for who in [&chair, &fund.reviewers[0]] {
            let task = asked(who).expect("assigned")[0];
            world.db.write(|tx| review::remove(tx, &chair, &about, task, "A slip.")).expect("taken off");
        }
        let page = signed_in(world, &fund.officer).get(&format!("/desk/applications/{}/assign", about.reference));
        page.must_be(200).must_say("was taken off it before");
        assert!(page.says("Rita") && !page.says("Clay"), "{}", page.text());
        let refused = asked(&chair).expect_err("he read the others' scores");
        assert!(refused.fields()[0].message.contains("Clay could read the reviews of others"), "{refused:?}");
        asked(&fund.reviewers[0]).expect("she read none");
    });
}

#[test]
fn an_officer_takes_a_reviewer_off_and_says_why() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let id = application(world, &fund, &city(world, "Madison"), 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let accounts: Vec<_> = fund.reviewers.iter().filter_map(|r| r.account).collect();
        let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned");
        let officer = signed_in(world, &fund.officer);
        let case = officer.get(&format!("/desk/applications/{}", about.reference));
        let page = officer.follow(&case, "Take Rita off");
        officer.press(&page, "Take the reviewer off", &[("reason", " ")]).must_be(422).must_say("Say why this reviewer is taken off");
        let done = officer.press(&page, "Take the reviewer off", &[("reason", "The panel was made smaller.")]);
        done.must_be(200).must_say("Removed");
        officer.get(&page.path).must_be(200).must_say("can no longer be taken off");
        let other = application(world, &fund, &city(world, "Dover"), 6_000);
        screened(world, &fund, other);
        let elsewhere = world.db.read(|conn| process::about(conn, other)).expect("a case").reference;
        officer.get(&format!("/desk/applications/{elsewhere}/reviewers/{}", tasks[1])).must_be(404);
        signed_in(world, &fund.approver).get(&page.path).must_be(404);

        assert!(matches!(world.db.read(|conn| review::review(conn, &fund.reviewers[0], tasks[0])), Err(Error::Missing)));
        assert_eq!(world.db.read(|conn| review::standing(conn, id)).expect("a standing").owed, 2);
        while world.deliver() > 0 {}
        let letters = world.mail_to("rita@demo.example");
        let told = letters.iter().find(|l| l.subject_line.starts_with("You no longer review application")).expect("she is told");
        assert!(told.body_text.contains("The panel was made smaller."));
    });
}

#[test]
fn what_reviewers_read_is_what_the_city_sent_last() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        screened(world, &fund, id);
        let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
        let rita = &fund.reviewers[0];
        let own = [rita.account.expect("an account")];
        let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &own, None)).expect("assigned")[0];
        world.db.write(|tx| review::declare(tx, rita, task, &about.reference, None)).expect("no conflict");
        let (browser, path) = (signed_in(world, rita), format!("/panel/reviews/{task}"));
        let official = &madison.official;
        // Each time it is read twice: the second time from what was kept.
        let mut known = "Words that answer it.";
        for next in ["The second need.", "The third need."] {
            for _ in 0..2 {
                browser.get(&path).must_be(200).must_say(known);
            }
            let until = Timestamp::parse("2027-03-20T22:00:00Z").expect("an instant");
            let parts = ["need_now".to_owned()];
            world.db.write(|tx| intake::reopen(tx, &fund.officer, id, &parts, ("Which need?", until))).expect("it is open again");
            let version = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").saved["need_now"].version;
            let saved = world.db.write(|tx| intake::save_answer(tx, official, id, "need_now", (next, version)));
            saved.expect("an answer");
            browser.get(&path).must_be(200).must_say(next);
            let version = world.db.read(|conn| intake::application(conn, id)).expect("an application").version;
            let certification = Certification { typed_name: official.name.clone(), has_agreed: true, version };
            world.db.write(|tx| intake::submit(tx, official, id, &certification, None).map(drop)).expect("received again");
            known = next;
        }
        let page = browser.get(&path);
        assert!(!page.must_be(200).must_say("The third need.").says("The second need."));
    });
}
