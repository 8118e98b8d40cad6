//! How far reviewers agree, in words with the numbers: on the whole and on each criterion, and where the differences between
//! scores come from. Thresholds are guidance, never a gate.

use super::parts::Part;
use crate::locale::format::percent;
use crate::reporting::ranking::Round;
use crate::scoring::Rounded;
use crate::scoring::evaluate::{Agreement, Alpha, Correlation, View};
use crate::web::fields::{Cell, Column, Table};

/// In billionths: from here on people speak of reliable scores, of tentative conclusions (Krippendorff 2004), and of some agreement.
const RELIABLE: i64 = 800_000_000;
const TENTATIVE: i64 = 667_000_000;
const SOME: i64 = 400_000_000;

/// What each form of the intraclass correlation says.
const FORMS: [(&str, &str, &str); 6] = [
    ("icc1", "ICC(1)", "One score, if every application has other reviewers"),
    ("icc_a1", "ICC(A,1)", "One score: whether reviewers give the same points"),
    ("icc_c1", "ICC(C,1)", "One score: whether they differ alike, strict or lenient"),
    ("icc1k", "ICC(1,k)", "The mean of all, if every application has other reviewers"),
    ("icc_ak", "ICC(A,k)", "The mean of all: whether reviewers give the same points"),
    ("icc_ck", "ICC(C,k)", "The mean of all: whether they differ alike"),
];

/// What each level of measurement takes two different scores for, in the order of [`Agreement::levels`].
pub(super) const LEVELS: [(&str, &str); 4] = [
    ("Equal or not (nominal)", "Only whether two scores are the same: 4 and 5 differ as much as 1 and 5"),
    ("Order (ordinal)", "Only which score is higher, not by how much"),
    ("Points (interval)", "By how many points scores differ: 1 and 2 differ as much as 4 and 5"),
    (
        "Multiples (ratio)",
        "How many times as high one score is: 1 and 2 differ as much as 2 and 4. For scales on which 0 means nothing at all",
    ),
];

/// The part about agreement.
pub(super) fn part(round: &Round, view: &View) -> Part {
    let mut part = Part::new("How far reviewers agree").text(sentence(view.agreement.interval())).text(shares(view));
    part = part.table(levels(&view.agreement)).table(alphas(round, view));
    if let Err(reason) = &view.by_criterion {
        part = part.text(format!("Agreement on single criteria is not known. {reason}"));
    }
    part.text(format!(
        "The six correlations below are of the {} that every reviewer has scored; those by the model use every score.",
        super::parts::count(view.complete, "application")
    ))
    .table(correlations(view))
}

/// What α means.
pub(super) fn sentence(alpha: &Alpha) -> String {
    let value = match &alpha.value {
        Ok(value) => *value,
        Err(reason) => return format!("How far reviewers agree is not known. {reason}"),
    };
    let interval = match &alpha.interval {
        Ok([low, high]) => format!(" (95 % interval {} to {})", low.text(2), high.text(2)),
        Err(_) => String::new(),
    };
    format!(
        "{}. Krippendorff’s alpha is {}{interval}: scores of one application differ {} % as much as if all scores of the round had been \
         shuffled. 1 is full agreement, 0 is chance.",
        grade(value),
        value.text(2),
        value.taken_from(1).percent()
    )
}

/// In one phrase.
fn grade(value: Rounded) -> &'static str {
    match value.billionths() {
        RELIABLE.. => "Reviewers agree well",
        TENTATIVE.. => "Reviewers agree well enough for tentative conclusions",
        SOME.. => "Reviewers agree in part",
        1.. => "Reviewers agree little",
        _ => "Reviewers agree no more than by chance",
    }
}

/// Where differences come from.
fn shares(view: &View) -> String {
    match &view.shares {
        Ok([applications, reviewers, chance]) => format!(
            "Of what makes scores differ, {} % lies in the applications, {} % in who reviewed them, and {} % in chance.",
            applications.percent(),
            reviewers.percent(),
            chance.percent()
        ),
        Err(reason) => format!("What makes scores differ is not known. {reason}"),
    }
}

/// Alpha of the weighted score at the four levels of measurement.
fn levels(agreement: &Agreement) -> Table {
    let columns = vec![Column::text("Level"), Column::number("Alpha"), Column::number("95 % interval"), Column::text("What it looks at")];
    let rows = agreement.levels.iter().zip(LEVELS).map(|(alpha, (name, words))| {
        let words = alpha.value.as_ref().err().map_or_else(|| words.to_owned(), |reason| format!("{words}. {reason}"));
        vec![
            Cell::text(name).heading(),
            Cell::number(figure(alpha.value.as_ref().ok())),
            Cell::number(ends(alpha.interval.as_ref().ok())),
            Cell::text(words),
        ]
    });
    Table::new("levels", "Krippendorff’s alpha of the weighted score, by what counts as a difference", columns).rows(rows)
}

