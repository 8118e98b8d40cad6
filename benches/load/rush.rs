//! The rush before a deadline: applicants who save as they type, send a file of 2 MB and submit,
//! most of them in the last ten of sixty minutes, with time compressed. Then ten times the pace,
//! while officers ask for reports: what goes first, and what is told to wait.

use crate::aims::{self, Figures};
use crate::client::{Answer, Connection, get};
use crate::drafts::{self, Applicant, post};
use crate::installation::Installation;
use crate::number;
use diesel::prelude::*;
use serde::Serialize;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{self, Db};
use urban_diplomacy_fund::intake;

/// How often each applicant saves, and what a pause between two saves is worth of the whole.
const SAVES: usize = 6;
const PAUSE_SHARE: f64 = 1.0 / 360.0;
/// Of the applicants so many come in the last sixth of the time.
const LATE: f64 = 0.6;
const FILE_BYTES: usize = 2_000_000;
/// How often a page that is told to wait is opened again, and after how long: 30 seconds, compressed as everything is.
const LOOKS: usize = 200;
const BETWEEN_LOOKS: Duration = Duration::from_millis(500);
/// Officers who ask for reports meanwhile, one after the other.
const OFFICERS: usize = 4;
const REPORTS: [&str; 3] = ["/desk/search?q=Official", "/desk/ranking/training-and-conference-support-2027", "/desk/work.csv"];
const QUESTION: &str = "skills";

/// How long answers of one kind took.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Times {
    answers: usize,
    p50_ms: f64,
    p95_ms: f64,
    p99_ms: f64,
    longest_ms: f64,
}

/// What one rush came to.
#[derive(Clone, Debug, Serialize)]
pub struct Rush {
    database: String,
    pace: u32,
    applicants: usize,
    seconds: f64,
    saves: Times,
    files: Times,
    files_per_second: f64,
    pages: Times,
    submissions: Times,
    reports_made: usize,
    reports_told_to_wait: usize,
    pages_told_to_wait: usize,
    /// Answers that nobody should get, and requests without any.
    errors: Vec<String>,
    /// What was acknowledged and is not there.
    lost: Vec<String>,
}

impl Rush {
    /// What the aims are about.
    fn figures(&self) -> Figures<'_> {
        Figures {
            database: &self.database,
            pace: self.pace,
            applicants: self.applicants,
            saves: (self.saves.answers, self.saves.p95_ms),
            submissions: (self.submissions.answers, self.submissions.p95_ms),
            files: self.files.answers,
            errors: self.errors.len(),
            lost: self.lost.len(),
        }
    }
}

/// What happened to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Save,
    File,
    Page,
    Submission,
    Report,
    Waits,
    PageWaits,
}

#[derive(Default)]
struct Seen {
    times: Vec<(Kind, Duration)>,
    errors: Vec<String>,
    acknowledged: Vec<Acknowledged>,
}

/// What one applicant was told.
struct Acknowledged {
    reference: String,
    /// The last text that was acknowledged, and one sent after it without any answer: that may be there or not.
    text: String,
    perhaps: Option<String>,
    file: Told,
    submission: Told,
}

/// What an applicant knows of a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Done,
    Refused,
    Nothing, // no answer came: it may be done or not
}

impl Told {
    fn of<T>(answer: &Result<T, Self>) -> Self {
        answer.as_ref().map_or_else(|told| *told, |_| Self::Done)
    }

    /// Whether what is there contradicts what was told.
    fn is_contradicted(self, is_there: bool) -> bool {
        matches!((self, is_there), (Self::Done, false) | (Self::Refused, true))
    }
}

/// Only the rushes, printed; what they missed.
pub fn all(quick: bool, postgres: Option<&str>) -> Vec<String> {
    let rushes = all_rushes(quick, postgres);
    std::fs::create_dir_all("target/bench").expect("a folder for the report");
    std::fs::write("target/bench/rush.json", serde_json::to_string_pretty(&rushes).expect("a report")).expect("the report is written");
    missed(&rushes)
}

/// Every aim that one of the rushes missed, in a sentence.
pub fn missed(rushes: &[Rush]) -> Vec<String> {
    rushes.iter().flat_map(|rush| aims::missed(&rush.figures(), tolerance_percent())).collect()
}

