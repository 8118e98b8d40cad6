//! Preparing, approving and releasing a run is aborted before each of its SQL statements, in a process of its own, and
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
use urban_diplomacy_fund::disbursement::{self, Payment, PaymentState, PrepareRunError, ReleaseRunError, Run, RunState, Which};
use urban_diplomacy_fund::kernel::{Clock, Id, IdSource, Timestamp};
use urban_diplomacy_fund::people::{Actor, account};
use urban_diplomacy_fund::vault::Vault;
use urban_diplomacy_fund::workflow;

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
fn a_step_that_is_aborted() {
    let given = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not given"));
    set_default_instrumentation(counting).expect("diesel counts");
    let options = Options { pool_size: 6, durable: false };
    let clock = Clock::fixed(Timestamp::parse(&given("UDF_KILL_NOW")).expect("an instant"));
    let db = Db::open(&Url::parse(&given("UDF_KILL_URL")).expect("a URL"), &options, clock, IdSource::random()).expect("it opens");
    let mut settings = Settings::defaults().expect("the default settings");
    settings.vault.key_path = given("UDF_KILL_KEY");
    let vault = Vault::from_settings(&settings.vault).expect("a vault");
    let who = given("UDF_KILL_WHO").parse().expect("an account");
    let who = db.read(|conn| account::actor(conn, who)).expect("a person");
    let payments = |state| db.read(|conn| disbursement::list_payments(conn, Which::State(state))).expect("payments");
    let chosen: Vec<Id<Payment>> = payments(PaymentState::Requested).iter().map(|payment| payment.id).collect();
    let run: Option<Id<Run>> = payments(PaymentState::InRun).iter().find_map(|payment| payment.run);
    let step = given("UDF_KILL_STEP");
    LEFT.set(Some(given("UDF_KILL_AFTER").parse().expect("a number")));
    match step.as_str() {
        "prepare" => drop(db.write(|tx| disbursement::prepare_run(tx, &who, &chosen)).expect("it is prepared")),
        "approve" => db.write(|tx| disbursement::approve_run(tx, &who, run.expect("a run"))).expect("it is approved"),
        _ => db.write(|tx| disbursement::release_run(tx, &vault, &who, run.expect("a run"))).expect("it is released"),
    }
    LEFT.set(None);
}

/// Takes a step in a process that is aborted after so many statements; whether it came to its end before.
fn comes_to_its_end(world: &World, (step, who): (&str, &Actor), after: u64) -> bool {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "run_kills::a_step_that_is_aborted", "--nocapture"])
        .env("UDF_KILL_URL", &world.app.settings.database.url)
        .env("UDF_KILL_KEY", &world.app.settings.vault.key_path)
        .env("UDF_KILL_WHO", who.account.expect("an account").text())
        .env("UDF_KILL_STEP", step)
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
    assert_eq!(output.status.signal(), Some(SIGABRT), "{step}, after {after} statements: {}", text());
    false
}

/// Takes a step in processes that are aborted after more and more statements, until the whole of it is there; how many were aborted.
fn taken(world: &World, (step, who): (&str, &Actor), is_whole: impl Fn(u64) -> bool) -> usize {
    let (mut aborted, mut after) = (0, 0);
    loop {
        let ended = comes_to_its_end(world, (step, who), after);
        aborted += usize::from(!ended);
        let whole = is_whole(after);
        assert!(whole || !ended, "{step} came to its end and left nothing");
        if whole {
            return aborted;
        }
        after += 1;
    }
}

fn payments(world: &World, g: &Ground) -> Vec<Payment> {
    world.db.read(|conn| disbursement::list_payments(conn, Which::Award(g.id.cast()))).expect("payments")
}

/// Whether the payments stand in a run with its workflow; fails where half of it is there.
fn is_prepared(world: &World, g: &Ground, after: u64) -> bool {
    let payments = payments(world, g);
    let states: Vec<PaymentState> = payments.iter().map(|payment| payment.state).collect();
    let Some(run) = payments.first().and_then(|payment| payment.run) else {
        assert_eq!(states, [PaymentState::Requested; 2], "after {after} statements");
        return false;
    };
    let found = world.db.read(|conn| disbursement::open_run(conn, &g.preparer, run)).expect("the run");
    let whole = (RunState::Prepared, 2, vec![PaymentState::InRun; 2]);
    assert_eq!((found.state, found.count, states), whole, "after {after} statements");
    let faults = world.db.read(|conn| workflow::verify(conn, &run.text())).expect("its workflow");
    assert_eq!(faults, Vec::<String>::new(), "after {after} statements");
    true
}

/// Whether the run is approved, by the workflow too; fails where one says it and the other does not.
fn is_approved(world: &World, g: &Ground, run: Id<Run>, after: u64) -> bool {
    let now = world.clock.now();
    let (found, steps) = world
        .db
        .read(|conn| {
            let found = disbursement::open_run(conn, &g.preparer, run)?;
            let steps = disbursement::run_steps(conn, &g.preparer, &found, now)?;
            Ok::<_, Error>((found, steps))
        })
        .expect("it can be read");
    let is_approved = found.state == RunState::Approved;
    let wanted = if is_approved { (RunState::Approved, 1) } else { (RunState::Prepared, 0) };
    assert_eq!((found.state, steps.approvals.len()), wanted, "after {after} statements");
    is_approved
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
            let file = disbursement::open_bank_file(conn, &world.app.vault, run)?;
            Ok::<_, Error>((disbursement::open_run(conn, &g.preparer, run)?, payments, file))
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
fn x11_a_step_of_a_run_that_is_killed_anywhere_happened_in_whole_or_not_at_all() {
    on_both_with_its_own_mail(|world| {
        let g = ground(world);
        verified_account(world, &g);
        for amount in ["1,000", "500"] {
            ask(world, &g, amount).must_be(200);
        }
        let before = count_of_journals(world);
        let aborted = taken(world, ("prepare", &g.preparer), |after| is_prepared(world, &g, after));
        assert!(aborted > 5, "preparing was aborted {aborted} times");
        let prepared = payments(world, &g);
        let run = prepared.first().and_then(|payment| payment.run).expect("a run");
        let chosen: Vec<_> = prepared.iter().map(|payment| payment.id).collect();
        let again = world.db.write(|tx| disbursement::prepare_run(tx, &g.preparer, &chosen));
        assert!(matches!(again, Err(PrepareRunError::NotWaiting(_))), "{again:?}");
        let aborted = taken(world, ("approve", &g.second), |after| is_approved(world, &g, run, after));
        assert!(aborted > 5, "approving was aborted {aborted} times");
        assert_eq!(count_of_journals(world), before, "nothing is posted before the release");
        let aborted = taken(world, ("release", &g.releaser), |after| is_whole(world, &g, run, (before, after)));
        assert!(aborted > 20, "releasing was aborted {aborted} times");
        let again = world.db.write(|tx| disbursement::release_run(tx, &world.app.vault, &g.releaser, run));
        assert!(matches!(again, Err(ReleaseRunError::NotWaiting)), "{again:?}");
        assert!(is_whole(world, &g, run, (before, 0)));
        nothing_contradicts(world, &[g.id]);
    });
}
