//! An application with a string of its own in every secret field, from its answers to its money, and the people who
//! must not find one of them.

use crate::grant::{self, City, Fund, ROUND, answer_everything, city, city_in, evidence, fund_of, person, proposal, ready, screened};
use crate::joint::place;
use crate::money::{Ground, receipt, verified_account};
use crate::support::{World, samples};
use diesel::prelude::*;
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::db::{Error, Tx, schema};
use urban_diplomacy_fund::intake::{self, ActivityInput, Application, AttendeeInput, Certification, CostInput, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::opportunity::{self, QuestionKind};
use urban_diplomacy_fund::panel::{self, Flags, NewPhase};
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, account, membership, role};
use urban_diplomacy_fund::process::{self, Press, ProcessError};
use urban_diplomacy_fund::review::{self, Assignment, Review, Score};
use urban_diplomacy_fund::risk::{self, NewAttestation};
use urban_diplomacy_fund::{notes, trouble};

/// What the city wrote.
pub const OF_CITY: &[&str] = &["canary-title", "canary-answer", "canary-activity", "canary-attendee", "canary-cost", "canary-file"];
/// What the people of the fund wrote, and what names the application among them.
pub const OF_FUND: &[&str] = &["canary-note", "canary-comment", "canary-overall", "canary-reopened", "canary-check", "canary-trouble"];
/// What comes with the award.
pub const OF_AWARD: &[&str] = &["canary-rationale", "canary-purpose", "canary-receipt", "canary-payee"];
/// The name of the city.
pub const CITY: &str = "Canaryville";

/// Somebody of the fund with a mailbox of their own.
pub fn staff(world: &World, email: &str, roles: &[FundRole]) -> Actor {
    let name = email.split('@').next().expect("a name").to_owned();
    let id = world.db.write(|tx| account::create(tx, &Actor::system(), email, &name, None)).expect("an account");
    for held in roles {
        world.db.write(|tx| role::grant(tx, &Actor::system(), id, *held)).expect("a role");
    }
    world.db.read(|conn| account::actor(conn, id)).expect("somebody")
}

/// Joins a city; the person as they are then.
pub fn joins(world: &World, who: &Actor, city: &City, role: CityRole) -> Actor {
    let id = who.account.expect("an account");
    world.db.write(|tx| membership::grant(tx, &Actor::system(), city.id, id, role)).expect("a membership");
    world.db.read(|conn| account::actor(conn, id)).expect("somebody")
}

/// The ground, before anybody looks.
pub struct Planted {
    pub fund: Fund,
    pub city: City,
    pub id: Id<Application>,
    pub reference: String,
    /// Wrote for the city, and left it since.
    pub left: Actor,
    /// Applies with it.
    pub partner: City,
}

/// The application in review, with all scores in and a note, a check and a message about trouble.
pub fn planted(world: &World) -> Planted {
    planted_in(world, ROUND, 40_000)
}

/// The same in this round, to which so many dollars are allotted.
pub fn planted_in(world: &World, round: &str, dollars: i64) -> Planted {
    let fund = fund_of(world, round, dollars);
    let city = city(world, CITY);
    let clerk = staff(world, "clerk@canaryville.gov", &[]);
    joins(world, &clerk, &city, CityRole::Preparer);
    let left = staff(world, "left@people.example", &[]);
    let writer = joins(world, &left, &city, CityRole::Preparer);
    let id = application(world, &fund, &city, &writer);
    let account = left.account.expect("an account");
    world.db.write(|tx| membership::remove(tx, &Actor::system(), city.id, account, CityRole::Preparer)).expect("they leave");
    world.db.write(|tx| role::grant(tx, &Actor::system(), account, FundRole::ReleasingOfficer)).expect("a role");
    let left = world.db.read(|conn| account::actor(conn, account)).expect("somebody");
    screened(world, &fund, id);
    reviews(world, &fund, id);
    let text = "Ask again: canary-note";
    world.db.write(|tx| notes::write(tx, &fund.officer, id, ("internal", text)).map(drop)).expect("a note");
    let new = NewAttestation {
        application: id,
        kind: "exclusions".into(),
        outcome: "none_found".into(),
        identifier: String::new(),
        note: "canary-check".into(),
        expires_on: Ok(None),
        evidence: Ok(Some(evidence(world))),
    };
    world.db.write(|tx| risk::attest(tx, &fund.officer, &new).map(drop)).expect("a check");
    let reference = world.db.read(|conn| intake::application(conn, id)).expect("it is there").reference;
    let told =
        trouble::NewTrouble { told: "It hangs: canary-trouble".into(), reference: reference.clone(), ..trouble::NewTrouble::default() };
    world.db.write(|tx| trouble::report(tx, &city.official, &told).map(drop)).expect("a message");
    let partner = partnered(world, id);
    Planted { fund, city, id, reference, left, partner }
}

