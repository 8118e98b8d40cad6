//! Changing a workflow in the desk, without code: one person proposes, another publishes; new
//! cases begin on what is published, those that run stay on their version.

use crate::grant::{City, Fund, application, city, fund, nothing_contradicts, signed_in};
use crate::support::{Browser, Page, Person, World, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::{Id, Money};
use urban_diplomacy_fund::opportunity::{self, Opportunity};
use urban_diplomacy_fund::people::{CityRole, FundRole};
use urban_diplomacy_fund::process::{self, ProcessError};
use urban_diplomacy_fund::workflow::{self, Definition};

const LIST: &str = "/desk/workflows";
const STANDARD: &str = "/desk/workflows/grant-standard";
const FILE: &str = include_str!("../../config/workflows/grant-standard.toml");
const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

/// A round that runs by the standard grant.
fn round(world: &World, fund: &Fund) -> Id<Opportunity> {
    let opened = world.db.write(|tx| {
        let id = opportunity::import(tx, &fund.officer, "round.toml", ROUND).expect("the round is sound").id;
        opportunity::publish(tx, &fund.officer, id).expect("the round is published");
        Ok::<_, Error>(id)
    });
    opened.expect("a round")
}

fn begun(world: &World, round: Id<Opportunity>, city: &City) -> Id<Application> {
    world.db.write(|tx| Ok::<_, ProcessError>(process::start_case(tx, &city.official, round, city.id)?.id)).expect("a case begins")
}

/// The version that a case runs on, and the limit of its first band.
fn runs_on(world: &World, case: Id<Application>) -> (String, Option<Money>) {
    let definition = world.db.read(|conn| {
        let found = workflow::instance(conn, &case.text())?;
        workflow::definition(conn, &found.definition_hash)
    });
    let definition = definition.expect("a definition");
    let limit = definition.transition("approve").and_then(|step| step.approval.as_ref()?.bands.first()?.up_to_cents);
    (definition.version.clone(), limit)
}

fn in_use(world: &World) -> String {
    world.db.read(|conn| process::version_in_use(conn, "grant-standard")).expect("it is in use").definition.version.clone()
}

fn shipped() -> Definition {
    process::shipped("grant-standard").expect("it parses").definition
}

/// The name of the field with the limit of the first band.
fn limit_field() -> String {
    let n = shipped().transitions.iter().position(|step| step.id == "approve").expect("the step");
    format!("step-{n}-band-0-limit")
}

/// The preview of a change of the first band, reached from the first page of the desk.
fn preview(browser: &Browser, limit: &str, version: &str) -> Page {
    let list = browser.follow(&browser.get("/desk"), "Workflows");
    let form = browser.follow(&browser.follow(&list, "Standard grant"), "Propose a change");
    browser.submit(&form, &[(&limit_field(), limit), ("version", version)])
}

fn propose(browser: &Browser, limit: &str, version: &str) -> Page {
    browser.press(preview(browser, limit, version).must_be(200), "Propose this version", &[])
}

fn path(page: &Page) -> String {
    page.path.split('?').next().unwrap_or_default().to_owned()
}

fn facts(world: &World) -> Vec<String> {
    use schema::audit_events as a;
    let all = a::table.filter(a::fact.like("workflow.%")).order(a::at).select(a::fact);
    world.db.read(|conn| Ok::<_, Error>(all.load(conn)?)).expect("the record")
}

/// Two administrators, beside people enough for every step of the standard grant.
fn staff(world: &World) -> (Person, Person) {
    for role in [FundRole::ProgramOfficer, FundRole::ApprovingOfficial] {
        for n in 1..=4 {
            world.staff(&format!("{role} {n}"), role);
        }
    }
    (world.staff("Ada Admin", FundRole::Administrator), world.staff("Bo Admin", FundRole::Administrator))
}

#[test]
fn s10_s11_without_people_enough_a_version_can_be_proposed_and_not_published() {
    on_both(|world| {
        let (ada, bo) = (world.staff("Ada Admin", FundRole::Administrator), world.staff("Bo Admin", FundRole::Administrator));
        world.staff("Olive", FundRole::ProgramOfficer);
        world.staff("April", FundRole::ApprovingOfficial);
        ada.get(STANDARD).must_say("People for it").must_say("A case may come to a standstill").must_say("April");
        let look = preview(&ada, "10,000", "2.3.0");
        look.must_be(200).must_say("It can be proposed, but not published before there are enough people for it.").must_say("S10");
        let page = propose(&ada, "10,000", "2.3.0");
        let open = bo.get(&path(&page));
        open.must_say("cannot be published before what they found is mended");
        assert!(!open.says("Publish this version"));
        let to = format!("{}/publish", path(&page));
        bo.post(&to, &[]).must_be(409).must_say("“Approve”");
        assert_eq!(in_use(world), "2.2.0");
        for n in 1..=4 {
            world.staff(&format!("Approver {n}"), FundRole::ApprovingOfficial);
        }
        ada.get(STANDARD).must_say("People for it");
        bo.press(&bo.get(&path(&page)), "Publish this version", &[]).must_be(200);
        assert_eq!(in_use(world), "2.3.0");
    });
}

#[test]
fn w2_w3_a_band_is_changed_by_one_person_and_published_by_another() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let round = round(world, &fund);
        let old = begun(world, round, &city(world, "Galena"));
        let (ada, bo) = staff(world);

        let look = preview(&ada, "10,000", "2.3.0");
        look.must_be(200).must_say("now needs 2 people above $10,000.00 up to $25,000.00 (before: 1 person)");
        look.must_say("It can be proposed as it is.").must_say("1 case goes on on 2.2.0.").must_say("Nothing is changed yet.");
        assert!(look.body.contains("<svg") && facts(world).is_empty(), "looking changes nothing");
        let press = look.fill(Some("Propose this version"), &[]);
        let proposed = ada.send_form(&press, &[]);
        proposed.must_be(200).must_say("Waits for a second person").must_say("You proposed this version.");
        assert!(proposed.all("form button").iter().all(|button| !button.contains("Publish")), "no button for its proposer");
        assert_eq!(path(&ada.send_form(&press, &[])), path(&proposed), "a double press proposes once");
        let address = path(&proposed);
        ada.post(&format!("{address}/publish"), &[]).must_be(403).must_say("another person must decide it");
        ada.post(&format!("{address}/refuse"), &[("why", "no")]).must_be(403);
        assert_eq!(in_use(world), "2.2.0");

        let letter = world.mail_to(&bo.email).into_iter().find(|l| l.subject_line.contains("waits for a second person")).expect("a letter");
        assert!(letter.body_text.contains("above $10,000.00") && letter.body_text.contains(&address), "{}", letter.body_text);
        let list = bo.follow(&bo.get("/desk"), "Versions of workflows to decide");
        let page = bo.follow(&list, "grant-standard 2.3.0");
        page.must_say("now needs 2 people above $10,000.00").must_say("1 case goes on on 2.2.0.");
        let publish = page.fill(Some("Publish this version"), &[]);
        bo.send_form(&publish, &[]).must_be(200).must_say("Published by").must_say("Bo Admin");
        bo.send_form(&publish, &[]).must_be(200);
        bo.post(&format!("{address}/publish"), &[]).must_be(409).must_say("not waiting any more");
        bo.post(&format!("{address}/refuse"), &[("why", "late")]).must_be(409);
        assert_eq!(facts(world), ["workflow.proposed", "workflow.published"]);

        let new = begun(world, round, &city(world, "Decorah"));
        assert_eq!(runs_on(world, old), ("2.2.0".into(), Some(Money::from_dollars(25_000))), "a running case stays (W2)");
        assert_eq!(runs_on(world, new), ("2.3.0".into(), Some(Money::from_dollars(10_000))));
        let list = bo.get(LIST);
        list.must_say("published by Bo Admin, proposed by Ada Admin").must_say("1 case on 2.2.0, 1 case on 2.3.0");
        bo.get(STANDARD).must_say("1 person up to $10,000.00").must_say("SHA-256");
        let file = bo.get(&format!("{STANDARD}/definition.toml"));
        let read = workflow::parse("w", &file.body).expect("it reads back").definition;
        assert_eq!(
            read.hash().expect("a hash"),
            world.db.read(|conn| workflow::instance(conn, &new.text())).expect("a case").definition_hash
        );
        nothing_contradicts(world, &[old, new]);
    });
}

