//! A database of its own for every test, copied from a template that is
//! migrated once per process. Commits do not wait for the disk here.

#[path = "reuse.rs"]
mod reuse;

use super::people::TOWNS;
use diesel::prelude::*;
use reuse::Pristine;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::db::{self, Db, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Timestamp};
use urban_diplomacy_fund::places;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    /// A file in the folder of the test.
    Sqlite,
    /// A database on the server named by `UDF_TEST_POSTGRES`.
    Postgres,
}

impl Backend {
    /// SQLite always; PostgreSQL where a server is offered (`make test` insists on one).
    pub fn all() -> Vec<Self> {
        if server().is_some() { vec![Self::Sqlite, Self::Postgres] } else { vec![Self::Sqlite] }
    }
}

/// The URL of the test server's maintenance database.
fn server() -> Option<String> {
    std::env::var("UDF_TEST_POSTGRES").ok()
}

/// Opens without durability.
pub fn open(url: &str, clock: Clock, ids: IdSource) -> Db {
    let url = Url::parse(url).expect("a database URL");
    Db::open(&url, &Options { pool_size: 6, durable: false }, clock, ids).expect("the database opens")
}

/// Makes the database of one test and returns its URL.
pub fn create(backend: Backend, folder: &Path) -> String {
    match backend {
        Backend::Sqlite => {
            let file = folder.join("fund.db");
            std::fs::write(&file, sqlite_template()).expect("the template can be copied");
            format!("sqlite://{}", file.display())
        }
        Backend::Postgres => {
            let name = reuse::take().unwrap_or_else(|| {
                let name = reuse::name(0);
                obeyed(&format!("CREATE DATABASE {name} TEMPLATE {}", postgres_template().name));
                name
            });
            sibling(&name)
        }
    }
}

/// Gives a PostgreSQL database back; files go with the folder of the test.
pub fn remove(url: &str) {
    if url.starts_with("postgres") {
        let name = url.rsplit('/').next().unwrap_or_default();
        let opened = |name: &str| open(&sibling(name), Clock::System, IdSource::seeded(1));
        reuse::keep(name, &postgres_template().pristine, maintain, opened);
    }
}

fn sqlite_template() -> &'static [u8] {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    BYTES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("template.db");
        drop(prepare(&format!("sqlite://{}", file.display())));
        std::fs::read(file).expect("the template is readable")
    })
}

/// The database that others are copied from.
struct Template {
    name: String,
    pristine: Pristine,
}

fn postgres_template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let name = format!("template_{}", std::process::id());
        obeyed(&format!("CREATE DATABASE {name}"));
        let pristine = Pristine::of(&prepare(&sibling(&name)));
        Template { name, pristine }
    })
}

/// What every world starts from: the newest schema, chart of accounts, posting rules, and the towns of the tests.
fn prepare(url: &str) -> Db {
    let start = Clock::fixed(Timestamp::parse(super::START).expect("an instant"));
    let db = open(url, start, IdSource::seeded(1));
    app::migrate(&db).expect("the migrations run");
    let mut towns = places::read_bundled().expect("the register inside the program");
    towns.retain(|place| TOWNS.contains(&(place.name.as_str(), place.state.as_str())));
    assert_eq!(towns.len(), TOWNS.len(), "each town of the tests is in the register once");
    db.write(|tx| places::import(tx, &towns, |_| {})).expect("the towns are imported");
    db
}

/// The URL of another database on the test server.
fn sibling(name: &str) -> String {
    let server = server().expect("UDF_TEST_POSTGRES names a server");
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{name}")
}

/// Runs one statement on the maintenance database; one at a time, as templates demand.
fn maintain(sql: &str) -> Result<(), db::Error> {
    static ONE: Mutex<()> = Mutex::new(());
    static SERVER: OnceLock<Db> = OnceLock::new();
    let _turn = ONE.lock().unwrap_or_else(PoisonError::into_inner);
    let connect = || open(&server().expect("UDF_TEST_POSTGRES names a server"), Clock::System, IdSource::seeded(1));
    let db = SERVER.get_or_init(connect);
    db.read(|c| diesel::sql_query(sql).execute(c).map(drop).map_err(db::Error::from))
}

fn obeyed(sql: &str) {
    maintain(sql).expect("the test server obeys");
}
