//! What a rush must come to: nobody meets an error, nothing is lost, and at the pace itself saves and submissions are quick. And what the
//! page of a review must come to under the load of all connections.

/// By so many per cent an answer may be slower than aimed at before the measurement fails: machines differ.
pub const TOLERANCE: u32 = 50;
/// The aims at the pace itself: 95 of 100 saves and submissions are answered within this.
const SAVE_MS: f64 = 100.0;
const SUBMISSION_MS: f64 = 500.0;
/// 99 of 100 pages of a review are answered within this, with 64 connections.
const REVIEW_MS: f64 = 50.0;

/// What one rush came to, as far as there are aims.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a> {
    /// On which database.
    pub database: &'a str,
    /// The pace: 1, or how many times quicker.
    pub pace: u32,
    /// How many people.
    pub applicants: usize,
    /// Saves that were acknowledged, and the 95th of 100 of their times in milliseconds.
    pub saves: (usize, f64),
    /// The same of submissions.
    pub submissions: (usize, f64),
    /// Files that were taken.
    pub files: usize,
    /// Answers that nobody should get, and requests without any.
    pub errors: usize,
    /// What was acknowledged and is not there.
    pub lost: usize,
}

/// What was missed, each in a sentence. `tolerance` in per cent is for times alone: errors and losses have none.
pub fn missed(f: &Figures<'_>, tolerance: u32) -> Vec<String> {
    let rush = format!("{} at {} times the pace", f.database, f.pace);
    let mut missed = Vec::new();
    if f.lost > 0 {
        missed.push(format!("{rush}: {} of what was acknowledged is lost.", f.lost));
    }
    if f.errors > 0 {
        missed.push(format!("{rush}: {} requests met an error.", f.errors));
    }
    for (what, count) in [("files were sent", f.files), ("applications were submitted", f.submissions.0)] {
        if count != f.applicants {
            missed.push(format!("{rush}: {count} {what} by {} people.", f.applicants));
        }
    }
    // At ten times the pace the aim is that everything arrives.
    let times = [("saves", SAVE_MS, f.saves.1), ("submissions", SUBMISSION_MS, f.submissions.1)];
    for (what, aim, p95) in times.into_iter().filter(|_| f.pace == 1) {
        let most = most(aim, tolerance);
        // A time that is no number is no good one.
        if p95.is_nan() || p95 > most {
            missed.push(format!("{rush}: 95 of 100 {what} took up to {p95:.0} ms; the aim is {aim:.0} ms, and {most:.0} ms fail."));
        }
    }
    missed
}

/// That pages of a review were slow, where they were.
pub fn slow_review((database, applications): (&str, u32), p99: f64, tolerance: u32) -> Option<String> {
    let most = most(REVIEW_MS, tolerance);
    let is_slow = p99.is_nan() || p99 > most;
    is_slow.then(|| {
        let load = format!("{database} with {applications} applications");
        format!("{load}: 99 of 100 pages of a review took up to {p99:.0} ms; the aim is {REVIEW_MS:.0} ms, and {most:.0} ms fail.")
    })
}

/// What is still taken for an aim that is met, in milliseconds.
fn most(aim: f64, tolerance: u32) -> f64 {
    aim * f64::from(100 + tolerance) / 100.0
}
