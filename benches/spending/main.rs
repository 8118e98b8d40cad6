//! How fast the figures of spending are read over 20,000 awards and 400,000 expenses, and how much memory a workbook of all
//! expenses takes, on SQLite and PostgreSQL. Ends with 1 when a view missed its aim.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement that cannot go on says so by panicking"
)]

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod pages;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use std::time::Instant;
use strum::VariantArray;
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::db::{self, Conn, Db, Error, Options, Url, refresh_statistics};
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::reporting::tracking::{self, By, Filters, LineFilter, Lines, Wanted};
use urban_diplomacy_fund::reporting::{Holds, Streamed, Value};
use urban_diplomacy_fund::spending::ExpenseState;

const FILL: &str = include_str!("fill.sql");
const KEEP: [&str; 2] = [
    include_str!("../../migrations/postgres/2026-12-01-000702_keep_spending_sums/up.sql"),
    include_str!("../../migrations/postgres/2026-12-01-000986_keep_event_sums/up.sql"),
];
/// What 99 of 100 views take at most, in milliseconds.
const AIM: f64 = 100.0;
/// What a workbook of all expenses adds to the memory at most, in kilobytes.
const MOST_KILOBYTES: u64 = 150_000;

fn main() {
    let times = if std::env::args().any(|a| a == "--quick") { 20 } else { 300 };
    let folder = tempfile::tempdir().expect("a folder");
    let mut missed = measure("SQLite", &format!("sqlite://{}", folder.path().join("spending.db").display()), times);
    match std::env::var("UDF_TEST_POSTGRES") {
        Ok(server) => missed |= measure("PostgreSQL", &fresh(&server), times),
        Err(_) => println!("PostgreSQL was not measured: UDF_TEST_POSTGRES names no server (tools/bench.sh starts one)."),
    }
    if missed {
        std::process::exit(1);
    }
}

fn open(url: &str) -> Db {
    let options = Options { pool_size: 4, durable: false };
    Db::open(&Url::parse(url).expect("a URL"), &options, Clock::System, IdSource::random()).expect("the database opens")
}

