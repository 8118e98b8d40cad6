//! Somebody tells of trouble. Whoever is signed in gets a letter with number and time.

use super::facts::TroubleReported;
use super::store;
use crate::db::{self, Tx};
use crate::intake::{self, Application};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::outbox::Side;
use crate::people::{Account, Actor, account};
use crate::{audit, outbox};

/// What was told of trouble, and what was answered. The report itself never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Its identifier.
    pub id: Id<Trouble>,
    /// Its number in the order of telling.
    pub n: i64,
    /// When it reached the program.
    pub reported_at: Timestamp,
    /// In their words.
    pub told: String,
    /// The page that it was about.
    pub page: Option<String>,
    /// The request that failed.
    pub request_id: Option<String>,
    /// Who told it, if signed in.
    pub account: Option<Id<Account>>,
    /// Their name.
    pub name: String,
    /// Where they can be reached.
    pub reach: String,
    /// The reference number of the application, as known or as typed.
    pub reference: Option<String>,
    /// The application, if it is one of theirs.
    pub application: Option<Id<Application>>,
    /// The last instant for that application, as it was then.
    pub closes_at: Option<Timestamp>,
    /// How many things were missing in it then.
    pub missing: Option<i32>,
    /// What the browser called itself.
    pub browser: Option<String>,
    /// The answer.
    pub answer: Option<Answer>,
}

impl Trouble {
    /// `H-17`, as people quote it.
    #[must_use]
    pub fn number(&self) -> String {
        format!("H-{}", self.n)
    }
}

/// What was answered, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The words.
    pub text: String,
    /// Who.
    pub by: Id<Account>,
    /// Their name then.
    pub by_name: String,
    /// When.
    pub at: Timestamp,
}

/// What the person sent, with what their browser said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewTrouble {
    /// What happened, in their words.
    pub told: String,
    /// The path of the page that it was about.
    pub page: String,
    /// The request that failed.
    pub request_id: String,
    /// The reference number of an application.
    pub reference: String,
    /// Their name; that of the account for whoever is signed in.
    pub name: String,
    /// Where they can be reached; the address of the account for whoever is signed in.
    pub reach: String,
    /// What the browser calls itself.
    pub browser: String,
}

/// Why it was not taken down.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for ReportError {
    fn kind(&self) -> Kind {
        match self {
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// The longest that may be told.
pub(super) const LONGEST: usize = 4_000;

/// Takes down what was told, with what is known at this instant.
///
/// # Errors
/// [`ReportError`]; nothing is kept then.
pub fn report(tx: &mut Tx<'_>, actor: &Actor, new: &NewTrouble) -> Result<Trouble, ReportError> {
    let person = actor.account.map(|id| account::account(tx, id)).transpose()?;
    let mistakes = mistakes(new, person.is_some());
    if !mistakes.is_empty() {
        return Err(ReportError::Invalid(mistakes));
    }
    let found = match find_application(tx, actor, new)? {
        Some(application) => Some(State::of(tx, application)?),
        None => None,
    };
    let given = |text: &str, most: usize| Some(text.trim()).filter(|t| !t.is_empty()).map(|t| t.chars().take(most).collect::<String>());
    let trouble = Trouble {
        id: tx.id(),
        n: store::last_number(tx)? + 1,
        reported_at: tx.now(),
        told: new.told.trim().to_owned(),
        page: given(&new.page, 300),
        request_id: given(&new.request_id, 64),
        account: actor.account,
        name: person.as_ref().map_or_else(|| new.name.trim().to_owned(), |p| p.name.clone()),
        reach: person.as_ref().map_or_else(|| new.reach.trim().to_owned(), |p| p.email.clone()),
        reference: found.as_ref().map(|f| f.application.reference.clone()).or_else(|| given(&new.reference, 40)),
        application: found.as_ref().map(|f| f.application.id),
        closes_at: found.as_ref().and_then(|f| f.closes_at),
        missing: found.as_ref().and_then(|f| f.missing),
        browser: given(&new.browser, 300),
        answer: None,
    };
    store::insert(tx, &trouble)?;
    let fact = TroubleReported { city_zone: found.and_then(|f| f.city_zone), ..fact(&trouble) };
    audit::record(tx, &actor.doer(), &fact)?;
    if let Some(person) = person {
        let side = if actor.fund_roles.is_empty() { Side::City } else { Side::Fund };
        outbox::announce(tx, &fact, &[person.recipient(side)])?;
    }
    Ok(trouble)
}

/// How the application stands at this instant.
struct State {
    application: Application,
    closes_at: Option<Timestamp>,
    /// The name of the zone of its city, where a deadline is to be told in it.
    city_zone: Option<String>,
    missing: Option<i32>,
}

impl State {
    /// What is being written has a deadline and gaps; what was received has neither.
    fn of(tx: &mut Tx<'_>, application: Application) -> Result<Self, db::Error> {
        if !application.is_editable() {
            return Ok(Self { application, closes_at: None, city_zone: None, missing: None });
        }
        let closes_at = intake::last_instant(tx, &application)?;
        let city_zone = Some(intake::city_zone(tx, &application)?.name().to_owned());
        let draft = intake::draft_of(tx, application)?;
        let missing = i32::try_from(intake::gaps(&draft).len()).ok();
        Ok(Self { application: draft.application, closes_at: Some(closes_at), city_zone, missing })
    }
}

/// The application that is meant: the one typed, or the one in the address of the page, if it is theirs.
fn find_application(tx: &mut Tx<'_>, actor: &Actor, new: &NewTrouble) -> Result<Option<Application>, db::Error> {
    let typed = Some(new.reference.trim().to_uppercase()).filter(|text| !text.is_empty());
    let in_page = || new.page.split('/').find(|part| part.starts_with("UDF-")).map(str::to_owned);
    let Some(reference) = typed.or_else(in_page) else { return Ok(None) };
    match intake::by_reference(tx, &reference) {
        Ok(found) => Ok(Some(found).filter(|application| actor.belongs_to(application.city))),
        Err(db::Error::Missing) => Ok(None),
        Err(e) => Err(e),
    }
}

fn mistakes(new: &NewTrouble, is_signed_in: bool) -> Vec<FieldError> {
    let mut found = Vec::new();
    match new.told.trim().chars().count() {
        0 => found.push(FieldError::new("told", "Write what happened.")),
        n if n > LONGEST => {
            found.push(FieldError::new("told", format!("Write at most 4,000 characters. There are {} too many.", n - LONGEST)))
        }
        _ => {}
    }
    if !is_signed_in {
        if !(1..=200).contains(&new.name.trim().chars().count()) {
            found.push(FieldError::new("name", "Write your name and your city."));
        }
        if !(1..=200).contains(&new.reach.trim().chars().count()) {
            found.push(FieldError::new("reach", "Write an email address or a phone number, so that we can answer."));
        }
    }
    found
}

fn fact(trouble: &Trouble) -> TroubleReported {
    TroubleReported {
        trouble: trouble.id.text(),
        number: trouble.number(),
        reported_at: trouble.reported_at,
        name: trouble.name.clone(),
        told: trouble.told.clone(),
        page: trouble.page.clone(),
        request_id: trouble.request_id.clone(),
        reference: trouble.reference.clone(),
        application: trouble.application.map(|id| id.text()),
        closes_at: trouble.closes_at,
        city_zone: None,
        missing: trouble.missing,
    }
}
