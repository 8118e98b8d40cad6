//! Finished drafts, each of a city of its own, ready to be certified: what the load of
//! a deadline's last hour is made of. Made through the operations themselves.

use std::path::Path;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::{self, Db, Options, Tx};
use urban_diplomacy_fund::files::{FileKind, Store};
use urban_diplomacy_fund::intake::{self, ActivityInput, Application, AttendeeInput, CostInput, NewAttachment, Quota};
use urban_diplomacy_fund::kernel::{Clock, Id, IdSource};
use urban_diplomacy_fund::opportunity::{self, Definition, Opportunity, QuestionKind};
use urban_diplomacy_fund::people::{Actor, CityRole, account, membership, organisation, session};
use urban_diplomacy_fund::places;
use urban_diplomacy_fund::process;

/// The round that they write for.
const ROUND: &str = "training-and-conference-support-2027";

/// The name that every official types.
const NAME: &str = "Load Official";

/// Somebody signed in who wrote a draft for a city of its own.
pub struct Applicant {
    /// The draft.
    pub id: Id<Application>,
    /// Its number.
    pub reference: String,
    /// Its version.
    pub version: i64,
    /// The session of its official.
    pub cookie: String,
}

/// Prepares `count` drafts and returns the requests that submit them.
pub fn prepare(db: &Db, files: &Path, count: usize) -> Vec<Vec<u8>> {
    applicants(db, files, (count, "load", true)).iter().enumerate().map(|(n, who)| certification(who, n)).collect()
}

/// Prepares `count` drafts, with their file or without, by people whose addresses begin so.
pub fn applicants(db: &Db, files: &Path, (count, who, with_file): (usize, &str, bool)) -> Vec<Applicant> {
    // Preparing is not measured, so it need not wait for the disk.
    let quick = Options { pool_size: 1, durable: false };
    let quick = Db::open(db.url(), &quick, Clock::System, IdSource::random()).expect("the database opens");
    let files = Store::open(files, 1 << 20).expect("the file store opens");
    let now = quick.clock().now();
    let open = quick.read(opportunity::list_published).expect("opportunities");
    let round = open.into_iter().find(|o| o.slug == ROUND && o.takes_applications(now)).expect("the round is open");
    let definition = quick.read(|conn| opportunity::current_definition(conn, round.id)).expect("a definition");
    let towns = places::read_bundled().expect("the register inside the program");
    let small = towns.iter().filter(|p| p.population > 1_000 && p.population < 50_000);
    let mut found = Vec::new();
    for (n, town) in small.rev().enumerate() {
        if found.len() == count {
            break;
        }
        let taken = quick.read(|conn| organisation::find_by_place(conn, town.geoname_id)).expect("cities").is_some();
        if !taken {
            found.push(one(&quick, with_file.then_some(&files), (&round, &definition), (&format!("{who}{n}"), town.geoname_id)));
        }
    }
    assert_eq!(found.len(), count, "there are enough small towns");
    found
}

fn one(db: &Db, files: Option<&Store>, round: (&Opportunity, &Definition), (who, town): (&str, i64)) -> Applicant {
    let address = format!("{who}@bench.example");
    let system = Actor::system();
    let limits = Settings::defaults().expect("the default settings").sessions;
    let who = db.write(|tx| account::create(tx, &system, &address, NAME, None)).expect("an account");
    let actor = db.read(|conn| account::actor(conn, who)).expect("an actor");
    let city = db.write(|tx| organisation::register(tx, &actor, town)).expect("a city");
    db.write(|tx| membership::grant(tx, &system, city, who, CityRole::AuthorizedOfficial)).expect("a role");
    let actor = db.read(|conn| account::actor(conn, who)).expect("an actor");
    let id = db.write(|tx| process::start_case(tx, &actor, round.0.id, city)).expect("a draft").id;
    db.write(|tx| {
        fill(tx, &actor, id, round.1);
        if let Some(files) = files {
            let quota = Quota { max_bytes: 50_000_000, max_files: 20 };
            let file = files.accept_bytes("quote.pdf", b"%PDF-1.4\nstartxref\n9\n%%EOF\n", &[FileKind::Pdf]).expect("a file");
            intake::attach(tx, &actor, NewAttachment { application: id, slot: "quote", file: &file, quota }).expect("an attachment");
        }
        Ok::<_, db::Error>(())
    })
    .expect("a whole draft");
    let start = session::Start { method: session::Method::Password, device: "the load driver".into(), limits };
    let token = db.write(|tx| session::start(tx, who, &start)).expect("a session");
    let draft = db.read(|conn| intake::application(conn, id)).expect("the draft");
    Applicant { id, reference: draft.reference, version: draft.version, cookie: format!("udf_session={token}") }
}

