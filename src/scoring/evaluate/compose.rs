//! Writes findings down as a report: rounded, sorted, with a reason for what is undefined.

use super::report::{
    AlphaInterval, ApplicationLine, CorrelationDetail, Forms, Inputs, Levels, ModelCorrelations, ModelReport, Reliability, Report,
    ReviewerLine, Variance, nine,
};
use super::sensitivity::{Sensitivity, Stability, Without};
use super::weights::Reweighted;
use super::{Findings, Question, connectivity, severity};
use crate::scoring::model::Model;
use crate::scoring::ranks::Better;
use crate::scoring::reliability::{Correlation, Correlations, Level, Units, intervals};
use crate::scoring::table::{Cell, Table};
use data_encoding::HEXLOWER;
use std::collections::BTreeMap;

/// Why there is no model although its variances could be told apart.
pub(super) const UNSOLVED: &str = "The equations of the mixed model could not be solved within the precision of the machine.";

/// Reasons by path.
pub(super) type Reasons = BTreeMap<String, String>;

/// Where reasons about α stand, followed by the level.
pub(super) const ALPHA: &str = "reliability.krippendorff_alpha";
pub(super) const ALPHA_INTERVAL: &str = "reliability.krippendorff_alpha_interval";

pub(super) const LEVELS: [&str; 4] = ["nominal", "ordinal", "interval", "ratio"];
pub(super) const FORMS: [&str; 6] = ["icc1", "icc_a1", "icc_c1", "icc1k", "icc_ak", "icc_ck"];

/// Why the design leaves variances mixed up.
pub(super) fn unidentified(table: &Table) -> String {
    if table.applications.len() == 1 {
        "There is one application only: nothing tells its merit from the panel's level.".into()
    } else if table.reviewers.len() == 1 {
        "There is one reviewer only: nothing tells the merit of an application from the chance of one score.".into()
    } else {
        "No application has two scores, or no reviewer has scored two applications: merit, severity and chance cannot be told apart.".into()
    }
}

/// Agreement, and the reasons for what is undefined in it.
pub(super) fn reliability(table: &Table, findings: &Findings, seed: [u8; 32]) -> (Reliability, Reasons) {
    let mut reasons = Reasons::new();
    let (krippendorff_alpha, krippendorff_alpha_interval) = alphas(table, seed, &mut reasons);
    let correlations = Correlations::of(table);
    let mut names = FORMS.into_iter();
    let forms = correlations.forms.map(|form| note(&mut reasons, "reliability.icc", names.next(), form));
    let values = forms.map(|form| form.and_then(|form| nine(form.value)));
    let details = forms.map(|form| form.map(detail));
    let model_icc = model_icc(findings, &mut reasons);
    let reliability = Reliability {
        krippendorff_alpha,
        krippendorff_alpha_interval,
        icc: self::forms(values),
        icc_detail: self::forms(details),
        icc_applications: correlations.complete,
        model_icc,
    };
    (reliability, reasons)
}

/// α at every level, and its intervals; what is undefined in them goes to `reasons`.
pub(super) fn alphas(table: &Table, seed: [u8; 32], reasons: &mut Reasons) -> (Levels<Option<f64>>, Levels<Option<AlphaInterval>>) {
    let units = Units::of(table);
    let alphas = Level::ALL.map(|level| units.alpha(level));
    let mut names = LEVELS.into_iter();
    let alphas = alphas.map(|alpha| note(reasons, ALPHA, names.next(), alpha).and_then(nine));
    let mut names = LEVELS.into_iter();
    let intervals = intervals(&units, seed).map(|interval| {
        let interval = note(reasons, ALPHA_INTERVAL, names.next(), interval)?;
        Some(AlphaInterval { low: nine(interval.low)?, high: nine(interval.high)?, replicates: interval.replicates })
    });
    (levels(alphas), levels(intervals))
}

/// The figure, or its reason under its path.
fn note<T>(reasons: &mut Reasons, path: &str, name: Option<&str>, figure: Result<T, String>) -> Option<T> {
    figure.map_err(|reason| reasons.insert(format!("{path}.{}", name.unwrap_or_default()), reason)).ok()
}

fn levels<T>([nominal, ordinal, interval, ratio]: [T; 4]) -> Levels<T> {
    Levels { nominal, ordinal, interval, ratio }
}

fn forms<T>([icc1, icc_a1, icc_c1, icc1k, icc_ak, icc_ck]: [T; 6]) -> Forms<T> {
    Forms { icc1, icc_a1, icc_c1, icc1k, icc_ak, icc_ck }
}

