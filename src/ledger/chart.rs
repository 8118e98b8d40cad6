//! The chart of accounts: dated data from `config/ledger/`, parsed into typed
//! values and checked. Codes are data; the program finds accounts by their role.

use super::account::{AccountKey, Dimension, Dims, Limit, Side, Track};
use super::source::{Source, SourceError};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// What an account means to the reads, so that no code is written in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::Display, strum::VariantArray, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The resources of a fund.
    Authority,
    /// Received, not yet apportioned.
    Unapportioned,
    /// Apportioned, not yet allotted.
    Apportioned,
    /// Allotted to a program and free or held.
    Allotted,
    /// Committed to an award, not yet obligated.
    Committed,
    /// Obligated, nothing delivered and nothing paid.
    Undelivered,
    /// Paid in advance, not yet spent.
    Advanced,
    /// Accepted cost, not yet paid.
    Unpaid,
    /// Accepted cost, paid.
    Paid,
    /// Money at the bank.
    Bank,
    /// Payments released that the bank has not shown yet.
    Transit,
}

/// One account of the chart.
#[derive(Clone, Debug)]
pub struct ChartAccount {
    /// The code with its detail, such as `101000:bank`.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The track it belongs to.
    pub track: Track,
    /// The side on which it grows.
    pub normal: Side,
    /// What its balance may never do.
    pub limit: Limit,
    /// The dimensions it is kept for.
    pub dims: Vec<Dimension>,
    /// What it means to the reads.
    pub role: Option<Role>,
    /// The role that its balance is added to, for accounts that keep a part of what another means.
    pub adjusts: Option<Role>,
    /// The sentence a user reads when its limit refuses.
    pub shortfall: Option<String>,
    /// Where number and title come from.
    pub confidence: String,
}

impl ChartAccount {
    /// The code without detail.
    #[must_use]
    pub fn number(&self) -> &str {
        self.code.split(':').next().unwrap_or_default()
    }

    /// The account of this code for these values; those it does not take are dropped.
    ///
    /// # Errors
    /// The dimension that is missing.
    pub fn key(&self, dims: &Dims) -> Result<AccountKey, Dimension> {
        match self.dims.iter().find(|d| dims.get(**d).is_none()) {
            Some(missing) => Err(*missing),
            None => Ok(AccountKey { code: self.code.clone(), dims: dims.only(&self.dims) }),
        }
    }
}

/// An allowed category of cost.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The value of the dimension.
    pub code: String,
    /// Its title.
    pub title: String,
    /// The object class of SF-424A, lines 6 a–h or j.
    pub sf424a_class: String,
}

