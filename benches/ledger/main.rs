//! How fast the ledger posts, reads and verifies, on SQLite and PostgreSQL. What is posted
//! one by one waits for the disk at each commit; beside it, as the yardstick, stands a bare
//! insert of one row with the same durability. Reads are measured on books of growing length.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement that cannot go on says so by panicking"
)]

mod books;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use books::{AWARDS, FUND, appropriation, fill, lines, post};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::db::{self, Db, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::ledger::{self, AsOf, Dims, JournalFilter, Outside};

const WRITERS: usize = 16;

fn main() {
    let has = |name: &str| std::env::args().any(|a| a == name);
    let (span, lengths): (_, &[i64]) = if has("--quick") {
        (Duration::from_millis(500), &[2_000, 20_000])
    } else {
        (Duration::from_secs(5), &[10_000, 100_000, 1_000_000])
    };
    println!("{:<11}{:<52}{:>14}  unit", "database", "what", "figure");
    let folder = tempfile::tempdir().expect("a folder");
    if !has("--postgres-only") {
        let file = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
        writes("SQLite", &file("short.db"), span);
        reads("SQLite", &file("long.db"), (lengths, 1));
    }
    match std::env::var("UDF_TEST_POSTGRES") {
        Ok(server) => {
            writes("PostgreSQL", &fresh(&server, "short"), span);
            // Wider journals, so that filling takes minutes and not an hour.
            reads("PostgreSQL", &fresh(&server, "long"), (lengths, 20));
        }
        Err(_) => println!("PostgreSQL was not measured: UDF_TEST_POSTGRES names no server (tools/bench.sh starts one)."),
    }
}

fn fresh(server: &str, what: &str) -> String {
    let db = open(server, true);
    let name = format!("bench_{what}_{}", std::process::id());
    db.read(|c| diesel::sql_query(format!("CREATE DATABASE {name}")).execute(c).map_err(db::Error::from)).expect("a database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

fn open(url: &str, durable: bool) -> Db {
    let options = Options { pool_size: 20, durable };
    Db::open(&Url::parse(url).expect("a URL"), &options, Clock::System, IdSource::random()).expect("the database opens")
}

fn say(database: &str, what: &str, figure: f64, unit: &str) {
    println!("{database:<11}{what:<52}{figure:>14.2}  {unit}");
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

/// Reads on books that grow to each of these lengths, and the walk over the longest. Each
/// journal is about so many awards.
fn reads(name: &str, url: &str, (lengths, at_once): (&[i64], u64)) {
    let (db, quick) = (open(url, true), open(url, false));
    app::migrate(&db).expect("the migrations run");
    fill(&quick, 0, at_once);
    for length in lengths {
        let begun = (Instant::now(), lines(&quick));
        fill(&quick, *length, at_once);
        let long = lines(&quick);
        say(name, "filling, not durable", per_second(long - begun.1, begun.0), "lines per s");
        reads_of(name, &db, long);
    }
    let begun = Instant::now();
    let report = db.snapshot(|c| ledger::verify_against(c, Outside::default())).expect("the journal is walked");
    assert!(report.is_sound(), "{:?}", report.faults);
    let postings = i64::try_from(report.postings).expect("not too many");
    say(name, &format!("verify of {postings} lines in {} journals", report.journals), per_second(postings, begun), "lines per s");
}

fn per_second(lines: i64, since: Instant) -> f64 {
    f64::from(i32::try_from(lines).expect("not too many")) / since.elapsed().as_secs_f64()
}

/// Posts beside bare inserts, by one writer, by sixteen that queue, and in batches.
fn writes(name: &str, url: &str, span: Duration) {
    let db = &open(url, true);
    app::migrate(db).expect("the migrations run");
    db.read(|c| c.batch_execute("CREATE TABLE bench_rows (n BIGINT NOT NULL)").map_err(db::Error::from)).expect("a table");
    let bare = rate(span, || insert(db));
    say(name, "bare insert, one writer", bare, "per s");
    let single = rate(span, || post(db, [appropriation()]));
    say(name, "post of 4 lines, one writer", single, "per s");
    say(name, "  share of the bare insert", single / bare, "");
    let together = |one: &(dyn Fn() + Sync)| -> f64 {
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS).map(|_| scope.spawn(|| rate(span, one))).collect();
            writers.into_iter().map(|w| w.join().expect("a writer")).sum()
        })
    };
    let bare = together(&|| insert(db));
    say(name, "bare insert, 16 writers", bare, "per s");
    let posts = together(&|| post(db, [appropriation()]));
    say(name, "post of 4 lines, 16 writers", posts, "per s");
    say(name, "  share of the bare insert", posts / bare, "");
    let batch = median(|| post(db, (0..250).map(|_| appropriation())));
    say(name, "batch: 250 journals of 4 lines in one transaction", 1e6 / batch, "lines per s");
}

fn insert(db: &Db) {
    db.write(|tx| {
        diesel::sql_query("INSERT INTO bench_rows (n) VALUES (1)").execute(&mut **tx)?;
        Ok::<_, db::Error>(())
    })
    .expect("it is inserted");
}

fn reads_of(name: &str, db: &Db, length: i64) {
    let of_fund = Dims { fund: Some(FUND.into()), ..Dims::default() };
    let of_award = Dims { award: Some(books::award(7)), ..Dims::default() };
    let tell = |what: &str, ms: f64| say(name, &format!("{what}, {length} lines"), ms, "ms");
    let balance =
        |code: &str, of: &Dims, as_of: AsOf| median(|| assert!(db.read(|c| ledger::balance(c, code, of, as_of)).is_ok(), "a balance"));
    let half = db.read(ledger::count_journals).expect("a count") / 2;
    tell("balance of the allotment now", balance("461000", &of_fund, AsOf::Now));
    tell("balance of the allotment as of the middle", balance("461000", &of_fund, AsOf::Seq(half)));
    tell("balance of an award as of the middle", balance("480100", &of_award, AsOf::Seq(half)));
    tell("balance of the allotment as of yesterday", balance("461000", &of_fund, AsOf::Day(books::yesterday())));
    let statement = |code: &str, of: &Dims| median(|| drop(db.read(|c| ledger::statement(c, code, of, half)).expect("a statement")));
    tell("statement page of the allotment", statement("461000", &of_fund));
    tell("statement page of an award", statement("480100", &of_award));
    tell(&format!("statement page of a code of {AWARDS} awards"), statement("480100", &of_fund));
    tell("fund status", median(|| assert!(db.read(|c| ledger::fund_position(c, FUND)).is_ok(), "a status")));
    let page = |filter: JournalFilter| median(|| drop(db.read(|c| ledger::list_journals(c, &filter, None, 50)).expect("a page")));
    tell("50 journals of the list", page(JournalFilter::default()));
    tell("50 journals of an award", page(JournalFilter::of(of_award.clone())));
}
