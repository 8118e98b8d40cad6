//! An evaluation for those who may not use floats, the pages and their files: whole numbers ([`Rounded`]), names, and for
//! whatever is undefined the reason as a sentence. It says the same as the report, and how far reviewers agree on each criterion.

use super::compose::{self, ALPHA, ALPHA_INTERVAL, FORMS, LEVELS, Reasons};
use super::report::{AlphaInterval, ApplicationLine, Component, CorrelationDetail, Forms, Levels, Reliability, Report, ReviewerLine};
use super::{Criteria, Funding, FundingError, Question, Reweighted, Stability, Standing, Without, weights};
use crate::scoring::rounded::Rounded;
use crate::scoring::table::Table;

#[cfg(test)]
mod tests;

/// A whole evaluation.
#[derive(Debug)]
pub struct View {
    /// SHA-256 of the sorted scores, in hexadecimal.
    pub sha256: String,
    /// How many scores.
    pub scores: usize,
    /// Every application, by expected rank, then name.
    pub applications: Vec<Ranked>,
    /// Why there are no expected ranks, if there are none.
    pub unranked: Option<String>,
    /// The funding line, if there is a budget.
    pub cut: Option<Cut>,
    /// Every reviewer, by name.
    pub reviewers: Vec<Leaning>,
    /// How much of the variance lies in applications, in reviewers and in chance, as shares of one; or why that is not known.
    pub shares: Result<[Rounded; 3], String>,
    /// How far reviewers agree on the whole.
    pub agreement: Agreement,
    /// How far they agree on each criterion, by its name; or why that is not known.
    pub by_criterion: Result<Vec<(String, Agreement)>, String>,
    /// Intraclass correlations: the six forms, of the applications that every reviewer has scored.
    pub correlations: Vec<Correlation>,
    /// How many applications those are.
    pub complete: usize,
    /// Agreement and consistency of one score by the variances of the mixed model, which uses every score.
    pub model_correlations: [Result<Rounded, String>; 2],
    /// What changes without each reviewer.
    pub without_reviewer: Result<Vec<Without>, String>,
    /// What changes with other weights.
    pub weights: Result<Vec<Reweighted>, String>,
    /// The sets of applications that share no reviewer, if there are several.
    pub sets: Vec<Component>,
    /// What a reader should know, as sentences.
    pub warnings: Vec<String>,
}

/// One application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its name.
    pub id: String,
    /// The expected rank; 1 is best.
    pub expected_rank: Option<Rounded>,
    /// The ranks that hold the middle half of the draws.
    pub interval: Option<[usize; 2]>,
    /// The predicted effect, in points above the mean of all.
    pub effect: Option<Rounded>,
    /// Where it stands to the line.
    pub standing: Option<Standing>,
    /// The mean of its scores after each reviewer's are put on one scale; none where nothing varies.
    pub z_mean: Option<Rounded>,
    /// What leaving one reviewer out changes.
    pub without_reviewer: Option<Steadiness>,
    /// What another weight changes.
    pub weights: Option<Steadiness>,
}

/// How far an application moves over several changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steadiness {
    /// Its best place.
    pub best: usize,
    /// Its worst place.
    pub worst: usize,
    /// With how many of the changes the budget reaches it, if there is a budget.
    pub reached: Option<usize>,
    /// How many changes.
    pub of: usize,
}

/// The funding line and what it parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The expected rank of the last application that the budget reaches; none if it reaches none, all, or there are no ranks.
    pub line: Option<Rounded>,
    /// How many the budget reaches.
    pub reached: usize,
    /// Those above the line.
    pub direct: Vec<String>,
    /// Those that the line cuts.
    pub band: Vec<String>,
    /// Those below it.
    pub out: Vec<String>,
    /// What those that it cuts would cost, as it is printed.
    pub band_cost: String,
    /// What is left for them.
    pub left_for_band: String,
}

/// One reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaning {
    /// The name.
    pub id: String,
    /// How many scores.
    pub n: usize,
    /// Their mean.
    pub mean: Option<Rounded>,
    /// Their standard deviation; none with one score.
    pub deviation: Option<Rounded>,
    /// How many points more than the others this reviewer is predicted to give, and the standard error of that; or why not known.
    pub effect: Result<(Rounded, Rounded), String>,
    /// The mean difference to the others on the same applications; none without a shared one.
    pub against_others: Option<Rounded>,
}

