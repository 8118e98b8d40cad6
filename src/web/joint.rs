//! A joint application as every page shows it: who applies together, what each confirmed, and the
//! budget by city.

use super::fields::{Cell, Column, SummaryRow, Table};
use crate::intake::{Draft, PartState, Partner};
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