/// The accounts that are valid from a day on.
#[derive(Clone, Debug)]
pub struct Chart {
    /// Its name, such as `chart-2025`.
    pub id: String,
    /// The first day it is valid.
    pub valid_from: NaiveDate,
    /// The last day, once a successor is published.
    pub valid_to: Option<NaiveDate>,
    /// Where it comes from.
    pub source_note: String,
    /// The accounts, in the order of the file.
    pub accounts: Vec<ChartAccount>,
    /// The categories of cost.
    pub categories: Vec<Category>,
    /// SHA-256 of the file.
    pub sha256: String,
    by_code: BTreeMap<String, usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChart {
    id: String,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
    extends: Option<String>,
    source_note: String,
    account: Vec<Spanned<RawAccount>>,
    #[serde(default)]
    category: Vec<Category>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    code: String,
    title: String,
    track: Track,
    normal: Side,
    limit: Limit,
    dims: Vec<Dimension>,
    role: Option<Role>,
    adjusts: Option<Role>,
    shortfall: Option<String>,
    confidence: String,
}

impl Chart {
    /// Reads and checks a chart, with the one it extends: it adds accounts and categories.
    ///
    /// # Errors
    /// The first mistake, with file, line and mend.
    pub fn parse(file: &str, text: &str, base: Option<&Self>) -> Result<Self, SourceError> {
        let source = Source { file, text };
        let raw: RawChart = source.read()?;
        source.check_base(raw.extends.as_deref(), base.map(|base| base.id.as_str()))?;
        let (mut accounts, mut categories) = base.map_or_else(Default::default, |b| (b.accounts.clone(), b.categories.clone()));
        let mut by_code: BTreeMap<_, _> = accounts.iter().enumerate().map(|(i, account)| (account.code.clone(), i)).collect();
        let mut roles: BTreeSet<_> = accounts.iter().filter_map(|account| account.role).collect();
        categories.extend(raw.category);
        for spanned in raw.account {
            let at = spanned.span().start;
            let account = spanned.into_inner();
            check(&account).map_err(|message| source.mistake(at, message))?;
            if by_code.insert(account.code.clone(), accounts.len()).is_some() {
                return Err(source.mistake(at, format!("account {} stands twice; remove one", account.code)));
            }
            if let Some(role) = account.role.filter(|role| !roles.insert(*role)) {
                return Err(source.mistake(at, format!("the role “{role}” is given twice; give it to one account")));
            }
            accounts.push(ChartAccount::from(account));
        }
        let missing = <Role as strum::VariantArray>::VARIANTS.iter().find(|role| !roles.contains(role));
        if let Some(role) = missing {
            return Err(source.mistake(0, format!("no account has the role “{role}”; give it to one")));
        }
        let sha256 = HEXLOWER.encode(&Sha256::digest(text));
        let RawChart { id, valid_from, valid_to, source_note, .. } = raw;
        Ok(Self { id, valid_from, valid_to, source_note, accounts, categories, sha256, by_code })
    }

    /// The account of a code with its detail.
    #[must_use]
    pub fn account(&self, code: &str) -> Option<&ChartAccount> {
        self.by_code.get(code).and_then(|i| self.accounts.get(*i))
    }

    /// The code of a role; every chart has one for each.
    #[must_use]
    pub fn code_of(&self, role: Role) -> &str {
        self.accounts.iter().find(|a| a.role == Some(role)).map_or("", |a| &a.code)
    }

    /// What a category of cost is called; its code where the chart does not know it.
    #[must_use]
    pub fn category_title(&self, code: &str) -> String {
        self.categories.iter().find(|c| c.code == code).map_or_else(|| code.to_owned(), |c| c.title.clone())
    }

    /// The accounts whose balances make up a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &ChartAccount> {
        self.accounts.iter().filter(move |a| a.role == Some(role) || a.adjusts == Some(role))
    }

    /// The accounts of a number, with or without detail; the first one's normal side is the number's.
    pub fn of_number<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a ChartAccount> {
        self.accounts.iter().filter(move |a| a.code == number || a.number() == number)
    }

    /// Whether a value may stand in a dimension.
    #[must_use]
    pub fn allows(&self, dimension: Dimension, value: &str) -> bool {
        let well_formed = !value.is_empty() && value.len() <= 64 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        well_formed && (dimension != Dimension::Category || self.categories.iter().any(|c| c.code == value))
    }
}

fn check(account: &RawAccount) -> Result<(), String> {
    let code = &account.code;
    let (number, detail) = code.split_once(':').unwrap_or((code, "x"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if !plain(number) || !plain(detail) {
        return Err(format!("“{code}” is no account code; write digits, then “:” and a detail if there is one"));
    }
    let unique: BTreeSet<_> = account.dims.iter().collect();
    if unique.len() != account.dims.len() {
        return Err(format!("account {code} names a dimension twice; remove one"));
    }
    if account.title.trim().is_empty() || account.confidence.trim().is_empty() {
        return Err(format!("account {code} needs a title and a confidence; say where the number comes from"));
    }
    Ok(())
}

impl From<RawAccount> for ChartAccount {
    fn from(raw: RawAccount) -> Self {
        let RawAccount { code, title, track, normal, limit, dims, role, adjusts, shortfall, confidence } = raw;
        Self { code, title, track, normal, limit, dims, role, adjusts, shortfall, confidence }
    }
}
