//! Corrections are reversals: every line mirrored, once per journal, with a
//! reason, and never for a day before the original. Pure.

use super::command::Command;
use super::expand::Line;
use super::rejection::{Code, Refused};
use chrono::NaiveDate;

/// The journal to reverse, as the books know it.
#[derive(Clone, Debug)]
pub struct Original {
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    /// Whether it was reversed before.
    pub is_reversed: bool,
    /// Whether it opens or resolves holds.
    pub concerns_holds: bool,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// The mirror of the original.
pub(super) fn mirror(original: Option<&Original>, command: &Command) -> Result<Vec<Line>, Refused> {
    let original = original.ok_or(Code::JournalUnknown)?;
    if original.is_reversed {
        return Err(Code::AlreadyReversed.into());
    }
    if original.concerns_holds {
        return Err(Code::NotReversible.into());
    }
    if command.effective_on < original.effective_on {
        return Err(Code::BeforeOriginal.into());
    }
    Ok(original.lines.iter().map(|line| Line { side: line.side.mirrored(), ..line.clone() }).collect())
}
