//! `udf user add | list | disable` and `udf token create`. New people get a one-time
//! link, never a default password.

use super::opportunity::open;
use crate::config::Settings;
use crate::db;
use crate::people::api_token::{self, NewToken, Scope};
use crate::people::{Actor, FundRole, account, invite, link_terms, role};
use anyhow::{Context, Result, anyhow};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use strum::VariantArray;

/// Reads a role, and names them all when it is none.
fn fund_role() -> impl TypedValueParser<Value = FundRole> {
    let names: Vec<&str> = FundRole::VARIANTS.iter().map(<&str>::from).collect();
    PossibleValuesParser::new(names).try_map(|name| name.parse::<FundRole>())
}

/// What to do with people.
#[derive(clap::Subcommand, Debug)]
pub(super) enum UserCommand {
    /// Offer a role of the fund; prints the one-time link that signs in
    Add {
        /// The address
        email: String,
        /// What they do for the fund
        #[arg(long, value_parser = fund_role())]
        role: FundRole,
        /// The full name
        #[arg(long)]
        name: String,
    },
    /// List who holds roles of the fund, tab-separated
    List,
    /// Close an account: its sessions, tokens and links stop working
    Disable {
        /// The address
        email: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
}

/// What to do with API tokens.
#[derive(clap::Subcommand, Debug)]
pub(super) enum TokenCommand {
    /// Make a token for a person; printed once and kept hashed
    Create {
        /// The person for whom it acts
        #[arg(long = "as", value_name = "EMAIL")]
        email: String,
        /// What it is for
        #[arg(long, default_value = "made on the command line")]
        label: String,
        /// `read` or `write`
        #[arg(long, default_value = "read")]
        scope: Scope,
        /// How many days it lasts
        #[arg(long, default_value_t = 90)]
        days: i64,
    },
}

pub(super) fn run(command: &UserCommand) -> Result<()> {
    match command {
        UserCommand::Add { email, role, name } => {
            let db = open()?;
            let hours = link_terms::link_terms(db.clock().now())?.invitation_hours;
            let path = db.write(|tx| invite::to_fund(tx, &Actor::system(), email, name, *role)).map_err(said)?;
            say!("{}{path}", Settings::load()?.server.public_origin);
            eprintln!("The link works once, within {hours} hours.");
        }
        UserCommand::List => {
            for (person, held) in open()?.read(account::list_staff)? {
                let held: Vec<_> = held.iter().map(role::words).collect();
                say!(
                    "{}\t{}\t{}\t{}",
                    person.email,
                    person.name,
                    held.join(", "),
                    if person.disabled_at.is_some() { "closed" } else { "open" }
                );
            }
        }
        UserCommand::Disable { email, reason } => {
            let database = open()?;
            let person =
                database.read(|conn| account::find_by_email(conn, email))?.with_context(|| format!("nobody has the address {email}"))?;
            database.write(|tx| account::disable(tx, &Actor::system(), person.id, reason)).map_err(said)?;
            say!("{email} is closed");
        }
    }
    Ok(())
}

pub(super) fn token(command: &TokenCommand) -> Result<()> {
    let TokenCommand::Create { email, label, scope, days } = command;
    let database = open()?;
    let person = database.read(|conn| account::find_by_email(conn, email))?.with_context(|| format!("nobody has the address {email}"))?;
    let new = NewToken { label: label.clone(), scope: *scope, days: *days };
    say!("{}", database.write(|tx| api_token::create(tx, &Actor::system(), person.id, &new)).map_err(said)?);
    Ok(())
}

/// A refusal as one sentence, or the sentences about its fields.
fn said<E: crate::kernel::Refusal + From<db::Error>>(refusal: E) -> anyhow::Error {
    let fields: Vec<&str> = refusal.fields().iter().map(|f| f.message.as_str()).collect();
    if fields.is_empty() { anyhow!("{refusal}") } else { anyhow!("{}", fields.join(" ")) }
}