/// The request that certifies the draft as it was when it was prepared.
fn certification(who: &Applicant, n: usize) -> Vec<u8> {
    let body = format!("typed_name=Load+Official&agree=yes&version={}&idempotency_key=load-{n}", who.version);
    let path = format!("/portal/applications/{}/certify", who.reference);
    post(&path, &who.cookie, ("application/x-www-form-urlencoded", body.as_bytes()))
}

/// A form with the proof that it comes from our own pages.
pub fn post(path: &str, cookie: &str, (kind, body): (&str, &[u8])) -> Vec<u8> {
    let head = format!("Host: localhost\r\nCookie: {cookie}\r\nSec-Fetch-Site: same-origin\r\nAccept: text/html");
    let kind = format!("Content-Type: {kind}\r\nContent-Length: {}", body.len());
    let mut request = format!("POST {path} HTTP/1.1\r\n{head}\r\n{kind}\r\n\r\n").into_bytes();
    request.extend_from_slice(body);
    request
}

/// Answers everything, plans one course and its budget.
fn fill(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, definition: &Definition) {
    let eligibility = definition.eligibility.iter().map(|q| {
        let typed = match q.id.as_str() {
            "population" => "9000",
            "purpose" => "Training or a conference",
            _ => "yes",
        };
        (q.id.clone(), typed.to_owned())
    });
    let questions = definition.questions().map(|q| {
        let typed = match q.kind {
            QuestionKind::ShortText | QuestionKind::LongText => "Words that answer it.".to_owned(),
            QuestionKind::Choice => q.options[0].clone(),
            QuestionKind::Number => q.min.unwrap_or(1).to_string(),
            QuestionKind::YesNo => "yes".to_owned(),
            QuestionKind::Date => definition.dates.performance_starts.to_string(),
            other => panic!("the round of this measurement asks no {other}"),
        };
        (q.id.clone(), typed)
    });
    for (question, typed) in eligibility.chain(questions) {
        let version = intake::draft(tx, id).expect("a draft").saved.get(&question).map_or(0, |s| s.version);
        intake::save_answer(tx, actor, id, &question, (&typed, version)).expect("an answer");
    }
    let starts = definition.dates.performance_starts;
    let course = ActivityInput {
        kind: "training".into(),
        title: "Protocol course".into(),
        place: "Lyon".into(),
        country: "France".into(),
        starts_on: Some(starts + chrono::TimeDelta::days(30)),
        ends_on: Some(starts + chrono::TimeDelta::days(34)),
        ..ActivityInput::default()
    };
    let activity = intake::add_activity(tx, actor, id, &course).expect("an activity");
    let version = |tx: &mut Tx<'_>| intake::activity(tx, activity).expect("it is there").version;
    let clerk = AttendeeInput { name: "Cleo Clerk".into(), job: "Clerk".into(), standing: "career".into() };
    let seen = version(tx);
    intake::change_attendees(tx, actor, activity, seen, &[clerk]).expect("somebody goes");
    let travel = CostInput { category: "travel".into(), what: "Flights".into(), each: "8000".into(), ..CostInput::default() };
    let seen = version(tx);
    intake::save_costs(tx, actor, activity, seen, &[travel]).expect("a budget");
}
