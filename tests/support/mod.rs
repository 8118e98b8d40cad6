//! The world of a test: its own database, clock and server, and people with
//! browsers. A world ends by checking itself: the audit chain verifies, the
//! ledger's invariants hold, every message is accounted for.
//!
//! Scenarios are written as `on_both(|world| …)` and run on SQLite and PostgreSQL.

#![allow(dead_code, unused_imports, reason = "a vocabulary: each test uses what it needs of it")]

pub mod bank_files;
mod browser;
pub mod corpus;
mod database;
mod form;
mod page;
#[cfg(feature = "pdf")]
pub mod pdf;
mod people;
pub mod samples;
mod server;
mod times;

pub use browser::{Browser, multipart};
pub use database::Backend;
pub use form::Filled;
pub use page::Page;
pub use people::Person;

use server::Server;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;
use tempfile::TempDir;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::Db;
use urban_diplomacy_fund::kernel::{Clock, IdSource, Timestamp};
use urban_diplomacy_fund::mailer::mailbox::{self, Delivered};
use urban_diplomacy_fund::reporting::tracking;
use urban_diplomacy_fund::web::App;
use urban_diplomacy_fund::worker::{self, WorkerContext};
use urban_diplomacy_fund::{app, audit, ledger, outbox};

/// When a world begins: a working day, while the demo opportunity is open.
pub const START: &str = "2027-01-11T15:00:00Z";

/// A number nobody else in this process has.
fn fresh_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// Everything one test needs.
pub struct World {
    /// Which database this is.
    pub backend: Backend,
    /// The database, for looking at it beside the pages.
    pub db: Db,
    /// The program's state, as handlers see it.
    pub app: App,
    /// Stands still but for one second per request.
    pub clock: Clock,
    address: SocketAddr,
    origin: String,
    server: Option<Server>,
    begun: Instant,
    // Dropped last: the files of the database and the attachments.
    folder: TempDir,
}

/// Another process of the program on the database of a world.
pub struct Other {
    address: SocketAddr,
    _server: Server,
}

impl Other {
    /// Where it answers.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Runs a scenario in a world of its own on each database, and lets each world
/// check itself at the end.
#[track_caller]
pub fn on_both(scenario: impl Fn(&World)) {
    on_both_with_its_own_mail(|world| {
        scenario(world);
        world.check_mail();
    });
}

/// The same for scenarios in which mail is meant to fail, or is beside the point.
#[track_caller]
pub fn on_both_with_its_own_mail(scenario: impl Fn(&World)) {
    for backend in Backend::all() {
        eprintln!("on {backend:?}");
        let world = World::new(backend);
        scenario(&world);
        world.check_records();
    }
}

/// The same with settings of its own.
#[track_caller]
pub fn on_both_with(set: impl Fn(&mut Settings), scenario: impl Fn(&World)) {
    for backend in Backend::all() {
        eprintln!("on {backend:?}");
        let world = World::with(backend, &set);
        scenario(&world);
        world.check_mail();
        world.check_records();
    }
}

impl World {
    /// An empty fund, served.
    pub fn new(backend: Backend) -> Self {
        Self::with(backend, |_| {})
    }

