//! A process that posts is aborted before its n-th SQL statement, for every n, and once more
//! when its COMMIT has come back. Afterwards its work is there in whole or not at all, the
//! books hold, and the same key posts or replays exactly once.
//!
//! Statements are counted by diesel's own instrumentation, so the program is as it is.

use crate::database::{self, Backend};
use chrono::NaiveDate;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use std::cell::Cell;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command as Process, Stdio};
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::db::schema::{
    hold_resolutions, holds, journal_seals, journals, ledger_accounts, ledger_heads, postings, rejected_attempts,
};
use urban_diplomacy_fund::db::{Conn, Db, Error, portable};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Money, Timestamp};
use urban_diplomacy_fund::ledger::{self, Code, Command, Leg, Receipt, Rejection};

const FUND: &str = "fund-2027";
const PROGRAM: &str = "program-1";
/// What a refused apportionment asks for, in dollars.
const MISSING: i64 = 500;
/// The signal of `abort`.
const SIGABRT: i32 = 6;

/// What the process was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString)]
enum Work {
    /// Opens a hold and posts it, in one transaction.
    Holds,
    /// Reverses a journal.
    Reversal,
    /// Is refused, which is remembered in a transaction of its own (L7).
    Refusal,
    /// As `Holds`, but wrongly in two transactions.
    Torn,
}

impl Work {
    /// What must stand before attempt `n`; the journal that a reversal is about.
    fn prepare(self, db: &Db, n: i64) -> i64 {
        match self {
            Self::Reversal => posted(db, &command(&format!("original {n}"), "fund.appropriate", Leg::of_fund(usd(n)))).seq,
            _ => 0,
        }
    }

    /// Attempt `n`: always the same command under the same key.
    fn run(self, db: &Db, n: i64, original: i64) -> Result<Vec<Receipt>, Rejection> {
        let travel = |dollars| Leg::of_award(PROGRAM, format!("award-{n}"), "travel", usd(dollars));
        let reserve = command(&format!("reserve {n}"), "award.reserve", travel(100));
        let commit = command(&format!("commit {n}"), "award.commit", travel(60));
        let reverse = Command::reversal(format!("reverse {n}"), original, "entered twice", day(), &ada()).approved_by("olga");
        let apportion = command(&format!("apportion {n}"), "fund.apportion", Leg::of_fund(usd(MISSING)));
        match self {
            Self::Holds => db.write(|tx| Ok(vec![ledger::post(tx, &reserve)?, ledger::post(tx, &commit)?])),
            Self::Torn => Ok(vec![db.write(|tx| ledger::post(tx, &reserve))?, db.write(|tx| ledger::post(tx, &commit))?]),
            Self::Reversal => db.write(|tx| Ok(vec![ledger::post(tx, &reverse)?])),
            Self::Refusal => db.write(|tx| Ok(vec![ledger::post(tx, &apportion)?])),
        }
    }

    /// Runs it, and fails unless it ends as such work must: done, or refused for want of money.
    fn outcome(self, db: &Db, n: i64, original: i64) -> Result<Vec<Receipt>, Code> {
        let outcome = self.run(db, n, original).map_err(|rejection| match rejection {
            Rejection::Refused(refused) => refused.code,
            Rejection::Db(e) => panic!("{self} {n}: {}", e.detail()),
        });
        assert_eq!(outcome.as_ref().err(), (self == Self::Refusal).then_some(&Code::LimitBreached), "{self} {n}");
        outcome
    }
}

fn usd(dollars: i64) -> Money {
    Money::from_dollars(dollars)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 12).expect("a day")
}

fn ada() -> Doer {
    Doer { account_id: Some("ada".to_owned()), name: "ada".to_owned() }
}

fn command(key: &str, event: &str, leg: Leg) -> Command {
    Command::new(key, event, FUND, day(), &ada()).legs([leg]).because("as agreed").evidenced_by("document 1").approved_by("olga")
}

fn posted(db: &Db, command: &Command) -> Receipt {
    db.write(|tx| ledger::post(tx, command)).unwrap_or_else(|e| panic!("{}: {e}", command.key))
}

