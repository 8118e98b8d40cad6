//! A comparison as it is printed: plain records with their keys in a fixed order. What is not defined is null.

use super::{Standing, Table, Terms, compare};
use serde::Serialize;

/// The answer of `udf scoring disparity`.
#[derive(Debug, Serialize)]
pub struct Report {
    n: u64,
    selected: u64,
    least: u32,
    /// The group that the others are held against.
    highest: Option<String>,
    groups: Vec<GroupLine>,
}

#[derive(Debug, Serialize)]
struct GroupLine {
    group: String,
    n: u32,
    selected: u32,
    /// Whether there are enough to judge.
    judged: bool,
    rate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    ratio: Option<f64>,
    /// Whether the ratio is below the threshold.
    flag: Option<bool>,
    p_value: Option<f64>,
}

/// Judges every group of a table.
#[must_use]
pub fn report(table: &Table, terms: Terms) -> Report {
    let counts: Vec<_> = table.groups.iter().map(|(_, counts)| *counts).collect();
    let standings = compare(&counts, terms);
    let named = || table.groups.iter().map(|(name, _)| name).zip(&standings);
    Report {
        n: counts.iter().map(|counts| u64::from(counts.all())).sum(),
        selected: counts.iter().map(|counts| u64::from(counts.selected())).sum(),
        least: terms.least.max(1),
        highest: named().find(|(_, standing)| standing.is_highest).map(|(name, _)| name.clone()),
        groups: named().map(|(name, standing)| line(name, standing)).collect(),
    }
}

fn line(group: &str, standing: &Standing) -> GroupLine {
    let (rate, against) = (standing.rate, standing.against);
    let top = standing.is_highest;
    GroupLine {
        group: group.to_owned(),
        n: standing.counts.all(),
        selected: standing.counts.selected(),
        judged: rate.is_some(),
        rate: rate.map(|rate| rate.share),
        low: rate.map(|rate| rate.low),
        high: rate.map(|rate| rate.high),
        ratio: if top { Some(1.0) } else { against.map(|against| against.ratio) },
        flag: if top { Some(false) } else { against.map(|against| against.is_below) },
        p_value: against.map(|against| against.p),
    }
}
