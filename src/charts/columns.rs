//! Columns side by side, one for each minute, drawn as plain SVG. The table beside it holds the same numbers.

use std::fmt::Write as _;

const WIDTH: usize = 720;
const HEIGHT: i64 = 120;
/// Room for the words, which a phone writes larger because it draws the whole smaller.
const FOOT: i64 = 40;

/// A drawing of columns, from the first to the last, with the words under the first and the last one.
/// `label` says in one sentence what it shows.
#[must_use]
pub fn columns(label: &str, values: &[i64], (first, last): (&str, &str)) -> String {
    let highest = values.iter().copied().max().unwrap_or(0).max(1);
    let step = WIDTH / values.len().max(1);
    let mut svg = format!(
        "<svg class=\"udf-columns\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\"><path class=\"udf-columns__base\" d=\"M0 {HEIGHT}h{WIDTH}\"/>",
        HEIGHT + FOOT,
        escaped(label)
    );
    for (i, value) in values.iter().enumerate() {
        let value = (*value).max(0);
        let tall = (value * HEIGHT / highest).max(i64::from(value > 0) * 2);
        // Writing to a text cannot fail.
        let _ = write!(
            svg,
            "<rect class=\"udf-columns__bar\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{tall}\"/>",
            i * step,
            HEIGHT - tall,
            step.saturating_sub(2).max(1)
        );
    }
    let _ = write!(
        svg,
        "<text class=\"udf-columns__word\" x=\"0\" y=\"{y}\">{}</text><text class=\"udf-columns__word\" x=\"{WIDTH}\" y=\"{y}\" text-anchor=\"end\">{}</text></svg>",
        escaped(first),
        escaped(last),
        y = HEIGHT + 6
    );
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_column_is_full_and_something_is_never_nothing() {
        let svg = columns("2 < 3", &[0, 1, 1_000], ("a", "b"));
        assert!(svg.contains("aria-label=\"2 &lt; 3\"") && svg.contains("height=\"120\"") && svg.contains("height=\"2\""), "{svg}");
        assert_eq!(svg.matches("height=\"0\"").count(), 1);
        assert!(columns("", &[], ("", "")).ends_with("</svg>"));
    }
}
