//! What reviews of an application said before they were opened again: in the case file, beside what they say now.

use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::locale::format::datetime;
use crate::opportunity::{self, Criterion};
use crate::people::Actor;
use crate::process::Case;
use crate::review::{self, Assignment};
use crate::web::fields::SummaryRow;
use serde::Serialize;

/// One earlier version.
#[derive(Clone, Serialize)]
pub(super) struct EarlierReview {
    heading: String,
    rows: Vec<SummaryRow>,
}

impl EarlierReview {
    /// Texts of every kind, for sample pages.
    pub(super) fn samples() -> Vec<Self> {
        let rows = vec![SummaryRow::new("Opened again January 30, 2027", "I misread the budget."), SummaryRow::new("Need: 4", "Good.")];
        vec![Self { heading: "Rita Reviewer, version 1: 4.10".into(), rows }]
    }
}

/// The earlier versions of these tasks, as far as the actor sees the scores.
pub(super) fn versions(
    conn: &mut Conn,
    actor: &Actor,
    (case, tasks): (&Case, &[Assignment]),
    now: Timestamp,
) -> Result<Vec<EarlierReview>, Error> {
    let zone = case.definition.dates.zone;
    let mut found = Vec::new();
    for (task, version) in review::list_earlier(conn, actor, tasks, now)? {
        let under = task.definition_sha256.as_ref().unwrap_or(&case.application.definition_sha256);
        // Read once per process, however often it is asked for.
        let definition = opportunity::definition(conn, under)?;
        let mut rows = vec![
            SummaryRow::new("Submitted", &datetime(version.submitted_at, zone)),
            SummaryRow::new(format!("Opened again {}", datetime(version.reopened_at, zone)), &version.reason),
        ];
        let said = |criterion: &Criterion| {
            let entry = version.review.score(&criterion.id)?;
            let judged = entry.judgment.map(|judgment| judgment.label().to_owned());
            let points = judged.or_else(|| entry.score.map(|score| score.to_string())).unwrap_or_else(|| "–".to_owned());
            Some(SummaryRow::new(format!("{}: {points}", criterion.title), &entry.comment))
        };
        rows.extend(definition.rubric.criteria.iter().filter_map(said));
        if !version.review.overall.is_empty() {
            rows.push(SummaryRow::new("On the whole", &version.review.overall));
        }
        let heading = format!("{}, version {}: {}", task.reviewer_name, version.n, version.points);
        found.push(EarlierReview { heading, rows });
    }
    Ok(found)
}
