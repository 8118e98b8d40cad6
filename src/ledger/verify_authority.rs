//! What the verifier asks of the words on a journal: by whose approval it stands, what it
//! reverses, and of an account whether it is kept as the chart says.

use super::chart::Chart;
use super::rulebook::Rulebook;
use super::store::{AccountRow, Accounts, JournalRow};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// An invariant, and what contradicts it.
pub(super) type Finding = (&'static str, String);

/// L15, L20: a reversal names an earlier journal and not an earlier day; nobody approves their
/// own, and what the rule asks an approval for has one. `days` are those of the journals before.
pub(super) fn of_journal(journal: &JournalRow, days: &BTreeMap<i64, NaiveDate>, books: &[Rulebook]) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Some(of) = journal.reverses_seq {
        match days.get(&of) {
            None => found.push(("L15", format!("it reverses journal {of}, which does not come before it"))),
            Some(day) if *day > journal.effective_on => found.push(("L15", "it counts for a day before the journal it reverses".into())),
            Some(_) => {}
        }
    }
    if journal.approver_id.is_some() && journal.approver_id == journal.actor_id {
        found.push(("L20", "its approver is its actor".into()));
    }
    let rule = books.iter().find(|book| book.rules.id == journal.rule_set_id).and_then(|b| b.rule(&journal.event, &journal.variant));
    if journal.approver_id.is_none() && rule.is_some_and(|rule| rule.approval) {
        found.push(("L20", format!("nobody approved it, which {} asks for", journal.event)));
    }
    found
}

/// L8: the limits that the database holds are those of the chart.
pub(super) fn of_accounts(accounts: &Accounts, chart: &Chart) -> Vec<Finding> {
    accounts.values().filter_map(|account| of_account(account, chart)).collect()
}

fn of_account(account: &AccountRow, chart: &Chart) -> Option<Finding> {
    let wanted = chart.account(&account.key.code)?;
    let (limit, track) = (wanted.limit.to_string(), wanted.track.to_string());
    if account.limit == limit && account.track == track {
        return None;
    }
    let kept = format!("account {} is kept as {} with the limit {}", account.dim_key, account.track, account.limit);
    Some(("L8", format!("{kept}; the chart says {track} and {limit}")))
}
