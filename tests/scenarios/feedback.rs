//! Feedback: prepared by staff, released for a round, held until its instant and until the city was told the decision;
//! without the name of a reviewer, and without a review that does not count.

use crate::grant::{self, City, Fund, city, fund, fund_of, ready, signed_in};
use crate::joint::{CONFIRM, asked, draft, joint_round, lead, name_sitka, portal, submits};
use crate::standard_way::{ROUND, approve, number, recommended, tell, with_the_panel};
use crate::support::{Browser, Page, World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole};
use urban_diplomacy_fund::process::{self, Press};

const FAST: &str = "training-and-conference-support-2027";
const STANDARD: &str = "city-engagement-grants-2027";
/// 9:00 AM in the zone of the round, and the second before.
const INSTANT: &str = "2027-03-01T14:00:00Z";
const BEFORE: &str = "2027-03-01T13:59:59Z";
const LATER: [(&str, &str); 5] = [("when", "later"), ("on_month", "3"), ("on_day", "1"), ("on_year", "2027"), ("at", "9:00 AM")];
const SUBJECT: &str = "Feedback on your application";

fn declined(world: &World, who: &Actor, id: Id<Application>) {
    world.db.write(|tx| process::decline(tx, who, id, "Others reach more people.", &Press::default())).expect("declined");
}

fn prepare_page(reference: &str) -> String {
    format!("/desk/applications/{reference}/feedback")
}

fn city_page(reference: &str) -> String {
    format!("/portal/applications/{reference}/feedback")
}

/// The names of the fields in which comments are mended, in the order of the page.
fn wordings(page: &Page) -> Vec<String> {
    let fields = page.body.split("name=\"wording-").skip(1).filter_map(|rest| rest.split('"').next());
    fields.map(|rest| format!("wording-{rest}")).collect()
}

fn feedback_to(world: &World, who: &Actor) -> Vec<String> {
    let letters = world.mail_to(&who.email).into_iter().filter(|letter| letter.subject_line.contains(SUBJECT));
    letters.map(|letter| letter.body_text).collect()
}

/// Releases every letter of a round as these fields say.
#[track_caller]
fn release(browser: &Browser, slug: &str, when: &[(&str, &str)]) -> Page {
    let form = browser.get(&format!("/desk/feedback/{slug}/release"));
    browser.press(&form, "Release the feedback", when)
}

#[test]
fn w17_feedback_is_held_until_its_instant_and_until_the_decision_is_told() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let lost = with_the_panel(world, &fund, &madison, 8_000);
        declined(world, &fund.approver, lost);
        let won = recommended(world, &fund, &monona, 8_000);
        assert!(approve(world, &fund.approver, won).expect("approved"));
        let (lost_number, won_number) = (number(world, lost), number(world, won));
        let (officer, official) = (signed_in(world, &fund.officer), signed_in(world, &madison.official));

        let mended = "Say who trains the others.";
        let page = officer.get(&prepare_page(&lost_number));
        prepared(&officer, &page, mended);
        let round = officer.get(&format!("/desk/feedback/{STANDARD}"));
        round.must_be(200).must_say("2 letters are not released yet.").must_say("Olive").must_say("As the round says");
        let form = officer.follow(&round, "Look at the letters that are not released (2) and release them");
        form.must_say("2 letters go out.")
            .must_say("It was chosen for an award.")
            .must_say("It was not chosen for an award.")
            .must_say(mended);
        officer
            .press(&form, "Release the feedback", &[("when", "later")])
            .must_be(422)
            .must_say("Enter the day.")
            .must_say("Enter the time");
        let past = [("when", "later"), ("on_month", "1"), ("on_day", "1"), ("on_year", "2024"), ("at", "9:00 AM")];
        officer.press(&form, "Release the feedback", &past).must_be(422).must_say("This time has passed");
        // What was looked at is what is released.
        let other = officer.get(&prepare_page(&won_number));
        officer.press(&other, "Save the feedback", &[("advice", "Begin earlier.")]).must_be(200);
        let again = officer.press(&form, "Release the feedback", &LATER);
        again.must_be(422).must_say("not those that you looked at").must_say("Begin earlier.");
        let done = officer.press(&again, "Release the feedback", &LATER);
        done.must_be(200).must_say("Held until March 1, 2027, 9:00 AM EST").must_say("2 wait, 0 let out, 0 stopped");
        officer.get(&prepare_page(&lost_number)).must_say("This letter is released. To change it, call the release off first.");
        officer.send_form(&page.fill(Some("Save the feedback"), &[("advice", "Late.")]), &[]).must_be(409).must_say("waits for its day");

        world.at(BEFORE);
        assert_eq!(feedback_to(world, &madison.official), Vec::<String>::new(), "not before its instant");
        tell(world, &fund.officer, lost);
        assert!(feedback_to(world, &madison.official).is_empty());
        official.get(&city_page(&lost_number)).must_be(404);
        world.at(INSTANT);
        let letters = feedback_to(world, &madison.official);
        assert_eq!(letters.len(), 1, "at its instant");
        assert!(feedback_to(world, &monona.official).is_empty(), "the award is decided and not told");
        officer
            .get(&format!("/desk/feedback/{STANDARD}"))
            .must_say("Waits until the city is told the decision")
            .must_say("1 wait, 1 let out");
        signed_in(world, &monona.official).get(&city_page(&won_number)).must_be(404);
        tell(world, &fund.officer, won);
        assert_eq!(feedback_to(world, &monona.official).len(), 1);
        assert!(feedback_to(world, &monona.official)[0].contains("Begin earlier."));
        read_by_its_city(world, &fund, (&lost_number, mended), (&official, &madison, &monona));
        while world.deliver() > 0 {}
        assert_eq!(feedback_to(world, &madison.official), letters, "once");
        recorded(world, lost);
    });
}