fn fresh(server: &str) -> String {
    let name = format!("bench_spending_{}", std::process::id());
    let make = format!("CREATE DATABASE {name}");
    open(server).read(|c| diesel::sql_query(make).execute(c).map_err(db::Error::from)).expect("a database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

/// The rows, in the words of this database. What they belong to is not there, so nobody asks for it meanwhile.
fn fill(db: &Db) {
    let filled = db.read(|conn| {
        let is_postgres = matches!(conn, Conn::Pg(_));
        let mut sql = String::new();
        for (n, piece) in FILL.split("{day:").enumerate() {
            match piece.split_once('}').filter(|_| n > 0) {
                Some((day, rest)) if is_postgres => sql.push_str(&format!("CAST({day} AS DATE){rest}")),
                Some((day, rest)) => sql.push_str(&format!("{day}{rest}")),
                None => sql.push_str(piece),
            }
        }
        let sql = sql.replace("{no}", if is_postgres { "FALSE" } else { "0" });
        let sums: String = KEEP.iter().map(|keep| keep.split("-- What is there already.").nth(1).expect("the sums")).collect();
        let all = if is_postgres {
            // Without triggers, and with the sums made afterwards as the migration makes them.
            format!("SET session_replication_role = replica; {sql} SET session_replication_role = DEFAULT; {sums}")
        } else {
            format!("PRAGMA foreign_keys = OFF; BEGIN; {sql} COMMIT; PRAGMA foreign_keys = ON;")
        };
        conn.batch_execute(&all).map_err(Error::from)
    });
    filled.expect("the rows");
    refresh_statistics(db).expect("statistics");
}

/// The slowest of 99 of 100 runs, in milliseconds.
fn p99(times: usize, mut f: impl FnMut()) -> f64 {
    let mut taken: Vec<f64> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            f();
            begun.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    taken[(times * 99 / 100).min(times - 1)]
}

fn measure(name: &str, url: &str, times: usize) -> bool {
    let db = open(url);
    app::migrate(&db).expect("the migrations run");
    fill(&db);
    let apart = db.read(tracking::verify).expect("the sums are compared");
    // The expenses and balances that were filled in do not belong together.
    assert!(apart.iter().all(|difference| difference.table == "expenses"), "{apart:?}");
    let mut missed = false;
    let mut say = |what: String, taken: f64| {
        println!("{name:<11}{what:<56}{taken:>10.2}  ms (99 of 100)");
        missed |= taken > AIM;
    };
    let reader = Actor::system();
    for by in By::VARIANTS {
        for (narrowed, filters) in [("all", Filters::default()), ("one state", Filters { state: Some("WI".into()), ..Filters::default() })]
        {
            let taken = p99(times, || db.read(|conn| dashboard(conn, &reader, *by, &filters)).expect("a view"));
            say(format!("spending by {by}, {narrowed}"), taken);
        }
    }
    let kind = LineFilter { kind: Some("training".into()), state: Some(ExpenseState::Accepted), ..LineFilter::default() };
    let filters = Filters { state: Some("WI".into()), ..Filters::default() };
    let travel = LineFilter { category: Some("travel".into()), state: Some(ExpenseState::Accepted), filters, ..LineFilter::default() };
    for (what, filter) in [("all", LineFilter::default()), ("of a kind", kind), ("travel of a state", travel)] {
        let taken = p99(times, || drop(db.read(|conn| tracking::list_lines(conn, &reader, &filter, None, 50)).expect("lines")));
        say(format!("expenses, {what}"), taken);
    }
    let today = "2027-10-01".parse().expect("a day");
    say(
        "open advances by age".into(),
        p99(times, || {
            drop(db.read(|conn| tracking::open_advances(conn, &reader, &Filters::default(), today, ("", 100))).expect("advances"));
        }),
    );
    say(
        "unspent near the end".into(),
        p99(times, || {
            drop(db.read(|conn| tracking::near_end(conn, &reader, &Filters::default(), (today, 30), ("", 100))).expect("awards"));
        }),
    );
    let folder = tempfile::tempdir().expect("a folder");
    let mut pages = pages::Pages::open(db.clone(), folder.path());
    for by in By::VARIANTS {
        say(format!("the page of spending by {by}"), p99(times, || pages.get(&format!("/desk/spending?by={by}"))));
    }
    workbook(name, &db, &reader) || missed
}

/// What the page reads: the view, its first awards, what waits.
fn dashboard(conn: &mut Conn, reader: &Actor, by: By, filters: &Filters) -> Result<(), Error> {
    let wanted = |by| Wanted { by, filters: filters.clone(), after: String::new(), limit: by.page() };
    match by {
        By::Kind | By::CostYear => drop(tracking::by_cost(conn, reader, &wanted(by))?),
        By::Event => drop(tracking::by_event(conn, reader, &wanted(by))?),
        _ => drop(tracking::by_money(conn, reader, &wanted(by))?),
    }
    drop(tracking::by_money(conn, reader, &wanted(By::Award))?);
    let waiting = LineFilter { state: Some(ExpenseState::Submitted), ..LineFilter::default() };
    drop(tracking::list_lines(conn, reader, &waiting, None, 25)?);
    Ok(())
}

/// Whether the workbook of all expenses took too much memory.
fn workbook(name: &str, db: &Db, reader: &Actor) -> bool {
    let memory = |what: &str| -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':').map(str::to_owned));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    };
    drop(std::fs::write("/proc/self/clear_refs", "5"));
    let (before, begun) = (memory("VmRSS"), Instant::now());
    let columns = vec![("What", Holds::Text(40)), ("Award", Holds::Text(16)), ("City", Holds::Text(26)), ("Amount", Holds::Money)];
    let written = db.snapshot(|conn| {
        let mut rows = Lines::new(conn, reader, &LineFilter::default())?.map(|line| {
            line.map(|l| vec![Value::Text(l.description), Value::Text(l.reference), Value::Text(l.city), Value::Money(l.amount)])
        });
        Ok::<_, Error>(Streamed::new("Expenses", columns).xlsx(&mut rows).expect("written"))
    });
    let rows = written.expect("a workbook").rows;
    let grown = memory("VmHWM").saturating_sub(before);
    println!("{name:<11}a workbook of {rows} expenses: {:.1} s, {grown} kB more memory", begun.elapsed().as_secs_f64());
    assert_eq!(rows, 400_000);
    grown > MOST_KILOBYTES
}