fn detail(form: Correlation) -> CorrelationDetail {
    CorrelationDetail {
        f: form.test.and_then(|(f, _)| nine(f)),
        df1: form.freedom.0,
        df2: form.freedom.1,
        p: form.test.and_then(|(_, p)| nine(p)),
        low: form.interval.and_then(|(low, _)| nine(low)),
        high: form.interval.and_then(|(_, high)| nine(high)),
    }
}

fn model_icc(findings: &Findings, reasons: &mut Reasons) -> ModelCorrelations {
    let share = |others: &dyn Fn(&Model) -> f64| {
        let model = findings.model.as_ref().map_err(Clone::clone)?;
        let whole = model.application + others(model);
        if whole > 0.0 { Ok(model.application / whole) } else { Err("Without variation it is undefined.".to_owned()) }
    };
    let agreement = share(&|model| model.reviewer + model.residual);
    let consistency = share(&|model| model.residual);
    ModelCorrelations {
        icc_a1: note(reasons, "reliability.model_icc", Some("icc_a1"), agreement).and_then(nine),
        icc_c1: note(reasons, "reliability.model_icc", Some("icc_c1"), consistency).and_then(nine),
    }
}

/// Everything but the funding line and the warnings.
pub(super) fn report(
    table: &Table,
    question: &Question,
    findings: Findings,
    (reliability, mut undefined): (Reliability, Reasons),
    sensitivity: Result<(Vec<Without>, Vec<Stability>), String>,
) -> Report {
    let (without, stability) = match sensitivity {
        Ok((without, stability)) => (Some(without), stability),
        Err(reason) => {
            undefined.insert("sensitivity.leave_one_reviewer_out".into(), reason);
            (None, Vec::new())
        }
    };
    let (connectivity, components) = connectivity::components(table);
    let (severities, z_means) = severity::severities(table);
    let mut applications: Vec<ApplicationLine> = (table.applications.iter().zip(table.by_application()).enumerate())
        .map(|(at, (id, cells))| application(id, cells, at, &findings))
        .collect();
    for (at, line) in applications.iter_mut().enumerate() {
        line.leave_one_out = stability.get(at).copied();
        line.component = components.get(at).copied();
        line.z_mean = z_means.get(at).copied().flatten().and_then(nine);
    }
    applications.sort_by(|one, other| {
        one.expected_rank.unwrap_or(f64::MAX).total_cmp(&other.expected_rank.unwrap_or(f64::MAX)).then_with(|| one.id.cmp(&other.id))
    });
    applications.extend(table.without_score.iter().map(|id| unscored(id)));
    explain(table, &findings, &mut undefined);
    let model = findings.model.as_ref().ok();
    Report {
        inputs: Inputs {
            applications: table.applications.len(),
            reviewers: table.reviewers.len(),
            scores: table.cells.len(),
            sha256: HEXLOWER.encode(&table.digest()),
            seed: question.seed,
            lower_is_better: question.better == Better::Lower,
        },
        reliability,
        variance: Variance {
            application: model.and_then(|model| nine(model.application)),
            reviewer: model.and_then(|model| nine(model.reviewer)),
            residual: model.and_then(|model| nine(model.residual)),
        },
        model: ModelReport {
            mean: model.and_then(|model| nine(model.mean)),
            mean_standard_error: model.and_then(|model| nine(model.mean_error)),
            reml_criterion: model.and_then(|model| model.criterion).and_then(nine),
            steps: model.map_or(0, |model| model.steps),
            converged: model.is_some_and(|model| model.converged),
        },
        reviewers: reviewers(table, &severities, model),
        applications,
        connectivity,
        sensitivity: Sensitivity { leave_one_reviewer_out: without, weights: None },
        funding: None,
        undefined,
        warnings: Vec::new(),
    }
}

/// What other weights change, by criterion and by application in the order of the table, or why it is not known.
pub(super) fn add_weights(report: &mut Report, table: &Table, weights: Result<(Vec<Reweighted>, Vec<Stability>), String>) {
    match weights {
        Err(reason) => drop(report.undefined.insert("sensitivity.weights".into(), reason)),
        Ok((lines, stability)) => {
            let by_id: BTreeMap<&str, Stability> = table.applications.iter().map(String::as_str).zip(stability).collect();
            for line in &mut report.applications {
                line.reweighed = by_id.get(line.id.as_str()).copied();
            }
            report.sensitivity.weights = Some(lines);
        }
    }
}