/// A comment is mended, another held back, and how to improve is written; mistakes keep what was typed.
fn prepared(officer: &Browser, page: &Page, mended: &str) {
    page.must_be(200).must_say("Comment by Rita").must_say("The letter as it is saved").must_say("Mean of the scores: 4.00 of 5");
    let fields = wordings(page);
    let wrong = officer.press(page, "Save the feedback", &[(&fields[0], "Rita says: good."), ("advice", "Name the people who travel.")]);
    wrong.must_be(422).must_say("Take the name “Rita” out");
    assert!(wrong.body.contains("Rita says: good.") && wrong.body.contains("Name the people who travel."), "what was typed stays");
    let held = fields[1].replace("wording-", "release-");
    let done = officer.press(&wrong, "Save the feedback", &[(&fields[0], mended), (&held, "")]);
    done.must_be(200).must_say("The feedback is prepared.").must_say("wrote it");
    let letter = done.all("div.udf-letter").concat();
    assert!(letter.contains(mended) && letter.contains("Name the people who travel."), "{letter}");
    assert_eq!(letter.matches("Because, as it says").count(), fields.len() - 2, "one is mended and one held back: {letter}");
    for name in ["Rita", "Ravi", "Rosa"] {
        assert!(!letter.contains(name), "{letter}");
    }
    officer.press(page, "Save the feedback", &[("advice", "Another tab.")]).must_be(409);
}

/// The page, its PDF and the letter say the same to the people of the city, and nothing to others.
fn read_by_its_city(world: &World, fund: &Fund, (reference, mended): (&str, &str), (official, madison, monona): (&Browser, &City, &City)) {
    let status = official.get(&format!("/portal/applications/{reference}/status"));
    let page = official.follow(&status, "Read the feedback of the panel");
    page.must_be(200).must_say("It was not chosen for an award.").must_say(mended).must_say("Name the people who travel.");
    let letter = feedback_to(world, &madison.official).remove(0);
    for name in ["Rita", "Ravi", "Rosa"] {
        assert!(!page.body.contains(name) && !letter.contains(name), "{name} is named");
    }
    if cfg!(feature = "pdf") {
        let file = official.follow(&page, "This feedback as PDF");
        assert!(file.must_be(200).bytes.starts_with(b"%PDF"));
    }
    for who in [&monona.official, &fund.reviewers[0], &fund.officer] {
        signed_in(world, who).get(&city_page(reference)).must_be(404);
    }
    signed_in(world, &fund.reviewers[0]).get(&prepare_page(reference)).must_be(404);
    let auditor = world.staff("Ada Auditor", FundRole::Auditor).into_browser();
    let looked = auditor.get(&prepare_page(reference));
    looked.must_be(200).must_say("held back: Because, as it says");
    assert!(!looked.body.contains("Save the feedback"), "an auditor changes nothing");
    auditor.post(&prepare_page(reference), &[("advice", "x")]).must_be(404);
    auditor.get(&format!("/desk/feedback/{STANDARD}/release")).must_be(404);
}

