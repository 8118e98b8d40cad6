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
    /// Fill an empty database with an invented fund in every stage of the life of a grant
    Demo(Demo),
    /// Check, store or print the definition of a funding opportunity
    #[command(subcommand, after_help = "Example: udf opportunity check config/opportunities/training-and-conference-support-2027.toml")]
    Opportunity(super::opportunity::OpportunityCommand),
    /// Add, list or close accounts of the fund's people
    #[command(subcommand, after_help = "Example: udf user add ada@fund.example --role administrator --name 'Ada Lind'")]
    User(super::user::UserCommand),
    /// Make API tokens
    #[command(subcommand, after_help = "Example: udf token create --as officer@fund.example")]
    Token(super::user::TokenCommand),
    /// Read the register of places in
    #[command(subcommand, after_help = "Example: udf places import")]
    Places(super::places::PlacesCommand),
    /// Read travel rates in
    #[command(
        subcommand,
        after_help = "Example: udf rates import rates.csv --source state --citation 'DSSR 925, October 2027' --as officer@fund.example"
    )]
    Rates(super::rates::RatesCommand),
    /// Prove the sums that pages about spending read
    #[command(subcommand, after_help = "Example: udf spending verify")]
    Spending(super::spending::SpendingCommand),
    /// Prove the ledger, or print what stands in it
    #[command(subcommand, after_help = "Example: udf ledger trial-balance --as-of 2027-03-31")]
    Ledger(LedgerCommand),
    /// Check or print the configuration; secrets are masked
    #[command(subcommand, after_help = "Example: udf config print")]
    Config(ConfigCommand),
    /// Send due mail and do recurring jobs, without a server
    #[command(after_help = "Example: udf work --once")]
    Work {
        /// Do what is due now, then end
        #[arg(long)]
        once: bool,
    },
    /// Look at the messages to send, and help those that failed
    #[command(subcommand, after_help = "Example: udf outbox list --state dead")]
    Outbox(OutboxCommand),
    /// Verify or export the record of who did what
    #[command(subcommand, after_help = "Example: udf audit verify")]
    Audit(super::audit::AuditCommand),
    /// Read files of the bank in: statements, returns and notices of change
    #[command(subcommand, after_help = "Example: udf bank import statement.bai --as finance@fund.example")]
    Bank(super::bank::BankCommand),
    /// Change the key that seals account numbers
    #[command(subcommand, after_help = "Example: udf vault reseal")]
    Vault(super::vault::VaultCommand),
    /// Compare the record of a closed award with its seal
    #[command(subcommand, after_help = "Example: udf award verify UDF-2027-0142")]
    Award(super::award::AwardCommand),
    /// Check, draw, list or print workflow definitions
    #[command(subcommand, after_help = "Example: udf workflow check config/workflows/grant-standard.toml")]
    Workflow(WorkflowCommand),
    /// The mathematics of review on files alone: reliability and ranks, assignment, slate, lots
    #[command(subcommand, after_help = "Example: udf scoring evaluate scores.csv --budget 50000 --costs costs.csv")]
    Scoring(super::scoring::ScoringCommand),
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

