//! The phases of the review of a round: set up by an officer, and what reviewers see of each other in them.

use crate::grant::{self, Fund, application, city, fund, screened, signed_in};
use crate::support::{Page, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::{Id, Kind, Refusal};
use urban_diplomacy_fund::panel::{self, Flags, NewPhase, Scores};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, Assignment, Review, Score};

const PHASES: &str = "/desk/panels/training-and-conference-support-2027/phases";
const SLUG: &str = "training-and-conference-support-2027";

const INDIVIDUAL: &[(&str, &str)] = &[
    ("name", "Individual review"),
    ("begins_on_month", "1"),
    ("begins_on_day", "4"),
    ("begins_on_year", "2027"),
    ("begins_at", "9:00 AM"),
    ("ends_on_month", "3"),
    ("ends_on_day", "1"),
    ("ends_on_year", "2027"),
    ("ends_at", "5:00 PM"),
    ("scores", "never"),
    ("reviewers", "no"),
];
const DISCUSSION: &[(&str, &str)] = &[
    ("name", "Discussion"),
    ("begins_on_month", "3"),
    ("begins_on_day", "2"),
    ("begins_on_year", "2027"),
    ("begins_at", "9:00 AM"),
    ("scores", "always"),
    ("reviewers", "no"),
    ("changes", "yes"),
];

#[track_caller]
fn adds(who: &crate::support::Browser, values: &[(&str, &str)]) -> Page {
    who.press(&who.get(PHASES), "Add the phase", values)
}

/// The three reviewers are assigned and have no conflict.
fn tasks(world: &World, fund: &Fund, id: Id<Application>) -> Vec<Id<Assignment>> {
    screened(world, fund, id);
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let accounts: Vec<_> = fund.reviewers.iter().filter_map(|r| r.account).collect();
    let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned");
    for (who, task) in fund.reviewers.iter().zip(&tasks) {
        world.db.write(|tx| review::declare(tx, who, *task, &about.reference, None)).expect("no conflict");
    }
    tasks
}

fn submits(world: &World, (who, task): (&Actor, Id<Assignment>), id: Id<Application>) {
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let score =
        |criterion: &str| Score { criterion: criterion.into(), score: Some(4), judgment: None, comment: format!("canary of {}", who.name) };
    let written = Review { scores: rubric.criteria.iter().map(|c| score(&c.id)).collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, who, task, (&rubric, "UDF"), &written)).expect("submitted");
}

#[test]
fn an_officer_sets_up_phases_that_never_overlap() {
    on_both(|world| {
        let fund = fund(world, 10_000);
        let olive = signed_in(world, &fund.officer);
        let page = olive.follow(&olive.get("/desk/panels/training-and-conference-support-2027"), "Phases of the review");
        page.must_be(200).must_say("After submitting their own").must_say("None. Reviewers see who applies");
        let wrong = olive.press(&page, "Add the phase", &[("name", " "), ("begins_at", "noon")]);
        wrong.must_be(422).must_say("Enter the day.").must_say("Enter the time, such as 9:00 AM.");
        assert!(wrong.body.contains("noon"), "what was typed stays");
        let backwards = [INDIVIDUAL, &[("name", ""), ("ends_on_month", "1"), ("ends_on_day", "2")]].concat();
        let backwards: Vec<_> = (0..backwards.len())
            .filter(|n| !backwards[n + 1..].iter().any(|later| later.0 == backwards[*n].0))
            .map(|n| backwards[n])
            .collect();
        let wrong = olive.press(&page, "Add the phase", &backwards);
        wrong.must_be(422).must_say("Enter a name of at most 60 characters").must_say("The end must come after the beginning.");
        adds(&olive, INDIVIDUAL).must_be(200).must_say("The phase is saved.").must_say("January 4, 2027, 9:00 AM EST").must_say("Now");
        adds(&olive, INDIVIDUAL)
            .must_be(422)
            .must_say("Another phase of this round has this name.")
            .must_say("This overlaps with the phase “Individual review”.");
        adds(&olive, DISCUSSION).must_be(200).must_say("No end").must_say("To come");

        // A change is by the version that was read, and in the record.
        let page = olive.follow(&olive.get(PHASES), "Discussion");
        let late = olive.get(&page.path);
        olive.press(&page, "Save the phase", &[("begins_on_month", "2")]).must_be(422).must_say("This overlaps with the phase");
        olive.press(&page, "Save the phase", &[("begins_at", "10:30 AM")]).must_be(200).must_say("March 2, 2027, 10:30 AM EST");
        olive.press(&late, "Save the phase", &[("begins_at", "11:30 AM")]).must_be(409).must_say("was changed after you opened the page");
        olive.press(&late, "Take this phase away", &[]).must_be(409);
        use schema::audit_events as e;
        let read = world
            .db
            .read(|conn| e::table.filter(e::fact.eq("panel.phase_saved")).select(e::payload).load::<String>(conn).map_err(Error::from));
        let payloads = read.expect("records");
        assert!(payloads.len() == 3 && payloads.iter().any(|p| p.contains("\"after_own\"") || p.contains("\"always\"")), "{payloads:?}");
        let page = olive.get(&page.path);
        olive.press(&page, "Take this phase away", &[]).must_be(200).must_say("The phase is taken away.");
        assert_eq!(world.db.read(|conn| panel::list_phases(conn, fund.round)).expect("phases").len(), 1);

        // The chair and the auditor read; others see nothing.
        let chair = world.db.write(|tx| Ok::<_, Error>(grant::person(tx, "Cora", &[FundRole::Chair]))).expect("a chair");
        let cora = signed_in(world, &chair);
        assert!(!cora.get(PHASES).must_be(200).body.contains("Add the phase"));
        signed_in(world, &fund.reviewers[0]).get(PHASES).must_be(404);
        let new = NewPhase { name: "X".into(), begins_at: world.clock.now(), ends_at: None, flags: Flags::default() };
        let refused = world.db.write(|tx| panel::add_phase(tx, &chair, SLUG, &new)).expect_err("a chair");
        assert_eq!(refused.kind(), Kind::Forbidden);
    });
}

