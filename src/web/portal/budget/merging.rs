//! Two versions of the costs of one activity: the rows that somebody typed beside those that were
//! saved meanwhile. One is kept, or a third is written; a row that only one of them has says so.

use super::super::applications::home;
use super::super::merge::{self, Around, Clash, Other, Side};
use super::costs::{self, typed_rows};
use crate::intake::{self, Activity, CostInput, Draft};
use crate::kernel::FieldError;
use crate::locale::format;
use crate::web::answer_fields::AnswerFields;
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use chrono_tz::Tz;

/// The costs as the form of two versions calls them.
pub(super) const PART: &str = "costs";
/// What the fields of a row are called, before their number.
const NAMES: &[&str] = &["category", "what", "quantity", "unit", "each", "city_pays", "partner"];

/// What was typed beside what is saved now; `sent` holds what was picked and written since.
pub(super) async fn page(
    (app, viewer): (&App, &Viewer),
    (draft, activity): (&Draft, &Activity),
    (mine, sent): (&Form, &Form),
    mistakes: &[FieldError],
) -> Result<HttpResponse, Problem> {
    let (application, id) = (draft.application.clone(), activity.id);
    let (zone, last) = app
        .read(move |conn| {
            let zone = intake::city_zone(conn, &application)?;
            Ok::<_, crate::db::Error>((zone, intake::find_costs_saved(conn, application.id, id)?))
        })
        .await?;
    let saved: Vec<CostInput> = draft.costs_of(activity).map(CostInput::of).collect();
    let (typed, written) = (typed_rows(mine), typed_rows(sent));
    let clash = Clash {
        name: PART,
        names: NAMES,
        label: format!("Costs of {}", activity.title),
        mine: side(draft, activity, (&typed, &saved)),
        theirs: side(draft, activity, (&saved, &typed)),
        fields: AnswerFields::of_parts(costs::parts(draft, &written).into_iter()),
    };
    let base = home(&draft.application.reference);
    let around =
        Around { reference: draft.application.reference.clone(), back: format!("{base}/budget/{}", activity.id), what: "the costs".into() };
    let other = Other { heading: heading(last, viewer, zone), version: activity.version };
    merge::page((app, viewer), around, other, vec![clash], (sent, mistakes))
}

/// Whose version the other one is.
fn heading(last: Option<intake::CostsSaved>, viewer: &Viewer, zone: Tz) -> String {
    let Some(last) = last else { return "Saved now".to_owned() };
    let is_own = last.by_id.is_some() && last.by_id == viewer.actor.account.map(|id| id.text());
    let who = if is_own { "You saved in another window".to_owned() } else { format!("{} saved", last.by) };
    format!("{who}, {}", format::moment(last.at, zone))
}

/// One version: its rows as they read, and as they would be sent.
fn side(draft: &Draft, activity: &Activity, (rows, others): (&[CostInput], &[CostInput])) -> Side {
    // Written in one way, so that 120 and 120.00 are the same.
    let plain =
        |row: &CostInput| intake::read_cost(&draft.definition, activity.id, row).map_or_else(|| row.clone(), |item| CostInput::of(&item));
    let others: Vec<CostInput> = others.iter().map(plain).collect();
    let line = |row: &CostInput| {
        let read = intake::read_cost(&draft.definition, activity.id, row);
        let paid = match &read {
            Some(item) if item.city_pays.is_zero() => String::new(),
            Some(item) => format!("; the city pays {}", item.city_pays),
            None => format!("; the city pays {}", row.city_pays),
        };
        let worked_out = read.map_or_else(|| format!("{} {} × {}", row.quantity, row.unit, row.each), |item| item.worked_out());
        let only = if others.contains(&plain(row)) { "" } else { "Only here: " };
        format!("{only}{}: {}, {worked_out}{paid}", draft.definition.category_title(&row.category), row.what)
    };
    Side { shown: rows.iter().filter(|row| !row.is_blank()).map(line).collect(), sent: fields(rows) }
}

/// Rows as the form sends them.
fn fields(rows: &[CostInput]) -> Vec<(String, String)> {
    let row = |(n, row): (usize, &CostInput)| {
        let values = [&row.category, &row.what, &row.quantity, &row.unit, &row.each, &row.city_pays, &row.partner].map(Clone::clone);
        NAMES.iter().zip(values).map(move |(name, value)| (format!("{name}_{n}"), value)).collect::<Vec<_>>()
    };
    rows.iter().enumerate().flat_map(row).collect()
}
