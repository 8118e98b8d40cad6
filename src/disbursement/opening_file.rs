//! What a fund brings along when it begins in the middle of a year, as CSV: a heading line
//! with `part`, `amount` and, as the part needs them, `opportunity`, `award` and
//! `category`. Pure.

use crate::kernel::Money;
use std::collections::BTreeMap;

/// Which sum of the past a line states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Part {
    /// All money received.
    Appropriation,
    /// All of it that was apportioned.
    Apportionment,
    /// All that was allotted to an opportunity.
    Allotment,
    /// All that was obligated to an award in a category.
    Obligation,
    /// What was advanced and is not spent yet.
    Advance,
    /// Costs accepted and not paid yet.
    UnpaidCost,
    /// Costs accepted and paid, advances that were used among them.
    PaidCost,
}

impl Part {
    fn needs_opportunity(self) -> bool {
        !matches!(self, Self::Appropriation | Self::Apportionment)
    }

    fn needs_award(self) -> bool {
        self.needs_opportunity() && self != Self::Allotment
    }
}

/// One sum of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningLine {
    /// Where it stands in the file, as a spreadsheet counts.
    pub line: u64,
    /// What it states.
    pub part: Part,
    /// The slug of the opportunity, or empty.
    pub opportunity: String,
    /// The award's number in the books it comes from, or empty.
    pub award: String,
    /// The category of cost, or empty.
    pub category: String,
    /// How much.
    pub amount: Money,
}

/// A mistake in the file; nothing of it was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpeningFileError {
    /// Not UTF-8 or not CSV.
    #[error("This file cannot be read as CSV. Save it as “CSV UTF-8”.")]
    NotCsv,
    /// A heading is missing, or there is one too many.
    #[error("The first line must name the columns part, opportunity, award, category and amount; {0}.")]
    Columns(String),
    /// There are no lines.
    #[error("The file holds no lines below the headings.")]
    Empty,
    /// One line is wrong.
    #[error("Line {line}: {problem}")]
    Line {
        /// As a spreadsheet counts.
        line: u64,
        /// What is wrong, as a sentence.
        problem: String,
    },
}

const COLUMNS: [&str; 5] = ["part", "opportunity", "award", "category", "amount"];

/// Reads all lines, or none.
///
/// # Errors
/// [`OpeningFileError`] naming the line.
pub fn read(bytes: &[u8]) -> Result<Vec<OpeningLine>, OpeningFileError> {
    let text = std::str::from_utf8(bytes).map_err(|_| OpeningFileError::NotCsv)?.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headings = reader.headers().map_err(|_| OpeningFileError::NotCsv)?.clone();
    if let Some(unknown) = headings.iter().find(|heading| !COLUMNS.contains(heading)) {
        return Err(OpeningFileError::Columns(format!("“{unknown}” is none of them")));
    }
    let mut at = [0; 5];
    for (at, column) in at.iter_mut().zip(COLUMNS) {
        let found = headings.iter().position(|heading| heading == column);
        *at = found.ok_or_else(|| OpeningFileError::Columns(format!("“{column}” is missing")))?;
    }
    let mut lines: Vec<OpeningLine> = Vec::new();
    let mut seen = BTreeMap::new();
    for (index, record) in reader.records().enumerate() {
        let line = index as u64 + 2;
        let wrong = |problem: String| OpeningFileError::Line { line, problem };
        let record = record.map_err(|_| wrong("it has more or fewer cells than the headings.".into()))?;
        let read = parse(line, at.map(|at| record.get(at).unwrap_or_default())).map_err(wrong)?;
        let subject = (read.part, read.opportunity.clone(), read.award.clone(), read.category.clone());
        if let Some(earlier) = seen.insert(subject, line) {
            return Err(wrong(format!("it states the same as line {earlier}; add the two up.")));
        }
        lines.push(read);
    }
    if lines.is_empty() { Err(OpeningFileError::Empty) } else { Ok(lines) }
}

fn parse(line: u64, [part, opportunity, award, category, amount]: [&str; 5]) -> Result<OpeningLine, String> {
    let parts = <Part as strum::VariantNames>::VARIANTS.join(", ");
    let part: Part = part.parse().map_err(|_| format!("“{part}” is no part; write one of {parts}."))?;
    let wanted = [
        ("opportunity", opportunity, part.needs_opportunity()),
        ("award", award, part.needs_award()),
        ("category", category, part.needs_award()),
    ];
    for (name, value, needed) in wanted {
        match (value.is_empty(), needed) {
            (true, true) => return Err(format!("an {part} line needs a value for {name}.")),
            (false, false) => return Err(format!("an {part} line takes no {name}; leave it empty.")),
            _ => {}
        }
    }
    let amount = Money::parse(amount).map_err(|e| format!("the amount “{amount}” cannot be read: {e}"))?;
    if !amount.is_positive() {
        return Err("the amount must be more than zero; leave the line out.".into());
    }
    let owned = |text: &str| text.to_owned();
    Ok(OpeningLine { line, part, opportunity: owned(opportunity), award: owned(award), category: owned(category), amount })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_whole_or_refused_with_its_line() {
        let good = "part,opportunity,award,category,amount\nappropriation,,,,\"100,000\"\nobligation,training,OLD-7,travel,5000.00\n";
        let lines = read(good.as_bytes()).expect("it is sound");
        assert_eq!((lines.len(), lines[1].part, lines[1].line), (2, Part::Obligation, 3));
        for (bad, words) in [
            ("part,amount\n", "“opportunity” is missing"),
            ("part,opportunity,award,category,amount,note\n", "“note” is none of them"),
            ("part,opportunity,award,category,amount\n", "no lines"),
            ("part,opportunity,award,category,amount\ngift,,,,5\n", "Line 2: “gift” is no part"),
            ("part,opportunity,award,category,amount\nobligation,t,,travel,5\n", "needs a value for award"),
            ("part,opportunity,award,category,amount\nallotment,t,x,,5\n", "takes no award"),
            ("part,opportunity,award,category,amount\nappropriation,,,,0\n", "more than zero"),
            ("part,opportunity,award,category,amount\nappropriation,,,,12.345\n", "cannot be read"),
            ("part,opportunity,award,category,amount\nappropriation,,,,5\nappropriation,,,,6\n", "Line 3: it states the same as line 2"),
            ("part,opportunity,award,category,amount\nappropriation,,,5\n", "more or fewer cells"),
        ] {
            let told = read(bad.as_bytes()).expect_err(bad).to_string();
            assert!(told.contains(words), "{bad}: {told}");
        }
        assert_eq!(read(&[0xFF, 0xFE]), Err(OpeningFileError::NotCsv));
    }
}
