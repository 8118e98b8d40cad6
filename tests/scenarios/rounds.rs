//! Opportunities kept in the desk: a definition uploaded, checked, compared, looked at and
//! published; its words, order, dates and amounts changed in place; two officers at once.

use crate::support::{Browser, Page, Person, World, on_both};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::opportunity::{self, Revision};
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process;

const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");
const SLUG: &str = "city-engagement-grants-2027";
const PASSWORD: &str = "small cities act abroad";

fn officer(world: &World, name: &str) -> Person {
    let person = world.staff(name, FundRole::ProgramOfficer);
    world.give_password(&person, PASSWORD);
    person
}

fn at(page: &str) -> String {
    format!("/desk/opportunities/{SLUG}{page}")
}

fn upload(browser: &Browser, text: &str) -> Page {
    let page = browser.get("/desk/opportunities/import");
    browser.attach(&page, &[], &[("file", "round.toml", text.as_bytes())])
}

fn publish(browser: &Browser) -> Page {
    let page = browser.get(&at("/revision"));
    browser.press(&page, "Publish", &[("password", PASSWORD)])
}

/// The round, published by this officer from a file.
fn published(world: &World, officer: &Browser) {
    upload(officer, ROUND).must_be(200).must_say("It has no mistakes");
    publish(officer).must_be(200).must_say("published and in force");
    world.browser().get(&format!("/opportunities/{SLUG}")).must_be(200).must_say("$50,000");
}

fn revision(world: &World) -> Option<Revision> {
    world.db.read(|conn| opportunity::find_revision(conn, SLUG)).expect("the database answers")
}

fn versions(world: &World) -> usize {
    let found = world.db.read(|conn| {
        let o = opportunity::find_by_slug(conn, SLUG)?.ok_or(Error::Missing)?;
        opportunity::list_versions(conn, o.id)
    });
    found.expect("versions").len()
}

#[test]
fn a_definition_is_uploaded_looked_at_and_published() {
    on_both(|world| {
        let olive = officer(world, "Olive");
        let list = olive.get("/desk/opportunities");
        let form = olive.follow(&list, "Import a definition");
        olive.press(&form, "Check and look at it", &[]).must_be(422).must_say("Choose a file, or paste the definition.");
        olive.attach(&form, &[], &[("file", "round.toml", b"\xff\xfe".as_slice())]).must_be(422).must_say("not text in UTF-8");

        let wrong = ROUND.replacen("cap_cents = 5_000_000", "cap_cents = 5", 1).replacen("max = 500\n", "max = 500\nmix = 1\n", 1);
        let line = |text: &str, what: &str| text.split(what).next().expect("a part").matches('\n').count() + 1;
        let page = upload(&olive, &wrong);
        page.must_be(422).must_say("unknown field").must_say("mix = 1").must_say(&format!("Line {}", line(&wrong, "mix = 1")));
        assert!(page.html().html().contains("slug = &quot;city-engagement") || page.html().html().contains("slug = \"city-engagement"));
        let wrong = ROUND.replacen("cap_cents = 5_000_000", "cap_cents = 5", 1);
        let page = upload(&olive, &wrong);
        page.must_be(422).must_say("Raise the cap or lower the floor.").must_say(&format!("Line {}", line(&wrong, "cap_cents = 5")));
        let lost = ROUND.replacen("workflow = \"grant-standard\"", "workflow = \"grant-nowhere\"", 1);
        upload(&olive, &lost).must_be(422).must_say("There is no workflow “grant-nowhere”.");
        assert_eq!(revision(world), None);

        let next = upload(&olive, ROUND);
        next.must_be(200).must_say("It has no mistakes").must_say("it is a new opportunity");
        assert_eq!(revision(world).expect("it is kept").toml, ROUND, "word for word");
        world.browser().get(&format!("/opportunities/{SLUG}")).must_be(404);

        let preview = olive.follow(&next, "See it as an applicant sees it");
        preview.must_be(200).must_say("This is a preview").must_say("$5,000.00 to $50,000.00");
        let question = olive.follow(&preview, "Are you a city, town, village or other local government in the United States?");
        question.must_be(200).must_say("This is a preview").must_say("A county or a tribal government counts too.");
        assert_eq!(question.all("main form").len(), 0, "nothing can be sent");
        assert_eq!(question.all("main fieldset[disabled] input").len(), 2);
        // Every page of the preview leads to the next one.
        let (mut page, mut seen) = (question, 1);
        while let Some(href) = page.html().select(&scraper::Selector::parse("main p a").expect("css")).next_back().and_then(|a| {
            a.parent()
                .and_then(scraper::ElementRef::wrap)
                .filter(|p| p.text().collect::<String>().starts_with("Next"))
                .and(a.attr("href").map(str::to_owned))
        }) {
            page = olive.get(&href);
            page.must_be(200).must_say("This is a preview");
            seen += 1;
        }
        let d = opportunity::read("round.toml", ROUND).expect("sound");
        assert_eq!(seen, d.eligibility.len() + d.questions().count() + 3, "and the pages of activities, budget and files");
        let fields = |page: &str, field: &str| {
            let page = olive.get(&at(&format!("/revision/preview/{page}")));
            page.must_be(200).must_say("This is a preview");
            assert_eq!(page.all("main form").len(), 0, "nothing can be sent");
            page.all(&format!("main fieldset[disabled] {field}")).len()
        };
        assert_eq!(fields("the-activities", "input[name=kind]"), d.activities.kinds.len());
        assert_eq!(fields("the-activities", "input[name=starts_on_day], input[name=title], input[name=job_0]"), 3);
        assert_eq!(fields("the-budget", "select[name=category_0] option[value=travel]"), 1);
        assert_eq!(fields("the-budget", "input[name=what_0], input[name=each_0], input[name=city_pays_0]"), 3);
        assert_eq!(fields("the-files", "input[type=file]"), d.attachments.len());
        let budget = olive.follow(&preview, "See the page of the budget");
        budget.must_say("You can ask for $5,000.00 to $50,000.00.").must_say("Indirect costs: 10 percent of all other costs at most.");
        olive.get(&at("/revision/preview/the-certificate")).must_be(404);

        olive.press(&next, "Publish", &[("password", "wrong")]).must_be(422).must_say("This is not your password");
        assert!(revision(world).is_some());
        published_by(world, &olive);
        let versions = olive.follow(&olive.get(&at("")), "Versions: who published which, when");
        versions.must_say("Version 1").must_say("In force").must_say("Olive");
        let one = olive.follow(&versions, "Version 1");
        one.must_say("It is the first version.");
        assert_eq!(olive.get(&at("/versions/1/definition.toml")).body, ROUND);
        olive.get(&at("/versions/2")).must_be(404);
        olive.get(&at("/versions/x")).must_be(404);
        assert_eq!(revision(world), None);
    });
}

