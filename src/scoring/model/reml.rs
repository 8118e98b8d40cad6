//! Variances by restricted maximum likelihood: Newton steps on the logarithms of two ratios,
//! the residual variance profiled out, each ratio floored at 0.
//!
//! A step uses the exact second derivatives with the signs of their curvatures made positive and is halved
//! until the likelihood rises, so that it also leaves saddles. Small tables are climbed from several
//! starts, because the restricted likelihood may have more than one top.

use super::design::Design;
use super::equations::{Derivatives, Ratios, Solution};

/// Beyond this ratio the residual variance counts as 0.
const WITHOUT_RESIDUAL: f64 = 1e7;
/// Then it is held at this share of the variance of all scores, and both other variances are sought anew.
const HELD_SHARE: f64 = 1e-7;
const LARGEST_RATIO: f64 = 1e11;
/// From so many scores on, one start is enough.
const LARGE: usize = 20_000;
const MOST_STEPS: usize = 100;
/// A step shorter than this, on the logarithmic scale, is the last one.
const SHORTEST_STEP: f64 = 1e-10;
/// Below this length a step has to be at most half as long as the one before.
const SHORT_STEP: f64 = 1e-6;
/// The longest step on the logarithmic scale.
const LONGEST_STEP: f64 = 3.0;
const STARTS: [Ratios; 5] = [[0.5, 0.5], [0.02, 0.02], [10.0, 10.0], [0.02, 10.0], [10.0, 0.02]];

/// Where the likelihood is highest.
#[derive(Debug)]
pub(crate) struct Top {
    pub(crate) solution: Solution,
    pub(crate) steps: usize,
    /// Whether the last step was short enough.
    pub(crate) converged: bool,
    /// The residual variance in the scale of the design.
    pub(crate) residual: f64,
    /// Whether that stands for 0.
    pub(crate) without_residual: bool,
}

/// A point of the climb, on the logarithmic scale ln(γ + c) with c the inverse of the mean number of scores a level has.
struct Scale {
    shift: [f64; 2],
    /// The largest ratio.
    cap: f64,
    held: Option<f64>,
}

impl Scale {
    fn of(design: &Design, held: Option<f64>) -> Self {
        let scores = (design.scores() as f64).max(1.0);
        let cap = if held.is_some() { LARGEST_RATIO } else { 10.0 * WITHOUT_RESIDUAL };
        Self { cap, held, shift: [design.absorbed_levels() as f64 / scores, design.kept() as f64 / scores] }
    }

    fn ratios(&self, place: [f64; 2]) -> Ratios {
        let back = |place: f64, shift: f64| (libm::exp(place) - shift).clamp(0.0, self.cap);
        let ([x, y], [c, d]) = (place, self.shift);
        [back(x, c), back(y, d)]
    }

    fn place(&self, [a, b]: Ratios) -> [f64; 2] {
        let [c, d] = self.shift;
        [libm::log(a + c), libm::log(b + d)]
    }

    /// Derivatives by the place.
    fn derivatives(&self, at: Ratios, d: Derivatives) -> Derivatives {
        let ([a, b], [c, e]) = (at, self.shift);
        let ([x, y], [first_a, first_b], [aa, ab, bb]) = ([a + c, b + e], d.first, d.second);
        Derivatives { first: [first_a * x, first_b * y], second: [aa * x * x + first_a * x, ab * x * y, bb * y * y + first_b * y] }
    }
}

/// Finds the top; `None` if no start leads anywhere. `spread` is the variance of all scores in the scale of the design. `tell`
/// hears of every step.
pub(crate) fn climb(design: &Design, spread: f64, tell: &dyn Fn(usize)) -> Option<Top> {
    let starts = if design.scores() >= LARGE { STARTS.get(..1) } else { Some(STARTS.as_slice()) }.unwrap_or(&[]);
    let top = highest(design, starts.iter().copied(), None, tell)?;
    let [a, b] = top.solution.ratios;
    if a.max(b) < WITHOUT_RESIDUAL {
        return Some(top);
    }
    // The likelihood has its top, or no bound, where the residual variance is 0: merit and severity explain every score.
    let held = HELD_SHARE * spread;
    let starts = STARTS.iter().map(|start| start.map(|share| share * spread / held));
    let top = highest(design, starts, Some(held), tell)?;
    Some(Top { residual: held, without_residual: true, ..top })
}

