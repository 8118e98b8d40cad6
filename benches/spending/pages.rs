//! The page of spending as a finance officer opens it: the program in this process, without its worker, reads, draws and sends it.

#[path = "../load/client.rs"]
#[allow(dead_code, reason = "the driver knows more than is asked here")]
mod client;

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};
use urban_diplomacy_fund::app;
use urban_diplomacy_fund::config::Settings;
use urban_diplomacy_fund::db::Db;
use urban_diplomacy_fund::people::{Actor, FundRole, account, role, session};

/// A connection of somebody who is signed in.
pub struct Pages {
    connection: client::Connection,
    cookie: String,
}

impl Pages {
    /// Serves this database, and signs a finance officer in.
    pub fn open(db: Db, folder: &std::path::Path) -> Self {
        let mut settings = Settings::defaults().expect("the default settings");
        let address = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        settings.server.bind = address.to_string();
        settings.files.folder = folder.join("files").display().to_string();
        settings.vault.key_path = folder.join("vault.key").display().to_string();
        let cookie = sign_in(&db, &settings);
        let app = app::compose(settings, db).expect("the program can be composed");
        // It ends with the process.
        std::thread::spawn(move || app::serve(app, false).expect("the server ends well"));
        wait_for(address);
        Self { connection: client::Connection::open(address), cookie }
    }

    /// Opens a page.
    pub fn get(&mut self, path: &str) {
        let (status, length) = self.connection.exchange(&client::get(path, &self.cookie));
        assert!(status == 200 && length > 5_000, "{path} answers {status} with {length} bytes");
    }
}

fn sign_in(db: &Db, settings: &Settings) -> String {
    let system = Actor::system();
    let finance = db.write(|tx| account::create(tx, &system, "finance@bench.example", "Fay", None)).expect("an account");
    db.write(|tx| role::grant(tx, &system, finance, FundRole::FinanceOfficer)).expect("a role");
    let start = session::Start { method: session::Method::Password, device: "a measurement".into(), limits: settings.sessions.clone() };
    format!("udf_session={}", db.write(|tx| session::start(tx, finance, &start)).expect("a session"))
}

fn wait_for(address: SocketAddr) {
    let begun = Instant::now();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the server listens");
        std::thread::sleep(Duration::from_millis(1));
    }
}