pub fn tolerance_percent() -> u32 {
    number("UDF_RUSH_TOLERANCE", aims::TOLERANCE)
}

/// On each database, at the pace itself and at ten times it.
pub fn all_rushes(quick: bool, postgres: Option<&str>) -> Vec<Rush> {
    let count: usize = number("UDF_RUSH_APPLICANTS", if quick { 100 } else { 2_000 });
    let seconds: u64 = number("UDF_RUSH_SECONDS", if quick { 20 } else { 360 });
    let mut rushes = Vec::new();
    println!(
        "{:<11}{:>5}{:>7}  {:<8}{:>9}{:>9}{:>9}{:>9}{:>10}",
        "database", "pace", "people", "what", "answers", "p50 ms", "p95 ms", "p99 ms", "longest"
    );
    let only = std::env::var("UDF_RUSH_ON").unwrap_or_default();
    let servers = [Some(None).filter(|_| only != "postgres"), postgres.map(Some).filter(|_| only != "sqlite")];
    for server in servers.into_iter().flatten() {
        let prepare = |db: &Db, files: &Path| [1, 10].map(|pace| (pace, crowd(db, files, (count, pace))));
        let (fund, crowds) = Installation::start_with(server.map(|s| super::fresh_database(s, 60)), 60, prepare);
        for (pace, crowd) in crowds {
            let rush = one(&fund, server.is_some(), crowd, (pace, Duration::from_secs(seconds) / pace));
            show(&rush);
            rushes.push(rush);
        }
    }
    rushes
}

/// Who takes part in one rush: applicants, and the session of an officer.
type Crowd = (Vec<Applicant>, String);

fn crowd(db: &Db, files: &Path, (count, pace): (usize, u32)) -> Crowd {
    let people = drafts::applicants(db, files, (count, &format!("rush{pace}-"), false));
    (people, super::sign_in_as(db, &format!("rush{pace}@bench.example")))
}

fn one(fund: &Installation, is_postgres: bool, (people, officer): Crowd, (pace, span): (u32, Duration)) -> Rush {
    let (seen, over) = (Mutex::new(Seen::default()), AtomicBool::new(false));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        let officers: Vec<_> = (0..OFFICERS)
            .map(|n| {
                let (seen, over, officer) = (&seen, &over, &officer);
                scope.spawn(move || reads(fund.address, officer, n, (over, seen)))
            })
            .collect();
        let coming: Vec<_> = people
            .iter()
            .enumerate()
            .map(|(n, who)| {
                let seen = &seen;
                let pause = span.mul_f64(PAUSE_SHARE);
                let wait = (begun + comes(n, people.len(), span)).saturating_duration_since(Instant::now());
                std::thread::sleep(wait);
                let applies = move || applies(fund.address, who, pause, seen);
                std::thread::Builder::new().stack_size(256 * 1024).spawn_scoped(scope, applies).expect("a thread")
            })
            .collect();
        coming.into_iter().for_each(|one| one.join().expect("an applicant ends well"));
        over.store(true, Ordering::Relaxed);
        officers.into_iter().for_each(|one| one.join().expect("an officer ends well"));
    });
    let seconds = begun.elapsed().as_secs_f64();
    let seen = seen.into_inner().expect("nobody panicked");
    let lost = lost(&fund.db, &people, &seen.acknowledged);
    let count_of = |kind: Kind| seen.times.iter().filter(|(k, _)| *k == kind).count();
    let files = times(&seen, Kind::File);
    Rush {
        database: if is_postgres { "PostgreSQL" } else { "SQLite" }.into(),
        pace,
        applicants: people.len(),
        seconds,
        saves: times(&seen, Kind::Save),
        files_per_second: files.answers as f64 / seconds,
        files,
        pages: times(&seen, Kind::Page),
        submissions: times(&seen, Kind::Submission),
        reports_made: count_of(Kind::Report),
        reports_told_to_wait: count_of(Kind::Waits),
        pages_told_to_wait: count_of(Kind::PageWaits),
        errors: seen.errors,
        lost,
    }
}

/// When the `n`th of all comes: most in the last sixth.
fn comes(n: usize, all: usize, span: Duration) -> Duration {
    let (share, early, turn) = (n as f64 / all as f64, 1.0 - LATE, 5.0 / 6.0);
    let at = if share < early { share / early * turn } else { turn + (share - early) / LATE * (1.0 - turn) };
    // Each still needs its pauses before the end.
    span.mul_f64(at * (1.0 - PAUSE_SHARE * SAVES as f64))
}

