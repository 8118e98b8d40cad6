//! Intervals of ranks one above the other, with the expected rank as a dot and the funding line through all of them
//! (`parts/intervals`). Widths are shares of the drawing and heights are pixels, so that words keep their size on a phone.

use crate::scoring::Rounded;
use serde::Serialize;
use std::ops::Range;

/// The most rows of one chart: about two screens of a phone's width, one and a half of a desk's. The table has them all.
const MOST: usize = 40;
/// The height of the words above the rows.
const HEAD: u32 = 44;
const ROW: u32 = 44;
/// The longest label that fits a phone, in characters.
const LABEL: usize = 36;
/// What is free on either side, in hundredths of a percent, so that dots at the ends are whole.
const MARGIN: i64 = 250;
const WHOLE: i64 = 10_000;
const RANK: i64 = 1_000_000_000;

/// What one row shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// What it stands for.
    pub label: String,
    /// The rank where the interval begins, and where it ends.
    pub ends: [usize; 2],
    /// The expected rank.
    pub rank: Rounded,
    /// How it stands to the line.
    pub side: Side,
}

/// How an interval stands to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Wholly above, or there is no line.
    Above,
    /// The line cuts it.
    Cut,
    /// Wholly below.
    Below,
}

/// One row as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnInterval {
    label: String,
    label_y: u32,
    bar_y: u32,
    x: String,
    width: String,
    dot: String,
    dot_y: u32,
    class: &'static str,
}

/// The funding line as it is drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DrawnLine {
    x: String,
    anchor: &'static str,
}

/// The chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IntervalChart {
    /// The sentence that the chart proves.
    pub message: String,
    /// How to read it.
    pub note: String,
    height: u32,
    first: String,
    last: String,
    line: Option<DrawnLine>,
    rows: Vec<DrawnInterval>,
}

impl IntervalChart {
    /// A chart of rows in their order. Of many rows those around the line are drawn, or the first ones without a line.
    pub fn new(message: impl Into<String>, rows: &[Interval], line: Option<Rounded>) -> Self {
        let shown = window(rows, line);
        let drawn = rows.get(shown.clone()).unwrap_or_default();
        let scale = Scale::of(drawn, line);
        let mut note = "Rank 1 is best. A dot is the expected rank; its bar holds the ranks that are as likely as not.".to_owned();
        if line.is_some() {
            note.push_str(" Where the line cuts a bar, the scores do not say on which side the application belongs.");
        }
        if drawn.len() < rows.len() {
            let which = if line.is_some() { "nearest to the line" } else { "first" };
            note.push_str(&format!(" The {} {which} of {} are drawn; the table has them all.", drawn.len(), rows.len()));
        }
        let height = HEAD + ROW * u32::try_from(drawn.len()).unwrap_or(0);
        Self {
            message: message.into(),
            note,
            height,
            first: format!("Rank {}", scale.first),
            last: format!("Rank {}", scale.last),
            line: line.map(|line| scale.line(line)),
            rows: drawn.iter().zip(0..).map(|(row, at)| scale.row(row, HEAD + ROW * at)).collect(),
        }
    }
}

/// Which rows are drawn.
fn window(rows: &[Interval], line: Option<Rounded>) -> Range<usize> {
    if rows.len() <= MOST {
        return 0..rows.len();
    }
    // The row that the line stands at, in the middle.
    let at = line.map_or(0, |line| rows.partition_point(|row| row.rank <= line));
    let from = at.saturating_sub(MOST / 2).min(rows.len() - MOST);
    from..from + MOST
}

/// From ranks to places on the drawing.
struct Scale {
    first: i64,
    last: i64,
}

impl Scale {
    /// From the lowest to the highest rank that is drawn.
    fn of(rows: &[Interval], line: Option<Rounded>) -> Self {
        let ends = rows.iter().flat_map(|row| row.ends).map(|end| i64::try_from(end).unwrap_or(i64::MAX));
        let exact = rows.iter().map(|row| row.rank).chain(line).flat_map(|rank| {
            let rank = rank.billionths();
            [rank.div_euclid(RANK), -(-rank).div_euclid(RANK)]
        });
        let all: Vec<i64> = ends.chain(exact).collect();
        let first = all.iter().copied().min().unwrap_or(1);
        Self { first, last: all.iter().copied().max().unwrap_or(1).max(first + 1) }
    }

