//! The command line: one file per subcommand. Exit code 0 done, 1 refused or
//! failed, 2 wrong usage; errors are one sentence on standard error.

/// Prints a line. Whoever stops reading (`udf … | head`) is owed no more of it, and it is no fault.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

/// Prints a text as it stands, to the same readers.
macro_rules! show {
    ($text:expr) => {{
        use std::io::Write as _;
        let _ = std::io::stdout().write_all($text.as_ref());
    }};
}

mod arguments;
mod audit;
mod award;
mod bank;
mod checkpoint;
mod config;
mod demo;
mod fund;
mod ledger;
mod manual;
mod opportunity;
mod outbox;
mod period;
mod places;
mod rates;
mod scoring;
mod serve;
mod spending;
mod user;
mod vault;
mod workflow;

use crate::db;
use anyhow::Result;
use arguments::{Arguments, Command};
use clap::Parser;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with these arguments.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(e) => {
            // Help and version come this way too; clap chooses stream and code.
            let code = u8::try_from(e.exit_code()).unwrap_or(2);
            return if e.print().is_ok() { ExitCode::from(code) } else { ExitCode::from(2) };
        }
    };
    start_log(arguments.json_log);
    match dispatch(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) if stopped_reading(&e) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{}", sentence(&e));
            ExitCode::FAILURE
        }
    }
}

/// Whether all that went wrong is that nobody reads on.
fn stopped_reading(error: &anyhow::Error) -> bool {
    error.chain().any(|e| e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}

/// What went wrong, for the operator: unlike a page, the command line names the fault itself.
fn sentence(error: &anyhow::Error) -> String {
    let fault = error.chain().find_map(|e| match e.downcast_ref::<db::Error>() {
        Some(db::Error::Broken(detail)) => Some(detail.clone()),
        _ => None,
    });
    match fault {
        Some(detail) => format!("{error:#} ({detail})"),
        None => format!("{error:#}"),
    }
}

fn dispatch(command: Command) -> Result<()> {
    match command {
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Migrate { dry_run } => serve::migrate(dry_run),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Opportunity(command) => opportunity::run(&command),
        Command::Work { once } => outbox::work(once),
        Command::Outbox(command) => outbox::run(&command),
        Command::Audit(command) => audit::run(&command),
        Command::Award(command) => award::run(&command),
        Command::Bank(command) => bank::run(&command),
        Command::User(command) => user::run(&command),
        Command::Token(command) => user::token(&command),
        Command::Places(command) => places::run(&command),
        Command::Rates(command) => rates::run(&command),
        Command::Spending(command) => spending::run(&command),
        Command::Ledger(command) => ledger::run(&command),
        Command::Config(command) => config::run(&command),
        Command::Vault(command) => vault::run(&command),
        Command::Workflow(command) => workflow::run(&command),
        Command::Scoring(command) => scoring::run(&command),
        Command::Completions { shell } => {
            manual::completions(shell);
            Ok(())
        }
        Command::Man => manual::man(),
    }
}

/// Logs to standard error, so that standard output stays the answer of a command.
fn start_log(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_env("UDF_LOG").unwrap_or_else(|_| "warn,urban_diplomacy_fund=info".into());
    // A log that cannot be written, on a full disk, ends nothing: otherwise telling of it would.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    if json { log.json().init() } else { log.with_target(false).init() }
}