fn open(url: &str) -> Db {
    database::open(url, Clock::fixed(Timestamp::parse(crate::START).expect("an instant")), IdSource::random())
}

/// How many rows each table of the log has, and the number of the last journal.
type Marks = [i64; 8];

fn marks(db: &Db) -> Marks {
    let count = |c: &mut Conn| -> Result<Marks, Error> {
        Ok([
            journals::table.count().get_result(c)?,
            postings::table.count().get_result(c)?,
            journal_seals::table.count().get_result(c)?,
            holds::table.count().get_result(c)?,
            hold_resolutions::table.count().get_result(c)?,
            rejected_attempts::table.count().get_result(c)?,
            ledger_accounts::table.count().get_result(c)?,
            ledger_heads::table.select(ledger_heads::seq).first(c)?,
        ])
    };
    db.snapshot(count).expect("the tables can be read")
}

fn more(now: Marks, before: Marks) -> Marks {
    std::array::from_fn(|i| now[i] - before[i])
}

fn are_sound(db: &Db, when: &str) -> Result<(), String> {
    let faults = db.snapshot(ledger::verify).expect("the books can be walked").faults;
    db.read(portable::integrity_check).map_err(|e| format!("{when}: {}", e.detail()))?;
    if faults.is_empty() { Ok(()) } else { Err(format!("{when}: {faults:?}")) }
}

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
#[ignore = "the other tests run it as a process of its own"]
fn a_process_that_is_aborted() {
    let given = |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not given"));
    let (url, work): (String, Work) = (given("UDF_CRASH_URL"), given("UDF_CRASH_WORK").parse().expect("a work"));
    let (n, after): (i64, u64) = (given("UDF_CRASH_N").parse().expect("a number"), given("UDF_CRASH_AFTER").parse().expect("a number"));
    set_default_instrumentation(counting).expect("diesel counts");
    let db = open(&url);
    let original = work.prepare(&db, n);
    LEFT.set(Some(after));
    let _ = work.outcome(&db, n, original);
    LEFT.set(None);
}

/// Runs attempt `n` in a process that is aborted after so many statements; whether it came to its end before.
fn comes_to_its_end(url: &str, work: Work, n: i64, after: u64) -> bool {
    let output = Process::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "statements::a_process_that_is_aborted", "--nocapture"])
        .env("UDF_CRASH_URL", url)
        .env("UDF_CRASH_WORK", work.to_string())
        .env("UDF_CRASH_N", n.to_string())
        .env("UDF_CRASH_AFTER", after.to_string())
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let text = || format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        assert!(text().contains("1 passed"), "the process did nothing: {}", text());
        return true;
    }
    assert_eq!(output.status.signal(), Some(SIGABRT), "{work} after {after} statements: {}", text());
    false
}

/// How often the process was aborted, and after how many of these its work was there.
#[derive(Debug, Default)]
struct Tally {
    aborted: usize,
    whole: usize,
}

/// Aborts the work after 0, 1, 2, … statements until it comes to its end. `Err`: what does not hold.
fn abort_everywhere(url: &str, work: Work) -> Result<Tally, String> {
    let mut tally = Tally::default();
    let adds = set_up(&open(url), work);
    for (n, after) in (2..).zip(0..) {
        let before = {
            let db = open(url);
            work.prepare(&db, n);
            marks(&db)
        };
        let ended = comes_to_its_end(url, work, n, after);
        let db = open(url);
        let when = format!("{work} aborted after {after} statements");
        let found = more(marks(&db), before);
        let is_whole = found == adds;
        if !is_whole && found != Marks::default() {
            return Err(format!("{when}: {found:?} is neither nothing nor all of {adds:?}"));
        }
        are_sound(&db, &when)?;
        once_more(&db, work, (n, before), is_whole, adds).map_err(|words| format!("{when}: {words}"))?;
        tally.aborted += usize::from(!ended);
        tally.whole += usize::from(!ended && is_whole);
        if ended {
            return if is_whole { Ok(tally) } else { Err(format!("{work} came to its end and left nothing")) };
        }
    }
    unreachable!("work ends")
}

