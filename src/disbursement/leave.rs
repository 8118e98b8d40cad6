//! How the payments of a run leave: each gets its number (a trace, a voucher or a cheque's), and one
//! file says all of them. The file for the bank is read back before it is kept.

use super::bank_details::{AccountKind, BankDetails};
use super::enter_bank_details::place;
use super::nacha::{self, Dates, Entry, NachaError};
use super::payment::Payment;
use super::prenote::{Prenote, prenotes_to_send};
use super::release_run::ReleaseRunError;
use super::routing::RoutingNumber;
use super::run::{Method, Run};
use super::store::{self, BankFile};
use super::terms::Terms;
use super::ways::{self, Row};
use super::{ach_check, bank_file};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Money, Timestamp};
use crate::people::organisation::{self, City};
use crate::vault::Vault;
use chrono::NaiveDate;
use secrecy::ExposeSecret;
use std::collections::BTreeMap;

/// Everything that is known of a run on its way out.
#[derive(Clone, Copy)]
pub(super) struct Leaving<'a> {
    pub(super) run: &'a Run,
    pub(super) terms: &'a Terms,
    pub(super) payments: &'a [Payment],
    /// The bank details by city; none for cheques.
    pub(super) details: &'a BTreeMap<String, BankDetails>,
    /// The cities by identifier.
    pub(super) cities: &'a BTreeMap<String, City>,
    pub(super) today: NaiveDate,
    pub(super) effective_on: NaiveDate,
}

/// What names one payment to the bank.
#[derive(Clone, Debug)]
pub(super) struct Number {
    /// As the bank statement will name it.
    pub(super) text: String,
    /// What the trace ends with, in a file for the bank.
    pub(super) sequence: Option<u32>,
}

/// What leaves.
pub(super) struct Left {
    /// A number for each payment, in their order.
    pub(super) numbers: Vec<Number>,
    /// All of them in one file.
    pub(super) file: BankFile,
    /// The test entries that the file takes along, each with its trace.
    pub(super) tried: Vec<(Id<Prenote>, String)>,
}

/// The cities of these payments.
pub(super) fn cities(tx: &mut Tx<'_>, payments: &[Payment]) -> Result<BTreeMap<String, City>, db::Error> {
    let mut ids: Vec<_> = payments.iter().map(|payment| payment.organisation).collect();
    ids.sort();
    ids.dedup();
    let mut known = BTreeMap::new();
    for piece in ids.chunks(500) {
        known.extend(organisation::list(tx, piece)?.into_iter().map(|city| (city.id.text(), city)));
    }
    Ok(known)
}

/// Gives each payment its number, and writes the file.
pub(super) fn numbered(tx: &mut Tx<'_>, vault: &Vault, leaving: &Leaving<'_>, first_cheque: &str) -> Result<Left, ReleaseRunError> {
    if leaving.run.method == Method::Ach {
        return for_the_bank(tx, vault, leaving);
    }
    let numbers = match leaving.run.method {
        Method::Cheque => cheques(leaving.payments.len(), first_cheque)?,
        Method::Ach | Method::Payables => {
            (1..=leaving.payments.len()).map(|n| Number { text: ways::voucher(leaving.run.number, n), sequence: None }).collect()
        }
    };
    let texts: Vec<String> = numbers.iter().map(|number| number.text.clone()).collect();
    if let Some(used) = store::list_used_traces(tx, &texts)?.first() {
        let told =
            format!("The number {} stands on an earlier payment. Type the first number that is free.", used.trim_start_matches("C-"));
        return Err(wrong_cheque(&told));
    }
    let mut rows = Vec::with_capacity(numbers.len());
    let remittances: Vec<String> =
        leaving.payments.iter().map(|payment| leaving.terms.remittance_for(&payment.reference, payment.amount)).collect();
    let known: Vec<(String, String)> = leaving.payments.iter().map(|payment| named(leaving, payment)).collect::<Result<_, _>>()?;
    for (((payment, number), remittance), (city, masked)) in leaving.payments.iter().zip(&numbers).zip(&remittances).zip(&known) {
        let holder = leaving.details.get(&payment.organisation.text()).map_or(city.as_str(), |details| details.holder.as_str());
        rows.push(Row {
            number: &number.text,
            run: leaving.run.number,
            reference: &payment.reference,
            city,
            holder,
            account_masked: masked,
            amount: payment.amount,
            day: leaving.today,
            remittance,
        });
    }
    let content = ways::write(leaving.run.method, leaving.today, &rows)?;
    Ok(Left { numbers, file: file(leaving, content, "csv"), tried: vec![] })
}

