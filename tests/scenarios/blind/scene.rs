//! What tests of blind review begin with: a phase that withholds who applies, and an application that says it in every way.

use crate::grant::{self, City, Fund, city, fund, screened, signed_in, write_everything};
use crate::support::samples::{deflated, docx_with, pdf_of};
use crate::support::{Browser, World};
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

pub const SLUG: &str = "training-and-conference-support-2027";
pub const NEED: &str = "Canaryville asks, says Official-Canaryville; see www.canaryville.gov. The Canary Queen has left.";
/// The page of the copies of the round.
pub const COPIES: &str = "/desk/panels/training-and-conference-support-2027/blind";

/// A round whose phase withholds who applies, an officer who prepares copies, and the application of Canaryville.
pub struct Scene {
    pub fund: Fund,
    pub city: City,
    pub id: Id<Application>,
    pub olive: Browser,
}

/// A reviewer who has no conflict of interest, and the page of the review.
pub struct Asked {
    pub who: Actor,
    pub task: Id<Assignment>,
    pub browser: Browser,
    pub own: String,
}

impl Scene {
    /// The application is received.
    pub fn received(world: &World) -> Self {
        let (fund, city) = (fund(world, 40_000), city(world, "Canaryville"));
        let id = planted(world, &fund, &city);
        phase(world, &fund, false);
        let olive = signed_in(world, &fund.officer);
        Self { fund, city, id, olive }
    }

    /// It is in review.
    pub fn in_review(world: &World) -> Self {
        let scene = Self::received(world);
        screened(world, &scene.fund, scene.id);
        scene
    }

    /// The first reviewer is asked and clears.
    pub fn asked(&self, world: &World) -> Asked {
        let who = self.fund.reviewers[0].clone();
        let task = assigned(world, &self.fund, self.id, &[&who])[0];
        clears(world, &who, task);
        let browser = signed_in(world, &who);
        Asked { who, task, browser, own: format!("/panel/reviews/{task}") }
    }

    /// The officer says whether reviewers wait for copies.
    pub fn wait(&self, answer: &str) {
        self.olive.press(&self.olive.get(COPIES), "Save", &[("waits", answer)]).must_be(200);
    }

    /// The city is asked for changes, and writes this.
    pub fn changed(&self, world: &World, need: &str) {
        let (found, until) = (Screened { checks: vec![], note: "Say more.".into() }, world.clock.now().plus(TimeDelta::days(10)));
        let parts = ["need_now".to_owned()];
        world
            .db
            .write(|tx| process::return_for_changes(tx, &self.fund.officer, self.id, (&found, &parts, until), &Press::default()).map(drop))
            .expect("back");
        self.writes(world, need);
    }

    /// The city writes this.
    pub fn writes(&self, world: &World, need: &str) {
        let saved = world.db.write(|tx| {
            answers(tx, &self.city.official, self.id, "need_now", need);
            Ok::<_, Error>(())
        });
        saved.expect("saved");
    }

    /// It is changed, and received again.
    pub fn received_again(&self, world: &World, need: &str) {
        self.changed(world, need);
        // A partner never stood in the form of this round: what was planted would be refused.
        use schema::application_partners as p;
        let gone = world.db.write(|tx| {
            diesel::delete(p::table.filter(p::application_id.eq(self.id.text()))).execute(&mut **tx)?;
            Ok::<_, Error>(())
        });
        gone.expect("without a partner");
        world.db.write(|tx| sends(tx, &self.city.official, self.id)).expect("received again");
    }
}

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

pub fn reference(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference
}

pub fn label(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| blind::label(conn, id)).expect("a label")
}

pub fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(grant::person(tx, name, roles))).expect("a person")
}

pub fn desk(world: &World, id: Id<Application>) -> String {
    format!("/desk/applications/{}/blind", reference(world, id))
}

/// The field for what is read in place of this text.
pub fn field(text: &str) -> String {
    blind::field_of(&blind::digest(text))
}

pub fn file_in(world: &World, id: Id<Application>, slot: &str) -> Attachment {
    world.db.read(|conn| intake::attachments(conn, id)).expect("files").into_iter().find(|file| file.slot == slot).expect("a file")
}
