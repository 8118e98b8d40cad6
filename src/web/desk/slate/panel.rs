//! What the panel of a round said on the applications of its slate, and where the slate departs from it. Only meetings that are closed
//! are told of, and nothing of what is closed to the reader.

use super::words;
use crate::intake::Application;
use crate::kernel::{Id, Money};
use crate::meeting::{self, Outcome, Settled, Verdict};
use crate::slate::{Line, Proposal};
use crate::web::desk::meetings;
use crate::web::fields::{Cell, Status};
use crate::web::sheet::Section;
use crate::web::{App, Problem, Viewer};
use std::collections::BTreeMap;

/// So many departures are told one by one; the others stand in the table.
const TOLD: usize = 25;

/// What was said, by the identifier of the application.
pub(super) type Said = BTreeMap<String, Settled>;

/// What panels said on the applications of a slate, as far as the viewer may know it.
pub(super) async fn said(app: &App, viewer: &Viewer, proposal: &Proposal) -> Result<Said, Problem> {
    let ids: Vec<Id<Application>> = proposal.lines.iter().filter_map(|line| line.application.parse().ok()).collect();
    let actor = viewer.actor();
    let found = app.read(move |conn| meeting::settled(conn, &actor, &ids)).await?;
    Ok(found.into_iter().map(|(id, settled)| (id.text(), settled)).collect())
}

/// Where the slate departs from what the panel said on one application, as a sentence; none where it keeps to it.
pub(super) fn departure(award: Option<Money>, outcome: &Outcome) -> Option<String> {
    match (outcome.verdict, award) {
        (Verdict::Recommended, None) => Some("The panel recommends it, and the slate does not choose it.".to_owned()),
        (Verdict::NotRecommended, Some(award)) => Some(format!("The panel does not recommend it, and the slate gives it {award}.")),
        (Verdict::Recommended, Some(award)) if outcome.amount.is_positive() && outcome.amount != award => {
            Some(format!("The panel recommends {}, and the slate gives it {award}.", outcome.amount))
        }
        (Verdict::Recommended | Verdict::NotRecommended | Verdict::NoDecision, _) => None,
    }
}

/// Where one line departs from what the panel said.
pub(super) fn of_line(line: &Line, said: &Said) -> Option<String> {
    departure(line.award, &said.get(&line.application)?.outcome)
}

/// The warning above a slate: on how many applications it departs from the panel.
pub(super) fn warning(proposal: &Proposal, said: &Said) -> Option<String> {
    let departs: Vec<String> =
        proposal.lines.iter().filter(|line| of_line(line, said).is_some()).map(|line| line.reference.clone()).collect();
    (!departs.is_empty()).then(|| {
        format!("This slate departs from what the panel said on {}: {}.", words::applications(departs.len()), words::named(&departs))
    })
}

/// Each departure in words, or that there is none; nothing where no panel said anything.
pub(super) fn section(proposal: &Proposal, said: &Said) -> Option<Section> {
    let told = proposal.lines.iter().filter(|line| said.contains_key(&line.application)).count();
    if told == 0 {
        return None;
    }
    let section = Section::new("What the panel said").text(format!(
        "A meeting that is closed came to an outcome on {}. A slate may depart from it; whoever adopts it says why.",
        words::applications(told)
    ));
    let departs: Vec<String> =
        proposal.lines.iter().filter_map(|line| Some(format!("{}: {}", line.reference, of_line(line, said)?))).collect();
    Some(match departs.len().checked_sub(TOLD).filter(|more| *more > 0) {
        _ if departs.is_empty() => section.text("The slate keeps to it everywhere."),
        Some(more) => section
            .items(departs.into_iter().take(TOLD).collect())
            .text(format!("It departs from it on {more} more: they are marked in the table of the applications.")),
        None => section.items(departs),
    })
}

/// The cell beside an application: what the panel said, and where the slate departs from it.
pub(super) fn cell(line: &Line, said: &Said) -> Cell {
    let Some(settled) = said.get(&line.application) else { return Cell::text("–") };
    let outcome = &settled.outcome;
    let cell = match departure(line.award, outcome) {
        Some(departs) => Cell::status(Status::warning(outcome.words())).detail(departs),
        None => Cell::status(Status::done(outcome.words())),
    };
    meetings::outcome_details(settled).into_iter().fold(cell, Cell::detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    #[test]
    fn a_slate_departs_where_it_says_something_else_than_the_panel() {
        let at = Timestamp::from_micros(0);
        let outcome = |verdict: Verdict, dollars: i64| Outcome {
            item: IdSource::seeded(1).id(at),
            n: 1,
            verdict,
            amount: Money::from_dollars(dollars),
            sentence: String::new(),
            reason: String::new(),
            by_name: String::new(),
            at,
        };
        let told = |award: Option<i64>, verdict, dollars| departure(award.map(Money::from_dollars), &outcome(verdict, dollars));
        let said = |text: &str| Some(text.to_owned());
        assert_eq!(told(Some(8_000), Verdict::Recommended, 8_000), None);
        assert_eq!(told(Some(8_000), Verdict::Recommended, 0), None, "a recommendation without an amount");
        assert_eq!(told(None, Verdict::NotRecommended, 0), None);
        assert_eq!(told(Some(8_000), Verdict::NoDecision, 0), None);
        assert_eq!(told(None, Verdict::Recommended, 8_000), said("The panel recommends it, and the slate does not choose it."));
        assert_eq!(
            told(Some(8_000), Verdict::Recommended, 7_500),
            said("The panel recommends $7,500.00, and the slate gives it $8,000.00.")
        );
        assert_eq!(
            told(Some(8_000), Verdict::NotRecommended, 0),
            said("The panel does not recommend it, and the slate gives it $8,000.00.")
        );
    }
}
