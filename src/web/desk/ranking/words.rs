//! What the page says first, in words that need no statistics: whom the money reaches, who is clearly in or out, and who cannot be
//! told apart.

use super::parts::{count, listed};
use crate::kernel::Money;
use crate::reporting::ranking::{Group, Line, MOST_APPLICATIONS, Outcome, Round, Scope};
use crate::scoring::evaluate::{Cut, View};
use crate::web::fields::SummaryRow;

/// Nothing is ranked.
pub(super) const NOTHING: &str = "No application is ranked: all are decided, or none is reviewed.";

/// The rubrics differ in what they weigh.
const OTHER_CRITERIA: &str = "The reviews were written under rubrics whose criteria or weights differ: a score of one application does not stand for \
                              the same as a score of another. What differs stands among the versions of the round.";

/// Whom the money reaches.
pub(super) fn message(round: &Round, lines: &[Line<'_>]) -> String {
    let reached = lines.iter().filter(|line| line.sum.is_some()).count();
    match lines.len() {
        0 => NOTHING.to_owned(),
        n if round.mixed_scales.is_some() => format!("{} cannot be put in one order.", count(n, "application")),
        _ if round.line_budget().is_none() => "No line is drawn: these applications ask for no money.".to_owned(),
        1 if reached == 1 => "The money reaches the one ranked application.".to_owned(),
        1 => "The money does not reach the one ranked application.".to_owned(),
        n if reached == n => format!("The money reaches all {n} ranked applications."),
        n if reached == 0 => format!("The money reaches none of the {n} ranked applications: the first asks for more."),
        n => format!("The money reaches {reached} of {n} ranked applications."),
    }
}

/// Which money the line walks.
pub(super) fn money(round: &Round) -> String {
    match round.scope {
        Scope::Open => format!("{} is free for these applications", round.budget),
        Scope::Round => format!("{} is free or held by these applications", round.budget),
    }
}

/// How sure that is.
pub(super) fn sentences(round: &Round, view: Option<&View>, lines: &[Line<'_>]) -> Vec<String> {
    let mut said = Vec::new();
    let Some(view) = view else {
        if round.mixed_scales.is_some() {
            said.push("They stand here in no order, each with the scores of its own scale, and no line is drawn.".to_owned());
        } else if !lines.is_empty() {
            said.push("The order is that of the plain mean, and so is the line.".to_owned());
        }
        return said;
    };
    if view.unranked.is_some() {
        said.push("The order is that of the plain mean, and so is the line.".to_owned());
    } else if let Some(cut) = view.cut.as_ref().filter(|cut| cut.line.is_some()) {
        said.push(certain(cut, lines.len()));
        said.push(band(cut));
    }
    if round.line_budget().is_some() {
        said.extend(steady(view));
    }
    said
}

/// Who is clearly above and below.
fn certain(cut: &Cut, all: usize) -> String {
    let (above, below) = (cut.direct.len(), cut.out.len());
    let verb = |n: usize| if n == 1 { "is" } else { "are" };
    match (above, below) {
        (0, 0) => format!("None of the {all} is clearly above the line or below it."),
        (above, 0) => format!("{above} {} clearly above the line; none is clearly below it.", verb(above)),
        (0, below) => format!("None is clearly above the line; {below} {} clearly below it.", verb(below)),
        (above, below) => format!("{above} {} clearly above the line, and {below} {} clearly below it.", verb(above), verb(below)),
    }
}

/// Who is neither.
fn band(cut: &Cut) -> String {
    let money = |text: &str| Money::parse(text).map_or_else(|_| text.to_owned(), |money| money.to_string());
    let left = money(&cut.left_for_band);
    match cut.band.as_slice() {
        [] => "No application is cut by the line.".to_owned(),
        [one] => format!("The line cuts {one} alone: the scores do not say clearly on which side it belongs. {left} is left for it."),
        many => format!(
            "These {} cannot be told apart by their scores, and the line runs through them: {}. {left} is left for them, and together \
             they ask for {}. Who of them is funded is for people to decide, with reasons.",
            many.len(),
            listed(many),
            money(&cut.band_cost),
        ),
    }
}

/// How often one reviewer less, or another weight, changes who is reached.
fn steady(view: &View) -> Option<String> {
    let (without, weights) = (view.without_reviewer.as_ref().ok()?, view.weights.as_ref().ok());
    let changed = without.iter().filter(|line| !line.funding_changes.is_empty()).count();
    let first = format!("Leaving out one reviewer changes who is reached for {changed} of {}", count(without.len(), "reviewer"));
    let Some(weights) = weights else { return Some(format!("{first}.")) };
    let turned = weights.iter().filter(|line| !line.funding_changes.is_empty()).count();
    Some(format!("{first}; making one criterion weigh a fifth more or less changes it in {turned} of {} cases.", weights.len()))
}

/// What a reader should know before reading on.
pub(super) fn warnings(round: &Round, outcome: &Outcome) -> Vec<String> {
    let of_rubrics = round.criteria.is_err().then(|| OTHER_CRITERIA.to_owned());
    let far = round.ranked.iter().filter(|candidate| candidate.is_far).count();
    let far = round.spread.told((far, round.ranked.len()), false);
    match outcome {
        Outcome::Nothing => Vec::new(),
        Outcome::Refused(_) if round.mixed_scales.is_some() => round.mixed_scales.iter().cloned().chain(far).collect(),
        Outcome::Refused(sentence) => {
            let refused = format!(
                "{sentence} So there are no expected ranks here. Download the scores and the amounts below and give them to the command \
                 “udf scoring evaluate”, which takes far more than {MOST_APPLICATIONS}."
            );
            std::iter::once(refused).chain(of_rubrics).chain(far).collect()
        }
        Outcome::Evaluated(_) => {
            let of_scores = outcome.view().map_or_else(Vec::new, |view| view.warnings.clone());
            of_rubrics.into_iter().chain(far).chain(of_scores).collect()
        }
    }
}

/// The sentence that the chart proves.
pub(super) fn chart(lines: &[Line<'_>]) -> String {
    let of = |group: Group| lines.iter().filter(|line| line.group == group).count();
    let (above, cut, below) = (of(Group::Above), of(Group::Cut), of(Group::Below));
    if above + cut + below == 0 {
        return format!("Where {} could stand.", count(lines.len(), "application"));
    }
    format!("{} clearly above the line, {cut} cut by it, {below} clearly below.", count(above, "application"))
}

/// From what the page was computed, and how anyone can do it again.
pub(super) fn computed(round: &Round, view: &View) -> Vec<SummaryRow> {
    let versions = round.rubrics.iter().map(|rubric| {
        let numbers: Vec<String> = rubric.numbers.iter().map(i32::to_string).collect();
        format!("{} {}, SHA-256 {}", if numbers.len() == 1 { "Version" } else { "Versions" }, listed(&numbers), rubric.sha256)
    });
    let command = match round.line_budget() {
        Some(budget) => format!("udf scoring evaluate scores.csv --budget {} --costs amounts.csv", at_least_nothing(budget).plain()),
        None => "udf scoring evaluate scores.csv".to_owned(),
    };
    vec![
        SummaryRow::new(
            "Scores",
            &format!("{} of {} by {}", view.scores, count(round.ranked.len(), "application"), count(round.reviewers.len(), "reviewer")),
        ),
        SummaryRow::new("SHA-256 of the scores", &view.sha256),
        SummaryRow::new("Rubric of the round", &versions.collect::<Vec<_>>().join("\n")),
        SummaryRow::new("The same again from the files", &command),
    ]
}

/// What the line walks: nothing, if more is promised than there is.
fn at_least_nothing(budget: Money) -> Money {
    budget.max(Money::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::Rounded;

    fn cut(direct: usize, band: usize, out: usize) -> Cut {
        let names = |n: usize| (1..=n).map(|n| format!("A{n}")).collect();
        Cut {
            line: Some(Rounded::from_billionths(3)),
            reached: direct + 1,
            direct: names(direct),
            band: names(band),
            out: names(out),
            band_cost: "95000.00".into(),
            left_for_band: "40000.00".into(),
        }
    }

    #[test]
    fn who_is_clear_and_who_is_not_is_told_in_words() {
        let told = |c: &Cut| certain(c, c.direct.len() + c.band.len() + c.out.len());
        assert_eq!(told(&cut(5, 4, 1)), "5 are clearly above the line, and 1 is clearly below it.");
        assert_eq!(told(&cut(0, 4, 0)), "None of the 4 is clearly above the line or below it.");
        assert_eq!(
            band(&cut(5, 3, 1)),
            "These 3 cannot be told apart by their scores, and the line runs through them: A1, A2 and A3. $40,000.00 is left for them, \
             and together they ask for $95,000.00. Who of them is funded is for people to decide, with reasons."
        );
        assert!(band(&cut(5, 1, 1)).starts_with("The line cuts A1 alone"));
    }
}
