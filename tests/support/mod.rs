//! The world of a test: its own database, clock and server, and people with
//! browsers. A world ends by checking itself: the audit chain verifies, the
//! ledger's invariants hold, every message is accounted for.
//!
//! Scenarios are written as `on_both(|world| …)` and run on SQLite and PostgreSQL.

#![allow(dead_code, reason = "a vocabulary: scenarios use what they need of it")]

mod browser;
mod database;
mod form;
mod page;
mod server;

pub use browser::Browser;
pub use database::Backend;
pub use form::Filled;
pub use page::Page;

use server::Server;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::{self, Db};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Timestamp};
use urban_diplomacy_fund::web::App;
use urban_diplomacy_fund::{app, audit};

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
    // Dropped last: the files of the database and the attachments.
    folder: TempDir,
}

/// Runs a scenario in a world of its own on each database, and lets each world
/// check itself at the end.
#[track_caller]
pub fn on_both(scenario: impl Fn(&World)) {
    for backend in Backend::all() {
        eprintln!("on {backend:?}");
        let world = World::new(backend);
        scenario(&world);
        world.check();
    }
}

impl World {
    /// An empty fund, served.
    pub fn new(backend: Backend) -> Self {
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
        let app = app::compose(settings, db.clone()).expect("the program can be composed");
        let server = Server::start(app.clone(), listener);
        Self { backend, db, app, clock, address, origin, server: Some(server), folder }
    }

    /// A browser in which nobody has signed in.
    pub fn browser(&self) -> Browser {
        Browser::new(&format!("http://{}", self.address), &self.origin, self.clock.clone())
    }

    /// Sets the clock, such as `2027-03-01T09:00:00Z`.
    pub fn at(&self, instant: &str) {
        self.clock.set(Timestamp::parse(instant).expect("an instant"));
    }

    /// Fails unless the audit chain verifies.
    #[track_caller]
    pub fn check(&self) {
        while audit::seal(&self.db).expect("the sealer runs") > 0 {}
        let chain = self.db.read(audit::verify).expect("the chain can be walked");
        assert_eq!(chain.faults, Vec::<String>::new(), "the audit chain");
        assert_eq!(chain.unsealed, 0, "events wait for the sealer");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.server.take();
        if !std::thread::panicking() {
            database::remove(&self.app.settings.database.url);
        }
    }
}
