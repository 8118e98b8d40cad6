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
    /// Where its people say what the city did; to read what they said.
    href: Option<String>,
    link: String,
}

impl SpecificCondition {
    /// The conditions of a case, those in force before those that were lifted.
    pub(super) fn list(conn: &mut Conn, actor: &Actor, case: &Case) -> Result<Vec<Self>, Error> {
        let mut all = risk::list_conditions(conn, actor, case.application.id)?;
        all.sort_by_key(|condition| condition.lifted.is_some());
        let zone = case.definition.dates.zone;
        let base = format!("/portal/awards/{}/conditions", case.application.reference);
        Ok(all.iter().enumerate().map(|(n, condition)| Self::new(n + 1, condition, zone, &base)).collect())
    }

    fn new(n: usize, condition: &Condition, zone: Tz, base: &str) -> Self {
        let mut rows = vec![
            SummaryRow::new("What it asks", &condition.text),
            SummaryRow::new("Why", &condition.reason),
            SummaryRow::new("What ends it", &condition.remedy),
            SummaryRow::new("Rule", &condition.citation),
            SummaryRow::new("Imposed", &date(condition.imposed_at.day_in(zone))),
        ];
        rows.extend(condition.due_on.map(|day| SummaryRow::new("Due on", &date(day))));
        let held = if condition.due_on.is_some() { "From its day on" } else { "From the beginning" };
        rows.extend(condition.gates_payment.then(|| {
            SummaryRow::new(
                "Payments",
                &format!("{held}, until it is lifted, none can be asked for, and what is not paid yet is held back"),
            )
        }));
        rows.extend(
            condition
                .met
                .as_ref()
                .map(|met| SummaryRow::new("What your city did", &format!("{}\n{}", date(met.at.day_in(zone)), met.note))),
        );
        rows.extend(
            condition.lifted.as_ref().map(|end| SummaryRow::new("Lifted", &format!("{}\n{}", date(end.at.day_in(zone)), end.reason))),
        );
        let status = match (condition.lifted.is_some(), condition.met.is_some()) {
            (true, _) => Status::done("Lifted"),
            (false, true) => Status::active("The fund looks at it"),
            (false, false) => Status::active("In force"),
        };
        let link = if condition.met.is_some() { "what your city said" } else { "say what your city did" };
        let href = (condition.lifted.is_none() || condition.met.is_some()).then(|| format!("{base}/{}", condition.id));
        Self { heading: format!("Condition {n}"), status, rows, href, link: format!("Condition {n}: {link}") }
    }

    /// For the samples of pages.
    pub(super) fn samples() -> Vec<Self> {
        let sample = |status, href: Option<&str>| Self {
            heading: "Condition 1".into(),
            status,
            rows: vec![SummaryRow::new("Why", "A finding.")],
            href: href.map(str::to_owned),
            link: "Condition 1: say what your city did".into(),
        };
        vec![sample(Status::active("In force"), Some("/portal")), sample(Status::done("Lifted"), None)]
    }
}
