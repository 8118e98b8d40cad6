//! What can be said on the command line.

use clap::{Args, Parser, Subcommand};

/// The Urban Diplomacy Fund: grants for small cities that act abroad.
#[derive(Parser, Debug)]
#[command(name = "udf", version, after_help = "Example: udf serve --bind 127.0.0.1:8080")]
pub(super) struct Arguments {
    /// Log as JSON, one object per line
    #[arg(long, global = true)]
    pub(super) json_log: bool,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The subcommands.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Run the web server, and the worker unless told not to
    Serve(Serve),
    /// Bring the database up to date (SQLite: a copy is kept first)
    #[command(after_help = "Example: udf migrate --dry-run")]
    Migrate {
        /// Say what would be done, and do nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Check or print the configuration; secrets are masked
    #[command(subcommand, after_help = "Example: udf config print")]
    Config(ConfigCommand),
    /// Print completions for a shell
    #[command(after_help = "Example: udf completions bash > /etc/bash_completion.d/udf")]
    Completions {
        /// bash, elvish, fish, powershell or zsh
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example: udf man | man -l -")]
    Man,
}

/// What to do with the configuration.
#[derive(Subcommand, Debug)]
pub(super) enum ConfigCommand {
    /// Say whether it can be used
    Check,
    /// Print it as TOML
    Print,
}

/// Arguments of `serve`.
#[derive(Args, Debug)]
#[command(after_help = "Example: udf serve --bind 127.0.0.1:8080 --no-worker")]
pub(super) struct Serve {
    /// Address and port to listen on
    #[arg(long)]
    pub(super) bind: Option<String>,
    /// Leave mail and timers to `udf work`
    #[arg(long)]
    pub(super) no_worker: bool,
    /// Start the clock at this day (demo only), such as 2027-02-01
    #[arg(long)]
    pub(super) as_of: Option<chrono::NaiveDate>,
}
