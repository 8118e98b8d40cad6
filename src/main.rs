//! The program `udf`: reads the command line and hands over to [`cli`].

use std::process::ExitCode;
use urban_diplomacy_fund::cli;

/// Pages are many small texts put together, on several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run(std::env::args_os())
}
