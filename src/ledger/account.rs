//! Accounts of the books: a code of the chart plus the dimension values it is
//! kept for, and the balance with its limit. Pure arithmetic, no database.
//! Limits count pending amounts, so that resolving a hold can never break one.

use crate::kernel::{Money, MoneyError};
use std::fmt;
use std::str::FromStr;

/// A self-balancing part of every journal.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::IntoStaticStr, serde::Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Track {
    /// What may be spent.
    Budgetary,
    /// What is owned, owed and used.
    Proprietary,
    /// Facts that are not the fund's money.
    Memo,
}

/// Whether an amount stands or is only reserved.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::IntoStaticStr, serde::Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// Booked for good.
    Settled,
    /// Reserved by a hold.
    Pending,
}

/// The side of an account.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::IntoStaticStr, serde::Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Debit.
    Dr,
    /// Credit.
    Cr,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Dr => Self::Cr,
            Self::Cr => Self::Dr,
        }
    }
}

/// What an account's balance may never do.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::IntoStaticStr, serde::Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// No limit.
    None,
    /// Debits, with pending ones, never exceed settled credits.
    DrLeCr,
    /// Credits, with pending ones, never exceed settled debits.
    CrLeDr,
}

/// Named, opaque values an account is kept for. The engine compares them and
/// knows nothing else about them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dims {
    /// The fund: one appropriation of one year.
    pub fund: Option<String>,
    /// The program the money is allotted to.
    pub program: Option<String>,
    /// The award.
    pub award: Option<String>,
    /// The category of cost.
    pub category: Option<String>,
}

/// The name of a dimension, as the chart declares it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::Display, strum::EnumString, strum::IntoStaticStr, serde::Deserialize,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// See [`Dims::fund`].
    Fund,
    /// See [`Dims::program`].
    Program,
    /// See [`Dims::award`].
    Award,
    /// See [`Dims::category`].
    Category,
}

impl Dims {
    /// The value of one dimension.
    #[must_use]
    pub fn get(&self, dimension: Dimension) -> Option<&str> {
        match dimension {
            Dimension::Fund => self.fund.as_deref(),
            Dimension::Program => self.program.as_deref(),
            Dimension::Award => self.award.as_deref(),
            Dimension::Category => self.category.as_deref(),
        }
    }

    /// These values without those the account does not take.
    #[must_use]
    pub fn only(&self, taken: &[Dimension]) -> Self {
        let keep = |dimension, value: &Option<String>| if taken.contains(&dimension) { value.clone() } else { None };
        Self {
            fund: keep(Dimension::Fund, &self.fund),
            program: keep(Dimension::Program, &self.program),
            award: keep(Dimension::Award, &self.award),
            category: keep(Dimension::Category, &self.category),
        }
    }

    /// Whether every value asked for is here; an absent one asks for nothing.
    #[must_use]
    pub fn matches(&self, asked: &Self) -> bool {
        [Dimension::Fund, Dimension::Program, Dimension::Award, Dimension::Category]
            .into_iter()
            .all(|d| asked.get(d).is_none() || asked.get(d) == self.get(d))
    }
}

/// Which account: its code (`101000` or, with our own detail, `101000:bank`) and its dimension values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountKey {
    /// The code of the chart with its detail.
    pub code: String,
    /// What it is kept for.
    pub dims: Dims,
}

impl AccountKey {
    /// The canonical text, unique per account. Values hold no slash, so that no two keys share a text.
    #[must_use]
    pub fn text(&self) -> String {
        let part = |value: &Option<String>| value.clone().unwrap_or_default();
        let Dims { fund, program, award, category } = &self.dims;
        [self.code.clone(), part(fund), part(program), part(award), part(category)].join("/")
    }
}

impl FromStr for AccountKey {
    type Err = &'static str;

    /// Reads the canonical text back.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split('/').collect();
        let [code, fund, program, award, category] = parts[..] else { return Err("an account has a code and four values") };
        let value = |part: &str| Some(part.to_owned()).filter(|part| !part.is_empty());
        let dims = Dims { fund: value(fund), program: value(program), award: value(award), category: value(category) };
        Ok(Self { code: code.to_owned(), dims })
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// What stands on an account: sums of each side and layer, and how many postings made them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// Settled debits.
    pub dr_settled: Money,
    /// Settled credits.
    pub cr_settled: Money,
    /// Debits of open holds.
    pub dr_pending: Money,
    /// Credits of open holds.
    pub cr_pending: Money,
    /// How many postings were made.
    pub version: i64,
}