/// Krippendorff's α at the four levels of measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Nominal, ordinal, interval, ratio.
    pub levels: [Alpha; 4],
}

impl Agreement {
    /// By the order of the points.
    #[must_use]
    pub fn ordinal(&self) -> &Alpha {
        let [_, ordinal, _, _] = &self.levels;
        ordinal
    }

    /// By the differences of the points.
    #[must_use]
    pub fn interval(&self) -> &Alpha {
        let [_, _, interval, _] = &self.levels;
        interval
    }
}

/// One α.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alpha {
    /// The level.
    pub level: &'static str,
    /// The value, or why there is none.
    pub value: Result<Rounded, String>,
    /// Its 95 % interval, or why there is none.
    pub interval: Result<[Rounded; 2], String>,
}

/// One form of the intraclass correlation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correlation {
    /// Its name.
    pub form: &'static str,
    /// The value, or why there is none.
    pub value: Result<Rounded, String>,
    /// Its 95 % interval.
    pub interval: Option<[Rounded; 2]>,
}

/// Evaluates a table. Without criteria, why they are not known.
///
/// # Errors
/// [`FundingError`] if the costs do not name every application.
pub fn view(table: &Table, criteria: Result<&Criteria, &str>, question: &Question) -> Result<View, FundingError> {
    let mut report = super::run(table, criteria.ok(), question, &|_, _, _| ())?;
    if let Err(reason) = criteria {
        report.undefined.insert("sensitivity.weights".into(), reason.to_owned());
    }
    let mut view = of_report(report);
    view.by_criterion = criteria.map_err(str::to_owned).and_then(|criteria| by_criterion(table, criteria));
    Ok(view)
}

/// Agreement on each criterion; its draws begin where those of a file of its scores would.
fn by_criterion(table: &Table, criteria: &Criteria) -> Result<Vec<(String, Agreement)>, String> {
    let of = |(at, name): (usize, &String)| {
        let only = weights::of_criterion(table, criteria, at)?;
        let mut reasons = Reasons::new();
        let (alphas, intervals) = compose::alphas(&only, only.digest(), &mut reasons);
        Ok((name.clone(), agreement(alphas, intervals, &reasons)))
    };
    criteria.names.iter().enumerate().map(of).collect()
}

fn of_report(report: Report) -> View {
    let reasons = &report.undefined;
    let changes = (report.reviewers.len(), report.sensitivity.weights.as_ref().map_or(0, Vec::len));
    let Reliability { krippendorff_alpha, krippendorff_alpha_interval, icc, icc_detail, icc_applications, model_icc } = report.reliability;
    let variances = [report.variance.application, report.variance.reviewer, report.variance.residual];
    View {
        unranked: reasons.get("applications.expected_rank").cloned(),
        applications: report.applications.into_iter().map(|line| ranked(line, changes)).collect(),
        cut: report.funding.map(cut),
        reviewers: report.reviewers.into_iter().map(|line| leaning(line, reasons)).collect(),
        shares: shares(variances, reasons),
        agreement: agreement(krippendorff_alpha, krippendorff_alpha_interval, reasons),
        by_criterion: Ok(Vec::new()),
        correlations: correlations(icc, icc_detail, reasons),
        complete: icc_applications,
        model_correlations: [("icc_a1", model_icc.icc_a1), ("icc_c1", model_icc.icc_c1)]
            .map(|(form, value)| told(value, &format!("reliability.model_icc.{form}"), reasons)),
        without_reviewer: known(report.sensitivity.leave_one_reviewer_out, "sensitivity.leave_one_reviewer_out", reasons),
        weights: known(report.sensitivity.weights, "sensitivity.weights", reasons),
        sets: report.connectivity.sets,
        warnings: report.warnings,
        sha256: report.inputs.sha256,
        scores: report.inputs.scores,
    }
}