/// The name of a payment's city, and the end of its account number.
fn named(leaving: &Leaving<'_>, payment: &Payment) -> Result<(String, String), db::Error> {
    let id = payment.organisation.text();
    let city = leaving.cities.get(&id).ok_or(db::Error::Missing)?.full_name();
    Ok((city, leaving.details.get(&id).map(BankDetails::masked).unwrap_or_default()))
}

fn wrong_cheque(told: &str) -> ReleaseRunError {
    ReleaseRunError::Fields(vec![FieldError::new("first_cheque", told)])
}

/// The numbers of as many cheques, from the one that was typed on.
fn cheques(count: usize, first: &str) -> Result<Vec<Number>, ReleaseRunError> {
    let told = "Enter the number of the first cheque: digits alone, such as 1005.";
    let first: u32 = first.trim().parse().ok().filter(|n| *n > 0).ok_or_else(|| wrong_cheque(told))?;
    let last = u32::try_from(count).ok().and_then(|count| first.checked_add(count - 1)).filter(|last| *last <= ways::LARGEST_CHEQUE);
    let last = last.ok_or_else(|| wrong_cheque("The number of the last cheque would have more than nine digits."))?;
    Ok((first..=last).map(|number| Number { text: ways::cheque(number), sequence: None }).collect())
}

/// The NACHA file: the test entries that wait, then the payments, if there are any.
fn for_the_bank(tx: &mut Tx<'_>, vault: &Vault, leaving: &Leaving<'_>) -> Result<Left, ReleaseRunError> {
    let (now, zone, originator) = (tx.now(), leaving.terms.zone, &leaving.terms.originator);
    let mut sequence = u32::try_from(store::last_trace_sequence(tx)?).unwrap_or(u32::MAX);
    let (mut numbers, mut entries, mut tried) = (Vec::new(), Vec::new(), Vec::new());
    for prenote in prenotes_to_send(tx, now)? {
        sequence = sequence.saturating_add(1);
        let entry = entry(vault, &prenote.details, (Money::ZERO, "PRENOTE"), sequence)?;
        tried.push((prenote.id, entry.trace(&originator.odfi)));
        entries.push(Entry { is_prenote: true, ..entry });
    }
    for payment in leaving.payments {
        sequence = sequence.saturating_add(1);
        let details = leaving.details.get(&payment.organisation.text()).ok_or(db::Error::Missing)?;
        let remittance = leaving.terms.remittance_for(&payment.reference, payment.amount);
        let entry = entry(vault, details, (payment.amount, &payment.reference), sequence)?;
        numbers.push(Number { text: entry.trace(&originator.odfi), sequence: Some(sequence) });
        entries.push(Entry { remittance, ..entry });
    }
    let local = now.utc().with_timezone(&zone).naive_local();
    let midnight = local
        .date()
        .and_time(chrono::NaiveTime::MIN)
        .and_local_timezone(zone)
        .earliest()
        .map_or(Timestamp::start_of(local.date()), |at| Timestamp::from_utc(at.to_utc()));
    let earlier = u8::try_from(store::count_files_since(tx, midnight)?).unwrap_or(u8::MAX);
    if earlier > 25 {
        return Err(NachaError::DoesNotFit("The 27th file of a day").into());
    }
    let dates = Dates { made_at: local, effective_on: leaving.effective_on, modifier: char::from(b'A' + earlier) };
    let content = nacha::write(originator, dates, &entries)?.into_bytes();
    ach_check::check(&content, (originator, dates), &entries).map_err(ReleaseRunError::ReadBack)?;
    Ok(Left { numbers, file: file(leaving, content, "ach"), tried })
}

/// An entry to these bank details, without its remittance.
fn entry(vault: &Vault, details: &BankDetails, (amount, known_by): (Money, &str), sequence: u32) -> Result<Entry, ReleaseRunError> {
    let row = details.id.text();
    let number = vault.open(place(&row), &details.account_sealed).map_err(|e| ReleaseRunError::Unsealing(e.to_string()))?;
    Ok(Entry {
        routing: RoutingNumber::parse(&details.routing_number).map_err(|e| db::Error::unreadable("routing number", e))?,
        account: number.expose_secret().to_owned(),
        is_checking: details.kind == AccountKind::Checking,
        amount,
        identification: known_by.to_owned(),
        receiver: details.holder.clone(),
        remittance: String::new(),
        sequence,
        is_prenote: false,
    })
}

fn file(leaving: &Leaving<'_>, content: Vec<u8>, ending: &str) -> BankFile {
    let sha256 = bank_file::sha256(&content);
    let name = format!("run-{:04}-{}.{ending}", leaving.run.number, leaving.today.format("%Y%m%d"));
    BankFile { name, content, sha256 }
}
