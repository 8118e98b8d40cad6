//! Rows of costs that are counted from a rate, and how one is known again by its words, so that
//! a copied row can be counted anew.

use super::Rate;
use crate::kernel::Money;

/// What a row of costs is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum RatePart {
    /// Nights.
    Rooms,
    /// Meals of the first and the last day.
    FirstAndLastDays,
    /// Meals of every other day.
    FullDays,
}

/// Stands between the place and the year.
const RATE: &str = ", federal rate ";

impl RatePart {
    const fn words(self) -> &'static str {
        match self {
            Self::Rooms => "Rooms in ",
            Self::FirstAndLastDays => "Meals on first and last days in ",
            Self::FullDays => "Meals on full days in ",
        }
    }

    /// The part and the place of a row that was counted from a rate, by its words.
    #[must_use]
    pub fn of_row(what: &str) -> Option<(Self, &str)> {
        let (start, year) = what.rsplit_once(RATE)?;
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let parts: &[Self] = strum::VariantArray::VARIANTS;
        let found = parts.iter().find_map(|part| Some((*part, start.strip_prefix(part.words())?)));
        found.filter(|_| is_year)
    }
}

impl Rate {
    /// The price of one night or day.
    #[must_use]
    pub const fn each(&self, part: RatePart) -> Money {
        match part {
            RatePart::Rooms => self.room,
            RatePart::FirstAndLastDays => self.first_last,
            RatePart::FullDays => self.meals,
        }
    }

    /// What a row says that is counted from it: `Rooms in Portland, OR, federal rate 2027`.
    #[must_use]
    pub fn names(&self, part: RatePart) -> String {
        format!("{}{}{RATE}{}", part.words(), self.place, self.fiscal_year)
    }
}