impl Balance {
    /// Adds one posting. A release takes from the other side's open holds.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn add(&mut self, layer: Layer, side: Side, releases: bool, amount: Money) -> Result<(), MoneyError> {
        let held_side = if releases { side.mirrored() } else { side };
        let sum = match (layer, held_side) {
            (Layer::Settled, Side::Dr) => &mut self.dr_settled,
            (Layer::Settled, Side::Cr) => &mut self.cr_settled,
            (Layer::Pending, Side::Dr) => &mut self.dr_pending,
            (Layer::Pending, Side::Cr) => &mut self.cr_pending,
        };
        *sum = if releases { sum.minus(amount)? } else { sum.plus(amount)? };
        self.version += 1;
        Ok(())
    }

    /// Takes away what one posting, or the sum of several, had added. The version stays.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub(super) fn take(&mut self, layer: Layer, side: Side, releases: bool, amount: Money) -> Result<(), MoneyError> {
        let version = self.version;
        self.add(layer, side, releases, Money::ZERO.minus(amount)?)?;
        self.version = version;
        Ok(())
    }

    /// What stands on one layer alone.
    pub(super) fn of_layer(layer: Layer, debits: Money, credits: Money) -> Self {
        match layer {
            Layer::Settled => Self { dr_settled: debits, cr_settled: credits, ..Self::default() },
            Layer::Pending => Self { dr_pending: debits, cr_pending: credits, ..Self::default() },
        }
    }

    /// Adds the balance of another account.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub(super) fn merge(&mut self, other: &Self) -> Result<(), MoneyError> {
        let sums = [&mut self.dr_settled, &mut self.cr_settled, &mut self.dr_pending, &mut self.cr_pending];
        for (sum, more) in sums.into_iter().zip([other.dr_settled, other.cr_settled, other.dr_pending, other.cr_pending]) {
            *sum = sum.plus(more)?;
        }
        Ok(())
    }

    /// Whether the limit holds, counting pending amounts against it and never for it.
    #[must_use]
    pub fn keeps(&self, limit: Limit) -> bool {
        let within = |taken: Money, pending: Money, given: Money| taken.plus(pending).is_ok_and(|sum| sum <= given);
        let sums = [self.dr_settled, self.cr_settled, self.dr_pending, self.cr_pending];
        sums.iter().all(|sum| *sum >= Money::ZERO)
            && match limit {
                Limit::None => true,
                Limit::DrLeCr => within(self.dr_settled, self.dr_pending, self.cr_settled),
                Limit::CrLeDr => within(self.cr_settled, self.cr_pending, self.dr_settled),
            }
    }

    /// The settled balance, positive on the account's normal side.
    #[must_use]
    pub fn settled(&self, normal: Side) -> Money {
        difference(self.dr_settled, self.cr_settled, normal)
    }

    /// What open holds would take from the account's normal side.
    #[must_use]
    pub fn held(&self, normal: Side) -> Money {
        match normal {
            Side::Dr => self.cr_pending,
            Side::Cr => self.dr_pending,
        }
    }

    /// The sums of both sides of one layer: debits, credits.
    #[must_use]
    pub fn sides(&self, layer: Layer) -> (Money, Money) {
        match layer {
            Layer::Settled => (self.dr_settled, self.cr_settled),
            Layer::Pending => (self.dr_pending, self.cr_pending),
        }
    }
}

/// Debits less credits, positive on `normal`. Both sums are non-negative, so this cannot overflow.
pub(super) fn difference(debits: Money, credits: Money, normal: Side) -> Money {
    let cents = debits.cents().saturating_sub(credits.cents());
    Money::from_cents(if normal == Side::Dr { cents } else { cents.saturating_neg() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(n: i64) -> Money {
        Money::from_cents(n)
    }

    #[test]
    fn pending_debits_count_against_the_limit_and_pending_credits_never_for_it() {
        let mut b = Balance { cr_settled: cents(100), ..Balance::default() };
        b.add(Layer::Pending, Side::Dr, false, cents(100)).expect("fits");
        assert!(b.keeps(Limit::DrLeCr));
        b.add(Layer::Pending, Side::Cr, false, cents(50)).expect("fits");
        b.add(Layer::Settled, Side::Dr, false, cents(1)).expect("fits");
        assert!(!b.keeps(Limit::DrLeCr));
    }

    #[test]
    fn the_text_of_an_account_is_read_back() {
        for text in ["480100/UDF/p/a/travel", "445000/UDF///", "101000:bank/UDF///"] {
            assert_eq!(text.parse::<AccountKey>().map(|key| key.text()), Ok(text.to_owned()));
        }
        assert!("445000".parse::<AccountKey>().is_err() && "a/b/c/d/e/f".parse::<AccountKey>().is_err());
    }

    #[test]
    fn a_release_takes_the_hold_back() {
        let mut b = Balance { cr_settled: cents(100), dr_pending: cents(60), ..Balance::default() };
        b.add(Layer::Pending, Side::Cr, true, cents(60)).expect("fits");
        assert_eq!((b.dr_pending, b.cr_pending, b.held(Side::Cr)), (Money::ZERO, Money::ZERO, Money::ZERO));
        b.add(Layer::Pending, Side::Cr, true, cents(1)).expect("arithmetic");
        assert!(!b.keeps(Limit::None), "no hold can be released twice");
    }
}
