//! The installation under load: the release binary with a demo fund of a given
//! size, started as an operator would start it, and looked at from outside.

use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use urban_diplomacy_fund::db::{Db, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, IdSource};

/// A running server with its data.
pub struct Installation {
    /// Where it listens.
    pub address: SocketAddr,
    /// Its database, for preparing sessions and drafts.
    pub db: Db,
    /// From starting the process to the first ready answer.
    pub cold_start: Duration,
    server: Child,
    // Dropped last.
    folder: tempfile::TempDir,
}

fn udf(folder: &Path, url: &str, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_udf"));
    command
        .env_remove("DATABASE_URL")
        .env("UDF__DATABASE__URL", url)
        .env("UDF__FILES__FOLDER", folder.join("files"))
        .env("UDF__VAULT__KEY_PATH", folder.join("vault.key"))
        .env("UDF__SERVER__PUBLIC_ORIGIN", format!("http://localhost:{port}"))
        .env("UDF__FUND__DEMO", "true")
        .env("UDF_LOG", "error")
        .stdout(Stdio::null());
    command
}

/// Puts the installation at rest, as a fund at work is: the letters of the demo's years
/// were sent long ago, and PostgreSQL has cleaned up after so many writes.
fn settle(db: &Db, url: &str) {
    use diesel::prelude::*;
    use urban_diplomacy_fund::db::schema::outbox_messages::dsl::{created_at, outbox_messages, sent_at, state};
    db.write(|tx| {
        let waiting = outbox_messages.filter(state.eq("pending"));
        diesel::update(waiting).set((state.eq("sent"), sent_at.eq(created_at.nullable()))).execute(&mut **tx)?;
        Ok::<_, urban_diplomacy_fund::db::Error>(())
    })
    .expect("no letter waits");
    if url.starts_with("postgres") {
        let clean = |c: &mut _| diesel::sql_query("VACUUM (ANALYZE)").execute(c).map_err(urban_diplomacy_fund::db::Error::from);
        db.read(clean).expect("the database is at rest");
    }
}

impl Installation {
    /// Fills `url` (or a file of its own) with a demo fund, and more by `prepare` into the database and the folder of files, before
    /// anything serves: a second process that writes would wait for the turn of the first. Then serves it.
    pub fn start_with<T>(url: Option<String>, applications: u32, prepare: impl FnOnce(&Db, &Path) -> T) -> (Self, T) {
        let folder = tempfile::tempdir().expect("a folder");
        let url = url.unwrap_or_else(|| format!("sqlite://{}", folder.path().join("udf.db").display()));
        let address = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port");
        let fill = udf(folder.path(), &url, address.port())
            // The years of the demo need not wait for the disk; what is measured does.
            .env("UDF__DATABASE__DURABLE", "false")
            .args([
                "demo",
                "--seed",
                "7",
                "--cities",
                &(applications / 4).clamp(60, 5_000).to_string(),
                "--applications",
                &applications.to_string(),
            ])
            .status()
            .expect("udf starts");
        assert!(fill.success(), "udf demo fills an empty database");
        let options = Options { pool_size: 2, durable: true };
        let db = Db::open(&Url::parse(&url).expect("a URL"), &options, Clock::System, IdSource::random()).expect("the database opens");
        let prepared = prepare(&db, &folder.path().join("files"));
        settle(&db, &url);
        let begun = Instant::now();
        let server = udf(folder.path(), &url, address.port()).args(["serve", "--bind", &address.to_string()]).spawn().expect("udf starts");
        while std::net::TcpStream::connect(address).is_err() {
            assert!(begun.elapsed() < Duration::from_secs(20), "the server listens");
            std::thread::sleep(Duration::from_millis(1));
        }
        let (status, _) = super::client::Connection::open(address).exchange(&super::client::get("/readyz", ""));
        assert_eq!(status, 200, "the server is ready");
        let cold_start = begun.elapsed();
        (Self { address, db, cold_start, server, folder }, prepared)
    }

    /// Where it keeps attachments.
    pub fn files(&self) -> std::path::PathBuf {
        self.folder.path().join("files")
    }

    /// The most memory the server ever held, in megabytes, where the system tells.
    pub fn peak_megabytes(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.server.id())).ok()?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse::<f64>().ok().map(|kilobytes| kilobytes / 1024.0)
    }
}

impl Drop for Installation {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
