//! What would become of the activities of an earlier application in another round: which fit, what has
//! to change, and what is left out. Pure: nothing is copied here, and the same wishes give the same.

use super::cost::{self, CostInput, CostItem};
use super::document::{canonical, digest};
use super::partner::Partner;
use super::plan::{Activity, ActivityInput};
use super::{Application, Draft};
use crate::kernel::{FieldError, Id, Money};
use crate::locale::format::date;
use crate::opportunity::{Dates, Definition};
use crate::rates::{Known, Rate, RatePart};
use chrono::{Months, NaiveDate};
use serde_json::json;
use std::collections::BTreeMap;

/// So many years to either side a first day is looked for.
const YEARS: u32 = 20;

/// What whoever copies chose so far.
#[derive(Clone, Debug, Default)]
pub struct PlanWishes {
    /// The first days as typed; where there is none, one is proposed.
    pub first_days: BTreeMap<Id<Activity>, Option<NaiveDate>>,
    /// The kinds that take the place of those which the round does not offer.
    pub kinds: BTreeMap<Id<Activity>, String>,
    /// Partners of the earlier application that are to be named here too; `None` for all that can be.
    pub partners: Option<Vec<Id<Partner>>>,
}

/// To whom a copied cost is put down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PutDown {
    /// The city itself.
    Lead,
    /// A partner that is named here already.
    Partner(Id<Partner>),
    /// A partner of the earlier application that is named with the copy.
    Named(Id<Partner>),
}

/// One activity of the earlier application as it would stand in the new one.
#[derive(Clone, Debug)]
pub struct OfferedActivity {
    /// As it was.
    pub earlier: Activity,
    /// What it asked for then.
    pub asked_then: Money,
    /// As it would be.
    pub input: ActivityInput,
    /// Its costs as they would be, by the identifier of the earlier activity.
    pub costs: Vec<CostItem>,
    /// To whom each of them is put down.
    pub(super) put_down: Vec<PutDown>,
    /// What is otherwise than it was, as sentences.
    pub changed: Vec<String>,
    /// What has no place in this round, as sentences.
    pub left_out: Vec<String>,
    /// What stands in the way of copying it, by the field that mends it: `kind`, `starts_on`.
    pub mistakes: Vec<FieldError>,
    /// Whether an activity of this name is planned already.
    pub is_there: bool,
    /// The digest of all that was not typed by whoever copies: what was looked at is what is copied.
    pub sha256: String,
}

impl OfferedActivity {
    /// What it would ask for.
    #[must_use]
    pub fn asked(&self) -> Money {
        Money::total(self.costs.iter().map(CostItem::asked)).unwrap_or_default()
    }

    /// What the city would pay itself.
    #[must_use]
    pub fn city_pays(&self) -> Money {
        Money::total(self.costs.iter().map(|item| item.city_pays)).unwrap_or_default()
    }
}

/// Both applications, and what of the earlier one can be put to which use.
pub(super) struct Fit<'a> {
    pub(super) earlier: &'a Draft,
    pub(super) here: &'a Draft,
    /// The partners of the earlier application that are named with the copy.
    pub(super) named: &'a [Id<Partner>],
}

