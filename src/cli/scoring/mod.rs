//! `udf scoring`: the mathematics of review on files alone, so that anyone can check it. No
//! command here opens the database.

mod assign;
mod disparity;
mod draw;
mod evaluate;
mod input;
mod slate;

use anyhow::Result;

/// What to compute.
#[derive(clap::Subcommand, Debug)]
pub(super) enum ScoringCommand {
    /// Say from a table of scores how far reviewers agree and how applications rank, as JSON
    Evaluate(evaluate::Arguments),
    /// Find the best assignment of reviewers to applications, as JSON
    Assign(assign::Arguments),
    /// Choose the best applications that a budget and rules allow, as JSON
    Slate(slate::Arguments),
    /// Say from groups and who was selected whether the groups succeed alike, as JSON
    Disparity(disparity::Arguments),
    /// Draw lots that anyone can draw again, or verify a draw
    Draw(draw::Arguments),
}

pub(super) fn run(command: &ScoringCommand) -> Result<()> {
    match command {
        ScoringCommand::Evaluate(arguments) => evaluate::run(arguments),
        ScoringCommand::Assign(arguments) => assign::run(arguments),
        ScoringCommand::Slate(arguments) => slate::run(arguments),
        ScoringCommand::Disparity(arguments) => disparity::run(arguments),
        ScoringCommand::Draw(arguments) => draw::run(arguments),
    }
}
