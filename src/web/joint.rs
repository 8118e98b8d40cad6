//! A joint application as every page shows it: who applies together, what each confirmed, and the
//! budget by city.

use super::fields::{Cell, Column, SummaryRow, Table};
use crate::blind::WITHHELD;
use crate::intake::{Draft, PartState, Partner, Received, ReceivedPartner};
use crate::kernel::{Money, Timestamp};
use crate::locale::format;

/// The lead and each partner with its part; nothing of an application by one city. With `base`, the
/// rows lead to where partners are changed.
pub(in crate::web) fn rows(draft: &Draft, base: Option<&str>) -> Vec<SummaryRow> {
    if draft.partners.is_empty() {
        return vec![];
    }
    let row = |partner: &Partner| {
        let row = SummaryRow::new(&partner.name, &format!("{}\n{}", partner.part, standing(draft, partner)));
        match base {
            Some(base) => row.change(format!("{base}/partners")),
            None => row,
        }
    };
    std::iter::once(SummaryRow::new("Lead city", &draft.application.city_name)).chain(draft.partners.iter().map(row)).collect()
}

/// Whether a partner confirmed its part, and who did.
pub(in crate::web) fn standing(draft: &Draft, partner: &Partner) -> String {
    let state = draft.part_state(partner);
    let zone = draft.definition.dates.zone;
    match (&partner.answer, state) {
        (Some(answer), PartState::Confirmed) if answer.name == WITHHELD => format!("Confirmed, {}", format::datetime(answer.at, zone)),
        (Some(answer), PartState::Confirmed) => format!(
            "Confirmed by {}, {}, {}, by a link mailed to {}. SHA-256 of what was confirmed: {}",
            answer.name,
            answer.job_title,
            format::datetime(answer.at, zone),
            host(&partner.contact_email),
            answer.sha256
        ),
        (Some(answer), PartState::Declined) => {
            format!("Declined by {}, {}, {}: {}", answer.name, answer.job_title, format::datetime(answer.at, zone), answer.reason)
        }
        (Some(answer), PartState::Changed) => {
            format!("Changed after {} confirmed it, {}. That no longer counts.", answer.name, format::datetime(answer.at, zone))
        }
        _ => state.label().to_owned(),
    }
}

/// Where an address is, without whose it is: enough to see whether a partner answered for itself.
fn host(email: &str) -> String {
    email.rsplit_once('@').map_or_else(String::new, |(_, host)| format!("an address at {host}"))
}

/// The budget by city; nothing of an application by one city.
pub(in crate::web) fn table(draft: &Draft) -> Option<Table> {
    if draft.partners.is_empty() {
        return None;
    }
    let columns = vec![Column::text("City"), Column::number("Asked for"), Column::number("Share"), Column::number("The city pays itself")];
    let shares = draft.by_city();
    let rows = shares.iter().map(|share| {
        let name = if share.partner.is_none() { format!("{} (lead)", share.name) } else { share.name.clone() };
        vec![
            Cell::text(name).heading(),
            Cell::number(share.asked.to_string()),
            Cell::number(format::percent(share.basis_points)),
            Cell::number(share.pays.to_string()),
        ]
    });
    let total = vec![
        Cell::text("Total").heading(),
        Cell::number(draft.total().to_string()),
        Cell::text(""),
        Cell::number(draft.city_pays().to_string()),
    ];
    Some(Table::new("by-city", "Budget by city", columns).rows(rows.collect::<Vec<_>>()).total(total))
}

/// The lead and each partner as they were received; nothing of an application by one city.
pub(in crate::web) fn received_rows(received: &Received, draft: &Draft) -> Vec<SummaryRow> {
    if received.partners.is_empty() {
        return vec![];
    }
    let row = |partner: &ReceivedPartner| SummaryRow::new(&partner.name, &format!("{}\n{}", partner.part, confirmed(partner, draft)));
    std::iter::once(SummaryRow::new("Lead city", &received.city.name)).chain(received.partners.iter().map(row)).collect()
}

/// Who confirmed what was received; by which kind of address, while what was confirmed is still there.
fn confirmed(received: &ReceivedPartner, draft: &Draft) -> String {
    if received.confirmed_by.is_empty() {
        return "Nobody confirmed it".into();
    }
    let is_it = |partner: &&Partner| partner.answer.as_ref().is_some_and(|answer| answer.sha256 == received.confirmed_sha256);
    if let Some(partner) = draft.partners.iter().find(is_it).filter(|partner| draft.part_state(partner) == PartState::Confirmed) {
        return standing(draft, partner);
    }
    let at = Timestamp::parse(&received.confirmed_at).map(|at| format::datetime(at, draft.definition.dates.zone));
    let at = at.unwrap_or_else(|| received.confirmed_at.clone());
    format!("Confirmed by {}, {at}. SHA-256 of what was confirmed: {}", received.confirmed_by, received.confirmed_sha256)
}

/// The budget by city as it was received; nothing of an application by one city.
pub(in crate::web) fn received_table(received: &Received) -> Option<Table> {
    if received.partners.is_empty() {
        return None;
    }
    let costs = || received.activities.iter().flat_map(|activity| &activity.costs);
    let (asked, pays) = (costs().map(|cost| cost.asked_cents).sum::<i64>(), costs().map(|cost| cost.city_pays_cents).sum::<i64>());
    let (theirs, they_pay) = received.partners.iter().fold((0, 0), |(a, p), one| (a + one.asked_cents, p + one.pays_cents));
    let row = |name: String, cents: i64, pays: i64| {
        vec![
            Cell::text(name).heading(),
            Cell::number(Money::from_cents(cents).to_string()),
            Cell::number(format::percent((cents * 10_000 + asked / 2).checked_div(asked).unwrap_or(0))),
            Cell::number(Money::from_cents(pays).to_string()),
        ]
    };
    let lead = row(format!("{} (lead)", received.city.name), asked - theirs, pays - they_pay);
    let rows = received.partners.iter().map(|partner| row(partner.name.clone(), partner.asked_cents, partner.pays_cents));
    let mut total = row("Total".into(), asked, pays);
    if let Some(share) = total.get_mut(2) {
        *share = Cell::text("");
    }
    let columns = vec![Column::text("City"), Column::number("Asked for"), Column::number("Share"), Column::number("The city pays itself")];
    Some(Table::new("by-city", "Budget by city", columns).rows(std::iter::once(lead).chain(rows).collect::<Vec<_>>()).total(total))
}
