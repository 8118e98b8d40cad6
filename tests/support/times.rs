//! How long each world lasted, for whoever looks for slow tests: lines in the file that `UDF_TEST_TIMES` names.

use super::Backend;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::time::Duration;

/// Adds a line: milliseconds, the database, the test.
pub fn keep(lasted: Duration, backend: Backend) {
    let Some(file) = std::env::var_os("UDF_TEST_TIMES") else { return };
    let test = std::thread::current();
    let line = format!("{}\t{backend:?}\t{}\n", lasted.as_millis(), test.name().unwrap_or("?"));
    if let Ok(mut file) = OpenOptions::new().create(true).append(true).open(file) {
        let _ = file.write_all(line.as_bytes());
    }
}