fn ranked(line: ApplicationLine, (reviewers, weights): (usize, usize)) -> Ranked {
    Ranked {
        id: line.id,
        expected_rank: line.expected_rank.and_then(Rounded::of),
        interval: line.rank_low.zip(line.rank_high).map(|(low, high)| [low, high]),
        effect: line.blup.and_then(Rounded::of),
        standing: line.funding,
        z_mean: line.z_mean.and_then(Rounded::of),
        without_reviewer: line.leave_one_out.map(|stability| steadiness(stability, reviewers)),
        weights: line.reweighed.map(|stability| steadiness(stability, weights)),
    }
}

fn steadiness(stability: Stability, of: usize) -> Steadiness {
    let reached = stability.funded_share.map(|share| (share * of as f64).round() as usize);
    Steadiness { best: stability.best_place, worst: stability.worst_place, reached, of }
}

fn cut(funding: Funding) -> Cut {
    Cut {
        line: funding.line.and_then(|line| Rounded::of(line.expected_rank)),
        reached: funding.reached,
        direct: funding.direct,
        band: funding.band,
        out: funding.out,
        band_cost: funding.band_cost,
        left_for_band: funding.left_for_band,
    }
}

fn leaning(line: ReviewerLine, reasons: &Reasons) -> Leaning {
    let effect = line.effect.and_then(Rounded::of).zip(line.standard_error.and_then(Rounded::of));
    Leaning {
        id: line.id,
        n: line.n,
        mean: Rounded::of(line.mean),
        deviation: line.standard_deviation.and_then(Rounded::of),
        effect: known(effect, "reviewers.effect", reasons),
        against_others: line.against_others.and_then(Rounded::of),
    }
}

fn shares(variances: [Option<f64>; 3], reasons: &Reasons) -> Result<[Rounded; 3], String> {
    let [Some(application), Some(reviewer), Some(residual)] = variances else {
        return known(None, "variance", reasons);
    };
    let whole = application + reviewer + residual;
    let share = |part: f64| Rounded::of(part / whole).ok_or_else(|| "All scores are equal: there are no differences to divide.".to_owned());
    Ok([share(application)?, share(reviewer)?, share(residual)?])
}

fn agreement(alphas: Levels<Option<f64>>, intervals: Levels<Option<AlphaInterval>>, reasons: &Reasons) -> Agreement {
    let values = [alphas.nominal, alphas.ordinal, alphas.interval, alphas.ratio];
    let mut intervals = [intervals.nominal, intervals.ordinal, intervals.interval, intervals.ratio].into_iter();
    let mut names = LEVELS.into_iter();
    let levels = values.map(|value| {
        let (level, interval) = (names.next().unwrap_or_default(), intervals.next().flatten());
        let ends = interval.and_then(|ends| Some([Rounded::of(ends.low)?, Rounded::of(ends.high)?]));
        Alpha {
            level,
            value: told(value, &format!("{ALPHA}.{level}"), reasons),
            interval: known(ends, &format!("{ALPHA_INTERVAL}.{level}"), reasons),
        }
    });
    Agreement { levels }
}

fn correlations(values: Forms<Option<f64>>, details: Forms<Option<CorrelationDetail>>, reasons: &Reasons) -> Vec<Correlation> {
    let values = [values.icc1, values.icc_a1, values.icc_c1, values.icc1k, values.icc_ak, values.icc_ck];
    let details = [details.icc1, details.icc_a1, details.icc_c1, details.icc1k, details.icc_ak, details.icc_ck];
    let of = |((form, value), detail): ((&'static str, Option<f64>), Option<CorrelationDetail>)| Correlation {
        form,
        value: told(value, &format!("reliability.icc.{form}"), reasons),
        interval: detail.and_then(|detail| Some([Rounded::of(detail.low?)?, Rounded::of(detail.high?)?])),
    };
    FORMS.into_iter().zip(values).zip(details).map(of).collect()
}

/// A figure, or its reason.
fn told(value: Option<f64>, path: &str, reasons: &Reasons) -> Result<Rounded, String> {
    known(value.and_then(Rounded::of), path, reasons)
}

/// What is there, or the reason under its path.
fn known<T>(value: Option<T>, path: &str, reasons: &Reasons) -> Result<T, String> {
    value.ok_or_else(|| reasons.get(path).cloned().unwrap_or_else(|| "It cannot be computed from these scores.".into()))
}