impl Fit<'_> {
    /// What would become of one activity, with what is known of the rates of its place and new month.
    pub(super) fn activity(&self, activity: &Activity, wishes: &PlanWishes, known: &Known) -> OfferedActivity {
        let definition = &*self.here.definition;
        let mut changed = Vec::new();
        let input = self.input(activity, wishes, &mut changed);
        let mut found = OfferedActivity {
            earlier: activity.clone(),
            asked_then: self.earlier.activity_total(activity),
            mistakes: mistakes(&input, definition, self.earlier),
            input,
            costs: vec![],
            put_down: vec![],
            changed,
            left_out: vec![],
            is_there: self.here.activities.iter().any(|a| a.title.to_lowercase() == activity.title.to_lowercase()),
            sha256: String::new(),
        };
        let mut orphans: BTreeMap<String, usize> = BTreeMap::new();
        for item in self.earlier.costs_of(activity) {
            let row = self.row(item, known, &mut found.changed);
            match read(definition, self.earlier, (activity.id, item), &row) {
                Ok(read) => {
                    let put_down = self.put_down(item, &mut orphans);
                    found.costs.push(read);
                    found.put_down.push(put_down);
                }
                Err(sentence) => found.left_out.push(sentence),
            }
        }
        for (name, count) in orphans {
            let costs = if count == 1 { "1 cost was".to_owned() } else { format!("{count} costs were") };
            let lead = &self.here.application.city_name;
            found.changed.push(format!("{costs} put down to {name}, which is no partner here: now put down to {lead}."));
        }
        found.sha256 = sha256(&found);
        found
    }

    fn input(&self, activity: &Activity, wishes: &PlanWishes, changed: &mut Vec<String>) -> ActivityInput {
        let definition = &self.here.definition;
        let starts_on = match wishes.first_days.get(&activity.id) {
            Some(typed) => *typed,
            None => proposed(activity, &definition.dates),
        };
        let ends_on = starts_on.and_then(|day| day.checked_add_signed(activity.ends_on - activity.starts_on));
        if let (Some(first), Some(last)) = (starts_on, ends_on)
            && first != activity.starts_on
        {
            let (then, now) = (span(activity.starts_on, activity.ends_on), span(first, last));
            changed.push(format!("It took place {then}. Here it takes place {now}: check the days of the week."));
        }
        let is_offered = definition.activity_kind(&activity.kind).is_some();
        let chosen = wishes.kinds.get(&activity.id).filter(|kind| !is_offered && definition.activity_kind(kind).is_some());
        if let Some(kind) = chosen {
            let (was, is) = (self.earlier.definition.kind_title(&activity.kind), definition.kind_title(kind));
            changed.push(format!("Its kind was “{was}”. Here it is “{is}”."));
        }
        ActivityInput {
            kind: chosen.unwrap_or(&activity.kind).clone(),
            title: activity.title.clone(),
            place: activity.place.clone(),
            country: activity.country.clone(),
            starts_on,
            ends_on,
            partner: activity.partner.clone(),
            provider: activity.provider.clone(),
        }
    }

    /// A cost as it would be typed here: counted anew where it was counted from a federal rate.
    fn row(&self, item: &CostItem, known: &Known, changed: &mut Vec<String>) -> CostInput {
        let mut row = CostInput { partner: String::new(), ..CostInput::of(item) };
        let Some((part, place)) = RatePart::of_row(&item.what) else { return row };
        match rate_of(known, place) {
            Some(rate) if rate.each(part) == item.each && rate.names(part) == item.what => {}
            Some(rate) => {
                let (was, is) = (item.each, rate.each(part));
                changed.push(format!("“{}”: the federal rate is {is} now. It was {was}.", rate.names(part)));
                row.what = rate.names(part);
                row.each = is.plain();
            }
            None => changed.push(format!("“{}”: we know no federal rate for it now. Its price stays: check it.", item.what)),
        }
        row
    }

    fn put_down(&self, item: &CostItem, orphans: &mut BTreeMap<String, usize>) -> PutDown {
        let Some(partner) = item.partner.and_then(|id| self.earlier.partner(id)) else { return PutDown::Lead };
        if let Some(same) = self.here.partners.iter().find(|other| is_same(other, partner)) {
            return PutDown::Partner(same.id);
        }
        if self.named.contains(&partner.id) {
            return PutDown::Named(partner.id);
        }
        *orphans.entry(partner.name.clone()).or_default() += 1;
        PutDown::Lead
    }
}

/// Whether two applications name one city or network.
pub(super) fn is_same(one: &Partner, other: &Partner) -> bool {
    match (one.geoname_id, other.geoname_id) {
        (Some(a), Some(b)) => a == b,
        (None, None) => one.name.to_lowercase() == other.name.to_lowercase(),
        _ => false,
    }
}

/// The partners of the earlier application that can be named here too.
pub(super) fn nameable<'a>(earlier: &'a Draft, here: &Draft) -> Vec<&'a Partner> {
    let is_open = here.definition.joint.is_some() && !here.is_concept_note() && may_name(&here.application);
    let unnamed = |partner: &&Partner| !here.partners.iter().any(|other| is_same(other, partner));
    earlier.partners.iter().filter(|_| is_open).filter(unnamed).collect()
}