/// Every change stands in the record, the words too.
fn recorded(world: &World, id: Id<Application>) {
    use schema::audit_events as e;
    let read = world.db.read(|conn| {
        let of = e::table.filter(e::fact.like("feedback.%")).order((e::at, e::id)).select((e::fact, e::subject_id, e::payload));
        of.load::<(String, String, String)>(conn).map_err(Error::from)
    });
    let facts = read.expect("records");
    let names: Vec<&str> = facts.iter().map(|(fact, ..)| fact.as_str()).collect();
    assert_eq!(names, ["feedback.prepared", "feedback.prepared", "feedback.planned", "feedback.released", "feedback.released"]);
    let first: serde_json::Value = serde_json::from_str(&facts[0].2).expect("a fact");
    assert_eq!((facts[0].1.as_str(), first["comments"].as_array().map(Vec::len)), (id.text().as_str(), Some(2)));
    assert_eq!(first["comments"][0]["wording"], "Say who trains the others.");
    assert_eq!(
        (&first["comments"][1]["is_released"], &first["comments"][1]["wording"]),
        (&serde_json::json!(false), &serde_json::Value::Null)
    );
}

#[test]
fn a_position_is_told_in_thirds_among_six_and_never_a_score_of_others() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let mut cases = Vec::new();
        for (n, score) in [5, 4, 3, 3, 2, 1].into_iter().enumerate() {
            let town = city(world, &format!("Town-{n}"));
            let id = grant::application(world, &fund, &town, 5_000);
            grant::screened(world, &fund, id);
            grant::reviewed(world, &fund, id, score);
            if n == 4 {
                // Among five nobody is placed.
                declined(world, &fund.approver, cases[0]);
                let page = signed_in(world, &fund.officer).get(&prepare_page(&number(world, cases[0])));
                assert!(!page.must_be(200).says(" third of the"), "{}", page.text());
            }
            cases.push(id);
        }
        for id in &cases[1..] {
            declined(world, &fund.approver, *id);
        }
        let officer = signed_in(world, &fund.officer);
        for (at, third) in [(0, "upper"), (1, "upper"), (2, "middle"), (3, "middle"), (4, "lower"), (5, "lower")] {
            let page = officer.get(&prepare_page(&number(world, cases[at])));
            page.must_say(&format!("In the {third} third of the 6 applications on “"));
        }
        // A chair who is not on the desk releases them at once.
        let chair = world.staff("Cora Chair", FundRole::Chair).into_browser();
        let ranking = chair.get(&format!("/desk/ranking/{FAST}"));
        chair.follow(&ranking, "Feedback to applicants").must_be(200).must_say("6 letters are not released yet.");
        release(&chair, FAST, &[("when", "now")]).must_be(200).must_say("Every letter that can be released is released.");
        let letters: Vec<String> =
            world.mail_to_everybody().into_iter().filter(|l| l.subject_line.contains(SUBJECT)).map(|l| l.body_text).collect();
        assert_eq!(letters.len(), 6);
        let worst = letters.iter().find(|letter| letter.contains("lower third") && letter.contains("1.00 of 5")).expect("the last");
        for other in ["5.00", "4.00", "3.00", "2.00"] {
            assert!(!worst.contains(other), "{worst}");
        }
        release_is_over(&chair);
    });
}

fn release_is_over(chair: &Browser) {
    let page = chair.get(&format!("/desk/feedback/{FAST}/release"));
    page.must_be(200).must_say("No letter waits to be released.");
    assert!(!page.body.contains("Release the feedback</button>"));
}

