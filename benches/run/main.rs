//! How long a run of 5,000 payments takes: prepared, approved, released, its file written and every payment posted,
//! on SQLite and PostgreSQL, each step waiting for the disk. The aim is five seconds for all of it; ends with 1 when it is missed.
//! `cargo bench --bench run`; `--quick` takes 500.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a measurement that cannot go on says so by panicking"
)]

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod ground;

use diesel::prelude::*;
use ground::Ground;
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{self, Db, Options, Url};
use urban_diplomacy_fund::disbursement::{self, Which};
use urban_diplomacy_fund::kernel::{Clock, IdSource};
use urban_diplomacy_fund::ledger;

/// The aim for the whole run.
const AIM: Duration = Duration::from_secs(5);

fn main() {
    let count = if std::env::args().any(|a| a == "--quick") { 500 } else { 5_000 };
    println!("{:<11}{:>10}{:>10}{:>10}{:>10}  seconds for {count} payments", "database", "prepare", "approve", "release", "all");
    let folder = tempfile::tempdir().expect("a folder");
    let mut missed = measure("SQLite", &format!("sqlite://{}", folder.path().join("run.db").display()), count);
    match std::env::var("UDF_TEST_POSTGRES") {
        Ok(server) => missed |= measure("PostgreSQL", &fresh(&server), count),
        Err(_) => println!("PostgreSQL was not measured: UDF_TEST_POSTGRES names no server (tools/bench.sh starts one)."),
    }
    if missed {
        std::process::exit(1);
    }
}

fn fresh(server: &str) -> String {
    let name = format!("bench_run_{}", std::process::id());
    open(server).read(|c| diesel::sql_query(format!("CREATE DATABASE {name}")).execute(c).map_err(db::Error::from)).expect("a database");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

fn open(url: &str) -> Db {
    let options = Options { pool_size: 4, durable: true };
    Db::open(&Url::parse(url).expect("a URL"), &options, Clock::System, IdSource::random()).expect("the database opens")
}

/// Whether the aim was missed.
fn measure(name: &str, url: &str, count: usize) -> bool {
    let db = open(url);
    let ground = Ground::new(&db, count);
    // As after an hour: the database knows how many awards there are.
    db::refresh_statistics(&db).expect("statistics");
    let begun = Instant::now();
    let run = db.write(|tx| disbursement::prepare_run(tx, &ground.preparer, &ground.payments)).expect("a run");
    let prepared = begun.elapsed();
    for approver in &ground.approvers {
        db.write(|tx| disbursement::approve_run(tx, approver, run.id)).expect("approved");
    }
    let approved = begun.elapsed();
    db.write(|tx| disbursement::release_run(tx, &ground.vault, &ground.releaser, run.id)).expect("released");
    let all = begun.elapsed();
    let seconds = |span: Duration| span.as_secs_f64();
    println!(
        "{name:<11}{:>10.2}{:>10.2}{:>10.2}{:>10.2}  {}",
        seconds(prepared),
        seconds(approved - prepared),
        seconds(all - approved),
        seconds(all),
        if all <= AIM { "within the aim of 5" } else { "MISSES the aim of 5" }
    );
    let file = db.read(|conn| disbursement::open_bank_file(conn, &ground.vault, run.id)).expect("it can be looked for").expect("a file");
    let read = disbursement::read_ach(&file.content).expect("it is sound");
    assert_eq!(read.batches[0].entries.len(), count);
    let paid = db.read(|conn| disbursement::list_payments(conn, Which::Run(run.id))).expect("payments");
    assert!(paid.len() == count && paid.iter().all(|payment| payment.trace.is_some()));
    assert!(db.snapshot(ledger::verify).expect("the books can be walked").is_sound());
    all > AIM
}
