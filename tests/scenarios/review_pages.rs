//! The pages of a reviewer: nothing typed is lost between two windows, the queue comes in a fair order, and one
//! sees the panel's scores only when one's own are in.

use crate::grant::{Fund, application, city, fund, screened, signed_in};
use crate::support::{Browser, Page, World, on_both};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, About, Assignment};

const JSON: &[(&str, &str)] =
    &[("accept", "application/json"), ("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
/// What programs trip over.
const ODD: &str = "“Quotes” & <b>markup</b> %26 +1\n\n  E\u{301}t\u{e9} 👩\u{200d}🚀 {{x}}\u{a0}end";

/// An application in review, and a task on it for each of these reviewers.
fn in_review(world: &World, fund: &Fund, place: &str, reviewers: &[&Actor]) -> (About, Vec<Id<Assignment>>) {
    let id = application(world, fund, &city(world, place), 6_000);
    screened(world, fund, id);
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let accounts: Vec<_> = reviewers.iter().filter_map(|r| r.account).collect();
    let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned");
    (about, tasks)
}

fn cleared(world: &World, who: &Actor, about: &About, task: Id<Assignment>) {
    world.db.write(|tx| review::declare(tx, who, task, &about.reference, None)).expect("no conflict");
}

const SCORES: [&str; 4] = ["need_and_fit", "results_for_city", "lasting_skills", "plan_and_budget"];

/// Presses the button with the same score everywhere.
fn submits(browser: &Browser, page: &Page, score: &str) -> Page {
    let fields: Vec<(String, String)> =
        SCORES.iter().flat_map(|c| [(format!("score-{c}"), score.to_owned()), (format!("comment-{c}"), "Because.".to_owned())]).collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    browser.press(page, "Submit review", &fields)
}

fn address(task: Id<Assignment>) -> String {
    format!("/panel/reviews/{task}")
}

/// Sends what a page holds, with these fields, as its script does; what the server says.
fn autosaves(browser: &Browser, page: &Page, task: Id<Assignment>, fields: &[(&str, &str)]) -> (u16, serde_json::Value) {
    let body = serde_urlencoded::to_string(page.fill(Some("Save draft"), fields).fields).expect("a form");
    let (answer, _) = browser.request_once("POST", &format!("{}/autosave", address(task)), JSON, body.as_bytes());
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

#[test]
fn two_windows_lose_nothing() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let rita = &fund.reviewers[0];
        let (about, tasks) = in_review(world, &fund, "Madison", &[rita]);
        cleared(world, rita, &about, tasks[0]);
        let (desk, phone) = (signed_in(world, rita), signed_in(world, rita));
        let (on_desk, on_phone, on_phone_too) =
            (desk.get(&address(tasks[0])), phone.get(&address(tasks[0])), phone.get(&address(tasks[0])));
        desk.press(&on_desk, "Save draft", &[("comment-need_and_fit", ODD), ("score-need_and_fit", "4")]).must_be(200).must_say("Saved");
        // Another field in an older page: both stay.
        phone
            .press(&on_phone, "Save draft", &[("comment-lasting_skills", "From the phone.")])
            .must_be(200)
            .must_say("1 of 4 criteria scored");
        let both = desk.get(&address(tasks[0]));
        assert_eq!(both.all("#comment-lasting_skills"), ["From the phone."]);
        assert_eq!(typed(&both, "comment-need_and_fit"), ODD);

        // The same field in an older page: both are shown, and what is saved stays.
        let mine = [("comment-need_and_fit", "Typed on the phone."), ("score-need_and_fit", "2"), ("overall", "New.")];
        let clash = phone.press(&on_phone_too, "Save draft", &mine);
        clash.must_be(422).must_say("Saved in another window: comment").must_say("“Quotes” & <b>markup</b> %26 +1").must_say("4 – ");
        assert_eq!(typed(&clash, "comment-need_and_fit"), "Typed on the phone.");
        assert_eq!(typed(&desk.get(&address(tasks[0])), "comment-need_and_fit"), ODD, "nothing was overwritten");
        assert_eq!(typed(&desk.get(&address(tasks[0])), "overall"), "New.", "what clashes with nothing is kept");
        // Taking the other one shows one's own beside it; nothing is saved by that.
        let mut take = clash.fill(Some("Save draft"), &[]);
        take.fields.retain(|(name, _)| name != "action");
        take.fields.push(("take".into(), "comment-need_and_fit".into()));
        let taken = phone.send_form(&take, &[]);
        taken.must_be(200).must_say("You typed before: comment").must_say("Typed on the phone.");
        assert_eq!(typed(&taken, "comment-need_and_fit"), ODD);
        // Having seen both, the next press keeps what is in the fields.
        phone.press(&clash, "Save draft", &[]).must_be(200);
        let now = desk.get(&address(tasks[0]));
        assert_eq!(typed(&now, "comment-need_and_fit"), "Typed on the phone.");

        // Nothing is submitted that its reviewer has not seen: the older page shows what is newer first.
        let old = submits_only(&desk, &both);
        old.must_be(422).must_say("You changed this in another window. This is what you saved there");
        assert_eq!(typed(&old, "comment-need_and_fit"), "Typed on the phone.");
        submits(&desk, &old, "4").must_be(200).must_say("Submitted.");
    });
}