#[test]
fn a_review_that_counts_no_more_is_in_no_letter() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 20_000);
        let madison = city(world, "Madison");
        let id = ready(world, &fund, &madison, 5_000);
        declined(world, &fund.approver, id);
        let reference = number(world, id);
        let officer = signed_in(world, &fund.officer);
        release(&officer, FAST, &LATER).must_be(200);
        let rita = fund.reviewers[0].account.expect("an account");
        let recused = world.db.write(|tx| {
            use schema::review_assignments as a;
            let hers = a::table.filter(a::reviewer_id.eq(rita.text()));
            diesel::update(hers).set((a::stage.eq("recused"), a::version.eq(a::version + 1))).execute(&mut **tx).map_err(Error::from)
        });
        assert_eq!(recused.expect("she is kept out"), 1);
        world.at(INSTANT);
        assert!(feedback_to(world, &madison.official).is_empty(), "what rests on her review does not go out");
        let told = world.mail_to(&fund.officer.email);
        assert!(told.iter().any(|letter| letter.subject_line == format!("Feedback on {reference} was not let out")), "the officer is told");
        officer.get(&format!("/desk/feedback/{FAST}")).must_say("Stopped: its reviews changed. Release it again");
        let page = officer.get(&prepare_page(&reference));
        assert!(!page.must_be(200).says("Comment by Rita"), "{}", page.text());
        page.must_say("reviews that count: 2");
        release(&officer, FAST, &[("when", "now")]).must_be(200);
        let letters = feedback_to(world, &madison.official);
        assert_eq!(letters.len(), 1);
        assert!(letters[0].contains("reviews that count: 2"), "{}", letters[0]);
        signed_in(world, &fund.reviewers[0]).get(&prepare_page(&reference)).must_be(404);
    });
}

#[test]
fn a_release_is_called_off_before_its_instant_and_who_stepped_back_finds_no_trace() {
    on_both_with_its_own_mail(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let [one, two] = [&madison, &monona].map(|town| ready(world, &fund, town, 5_000));
        for id in [one, two] {
            declined(world, &fund.approver, id);
        }
        world.db.write(|tx| process::step_back(tx, &fund.officer, two, "My sister works there.")).expect("recorded");
        let officer = signed_in(world, &fund.officer);
        let page = officer.get(&format!("/desk/feedback/{FAST}"));
        page.must_say("Madison").must_say("One letter is not released yet.");
        assert!(!page.says("Monona"), "{}", page.text());
        officer.get(&prepare_page(&number(world, two))).must_be(404);
        officer.post(&prepare_page(&number(world, two)), &[("advice", "x")]).must_be(404);
        let round = release(&officer, FAST, &LATER);
        round.must_be(200);
        let off = officer.press(&round, "Call this release off", &[]);
        off.must_be(200).must_say("The release is called off.").must_say("One letter is not released yet.");
        officer.send_form(&round.fill(Some("Call this release off"), &[("idempotency_key", "again")]), &[]).must_be(409);
        world.at(INSTANT);
        assert!(feedback_to(world, &madison.official).is_empty(), "what was called off does not go out");

        // Changed, released by somebody to whom both are open, and out at once.
        let both = signed_in(world, &fund.both);
        let form = both.get(&prepare_page(&number(world, one)));
        both.press(&form, "Save the feedback", &[("advice", "Come back.")]).must_be(200);
        release(&both, FAST, &[("when", "now")]).must_be(200);
        assert!(feedback_to(world, &madison.official)[0].contains("Come back."));
        assert_eq!(feedback_to(world, &monona.official).len(), 1);
        let late = both.get(&format!("/desk/feedback/{FAST}"));
        assert!(!late.body.contains("Call this release off"), "its instant has come");
    });
}

#[test]
fn the_people_of_a_partner_that_confirmed_read_it_too() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, &joint_round(), 100_000);
        let elmira = lead(world);
        let id = draft(world, &fund, &elmira);
        let (ada, base) = (signed_in(world, &elmira.official), portal(world, id));
        name_sitka(&ada, &base).must_be(200);
        let link = asked(world, &ada, &base, "Ask to confirm");
        let page = world.browser().get(&link);
        world.browser().press(&page, "Send the answer", CONFIRM).must_be(200);
        submits(world, &elmira, id).expect("received");
        grant::screened(world, &fund, id);
        grant::reviewed(world, &fund, id, 4);
        declined(world, &fund.approver, id);
        let sitka = world.citizen("Sam Sitka", "Sitka, AK", CityRole::AuthorizedOfficial);
        let reference = number(world, id);
        let officer = signed_in(world, &fund.officer);
        sitka.get(&city_page(&reference)).must_be(404);
        release(&officer, FAST, &[("when", "now")]).must_be(200);
        let mail = world.mail_to(&sitka.email);
        assert!(mail.iter().any(|letter| letter.subject_line.contains(SUBJECT)), "the partner’s people get it");
        assert_eq!(feedback_to(world, &elmira.official).len(), 1);
        sitka.get(&city_page(&reference)).must_be(200).must_say("Elmira, NY");
        sitka.get(&base).must_be(404);
        world.citizen("Moe Moab", "Moab, UT", CityRole::AuthorizedOfficial).get(&city_page(&reference)).must_be(404);
    });
}
