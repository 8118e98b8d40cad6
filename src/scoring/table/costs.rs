//! Reads `application,cost` from CSV: dollars with at most two digits after the point.

use super::TableError;
use super::read::{columns, name, wrong};
use crate::kernel::Money;
use std::collections::BTreeMap;

/// Reads the cost of each application, in cents.
///
/// # Errors
/// [`TableError`] naming the line: no UTF-8, a missing column, an application twice, an amount that is none.
pub fn read_costs(bytes: &[u8]) -> Result<BTreeMap<String, u64>, TableError> {
    if bytes.len() > super::LARGEST_FILE {
        return Err(TableError::TooLong);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| TableError::NotText)?.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let at = columns(reader.headers().map_err(|_| TableError::NotText)?, ["application", "cost"], "application and cost")?;
    let mut costs: BTreeMap<String, u64> = BTreeMap::new();
    let mut lines: BTreeMap<String, u64> = BTreeMap::new();
    for record in reader.records() {
        let record = record
            .map_err(|e| wrong(e.position().map_or(0, csv::Position::line), "it has more or fewer cells than the headings.".into()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let [application, cost] = at.map(|at| record.get(at).unwrap_or_default());
        name(line, "application", application)?;
        let amount = Money::parse(cost).map_err(|fault| wrong(line, format!("the cost “{cost}” is no amount. {fault}")))?;
        if let Some(earlier) = lines.insert(application.to_owned(), line) {
            return Err(wrong(
                line,
                format!("application “{application}” has a cost before, in line {earlier}. Keep one of the two rows."),
            ));
        }
        costs.insert(application.to_owned(), amount.cents().unsigned_abs());
    }
    Ok(costs)
}