#[test]
fn reviewers_see_of_each_other_what_the_phase_allows() {
    on_both(|world| {
        let fund = fund(world, 12_000);
        let madison = city(world, "Madison");
        let id = application(world, &fund, &madison, 8_000);
        let tasks = tasks(world, &fund, id);
        let olive = signed_in(world, &fund.officer);
        adds(&olive, INDIVIDUAL).must_be(200);
        adds(&olive, DISCUSSION).must_be(200);
        let flags = world.db.read(|conn| panel::flags_now(conn, fund.round, world.clock.now())).expect("flags");
        assert_eq!(flags, Flags { applicants: true, scores: Scores::Never, reviewers: false, changes: false });
        submits(world, (&fund.reviewers[0], tasks[0]), id);
        submits(world, (&fund.reviewers[1], tasks[1]), id);

        // Never: one's own alone, even when it is submitted; an officer sees all.
        let [rita, _, rosa] = [0, 1, 2].map(|n| signed_in(world, &fund.reviewers[n]));
        let (own, open) = (format!("/panel/reviews/{}", tasks[0]), format!("/panel/reviews/{}", tasks[2]));
        let page = rita.get(&own);
        page.must_be(200).must_say("canary of Rita");
        assert!(!page.says("canary of Ravi") && !page.says("Ravi"), "{}", page.text());
        let seen = |who: &Actor| world.db.read(|conn| review::list_submitted(conn, who, id, world.clock.now()));
        assert_eq!(seen(&fund.reviewers[0]).expect("her own").len(), 1);
        assert!(matches!(seen(&fund.reviewers[2]), Err(Error::Missing)));
        assert_eq!(seen(&fund.officer).expect("all").len(), 2);
        let page = rosa.get(&open);
        page.must_say("Nobody sees your scores before you submit, and you see nobody’s.");

        // In the gap nothing opens.
        world.at("2027-03-01T23:00:00Z");
        assert!(!rita.get(&own).says("canary of Ravi"));

        // Always: whoever declared no conflict sees what is submitted, without names.
        world.at("2027-03-02T14:00:10Z");
        let page = rita.get(&own);
        page.must_say("canary of Ravi").must_say("Review by reviewer 1");
        assert!(!page.says("Review by Ravi"), "{}", page.text());
        let page = rosa.get(&open);
        page.must_be(200).must_say("Reviews that others submitted").must_say("canary of Rita").must_say("Review by reviewer 2");
        assert!(!page.says("you see nobody’s") && !page.says("Review by R"), "{}", page.text());
        let names: Vec<_> = seen(&fund.officer).expect("all").into_iter().map(|(task, _)| task.reviewer_name).collect();
        assert_eq!(names, ["Rita", "Ravi"], "an officer knows who reviews");

        // Names, when the phase shows them.
        let page = olive.follow(&olive.get(PHASES), "Discussion");
        olive.press(&page, "Save the phase", &[("reviewers", "yes"), ("scores", "after_own")]).must_be(200);
        rita.get(&own).must_say("Review by Ravi");
        assert!(!rosa.get(&open).says("canary of"), "not before her own");
    });
}
