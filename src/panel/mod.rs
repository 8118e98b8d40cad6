//! The panel of a round: who is asked to review, who accepts and on what terms, what ties they declare once a year, and
//! the phases in which they see names and scores.
//!
//! ```text
//! seat:   invited ─ by link, or signed in ─┬→ accepted ─→ removed, with a reason
//!            ├→ withdrawn                  └→ declined, with a reason
//! year:   declared ─→ in force ─ reminded once ─→ lapses, unless declared anew
//! ```
//!
//! Invariants: a seat that ended never changes, and neither does a declaration (triggers); an address has one open seat
//! in a round; what somebody's ties are is read by the rules that keep them away from applications, and by no page but theirs.

mod answer;
mod change_phases;
mod change_terms;
mod declaration;
mod declare;
mod facts;
mod invite;
mod phase;
mod policy;
mod read;
mod remind;
mod remind_declarations;
mod remove;
mod seat;
mod store;
mod tags;
mod terms;
mod withdraw;

pub use answer::{AnswerError, Holder, OpenedSeat, accept, decline, open_seat};
pub use change_phases::{NewPhase, PhaseError, add_phase, change_phase, remove_phase};
pub use change_terms::{ChangeError, change_terms};
pub use declaration::{Declaration, DeclarationTerms, Declared, Tie, TieKind, declaration_terms};
pub use declare::{DeclareError, NewDeclaration, declare};
pub use facts::{DeclarationDue, SeatAccepted, SeatDeclined, SeatOffered, SeatReminded, SeatRemoved, SeatWithdrawn};
pub use invite::{InviteError, NewSeat, invite};
pub use phase::{Flags, Phase, Scores, flags};
pub use policy::{may_declare, may_lead, may_remove, may_see, may_set_phases};
pub use read::{
    Member, declared, declared_by, flags_now, latest_declaration, list_mine, list_phases, list_seats, members, phase, seat, standing_of,
};
pub use remind::{RemindError, remind};
pub use remind_declarations::{list_lapsing, remind_declaration};
pub use remove::{RemoveError, remove};
pub use seat::{Absence, Seat, Stage, end_of};
pub use tags::tags;
pub use terms::{Terms, TypedTerms};
pub use withdraw::{WithdrawError, withdraw};

use crate::kernel::Family;

/// What is read from definitions as files (docs/DEFINITIONS.md).
pub const DEFINITIONS: &[Family] = &[declaration::DEFINITION, tags::DEFINITION];
