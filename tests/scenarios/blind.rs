//! Blind review: where the phase withholds who applies, no page, file, name of a file, metadata, program or letter of a reviewer says
//! it (C12); labels are drawn by lot; staff prepare copies, which are looked at again when something else is received.

use crate::canary::reading::{by_program, crawled, every_address, open, words};
use crate::grant::{self, City, Fund, city, fund, screened, signed_in, write_everything};
use crate::support::samples::{deflated, docx_with, pdf_of};
use crate::support::{Browser, World, on_both};
use chrono::TimeDelta;
use diesel::prelude::*;
use urban_diplomacy_fund::blind;
use urban_diplomacy_fund::db::{Error, Tx, schema};
use urban_diplomacy_fund::intake::{self, Application, Attachment, Certification, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::panel::{self, Flags, NewDeclaration, NewPhase, Scores};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Press, ProcessError, Screened};
use urban_diplomacy_fund::review::{self, Assignment};

const SLUG: &str = "training-and-conference-support-2027";
const NEED: &str = "Canaryville asks, says Official-Canaryville; see www.canaryville.gov. The Canary Queen has left.";
/// What each says who applies, in small letters.
const SECRETS: &[&str] = &[
    "canaryville",
    "cleo clerk",
    "canary-partner",
    "canary-contact",
    "canary-file",
    "canary-author",
    "canary-xmp",
    "canary-creator",
    "canary-comment",
];

pub fn phase(world: &World, fund: &Fund, applicants: bool) {
    let flags = Flags { applicants, scores: Scores::Always, reviewers: true, changes: false };
    let now = world.clock.now();
    let new = NewPhase { name: format!("From {}", now.iso()), begins_at: now, ends_at: None, flags };
    let before = world.db.read(|conn| panel::list_phases(conn, fund.round)).expect("phases").pop();
    let set = world.db.write(|tx| {
        if let Some(before) = &before {
            panel::remove_phase(tx, &fund.officer, before.id, before.version)?;
        }
        panel::add_phase(tx, &fund.officer, SLUG, &new).map(drop)
    });
    set.expect("a phase");
}

/// A document whose metadata say who made it.
fn telling_pdf() -> Vec<u8> {
    let (text, note) = ("BT /F1 14 Tf 72 720 Td (The quote) Tj ET", "<x>canary-xmp</x>");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Author (canary-author) >>".to_owned(),
        format!("<< /Type /Metadata /Subtype /XML /Length {} >>\nstream\n{note}\nendstream", note.len()),
    ];
    pdf_of(&objects, "/Info 5 0 R ")
}

fn telling_docx() -> Vec<u8> {
    docx_with(&[
        deflated("docProps/core.xml", b"<x>canary-creator</x>"),
        deflated(
            "word/comments.xml",
            b"<w:comments><w:comment w:author=\"canary-comment\" w:initials=\"cc\">Kept.</w:comment></w:comments>",
        ),
    ])
}

fn attach(world: &World, tx: &mut Tx<'_>, who: &Actor, id: Id<Application>, (slot, name, bytes): (&str, &str, &[u8])) {
    let kinds = intake::draft(tx, id).expect("a draft").definition.slot(slot).expect("a slot").types;
    let file = world.app.files.accept_bytes(name, bytes, &kinds).expect("a file");
    let quota = Quota::from(&world.app.settings.files);
    intake::attach(tx, who, NewAttachment { application: id, slot, file: &file, quota }).expect("it is attached");
}

fn answers(tx: &mut Tx<'_>, who: &Actor, id: Id<Application>, question: &str, typed: &str) {
    let version = intake::draft(tx, id).expect("a draft").saved.get(question).map_or(0, |saved| saved.version);
    intake::save_answer(tx, who, id, question, (typed, version)).expect("an answer");
}

fn sends(tx: &mut Tx<'_>, who: &Actor, id: Id<Application>) -> Result<(), ProcessError> {
    let version = intake::application(tx, id)?.version;
    let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
    process::submit(tx, who, id, &certification, &Press::default()).map(drop)
}

/// An application that says in every way who applies.
pub fn planted(world: &World, fund: &Fund, city: &City) -> Id<Application> {
    let who = &city.official;
    let sent = world.db.write(|tx| {
        let id = process::start_case(tx, who, fund.round, city.id)?.id;
        write_everything(world, tx, who, (id, 8_000));
        answers(tx, who, id, "project_title", "Canaryville trains");
        answers(tx, who, id, "need_now", NEED);
        attach(world, tx, who, id, ("quote", "canary-file.pdf", &telling_pdf()));
        attach(world, tx, who, id, ("support_letter", "canary-file.docx", &telling_docx()));
        sends(tx, who, id)?;
        use schema::application_partners as p;
        let key = tx.id::<Application>().text();
        diesel::insert_into(p::table)
            .values((
                (p::id.eq(key), p::application_id.eq(id.text()), p::name.eq("Canary-Partner, WI"), p::contact_name.eq("Canary-Contact")),
                (
                    p::contact_email.eq("canary-contact@partner.example"),
                    p::part.eq("Canary-Partner hosts, says Canary-Contact."),
                    p::asked_n.eq(0),
                    p::version.eq(1_i64),
                ),
            ))
            .execute(&mut **tx)
            .map_err(Error::from)?;
        Ok::<_, ProcessError>(id)
    });
    sent.expect("a received application")
}

