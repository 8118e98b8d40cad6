//! The file for the bank is read back before it is kept: what a reader finds in it must be what was
//! meant, entry by entry. A file that says something else never leaves. Pure.

use super::ach_read::{self, AchAddenda, AchEntry};
use super::nacha::{Dates, Entry, Originator, text};

/// Whether the bytes of a file say exactly these entries.
///
/// # Errors
/// What the file says instead, as a sentence.
pub(super) fn check(bytes: &[u8], (originator, dates): (&Originator, Dates), entries: &[Entry]) -> Result<(), String> {
    let file = ach_read::read(bytes).map_err(|e| e.to_string())?;
    let [batch] = file.batches.as_slice() else { return Err(format!("The file has {} batches.", file.batches.len())) };
    let company = text(&originator.company_id, 10);
    let head: [(&str, &str, &str); 5] = [
        ("destination", &file.destination, originator.destination.digits()),
        ("service class", &batch.service_class, "220"),
        ("entry class", &batch.entry_class, "CCD"),
        ("originating bank", &batch.odfi, &originator.odfi),
        ("company", &batch.company_id, company.trim()),
    ];
    if let Some((what, found, meant)) = head.into_iter().find(|(_, found, meant)| found != meant) {
        return Err(format!("The {what} of the file is “{found}”, not “{meant}”."));
    }
    if batch.effective_on != Some(dates.effective_on) || file.modifier != dates.modifier.to_string() {
        return Err("The file names another day or another modifier.".into());
    }
    if batch.entries.len() != entries.len() {
        return Err(format!("The file has {} entries, not {}.", batch.entries.len(), entries.len()));
    }
    let differs = |(found, meant): &(&AchEntry, &Entry)| !is_same(found, meant, &originator.odfi);
    match batch.entries.iter().zip(entries).find(differs) {
        None => Ok(()),
        Some((found, _)) => Err(format!("The entry on line {} is not the one that was meant.", found.line)),
    }
}

fn is_same(found: &AchEntry, meant: &Entry, odfi: &str) -> bool {
    let remittance = match found.addenda.as_slice() {
        [] => None,
        [AchAddenda::Remittance(said)] => Some(said.as_str()),
        _ => return false,
    };
    let wanted = (!meant.is_prenote).then(|| text(&meant.remittance, 80).trim_end().to_owned());
    found.code == meant.code()
        && found.routing == meant.routing.digits()
        && found.account == text(&meant.account, 17).trim()
        && found.amount == meant.amount
        && found.trace == meant.trace(odfi)
        && remittance == wanted.as_deref()
}
