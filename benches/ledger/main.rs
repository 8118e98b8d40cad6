//! How fast the ledger posts, reads and verifies, on SQLite and PostgreSQL, with
//! commits that wait for the disk. Beside it, as the yardstick, a bare insert of one
//! row with the same durability.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement that cannot go on says so by panicking"
)]

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::db::{self, Db, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Money};
use urban_diplomacy_fund::ledger::{self, AsOf, Command, Dims, Leg, Outside, Rejection};

const FUND: &str = "UDF-2027";
const WRITERS: usize = 16;

fn main() {
    let quick = std::env::args().any(|a| a == "--quick");
    let (span, lines) = if quick { (Duration::from_millis(500), 20_000) } else { (Duration::from_secs(5), 1_000_000) };
    println!("{:<11}{:<46}{:>14}  unit", "database", "what", "figure");
    let folder = tempfile::tempdir().expect("a folder");
    measure("SQLite", &format!("sqlite://{}", folder.path().join("ledger.db").display()), span, lines);
    match std::env::var("UDF_TEST_POSTGRES") {
        Ok(server) => measure("PostgreSQL", &fresh(&server), span, lines),
        Err(_) => println!("PostgreSQL was not measured: UDF_TEST_POSTGRES names no server (tools/bench.sh starts one)."),
    }
}

fn fresh(server: &str) -> String {
    let db = open(server);
    let name = format!("bench_ledger_{}", std::process::id());
    db.read(|c| diesel::sql_query(format!("CREATE DATABASE {name}")).execute(c).map_err(db::Error::from)).expect("a database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

fn open(url: &str) -> Db {
    let options = Options { pool_size: 20, durable: true };
    Db::open(&Url::parse(url).expect("a URL"), &options, Clock::System, IdSource::random()).expect("the database opens")
}

fn say(database: &str, what: &str, figure: f64, unit: &str) {
    println!("{database:<11}{what:<46}{figure:>14.2}  {unit}");
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day")
}

/// An appropriation of a dollar: four lines, on both tracks.
fn command() -> Command {
    static KEYS: AtomicU64 = AtomicU64::new(1);
    let doer = Doer { account_id: Some("bench".into()), name: "The driver".into() };
    let key = format!("bench {}", KEYS.fetch_add(1, Ordering::Relaxed));
    Command::new(key, "fund.appropriate", FUND, day(), &doer).legs([Leg::of_fund(Money::from_dollars(1))]).evidenced_by("letter")
}

fn post(db: &Db, times: usize) {
    db.write(|tx| (0..times).try_for_each(|_| ledger::post(tx, &command()).map(drop)).map_err(|e: Rejection| e)).expect("it posts");
}

/// How often `f` runs in a second.
fn rate(span: Duration, mut f: impl FnMut()) -> f64 {
    let begun = Instant::now();
    let mut times = 0.0;
    while begun.elapsed() < span {
        f();
        times += 1.0;
    }
    times / begun.elapsed().as_secs_f64()
}

/// How long `f` takes at the median of 21 runs, in milliseconds.
fn median(mut f: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..21)
        .map(|_| {
            let begun = Instant::now();
            f();
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[10]
}

fn measure(name: &str, url: &str, span: Duration, lines: i64) {
    let db = open(url);
    app::migrate(&db).expect("the migrations run");
    db.read(|c| c.batch_execute("CREATE TABLE bench_rows (n BIGINT NOT NULL)").map_err(db::Error::from)).expect("a table");
    let bare = rate(span, || insert(&db));
    say(name, "bare insert, one writer", bare, "per s");
    let single = rate(span, || post(&db, 1));
    say(name, "post of 4 lines, one writer", single, "per s");
    say(name, "  share of the bare insert", single / bare, "");
    let begun = Instant::now();
    let together: f64 = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(|| rate(span, || post(&db, 1)) * span.as_secs_f64())).collect();
        writers.into_iter().map(|w| w.join().expect("a writer")).sum()
    });
    say(name, "post of 4 lines, 16 writers", together / begun.elapsed().as_secs_f64(), "per s");
    let begun = Instant::now();
    post(&db, 250);
    say(name, "batch: 1,000 lines in one transaction", 1_000.0 / begun.elapsed().as_secs_f64(), "lines per s");
    say(name, "fund status, short journal", median(|| status(&db)), "ms");
    fill(&db, lines);
    reads(name, &db);
    let begun = Instant::now();
    let report = db.snapshot(|c| ledger::verify_against(c, Outside::default())).expect("the journal is walked");
    assert!(report.is_sound(), "{:?}", report.faults);
    let postings = f64::from(u32::try_from(report.postings).expect("not too many"));
    say(name, &format!("verify of {} lines", report.postings), postings / begun.elapsed().as_secs_f64(), "lines per s");
}

fn reads(name: &str, db: &Db) {
    let of = Dims { fund: Some(FUND.into()), ..Dims::default() };
    let balance = |as_of| {
        median(|| {
            db.read(|c| ledger::balance(c, "101000", &of, as_of)).expect("a balance");
        })
    };
    say(name, "balance of an account now, long journal", balance(AsOf::Now), "ms");
    say(name, "fund status, long journal", median(|| status(db)), "ms");
    say(name, "balance as of a day, long journal", balance(AsOf::Day(day())), "ms");
    let page = || drop(db.read(|c| ledger::list_journals(c, &ledger::JournalFilter::default(), None, 50)).expect("a page"));
    say(name, "50 journals of the list, long journal", median(page), "ms");
}

fn status(db: &Db) {
    db.read(|c| ledger::fund_position(c, FUND)).expect("a status");
}

fn insert(db: &Db) {
    db.write(|tx| {
        diesel::sql_query("INSERT INTO bench_rows (n) VALUES (1)").execute(&mut **tx)?;
        Ok::<_, db::Error>(())
    })
    .expect("it is inserted");
}

/// Posts until the journal has about so many lines.
fn fill(db: &Db, lines: i64) {
    let journals = lines / 4;
    while db.read(ledger::count_journals).expect("a count") < journals {
        post(db, 2_000);
    }
}