pub fn assigned(world: &World, fund: &Fund, id: Id<Application>, who: &[&Actor]) -> Vec<Id<Assignment>> {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let accounts: Vec<_> = who.iter().filter_map(|who| who.account).collect();
    world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("assigned")
}

/// Makes the yearly declaration and has no conflict.
pub fn clears(world: &World, who: &Actor, task: Id<Assignment>) {
    let ties = NewDeclaration { employers: String::new(), cities: vec![], has_certified: true };
    world.db.write(|tx| panel::declare(tx, who, &ties)).expect("declared");
    world.db.write(|tx| review::declare(tx, who, task, "UDF", None)).expect("no conflict");
}

fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference
}

pub fn label(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| blind::label(conn, id)).expect("a label")
}

fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(grant::person(tx, name, roles))).expect("a person")
}

pub fn desk(world: &World, id: Id<Application>) -> String {
    format!("/desk/applications/{}/blind", reference(world, id))
}

/// The field for what is read in place of this text.
fn field(text: &str) -> String {
    blind::field_of(&blind::digest(text))
}

pub fn file_in(world: &World, id: Id<Application>, slot: &str) -> Attachment {
    world.db.read(|conn| intake::attachments(conn, id)).expect("files").into_iter().find(|file| file.slot == slot).expect("a file")
}

#[test]
fn c12_a_blind_reviewer_finds_no_trace_of_who_applies() {
    on_both(|world| {
        let (fund, city) = (fund(world, 40_000), city(world, "Canaryville"));
        let id = planted(world, &fund, &city);
        screened(world, &fund, id);
        phase(world, &fund, false);
        let rita = &fund.reviewers[0];
        let clay = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let tasks = assigned(world, &fund, id, &[rita, &clay]);
        let (number, called) = (reference(world, id), label(world, id));
        for (who, task) in [rita, &clay].into_iter().zip(&tasks) {
            clears(world, who, *task);
            let found = crawled(world, who, SLUG);
            assert!(found.values().any(|body| body.contains("The Canary Queen has left.")), "{} reads it", who.name);
            assert!(found.values().any(|body| body.contains("(The quote) Tj")), "{} opens the file", who.name);
            let browser = signed_in(world, who);
            for address in every_address(&found.keys().cloned().collect(), (&number, SLUG, &id.text())) {
                let page = open(&browser, &address, &[]);
                let said = format!("{}\n{}", page.body, page.header("content-disposition")).to_lowercase();
                assert!(page.status < 500, "{}: {address} gave {}", who.name, page.status);
                for secret in SECRETS {
                    assert!(!said.contains(secret), "{} finds {secret} at {address}:\n{}", who.name, page.text());
                }
                assert!(address.contains(&number) || !said.contains(&number.to_lowercase()), "{} finds the number at {address}", who.name);
            }
            let program = by_program(world, who, &number).to_lowercase();
            assert!(SECRETS.iter().all(|secret| !program.contains(secret)), "{program}");
            let letters = world.mail_to(&who.email);
            assert!(letters.iter().any(|letter| letter.subject_line.contains(&called)), "{} is told by the label", who.name);
            for letter in letters.iter().map(words) {
                assert!(!letter.contains(&number) && SECRETS.iter().all(|secret| !letter.to_lowercase().contains(secret)), "{letter}");
            }
        }
        // The same reviewer finds it all where names are shown: it was there to be found.
        phase(world, &fund, true);
        let all = crawled(world, rita, SLUG).into_values().collect::<String>().to_lowercase();
        for secret in SECRETS {
            assert!(all.contains(secret), "nobody finds {secret}: it proves nothing");
        }
        assert!(all.contains(&number.to_lowercase()));
    });
}

