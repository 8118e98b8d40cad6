//! How old open advances are. What is spent uses up the oldest advance first, so what is open lies in the latest ones.

use super::ask::{Filters, cut};
use super::store::{self, AwardRow, Scope, Which};
use crate::db::{Conn, Error};
use crate::kernel::Money;
use crate::ledger::{self, Role};
use crate::people::Actor;
use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

/// Open advances by their age: up to 30 days, up to 60, up to 90, more.
pub type Ages = [Money; 4];

/// The open advance of one award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advance {
    /// The award.
    pub award: AwardRow,
    /// What is open of its advances.
    pub open: Money,
    /// By age.
    pub ages: Ages,
    /// The day of the oldest payment that is not used up; none if it came before the records.
    pub oldest: Option<NaiveDate>,
}

/// Open advances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// A page of them, the oldest first.
    pub rows: Vec<Advance>,
    /// Of all awards by age.
    pub total: Ages,
    /// How many awards have an open advance.
    pub awards: usize,
    /// The key after which the next page begins.
    pub next: Option<String>,
}

/// How old an open amount is, of payments that left on these days.
#[must_use]
pub fn ages(open: Money, payments: &[(NaiveDate, Money)], today: NaiveDate) -> (Ages, Option<NaiveDate>) {
    let mut sorted = payments.to_vec();
    sorted.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    let (mut rest, mut found, mut oldest) = (open.cents().max(0), [0_i64; 4], None);
    for (day, amount) in sorted {
        let part = amount.cents().clamp(0, rest);
        if part > 0 {
            add(&mut found, (today - day).num_days(), part);
            oldest = Some(day);
            rest -= part;
        }
    }
    if rest > 0 {
        add(&mut found, i64::MAX, rest);
        oldest = None;
    }
    (found.map(Money::from_cents), oldest)
}

fn add(ages: &mut [i64; 4], days: i64, cents: i64) {
    let [month, two, three, older] = ages;
    let into = match days {
        ..=30 => month,
        31..=60 => two,
        61..=90 => three,
        _ => older,
    };
    *into = into.saturating_add(cents);
}

/// An open advance: the day of its oldest payment with the number of its award, the identifier of that, how much is open, by age
/// and since when.
type Open = (String, String, Money, (Ages, Option<NaiveDate>));

/// The open advances of awards that are open to the reader, the oldest first; a page of at most `limit` after a key.
///
/// # Errors
/// The database's refusal.
pub fn open_advances(
    conn: &mut Conn,
    reader: &Actor,
    filters: &Filters,
    today: NaiveDate,
    (after, limit): (&str, usize),
) -> Result<Ageing, Error> {
    let scope = filters.scope(reader, &store::programs(conn)?);
    let mut all = open(conn, &scope, today)?;
    let mut found = Ageing { awards: all.len(), ..Ageing::default() };
    for (.., (ages, _)) in &all {
        for (sum, more) in found.total.iter_mut().zip(ages) {
            *sum = Money::from_cents(sum.cents().saturating_add(more.cents()));
        }
    }
    all.sort_by(|(key, ..), (other, ..)| key.cmp(other));
    let mut page: Vec<Open> = all.into_iter().filter(|(key, ..)| key.as_str() > after).collect();
    found.next = cut(&mut page, limit, |(key, ..): &Open| key.clone());
    // Who they are is read of those that are shown.
    let ids: Vec<String> = page.iter().map(|(_, id, ..)| id.clone()).collect();
    let awards = store::list_awards(conn, &scope, Which::Ids(&ids))?;
    let mut by_id: BTreeMap<String, AwardRow> = awards.into_iter().map(|award| (award.id.clone(), award)).collect();
    let row = |(_, id, open, (ages, oldest)): Open| Some(Advance { award: by_id.remove(&id)?, open, ages, oldest });
    found.rows = page.into_iter().filter_map(row).collect();
    Ok(found)
}

/// What comes from before the records is the oldest.
fn key(oldest: Option<NaiveDate>, number: &str) -> String {
    format!("{}~{number}", oldest.map_or_else(|| "0000-00-00".to_owned(), |day| day.to_string()))
}

/// Debits and credits by the code of the account.
type Sides = BTreeMap<String, (i64, i64)>;

/// Every open advance within the scope, in no order.
fn open(conn: &mut Conn, scope: &Scope, today: NaiveDate) -> Result<Vec<Open>, Error> {
    let mut awards: HashMap<String, (String, Sides)> = HashMap::new();
    for (award, number, code, cents) in store::open_balances(conn, scope, ledger::codes_of(Role::Advanced)?)? {
        awards.entry(award).or_insert_with(|| (number, Sides::new())).1.insert(code, sides(cents));
    }
    let mut paid: HashMap<String, Vec<(NaiveDate, Money)>> = HashMap::new();
    for (award, on, amount) in store::advances_paid(conn, scope)? {
        paid.entry(award).or_default().push((on, amount));
    }
    let mut found = Vec::new();
    for (award, (number, sums)) in awards {
        let open = ledger::position_of(&sums)?.advanced;
        if open.is_positive() {
            let (ages, oldest) = ages(open, paid.get(&award).map(Vec::as_slice).unwrap_or_default(), today);
            found.push((key(oldest, &number), award, open, (ages, oldest)));
        }
    }
    Ok(found)
}

/// Debits and credits that come to credits less debits.
pub(super) fn sides(cents: i64) -> (i64, i64) {
    (cents.saturating_neg().max(0), cents.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn cents<const N: usize>(all: [i64; N]) -> [Money; N] {
        all.map(Money::from_cents)
    }

    #[test]
    fn the_oldest_advance_is_used_up_first() {
        let today = day("2027-06-30");
        let paid = [(day("2027-01-10"), Money::from_cents(500)), (day("2027-06-20"), Money::from_cents(300))];
        assert_eq!(ages(Money::from_cents(800), &paid, today), (cents([300, 0, 0, 500]), Some(day("2027-01-10"))));
        assert_eq!(ages(Money::from_cents(200), &paid, today), (cents([200, 0, 0, 0]), Some(day("2027-06-20"))));
        assert_eq!(ages(Money::ZERO, &paid, today), (cents([0; 4]), None));
        assert_eq!(ages(Money::from_cents(900), &paid, today), (cents([300, 0, 0, 600]), None), "from before the records");
    }

    #[test]
    fn the_edges_of_an_age_belong_to_the_younger() {
        let today = day("2027-06-30");
        for (on, at) in [("2027-05-31", 0), ("2027-05-30", 1), ("2027-05-01", 1), ("2027-04-30", 2), ("2027-04-01", 2), ("2027-03-31", 3)] {
            let (ages, _) = ages(Money::from_cents(1), &[(day(on), Money::from_cents(1))], today);
            assert_eq!(ages[at], Money::from_cents(1), "{on}");
        }
    }

    proptest::proptest! {
        #[test]
        fn ages_add_up_to_what_is_open(open in 0_i64..10_000, paid in proptest::collection::vec((0_i64..400, 1_i64..5_000), 0..8)) {
            let today = day("2027-06-30");
            let paid: Vec<_> = paid.into_iter().map(|(ago, cents)| (today - chrono::Days::new(u64::try_from(ago).expect("days")), Money::from_cents(cents))).collect();
            let (found, _) = ages(Money::from_cents(open), &paid, today);
            proptest::prop_assert_eq!(Money::total(found).expect("fits"), Money::from_cents(open));
        }
    }
}
