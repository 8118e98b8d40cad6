//! Books of their own for each test, on each database, and commands in short words.

use crate::database::{self, Backend};
use chrono::NaiveDate;
use std::sync::atomic::{AtomicU64, Ordering};
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::db::Db;
use urban_diplomacy_fund::kernel::{Clock, IdSource, Money, Timestamp};
use urban_diplomacy_fund::ledger::{self, Code, Command, Leg, Receipt, Rejection};

/// The fund of the tests.
pub const FUND: &str = "fund-2027";
/// A program.
pub const PROGRAM: &str = "program-1";
/// An award.
pub const AWARD: &str = "award-1";

/// A day of 2027.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2027, month, day).expect("a day")
}

/// Dollars.
pub fn usd(dollars: i64) -> Money {
    Money::from_dollars(dollars)
}

/// A person.
pub fn person(name: &str) -> Doer {
    Doer { account_id: Some(name.to_owned()), name: name.to_owned() }
}

/// A command of Ada's with what every rule could ask for, approved by Olga.
pub fn command(event: &str, legs: impl IntoIterator<Item = Leg>) -> Command {
    static KEYS: AtomicU64 = AtomicU64::new(1);
    let key = format!("key-{}", KEYS.fetch_add(1, Ordering::Relaxed));
    let (event, variant) = event.split_once('/').unwrap_or((event, ""));
    Command::new(key, event, FUND, day(1, 11), &person("ada"))
        .variant(variant)
        .legs(legs)
        .because("as agreed")
        .evidenced_by("document 1")
        .approved_by("olga")
}

/// A leg of the award.
pub fn leg(category: &str, dollars: i64) -> Leg {
    Leg::of_award(PROGRAM, AWARD, category, usd(dollars))
}

/// A leg that fits the event: of the fund, the program or the award.
pub fn leg_for(event: &str, category: &str, dollars: i64) -> Leg {
    match event {
        "fund.appropriate" | "fund.apportion" | "bank.settle" => Leg::of_fund(usd(dollars)),
        "fund.allot" | "fund.withdraw" => Leg::of_program(PROGRAM, usd(dollars)),
        _ => leg(category, dollars),
    }
}

/// One database with books.
pub struct Books {
    /// The database.
    pub db: Db,
    /// Its clock.
    pub clock: Clock,
    url: String,
    _folder: tempfile::TempDir,
}

impl Books {
    /// Empty books.
    pub fn new(backend: Backend) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database::create(backend, folder.path());
        let clock = Clock::fixed(Timestamp::parse(crate::START).expect("an instant"));
        let db = database::open(&url, clock.clone(), IdSource::seeded(7));
        Self { db, clock, url, _folder: folder }
    }

    /// The same database through connections of its own, for a reader that waits for no writer.
    pub fn beside(&self) -> Db {
        database::open(&self.url, self.clock.clone(), IdSource::seeded(8))
    }

    /// Posts in a transaction of its own.
    pub fn post(&self, command: &Command) -> Result<Receipt, Code> {
        self.db.write(|tx| ledger::post(tx, command)).map_err(|rejection| code(&rejection))
    }

    /// Posts what must succeed.
    #[track_caller]
    pub fn posted(&self, event: &str, category: &str, dollars: i64) -> Receipt {
        let name = event.split('/').next().expect("an event");
        self.post(&command(event, [leg_for(name, category, dollars)])).unwrap_or_else(|code| panic!("{event}: {code:?}"))
    }

    /// A fund with this much allotted to the program.
    pub fn allotted(&self, dollars: i64) {
        for event in ["fund.appropriate", "fund.apportion", "fund.allot"] {
            self.posted(event, "", dollars);
        }
    }

    /// Fails unless the verifier finds nothing.
    #[track_caller]
    pub fn are_sound(&self) {
        let report = self.db.snapshot(ledger::verify).expect("the books can be walked");
        assert_eq!(report.faults, vec![], "the books");
    }

    /// Runs SQL past the engine; the database's words if it refuses.
    pub fn sql(&self, statements: &str) -> Result<(), String> {
        use diesel::connection::SimpleConnection;
        let words = |e: diesel::result::Error| urban_diplomacy_fund::db::Error::Guard(e.to_string());
        self.db.read(|c| c.batch_execute(statements).map_err(words)).map_err(|e| e.detail().to_owned())
    }
}

impl Drop for Books {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            database::remove(&self.url);
        }
    }
}

/// The code of a refusal; a refusal of the database fails the test.
pub fn code(rejection: &Rejection) -> Code {
    match rejection {
        Rejection::Refused(refused) => refused.code,
        Rejection::Db(e) => panic!("the database refused: {}", e.detail()),
    }
}

/// Runs a test on books of its own on each database; they must end sound.
#[track_caller]
pub fn on_both(test: impl Fn(&Books)) {
    for backend in Backend::all() {
        eprintln!("on {backend:?}");
        let books = Books::new(backend);
        test(&books);
        books.are_sound();
    }
}
