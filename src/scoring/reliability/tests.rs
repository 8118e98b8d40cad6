//! Published answers and closed forms.

use super::*;
use crate::scoring::table::{Table, read};

/// Rows of coders' values; `*` is missing.
fn coded(rows: &[(&str, &str)]) -> Table {
    let mut text = String::from("application,reviewer,score\n");
    for (coder, values) in rows {
        for (unit, value) in values.chars().enumerate().filter(|(_, value)| *value != '*') {
            text.push_str(&format!("u{unit:02},{coder},{value}\n"));
        }
    }
    read(text.as_bytes()).expect("a table")
}

fn alphas(table: &Table) -> [Figure<f64>; 4] {
    let units = Units::of(table);
    Level::ALL.map(|level| units.alpha(level))
}

#[test]
fn alpha_of_the_published_example() {
    // Three coders, fifteen units (O1).
    let table = coded(&[("A", "*****34121133*3"), ("B", "1*213343*******"), ("C", "**21344*21133*4")]);
    let published = [0.691_358_024_691_358, 0.806_721_419_941_315, 0.810_844_892_812_106, 0.808_943_670_784_247];
    for (ours, published) in alphas(&table).into_iter().zip(published) {
        assert!((ours.expect("α") - published).abs() < 1e-14);
    }
}

#[test]
fn alpha_is_one_only_where_all_agree_and_scores_vary() {
    for alpha in alphas(&coded(&[("A", "1234"), ("B", "1234"), ("C", "12*4")])) {
        assert!((alpha.expect("α") - 1.0).abs() < 1e-15);
    }
    for alpha in alphas(&coded(&[("A", "1234"), ("B", "1233")])) {
        assert!(alpha.expect("α") < 1.0);
    }
    assert!(alphas(&coded(&[("A", "3333"), ("B", "3333")])).iter().all(Result::is_err), "no variation");
    assert!(alphas(&coded(&[("A", "12**"), ("B", "**34")])).iter().all(Result::is_err), "no pair");
}

#[test]
fn the_ratio_level_wants_a_true_zero() {
    let zeros = coded(&[("A", "0120"), ("B", "0021")]);
    assert!(Units::of(&zeros).alpha(Level::Ratio).is_ok(), "0 against 0 is no difference");
    let below = read(b"application,reviewer,score\na,x,-1\na,y,2\nb,x,1\nb,y,1\n").expect("a table");
    let [_, _, interval, ratio] = alphas(&below);
    assert!(interval.is_ok() && ratio.is_err());
}

#[test]
fn correlations_of_the_published_example() {
    // Six targets and four judges of Shrout & Fleiss 1979, table 2, every score less one; their table 4 has the correlations to two digits.
    let table = coded(&[("1", "857695"), ("2", "103041"), ("3", "425153"), ("4", "717586")]);
    let published = [0.17, 0.29, 0.71, 0.44, 0.62, 0.91];
    for (ours, published) in Correlations::of(&table).forms.into_iter().zip(published) {
        let ours = ours.expect("a correlation");
        assert!((ours.value - published).abs() < 0.005, "{} {published}", ours.value);
        let (low, high) = ours.interval.expect("an interval");
        assert!(low < ours.value && ours.value < high);
    }
}

#[test]
fn correlations_without_a_complete_table_have_a_reason() {
    let reasons = |table: &Table| Correlations::of(table).forms.map(|form| form.expect_err("no correlation"));
    assert!(reasons(&coded(&[("A", "1234")]))[0].contains("one reviewer"));
    assert!(reasons(&coded(&[("A", "12**"), ("B", "**34")]))[0].contains("complete"));
    assert!(reasons(&coded(&[("A", "33"), ("B", "33")]))[0].contains("variation"));
    let same = Correlations::of(&coded(&[("A", "123"), ("B", "123")])).forms.map(|form| form.expect("a correlation"));
    assert!(same.iter().all(|form| (form.value - 1.0).abs() < 1e-15 && form.test.is_none() && form.interval.is_none()), "F is infinite");
}

#[test]
fn intervals_hold_alpha_and_repeat() {
    let table = coded(&[("A", "*****34121133*3"), ("B", "1*213343*******"), ("C", "**21344*21133*4")]);
    let units = Units::of(&table);
    let (one, again, other) = (intervals(&units, [1; 32]), intervals(&units, [1; 32]), intervals(&units, [2; 32]));
    assert_eq!(one, again);
    assert_ne!(one, other);
    for (interval, alpha) in one.into_iter().zip(alphas(&table)) {
        let (interval, alpha) = (interval.expect("an interval"), alpha.expect("α"));
        assert!(interval.low < alpha && alpha < interval.high && interval.high <= 1.0 && interval.replicates > 900);
    }
    assert!(intervals(&Units::of(&coded(&[("A", "12"), ("B", "3*")])), [1; 32]).iter().all(Result::is_err), "one application");
}
