//! Refusals of the ledger, with numbers that stay the same for ever. A key that
//! failed on the *state* of the books (3xx) keeps failing with that reason.

use super::account::AccountKey;
use crate::db;
use crate::kernel::{Kind, Refusal};

/// Why the ledger refuses. 1xx: the command; 2xx: the approval; 3xx: the state; 4xx: the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, strum::FromRepr, strum::VariantArray)]
#[repr(i32)]
pub enum Code {
    /// The key is empty or too long.
    BadKey = 101,
    /// No rule has this event and variant.
    UnknownEvent = 102,
    /// No rule set is valid on this day.
    NotDated = 103,
    /// There is no leg, or there are legs where the event takes none.
    BadLegs = 104,
    /// An amount is zero or negative.
    AmountNotPositive = 105,
    /// The amounts do not fit.
    AmountTooLarge = 106,
    /// An account needs a value that the leg does not give.
    DimensionMissing = 107,
    /// A value is not allowed in its dimension.
    DimensionUnknown = 108,
    /// The event needs a reason.
    ReasonMissing = 109,
    /// The event needs a reference to a document.
    EvidenceMissing = 110,
    /// Holds are named where the event takes none, or none is named.
    BadHolds = 111,
    /// The event needs another person's approval.
    ApprovalMissing = 201,
    /// The approver is the actor.
    ApproverIsActor = 202,
    /// The approval is for another command.
    ApprovalDiffers = 203,
    /// An account would break its limit.
    LimitBreached = 301,
    /// There is no such hold.
    HoldUnknown = 302,
    /// The hold was resolved before.
    HoldResolved = 303,
    /// The hold's last day has passed.
    HoldExpired = 304,
    /// The holds are smaller than the amount.
    HoldTooSmall = 305,
    /// The hold's last day has not passed yet.
    HoldNotDue = 306,
    /// No open hold belongs to these accounts.
    NoOpenHold = 307,
    /// There is no such journal.
    JournalUnknown = 308,
    /// The journal was reversed before.
    AlreadyReversed = 309,
    /// A journal that opens or resolves holds is not reversed.
    NotReversible = 310,
    /// A reversal counts for a day before the original.
    BeforeOriginal = 311,
    /// The day belongs to a closed period.
    PeriodClosed = 312,
    /// The day belongs to a sealed period.
    PeriodSealed = 313,
    /// The key was used for another request.
    KeyConflict = 401,
}

impl Code {
    /// The stable number.
    #[must_use]
    pub const fn number(self) -> i32 {
        self as i32
    }

    /// Whether it depends on what stands in the books, so that its key keeps failing.
    #[must_use]
    pub const fn is_state(self) -> bool {
        matches!(self.number(), 301..=399)
    }

    /// The sentence to show where nothing more precise is known.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::BadKey => "This request carries no usable key. Open the page again.",
            Self::UnknownEvent => "The ledger knows no such event.",
            Self::NotDated => "No posting rules are valid on this day.",
            Self::BadLegs => "The ledger needs at least one amount for this event.",
            Self::AmountNotPositive => "Each amount must be more than zero.",
            Self::AmountTooLarge => "The amounts are too large to add up.",
            Self::DimensionMissing => "It is not said which fund, program, award or category this amount is for.",
            Self::DimensionUnknown => "The chart of accounts does not allow this value.",
            Self::ReasonMissing => "Say why.",
            Self::EvidenceMissing => "Name the document this rests on.",
            Self::BadHolds => "Name the reservations this is about.",
            Self::ApprovalMissing => "This needs the approval of another person.",
            Self::ApproverIsActor => "This needs the approval of another person than the one who does it.",
            Self::ApprovalDiffers => "The approval is for something else. Ask for a new one.",
            Self::LimitBreached => "There is not enough money for this.",
            Self::HoldUnknown => "There is no such reservation.",
            Self::HoldResolved => "This reservation was used or released before.",
            Self::HoldExpired => "This reservation has expired. Reserve the money again.",
            Self::HoldTooSmall => "This is more than is reserved.",
            Self::HoldNotDue => "This reservation has not expired yet.",
            Self::NoOpenHold => "Nothing is reserved for this.",
            Self::JournalUnknown => "There is no such journal.",
            Self::AlreadyReversed => "This journal was reversed before.",
            Self::NotReversible => "A reservation is released, not reversed.",
            Self::BeforeOriginal => "A reversal cannot count for a day before the original.",
            Self::PeriodClosed => "This day belongs to a period that is closed. Choose a day in an open period.",
            Self::PeriodSealed => {
                "This day belongs to a period that is sealed for ever. Choose a day in an open period, and refer to the earlier one."
            }
            Self::KeyConflict => "This key was used for another request. Open the page again.",
        }
    }
}

/// A refusal by the rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub code: Code,
    /// The sentence to show.
    pub message: String,
    /// The account whose limit refused, as its canonical text.
    pub account: Option<String>,
    /// The key of the command; empty until the ledger knows it.
    pub key: String,
    /// The hash of the command.
    pub request_hash: String,
}

impl Refused {
    /// The account whose limit refused.
    #[must_use]
    pub fn short_of(&self) -> Option<AccountKey> {
        self.account.as_deref().filter(|_| self.code == Code::LimitBreached)?.parse().ok()
    }
}

impl From<Code> for Refused {
    fn from(code: Code) -> Self {
        Self { code, message: code.sentence().to_owned(), account: None, key: String::new(), request_hash: String::new() }
    }
}

/// The ledger posted nothing.
#[derive(Debug, thiserror::Error)]
pub enum Rejection {
    /// The rules refused.
    #[error("{}", .0.message)]
    Refused(Box<Refused>),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Rejection {
    /// The code, unless the database refused.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(refused) => Some(refused.code),
            Self::Db(_) => None,
        }
    }
}

impl From<Refused> for Rejection {
    fn from(refused: Refused) -> Self {
        Self::Refused(Box::new(refused))
    }
}

impl Refusal for Rejection {
    fn kind(&self) -> Kind {
        match self {
            Self::Db(e) => e.kind(),
            Self::Refused(refused) => match refused.code.number() {
                101..=199 => Kind::Invalid,
                201..=299 => Kind::Forbidden,
                _ => Kind::Conflict,
            },
        }
    }
}
