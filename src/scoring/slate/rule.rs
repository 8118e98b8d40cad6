//! Floors and caps as they are written, and what they mean for one file: a rule names a
//! column (each of its values), a value of a column, or a value that only one column has.

use super::table::Table;
use std::collections::BTreeSet;
use std::fmt;

/// Whether a rule asks for at least or allows at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// At least.
    Floor,
    /// At most.
    Cap,
}

/// A rule as it is written: `state=2` or `category:training=3`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// At least or at most.
    pub side: Side,
    /// What stands before the last `=`.
    pub group: String,
    /// How many.
    pub count: i64,
}

/// What a rule means for one value of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Which of the rules it comes from.
    pub rule: usize,
    /// At least or at most.
    pub side: Side,
    /// The place of the column in [`Table::columns`].
    pub column: usize,
    /// The value.
    pub value: String,
    /// How many.
    pub count: i64,
}

/// Why a rule cannot be used, as a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// It has another form.
    #[error("The rule \"{0}\" cannot be read. Write GROUP=N with a whole number, such as state=2 or category:training=3.")]
    Form(String),
    /// It names nothing in the file.
    #[error("The rule \"{rule}\" names \"{group}\", which is neither a column nor a value in this file. {known}")]
    Unknown {
        /// The rule.
        rule: String,
        /// What it names.
        group: String,
        /// What could be named.
        known: String,
    },
    /// Several columns have this value.
    #[error("The rule \"{rule}\" names \"{group}\", a value of several columns. Write one of {choices}.")]
    Ambiguous {
        /// The rule.
        rule: String,
        /// What it names.
        group: String,
        /// The columns that have it.
        choices: String,
    },
}

impl Rule {
    /// Reads a rule.
    ///
    /// # Errors
    /// [`RuleError::Form`].
    pub fn parse(side: Side, text: &str) -> Result<Self, RuleError> {
        let form = || RuleError::Form(text.to_owned());
        let (group, count) = text.rsplit_once('=').ok_or_else(form)?;
        let (group, count) = (group.trim(), count.trim());
        let is_count = !count.is_empty() && count.len() <= 9 && count.bytes().all(|b| b.is_ascii_digit());
        if group.is_empty() || !is_count {
            return Err(form());
        }
        Ok(Self { side, group: group.to_owned(), count: count.parse().map_err(|_| form())? })
    }

    /// What it means for this table: one limit, or one for each value of a column, sorted by value.
    ///
    /// # Errors
    /// [`RuleError`] when it names nothing, or more than one thing.
    pub fn limits(&self, place: usize, table: &Table) -> Result<Vec<Limit>, RuleError> {
        let limit = |column: usize, value: String| Limit { rule: place, side: self.side, column, value, count: self.count };
        if let Some(column) = column_of(table, &self.group) {
            return Ok(values(table, column).into_iter().map(|value| limit(column, value)).collect());
        }
        if let Some((column, value)) =
            self.group.split_once([':', '=']).and_then(|(name, value)| Some((column_of(table, name.trim())?, value.trim())))
        {
            let known = values(table, column);
            return if known.contains(value) {
                Ok(vec![limit(column, value.to_owned())])
            } else {
                Err(self.unknown(value, &format!("The column \"{}\" has {}.", name_of(table, column), listed(&known))))
            };
        }
        let columns: Vec<usize> = (0..table.columns.len()).filter(|column| values(table, *column).contains(&self.group)).collect();
        match columns.as_slice() {
            [] => {
                let names: BTreeSet<String> = table.columns.iter().cloned().collect();
                Err(self.unknown(&self.group, &format!("The group columns are {}.", listed(&names))))
            }
            [column] => Ok(vec![limit(*column, self.group.clone())]),
            several => {
                let choices: BTreeSet<String> =
                    several.iter().map(|column| format!("{}:{}={}", name_of(table, *column), self.group, self.count)).collect();
                Err(RuleError::Ambiguous { rule: self.to_string(), group: self.group.clone(), choices: listed(&choices) })
            }
        }
    }

    fn unknown(&self, group: &str, known: &str) -> RuleError {
        RuleError::Unknown { rule: self.to_string(), group: group.to_owned(), known: known.to_owned() }
    }
}

impl fmt::Display for Rule {
    /// As it is written on the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let option = if self.side == Side::Floor { "--min-per" } else { "--max-per" };
        write!(f, "{option} {}={}", self.group, self.count)
    }
}

fn column_of(table: &Table, name: &str) -> Option<usize> {
    table.columns.iter().position(|column| column.to_lowercase() == name.to_lowercase())
}

/// The name of a column.
pub(super) fn name_of(table: &Table, column: usize) -> &str {
    table.columns.get(column).map_or("", String::as_str)
}

/// The values of a column, sorted; an empty cell is no value.
fn values(table: &Table, column: usize) -> BTreeSet<String> {
    let cells = table.applications.iter().filter_map(|application| application.groups.get(column));
    cells.filter(|cell| !cell.is_empty()).cloned().collect()
}

/// The first few, for a message.
fn listed(names: &BTreeSet<String>) -> String {
    let mut text = names.iter().take(8).map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    if names.len() > 8 {
        text.push_str(", …");
    }
    if text.is_empty() { "none".to_owned() } else { text }
}