    /// A rank in billionths, in hundredths of a percent from the left.
    fn place(&self, rank: i64) -> i64 {
        let (from, whole) = (i128::from(self.first) * i128::from(RANK), i128::from(self.last - self.first) * i128::from(RANK));
        let way = (i128::from(rank) - from) * i128::from(WHOLE - 2 * MARGIN) / whole;
        MARGIN + i64::try_from(way).unwrap_or(0)
    }

    fn row(&self, row: &Interval, y: u32) -> DrawnInterval {
        let [from, to] = row.ends.map(|end| self.place(i64::try_from(end).unwrap_or(i64::MAX / RANK).saturating_mul(RANK)));
        DrawnInterval {
            label: short(&row.label),
            label_y: y + 14,
            bar_y: y + 22,
            x: percent(from),
            // An interval of one rank is still something.
            width: percent((to - from).max(50)),
            dot: percent(self.place(row.rank.billionths())),
            dot_y: y + 27,
            class: match row.side {
                Side::Above => "above",
                Side::Cut => "cut",
                Side::Below => "below",
            },
        }
    }

    fn line(&self, line: Rounded) -> DrawnLine {
        let x = self.place(line.billionths());
        let anchor = if x < WHOLE / 4 {
            "start"
        } else if x > WHOLE * 3 / 4 {
            "end"
        } else {
            "middle"
        };
        DrawnLine { x: percent(x), anchor }
    }
}

/// `12.34%`
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL {
        return label.to_owned();
    }
    format!("{}…", label.chars().take(LABEL - 1).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rank: i64, low: usize, high: usize) -> Interval {
        Interval { label: format!("A {rank}"), ends: [low, high], rank: Rounded::from_billionths(rank * RANK), side: Side::Cut }
    }

    #[test]
    fn ranks_lie_from_left_to_right_between_the_margins() {
        let chart = IntervalChart::new("m", &[row(1, 1, 2), row(3, 2, 5)], Some(Rounded::from_billionths(RANK * 2)));
        assert_eq!((chart.first.as_str(), chart.last.as_str(), chart.height), ("Rank 1", "Rank 5", HEAD + 2 * ROW));
        let [one, two] = &chart.rows[..] else { panic!("two rows") };
        assert_eq!((one.x.as_str(), one.width.as_str(), one.dot.as_str()), ("2.50%", "23.75%", "2.50%"));
        assert_eq!((two.x.as_str(), two.width.as_str(), two.dot.as_str()), ("26.25%", "71.25%", "50.00%"));
        assert_eq!(chart.line.map(|line| (line.x, line.anchor)), Some(("26.25%".into(), "middle")));
    }

    #[test]
    fn one_rank_alone_and_no_row_at_all_are_drawn() {
        let chart = IntervalChart::new("m", &[row(1, 1, 1)], None);
        assert_eq!((chart.rows[0].width.as_str(), chart.line), ("0.50%", None));
        assert!(IntervalChart::new("m", &[], None).rows.is_empty());
    }

    #[test]
    fn of_many_rows_those_around_the_line_are_drawn() {
        let rows: Vec<Interval> = (1..=100).map(|n| row(n, usize::try_from(n).expect("a rank"), 100)).collect();
        let labels = |line: Option<i64>| {
            let chart = IntervalChart::new("m", &rows, line.map(|line| Rounded::from_billionths(line * RANK)));
            assert!(chart.note.contains("of 100 are drawn"), "{}", chart.note);
            (chart.rows.len(), chart.rows[0].label.clone(), chart.rows[MOST - 1].label.clone())
        };
        assert_eq!(labels(Some(60)), (MOST, "A 41".into(), "A 80".into()));
        assert_eq!(labels(Some(99)), (MOST, "A 61".into(), "A 100".into()));
        assert_eq!(labels(None), (MOST, "A 1".into(), "A 40".into()));
    }

    #[test]
    fn a_long_label_is_cut() {
        assert_eq!(short("UDF-2027-0142"), "UDF-2027-0142");
        assert_eq!(short(&"é".repeat(50)).chars().count(), LABEL);
    }
}
