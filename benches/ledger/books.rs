//! The books of the benchmark: appropriations to post one by one, and lives of awards to
//! fill the journal with. Everything counts for one day, but for the last journals.

use chrono::NaiveDate;
use diesel::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::db::{self, Db, schema::postings};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{self, Command, Leg, Rejection};

/// The fund.
pub const FUND: &str = "UDF-2027";
/// How many awards the lines are spread over.
pub const AWARDS: u64 = 200;
const PROGRAM: &str = "program";
/// What happens to an award again and again; 14 lines for one award, in four journals.
const LIFE: [&str; 4] = ["award.reserve", "award.commit", "award.obligate", "claim.accept_and_pay"];

/// The day for which nearly everything counts.
pub fn yesterday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 2).expect("a day")
}

/// The name of an award.
pub fn award(n: u64) -> String {
    format!("award-{n}")
}

fn command(event: &str, legs: impl IntoIterator<Item = Leg>) -> Command {
    static KEYS: AtomicU64 = AtomicU64::new(1);
    let doer = Doer { account_id: Some("bench".into()), name: "The driver".into() };
    let key = format!("bench {}", KEYS.fetch_add(1, Ordering::Relaxed));
    Command::new(key, event, FUND, yesterday(), &doer).legs(legs).evidenced_by("letter").because("a measurement").approved_by("another")
}

/// An appropriation of a dollar: four lines, on both tracks.
pub fn appropriation() -> Command {
    command("fund.appropriate", [Leg::of_fund(Money::from_dollars(1))])
}

/// Posts these in one transaction.
pub fn post(db: &Db, commands: impl IntoIterator<Item = Command>) {
    let commands: Vec<Command> = commands.into_iter().collect();
    db.write(|tx| commands.iter().try_for_each(|command| ledger::post(tx, command).map(drop)).map_err(|e: Rejection| e)).expect("it posts");
}

/// How many lines the journal has.
pub fn lines(db: &Db) -> i64 {
    db.read(|c| postings::table.count().get_result(c).map_err(db::Error::from)).expect("a count")
}

/// Posts until the journal has about so many lines, in large transactions; the first call gives
/// the fund its money. Each journal is about so many awards.
pub fn fill(db: &Db, length: i64, at_once: u64) {
    static STEPS: AtomicU64 = AtomicU64::new(0);
    if length == 0 {
        let all = Money::from_dollars(900_000_000);
        let fund = ["fund.appropriate", "fund.apportion"].map(|event| command(event, [Leg::of_fund(all)]));
        post(db, fund.into_iter().chain([command("fund.allot", [Leg::of_program(PROGRAM, all)])]));
        return;
    }
    while lines(db) < length {
        let journals = 2_000 / at_once;
        let journal = |_| {
            let step = STEPS.fetch_add(1, Ordering::Relaxed);
            let (first, event) = (step / 4 * at_once % AWARDS, LIFE[usize::try_from(step % 4).expect("few")]);
            command(event, (first..first + at_once).map(|n| Leg::of_award(PROGRAM, award(n), "travel", Money::from_dollars(1))))
        };
        post(db, (0..journals).map(journal));
    }
    // A few journals count for a later day.
    post(
        db,
        (0..20).map(|_| {
            let mut later = appropriation();
            later.effective_on = yesterday().succ_opt().expect("a day");
            later
        }),
    );
}