/// A city of the register that applies with the other one.
fn partnered(world: &World, id: Id<Application>) -> City {
    let (sitka, at) = (city_in(world, "Sitka", ("AK", "America/Sitka")), place(world, "Sitka", "AK"));
    use schema::{application_partners as p, organisations as o};
    let made = world.db.write(|tx| {
        diesel::update(o::table.find(sitka.id.text())).set(o::geoname_id.eq(at)).execute(&mut **tx)?;
        let key = tx.id::<Application>().text();
        diesel::insert_into(p::table)
            .values((
                (p::id.eq(key), p::application_id.eq(id.text()), p::geoname_id.eq(at), p::name.eq("Sitka, AK")),
                (p::contact_name.eq("Ines"), p::contact_email.eq("ines@sitka.example"), p::part.eq("Takes part.")),
            ))
            .execute(&mut **tx)?;
        Ok::<_, Error>(())
    });
    made.expect("a partner");
    sitka
}

/// The official of the partner, who signed an award of it, left it and works for the fund since.
pub fn signed_earlier(world: &World, planted: &Planted) -> Actor {
    let (fund, sitka) = (&planted.fund, &planted.partner);
    let id = ready(world, fund, sitka, 8_000);
    world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposal(8_000), &Press::default()).map(drop)).expect("recommended");
    let digest = grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)).expect("approved");
    signs(world, &sitka.official, id);
    joins(world, &staff(world, "second@people.example", &[]), sitka, CityRole::Preparer);
    let account = sitka.official.account.expect("an account");
    let left = world.db.write(|tx| membership::remove(tx, &Actor::system(), sitka.id, account, CityRole::AuthorizedOfficial));
    left.expect("they leave the city");
    world.db.write(|tx| role::grant(tx, &Actor::system(), account, FundRole::ProgramOfficer)).expect("and work for the fund");
    world.db.read(|conn| account::actor(conn, account)).expect("somebody")
}

fn signs(world: &World, official: &Actor, id: Id<Application>) {
    let seen_digest = world.db.read(|conn| award::agreement(conn, id.cast())).expect("an agreement").digest;
    let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
    world.db.write(|tx| process::accept_agreement(tx, official, id, &signature, &Press::default()).map(drop)).expect("signed");
}

fn application(world: &World, fund: &Fund, city: &City, writer: &Actor) -> Id<Application> {
    let who = &city.official;
    let sent = world.db.write(|tx| {
        let id = process::start_case(tx, who, fund.round, city.id)?.id;
        answer_everything(tx, who, id);
        answers(tx, writer, id);
        plan(world, tx, who, id);
        let version = intake::application(tx, id)?.version;
        let certification = Certification { typed_name: who.name.clone(), has_agreed: true, version };
        process::submit(tx, who, id, &certification, &Press::default())?;
        Ok::<_, ProcessError>(id)
    });
    sent.expect("a received application")
}

fn answers(tx: &mut Tx<'_>, who: &Actor, id: Id<Application>) {
    let draft = intake::draft(tx, id).expect("a draft");
    for question in draft.definition.questions() {
        let typed = match question.kind {
            _ if question.id == "project_title" => "canary-title".to_owned(),
            QuestionKind::ShortText | QuestionKind::LongText => "canary-answer and words that answer it.".to_owned(),
            _ => continue,
        };
        let version = draft.saved.get(&question.id).map_or(0, |saved| saved.version);
        intake::save_answer(tx, who, id, &question.id, (&typed, version)).unwrap_or_else(|e| panic!("{}: {e}", question.id));
    }
}

fn plan(world: &World, tx: &mut Tx<'_>, who: &Actor, id: Id<Application>) {
    let draft = intake::draft(tx, id).expect("a draft");
    let begins = draft.definition.dates.performance_starts;
    let course = ActivityInput {
        kind: "training".into(),
        title: "canary-activity".into(),
        place: "Lyon".into(),
        country: "France".into(),
        starts_on: Some(begins + chrono::Days::new(39)),
        ends_on: Some(begins + chrono::Days::new(43)),
        ..ActivityInput::default()
    };
    let activity = intake::add_activity(tx, who, id, &course).expect("an activity");
    let version = |tx: &mut Tx<'_>| intake::activity(tx, activity).expect("it is there").version;
    let v = version(tx);
    let goes = AttendeeInput { name: "canary-attendee".into(), job: "Clerk".into(), standing: "career".into() };
    intake::change_attendees(tx, who, activity, v, &[goes]).expect("somebody goes");
    let v = version(tx);
    let line = CostInput { category: "travel".into(), what: "canary-cost".into(), each: "8000".into(), ..CostInput::default() };
    intake::save_costs(tx, who, activity, v, &[line]).expect("a budget");
    let asked = draft.definition.questions().filter(|q| q.kind == QuestionKind::File && draft.asked().is_asked(&q.id));
    for slot in std::iter::once("quote").chain(asked.map(|q| q.id.as_str())) {
        let kinds = draft.definition.slot(slot).expect("a slot").types.clone();
        let file = world.app.files.accept_bytes("canary-file.pdf", &samples::pdf(slot), &kinds).expect("a file");
        let quota = Quota::from(&world.app.settings.files);
        intake::attach(tx, who, NewAttachment { application: id, slot, file: &file, quota }).expect("it is attached");
    }
}

