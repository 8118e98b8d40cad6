//! Keeps what somebody types on a page of many fields, an activity, its people or its costs, until they save that page: theirs
//! alone, on whatever device they open it next. Nothing of the application changes by it.

use super::application::Application;
use super::cost::CostInput;
use super::edit::{self, EditError};
use super::plan::Activity;
use super::{policy, store};
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;
use chrono::{Datelike, NaiveDate};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The longest that is kept of one page, in bytes.
const LONGEST: usize = 512 * 1024;

/// A page of many fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// An activity that is not there yet.
    NewActivity,
    /// What an activity is.
    Activity(Id<Activity>),
    /// Who takes part in it.
    People(Id<Activity>),
    /// What it costs.
    Costs(Id<Activity>),
}

impl Sheet {
    /// Its name in addresses and in the database: `costs/0192…`.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::NewActivity => "activity/new".to_owned(),
            Self::Activity(id) => format!("activity/{id}"),
            Self::People(id) => format!("people/{id}"),
            Self::Costs(id) => format!("costs/{id}"),
        }
    }

    /// The page with this name.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        let (kind, id) = key.split_once('/')?;
        match (kind, id) {
            ("activity", "new") => Some(Self::NewActivity),
            ("activity", id) => id.parse().ok().map(Self::Activity),
            ("people", id) => id.parse().ok().map(Self::People),
            ("costs", id) => id.parse().ok().map(Self::Costs),
            _ => None,
        }
    }

    /// The activity that it is about.
    #[must_use]
    pub fn activity(&self) -> Option<Id<Activity>> {
        match self {
            Self::NewActivity => None,
            Self::Activity(id) | Self::People(id) | Self::Costs(id) => Some(*id),
        }
    }

    /// The part of the application that it belongs to.
    fn part(self) -> &'static str {
        if matches!(self, Self::Costs(_)) { "budget" } else { "activities" }
    }

    /// What its fields are called: this, or this, `_` and more.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::NewActivity | Self::Activity(_) => &["kind", "title", "place", "country", "starts_on", "ends_on", "provider", "partner"],
            Self::People(_) => &["name", "job", "standing"],
            Self::Costs(_) => &["category", "what", "quantity", "unit", "each", "city_pays", "partner", "pasted"],
        }
    }

    fn has(self, field: &str) -> bool {
        self.names().iter().any(|name| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
    }
}

/// What somebody typed and has not saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedSheet {
    /// The fields of the page as one text.
    pub(super) fields: String,
    /// The version that it can be saved over.
    pub version: i64,
    /// The digest of what was saved there when it was typed.
    pub(super) based_on: String,
    /// When it was kept.
    pub at: Timestamp,
}

impl TypedSheet {
    /// Its fields as they were sent.
    #[must_use]
    pub fn fields(&self) -> Vec<(String, String)> {
        serde_urlencoded::from_str(&self.fields).unwrap_or_default()
    }
}

/// Keeps what the actor typed on a page that showed `version` (0 for an activity that is not there yet), in place of what they typed
/// there before; when it was kept. Where that is what is saved, nothing is kept. It holds the row of the application first, so that
/// it may run in [`crate::db::Db::write_guarded`].
///
/// # Errors
/// See [`EditError`]; `Changed` when somebody else saved meanwhile.
pub fn keep_sheet(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    sheet: Sheet,
    (fields, version): (&[(String, String)], i64),
) -> Result<Timestamp, EditError> {
    store::hold(tx, id)?;
    let Some(account) = actor.account else { return Err(EditError::NotAllowed) };
    edit::open(tx, actor, id, &[sheet.part()])?;
    let saved = Saved::load(tx, id, sheet)?;
    if saved.version != version {
        return Err(EditError::Changed);
    }
    store::delete_sheet(tx, (id, account), &sheet.key())?;
    let own: Vec<&(String, String)> = fields.iter().filter(|(name, _)| sheet.has(name)).collect();
    if plain(own.iter().copied()) == saved.fields {
        return Ok(tx.now());
    }
    let text = serde_urlencoded::to_string(&own).unwrap_or_default();
    if text.len() > LONGEST {
        return Err(EditError::field("title", "This is more text than can be kept."));
    }
    let typed = TypedSheet { fields: text, version, based_on: saved.digest(), at: tx.now() };
    store::insert_sheet(tx, (id, account), &sheet.key(), &typed)?;
    Ok(typed.at)
}

/// What the actor typed on a page and has not saved. Where only other pages of the activity were saved since, it can be
/// saved over them; where this one was, both are to be compared.
///
/// # Errors
/// The database's refusal.
pub fn typed_sheet(conn: &mut Conn, actor: &Actor, id: Id<Application>, sheet: Sheet) -> Result<Option<TypedSheet>, Error> {
    let Some(account) = actor.account else { return Ok(None) };
    let Some(mut typed) = store::find_sheet(conn, (id, account), &sheet.key())? else { return Ok(None) };
    let saved = Saved::load(conn, id, sheet)?;
    if saved.digest() == typed.based_on {
        typed.version = saved.version;
    }
    Ok(Some(typed))
}

/// The pages of an application on which the actor typed something that is not saved.
///
/// # Errors
/// The database's refusal.
pub fn list_typed_sheets(conn: &mut Conn, actor: &Actor, id: Id<Application>) -> Result<Vec<Sheet>, Error> {
    let Some(account) = actor.account else { return Ok(vec![]) };
    Ok(store::list_sheets(conn, (id, account))?.iter().filter_map(|key| Sheet::parse(key)).collect())
}

