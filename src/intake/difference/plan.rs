//! What changed in the plan: activities, their people and costs, and the cities that apply together.

use super::{Difference, Read, compare, compare_rows};
use crate::intake::receipt_text::{person, put_down};
use crate::intake::{Received, ReceivedActivity, ReceivedPartner};
use crate::kernel::Money;
use crate::locale::format;

const PART: &str = "Activities";

/// Activities are the same by their identifier; in documents that have none, by their place in the list.
pub(super) fn activities(before: Read<'_>, after: Read<'_>) -> Vec<Difference> {
    let same = |one: &ReceivedActivity, other: &ReceivedActivity| one.id.is_some() && one.id == other.id;
    let by_place = |received: &Received| received.activities.iter().any(|activity| activity.id.is_none());
    let is_by_place = by_place(before.0) || by_place(after.0);
    let twin = |n: usize, activity: &ReceivedActivity, others: &Received| {
        if is_by_place { others.activities.get(n).cloned() } else { others.activities.iter().find(|other| same(other, activity)).cloned() }
    };
    let mut found = Vec::new();
    for (n, now) in after.0.activities.iter().enumerate() {
        match twin(n, now, before.0) {
            Some(was) => found.extend(changed((&was, before), (now, after))),
            None => found.extend(compare(PART, &format!("{} (new)", now.title), vec![], whole(now, after))),
        }
    }
    for (n, was) in before.0.activities.iter().enumerate() {
        if twin(n, was, after.0).is_none() {
            found.extend(compare(PART, &format!("{} (removed)", was.title), whole(was, before), vec![]));
        }
    }
    found
}

type Planned<'a> = (&'a ReceivedActivity, Read<'a>);

fn changed(before: Planned<'_>, after: Planned<'_>) -> Vec<Difference> {
    let name = &after.0.title;
    let (was, is) = (facts(before), facts(after));
    let facts =
        was.into_iter().zip(is).filter_map(|((label, was), (_, is))| compare(PART, &format!("{name}: {label}"), filled(was), filled(is)));
    let people = compare_rows(PART, &format!("{name}: Who takes part"), people(before.0), people(after.0));
    let costs = compare_rows(PART, &format!("{name}: Costs"), costs(before), costs(after));
    facts.chain(people).chain(costs).collect()
}

fn filled(text: String) -> Vec<String> {
    if text.is_empty() { vec![] } else { vec![text] }
}

fn facts((activity, (_, form)): Planned<'_>) -> [(&'static str, String); 6] {
    [
        ("Name", activity.title.clone()),
        ("Kind", form.kind_title(&activity.kind)),
        ("Place", format!("{}, {}", activity.place, activity.country)),
        ("Dates", format::date_range(activity.starts_on, activity.ends_on)),
        ("Partner", activity.partner.clone()),
        ("Given by", activity.provider.clone()),
    ]
}

fn people(activity: &ReceivedActivity) -> Vec<String> {
    let told = activity.attendees.iter().map(person);
    told.map(|person| format!("{}, {}, {}", person.name, person.job, person.standing)).collect()
}

fn costs((activity, (received, form)): Planned<'_>) -> Vec<String> {
    if activity.costs.is_empty() {
        let lines = activity.budget.iter();
        return lines.map(|line| format!("{}: {}: {}", form.category_title(&line.category), line.note, line.amount())).collect();
    }
    let told = activity.costs.iter();
    told.map(|cost| format!("{}: {} (asked for: {})", form.category_title(&cost.category), put_down(cost, received), cost.asked()))
        .collect()
}

/// An activity that is new or gone, with all that belongs to it.
fn whole(activity: &ReceivedActivity, read: Read<'_>) -> Vec<String> {
    let facts = facts((activity, read)).into_iter().filter(|(_, text)| !text.is_empty());
    facts.map(|(label, text)| format!("{label}: {text}")).chain(people(activity)).chain(costs((activity, read))).collect()
}

pub(super) fn partners(before: &Received, after: &Received) -> Vec<Difference> {
    let of = |received: &Received, id: &str| received.partners.iter().find(|partner| partner.id == id).map(partner).unwrap_or_default();
    let gone = before.partners.iter().filter(|was| after.partners.iter().all(|is| is.id != was.id));
    let all = after.partners.iter().chain(gone);
    all.filter_map(|one| compare("Cities that apply together", &one.name, of(before, &one.id), of(after, &one.id))).collect()
}

fn partner(partner: &ReceivedPartner) -> Vec<String> {
    let money = Money::from_cents;
    let confirmed = if partner.confirmed_by.is_empty() { "Nobody" } else { &partner.confirmed_by };
    vec![
        partner.name.clone(),
        partner.part.clone(),
        format!("It asks for {} and pays {} itself", money(partner.asked_cents), money(partner.pays_cents)),
        format!("Confirmed by: {confirmed}"),
    ]
}
