//! The load driver: how many pages a second, how fast, in how much memory, at
//! 1,000 and 10,000 applications, on SQLite and PostgreSQL. A bare handler of the
//! same framework is measured in the same run: machines differ, shares compare.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_arguments,
    reason = "a test that cannot go on says so by panicking"
)]

mod aims;
mod client;
mod drafts;
mod installation;
mod reviewer;
mod rush;

use actix_web::{HttpResponse, HttpServer, web};
use client::{Figures, Pace, get, load};
use diesel::prelude::*;
use installation::Installation;
use serde::Serialize;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::{self, Db, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, Id, IdSource};
use urban_diplomacy_fund::people::{Account, Actor, FundRole, account, role, session};

/// One row of the table.
#[derive(Serialize)]
struct Row {
    database: String,
    applications: u32,
    what: &'static str,
    #[serde(flatten)]
    figures: Figures,
    /// Share of the bare handler's rate, in per cent.
    share: f64,
}

/// What is known of one installation beside its pages.
#[derive(Serialize)]
struct Whole {
    database: String,
    applications: u32,
    cold_start_ms: f64,
    peak_megabytes: Option<f64>,
}

#[derive(Serialize)]
struct Report {
    bare: Figures,
    pages: Vec<Row>,
    installations: Vec<Whole>,
    rushes: Vec<rush::Rush>,
}

/// What the page of a review is called in the table, and the same where each of the reviewers turns a page and then rests.
const REVIEW: &str = "a review";
const TURNED: &str = "a review, with rests";
/// The argument that measures the page of a review alone.
const REVIEWS: &str = "--reviews";
fn is_reviews() -> bool {
    std::env::args().any(|a| a == REVIEWS)
}

/// How long a reviewer rests on a page in milliseconds, far less than it takes to read one; `UDF_REVIEW_REST` says otherwise.
const REST: u64 = 1_000;

/// How many cities press the button in the last hour.
const SUBMISSIONS: usize = 500;

fn main() -> ExitCode {
    let quick = std::env::args().any(|a| a == "--quick");
    let (warm_up, span) = if quick { (0.2, 1.0) } else { (1.0, 5.0) };
    let (warm_up, span) = (Duration::from_secs_f64(warm_up), Duration::from_secs_f64(span));
    let sizes: &[u32] = if quick { &[200] } else { &[1_000, 10_000] };
    if std::env::args().any(|a| a == "--rush") {
        return verdict(&rush::all(quick, postgres().as_deref()));
    }
    let bare = load(bare_handler(), 200, Pace::restless((warm_up, span)), &|_| Some(get("/", "")));
    println!(
        "{:<11}{:>7}  {:<22}{:>9}{:>9}{:>9}{:>9}{:>8}{:>9}",
        "database", "apps", "what", "per s", "p50 ms", "p95 ms", "p99 ms", "share", "bytes"
    );
    show("-", 0, "bare handler", &bare, 100.0);
    let mut report = Report { bare, pages: vec![], installations: vec![], rushes: vec![] };
    for url in [None, postgres()] {
        let name = if url.is_some() { "PostgreSQL" } else { "SQLite" };
        if name == "SQLite" || url.is_some() {
            for size in sizes {
                let url = url.as_ref().map(|server| fresh_database(server, *size));
                measure(name, url, *size, (warm_up, span), &mut report);
            }
        }
        if postgres().is_none() {
            println!("PostgreSQL was not measured: UDF_TEST_POSTGRES names no server (tools/bench.sh starts one).");
            break;
        }
    }
    for whole in &report.installations {
        let memory = whole.peak_megabytes.map_or("unknown".into(), |m| format!("{m:.0} MB"));
        println!("{:<11}{:>7}  cold start {:.0} ms, peak memory {memory}", whole.database, whole.applications, whole.cold_start_ms);
    }
    if !is_reviews() {
        report.rushes = rush::all_rushes(quick, postgres().as_deref());
    }
    std::fs::create_dir_all("target/bench").expect("a folder for the report");
    let json = serde_json::to_string_pretty(&report).expect("a report");
    std::fs::write("target/bench/load.json", json).expect("the report is written");
    let reviews = report.pages.iter().filter(|row| row.what == REVIEW);
    let slow =
        reviews.filter_map(|row| aims::slow_review((&row.database, row.applications), row.figures.p99_ms, rush::tolerance_percent()));
    verdict(&slow.chain(rush::missed(&report.rushes)).collect::<Vec<_>>())
}