#[test]
fn a_label_is_drawn_once_and_is_the_same_for_every_reviewer() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let ids: Vec<_> = ["Madison", "Monona", "Verona"].map(|name| grant::application(world, &fund, &city(world, name), 5_000)).into();
        let mut called = Vec::new();
        for id in &ids {
            screened(world, &fund, *id);
            assigned(world, &fund, *id, &[&fund.reviewers[0]]);
            called.push(label(world, *id));
            assigned(world, &fund, *id, &[&fund.reviewers[1]]);
            assert_eq!(called.last(), Some(&label(world, *id)), "it stays");
        }
        called.sort();
        called.dedup();
        assert_eq!(called.len(), 3);
        phase(world, &fund, false);
        for reviewer in &fund.reviewers[..2] {
            let page = signed_in(world, reviewer).get("/panel");
            assert!(called.iter().all(|label| page.says(label)), "{}", page.text());
        }
        use schema::blind_labels as l;
        let changed = world.db.write(|tx| diesel::update(l::table).set(l::lot.eq(0_i64)).execute(&mut **tx).map_err(Error::from));
        changed.expect_err("a label never changes");
    });
}

#[test]
fn a_reviewer_waits_for_the_copy_and_reads_what_staff_wrote() {
    on_both(|world| {
        let (fund, city) = (fund(world, 40_000), city(world, "Canaryville"));
        let id = planted(world, &fund, &city);
        screened(world, &fund, id);
        phase(world, &fund, false);
        let rita = &fund.reviewers[0];
        let task = assigned(world, &fund, id, &[rita])[0];
        clears(world, rita, task);
        let (olive, reviewer) = (signed_in(world, &fund.officer), signed_in(world, rita));
        let (own, copies) = (format!("/panel/reviews/{task}"), format!("/desk/panels/{SLUG}/blind"));
        reviewer.get(&own).must_say("The Canary Queen has left.");

        let page = olive.follow(&olive.get(&format!("/desk/panels/{SLUG}")), "Copies for blind review");
        page.must_be(200).must_say("Who applies is withheld now.").must_say("Missing").must_say(&label(world, id));
        let late = olive.get(&copies);
        olive.press(&page, "Save", &[("waits", "yes")]).must_be(200).must_say("Reviewers wait for copies");
        olive.press(&late, "Save", &[("waits", "no")]).must_be(409).must_say("Somebody changed this after you opened the page.");
        let page = reviewer.get(&own);
        page.must_be(200).must_say("This application is being prepared for blind review.");
        assert!(!page.says("Canary Queen"), "{}", page.text());
        reviewer.get("/panel").must_say("Being prepared for blind review");
        let file = file_in(world, id, "quote").id;
        reviewer.get(&format!("{own}/files/{file}")).must_be(404);
        let scored = ["need_and_fit", "results_for_city", "lasting_skills", "plan_and_budget"]
            .map(|id| [format!("score-{id}"), format!("comment-{id}")]);
        let filled: Vec<_> =
            scored.iter().flat_map(|[score, comment]| [(score.as_str(), "4"), (comment.as_str(), "It says so.")]).collect();
        reviewer.press(&page, "Submit review", &filled).must_be(422).must_say("Your draft is saved: submit it when you can read");

        // The program proposes, the officer mends.
        let form = olive.follow(&olive.get(&copies), &reference(world, id));
        form.must_be(200).must_say("Not looked at yet.").must_say("Missing").must_say("[name withheld] asks, says [name withheld]");
        let (need, words) = (field(NEED), "A town asks. Its rival has left.");
        let late = olive.get(&form.path);
        let long = "x".repeat(20_001);
        let wrong = olive.press(&form, "Save and mark ready", &[(need.as_str(), long.as_str())]);
        wrong.must_be(422).must_say("Shorten this text to at most 20,000 characters.");
        let saved = olive.press(&form, "Save, not ready yet", &[(need.as_str(), words)]);
        saved.must_be(200).must_say("In preparation").must_say(words);
        reviewer.get(&own).must_say("being prepared");
        olive.press(&late, "Save and mark ready", &[]).must_be(422).must_say("Somebody saved this copy after you opened the page.");
        let keep = format!("keep-{}", blind::digest("Canaryville trains"));
        let ready = olive.press(&saved, "Save and mark ready", &[(keep.as_str(), "yes")]);
        ready.must_be(200).must_say("Read this copy.");
        let told = world.mail_to(&rita.email);
        let subject = format!("You can read application {} now", label(world, id));
        assert!(told.iter().any(|letter| letter.subject_line == subject), "{:?}", told.iter().map(|l| &l.subject_line).collect::<Vec<_>>());
        let page = reviewer.get(&own);
        page.must_say("Its rival has left.").must_say("Canaryville trains");
        assert!(!page.says("Queen"), "{}", page.text());
        olive.get(&copies).must_say("1 ready");
        use schema::audit_events as e;
        let read =
            |fact: &str| world.db.read(|conn| e::table.filter(e::fact.eq(fact)).count().get_result::<i64>(conn).map_err(Error::from));
        assert_eq!((read("blind.copy_saved").expect("records"), read("blind.copies_required").expect("records")), (2, 1));
    });
}

