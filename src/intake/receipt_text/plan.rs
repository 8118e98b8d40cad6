//! What a receipt says of the plan: activities, people, costs, the budget and the cities that apply together.

use super::{ReceiptActivity, ReceiptCost, ReceiptFact, ReceiptPart, ReceiptPerson, ReceiptSum, named};
use crate::intake::{Received, ReceivedActivity, ReceivedAttendee, ReceivedCost, ReceivedPartner};
use crate::kernel::{Money, Timestamp};
use crate::locale::format;
use crate::opportunity::Definition;
use chrono_tz::Tz;

pub(super) fn activity(activity: &ReceivedActivity, (received, form): (&Received, &Definition)) -> ReceiptActivity {
    let mut facts = vec![
        ReceiptFact::new("Kind", &form.kind_title(&activity.kind)),
        ReceiptFact::new("Place", &format!("{}, {}", activity.place, activity.country)),
        ReceiptFact::new("Dates", &format::date_range(activity.starts_on, activity.ends_on)),
    ];
    for (label, text) in [("Partner", &activity.partner), ("Given by", &activity.provider)] {
        if !text.is_empty() {
            facts.push(ReceiptFact::new(label, text));
        }
    }
    let costs: Vec<ReceiptCost> = if activity.costs.is_empty() {
        let line = |line: &crate::intake::ReceivedLine| ReceiptCost {
            category: form.category_title(&line.category),
            worked_out: line.note.clone(),
            amount: line.amount().to_string(),
        };
        activity.budget.iter().map(line).collect()
    } else {
        let cost = |cost: &ReceivedCost| ReceiptCost {
            category: form.category_title(&cost.category),
            worked_out: put_down(cost, received),
            amount: cost.asked().to_string(),
        };
        activity.costs.iter().map(cost).collect()
    };
    ReceiptActivity {
        title: named(&activity.title),
        facts,
        people: activity.attendees.iter().map(person).collect(),
        costs,
        total: total(activity.budget.iter().map(|line| line.amount())).to_string(),
    }
}

/// How a cost was worked out, and to which city it is put down, where that is not the lead.
pub(in super::super) fn put_down(cost: &ReceivedCost, received: &Received) -> String {
    let of = cost.partner.as_ref().and_then(|id| received.partners.iter().find(|partner| &partner.id == id));
    match of {
        Some(partner) => format!("{}, put down to {}", cost.worked_out(), named(&partner.name)),
        None => cost.worked_out(),
    }
}

pub(in super::super) fn person(attendee: &ReceivedAttendee) -> ReceiptPerson {
    let name = if attendee.name.is_empty() { "Name open" } else { &attendee.name };
    ReceiptPerson { name: name.to_owned(), job: attendee.job.clone(), standing: attendee.standing.label().to_owned() }
}

/// A partner with its part and who confirmed it.
pub(super) fn partner(partner: &ReceivedPartner, zones: (Tz, Tz)) -> ReceiptPart {
    let mut facts = vec![
        ReceiptFact::new("Its part", &partner.part),
        ReceiptFact::new("It asks for", &Money::from_cents(partner.asked_cents).to_string()),
        ReceiptFact::new("It pays itself", &Money::from_cents(partner.pays_cents).to_string()),
        ReceiptFact::new("Confirmed by", &confirmed(partner, zones)),
    ];
    if !partner.confirmed_sha256.is_empty() {
        facts.push(ReceiptFact::digest("SHA-256 of what it confirmed", &partner.confirmed_sha256));
    }
    ReceiptPart { title: named(&partner.name), facts }
}

fn confirmed(partner: &ReceivedPartner, (fund, city): (Tz, Tz)) -> String {
    if partner.confirmed_by.is_empty() {
        return "Nobody".into();
    }
    let at = Timestamp::parse(&partner.confirmed_at);
    let at = at.map_or_else(|| partner.confirmed_at.clone(), |at| format::in_both_zones(at, fund, city));
    format!("{}, {at}", partner.confirmed_by)
}

/// What is asked for by city, the lead first; nothing of an application by one city.
pub(super) fn by_city(received: &Received, total: Money) -> Vec<ReceiptSum> {
    if received.partners.is_empty() {
        return vec![];
    }
    let sum = |label: String, pays: i64, asked: i64| ReceiptSum {
        label,
        pays: Money::from_cents(pays).to_string(),
        amount: Money::from_cents(asked).to_string(),
    };
    let theirs: i64 = received.partners.iter().map(|partner| partner.asked_cents).sum();
    let they_pay: i64 = received.partners.iter().map(|partner| partner.pays_cents).sum();
    let lead = sum(
        format!("{} (lead)", received.city.name),
        city_pays(received).cents().saturating_sub(they_pay),
        total.cents().saturating_sub(theirs),
    );
    std::iter::once(lead).chain(received.partners.iter().map(|p| sum(named(&p.name), p.pays_cents, p.asked_cents))).collect()
}

/// What the cities pay themselves.
pub(super) fn city_pays(received: &Received) -> Money {
    total(received.activities.iter().flat_map(|activity| &activity.costs).map(|cost| Money::from_cents(cost.city_pays_cents)))
}

/// The sums of the categories in the order of the form.
pub(super) fn budget(received: &Received, form: &Definition) -> Vec<ReceiptSum> {
    let lines = || received.activities.iter().flat_map(|activity| &activity.budget);
    let costs = || received.activities.iter().flat_map(|activity| &activity.costs);
    let used = form
        .budget
        .categories
        .iter()
        .filter(|category| lines().any(|line| line.category == category.code) || costs().any(|cost| cost.category == category.code));
    used.map(|category| {
        let pays = costs().filter(|cost| cost.category == category.code).map(|cost| Money::from_cents(cost.city_pays_cents));
        let asked = lines().filter(|line| line.category == category.code).map(|line| line.amount());
        ReceiptSum { label: category.title.clone(), pays: total(pays).to_string(), amount: total(asked).to_string() }
    })
    .collect()
}

/// Accepted amounts cannot overflow.
fn total(amounts: impl Iterator<Item = Money>) -> Money {
    Money::total(amounts).unwrap_or_default()
}