/// Money, and the work twice without a crash; what the second time added. The first opens accounts of its own.
fn set_up(db: &Db, work: Work) -> Marks {
    for (event, leg) in [
        ("fund.appropriate", Leg::of_fund(usd(1_000_000))),
        ("fund.apportion", Leg::of_fund(usd(1_000_000))),
        ("fund.allot", Leg::of_program(PROGRAM, usd(1_000_000))),
    ] {
        posted(db, &command(event, event, leg));
    }
    let [_, adds] = [0, 1].map(|n| {
        let original = work.prepare(db, n + 1_000_000);
        let before = marks(db);
        let _ = work.outcome(db, n + 1_000_000, original);
        more(marks(db), before)
    });
    assert_ne!(adds, Marks::default(), "{work} writes something");
    adds
}

/// The same key again, twice: it posts or replays, once in all.
fn once_more(db: &Db, work: Work, (n, before): (i64, Marks), is_whole: bool, adds: Marks) -> Result<(), String> {
    let original = work.prepare(db, n);
    let first = work.outcome(db, n, original);
    let second = work.outcome(db, n, original);
    if more(marks(db), before) != adds {
        return Err(format!("the same key again, and there are {:?} more in place of {adds:?}", more(marks(db), before)));
    }
    let (first, second) = match (first, second) {
        (Ok(first), Ok(second)) => (first, second),
        _ => return keeps_failing(db, n),
    };
    for (first, second) in first.into_iter().zip(second) {
        if first.replayed != is_whole {
            return Err(format!("journal {} was replayed: {}, and was there: {is_whole}", first.seq, first.replayed));
        }
        if second != (Receipt { replayed: true, ..first.clone() }) {
            return Err(format!("{first:?}, then {second:?}"));
        }
    }
    Ok(())
}

/// The money that was missing arrives: the key that failed keeps failing, another one does not.
fn keeps_failing(db: &Db, n: i64) -> Result<(), String> {
    posted(db, &command(&format!("arrives {n}"), "fund.appropriate", Leg::of_fund(usd(MISSING))));
    let again = Work::Refusal.outcome(db, n, 0);
    posted(db, &command(&format!("another key {n}"), "fund.apportion", Leg::of_fund(usd(MISSING))));
    if again == Err(Code::LimitBreached) { Ok(()) } else { Err(format!("the key had failed, and now: {again:?}")) }
}

/// Books of their own on each database.
fn on_each(test: impl Fn(Backend, &str)) {
    for backend in Backend::all() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database::create(backend, folder.path());
        test(backend, &url);
        database::remove(&url);
    }
}

fn all_or_nothing(work: Work, fewest: usize) {
    on_each(|backend, url| {
        let tally = abort_everywhere(url, work).unwrap_or_else(|words| panic!("on {backend:?}: {words}"));
        crate::say(&format!("{backend:?}, {work}: aborted at {} statements, {} times all of it was there", tally.aborted, tally.whole));
        assert!(tally.aborted >= fewest, "{tally:?}");
        assert!(tally.whole >= 1 && tally.whole < tally.aborted, "before and after its COMMIT: {tally:?}");
    });
}

#[test]
fn a_posting_that_opens_and_posts_a_hold_is_there_in_whole_or_not_at_all() {
    all_or_nothing(Work::Holds, 20);
}

#[test]
fn a_reversal_is_there_in_whole_or_not_at_all() {
    all_or_nothing(Work::Reversal, 15);
}

#[test]
fn a_refusal_is_remembered_or_comes_again() {
    all_or_nothing(Work::Refusal, 8);
}

/// The same test must find work that is not one transaction.
#[test]
fn work_in_two_transactions_is_found_torn() {
    on_each(|_, url| {
        let words = abort_everywhere(url, Work::Torn).expect_err("between the two, half of it is there");
        assert!(words.contains("neither nothing nor all"), "{words}");
    });
}