#[test]
fn a_file_with_faults_is_shown_with_its_lines_and_changes_nothing() {
    on_both(|world| {
        let (ada, _) = staff(world);
        let form = || ada.get(&format!("{STANDARD}/propose/file"));
        let without = FILE.replacen("by = [\"approving_official\"]", "by = [\"approving_oficial\"]", 1).replace("2.2.0", "2.3.0");
        let line = without.lines().position(|l| l.contains("approving_oficial")).expect("the fault");
        let step = without.lines().take(line).enumerate().filter(|(_, l)| l.starts_with("id = ")).last().expect("its step").0 + 1;
        let page = ada.submit(&form(), &[("definition", &without)]);
        page.must_be(422).must_say("“approving_oficial” is not a role");
        assert!(page.rows().iter().any(|row| row[0] == step.to_string() && row[1].contains("approving_oficial")), "{:?}", page.rows());
        assert!(page.one("textarea").contains("approving_oficial"), "what was typed is kept");
        ada.submit(&form(), &[("definition", "name = \"grant-standard\"\nversion = 1")]).must_be(422).must_say("Line 2");
        ada.submit(&form(), &[("definition", " ")]).must_be(422).must_say("Choose a file, or paste the definition.");
        ada.submit(&form(), &[("definition", FILE)]).must_be(422).must_say("This is what is in use already");
        ada.submit(&form(), &[("definition", &FILE.replace("= \"Draft\"", "= \"Begun\""))])
            .must_be(422)
            .must_say("2.2.0 is taken; raise the version");
        ada.submit(&form(), &[("definition", &FILE.replace("grant-standard", "other"))])
            .must_be(422)
            .must_say("This is a definition of “other”");
        ada.attach(&form(), &[], &[("file", "w.toml", b"\xff\xfe")]).must_be(422).must_say("not text in UTF-8");
        // Nobody gets past the checks by leaving the preview out.
        let base = world.db.read(|conn| process::version_in_use(conn, "grant-standard")).expect("in use").hash;
        ada.post(&format!("{STANDARD}/proposals"), &[("definition", &without), ("base", &base)]).must_be(422);
        assert_eq!((facts(world), in_use(world)), (vec![], "2.2.0".to_owned()));

        let sound = FILE.replace("2.2.0", "2.3.0");
        let look = ada.attach(&form(), &[], &[("file", "w.toml", sound.as_bytes())]);
        look.must_be(200).must_say("Nothing but the version.");
        ada.press(&look, "Propose this version", &[]).must_be(200);
        assert_eq!(facts(world), ["workflow.proposed"]);
    });
}