fn alphas(round: &Round, view: &View) -> Table {
    let columns = vec![
        Column::text("Scores"),
        Column::number("Weight"),
        Column::number("Alpha by points"),
        Column::number("95 % interval"),
        Column::number("Alpha by order"),
        Column::number("95 % interval by order"),
        Column::text("In words"),
    ];
    let whole = std::iter::once(row("Weighted score".to_owned(), "All".to_owned(), &view.agreement));
    let weights = round.criteria.as_deref().unwrap_or_default();
    let criteria = view.by_criterion.as_deref().unwrap_or_default().iter().zip(weights);
    let criteria = criteria.map(|((name, agreement), criterion)| row(name.clone(), percent(criterion.weight_bp), agreement));
    Table::new("agreement", "Krippendorff’s alpha: by points, as if each step were as large, and by their order alone", columns)
        .rows(whole.chain(criteria))
}

fn row(name: String, weight: String, agreement: &Agreement) -> Vec<Cell> {
    let (points, order) = (agreement.interval(), agreement.ordinal());
    let words = match &points.value {
        Ok(value) => grade(*value).to_owned(),
        Err(reason) => reason.clone(),
    };
    vec![
        Cell::text(name).heading(),
        Cell::number(weight),
        Cell::number(figure(points.value.as_ref().ok())),
        Cell::number(ends(points.interval.as_ref().ok())),
        Cell::number(figure(order.value.as_ref().ok())),
        Cell::number(ends(order.interval.as_ref().ok())),
        Cell::text(words),
    ]
}

fn correlations(view: &View) -> Table {
    let columns = vec![Column::text("Form"), Column::number("Value"), Column::number("95 % interval"), Column::text("What it says")];
    let of = |((_, name, words), form): ((&str, &str, &str), &Correlation)| {
        let words = form.value.as_ref().err().map_or_else(|| words.to_owned(), Clone::clone);
        vec![
            Cell::text(name).heading(),
            Cell::number(figure(form.value.as_ref().ok())),
            Cell::number(ends(form.interval.as_ref())),
            Cell::text(words),
        ]
    };
    let forms = FORMS.into_iter().filter_map(|form| Some((form, view.correlations.iter().find(|found| found.form == form.0)?))).map(of);
    let model = ["ICC(A,1) by the model", "ICC(C,1) by the model"].into_iter().zip(&view.model_correlations).map(|(name, value)| {
        let words = value.as_ref().err().map_or_else(|| "The same of one score, from all scores".to_owned(), Clone::clone);
        vec![Cell::text(name).heading(), Cell::number(figure(value.as_ref().ok())), Cell::number("Not computed"), Cell::text(words)]
    });
    Table::new("correlations", "Intraclass correlations", columns).rows(forms.chain(model))
}

fn figure(value: Option<&Rounded>) -> String {
    value.map_or_else(|| "Undefined".to_owned(), |value| value.text(2))
}

fn ends(interval: Option<&[Rounded; 2]>) -> String {
    interval.map_or_else(|| "Undefined".to_owned(), |[low, high]| format!("{} to {}", low.text(2), high.text(2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alpha(thousandths: i64) -> Alpha {
        let rounded = |thousandths: i64| Rounded::from_billionths(thousandths * 1_000_000);
        Alpha { level: "interval", value: Ok(rounded(thousandths)), interval: Ok([rounded(thousandths - 190), rounded(thousandths + 180)]) }
    }

    #[test]
    fn alpha_is_explained() {
        assert_eq!(
            sentence(&alpha(400)),
            "Reviewers agree in part. Krippendorff’s alpha is 0.40 (95 % interval 0.21 to 0.58): scores of one application differ 60 % as \
             much as if all scores of the round had been shuffled. 1 is full agreement, 0 is chance."
        );
        assert!(sentence(&alpha(-100)).contains("no more than by chance") && sentence(&alpha(-100)).contains("110 % as much"));
        assert!(sentence(&alpha(800)).starts_with("Reviewers agree well."));
        let none = Alpha { value: Err("All scores are equal.".into()), ..alpha(0) };
        assert_eq!(sentence(&none), "How far reviewers agree is not known. All scores are equal.");
    }
}
