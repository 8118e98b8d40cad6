//! Accessible charts as plain SVG, from plain numbers. A chart says in one
//! sentence what it shows; the table beside it holds the same numbers. Attributes
//! only, no inline style: the content security policy allows none.

use serde::Serialize;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its number as people read it.
    pub value: String,
    /// Its length in units of the drawing.
    pub length: u32,
    /// Its upper edge.
    pub y: u32,
    /// The baseline of its label.
    pub label_y: u32,
}

/// Bars from left to right, all from zero (`parts/chart`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BarChart {
    /// The sentence that the chart proves.
    pub message: String,
    /// The width of the drawing.
    pub width: u32,
    /// The height of the drawing.
    pub height: u32,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
}

const WIDTH: u32 = 360;
const ROW: u32 = 44;

impl BarChart {
    /// A chart of `(label, value as read, number)`. The longest bar fills the width;
    /// a number below zero draws no bar. `message` says what the reader should see.
    pub fn new(message: impl Into<String>, rows: impl IntoIterator<Item = (String, String, i64)>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let largest = rows.iter().map(|(_, _, number)| *number).max().unwrap_or(0).max(1);
        let mut y = 0;
        let mut bars = Vec::with_capacity(rows.len());
        for (label, value, number) in rows {
            bars.push(Bar { label, value, length: length(number, largest), y: y + 20, label_y: y + 14 });
            y += ROW;
        }
        Self { message: message.into(), width: WIDTH, height: y.max(1), bars }
    }
}

/// The part of the width that `number` takes; anything above nothing can be seen.
fn length(number: i64, largest: i64) -> u32 {
    let units = i128::from(number.max(0)) * i128::from(WIDTH) / i128::from(largest);
    let units = u32::try_from(units).unwrap_or(WIDTH).min(WIDTH);
    if number > 0 { units.max(2) } else { units }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(numbers: &[i64]) -> Vec<u32> {
        let rows = numbers.iter().map(|n| (String::new(), n.to_string(), *n));
        BarChart::new("", rows).bars.into_iter().map(|b| b.length).collect()
    }

    #[test]
    fn bars_start_at_zero_and_keep_proportion() {
        assert_eq!(lengths(&[100, 50, 0]), [WIDTH, WIDTH / 2, 0]);
        assert_eq!(lengths(&[0, 0]), [0, 0]);
        assert_eq!(lengths(&[-5, 10]), [0, WIDTH]);
    }

    #[test]
    fn something_is_never_drawn_as_nothing() {
        assert_eq!(lengths(&[1, i64::MAX]), [2, WIDTH]);
    }
}
