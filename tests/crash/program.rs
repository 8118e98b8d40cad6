//! The program as it was built, as a process of its own that can be killed outright.

use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Where one installation keeps what it has.
pub struct Installation {
    /// Its database.
    pub url: String,
    /// What else it is told by its environment.
    pub environment: Vec<(String, String)>,
    folder: PathBuf,
}

impl Installation {
    /// With this database and everything else in `folder`.
    pub fn new(url: String, folder: PathBuf) -> Self {
        Self { url, environment: vec![], folder }
    }

    /// The program with the settings of this installation. Commits do not wait for the
    /// disk: a killed process loses nothing it has handed to the system, so waiting would
    /// make the rounds slower and prove no more. The disk is the matter of `tools/power_cut.sh`.
    fn command(&self, arguments: &[&str]) -> Command {
        let inside = |name: &str| self.folder.join(name).display().to_string();
        // What meets a limit on the length of files is told so, instead of being ended by a signal.
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_udf")])
            .args(arguments)
            .stdin(Stdio::null())
            .env("DATABASE_URL", &self.url)
            .env("UDF__DATABASE__DURABLE", "false")
            .env("UDF__SERVER__WORKERS", "2")
            .env("UDF__FILES__MAX_BYTES", "20000000")
            .env("UDF__FILES__FOLDER", inside("files"))
            .env("UDF__VAULT__KEY_PATH", inside("vault.key"))
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end, which must be a good one; what it printed.
    pub fn run(&self, arguments: &[&str]) -> Result<String, String> {
        let output = self.command(arguments).output().expect("udf starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(format!("udf {arguments:?}: {}{}", text(&output.stdout), text(&output.stderr)))
        }
    }

    /// Serves with its worker, and waits until it answers.
    pub fn serve(&self) -> Program {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let log = self.folder.join("server.log");
        let file = File::create(&log).expect("a log");
        let mut command = self.command(&["serve", "--bind", &format!("127.0.0.1:{port}")]);
        let child = command.stdout(file.try_clone().expect("a log")).stderr(file).spawn().expect("udf starts");
        let mut program = Program { child, base: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        while ureq::get(format!("{}/livez", program.base)).call().is_err() {
            let ended = program.child.try_wait().expect("its state");
            let words = || std::fs::read_to_string(&log).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_secs(60), "udf does not serve: {ended:?}\n{}", words());
            std::thread::sleep(Duration::from_millis(5));
        }
        program
    }
}

/// A running server. It is killed when dropped.
pub struct Program {
    child: Child,
    /// Where it answers.
    pub base: String,
}

impl Program {
    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Kills it: SIGKILL, which it can neither catch nor prepare for.
    pub fn kill(&mut self) {
        self.child.kill().expect("a running program");
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
