//! The specific conditions of an award, as the people of its city read them. Drawn by the page of the award.

use crate::db::{Conn, Error};
use crate::locale::format::date;
use crate::people::Actor;
use crate::process::Case;
use crate::risk::{self, Condition};
use crate::web::fields::{Status, SummaryRow};
use chrono_tz::Tz;
use serde::Serialize;

/// One condition.
#[derive(Serialize)]
pub(super) struct SpecificCondition {
    heading: String,
    status: Status,
    rows: Vec<SummaryRow>,
}

impl SpecificCondition {
    /// The conditions of a case, those in force before those that were lifted.
    pub(super) fn list(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<Vec<Self>, Error> {
        let mut all = risk::list_conditions(conn, actor, case.application.id)?;
        all.sort_by_key(|condition| condition.lifted.is_some());
        let zone = case.definition.dates.zone;
        Ok(all.iter().enumerate().map(|(n, condition)| Self::new(n + 1, condition, zone)).collect())
    }

    fn new(n: usize, condition: &Condition, zone: Tz) -> Self {
        let mut rows = vec![
            SummaryRow::new("What it asks", &condition.text),
            SummaryRow::new("Why", &condition.reason),
            SummaryRow::new("What ends it", &condition.remedy),
            SummaryRow::new("Rule", &condition.citation),
            SummaryRow::new("Imposed", &date(condition.imposed_at.day_in(zone))),
        ];
        rows.extend(
            condition.lifted.as_ref().map(|end| SummaryRow::new("Lifted", &format!("{}\n{}", date(end.at.day_in(zone)), end.reason))),
        );
        let status = if condition.lifted.is_some() { Status::done("Lifted") } else { Status::active("In force") };
        Self { heading: format!("Condition {n}"), status, rows }
    }

    /// For the samples of pages.
    pub(super) fn samples() -> Vec<Self> {
        let sample = |status| Self { heading: "Condition 1".into(), status, rows: vec![SummaryRow::new("Why", "A finding.")] };
        vec![sample(Status::active("In force")), sample(Status::done("Lifted"))]
    }
}