#[test]
fn mistakes_in_the_form_stand_beside_their_fields() {
    on_both(|world| {
        let (ada, _) = staff(world);
        let page = preview(&ada, "none", "");
        page.must_be(422).must_say("Enter one line of at most 80 characters.");
        assert!(page.body.contains(&format!("id=\"{}-error\"", limit_field())), "the mistake is at its field");
        assert!(page.body.contains("value=\"none\""), "what was typed is kept");
        preview(&ada, "10,000", "2.2.0").must_be(422).must_say("2.2.0 is taken; raise the version");
        preview(&ada, "0", "2.3.0").must_be(422).must_say("Enter more than $0.00.");
        let form = ada.get(&format!("{STANDARD}/propose"));
        ada.submit(&form, &[("place-0-within", "-1")]).must_be(422).must_say("Enter a number of days from 1 to 1000");
        let look = ada.submit(&form, &[("place-0-label", "<b>Begun</b>"), ("place-1-within", "5"), ("place-1-within-unit", "days")]);
        look.must_be(200).must_say("is late after 5 days (before: 10 business days)").must_say("<b>Begun</b>");
        assert!(!look.body.contains("<b>Begun"), "words are never markup, in the drawing neither");
        assert_eq!(facts(world), Vec::<String>::new());
    });
}

