//! What people ask about a round, and the answers. A published answer is for all: dated, in order, under an
//! address of its own.
//!
//! ```text
//! asked ─┬→ published ─→ corrected …
//!        ├→ answered to one person
//!        └→ set aside, with a reason
//! ```
//!
//! What was asked never changes. A correction adds a wording; the earlier ones stay to be read.

mod answer;
mod ask;
mod facts;
mod inquiry;
pub mod policy;
mod read;
mod store;

pub use answer::{EndError, NewAnswer, answer_privately, correct, publish, set_aside, set_aside_some};
pub use ask::{AskError, NewInquiry, ask};
pub use facts::{InquiryAnswered, InquiryAsked, InquiryCorrected, InquiryPublished, InquirySetAside};
pub use inquiry::{Ended, Inquiry, LONGEST, Outcome, Wording};
pub use read::{Filter, PER_PAGE, Published, count_open, count_published, inquiry, latest_published, list, page_of, published, wordings};
