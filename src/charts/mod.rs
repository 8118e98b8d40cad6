//! Accessible charts as plain SVG, from plain numbers. A chart says in one
//! sentence what it shows; the table beside it holds the same numbers. Attributes
//! only, no inline style: the content security policy allows none.

mod columns;
mod intervals;

pub use columns::columns;
pub use intervals::{Interval, IntervalChart, Side};

use serde::Serialize;

/// One bar: the share that a part has of its whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its numbers as people read them.
    pub value: String,
    /// Its length in units of the drawing.
    pub length: u32,
    /// Its upper edge.
    pub y: u32,
    /// The baseline of its label, above it.
    pub label_y: u32,
    /// The baseline of its value, at its end.
    pub value_y: u32,
    /// Where the true value may lie, drawn below it.
    pub range: Option<Range>,
}

/// An interval below a bar: a line with a stroke at each end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// Where it begins.
    pub from: u32,
    /// Where it ends.
    pub to: u32,
    /// The upper ends of its strokes.
    pub top: u32,
    /// Its height on the drawing.
    pub y: u32,
    /// The lower ends of its strokes.
    pub bottom: u32,
}

/// Bars from left to right; each full track is one whole (`parts/chart`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BarChart {
    /// The sentence that the chart proves.
    pub message: String,
    /// The sentence that says how to read it.
    pub note: String,
    /// The width of the drawing.
    pub width: u32,
    /// The height of the drawing.
    pub height: u32,
    /// The length of a whole.
    pub whole: u32,
    /// Where values begin.
    pub value_x: u32,
    /// The bars from top to bottom.
    pub bars: Vec<Bar>,
    /// Where a line across all bars stands, if there is one.
    pub mark: Option<u32>,
}

const WIDTH: u32 = 480;
const WHOLE: u32 = 270;
const VALUE_X: u32 = 282;
const ROW: u32 = 48;
/// The most bars of one chart; the table has every row.
const MOST: usize = 10;

impl BarChart {
    /// A chart of `(label, numbers as read, part, whole)`: each bar is the share that its
    /// part has of its own whole. `message` says what the reader should see.
    pub fn new(message: impl Into<String>, rows: impl IntoIterator<Item = (String, String, i64, i64)>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let all = rows.len();
        let mut y = 0;
        let mut bars = Vec::with_capacity(all.min(MOST));
        for (label, value, part, whole) in rows.into_iter().take(MOST) {
            bars.push(Bar { label, value, length: length(part, whole), y: y + 22, label_y: y + 15, value_y: y + 33, range: None });
            y += ROW;
        }
        let mut note = "A full bar is the whole amount of its row.".to_owned();
        if all > MOST {
            note.push_str(&format!(" The first {MOST} of {all} rows are drawn; the table has them all."));
        }
        Self { message: message.into(), note, width: WIDTH, height: y.max(1), whole: WHOLE, value_x: VALUE_X, bars, mark: None }
    }

    /// A chart of `(label, numbers as read, [rate, low, high])` in thousandths: each bar is a rate, the line below it the
    /// interval in which it may lie. A dashed line across all stands at `mark` thousandths.
    pub fn rates(message: impl Into<String>, rows: impl IntoIterator<Item = (String, String, [i64; 3])>, mark: Option<i64>) -> Self {
        let rows: Vec<_> = rows.into_iter().collect();
        let shares: Vec<[i64; 3]> = rows.iter().map(|(.., shares)| *shares).collect();
        let mut chart = Self::new(message, rows.into_iter().map(|(label, value, [rate, ..])| (label, value, rate, 1_000)));
        for (bar, [_, low, high]) in chart.bars.iter_mut().zip(shares) {
            let (from, to) = (place(low), place(high));
            bar.range = Some(Range { from, to, top: bar.y + 17, y: bar.y + 20, bottom: bar.y + 23 });
        }
        chart.mark = mark.map(place);
        chart
    }

    /// With another sentence that says how to read it.
    #[must_use]
    pub fn reading(mut self, note: &str) -> Self {
        note.clone_into(&mut self.note);
        self
    }
}

/// Where so many thousandths of a full bar end.
fn place(thousandths: i64) -> u32 {
    u32::try_from(thousandths.clamp(0, 1_000) * i64::from(WHOLE) / 1_000).unwrap_or(WHOLE)
}

/// The share of a full bar; anything above nothing can be seen.
fn length(part: i64, whole: i64) -> u32 {
    let units = i128::from(part.max(0)) * i128::from(WHOLE) / i128::from(whole.max(1));
    let units = u32::try_from(units).unwrap_or(WHOLE).min(WHOLE);
    if part > 0 { units.max(2) } else { units }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(shares: &[(i64, i64)]) -> Vec<u32> {
        let rows = shares.iter().map(|(part, whole)| (String::new(), part.to_string(), *part, *whole));
        BarChart::new("", rows).bars.into_iter().map(|b| b.length).collect()
    }

    #[test]
    fn a_bar_is_the_share_of_its_own_whole() {
        assert_eq!(lengths(&[(100, 100), (50, 100), (500, 1000), (0, 100)]), [WHOLE, WHOLE / 2, WHOLE / 2, 0]);
        assert_eq!(lengths(&[(0, 0), (-5, 10), (20, 10)]), [0, 0, WHOLE]);
    }

    #[test]
    fn something_is_never_drawn_as_nothing() {
        assert_eq!(lengths(&[(1, i64::MAX)]), [2]);
    }

    #[test]
    fn a_rate_has_its_interval_below_it() {
        let chart =
            BarChart::rates("", [("A".to_owned(), "50%".to_owned(), [500, 400, 1_200]), ("B".into(), "0%".into(), [0, -3, 0])], Some(400));
        let range = |at: usize| chart.bars[at].range.clone().expect("an interval");
        assert_eq!((chart.bars[0].length, range(0).from, range(0).to), (WHOLE / 2, WHOLE * 2 / 5, WHOLE));
        assert_eq!((chart.bars[1].length, range(1).from, range(1).to), (0, 0, 0));
        assert!(range(0).bottom < chart.bars[1].label_y - 10, "above the next label");
        assert_eq!((chart.mark, BarChart::new("", []).mark), (Some(WHOLE * 2 / 5), None));
    }

    #[test]
    fn a_long_chart_is_cut_and_says_so() {
        let chart = BarChart::new("", (0..23).map(|n| (n.to_string(), String::new(), 1, 2)));
        assert_eq!(chart.bars.len(), MOST);
        assert!(chart.note.contains("first 10 of 23"), "{}", chart.note);
    }
}