#[test]
fn a_later_proposal_takes_the_place_of_an_open_one_and_a_refused_one_changes_nothing() {
    on_both(|world| {
        let (ada, bo) = staff(world);
        let first = propose(&ada, "10,000", "2.3.0");
        let stale = bo.get(&path(&first)).fill(Some("Publish this version"), &[]);
        let second = propose(&bo, "12,000", "2.3.0");
        bo.send_form(&stale, &[]).must_be(409).must_say("not waiting any more");
        ada.get(&path(&first)).must_say("A later proposal took its place.");
        let page = ada.get(&path(&second));
        ada.press(&page, "Refuse this version", &[("why", " ")]).must_be(422).must_say("Say why");
        ada.press(&page, "Refuse this version", &[("why", "Too little")]).must_be(200).must_say("Too little");
        let letter = world.mail_to(&bo.email).into_iter().find(|l| l.subject_line.contains("is refused")).expect("a letter");
        assert!(letter.body_text.contains("Too little"), "{}", letter.body_text);
        assert_eq!(in_use(world), "2.2.0");
        // What somebody began on a version that is not in use any more is not proposed.
        let begun = preview(&ada, "8,000", "2.4.0");
        let form = ada.get(&format!("{STANDARD}/propose"));
        let third = propose(&ada, "9,000", "2.3.0");
        bo.press(&bo.get(&path(&third)), "Publish this version", &[]).must_be(200);
        ada.press(&begun, "Propose this version", &[]).must_be(409).must_say("Another version was published since you began");
        ada.submit(&form, &[("version", "2.4.0")]).must_be(409);
        // The label is of the published one now.
        preview(&ada, "7,000", "2.3.0").must_be(422).must_say("2.3.0 is taken");
        assert_eq!(in_use(world), "2.3.0");
    });
}

#[test]
fn two_accounts_of_one_person_are_one_and_the_rows_hold_it_too() {
    on_both(|world| {
        let (ada, bo) = staff(world);
        let linked = (schema::same_people::account_id.eq(bo.account.text()), schema::same_people::person_id.eq(ada.account.text()));
        world
            .db
            .write(|tx| Ok::<_, Error>(diesel::insert_into(schema::same_people::table).values(linked.clone()).execute(&mut **tx)?))
            .expect("they are one person");
        let address = path(&propose(&ada, "10,000", "2.3.0"));
        bo.get(&address).must_say("You proposed this version.");
        bo.post(&format!("{address}/publish"), &[]).must_be(403).must_say("another person must decide it");
        assert!(!bo.get("/desk").says("Versions of workflows to decide"));

        use schema::wf_proposals as p;
        let id = address.rsplit('/').next().expect("an id").to_owned();
        let row = || p::table.find(id.clone());
        let refused = |change: &dyn Fn(&mut urban_diplomacy_fund::db::Tx<'_>) -> Result<usize, diesel::result::Error>| {
            world.db.write(|tx| Ok::<_, Error>(change(tx)?)).expect_err("the database refuses");
        };
        refused(&|tx| diesel::update(row()).set(p::source.eq("x")).execute(&mut **tx));
        refused(&|tx| diesel::update(row()).set(p::proposed_by.eq("x")).execute(&mut **tx));
        refused(&|tx| diesel::update(row()).set(p::definition_hash.eq("x")).execute(&mut **tx));
        refused(&|tx| diesel::delete(row()).execute(&mut **tx));
        let decided = (
            p::stage.eq("published"),
            p::decided_by.eq(ada.account.text()),
            p::decided_by_name.eq("x"),
            p::decided_at.eq(world.clock.now().naive()),
        );
        refused(&|tx| diesel::update(row()).set(decided.clone()).execute(&mut **tx));

        let april = world.staff("April Approver", FundRole::ApprovingOfficial);
        april.press(&april.get(&address), "Publish this version", &[]).must_be(200);
        refused(&|tx| diesel::update(row()).set(p::stage.eq("refused")).execute(&mut **tx));
    });
}

