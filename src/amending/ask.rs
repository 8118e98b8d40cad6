//! The city's official asks for an amendment, or a program officer for more or less money. What is asked never changes.

use super::amendment::{Act, Amendment, AmendmentKind, Stage};
use super::facts::AmendmentAsked;
use super::tell::{Audience, tell};
use super::{change, policy, read, store};
use crate::award::{self, Award, Line};
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal};
use crate::outbox::Side;
use crate::people::Actor;
use chrono::NaiveDate;

/// The longest reason.
const LONGEST: usize = 2000;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct NewAmendment {
    /// The award.
    pub award: Id<Award>,
    /// What changes.
    pub kind: AmendmentKind,
    /// The number of the budget that was looked at.
    pub seen_version: i32,
    /// The budget that is wanted, where it changes.
    pub lines: Vec<Line>,
    /// The last day that is wanted, where it changes, or what is wrong with it.
    pub period_end: Result<Option<NaiveDate>, String>,
    /// Who has led the work, where that changes.
    pub key_person: String,
    /// Who will lead it.
    pub new_person: String,
    /// Why.
    pub reason: String,
}

/// Why nothing was asked for.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Neither the official of the city nor, for more or less money, an officer.
    #[error("Only an authorized official of the city asks for this.")]
    NotAllowed,
    /// The award is not active.
    #[error("This award is not active, so it is not amended.")]
    NotActive,
    /// One is under way.
    #[error("Another amendment of this award is under way. Ask again when it is in force or settled.")]
    AnotherOpen,
    /// The budget is not the one that was looked at.
    #[error("The award was amended after you opened this page. Open it again.")]
    Changed,
    /// Fields to mend.
    #[error("Some answers need to be mended.")]
    Fields(Vec<FieldError>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for AskError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotAllowed => Kind::Missing,
            Self::NotActive | Self::AnotherOpen | Self::Changed => Kind::Conflict,
            Self::Fields(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Fields(fields) = self { fields } else { &[] }
    }
}

/// Keeps the request and tells those who decide.
///
/// # Errors
/// [`AskError`].
pub fn ask(tx: &mut Tx<'_>, actor: &Actor, new: &NewAmendment) -> Result<Amendment, AskError> {
    let award = award::award(tx, new.award)?;
    let side = policy::asks(actor, award.organisation, new.kind).ok_or(AskError::NotAllowed)?;
    let account = actor.account.ok_or(AskError::NotAllowed)?;
    if side == Side::Fund && actor.is_kept_from(award.id) {
        return Err(db::Error::Missing.into());
    }
    if !award.is_active() {
        return Err(AskError::NotActive);
    }
    if store::find_open(tx, award.id)?.is_some() {
        return Err(AskError::AnotherOpen);
    }
    if award.budget_version != new.seen_version {
        return Err(AskError::Changed);
    }
    let wanted = check(tx, &award, new)?;
    let person = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty() && new.kind == AmendmentKind::KeyPerson);
    let mut amendment = Amendment {
        id: tx.id(),
        award: award.id,
        n: store::next_number(tx, award.id)?,
        kind: new.kind,
        stage: Stage::Asked,
        by_fund: side == Side::Fund,
        reason: new.reason.trim().to_owned(),
        from_version: award.budget_version,
        from_end: award.period_end,
        amount: wanted.amount,
        period_end: wanted.period_end,
        lines: wanted.lines,
        key_person: person(&new.key_person),
        new_person: person(&new.new_person),
        digest: String::new(),
        needs_signature: new.kind.needs_signature(),
        asked: Act { by: account.text(), name: actor.name.clone(), at: tx.now() },
        decided: None,
        agreement: None,
        in_force_at: None,
        journals: vec![],
        version: 1,
    };
    amendment.digest = amendment.asked_digest();
    store::insert(tx, &amendment).map_err(|e| match e {
        db::Error::Unique(_) => AskError::AnotherOpen,
        other => other.into(),
    })?;
    let audience = if amendment.by_fund { Audience::Deciders } else { Audience::All };
    tell::<AmendmentAsked>(tx, actor, (&award, &amendment), &amendment.reason, &audience)?;
    Ok(amendment)
}

/// What the award would come to.
struct Wanted {
    lines: Vec<Line>,
    amount: Money,
    period_end: NaiveDate,
}

fn check(tx: &mut Tx<'_>, award: &Award, new: &NewAmendment) -> Result<Wanted, AskError> {
    let mut mistakes = Vec::new();
    let mut wanted = Wanted { lines: award.lines.clone(), amount: award.amount, period_end: award.period_end };
    if new.kind.has_budget() {
        let known = read::categories(tx, award)?;
        // A category at zero stays out, unless the award has it already.
        wanted.lines = new
            .lines
            .iter()
            .filter(|line| !line.amount.is_zero() || award.lines.iter().any(|l| l.category == line.category))
            .cloned()
            .collect();
        for line in wanted.lines.iter().filter(|line| known.iter().all(|(code, _)| *code != line.category)) {
            mistakes.push(FieldError::new(format!("amount-{}", line.category), "Choose a cost category of this award."));
        }
        if award.lines.iter().any(|line| wanted.lines.iter().all(|l| l.category != line.category)) {
            return Err(AskError::Changed);
        }
        mistakes.extend(change::check(new.kind, &award.lines, &wanted.lines, &read::free(tx, award.id)?));
        wanted.amount = award::total(&wanted.lines).unwrap_or(award.amount);
    }
    match (new.kind, &new.period_end) {
        (AmendmentKind::Extension, Err(told)) => mistakes.push(FieldError::new("period_end", told)),
        (AmendmentKind::Extension, Ok(None)) => mistakes.push(FieldError::new("period_end", "Enter the last day that you need.")),
        (AmendmentKind::Extension, Ok(Some(day))) => {
            mistakes.extend(extension(tx, award, *day)?);
            wanted.period_end = *day;
        }
        _ => {}
    }
    if new.kind == AmendmentKind::KeyPerson {
        for (field, name) in [("key_person", &new.key_person), ("new_person", &new.new_person)] {
            if !(2..=200).contains(&name.trim().chars().count()) {
                mistakes.push(FieldError::new(field, "Enter the name, in at most 200 characters."));
            }
        }
        if new.key_person.trim() == new.new_person.trim() {
            mistakes.push(FieldError::new("new_person", "Enter another person than the one who led the work."));
        }
    }
    let length = new.reason.trim().chars().count();
    if length == 0 || length > LONGEST {
        mistakes.push(FieldError::new("reason", "Say why, in at most 2,000 characters."));
    }
    if mistakes.is_empty() { Ok(wanted) } else { Err(AskError::Fields(mistakes)) }
}

/// What is wrong with a last day: it is asked for before the period has ended, and lies after it, within two years.
fn extension(tx: &mut Tx<'_>, award: &Award, day: NaiveDate) -> Result<Option<FieldError>, db::Error> {
    let today = tx.now().day_in(read::round(tx, award)?.closes.zone);
    let latest = award.period_end.checked_add_months(chrono::Months::new(24)).unwrap_or(award.period_end);
    let told = if today > award.period_end {
        "The period has ended, so it is not extended any more."
    } else if day <= award.period_end {
        "Enter a day after the last day that the award has now."
    } else if day > latest {
        "Enter a day within two years of the last day that the award has now."
    } else {
        return Ok(None);
    };
    Ok(Some(FieldError::new("period_end", told)))
}