fn published_by(world: &World, officer: &Browser) {
    publish(officer).must_be(200).must_say("published and in force");
    world.browser().get(&format!("/opportunities/{SLUG}")).must_be(200);
}

#[test]
fn words_dates_amounts_and_order_are_changed_in_place() {
    on_both(|world| {
        let olive = officer(world, "Olive");
        published(world, &olive);
        let first = world.db.read(|conn| opportunity::find_by_slug(conn, SLUG)).expect("it").expect("there").definition_sha256;
        let page = olive.press(&olive.get(&at("")), "Change this opportunity", &[]);
        page.must_be(200).must_say("Version 1, in force").must_say("Nothing that is stored differs");
        assert!(!page.says("Your password"), "nothing can be published");

        let terms = olive.follow(&page, "Change title, summary, dates and amounts");
        let wrong = olive.press(&terms, "Save", &[("cap", "4,000"), ("closes_at", "noon"), ("title", "Grants for cities")]);
        wrong.must_be(422).must_say("Enter the time, such as 9:00 AM.");
        let wrong = olive.press(&wrong, "Save", &[("closes_at", "5:30 PM")]);
        wrong.must_be(422).must_say("The cap is below the floor. Raise the cap or lower the floor.");
        assert_eq!(wrong.one("#cap-error"), "Error: The cap is below the floor. Raise the cap or lower the floor.");
        let saved = olive.press(&wrong, "Save", &[("cap", "60,000"), ("decisions_by_day", "29")]);
        saved.must_be(200).must_say("Your changes are saved.");
        let rows = saved.rows();
        let row = |part: &str| rows.iter().find(|row| row[0] == part).unwrap_or_else(|| panic!("{part}: {rows:?}"))[1..].to_vec();
        assert_eq!(row("Title"), ["City Engagement Grants 2027", "Grants for cities"]);
        assert_eq!(row("Closes"), ["March 12, 2027, 5:00 PM", "March 12, 2027, 5:30 PM"]);
        assert_eq!(row("Largest grant"), ["$50,000.00", "$60,000.00"]);
        assert_eq!(row("Decisions by"), ["May 28, 2027", "May 29, 2027"]);
        assert_eq!(rows.len(), 4, "{rows:?}");
        saved.must_say("+ cap_cents = 6_000_000").must_say("- cap_cents = 5_000_000");
        assert!(revision(world).expect("it").toml.starts_with("# City Engagement Grants 2027. Check it with"), "comments stay");

        let form = olive.follow(&saved, "Change the form: words, order, answers and conditions");
        let words = olive.follow(&form, "Change the words of What is the name of your plan?");
        olive.press(&words, "Save", &[("label", "")]).must_be(422).must_say("Write something here.");
        olive.press(&words, "Save", &[("label", "What do you call it?"), ("hint", "")]).must_be(200);
        let form = olive.get(&at("/revision/form"));
        let moved = olive.press(&form, "Move “What do you call it?” down", &[]);
        moved.must_be(200).must_say("moved by one place");
        let moved = olive.press(&moved, "Move the section “Tell us about partners and money” up", &[]);
        moved.must_be(200);
        let saved = olive.get(&at("/revision"));
        saved.must_say("Order of sections").must_say("Question “What do you call it?”: question").must_say("Empty");

        let done = olive.press(&saved, "Publish", &[("password", PASSWORD)]);
        done.must_be(200).must_say("published and in force").must_say("$5,000.00 to $60,000.00");
        world.browser().get(&format!("/opportunities/{SLUG}")).must_say("Grants for cities").must_say("$60,000");
        assert_eq!(versions(world), 2);
        olive.get(&at("/versions/2")).must_say("What it changed in version 1").must_say("$60,000.00");
        let text = world.db.read(|conn| opportunity::toml_text(conn, &first)).expect("the first version");
        assert_eq!(text, ROUND, "a published version never changes");
    });
}