/// Sent back, changed and received again.
fn received_again(world: &World, fund: &Fund, (id, city): (Id<Application>, &City), need: &str) {
    let (found, until) = (Screened { checks: vec![], note: "Say more.".into() }, world.clock.now().plus(TimeDelta::days(10)));
    let parts = ["need_now".to_owned()];
    world
        .db
        .write(|tx| process::return_for_changes(tx, &fund.officer, id, (&found, &parts, until), &Press::default()).map(drop))
        .expect("back");
    let changed = world.db.write(|tx| {
        answers(tx, &city.official, id, "need_now", need);
        // A partner never stood in the form of this round: what was planted would be refused.
        use schema::application_partners as p;
        diesel::delete(p::table.filter(p::application_id.eq(id.text()))).execute(&mut **tx)?;
        Ok::<_, Error>(())
    });
    changed.expect("changed");
    world.db.write(|tx| sends(tx, &city.official, id)).expect("received again");
}

#[test]
fn a_copy_is_looked_at_again_when_something_else_is_received() {
    on_both(|world| {
        let (fund, city) = (fund(world, 40_000), city(world, "Canaryville"));
        let id = planted(world, &fund, &city);
        phase(world, &fund, false);
        let olive = signed_in(world, &fund.officer);
        olive.press(&olive.get(&format!("/desk/panels/{SLUG}/blind")), "Save", &[("waits", "yes")]).must_be(200);
        let (title, need) = (field("Canaryville trains"), field(NEED));
        let form = olive.get(&desk(world, id));
        olive.press(&form, "Save and mark ready", &[(title.as_str(), "A town trains"), (need.as_str(), "A town asks.")]).must_be(200);

        received_again(world, &fund, (id, &city), "Canaryville asks for more. The Canary King too.");
        let letters = world.mail_to(&fund.officer.email);
        let wanted = format!("Look at the copy for blind review again: {}", reference(world, id));
        assert!(letters.iter().any(|letter| letter.subject_line == wanted && letter.body_text.contains("Until then its reviewers wait.")));
        screened(world, &fund, id);
        let rita = &fund.reviewers[0];
        let task = assigned(world, &fund, id, &[rita])[0];
        clears(world, rita, task);
        let (reviewer, own) = (signed_in(world, rita), format!("/panel/reviews/{task}"));
        reviewer.get(&own).must_say("being prepared for blind review");
        // Choosing a file is not looking at the texts.
        let choice = blind::choice_field(file_in(world, id, "quote").id);
        olive.attach(&olive.get(&desk(world, id)), &[(choice.as_str(), "withheld")], &[]).must_be(200);
        reviewer.get(&own).must_say("being prepared for blind review");
        olive.get(&format!("/desk/panels/{SLUG}/blind")).must_say("Look again: the application has changed");

        // What has not changed keeps its words; what has is proposed anew.
        let form = olive.get(&desk(world, id));
        form.must_say("A town trains").must_say("[name withheld] asks for more. The Canary King too.").must_say("Not looked at yet.");
        let again = field("Canaryville asks for more. The Canary King too.");
        olive.press(&form, "Save and mark ready", &[(again.as_str(), "")]).must_be(200);
        let page = reviewer.get(&own);
        page.must_say("A town trains").must_say("[text withheld]");
        assert!(!page.says("King") && !page.says("A town asks."), "{}", page.text());
    });
}

#[test]
fn whoever_reviews_it_or_is_no_officer_prepares_no_copy() {
    on_both(|world| {
        let (fund, city) = (fund(world, 40_000), city(world, "Canaryville"));
        let id = planted(world, &fund, &city);
        screened(world, &fund, id);
        phase(world, &fund, false);
        let both = hired(world, "Wilma", &[FundRole::ProgramOfficer, FundRole::Reviewer]);
        let path = desk(world, id);
        let sees = |who: &Browser, status: u16| {
            who.get(&path).must_be(status);
            who.post(&path, &[("action", "save"), ("version", "0"), ("idempotency_key", &format!("k{status}"))]).must_be(status);
        };
        let wilma = signed_in(world, &both);
        wilma.get(&path).must_be(200);
        assert!(wilma.get(&format!("/desk/panels/{SLUG}/blind")).must_be(200).says("Canaryville"));
        assigned(world, &fund, id, &[&both]);
        sees(&wilma, 404);
        assert!(
            !wilma.get(&format!("/desk/panels/{SLUG}/blind")).must_be(200).says("Canaryville"),
            "its label would stand beside its city"
        );
        for who in [&fund.approver, &fund.reviewers[0], &hired(world, "Cora", &[FundRole::Chair]), &city.official] {
            sees(&signed_in(world, who), 404);
        }
        let stepped = hired(world, "Selma", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &stepped, id, "My sister works there.")).expect("she steps back");
        sees(&signed_in(world, &stepped), 404);
        sees(&signed_in(world, &fund.officer), 200);
    });
}
