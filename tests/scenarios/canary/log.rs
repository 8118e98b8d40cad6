//! What the program logs, kept to be read: of every test of this binary, from when the first one asks for it.

use std::io;
use std::sync::{Arc, Mutex, OnceLock};
use tracing_subscriber::EnvFilter;

static LOG: OnceLock<Kept> = OnceLock::new();

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl io::Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked here").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps the log from now on, with every word that the program has for it.
pub fn keep() {
    LOG.get_or_init(|| {
        let kept = Kept::default();
        let writer = kept.clone();
        let log = tracing_subscriber::fmt().with_env_filter(EnvFilter::new("warn,urban_diplomacy_fund=trace")).with_ansi(false);
        log.with_writer(move || writer.clone()).try_init().expect("nobody else reads the log of these tests");
        kept
    });
}

/// All that was logged.
pub fn lines() -> String {
    let kept = LOG.get().expect("it is kept");
    String::from_utf8_lossy(&kept.0.lock().expect("nobody panicked here")).into_owned()
}