fn may_name(application: &Application) -> bool {
    application.scope.allows(&super::change_partner::PARTS)
}

fn mistakes(input: &ActivityInput, definition: &Definition, earlier: &Draft) -> Vec<FieldError> {
    let words = |mistake: FieldError| match mistake.field.as_str() {
        "kind" => {
            let kind = earlier.definition.kind_title(&input.kind);
            FieldError::new("kind", format!("This round does not offer “{kind}”. Choose what kind it is here."))
        }
        // The last day follows from the first.
        "ends_on" => FieldError::new("starts_on", mistake.message),
        _ => mistake,
    };
    let mut found: Vec<FieldError> = input.mistakes(definition).into_iter().map(words).collect();
    let mut seen = Vec::new();
    found.retain(|mistake| {
        let is_new = !seen.contains(&mistake.field);
        seen.push(mistake.field.clone());
        is_new
    });
    found
}

/// A cost that fits, or why it is left out.
fn read(
    definition: &Definition,
    earlier: &Draft,
    (activity, item): (Id<Activity>, &CostItem),
    row: &CostInput,
) -> Result<CostItem, String> {
    let name = format!("“{}”, {}", item.what, item.asked());
    if definition.category(&item.category).is_none() {
        let category = earlier.definition.category_title(&item.category);
        return Err(format!("{name}: this round does not pay for “{category}”."));
    }
    cost::read(definition, activity, std::slice::from_ref(row)).map(|mut read| read.pop()).map_or_else(
        |mistakes| {
            let why: Vec<&str> = mistakes.iter().map(|m| m.message.trim_start_matches("Row 1: ")).collect();
            Err(format!("{name}: {}", why.join(" ")))
        },
        |read| read.ok_or_else(|| format!("{name}: nothing is left of it.")),
    )
}

fn rate_of<'a>(known: &'a Known, place: &str) -> Option<&'a Rate> {
    match known {
        Known::Rates(rates) => rates.iter().find(|rate| rate.place == place),
        Known::OutsideTheStates | Known::Abroad | Known::Nothing => None,
    }
}

/// The first day it took place on, or the same day of the nearest year in which it fits the period.
pub(super) fn proposed(activity: &Activity, dates: &Dates) -> Option<NaiveDate> {
    let length = activity.ends_on - activity.starts_on;
    let fits = |first: &NaiveDate| {
        let last = first.checked_add_signed(length);
        *first >= dates.performance_starts && last.is_some_and(|last| last <= dates.performance_ends)
    };
    let moved = (0..=YEARS).flat_map(|years| {
        let months = Months::new(12 * years);
        [activity.starts_on.checked_add_months(months), activity.starts_on.checked_sub_months(months)]
    });
    moved.flatten().find(fits)
}

fn span(first: NaiveDate, last: NaiveDate) -> String {
    if first == last { date(first) } else { format!("{} to {}", date(first), date(last)) }
}

fn sha256(offered: &OfferedActivity) -> String {
    // The days and the kind are what whoever copies types and sees; they are no part of it.
    let (input, was) = (&offered.input, &offered.earlier);
    let put_down = |to: &PutDown| match to {
        PutDown::Lead => String::new(),
        PutDown::Partner(id) | PutDown::Named(id) => id.text(),
    };
    let cost = |(item, to): (&CostItem, &PutDown)| {
        json!([item.category, item.what, item.quantity.hundredths(), item.unit, item.each.cents(), item.city_pays.cents(), put_down(to)])
    };
    let people = offered.earlier.attendees.iter().map(|person| json!([person.name, person.job, person.standing]));
    digest(&canonical(&json!({
        "activity": [was.kind, input.title, input.place, input.country, input.partner, input.provider],
        "days": [was.starts_on, was.ends_on],
        "people": people.collect::<Vec<_>>(),
        "costs": offered.costs.iter().zip(&offered.put_down).map(cost).collect::<Vec<_>>(),
    })))
}

#[cfg(test)]
mod tests;