/// Fills what the older page lacks, leaves the rest as it was, and submits.
fn submits_only(browser: &Browser, page: &Page) -> Page {
    let fields = [
        ("score-results_for_city", "4"),
        ("comment-results_for_city", "Because."),
        ("score-lasting_skills", "4"),
        ("score-plan_and_budget", "4"),
        ("comment-plan_and_budget", "Because."),
    ];
    browser.press(page, "Submit review", &fields)
}

/// What a field of a form holds, character by character.
fn typed(page: &Page, name: &str) -> String {
    let form = page.fill(Some("Save draft"), &[]);
    form.fields.into_iter().find(|(n, _)| n == name).map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
}

#[test]
fn what_is_typed_is_saved_as_it_is_typed() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let rita = &fund.reviewers[0];
        let (about, tasks) = in_review(world, &fund, "Madison", &[rita]);
        cleared(world, rita, &about, tasks[0]);
        let (desk, phone) = (signed_in(world, rita), signed_in(world, rita));
        let page = desk.get(&address(tasks[0]));
        let first = [("score-need_and_fit", "5"), ("comment-need_and_fit", "First.")];
        let (status, told) = autosaves(&desk, &page, tasks[0], &first);
        assert_eq!((status, told["changed"].as_bool()), (200, Some(false)), "{told}");
        assert_eq!((told["total"]["points"].as_str(), told["total"]["share"].as_str()), (Some("5.00"), Some("25%")), "{told}");
        assert!(told["at"].as_str().is_some_and(|at| at.ends_with('Z')) && told["saved_at"].as_str().is_some());
        // An answer that was lost on its way is sent again as it was: that is no clash.
        assert_eq!(autosaves(&desk, &page, tasks[0], &first).0, 200);
        // The page goes on from what it was told.
        let mark = told["held"]["was-comment-need_and_fit"].as_str().expect("a mark").to_owned();
        let goes_on =
            [("comment-need_and_fit", "First and second."), ("was-comment-need_and_fit", mark.as_str()), ("score-need_and_fit", "5")];
        assert_eq!(autosaves(&desk, &page, tasks[0], &goes_on).0, 200);
        // Another window that never saw it is told so; what clashes with nothing is kept.
        let theirs = [("comment-need_and_fit", "Other."), ("overall", "Whole.")];
        let (status, told) = autosaves(&phone, &page, tasks[0], &theirs);
        assert_eq!((status, told["changed"].as_bool()), (409, Some(true)), "{told}");
        let held = told["held"].as_object().expect("marks");
        assert!(held.contains_key("was-overall") && !held.contains_key("was-comment-need_and_fit"), "{told}");
        let now = desk.get(&address(tasks[0]));
        assert_eq!((typed(&now, "comment-need_and_fit").as_str(), typed(&now, "overall").as_str()), ("First and second.", "Whole."));
        // More than can be submitted is kept, and said at the end.
        let long = "x".repeat(4_100);
        assert_eq!(autosaves(&desk, &now, tasks[0], &[("comment-lasting_skills", long.as_str())]).0, 200);
        let again = desk.get(&address(tasks[0]));
        desk.press(&again, "Submit review", &[]).must_be(422).must_say("Shorten the comment to at most 4,000 characters.");
        assert_eq!(autosaves(&desk, &now, tasks[0], &[("overall", "y".repeat(20_001).as_str())]).0, 422);
        // Nobody else saves there, and nobody after it is submitted.
        assert_eq!(autosaves(&signed_in(world, &fund.reviewers[1]), &now, tasks[0], &theirs).0, 404);
        let last = desk.get(&address(tasks[0]));
        submits(&desk, &last, "3").must_be(200).must_say("1 of 1 done");
        assert_eq!(autosaves(&desk, &now, tasks[0], &theirs).0, 404);
    });
}