/// What to do with the outbox.
#[derive(Subcommand, Debug)]
pub(super) enum OutboxCommand {
    /// List messages, newest first, tab-separated; counts go to standard error
    List {
        /// Only messages that are pending, leased, retry, sent, dead or suppressed
        #[arg(long)]
        state: Option<String>,
        /// At most so many
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Queue a copy of a message that was given up; prints the new identifier
    Redrive {
        /// The identifier of the message
        message: String,
    },
    /// End a pause that a refusing mail server caused
    Resume,
    /// Read a delivery status message from standard input and stop writing to an address that fails for good
    #[command(after_help = "Example: udf outbox bounce < report.eml")]
    Bounce,
}

/// What to read in the ledger.
#[derive(Subcommand, Debug)]
pub(super) enum LedgerCommand {
    /// Replay the whole journal and compare it with every promise; exit code 1 if one is broken
    #[command(after_help = "Example: udf ledger verify --head checkpoint-2026-12.txt")]
    Verify {
        /// A checkpoint that was kept outside: none of its journals may have changed
        #[arg(long, value_name = "FILE")]
        head: Option<std::path::PathBuf>,
        /// The key that signed it, name+id+key; this fund's own without it
        #[arg(long, requires = "head")]
        key: Option<String>,
    },
    /// Note the journal as it stands, sign the note and send it to the auditors
    Checkpoint {
        /// The file to write; standard output without it
        #[arg(long)]
        output: Option<std::path::PathBuf>,
        /// Print the key that checks signatures, and nothing else
        #[arg(long, conflicts_with = "output")]
        key: bool,
    },
    /// Print the proof that a journal is among the first so many (RFC 6962)
    Prove {
        /// The number of the journal
        journal: i64,
        /// How many journals; all of them without it
        #[arg(long)]
        size: Option<i64>,
        /// Prove instead that the book of the first JOURNAL journals is the beginning of it
        #[arg(long)]
        consistency: bool,
    },
    /// Print every account with its balance
    TrialBalance {
        /// Count what is effective on or before this day
        #[arg(long)]
        as_of: Option<chrono::NaiveDate>,
        /// Print CSV
        #[arg(long)]
        csv: bool,
    },
    /// Open, close and seal accounting periods
    #[command(subcommand, after_help = "Example: udf ledger period open 2026-10-01 2026-12-31 --as finance@fund.example")]
    Period(super::period::PeriodCommand),
    /// Which posting rules are in force, and adopting optional ones
    #[command(
        subcommand,
        after_help = "Example: udf ledger rules adopt rules-2027-prior-year --from 2026-10-01 --as finance@fund.example --approved-by head@fund.example"
    )]
    Rules(super::fund::RulesCommand),
    /// Begin a fund in the middle of a year, with balances from other books
    #[command(
        after_help = "Example: udf ledger opening past.csv --fund UDF-2027 --title \"Urban Diplomacy 2027\" --year 2027 --on 2027-02-01 --as finance@fund.example --approved-by head@fund.example"
    )]
    Opening(super::fund::OpeningArgs),
    /// Close a year of a fund that lives longer than one, by rules that the fund has adopted
    #[command(
        after_help = "Example: udf ledger close-year UDF-2027 --last-day 2027-09-30 --unobligated carrying --as finance@fund.example --approved-by head@fund.example"
    )]
    CloseYear(super::fund::CloseYearArgs),
    /// Write the whole journal for other accounting programs
    Export {
        /// csv, beancount or hledger
        #[arg(long)]
        format: crate::reporting::accounting::Format,
        /// The file to write; standard output without it
        #[arg(long)]
        output: Option<std::path::PathBuf>,
    },
    /// Write the journal of some days for a general ledger outside, by a map of accounts
    #[command(
        after_help = "Example: udf ledger journal-export --map our-ledger.toml --from 2027-06-01 --to 2027-06-30 --as finance@fund.example --output june.csv"
    )]
    JournalExport {
        /// The map, as TOML; without it the one of ledger.general_ledger_map, or the one that the program ships
        #[arg(long)]
        map: Option<std::path::PathBuf>,
        /// The first day, such as 2027-06-01
        #[arg(long)]
        from: chrono::NaiveDate,
        /// The last day
        #[arg(long)]
        to: chrono::NaiveDate,
        /// The finance officer who takes it out, which is recorded
        #[arg(long = "as", value_name = "EMAIL")]
        by: String,
        /// The file to write; standard output without it
        #[arg(long)]
        output: Option<std::path::PathBuf>,
    },
    /// Print every line of one account with the balance after it
    Statement {
        /// The account, such as 461000 or 101000:bank
        account: String,
        /// Print CSV
        #[arg(long)]
        csv: bool,
    },
}

/// What to do with a workflow definition.
#[derive(Subcommand, Debug)]
pub(super) enum WorkflowCommand {
    /// Prove it: every fault with file, line and mend, and what should be looked at
    #[command(after_help = "Example: udf workflow check config/workflows/grant-standard.toml --people")]
    Check {
        /// The TOML file
        file: std::path::PathBuf,
        /// Look too whether enough different people hold the roles of this fund
        #[arg(long)]
        people: bool,
    },
    /// Say in plain words what another version changes
    #[command(after_help = "Example: udf workflow diff grant-1.1.0.toml grant-1.2.0.toml")]
    Diff {
        /// The TOML file of the version in force
        old: std::path::PathBuf,
        /// The TOML file of the new version
        new: std::path::PathBuf,
    },
    /// Draw it as DOT, or as SVG
    Graph {
        /// The TOML file
        file: std::path::PathBuf,
        /// A stand-alone picture in place of DOT
        #[arg(long)]
        svg: bool,
    },
    /// List every workflow with the version in use, and what is proposed, tab-separated
    List,
    /// Print the definition on which new cases begin, as TOML
    #[command(after_help = "Example: udf workflow export grant-standard > grant-standard.toml")]
    Export {
        /// The name, as `list` prints it
        name: String,
    },
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

/// Arguments of `demo`.
#[derive(Args, Debug)]
#[command(after_help = "Example: udf demo --cities 60 --applications 200 --seed 7")]
pub(super) struct Demo {
    /// The same seed makes the same demo
    #[arg(long, default_value_t = 7)]
    pub(super) seed: u64,
    /// How many cities
    #[arg(long, default_value_t = 32, value_parser = clap::value_parser!(u16).range(1..=5000))]
    cities: u16,
    /// How many applications
    #[arg(long, default_value_t = 48)]
    applications: u32,
    /// The day on which the demo stands; today unless given
    #[arg(long)]
    pub(super) as_of: Option<chrono::NaiveDate>,
}

impl Demo {
    pub(super) fn cities(&self) -> usize {
        usize::from(self.cities)
    }

    pub(super) fn applications(&self) -> usize {
        usize::try_from(self.applications).unwrap_or(usize::MAX)
    }
}
