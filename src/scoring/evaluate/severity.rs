//! The severity table: what each reviewer's scores look like, and scores put on one scale. It
//! is shown beside the ranks and does not make them.

use crate::scoring::table::Table;

/// From so many scores on, with a spread, a reviewer's own mean and spread make the scale.
const ENOUGH: usize = 5;
/// Otherwise mean and variance are drawn towards those of all, as if so many scores of the whole panel were among them.
const PRIOR: f64 = 5.0;

/// What one reviewer's scores come to, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Severity {
    pub(super) n: usize,
    pub(super) mean: f64,
    pub(super) deviation: Option<f64>,
    pub(super) against_others: Option<f64>,
    pub(super) own_scale: bool,
    centre: f64,
    spread: f64,
}

/// The table, by reviewer; and the mean z of each application, `None` where nothing varies.
pub(super) fn severities(table: &Table) -> (Vec<Severity>, Vec<Option<f64>>) {
    let scores = table.cells.len() as f64;
    let grand = table.cells.iter().map(|cell| cell.score).sum::<f64>() / scores;
    let lists = table.by_reviewer();
    let means: Vec<f64> = lists.iter().map(|list| list.iter().map(|cell| cell.score).sum::<f64>() / list.len().max(1) as f64).collect();
    let squares: Vec<f64> =
        lists.iter().zip(&means).map(|(list, mean)| list.iter().map(|cell| (cell.score - mean).powi(2)).sum()).collect();
    let free = scores - lists.len() as f64;
    let within = if free > 0.0 { squares.iter().sum::<f64>() / free } else { 0.0 };
    let pooled = if within > 0.0 { within } else { table.cells.iter().map(|cell| (cell.score - grand).powi(2)).sum::<f64>() / scores };
    let sums: Vec<(f64, f64)> =
        table.by_application().map(|cells| (cells.iter().map(|cell| cell.score).sum(), cells.len() as f64)).collect();
    let rows: Vec<Severity> = (lists.iter().zip(means).zip(squares))
        .map(|((list, mean), square)| {
            let n = list.len() as f64;
            let own_scale = list.len() >= ENOUGH && square > 0.0;
            let differences: Vec<f64> = (list.iter())
                .filter_map(|cell| {
                    let (sum, count) = sums.get(cell.application).filter(|(_, count)| *count > 1.0)?;
                    Some(cell.score - (sum - cell.score) / (count - 1.0))
                })
                .collect();
            let (centre, spread) = if own_scale {
                (mean, (square / (n - 1.0)).sqrt())
            } else {
                ((n * mean + PRIOR * grand) / (n + PRIOR), ((square + PRIOR * pooled) / (n - 1.0 + PRIOR)).sqrt())
            };
            let against_others = (!differences.is_empty()).then(|| differences.iter().sum::<f64>() / differences.len() as f64);
            let deviation = (list.len() > 1).then(|| (square / (n - 1.0)).sqrt());
            Severity { n: list.len(), mean, deviation, against_others, own_scale, centre, spread }
        })
        .collect();
    let z = |cells: &[crate::scoring::table::Cell]| {
        let sum = (cells.iter())
            .map(|cell| rows.get(cell.reviewer).filter(|row| row.spread > 0.0).map(|row| (cell.score - row.centre) / row.spread))
            .sum::<Option<f64>>()?;
        Some(sum / cells.len() as f64)
    };
    let means = table.by_application().map(z).collect();
    (rows, means)
}