fn reviews(world: &World, fund: &Fund, id: Id<Application>) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let accounts: Vec<_> = fund.reviewers.iter().filter_map(|reviewer| reviewer.account).collect();
    let tasks = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &accounts, None)).expect("reviewers");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    for (reviewer, task) in fund.reviewers.iter().zip(tasks) {
        world.db.write(|tx| review::declare(tx, reviewer, task, &about.reference, None)).expect("no conflict");
        let score = |id: &String| Score { criterion: id.clone(), score: Some(4), judgment: None, comment: "canary-comment".into() };
        let written = Review { scores: rubric.criteria.iter().map(|c| score(&c.id)).collect(), overall: "canary-overall".into() };
        world.db.write(|tx| review::submit(tx, reviewer, task, (&rubric, &about.reference), &written)).expect("a review");
        if reviewer.account == fund.reviewers[1].account {
            reopens(world, fund, (reviewer, task, &about.reference));
            world.db.write(|tx| review::submit(tx, reviewer, task, (&rubric, &about.reference), &written)).expect("the same again");
        }
    }
}

/// Opens a submitted review again, in a phase that allows it.
fn reopens(world: &World, fund: &Fund, (reviewer, task, reference): (&Actor, Id<Assignment>, &str)) {
    let slug = world.db.read(|conn| opportunity::opportunity(conn, fund.round)).expect("a round").slug;
    let flags = Flags { changes: true, ..Flags::default() };
    let phase = NewPhase { name: "Review".into(), begins_at: world.clock.now(), ends_at: None, flags };
    world.db.write(|tx| panel::add_phase(tx, &fund.officer, &slug, &phase).map(drop)).expect("a phase");
    world.db.write(|tx| review::reopen(tx, reviewer, task, reference, "canary-reopened")).expect("it is open again");
}

/// The award, signed, with a payment that is asked for and an expense that waits.
pub fn awarded(world: &World, planted: Planted) -> Ground {
    let Planted { fund, city, id, reference, .. } = planted;
    let proposed = award::Proposal { rationale: "canary-rationale".into(), ..proposal(8_000) };
    world.db.write(|tx| process::recommend(tx, &fund.officer, id, &proposed, &Press::default()).map(drop)).expect("recommended");
    let digest = grant::digest(world, &fund.approver, id);
    world.db.write(|tx| process::approve(tx, &fund.approver, id, (&digest, ""), &grant::fresh()).map(drop)).expect("approved");
    signs(world, &city.official, id);
    let [preparer, second, releaser] = world
        .db
        .write(|tx| {
            Ok::<_, urban_diplomacy_fund::db::Error>([
                person(tx, "Fay", &[FundRole::FinanceOfficer]),
                person(tx, "Fred", &[FundRole::FinanceOfficer]),
                person(tx, "Rene", &[FundRole::ReleasingOfficer]),
            ])
        })
        .expect("people");
    world.at("2027-06-01T15:00:00Z");
    let lone = releaser.clone();
    let ground = Ground { fund, city, id, number: reference, preparer, second, releaser, lone };
    verified_account(world, &ground);
    let official = grant::signed_in(world, &ground.city.official);
    let page = official.get(&format!("/portal/awards/{}/payments", ground.number));
    official.submit(&page, &[("kind", "advance"), ("amount-travel", "5,000"), ("purpose", "canary-purpose")]).must_be(200);
    spend_with_mark(world, &ground);
    ground
}

fn spend_with_mark(world: &World, g: &Ground) {
    let official = grant::signed_in(world, &g.city.official);
    let activity = world.db.read(|conn| intake::activities(conn, g.id)).expect("activities")[0].id.text();
    let page = official.get(&format!("/portal/awards/{}/spending", g.number));
    let values = [
        ("activity", activity.as_str()),
        ("category", "travel"),
        ("spent_on_month", "5"),
        ("spent_on_day", "10"),
        ("spent_on_year", "2027"),
        ("amount", "1,000"),
        ("payee", "canary-payee"),
        ("description", "canary-receipt"),
    ];
    official.attach(&page, &values, &[("receipt", "receipt.pdf", &receipt(1))]).must_be(200);
}
