//! What a slice asks the ledger to do: one event with its legs, under one key
//! that belongs to one press of one button. Values only; nothing is decided here.

use super::account::Dims;
use super::canonical::Canonical;
use super::rules::REVERSAL;
use crate::audit::Doer;
use crate::kernel::Money;
use chrono::NaiveDate;
use chrono_tz::Tz;
use std::fmt;
use std::str::FromStr;

/// One amount and what it is for. An account takes only the values it is kept for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leg {
    /// The program.
    pub program: Option<String>,
    /// The award.
    pub award: Option<String>,
    /// The category of cost.
    pub category: Option<String>,
    /// The category the amount moves to, in events that move between two.
    pub to_category: Option<String>,
    /// The part of the event it belongs to, in events that have several, such as an opening entry.
    pub part: Option<String>,
    /// How much; more than zero.
    pub amount: Money,
}

impl Leg {
    /// A leg of the fund as a whole.
    #[must_use]
    pub fn of_fund(amount: Money) -> Self {
        Self { amount, ..Self::default() }
    }

    /// A leg of a program.
    #[must_use]
    pub fn of_program(program: impl Into<String>, amount: Money) -> Self {
        Self { program: Some(program.into()), amount, ..Self::default() }
    }

    /// A leg of one category of an award.
    #[must_use]
    pub fn of_award(program: impl Into<String>, award: impl Into<String>, category: impl Into<String>, amount: Money) -> Self {
        Self { award: Some(award.into()), category: Some(category.into()), ..Self::of_program(program, amount) }
    }

    /// The same leg, moving to another category.
    #[must_use]
    pub fn moving_to(mut self, category: impl Into<String>) -> Self {
        self.to_category = Some(category.into());
        self
    }

    /// The same leg, in this part of the event.
    #[must_use]
    pub fn in_part(mut self, part: impl Into<String>) -> Self {
        self.part = Some(part.into());
        self
    }

    /// Its values in a fund; those of the category it moves to if `to`.
    pub(super) fn dims(&self, fund: &str, to: bool) -> Dims {
        let category = if to { &self.to_category } else { &self.category };
        Dims { fund: Some(fund.to_owned()), program: self.program.clone(), award: self.award.clone(), category: category.clone() }
    }
}

/// Another person's approval of exactly one command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// The account of who approved.
    pub approver: String,
    /// What was approved: [`Command::subject_digest`] of the command.
    pub subject_digest: String,
}

/// A hold: the journal that opened it and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HoldId {
    /// The journal.
    pub seq: i64,
    /// Its number there, from 1.
    pub n: i32,
}

impl fmt::Display for HoldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.seq, self.n)
    }
}

impl FromStr for HoldId {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (seq, n) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self { seq: seq.parse()?, n: n.parse()? })
    }
}

/// One request to the ledger.
#[derive(Clone, Debug)]
pub struct Command {
    /// The key of this press of this button; a repeat has no further effect.
    pub key: String,
    /// The event, such as `award.obligate`.
    pub event: String,
    /// The variant, where the event has several; else empty.
    pub variant: String,
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    /// Who asks.
    pub actor: Doer,
    /// Another person's approval, where the rules ask for one.
    pub approval: Option<Approval>,
    /// The fund.
    pub fund: String,
    /// The amounts.
    pub legs: Vec<Leg>,
    /// Why, where the rules ask for it.
    pub reason: Option<String>,
    /// A reference to the document the rules ask for: an agreement, a line of a bank statement.
    pub evidence: Option<String>,
    /// The holds to post or to void. Empty when posting: every open hold of the same accounts.
    pub holds: Vec<HoldId>,
    /// The last day of the holds it opens.
    pub expires_on: Option<NaiveDate>,
    /// The zone in which the last day of a hold ends; UTC unless it is said.
    pub zone: Tz,
    /// The journal it reverses; see [`Command::reversal`].
    pub reverses: Option<i64>,
    /// Whether it is about money of earlier years. The ledger finds out by itself and sets it.
    pub carried: Option<Carried>,
}

/// Money that was obligated before the last close of a year of its fund. The word is the
/// variant of the rule for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Carried {
    /// What comes back can be apportioned anew.
    Carried,
    /// What comes back belongs to an authority that has expired.
    Expired,
}

