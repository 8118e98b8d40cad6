//! `udf opportunity check FILE · import FILE · export ID`: definitions as TOML.

use crate::app;
use crate::kernel::{Clock, Id, IdSource};
use crate::opportunity::{self, ImportError, Opportunity};
use crate::people::Actor;
use crate::process;
use anyhow::{Context, Result, anyhow, bail};

/// What to do with a definition.
#[derive(clap::Subcommand, Debug)]
pub(super) enum OpportunityCommand {
    /// Check a definition without storing it
    Check {
        /// The TOML file
        file: String,
    },
    /// Store a definition as the newest version of its opportunity
    Import {
        /// The TOML file
        file: String,
        /// Show it to the public as well
        #[arg(long)]
        publish: bool,
    },
    /// Print the definition of an opportunity
    Export {
        /// The slug or the identifier
        id: String,
    },
}

pub(super) fn run(command: &OpportunityCommand) -> Result<()> {
    match command {
        OpportunityCommand::Check { file } => check(file),
        OpportunityCommand::Import { file, publish } => import(file, *publish),
        OpportunityCommand::Export { id } => export(id),
    }
}

fn text_of(file: &str) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("{file} cannot be read"))
}

fn check(file: &str) -> Result<()> {
    // What a round may name is in the definitions.
    app::settings()?;
    let definition = process::check_round(file, &text_of(file)?)?;
    let questions = definition.questions().count();
    say!("{file}: sound. {}, {questions} questions, {} criteria.", definition.title, definition.rubric.criteria.len());
    Ok(())
}

pub(super) fn open() -> Result<crate::db::Db> {
    let settings = app::settings()?;
    let db = app::open_database(&settings, Clock::System, IdSource::random())?;
    app::migrate(&db)?;
    Ok(db)
}

fn import(file: &str, publish: bool) -> Result<()> {
    let text = text_of(file)?;
    let actor = Actor::system();
    let done = open()?.write(|tx| -> Result<_, ImportError> {
        let imported = process::import_round(tx, &actor, file, &text)?;
        if publish && opportunity::opportunity(tx, imported.id)?.state == opportunity::State::Draft {
            opportunity::publish(tx, &actor, imported.id)?;
        }
        Ok(imported)
    })?;
    say!("{} is version {} of {}{}", file, done.n, done.slug, if done.is_unchanged { " already; nothing changed" } else { "" });
    Ok(())
}

fn export(id: &str) -> Result<()> {
    let text = open()?.read(|conn| {
        let found = match id.parse::<Id<Opportunity>>() {
            Ok(id) => Some(opportunity::opportunity(conn, id)?),
            Err(_) => opportunity::find_by_slug(conn, id)?,
        };
        found.map(|o| opportunity::toml_text(conn, &o.definition_sha256)).transpose()
    });
    match text.map_err(|e: crate::db::Error| anyhow!("{e}"))? {
        Some(text) => show!(text),
        None => bail!("there is no opportunity {id}"),
    }
    Ok(())
}