fn application(id: &str, cells: &[Cell], at: usize, findings: &Findings) -> ApplicationLine {
    let n = cells.len();
    let mut scores: Vec<f64> = cells.iter().map(|cell| cell.score).collect();
    scores.sort_unstable_by(f64::total_cmp);
    let model = findings.model.as_ref().ok();
    let effect = model.and_then(|model| model.predictions.applications.get(at)).copied();
    let rank = findings.ranks.as_ref().and_then(|ranks| ranks.expected.get(at)).copied();
    let [low, high] = findings.ranks.as_ref().and_then(|ranks| ranks.intervals.get(at)).map_or([None, None], |ends| ends.map(Some));
    let all = findings.ranks.as_ref().map_or(0, |ranks| ranks.expected.len()) as f64;
    let middle = scores.get((n.max(1) - 1) / 2).zip(scores.get(n / 2)).map(|(one, other)| f64::midpoint(*one, *other));
    ApplicationLine {
        id: id.to_owned(),
        n,
        mean: nine(scores.iter().sum::<f64>() / n as f64),
        blup: effect.and_then(nine),
        predicted: model.zip(effect).and_then(|(model, effect)| nine(model.mean + effect)),
        standard_error: model
            .and_then(|model| model.predictions.application_errors.get(at))
            .and_then(|variance| nine(variance.max(0.0).sqrt())),
        expected_rank: rank.and_then(nine),
        rank_low: low,
        rank_high: high,
        sucra: rank.filter(|_| all > 1.0).and_then(|rank| nine((all - rank) / (all - 1.0))),
        percentile: rank.and_then(|rank| nine(100.0 * (rank - 0.5) / all)),
        median: middle.and_then(nine),
        lowest: scores.first().copied().and_then(nine),
        highest: scores.last().copied().and_then(nine),
        z_mean: None,
        component: None,
        leave_one_out: None,
        reweighed: None,
        cost: None,
        funding: None,
    }
}

/// An application that nobody has scored: it has no rank.
fn unscored(id: &str) -> ApplicationLine {
    let findings = Findings { model: Err(String::new()), ranks: None };
    application(id, &[], 0, &findings)
}

fn reviewers(table: &Table, severities: &[severity::Severity], model: Option<&Model>) -> Vec<ReviewerLine> {
    (table.reviewers.iter().zip(severities).enumerate())
        .map(|(at, (id, row))| ReviewerLine {
            id: id.clone(),
            n: row.n,
            mean: nine(row.mean).unwrap_or(0.0),
            standard_deviation: row.deviation.and_then(nine),
            effect: model.and_then(|model| model.predictions.reviewers.get(at)).copied().and_then(nine),
            standard_error: model.and_then(|model| model.predictions.reviewer_errors.get(at)).and_then(|v| nine(v.max(0.0).sqrt())),
            against_others: row.against_others.and_then(nine),
            z_scale: if row.own_scale { "own" } else { "shrunk" },
        })
        .collect()
}

/// The reasons for what the model and the ranks leave undefined.
fn explain(table: &Table, findings: &Findings, undefined: &mut Reasons) {
    if let Err(reason) = &findings.model {
        for path in ["variance", "model", "applications.blup", "reviewers.effect"] {
            undefined.insert(path.into(), reason.clone());
        }
        if findings.ranks.is_none() {
            for path in ["applications.expected_rank", "applications.rank_low", "applications.rank_high", "applications.sucra"] {
                undefined.insert(path.into(), reason.clone());
            }
        }
    } else if findings.model.as_ref().is_ok_and(|model| model.criterion.is_none()) {
        undefined.insert("model.reml_criterion".into(), "Without residual variance the likelihood has no bound.".into());
    }
    if table.applications.len() == 1 {
        undefined.insert("applications.sucra".into(), "One application cannot be above or below another.".into());
    }
}

/// What a reader should know, as sentences.
pub(super) fn warn(report: &mut Report) {
    let mut say = |sentence: String| report.warnings.push(sentence);
    let connectivity = &report.connectivity;
    if !connectivity.comparable {
        say(format!(
            "The applications fall into {} sets that share no reviewer: ranks between sets compare panels as well as applications. Let a reviewer of each set score some of another.",
            connectivity.components
        ));
    }
    if let Some(reason) = report.undefined.get("variance") {
        say(format!("Applications are not ranked by the model. {reason}"));
    } else if report.variance.application.is_some_and(|variance| variance <= 0.0) {
        say("The scores show no difference between applications beyond severity and chance: every order is as likely.".into());
    }
    if !report.model.converged && !report.undefined.contains_key("variance") {
        say("The variances did not settle; read ranks with care.".into());
    }
    let unscored = report.applications.iter().filter(|line| line.n == 0).map(|line| line.id.as_str()).collect::<Vec<_>>();
    if !unscored.is_empty() {
        say(format!("These applications have no score and no rank: {}.", unscored.join(", ")));
    }
    let single = report.applications.iter().filter(|line| line.n == 1).count();
    if single > 0 {
        say(format!("{single} of the applications {} one score only.", if single == 1 { "has" } else { "have" }));
    }
}