#[test]
fn the_queue_gives_every_application_its_reviews() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let places = ["Madison", "Monona", "Dover"];
        let all: Vec<_> = places.iter().map(|place| in_review(world, &fund, place, &[rita, ravi])).collect();
        for (about, tasks) in &all {
            cleared(world, rita, about, tasks[0]);
            cleared(world, ravi, about, tasks[1]);
        }
        // Two of the three have a review by somebody else: the third one comes first.
        let his = signed_in(world, ravi);
        for (_, tasks) in &all[..2] {
            submits(&his, &his.get(&address(tasks[1])), "3").must_be(200);
        }
        let hers = signed_in(world, rita);
        let queue = hers.get("/panel");
        queue.must_say("0 of 3 done").must_say("About 1½ hours of work left.");
        assert_eq!(queue.rows()[0][0], all[2].0.reference, "the least reviewed comes first");
        let first = hers.follow(&queue, "Go on with the next review");
        first.must_say(&all[2].0.reference);
        // Drafts lead through all of them before any comes again.
        let second = hers.press(&first, "Save and next", &[("overall", "Begun.")]);
        let third = hers.press(&second, "Save and next", &[]);
        let fourth = hers.press(&third, "Save and next", &[]);
        let seen = [&first, &second, &third].map(|page| page.one("h1 + .udf-lead"));
        assert!(seen[0] != seen[1] && seen[1] != seen[2] && seen[0] != seen[2], "{seen:?}");
        assert_eq!(fourth.one("h1 + .udf-lead"), seen[0]);
        assert_eq!(typed(&fourth, "overall"), "Begun.");
        assert_eq!(hers.follow(&fourth, "Next application").one("h1 + .udf-lead"), seen[1]);

        // What is put off comes last, with what was written.
        let after = hers.press(&fourth, "Skip for now", &[("comment-need_and_fit", "Later.")]);
        after.must_say("It is put off to the end of your list");
        assert_eq!(after.one("h1 + .udf-lead"), seen[1]);
        let rows = hers.get("/panel").rows();
        assert_eq!(rows[2][0], all[2].0.reference);
        assert!(rows[2][4].starts_with("Put off"), "{rows:?}");
        assert_eq!(typed(&hers.get(&address(all[2].1[0])), "comment-need_and_fit"), "Later.");
        // Submitting leads to the one that has the fewest, and what was put off waits until the end.
        let next = submits(&hers, &after, "4");
        assert_eq!(next.one("h1 + .udf-lead"), seen[2]);
        let last = submits(&hers, &next, "4");
        assert_eq!(last.one("h1 + .udf-lead"), seen[0]);
        hers.get("/panel").must_say("2 of 3 done");
    });
}

#[test]
fn an_abstention_is_no_conflict_and_no_score() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (about, tasks) = in_review(world, &fund, "Madison", &[rita, ravi]);
        cleared(world, rita, &about, tasks[0]);
        cleared(world, ravi, &about, tasks[1]);
        let his = signed_in(world, ravi);
        submits(&his, &his.get(&address(tasks[1])), "5").must_be(200);
        let hers = signed_in(world, rita);
        let page = hers.get(&address(tasks[0]));
        hers.press(&page, "Save draft", &[("score-need_and_fit", "1")]).must_be(200);
        let form = hers.follow(&page, "I cannot judge this application");
        hers.press(&form, "Abstain", &[("reason", " ")]).must_be(422).must_say("Say in a few words why you cannot judge");
        let done = hers.press(&form, "Abstain", &[("reason", "I know nothing of ports.")]);
        done.must_be(200).must_say("You abstained.").must_say("Abstained").must_say("0 of 0 done");
        hers.get(&address(tasks[0])).must_be(404);
        hers.get(&form.path).must_be(404);

        let id = about.application;
        let standing = world.db.read(|conn| review::standing(conn, id)).expect("a standing");
        assert_eq!((standing.summary.expect("his").mean.to_string().as_str(), standing.owed, standing.submitted()), ("5.00", 0, 1));
        assert!(!world.db.read(|conn| process::is_recused(conn, rita, id)).expect("an answer"), "no conflict");
        let case = signed_in(world, &fund.officer).get(&format!("/desk/applications/{}", about.reference));
        case.must_say("Abstained").must_say("I know nothing of ports.");
        while world.deliver() > 0 {}
        let letters = world.mail_to("olive@demo.example");
        let told =
            letters.iter().find(|l| l.subject_line == format!("A reviewer abstained from {}", about.reference)).expect("she is told");
        assert!(!told.body_text.contains("ports"), "what was said is read after signing in");
    });
}