#[test]
fn who_reads_who_proposes_and_who_decides() {
    on_both(|world| {
        let (ada, _) = staff(world);
        let address = path(&propose(&ada, "10,000", "2.3.0"));
        let [publish, refuse] = ["publish", "refuse"].map(|step| format!("{address}/{step}"));
        use strum::VariantArray;
        for role in FundRole::VARIANTS {
            let person = world.staff(&format!("One {role}"), *role);
            let reads =
                matches!(role, FundRole::Administrator | FundRole::ProgramOfficer | FundRole::ApprovingOfficial | FundRole::Auditor);
            let proposes = matches!(role, FundRole::Administrator | FundRole::ProgramOfficer);
            let status = |open: bool| if open { 200 } else { 404 };
            for page in [LIST, STANDARD, &format!("{STANDARD}/definition.toml"), &address] {
                person.get(page).must_be(status(reads));
            }
            for page in ["propose", "propose/file"] {
                person.get(&format!("{STANDARD}/{page}")).must_be(status(proposes));
            }
            if reads {
                assert_eq!(person.get(STANDARD).says("Propose a change"), proposes, "{role}");
                let has_button = person.get(&address).all("form button").iter().any(|button| button == "Publish this version");
                assert_eq!(has_button, *role != FundRole::Auditor, "{role}");
            }
            if !reads || *role == FundRole::Auditor {
                for to in [&publish, &refuse, &format!("{STANDARD}/proposals")] {
                    person.post(to, &[("why", "x"), ("definition", FILE)]).must_be(404);
                }
            }
        }
        let citizen = world.citizen("Cy Citizen", "Elmira, NY", CityRole::AuthorizedOfficial);
        citizen.get(LIST).must_be(404);
        citizen.post(&publish, &[]).must_be(404);
        assert_eq!(facts(world), ["workflow.proposed"]);
    });
}

#[test]
fn a_case_says_where_it_stands_what_is_due_and_what_can_be_done() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let id = application(world, &fund, &city(world, "Galena"), 5_000);
        let reference = world.db.read(|conn| process::Case::load(conn, id)).expect("a case").application.reference;
        let officer = signed_in(world, &fund.officer);
        let case = officer.get(&format!("/desk/applications/{reference}"));
        let drawn = case.one(".udf-drawing svg[role=img] title");
        assert!(drawn.ends_with("The case stands in: Submitted"), "drawn and marked on the page of the case: {drawn}");
        let page = officer.follow(&case, "Where it stands in the workflow");
        page.must_be(200).must_say("Fast track, version 1.2.0").must_say("Whose work it is").must_say("Program officer");
        page.must_say("Told that it is late").must_say("Submit").must_say("Begun").must_say("Pass screening");
        assert!(page.body.contains("<svg") && page.body.contains("role=\"img\""), "the drawing");
        let approver = signed_in(world, &fund.approver);
        approver.get(&page.path).must_be(200).must_say("This step is for: program officer.");
        signed_in(world, &fund.reviewers[0]).get(&page.path).must_be(404);
    });
}