/// Asks once, on a new connection if the old one is lost, and notes how long it took.
fn ask(
    connection: &mut Connection,
    request: &[u8],
    (kind, seen): (Kind, &Mutex<Seen>),
    fits: impl Fn(&Answer) -> bool,
) -> Result<Answer, Told> {
    let begun = Instant::now();
    let answer: io::Result<Answer> = connection.try_answer(request);
    let took = begun.elapsed();
    let mut seen = seen.lock().expect("nobody panicked");
    match answer {
        Ok(answer) if fits(&answer) => {
            seen.times.push((kind, took));
            Ok(answer)
        }
        Ok(answer) if answer.status == 503 && answer.retry_after.is_some() && matches!(kind, Kind::Page | Kind::Report) => {
            seen.times.push((if kind == Kind::Page { Kind::PageWaits } else { Kind::Waits }, took));
            Err(Told::Refused)
        }
        Ok(answer) => {
            let words: String = String::from_utf8_lossy(&answer.body).chars().take(300).collect();
            seen.errors.push(format!("{kind:?}: {} {} {words}", answer.status, answer.location));
            Err(Told::Refused)
        }
        Err(e) => {
            seen.errors.push(format!("{kind:?}: {e}"));
            Err(Told::Nothing)
        }
    }
}

fn applies(address: SocketAddr, who: &Applicant, pause: Duration, seen: &Mutex<Seen>) {
    let mut connection = Connection::open(address);
    let base = format!("/portal/applications/{}", who.reference);
    let (mut kept, mut perhaps) = (String::new(), None);
    let page = get(&format!("{base}/questions/{QUESTION}"), &who.cookie);
    let mut version = opens(&mut connection, &page, seen).unwrap_or(1);
    for n in 0..SAVES {
        let text =
            format!("{} writes this, and more, {}. {}", who.reference, n + 1, "Two people can host a delegation. ".repeat(3 * n + 1));
        let fields = serde_urlencoded::to_string([("answer", text.trim()), ("version", &version.to_string())]).expect("a form");
        let save =
            post(&format!("{base}/questions/{QUESTION}/autosave"), &who.cookie, ("application/x-www-form-urlencoded", fields.as_bytes()));
        match ask(&mut connection, &save, (Kind::Save, seen), |a| a.status == 200) {
            Ok(answer) => {
                let told: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
                version = told["version"].as_i64().unwrap_or(version);
                (kept, perhaps) = (text.trim().to_owned(), None);
            }
            Err(Told::Nothing) => perhaps = Some(text.trim().to_owned()),
            Err(_) => {}
        }
        std::thread::sleep(pause);
    }
    let file = post(&format!("{base}/attachments/quote"), &who.cookie, ("multipart/form-data; boundary=edge-of-a-part", &a_file(who)));
    let file_told = Told::of(&ask(&mut connection, &file, (Kind::File, seen), |a| a.status == 303));
    drop(file);
    let page = get(&format!("{base}/certify"), &who.cookie);
    let shown = opens(&mut connection, &page, seen).unwrap_or(who.version);
    let body = format!("typed_name=Load+Official&agree=yes&version={shown}&idempotency_key=rush-{}", who.reference);
    let press = post(&format!("{base}/certify"), &who.cookie, ("application/x-www-form-urlencoded", body.as_bytes()));
    let received = |a: &Answer| a.status == 303 && a.location.ends_with("/receipt");
    let submission = Told::of(&ask(&mut connection, &press, (Kind::Submission, seen), received));
    let mut seen = seen.lock().expect("nobody panicked");
    seen.acknowledged.push(Acknowledged { reference: who.reference.clone(), text: kept, perhaps, file: file_told, submission });
}

