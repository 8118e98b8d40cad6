//! Fisher's exact test of a table of two by two, two-sided: with the margins as they are, the
//! probability of every table that is no more probable than the one at hand. Each weight is made from its
//! neighbour by one multiplication and one division, from the most probable table outwards: nothing
//! overflows, nothing is subtracted, and there is no logarithm whose error would part tables that are
//! equally probable. (The test of `statrs` takes probabilities within 10⁻⁴ for equal, and its binomials overflow from about
//! a thousand on.)

/// Tables whose probabilities differ by less than this share are equally probable.
const SAME: f64 = 1e-10;

/// The two-sided probability for `a` selected of `n` in one group and `c` of `m` in the other. 1 where nothing
/// can differ: a group is empty, nobody was selected, or all were.
pub(super) fn two_sided((a, n): (u32, u32), (c, m): (u32, u32)) -> f64 {
    let (a, n, c, m) = (u64::from(a), u64::from(n), u64::from(c), u64::from(m));
    let selected = a + c;
    if n == 0 || m == 0 || selected == 0 || selected == n + m {
        return 1.0;
    }
    let (least, most) = (selected.saturating_sub(m), selected.min(n));
    let mode = ((selected + 1) * (n + 1) / (n + m + 2)).clamp(least, most);
    // Of the margins, the weight of `x` selected in the first group over that of `x - 1`.
    let step = |x: u64| ((n - x + 1) * (selected - x + 1)) as f64 / (x * (m + x - selected)) as f64;
    let mut weights = Vec::new();
    let mut weight = 1.0;
    for x in (least + 1..=mode).rev() {
        weight /= step(x);
        weights.push((x - 1, weight));
    }
    weights.reverse();
    weights.push((mode, 1.0));
    weight = 1.0;
    for x in mode + 1..=most {
        weight *= step(x);
        weights.push((x, weight));
    }
    let own = weights.iter().find(|(x, _)| *x == a).map_or(0.0, |(_, weight)| *weight);
    let limit = own * (1.0 + SAME);
    let (mut all, mut rare) = (0.0, 0.0);
    for (_, weight) in &weights {
        all += weight;
        if *weight <= limit {
            rare += weight;
        }
    }
    (rare / all).min(1.0)
}