#[test]
fn conflicts_are_declared_for_all_at_once_before_any_content() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let rita = &fund.reviewers[0];
        let all: Vec<_> = ["Madison", "Monona", "Dover"].iter().map(|place| in_review(world, &fund, place, &[rita])).collect();
        let hers = signed_in(world, rita);
        let page = hers.follow(&hers.get("/panel"), "Declare on 3 new applications at once");
        page.must_be(200).must_say("Madison, WI").must_say("Dover, WI");
        assert!(!page.says("Protocol course") && !page.says("$6,000"), "content before the declaration");
        hers.press(&page, "Declare", &[]).must_be(422).must_say("Say for at least one application");
        let field = |kind: &str, at: usize| format!("{kind}-{}", all[at].1[0]);
        let (conflict, note) = (field("conflict", 0), field("note", 0));
        let silent = hers.press(&page, "Declare", &[(&conflict, "yes"), ("others", "yes")]);
        silent.must_be(422).must_say("Say in a few words what the conflict is");
        hers.get("/panel").must_say("Declare on 3 new applications at once");
        // One that comes while she reads is not among those she spoke of.
        let late = in_review(world, &fund, "Elkhart", &[rita]);
        let done = hers.press(&silent, "Declare", &[(&note, "My cousin is the mayor.")]);
        done.must_be(200).must_say("Recorded.").must_say("0 of 3 done");
        assert!(!done.says("Madison"), "what one stepped back from is gone");
        let stages: Vec<String> = all
            .iter()
            .chain([&late])
            .map(|(_, tasks)| world.db.read(|conn| review::assignment(conn, &fund.officer, tasks[0])).expect("a task").stage.to_string())
            .collect();
        assert_eq!(stages, ["recused", "cleared", "cleared", "assigned"]);
        hers.get(&address(all[0].1[0])).must_be(404);
        hers.get(&address(all[1].1[0])).must_be(200).must_say("Protocol course");
        assert_eq!(signed_in(world, &fund.reviewers[1]).get("/panel/conflicts").text().matches("WI").count(), 0);
    });
}

#[test]
fn the_panels_scores_are_shown_when_ones_own_are_in() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let all: Vec<&Actor> = fund.reviewers.iter().collect();
        let (about, tasks) = in_review(world, &fund, "Madison", &all);
        for (who, task) in all.iter().zip(&tasks) {
            cleared(world, who, &about, *task);
        }
        let address_of_scores = "/panel/rounds/training-and-conference-support-2027/scores";
        let browsers: Vec<Browser> = all.iter().map(|who| signed_in(world, who)).collect();
        let submit = |at: usize, score: &str| submits(&browsers[at], &browsers[at].get(&address(tasks[at])), score);
        submit(0, "5").must_be(200);
        browsers[1].get(address_of_scores).must_be(404);
        let alone = browsers[0].get(address_of_scores);
        alone
            .must_be(200)
            .must_say("On average you gave 5.0.")
            .must_say("The rest of the panel is shown once 2 others have submitted reviews.");
        submit(1, "3").must_be(200);
        assert!(!browsers[0].get(address_of_scores).says("3"), "the scores of one person");
        browsers[2].get(address_of_scores).must_be(404);
        submit(2, "2").must_be(200);
        let page = browsers[0].follow(&browsers[0].get("/panel"), "Your scores: Training and Conference Support 2027");
        page.must_be(200).must_say("On average you gave 5.0 and the 2 others gave 2.5.");
        assert_eq!(page.rows().iter().map(|row| row.join(" ")).collect::<Vec<_>>(), ["2 0 0% 4 50%", "3 0 0% 4 50%", "5 4 100% 0 0%"]);
        signed_in(world, &fund.officer).get(address_of_scores).must_be(404);
    });
}