fn highest(design: &Design, starts: impl Iterator<Item = Ratios>, held: Option<f64>, tell: &dyn Fn(usize)) -> Option<Top> {
    let mut best: Option<Top> = None;
    for start in starts {
        let Some(top) = climb_from(design, start, held, tell) else { continue };
        // A later start has to be better by more than rounding.
        if best.as_ref().is_none_or(|best| top.solution.criterion < best.solution.criterion - 1e-8) {
            best = Some(top);
        }
    }
    best
}

fn climb_from(design: &Design, start: Ratios, held: Option<f64>, tell: &dyn Fn(usize)) -> Option<Top> {
    let scale = Scale::of(design, held);
    let mut solution = Solution::at(design, start, held)?;
    let (mut steps, mut converged, mut before) = (0, false, f64::INFINITY);
    while steps < MOST_STEPS && !converged {
        steps += 1;
        tell(steps);
        let derivatives = scale.derivatives(solution.ratios, solution.derivatives(design));
        let step = newton(derivatives, solution.ratios, scale.cap);
        let Some(next) = walk(design, &scale, &solution, step, derivatives) else {
            converged = true;
            continue;
        };
        let length = distance(scale.place(next.ratios), scale.place(solution.ratios));
        // Newton's steps shrink ever faster; close to the top, a step that does not is made of rounding.
        converged = length < SHORTEST_STEP || (length < SHORT_STEP && length > before / 2.0);
        (solution, before) = (next, length);
    }
    let residual = solution.square / (design.scores() as f64 - 1.0);
    Some(Top { solution, steps, converged, residual, without_residual: false })
}

/// The step from `solution`, halved until the criterion falls; `None` when nothing lower is found.
fn walk(design: &Design, scale: &Scale, solution: &Solution, step: [f64; 2], derivatives: Derivatives) -> Option<Solution> {
    let [x, y] = scale.place(solution.ratios);
    let [dx, dy] = step;
    let slope = dx * derivatives.first[0] + dy * derivatives.first[1];
    let mut share = 1.0;
    for _ in 0..40 {
        if dx.abs().max(dy.abs()) * share < SHORTEST_STEP / 100.0 {
            return None;
        }
        let ratios = scale.ratios([x + share * dx, y + share * dy]);
        // Close to the top a difference of criteria is all rounding: then the step is taken as it is.
        let rounding = 1e-12 * solution.criterion.abs().max(1.0);
        let next =
            Solution::at(design, ratios, scale.held).filter(|next| next.criterion <= solution.criterion + 1e-4 * share * slope + rounding);
        if next.is_some() {
            return next;
        }
        share /= 2.0;
    }
    None
}

/// Newton's step downhill. A ratio that stands at its floor or its cap and wants to go beyond stays.
fn newton(derivatives: Derivatives, [a, b]: Ratios, cap: f64) -> [f64; 2] {
    let ([g, h], [aa, ab, bb]) = (derivatives.first, derivatives.second);
    let held = |ratio: f64, slope: f64| (ratio <= 0.0 && slope >= 0.0) || (ratio >= cap && slope <= 0.0);
    let alone = |slope: f64, bend: f64| -slope / bend.abs().max(1e-9);
    let step = match (held(a, g), held(b, h)) {
        (true, true) => [0.0, 0.0],
        (true, false) => [0.0, alone(h, bb)],
        (false, true) => [alone(g, aa), 0.0],
        (false, false) => both([g, h], [aa, ab, bb]),
    };
    let longest = step[0].abs().max(step[1].abs());
    let shrink = if longest > LONGEST_STEP { LONGEST_STEP / longest } else { 1.0 };
    step.map(|way| way * shrink)
}

/// The step by the absolute values of the curvatures along their own axes.
fn both([g, h]: [f64; 2], [aa, ab, bb]: [f64; 3]) -> [f64; 2] {
    let (middle, half) = (f64::midpoint(aa, bb), (aa - bb) / 2.0);
    let radius = (half * half + ab * ab).sqrt();
    // The unit vector of the larger curvature.
    let (mut x, mut y) = if half >= 0.0 { (half + radius, ab) } else { (ab, radius - half) };
    let length = (x * x + y * y).sqrt();
    if length > 0.0 {
        x /= length;
        y /= length;
    } else {
        (x, y) = (1.0, 0.0);
    }
    let floor = 1e-9 * (middle.abs() + radius).max(1.0);
    let (first, second) = ((middle + radius).abs().max(floor), (middle - radius).abs().max(floor));
    let (along, across) = ((x * g + y * h) / first, (x * h - y * g) / second);
    [-(along * x - across * y), -(along * y + across * x)]
}

fn distance([x, y]: [f64; 2], [u, v]: [f64; 2]) -> f64 {
    (x - u).abs().max((y - v).abs())
}
