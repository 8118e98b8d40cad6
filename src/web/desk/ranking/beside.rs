//! What is told beside the ranking, on its page and in its files: the draw by lot, and what the panel came to. Each under the rules of its
//! own pages: a draw is not there for anybody to whom an application of the round is closed; votes and agreed scores are for those
//! who read minutes; nothing stands here of what is closed to the reader.

use crate::db::Error;
use crate::intake::Application;
use crate::kernel::Id;
use crate::lottery::{self, Draw, Standing};
use crate::meeting::{self, Settled, Verdict};
use crate::people::Actor;
use crate::reporting::ranking::{Candidate, Line, Round};
use crate::reporting::{Holds, Value};
use crate::web::desk::meetings;
use crate::web::desk::slate::Recommendable;
use crate::web::{App, Problem, Viewer};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// What is told beside the ranking on its page.
pub(super) struct Beside<'a> {
    /// Who reads it.
    pub(super) actor: &'a Actor,
    /// Whom the reader could recommend now, and why others not.
    pub(super) step: Recommendable,
    /// The draw and the panel.
    pub(super) told: Told,
}

/// What is told on the page and in the files.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// The draws by lot.
    pub(super) lots: Option<Standing>,
    /// What panels came to.
    panel: BTreeMap<Id<Application>, Settled>,
    /// Whether the reader reads minutes, and so votes and agreed scores.
    minutes: bool,
}

/// Reads it.
pub(super) async fn told(app: &App, viewer: &Viewer, round: &Round) -> Result<Told, Problem> {
    let (actor, slug) = (viewer.actor(), round.slug.clone());
    let ids: Vec<Id<Application>> = round.ranked.iter().map(|candidate| candidate.id).collect();
    let read = app.long_read(move |conn| {
        let lots = lottery::find_of_round(conn, &actor, &slug)?;
        let panel = meeting::settled(conn, &actor, &ids)?;
        Ok::<_, Error>(Told { lots, panel, minutes: meeting::may_read(&actor) })
    });
    Ok(read.await?)
}

impl Told {
    /// The last draw that was made.
    fn draw(&self) -> Option<&Draw> {
        self.lots.as_ref().and_then(Standing::last_drawn)
    }

    /// What the draw says of an application, a line.
    pub(super) fn drawn(&self, candidate: &Candidate) -> Option<String> {
        self.lots.as_ref().and_then(|lots| super::super::lottery::drawn_as(lots, &candidate.reference))
    }

    /// What the panel came to on an application, a line each.
    pub(super) fn panel_lines(&self, candidate: &Candidate) -> Vec<String> {
        let Some(settled) = self.panel.get(&candidate.id) else { return Vec::new() };
        let outcome = meetings::outcome_told(&settled.outcome);
        std::iter::once(outcome).chain(meetings::outcome_details(settled)).collect()
    }

    /// The further columns of a file: of a draw where one was made, of the panel where it said anything.
    pub(super) fn columns(&self) -> Vec<(&'static str, Holds)> {
        let mut columns = Vec::new();
        if self.draw().is_some() {
            columns.extend([("Draw", Holds::Number), ("Drawn as number", Holds::Number), ("Chosen by lot", Holds::Text(26))]);
        }
        if !self.panel.is_empty() {
            columns.extend([("Panel", Holds::Text(26)), ("Panel recommends", Holds::Money)]);
        }
        if self.tells_minutes() {
            columns.extend([("Panel’s vote", Holds::Text(50)), ("Panel’s consensus", Holds::Number)]);
        }
        columns
    }

    /// What stands in them for one application.
    pub(super) fn values(&self, line: &Line<'_>) -> Vec<Value> {
        let candidate = line.candidate;
        let mut values = self.draw().map_or_else(Vec::new, |draw| lot(draw, &candidate.reference));
        let settled = self.panel.get(&candidate.id);
        if !self.panel.is_empty() {
            let recommended =
                settled.filter(|settled| settled.outcome.verdict == Verdict::Recommended && settled.outcome.amount.is_positive());
            values.push(Value::Text(settled.map(|settled| settled.outcome.verdict.label().to_owned()).unwrap_or_default()));
            values.push(recommended.map_or_else(|| Value::Text(String::new()), |settled| Value::Money(settled.outcome.amount)));
        }
        if self.tells_minutes() {
            values.push(Value::Text(settled.and_then(Settled::vote_words).unwrap_or_default()));
            let points = settled.and_then(|settled| settled.consensus);
            values.push(Value::Number(points.and_then(|points| points.to_string().parse().ok())));
        }
        values
    }

    fn tells_minutes(&self) -> bool {
        self.minutes && !self.panel.is_empty()
    }
}

/// Which draw, as which number, and whether it is chosen; nothing for what was not in the pool.
fn lot(draw: &Draw, reference: &str) -> Vec<Value> {
    let number = |n: usize| Value::Number(Some(Decimal::from(n)));
    let nothing = || Value::Number(None);
    let n = || Value::Number(Some(Decimal::from(draw.n)));
    let words = |said: &str| Value::Text(said.to_owned());
    match draw.place_of(reference) {
        Some((place, true)) => vec![n(), number(place), words("Chosen by lot")],
        Some((place, false)) => vec![n(), number(place), words("Not chosen by lot")],
        None if draw.lots.iter().any(|lot| lot.reference == reference) => vec![n(), nothing(), words("In the pool, and not drawn")],
        None => vec![nothing(), nothing(), words("")],
    }
}