/// Fails, saying why, where an aim was missed.
fn verdict(missed: &[String]) -> ExitCode {
    missed.iter().for_each(|sentence| eprintln!("MISSED  {sentence}"));
    if missed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn measure(name: &str, url: Option<String>, size: u32, (warm_up, span): (Duration, Duration), report: &mut Report) {
    let (fund, (review, reviewer)) = Installation::start_with(url, size, |db, _| reviewer::prepare(db));
    let officer = sign_in(&fund.db);
    let page = format!("/desk/applications/{}", a_reference(&fund.db));
    let quick = Pace::restless((warm_up, span));
    let rest = Duration::from_millis(number("UDF_REVIEW_REST", REST));
    let looks: [(&'static str, &str, &str, Pace); 5] = [
        ("sign-in page", "/sign-in", "", quick),
        ("list of 50", "/desk/applications", &officer, quick),
        ("one application", &page, &officer, quick),
        (REVIEW, &review, &reviewer, quick),
        (TURNED, &review, &reviewer, Pace { rest, span: span.max(rest * 8), ..quick }),
    ];
    for (what, path, cookie, pace) in looks.into_iter().filter(|(what, ..)| !is_reviews() || [REVIEW, TURNED].contains(what)) {
        let figures = load(fund.address, 200, pace, &|_| Some(get(path, cookie)));
        let share = figures.per_second / report.bare.per_second * 100.0;
        show(name, size, what, &figures, share);
        report.pages.push(Row { database: name.into(), applications: size, what, figures, share });
    }
    if is_reviews() {
        return;
    }
    let submissions = drafts::prepare(&fund.db, &fund.files(), if span.as_secs() > 1 { SUBMISSIONS } else { 64 });
    let hour = Pace::restless((Duration::ZERO, Duration::from_secs(60)));
    let figures = load(fund.address, 303, hour, &|n| submissions.get(usize::try_from(n).ok()?).cloned());
    let share = figures.per_second / report.bare.per_second * 100.0;
    show(name, size, "submitting", &figures, share);
    report.pages.push(Row { database: name.into(), applications: size, what: "submitting", figures, share });
    report.installations.push(Whole {
        database: name.into(),
        applications: size,
        cold_start_ms: fund.cold_start.as_secs_f64() * 1e3,
        peak_megabytes: fund.peak_megabytes(),
    });
}

fn show(database: &str, size: u32, what: &str, f: &Figures, share: f64) {
    let failures = if f.failures > 0 { format!("  {} FAILED", f.failures) } else { String::new() };
    println!(
        "{database:<11}{size:>7}  {what:<22}{:>9.0}{:>9.2}{:>9.2}{:>9.2}{share:>7.1}%{:>9}{failures}",
        f.per_second, f.p50_ms, f.p95_ms, f.p99_ms, f.bytes
    );
}

/// A number of the environment, or the usual one.
fn number<T: std::str::FromStr>(name: &str, usual: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// A handler that answers two bytes: what the framework itself can do here.
fn bare_handler() -> SocketAddr {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let ok = || async { HttpResponse::Ok().body("ok") };
            let server = HttpServer::new(move || actix_web::App::new().route("/", web::get().to(ok)));
            let server = server.disable_signals().bind("127.0.0.1:0").expect("a free port");
            tell.send(server.addrs()[0]).expect("the driver waits");
            server.run().await.expect("the handler serves");
        });
    });
    told.recv().expect("the handler starts")
}

fn postgres() -> Option<String> {
    std::env::var("UDF_TEST_POSTGRES").ok()
}

fn fresh_database(server: &str, size: u32) -> String {
    let url = Url::parse(server).expect("a URL");
    let db = Db::open(&url, &Options { pool_size: 1, durable: true }, Clock::System, IdSource::random()).expect("the server is there");
    let name = format!("bench_{size}");
    db.read(|c| diesel::sql_query(format!("CREATE DATABASE {name}")).execute(c).map_err(db::Error::from)).expect("a database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

/// A session of a program officer of its own, as the cookie to send.
fn sign_in(db: &Db) -> String {
    sign_in_as(db, "load@bench.example")
}

/// The same with this address.
fn sign_in_as(db: &Db, email: &str) -> String {
    let system = Actor::system();
    let officer = db.write(|tx| account::create(tx, &system, email, "Load Driver", None)).expect("an account");
    db.write(|tx| role::grant(tx, &system, officer, FundRole::ProgramOfficer)).expect("a role");
    session_of(db, officer)
}

/// A session of somebody, as the cookie to send.
fn session_of(db: &Db, who: Id<Account>) -> String {
    let limits = Settings::defaults().expect("the default settings").sessions;
    let start = session::Start { method: session::Method::Password, device: "the load driver".into(), limits };
    let token = db.write(|tx| session::start(tx, who, &start)).expect("a session");
    format!("udf_session={token}")
}

/// The reference of a submitted application in the middle of the list.
fn a_reference(db: &Db) -> String {
    use urban_diplomacy_fund::db::schema::applications::dsl::{applications, reference, submitted_at};
    let submitted = applications.filter(submitted_at.is_not_null()).order(reference).offset(50).select(reference);
    db.read(|c| submitted.first(c).map_err(db::Error::from)).expect("the demo holds more than 50 submitted applications")
}