#[test]
fn what_would_break_the_form_is_refused_where_it_is_done() {
    on_both(|world| {
        let olive = officer(world, "Olive");
        let asked = "id = \"partner_names\"";
        assert!(ROUND.contains(asked));
        let text = ROUND.replacen(asked, &format!("{asked}\nasked_if = \"has_partner\""), 1);
        upload(&olive, &text).must_be(200);
        let form = olive.get(&at("/revision/form"));
        let d = opportunity::read("round.toml", &text).expect("sound");
        let label = &d.question("partner_names").expect("there").label;
        let refused = olive.press(&form, &format!("Move “{label}” up"), &[]);
        refused.must_be(422).must_say("“has_partner” is not asked before this.");
        assert_eq!(revision(world).expect("it").toml, text, "nothing changed");
        olive.post(&at("/revision/form"), &[("move", "sections/99"), ("version", "1")]).must_be(400);
        olive.get(&at("/revision/texts/no_such_part")).must_be(404);
    });
}

#[test]
fn two_officers_at_once_lose_nothing() {
    on_both(|world| {
        let (olive, oscar) = (officer(world, "Olive"), officer(world, "Oscar"));
        published(world, &olive);
        let begun = olive.press(&olive.get(&at("")), "Change this opportunity", &[]);
        let theirs = oscar.follow(&oscar.get(&at("")), "See the next version");
        theirs.must_say("Olive");
        let (a, b) = (olive.get(&at("/revision/terms")), oscar.get(&at("/revision/terms")));
        olive.press(&a, "Save", &[("title", "By Olive"), ("cap", "45,000")]).must_be(200);
        let clash = oscar.press(&b, "Save", &[("title", "By Oscar")]);
        clash.must_be(422).must_say("Somebody else changed this revision").must_say("Saved meanwhile: By Olive");
        assert_eq!(
            clash.html().select(&scraper::Selector::parse("#title").expect("css")).next().and_then(|i| i.attr("value")),
            Some("By Oscar")
        );
        clash.must_say("Saved meanwhile: 45000.00");
        let form = oscar.get(&at("/revision/form"));
        let words = oscar.get(&at("/revision/texts/need_now"));
        oscar.press(&clash, "Save", &[("title", "By both"), ("cap", "45,000")]).must_be(200).must_say("By both");
        olive.press(&form, "Move the section “Say what will change” up", &[]).must_be(422).must_say("Somebody else changed this revision");
        olive.press(&words, "Save", &[("hint", "New.")]).must_be(422).must_say("Somebody else changed this revision");
        olive.press(&begun, "Throw this revision away", &[]).must_be(409);

        // A mistake of one's own in between hides nobody's save.
        let mine = olive.get(&at("/revision/terms"));
        oscar.press(&oscar.get(&at("/revision/terms")), "Save", &[("cap", "44,000")]).must_be(200);
        let wrong = olive.press(&mine, "Save", &[("title", "By Olive"), ("cap", "x")]);
        wrong.must_be(422);
        olive.press(&wrong, "Save", &[("cap", "46,000")]).must_be(422).must_say("Somebody else changed this revision");

        // A file does not silently take the place of a colleague's work.
        let file = ROUND.replacen("cap_cents = 5_000_000", "cap_cents = 4_000_000", 1);
        let page = upload(&olive, &file);
        page.must_be(422).must_say("Oscar works on a revision of this opportunity.");
        assert!(revision(world).expect("it").toml.contains("By both"));
        let version = revision(world).expect("it").version.to_string();
        olive.press(&page, "Check and look at it", &[("replace", &version)]).must_be(200).must_say("$40,000.00");

        // What was looked at is what is published.
        let (seen, late) = (olive.get(&at("/revision")), oscar.get(&at("/revision")));
        oscar.press(&oscar.get(&at("/revision/terms")), "Save", &[("title", "Changed under her hands")]).must_be(200);
        olive.press(&seen, "Publish", &[("password", PASSWORD)]).must_be(409).must_say("Somebody else changed this revision");
        assert_eq!(versions(world), 1);
        publish(&olive).must_be(200);
        oscar.press(&late, "Publish", &[("password", PASSWORD)]).must_be(404);
        assert_eq!(versions(world), 2);

        // Another version in force than the one compared with.
        olive.press(&olive.get(&at("")), "Change this opportunity", &[]).must_be(200);
        olive.press(&olive.get(&at("/revision/terms")), "Save", &[("title", "Third")]).must_be(200);
        let seen = olive.get(&at("/revision"));
        let actor = world.actor(&oscar);
        world.db.write(|tx| process::import_round(tx, &actor, "cli", &file).map(drop)).expect("imported beside");
        olive.press(&seen, "Publish", &[("password", PASSWORD)]).must_be(409).must_say("Another version was published");
        olive.get(&at("/revision")).must_say("was published after this revision was begun");
        olive.press(&olive.get(&at("/revision")), "Throw this revision away", &[]).must_be(200).must_say("thrown away");
        assert_eq!(revision(world), None);
    });
}

