//! What the bank booked on a day whose accounting period is closed or sealed by now: it counts for the first open day since
//! then, and its journal says which day was the bank's. A closed period stays as it was reported.

use super::terms::Terms;
use crate::db::{self, Tx};
use crate::kernel::{Kind, Refusal};
use crate::ledger::{self, Command, PeriodState, PostingDay};
use crate::locale::format::date;
use chrono::NaiveDate;

/// Why what the bank booked counts for no day.
#[derive(Debug, thiserror::Error)]
pub enum LateError {
    /// Its day is shut, and so is each since then.
    #[error(
        "The bank booked it on {day}. That day belongs to the accounting period {period}, which is {state}, and no day since then is open. It can be posted when a period is open again."
    )]
    NoneOpen {
        /// The day of the bank, in words.
        day: String,
        /// The period it belongs to.
        period: String,
        /// Closed or sealed.
        state: PeriodState,
    },
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for LateError {
    fn kind(&self) -> Kind {
        match self {
            Self::NoneOpen { .. } => Kind::Conflict,
            Self::Db(e) => e.kind(),
        }
    }
}

/// A day of the bank, and the day for which its journal counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The day for which it counts.
    pub on: NaiveDate,
    /// Why that is not the day of the bank.
    pub because: Option<String>,
}

impl Counted {
    /// Gives the reason to a command whose day is that of this.
    #[must_use]
    pub fn told(self, command: Command) -> Command {
        match self.because {
            Some(because) => command.because(because),
            None => command,
        }
    }
}

/// The day for which something counts that the bank booked on `day`.
///
/// # Errors
/// [`LateError::NoneOpen`] names the day and the period.
pub fn counted(tx: &mut Tx<'_>, day: NaiveDate) -> Result<Counted, LateError> {
    let today = Terms::day(tx.now());
    match ledger::posting_day(tx, day, today)? {
        PostingDay::Own => Ok(Counted { on: day, because: None }),
        PostingDay::Later(on, shut) => {
            let because = format!("Booked by the bank on {day}, in the period {}, which was {} when this was known.", shut.id, shut.state);
            Ok(Counted { on, because: Some(because) })
        }
        PostingDay::NoneOpen(shut) => Err(LateError::NoneOpen { day: date(day), period: shut.id, state: shut.state }),
    }
}
