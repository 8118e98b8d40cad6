//! The program `udf`: reads the command line and hands over to [`cli`].

use std::process::ExitCode;
use urban_diplomacy_fund::cli;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
