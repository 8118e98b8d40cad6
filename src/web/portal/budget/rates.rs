//! Hints from federal travel rates: what a room and meals may cost where an activity takes place,
//! and rows made of it.

use crate::intake::{Activity, CostInput, Draft};
use crate::opportunity::ObjectClass;
use crate::rates::{self, Known, Rate, RatePart};
use serde::Serialize;

/// What is said about rates beside the costs of an activity.
#[derive(Serialize, Default)]
pub(super) struct Hint {
    /// What is known, or that nothing is.
    pub(super) text: String,
    pub(super) offers: Vec<Offer>,
    /// Where the rates come from.
    pub(super) source: Option<&'static str>,
}

/// Rates that can become rows.
#[derive(Serialize)]
pub(super) struct Offer {
    /// What the button sends.
    pub(super) value: usize,
    pub(super) place: String,
    pub(super) text: String,
}

pub(super) fn hint(known: &Known, activity: &Activity) -> Hint {
    match known {
        Known::Rates(found) => Hint {
            text: "What the federal government pays for such a trip. If a cost of yours is higher, say why in its row.".into(),
            offers: found.iter().enumerate().map(|(value, rate)| offer(value, rate, activity)).collect(),
            source: Some(rates::ATTRIBUTION),
        },
        Known::OutsideTheStates => Hint::saying(
            "Rates for Alaska, Hawaii and the territories are set by the Department of Defense and are not kept here. Use your quotes, and say where a price comes from.",
        ),
        Known::Abroad => Hint::saying(
            "Rates for places abroad are set by the Department of State and are not kept here. Use your quotes, and say where a price comes from.",
        ),
        Known::Nothing => Hint::saying("We know no federal travel rate for this place. Use your quotes, and say where a price comes from."),
    }
}

impl Hint {
    fn saying(text: &str) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

fn offer(value: usize, rate: &Rate, activity: &Activity) -> Offer {
    let (month, of) = (activity.starts_on.format("%B %Y"), rate.fiscal_year);
    let standard = if rate.is_standard { " (the standard rate)" } else { "" };
    let older = if of < rates::fiscal_year(activity.starts_on) {
        format!(" These are the rates of fiscal year {of}, the latest known.")
    } else {
        String::new()
    };
    Offer {
        value,
        place: rate.place.clone(),
        text: format!(
            "In {month}{standard}: {} a night before taxes; {} a day for meals, {} on the first and the last day.{older}",
            rate.room, rate.meals, rate.first_last
        ),
    }
}

/// Rooms and meals of everybody who goes, as rows to check.
pub(super) fn rows(draft: &Draft, activity: &Activity, rate: &Rate) -> Vec<CostInput> {
    let people = i64::try_from(activity.attendees.len().max(1)).unwrap_or(1);
    let nights = (activity.ends_on - activity.starts_on).num_days().max(0);
    let category = draft.definition.budget.categories.iter().find(|c| c.object_class == Some(ObjectClass::Travel));
    let row = |part: RatePart, count: i64, unit: &str| CostInput {
        category: category.map(|c| c.code.clone()).unwrap_or_default(),
        what: rate.names(part),
        quantity: count.to_string(),
        unit: unit.to_owned(),
        each: rate.each(part).plain(),
        city_pays: String::new(),
        partner: String::new(),
    };
    let wanted = [
        (RatePart::Rooms, people * nights, "nights"),
        (RatePart::FirstAndLastDays, people * if nights == 0 { 1 } else { 2 }, "days"),
        (RatePart::FullDays, people * (nights - 1).max(0), "days"),
    ];
    wanted.into_iter().filter(|(_, count, _)| *count > 0).map(|(part, count, unit)| row(part, count, unit)).collect()
}
