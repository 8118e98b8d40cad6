//! The release of a run is aborted before each of its SQL statements, in a process of its own, and
//! once more when its COMMIT has come back. Afterwards file, ledger and payments agree: all of it
//! happened, or nothing; and pressing again pays once.

use crate::grant::nothing_contradicts;
use crate::money::{Ground, ask, ground, verified_account};
use crate::support::{World, on_both_with_its_own_mail};
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use std::cell::Cell;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::{Db, Error, Options, Url, schema::journals};
use urban_diplomacy_fund::disbursement::{self, PaymentState, ReleaseRunError, Run, RunState, Which};
use urban_diplomacy_fund::kernel::{Clock, Id, IdSource, Timestamp};
use urban_diplomacy_fund::people::account;
use urban_diplomacy_fund::vault::Vault;

/// The signal of `abort`.
const SIGABRT: i32 = 6;

thread_local! {
    /// How many statements this thread may still begin; `None`: any number.
    static LEFT: Cell<Option<u64>> = const { Cell::new(None) };
}

fn counting() -> Option<Box<dyn Instrumentation>> {
    Some(Box::new(|event: InstrumentationEvent<'_>| {
        let counts = match event {
            InstrumentationEvent::StartQuery { .. } => true,
            InstrumentationEvent::FinishQuery { query, .. } => query.to_string() == "COMMIT",
            _ => false,
        };
        if let Some(left) = LEFT.get().filter(|_| counts) {
            if left == 0 {
                std::process::abort();
            }
            LEFT.set(Some(left - 1));
        }
    }))
}

#[test]
#[ignore = "the other test runs it as a process of its own"]
fn a_release_that_is_aborted() {
    let given = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not given"));
    set_default_instrumentation(counting).expect("diesel counts");
    let options = Options { pool_size: 6, durable: false };
    let clock = Clock::fixed(Timestamp::parse(&given("UDF_KILL_NOW")).expect("an instant"));
    let db = Db::open(&Url::parse(&given("UDF_KILL_URL")).expect("a URL"), &options, clock, IdSource::random()).expect("it opens");
    let mut settings = Settings::defaults().expect("the default settings");
    settings.vault.key_path = given("UDF_KILL_KEY");
    let vault = Vault::from_settings(&settings.vault).expect("a vault");
    let releaser = given("UDF_KILL_WHO").parse().expect("an account");
    let releaser = db.read(|conn| account::actor(conn, releaser)).expect("a person");
    let run: Id<Run> = given("UDF_KILL_RUN").parse().expect("a run");
    LEFT.set(Some(given("UDF_KILL_AFTER").parse().expect("a number")));
    db.write(|tx| disbursement::release_run(tx, &vault, &releaser, run)).expect("it is released");
    LEFT.set(None);
}

/// Releases in a process that is aborted after so many statements; whether it came to its end before.
fn comes_to_its_end(world: &World, g: &Ground, run: Id<Run>, after: u64) -> bool {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "run_kills::a_release_that_is_aborted", "--nocapture"])
        .env("UDF_KILL_URL", &world.app.settings.database.url)
        .env("UDF_KILL_KEY", &world.app.settings.vault.key_path)
        .env("UDF_KILL_WHO", g.releaser.account.expect("an account").text())
        .env("UDF_KILL_RUN", run.text())
        .env("UDF_KILL_NOW", world.clock.now().iso())
        .env("UDF_KILL_AFTER", after.to_string())
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let text = || format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        assert!(text().contains("1 passed"), "the process did nothing: {}", text());
        return true;
    }
    assert_eq!(output.status.signal(), Some(SIGABRT), "after {after} statements: {}", text());
    false
}

fn count_of_journals(world: &World) -> i64 {
    world.db.read(|conn| journals::table.count().get_result(conn).map_err(Error::from)).expect("a count")
}

/// Whether the run is released in whole; fails where it is half of it. `before`: the journals that were there.
fn is_whole(world: &World, g: &Ground, run: Id<Run>, (before, after): (i64, u64)) -> bool {
    let (found, payments, file) = world
        .db
        .read(|conn| {
            let payments = disbursement::list_payments(conn, Which::Run(run))?;
            Ok::<_, Error>((disbursement::open_run(conn, &g.preparer, run)?, payments, disbursement::find_bank_file(conn, run)?))
        })
        .expect("it can be read");
    let posted = count_of_journals(world) - before;
    let states: Vec<PaymentState> = payments.iter().map(|payment| payment.state).collect();
    let Some(file) = file else {
        let nothing = (RunState::Approved, vec![PaymentState::InRun; 2], 0);
        assert_eq!((found.state, states, posted), nothing, "after {after} statements");
        return false;
    };
    assert_eq!((found.state, states, posted), (RunState::Released, vec![PaymentState::Released; 2], 2), "after {after} statements");
    let file = disbursement::read_ach(&file.content).expect("the file is sound");
    let sent: Vec<(String, i64)> = file.batches[0].entries.iter().map(|e| (e.trace.clone(), e.amount.cents())).collect();
    let kept: Vec<(String, i64)> = payments.iter().map(|p| (p.trace.clone().unwrap_or_default(), p.amount.cents())).collect();
    assert_eq!(sent, kept, "the file and the payments");
    true
}

#[test]
fn x11_a_release_that_is_killed_anywhere_happened_in_whole_or_not_at_all() {
    on_both_with_its_own_mail(|world| {
        let g = ground(world);
        verified_account(world, &g);
        for amount in ["1,000", "500"] {
            ask(world, &g, amount).must_be(200);
        }
        let all = world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments");
        let chosen: Vec<_> = all.iter().map(|payment| payment.id).collect();
        let run = world.db.write(|tx| disbursement::prepare_run(tx, &g.preparer, &chosen)).expect("a run").id;
        world.db.write(|tx| disbursement::approve_run(tx, &g.second, run)).expect("approved");
        let before = count_of_journals(world);
        let mut aborted = 0;
        for after in 0.. {
            let ended = comes_to_its_end(world, &g, run, after);
            aborted += usize::from(!ended);
            let whole = is_whole(world, &g, run, (before, after));
            assert!(whole || !ended, "it came to its end and left nothing");
            if whole {
                break;
            }
        }
        assert!(aborted > 20, "it was aborted {aborted} times");
        let again = world.db.write(|tx| disbursement::release_run(tx, &world.app.vault, &g.releaser, run));
        assert!(matches!(again, Err(ReleaseRunError::NotWaiting)), "{again:?}");
        assert!(is_whole(world, &g, run, (before, 0)));
        nothing_contradicts(world, &[g.id]);
    });
}
