//! A round may allow two hundred activities: all of them are planned, paid for, sent and read, page by page, and one more is refused.

use crate::grant::{City, Fund, ROUND, answer_everything, city, fund_of, signed_in};
use crate::support::{Browser, Page, World, on_both, samples};
use std::time::{Duration, Instant};
use urban_diplomacy_fund::intake::{self, Application, AttendeeInput, CostInput, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::{opportunity, process};

/// Far more than any of these pages takes, and far less than one that looks at every pair of rows.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most bytes of a page of a list.
const MOST_BYTES: usize = 150_000;

fn round() -> String {
    let text = ROUND.replacen("min = 1\nmax = 8", "min = 1\nmax = 200", 1);
    assert_ne!(text, ROUND);
    text
}

/// A draft with everything but the last activity.
fn begun(world: &World, fund: &Fund, madison: &City) -> (Id<Application>, String) {
    let who = &madison.official;
    let begun = world.db.write(|tx| process::start_case(tx, who, fund.round, madison.id)).expect("a draft");
    let id = begun.id;
    let planned = world.db.write(|tx| {
        answer_everything(tx, who, id);
        let days = intake::draft(tx, id)?.definition.dates.clone();
        for n in 1..200 {
            let input = intake::ActivityInput {
                kind: "training".into(),
                title: format!("Course {n:03}"),
                place: "Lyon".into(),
                country: "France".into(),
                starts_on: Some(days.performance_starts),
                ends_on: Some(days.performance_starts),
                ..intake::ActivityInput::default()
            };
            let activity = intake::add_activity(tx, who, id, &input)?;
            let clerk = AttendeeInput { name: "Cleo".into(), job: "Clerk".into(), standing: "career".into() };
            let version = intake::activity(tx, activity)?.version;
            intake::change_attendees(tx, who, activity, version, &[clerk])?;
            let fee = CostInput { category: "training".into(), what: "Fee".into(), each: "50".into(), ..CostInput::default() };
            intake::save_costs(tx, who, activity, version + 1, &[fee])?;
        }
        let kinds = intake::draft(tx, id)?.definition.slot("quote").expect("a slot").types.clone();
        let file = world.app.files.accept_bytes("quote.pdf", &samples::pdf("quote"), &kinds).expect("a file");
        intake::attach(
            tx,
            who,
            NewAttachment { application: id, slot: "quote", file: &file, quota: Quota::from(&world.app.settings.files) },
        )?;
        Ok::<_, intake::EditError>(())
    });
    planned.expect("199 activities");
    (id, format!("/portal/applications/{}", begun.reference))
}

fn quick(browser: &Browser, path: &str) -> Page {
    let before = Instant::now();
    let page = browser.get(path);
    assert!(before.elapsed() < PATIENCE, "{path} took {:?}", before.elapsed());
    page.must_be(200);
    page
}

fn add(ada: &Browser, base: &str, title: &str) -> Page {
    let day = |which: &str| [("month", "5"), ("day", "10"), ("year", "2027")].map(|(part, value)| (format!("{which}_{part}"), value));
    let dates: Vec<(String, &str)> = day("starts_on").into_iter().chain(day("ends_on")).collect();
    let mut typed = vec![("kind", "training"), ("title", title), ("place", "Lyon"), ("country", "France")];
    typed.extend(dates.iter().map(|(name, value)| (name.as_str(), *value)));
    ada.press(&ada.get(&format!("{base}/activities/new")), "Save and continue", &typed)
}

#[test]
fn two_hundred_activities_are_sent_and_one_more_is_refused() {
    on_both(|world| {
        let fund = fund_of(world, &round(), 100_000);
        let madison = city(world, "Madison");
        let (id, base) = begun(world, &fund, &madison);
        let ada = signed_in(world, &madison.official);
        let people = add(&ada, &base, "Course 200");
        people.must_be(200).must_say("Who takes part in Course 200?");
        ada.press(&people, "Save and continue", &[("name_0", "Cleo"), ("job_0", "Clerk"), ("standing_0", "career")]).must_be(200);
        let refused = add(&ada, &base, "Course 201");
        refused.must_be(422).must_say("An application can have 200 activities. Remove one first.");
        assert!(refused.body.contains("Course 201"), "what was typed stays");

        let list = quick(&ada, &format!("{base}/activities"));
        list.must_say("Activities 1 to 25 of 200").must_say("Course 025").must_say("An application can have 200 activities.");
        assert!(!list.says("Course 026") && !list.says("Add an activity"));
        assert!(list.body.len() < MOST_BYTES, "{} bytes", list.body.len());
        quick(&ada, &format!("{base}/activities?page=8")).must_say("Course 200").must_say("Activities 176 to 200 of 200");
        quick(&ada, &format!("{base}/activities?page=99")).must_say("Course 200");

        let budget = quick(&ada, &format!("{base}/budget?page=8"));
        budget.must_say("Activities 176 to 200 of 200").must_say("Total of all activities").must_say("$9,950.00");
        assert!(!budget.says("Course 175") && budget.body.len() < MOST_BYTES);
        let costs = ada.follow(&budget, "Course 200");
        let typed = [("category_0", "training"), ("what_0", "Fee"), ("each_0", "50")];
        ada.press(&costs, "Save and add up", &typed).must_be(200).must_say("$10,000.00");

        let check = quick(&ada, &format!("{base}/check"));
        check.must_say("Course 001").must_say("Course 200").must_say("$10,000.00");
        assert!(!check.says("This is still missing"), "{}", check.text());
        let before = Instant::now();
        let certify = quick(&ada, &format!("{base}/certify"));
        let receipt = ada.press(&certify, "Certify and submit", &[("typed_name", &madison.official.name), ("agree", "yes")]);
        receipt.must_be(200).must_say("Application submitted").must_say("$10,000.00");
        assert!(before.elapsed() < PATIENCE * 2, "sending took {:?}", before.elapsed());

        let sent = world.db.read(|conn| intake::latest_submission(conn, id)).expect("it was received");
        assert!(sent.document.contains("Course 001") && sent.document.contains("Course 200"));
        let olive = signed_in(world, &fund.officer);
        let reference = base.rsplit('/').next().expect("a number");
        quick(&olive, &format!("/desk/applications/{reference}")).must_say("$10,000.00");
    });
}

#[test]
fn a_round_allows_two_hundred_activities_at_most() {
    opportunity::read("round.toml", &round()).expect("sound");
    let more = opportunity::read("round.toml", &round().replacen("max = 200", "max = 201", 1)).expect_err("too many");
    assert!(more.to_string().contains("The most must be at least the fewest, and 200 at most."), "{more}");
}