/// Throws away what the actor typed on a page.
///
/// # Errors
/// [`EditError::Db`] with `Missing` for whoever has nothing to do with the application, and `NotAllowed` for whoever only reads it.
pub fn throw_away_sheet(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, sheet: Sheet) -> Result<(), EditError> {
    let application = store::application(tx, id)?;
    if !policy::may_see(actor, &application) {
        return Err(Error::Missing.into());
    }
    if !policy::may_write(actor, &application) {
        return Err(EditError::NotAllowed);
    }
    Ok(forget(tx, actor, id, sheet)?)
}

/// The page was saved.
pub(super) fn forget(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, sheet: Sheet) -> Result<(), Error> {
    match actor.account {
        Some(account) => store::delete_sheet(tx, (id, account), &sheet.key()),
        None => Ok(()),
    }
}

/// An activity is gone, and with it what anybody typed on its pages.
pub(super) fn forget_activity(tx: &mut Tx<'_>, id: Id<Application>, activity: Id<Activity>) -> Result<(), Error> {
    for sheet in [Sheet::Activity(activity), Sheet::People(activity), Sheet::Costs(activity)] {
        store::delete_sheets(tx, id, &sheet.key())?;
    }
    Ok(())
}

/// What is saved on a page, as the page would send it.
struct Saved {
    version: i64,
    fields: Vec<(String, String)>,
}

impl Saved {
    fn load(conn: &mut Conn, id: Id<Application>, sheet: Sheet) -> Result<Self, Error> {
        let Some(activity) = sheet.activity() else { return Ok(Self { version: 0, fields: vec![] }) };
        let stored = store::activity(conn, activity)?;
        if stored.application != id {
            return Err(Error::Missing);
        }
        let fields = match sheet {
            Sheet::People(_) => people(&stored),
            Sheet::Costs(_) => costs(store::costs(conn, id)?.iter().filter(|item| item.activity == activity).map(CostInput::of)),
            Sheet::Activity(_) | Sheet::NewActivity => facts(&stored),
        };
        Ok(Self { version: stored.version, fields: plain(&fields) })
    }

    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for part in self.fields.iter().flat_map(|(name, value)| [name, value]) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        HEXLOWER.encode(&hash.finalize())
    }
}

/// What two versions have in common when they say the same.
fn plain<'a>(fields: impl IntoIterator<Item = &'a (String, String)>) -> Vec<(String, String)> {
    let tidy = |(name, value): &(String, String)| (name.clone(), value.replace("\r\n", "\n").trim().to_owned());
    let mut plain: Vec<_> = fields.into_iter().map(tidy).filter(|(_, value)| !value.is_empty()).collect();
    plain.sort();
    plain
}

fn facts(a: &Activity) -> Vec<(String, String)> {
    let day = |name: &str, day: NaiveDate| {
        [("month", day.month().to_string()), ("day", day.day().to_string()), ("year", day.year().to_string())]
            .map(|(part, value)| (format!("{name}_{part}"), value))
    };
    let texts = [
        ("kind", &a.kind),
        ("title", &a.title),
        ("place", &a.place),
        ("country", &a.country),
        ("provider", &a.provider),
        ("partner", &a.partner),
    ];
    let texts = texts.map(|(name, value)| (name.to_owned(), value.clone()));
    texts.into_iter().chain(day("starts_on", a.starts_on)).chain(day("ends_on", a.ends_on)).collect()
}

fn people(a: &Activity) -> Vec<(String, String)> {
    let row = |(i, p): (usize, &super::plan::Attendee)| {
        [("name", p.name.clone()), ("job", p.job.clone()), ("standing", p.standing.to_string())]
            .map(|(part, value)| (format!("{part}_{i}"), value))
    };
    a.attendees.iter().enumerate().flat_map(row).collect()
}

fn costs(rows: impl Iterator<Item = CostInput>) -> Vec<(String, String)> {
    let row = |(n, row): (usize, CostInput)| {
        let CostInput { category, what, quantity, unit, each, city_pays, partner } = row;
        let cells = [
            ("category", category),
            ("what", what),
            ("quantity", quantity),
            ("unit", unit),
            ("each", each),
            ("city_pays", city_pays),
            ("partner", partner),
        ];
        cells.map(|(name, value)| (format!("{name}_{n}"), value))
    };
    rows.enumerate().flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_page_names_it() {
        let id: Id<Activity> = "01999999-0000-7000-8000-000000000000".parse().expect("an identifier");
        for sheet in [Sheet::NewActivity, Sheet::Activity(id), Sheet::People(id), Sheet::Costs(id)] {
            assert_eq!(Sheet::parse(&sheet.key()), Some(sheet));
        }
        for other in ["", "costs", "costs/new", "people/x", "files/01999999-0000-7000-8000-000000000000"] {
            assert_eq!(Sheet::parse(other), None, "{other}");
        }
    }

    #[test]
    fn only_the_fields_of_the_page_are_kept() {
        let id: Id<Activity> = "01999999-0000-7000-8000-000000000000".parse().expect("an identifier");
        let costs = Sheet::Costs(id);
        assert!(["what_0", "city_pays_12", "pasted"].iter().all(|name| costs.has(name)));
        assert!(!["idempotency_key", "version", "read", "more", "rate", "whatever"].iter().any(|name| costs.has(name)));
    }

    #[test]
    fn what_says_the_same_is_the_same() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let one = [pair("b", " x\r\ny "), pair("a", "1"), pair("c", "  ")];
        assert_eq!(plain(&one), [pair("a", "1"), pair("b", "x\ny")]);
    }
}