/// Opens a page, again and again while it is told to wait: nobody types into a page that has not come. The version in it.
fn opens(connection: &mut Connection, page: &[u8], seen: &Mutex<Seen>) -> Option<i64> {
    for _ in 0..LOOKS {
        if let Ok(answer) = ask(connection, page, (Kind::Page, seen), |a| a.status == 200) {
            return hidden_version(&answer.body);
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    None
}

/// An officer who opens one report after the other, until all is over.
fn reads(address: SocketAddr, cookie: &str, n: usize, (over, seen): (&AtomicBool, &Mutex<Seen>)) {
    let mut connection = Connection::open(address);
    for path in REPORTS.iter().cycle().skip(n) {
        if over.load(Ordering::Relaxed) {
            break;
        }
        drop(ask(&mut connection, &get(path, cookie), (Kind::Report, seen), |a| a.status == 200));
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// The version in the hidden field of a page.
fn hidden_version(page: &[u8]) -> Option<i64> {
    let page = String::from_utf8_lossy(page);
    let field = page.split("name=\"version\"").nth(1)?;
    field.split("value=\"").nth(1)?.split('"').next()?.parse().ok()
}

/// A form with a PDF of 2 MB that nobody else sends.
fn a_file(who: &Applicant) -> Vec<u8> {
    let line = format!("% {} is an applicant whose quote is long.\n", who.reference);
    let mut pdf = b"%PDF-1.4\n".to_vec();
    while pdf.len() < FILE_BYTES {
        pdf.extend_from_slice(line.as_bytes());
    }
    pdf.extend_from_slice(b"startxref\n9\n%%EOF\n");
    let edge = "--edge-of-a-part";
    let mut body = format!(
        "{edge}\r\nContent-Disposition: form-data; name=\"quote\"; filename=\"quote.pdf\"\r\nContent-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(&pdf);
    body.extend_from_slice(format!("\r\n{edge}--\r\n").as_bytes());
    body
}

/// What was acknowledged and is not in the database, or refused and there.
fn lost(db: &Db, people: &[Applicant], acknowledged: &[Acknowledged]) -> Vec<String> {
    use urban_diplomacy_fund::db::schema::submissions as s;
    let mut lost = Vec::new();
    for Acknowledged { reference, text, perhaps, file, submission } in acknowledged {
        let Some(who) = people.iter().find(|who| who.reference == *reference) else { continue };
        let draft = db.read(|conn| intake::draft(conn, who.id)).expect("the draft is there");
        let kept = draft.saved.get(QUESTION).map(|saved| saved.answer.typed()).unwrap_or_default();
        if !text.is_empty() && kept != *text && Some(&kept) != perhaps.as_ref() {
            lost.push(format!("{reference}: a text"));
        }
        if file.is_contradicted(draft.attachments.iter().any(|a| a.slot == "quote" && a.size_bytes >= 2_000_000)) {
            lost.push(format!("{reference}: a file, told {file:?}"));
        }
        let received: i64 = db
            .read(|c| s::table.filter(s::application_id.eq(who.id.text())).count().get_result(c).map_err(db::Error::from))
            .expect("a count");
        if received > 1 || submission.is_contradicted(received == 1) {
            lost.push(format!("{reference}: received {received} times, told {submission:?}"));
        }
    }
    lost
}

fn times(seen: &Seen, kind: Kind) -> Times {
    let mut all: Vec<f64> = seen.times.iter().filter(|(k, _)| *k == kind).map(|(_, time)| time.as_secs_f64() * 1e3).collect();
    all.sort_unstable_by(f64::total_cmp);
    let at = |share: f64| all.get((all.len() as f64 * share) as usize).copied().unwrap_or_default();
    Times { answers: all.len(), p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), longest_ms: all.last().copied().unwrap_or_default() }
}

fn show(rush: &Rush) {
    for (what, t) in [("save", &rush.saves), ("file", &rush.files), ("page", &rush.pages), ("submit", &rush.submissions)] {
        println!(
            "{:<11}{:>5}{:>7}  {what:<8}{:>9}{:>9.1}{:>9.1}{:>9.1}{:>10.1}",
            rush.database, rush.pace, rush.applicants, t.answers, t.p50_ms, t.p95_ms, t.p99_ms, t.longest_ms
        );
    }
    println!(
        "  {:.0} s, {:.1} files a second; {} errors, {} lost; reports: {} made, {} told to wait; pages told to wait: {}",
        rush.seconds,
        rush.files_per_second,
        rush.errors.len(),
        rush.lost.len(),
        rush.reports_made,
        rush.reports_told_to_wait,
        rush.pages_told_to_wait
    );
    rush.errors.iter().chain(&rush.lost).take(5).for_each(|words| println!("  {words}"));
}
