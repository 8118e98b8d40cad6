//! Wilson's score interval of a share (Journal of the American Statistical Association 22, 1927), 95 %, two-sided.
//! Square roots and the four operations alone, so that processors agree to the bit.

/// The value above which a standard normal variable lies with a probability of 2.5 %.
const Z: f64 = 1.959_963_984_540_054;

/// The interval of the share of `selected` among `all`, which is above 0; none of all is exactly 0, all of all exactly 1.
pub(super) fn interval(selected: u32, all: u32) -> (f64, f64) {
    let (n, share) = (f64::from(all), f64::from(selected) / f64::from(all));
    let square = Z * Z;
    let scale = 1.0 + square / n;
    let centre = (share + square / (2.0 * n)) / scale;
    let reach = Z * (share * (1.0 - share) / n + square / (4.0 * n * n)).sqrt() / scale;
    let low = if selected == 0 { 0.0 } else { (centre - reach).max(0.0) };
    let high = if selected == all { 1.0 } else { (centre + reach).min(1.0) };
    (low, high)
}