    /// An empty fund with settings of its own, served.
    pub fn with(backend: Backend, set: impl Fn(&mut Settings)) -> Self {
        let begun = Instant::now();
        // Where it is asked for, what the program warns of stands beside a test that fails.
        if std::env::var_os("UDF_TEST_LOG").is_some() {
            let _ = tracing_subscriber::fmt().with_max_level(tracing::Level::WARN).with_test_writer().try_init();
        }
        let folder = tempfile::tempdir().expect("a folder");
        let url = database::create(backend, folder.path());
        let clock = Clock::fixed(Timestamp::parse(START).expect("an instant"));
        let db = database::open(&url, clock.clone(), IdSource::seeded(7));
        let (listener, address) = server::listen();
        let origin = format!("http://localhost:{}", address.port());
        let inside = |name: &str| folder.path().join(name).display().to_string();
        let mut settings = Settings::defaults().expect("the default settings");
        settings.server.public_origin.clone_from(&origin);
        settings.database.url = url;
        settings.database.durable = false;
        settings.files.folder = inside("files");
        settings.vault.key_path = inside("vault.key");
        // A scenario may pass months; what ends sessions is tested apart.
        settings.sessions.staff_idle_minutes = 1_000_000;
        settings.sessions.staff_absolute_hours = 20_000;
        settings.sessions.city_idle_minutes = 1_000_000;
        settings.sessions.city_absolute_hours = 20_000;
        set(&mut settings);
        let app = app::compose(settings, db.clone()).expect("the program can be composed");
        let server = Server::start(app.clone(), listener);
        Self { backend, db, app, clock, address, origin, server: Some(server), begun, folder }
    }

    /// A browser in which nobody has signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(&format!("http://{}", self.address), &self.origin, self.clock.clone())
    }

    /// Starts another process, with connections and memory of its own, by the same clock.
    pub fn other_process(&self) -> Other {
        let db = database::open(&self.app.settings.database.url, self.clock.clone(), IdSource::seeded(8));
        let app = app::compose(Settings::clone(&self.app.settings), db).expect("the program can be composed");
        let (listener, address) = server::listen();
        Other { address, _server: Server::start(app, listener) }
    }

    /// Where the server listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets the clock, such as `2027-03-01T09:00:00Z`.
    pub fn at(&self, instant: &str) {
        self.clock.set(Timestamp::parse(instant).expect("an instant"));
    }

    /// Sends what waits in the outbox, as the worker does, and returns how many went.
    pub fn deliver(&self) -> usize {
        let context = WorkerContext::new(&self.db, &self.app.settings, &self.app.templates, &self.app.vault).expect("a worker");
        worker::run_once(&context).expect("the worker runs").sent
    }

    /// What was sent to an address, the newest first.
    pub fn mail_to(&self, email: &str) -> Vec<Delivered> {
        self.deliver();
        self.db.read(|conn| mailbox::list(conn, Some(email), 100)).expect("the mailbox is readable")
    }

    /// Everything that was sent, the newest first.
    pub fn mail_to_everybody(&self) -> Vec<Delivered> {
        self.deliver();
        self.db.read(|conn| mailbox::list(conn, None, 1000)).expect("the mailbox is readable")
    }

    /// Fails unless the audit chain verifies and the ledger's invariants hold.
    #[track_caller]
    pub fn check_records(&self) {
        while audit::seal(&self.db).expect("the sealer runs") > 0 {}
        let chain = self.db.read(audit::verify).expect("the chain can be walked");
        assert_eq!(chain.faults, Vec::<String>::new(), "the audit chain");
        assert_eq!(chain.unsealed, 0, "events wait for the sealer");
        let book = self.db.read(ledger::verify).expect("the journal can be replayed");
        assert!(book.is_sound(), "the ledger does not hold: {:#?}", book.faults);
        let apart = self.db.read(tracking::verify).expect("the sums of spending can be compared");
        assert_eq!(apart, vec![], "the sums of spending");
    }

    /// Fails unless every message ends sent or suppressed.
    #[track_caller]
    pub fn check_mail(&self) {
        self.deliver();
        let counts = self.db.read(outbox::counts).expect("the outbox is readable");
        let open: Vec<_> = counts.into_iter().filter(|(state, _)| state != "sent" && state != "suppressed").collect();
        let why = self.db.read(|conn| outbox::list(conn, None, 20)).expect("the outbox is readable");
        let why: Vec<_> = why.into_iter().filter_map(|m| Some((m.fact, m.last_error?))).collect();
        assert_eq!(open, vec![], "messages not accounted for: {why:?}");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.take();
        if !std::thread::panicking() {
            database::remove(&self.app.settings.database.url);
        }
        times::keep(self.begun.elapsed(), self.backend);
    }
}