impl Command {
    /// A command without legs yet.
    #[must_use]
    pub fn new(key: impl Into<String>, event: impl Into<String>, fund: impl Into<String>, effective_on: NaiveDate, actor: &Doer) -> Self {
        Self {
            key: key.into(),
            event: event.into(),
            variant: String::new(),
            effective_on,
            actor: actor.clone(),
            approval: None,
            fund: fund.into(),
            legs: vec![],
            reason: None,
            evidence: None,
            holds: vec![],
            expires_on: None,
            zone: Tz::UTC,
            reverses: None,
            carried: None,
        }
    }

    /// The reversal of a journal: every line mirrored.
    #[must_use]
    pub fn reversal(key: impl Into<String>, seq: i64, reason: impl Into<String>, effective_on: NaiveDate, actor: &Doer) -> Self {
        Self { reverses: Some(seq), reason: Some(reason.into()), ..Self::new(key, REVERSAL, "", effective_on, actor) }
    }

    /// With these amounts.
    #[must_use]
    pub fn legs(mut self, legs: impl IntoIterator<Item = Leg>) -> Self {
        self.legs = legs.into_iter().collect();
        self
    }

    /// In this variant of the event.
    #[must_use]
    pub fn variant(mut self, variant: impl Into<String>) -> Self {
        self.variant = variant.into();
        self
    }

    /// With this reason.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// With a reference to this document.
    #[must_use]
    pub fn evidenced_by(mut self, document: impl Into<String>) -> Self {
        self.evidence = Some(document.into());
        self
    }

    /// Posting or voiding these holds.
    #[must_use]
    pub fn holds(mut self, holds: impl IntoIterator<Item = HoldId>) -> Self {
        self.holds = holds.into_iter().collect();
        self
    }

    /// Opening holds that last until the end of this day.
    #[must_use]
    pub fn expiring_on(mut self, day: NaiveDate) -> Self {
        self.expires_on = Some(day);
        self
    }

    /// Where the last day of a hold ends with the day of this zone.
    #[must_use]
    pub fn in_zone(mut self, zone: Tz) -> Self {
        self.zone = zone;
        self
    }

    /// Approved as it stands now by this account. Add the legs first.
    #[must_use]
    pub fn approved_by(mut self, approver: impl Into<String>) -> Self {
        let subject_digest = self.subject_digest();
        self.approval = Some(Approval { approver: approver.into(), subject_digest });
        self
    }

    /// With an approval that was recorded earlier.
    #[must_use]
    pub fn with_approval(mut self, approval: Approval) -> Self {
        self.approval = Some(approval);
        self
    }

    /// What an approver approves: event, fund, amounts, and the journal or the
    /// holds meant. Not the day, the key or the actor, which come later.
    #[must_use]
    pub fn subject_digest(&self) -> String {
        self.subject(Canonical::of(if self.has_parts() { "udf.ledger.subject.2" } else { "udf.ledger.subject.1" })).digest()
    }

    /// A hash of everything but the key: the same key with another hash is another request.
    #[must_use]
    pub fn request_hash(&self) -> String {
        let approval = self.approval.as_ref();
        self.subject(Canonical::of(if self.has_parts() { "udf.ledger.request.2" } else { "udf.ledger.request.1" }))
            .text(&self.effective_on.to_string())
            .optional(self.actor.account_id.as_deref())
            .optional(approval.map(|a| a.approver.as_str()))
            .optional(approval.map(|a| a.subject_digest.as_str()))
            .optional(self.reason.as_deref())
            .optional(self.evidence.as_deref())
            .optional(self.expires_on.map(|d| d.to_string()).as_deref())
            .digest()
    }

    /// Legs with parts are written in a second format, so that digests of others stay what they were.
    fn has_parts(&self) -> bool {
        self.legs.iter().any(|leg| leg.part.is_some())
    }

    fn subject(&self, bytes: Canonical) -> Canonical {
        let mut legs: Vec<&Leg> = self.legs.iter().collect();
        legs.sort_by_key(|l| (&l.part, &l.program, &l.award, &l.category, &l.to_category, l.amount));
        let bytes = bytes
            .text(&self.event)
            .text(&self.variant)
            .text(&self.fund)
            .number(self.reverses.unwrap_or(0))
            .each(&legs, |bytes, leg| {
                [&leg.program, &leg.award, &leg.category, &leg.to_category]
                    .into_iter()
                    .fold(bytes, |bytes, value| bytes.optional(value.as_deref()))
                    .number(leg.amount.cents())
            })
            .each(&self.holds, |bytes, hold| bytes.number(hold.seq).number(i64::from(hold.n)));
        if self.has_parts() { bytes.each(&legs, |bytes, leg| bytes.optional(leg.part.as_deref())) } else { bytes }
    }
}
