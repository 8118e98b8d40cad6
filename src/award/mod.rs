//! Awards: what is recommended, decided, offered and signed.
//!
//! ```text
//! recommendation (open) ─ approve ─→ award offered ─ sign the agreement ─→ accepted ─→ closed
//!          ├─ send back, reject, lapse      └─ decline the offer             └─ amended (by `amending`): the next budget
//! ```
//!
//! An award has the identifier and the reference number of its application. Where the
//! case stands is `workflow`'s; the ledger's postings are made by `process`. Invariants:
//! decisions, budget lines and signed texts never change; a recommendation is approved
//! by somebody else (W6), on exactly what its digest names (W7).

mod agreement;
mod amend;
mod award;
mod close;
mod decide;
mod decision;
mod facts;
mod lapse;
mod offer;
mod policy;
mod recommend;
mod recommendation;
mod sign;
mod store;
mod tell;

pub use agreement::{Agreement, Block, Terms, blocks, digest, write};
pub use amend::{Change, apply_amendment, sign_amendment, write_amendment};
pub use award::{Award, Line, total};
pub use close::{mark_closed, mark_open_again};
pub use decide::{DecideError, annul, decline, reject, send_back};
pub use decision::{Decision, Verdict};
pub use facts::{
    ApplicationDeclined, AwardAccepted, AwardApproved, AwardClosed, AwardLapsed, AwardOffered, AwardRecommended, AwardSentBack,
    DeclineDecided, OfferDeclined, OfferExpired,
};
pub use lapse::{LapseError, lapse};
pub use offer::{Offer, OfferError, offer};
pub use policy::{may_decide, may_lapse, may_recommend, may_see, may_sign};
pub use recommend::{Bounds, Proposal, RecommendError, mistakes, recommend};
pub use recommendation::{Recommendation, Stage};
pub use sign::{SignError, Signature, decline_offer, sign};
pub use store::{
    agreement, agreement_by_id, award, awarded_since, by_reference, count_of_city, count_open_recommendations, find_award,
    find_open_recommendation, latest_recommendation, list_accepted, list_amounts, list_budgets, list_by_id, list_by_opportunity,
    list_decisions, list_for_cities, list_last_verdicts, list_open_recommendations, list_recommendations, list_reserved_before, open_award,
    open_by_reference,
};
pub use tell::{let_expire, tell};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[agreement::DEFINITION];