#[test]
fn an_earlier_version_can_come_back_into_force() {
    on_both(|world| {
        let olive = officer(world, "Olive");
        published(world, &olive);
        upload(&olive, &ROUND.replacen("cap_cents = 5_000_000", "cap_cents = 4_000_000", 1)).must_be(200);
        publish(&olive).must_be(200);
        upload(&olive, ROUND).must_be(200).must_say("$50,000.00");
        publish(&olive).must_be(200).must_say("$5,000.00 to $50,000.00");
        assert_eq!(versions(world), 2, "it is the first version again");
        // Comments alone make no version.
        upload(&olive, &format!("# looked through in May\n{ROUND}")).must_be(200).must_say("Nothing that is stored differs");
        let page = olive.get(&at("/revision"));
        assert!(!page.says("Your password"), "there is nothing to publish");
        let compared_with = world.db.read(|conn| opportunity::find_by_slug(conn, SLUG)).expect("read").expect("a round").definition_sha256;
        let version = world.db.read(|conn| opportunity::find_revision(conn, SLUG)).expect("read").expect("a revision").version.to_string();
        let typed = [("password", PASSWORD), ("version", &version), ("compared_with", &compared_with)];
        olive.post(&at("/revision/publish"), &typed).must_be(409).must_say("nothing would change");
        assert_eq!(versions(world), 2);
    });
}

#[test]
fn a_round_that_is_a_draft_is_published_with_the_password() {
    on_both(|world| {
        let olive = officer(world, "Olive Rounds");
        let actor = world.actor(&olive);
        world.db.write(|tx| process::import_round(tx, &actor, "round.toml", ROUND).map(drop)).expect("imported");
        let is_public = || world.browser().get(&format!("/opportunities/{SLUG}")).status == 200;
        let page = olive.get(&at(""));
        olive.press(&page, "Publish", &[]).must_be(422).must_say("Type your password.");
        olive.press(&page, "Publish", &[("password", "wrong")]).must_be(422).must_say("Nothing was published.");
        assert!(!is_public());
        olive.press(&page, "Publish", &[("password", PASSWORD)]).must_be(200);
        assert!(is_public());
    });
}
