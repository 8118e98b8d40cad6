//! Applications: what a city plans, asks for and certifies.
//!
//! ```text
//! start ─► draft ── submit (authorized official) ─► received ── reopen ─► named parts open ── submit ─► received again
//!            └──────────────────── withdraw ◄──────────┘ └─ invite (after a concept note) ─► all open ── submit ─►
//! ```
//!
//! Invariants: what was received is kept word for word with its digest and never changes; at most one
//! submission for each version; after the deadline's instant nothing is received; an edit based on an
//! older text is refused with both texts kept. Where a case stands is known to `process`, not here.

mod application;
mod attach;
mod change_partner;
mod completeness;
mod confirm_part;
mod copy_answers;
mod copy_plan;
mod cost;
mod difference;
mod document;
mod draft;
mod edit;
mod enter;
mod extend;
pub mod facts;
mod fit_plan;
mod infected;
mod invite;
mod keep_sheet;
mod keep_typed;
mod kept;
mod known;
mod newer_version;
mod partner;
mod plan;
mod plan_activity;
pub mod policy;
mod progress;
mod read;
mod receipt_text;
mod received;
mod reopen;
mod save_answer;
mod save_costs;
mod save_typed;
mod scope;
mod sign;
mod signed_page;
mod start;
mod store;
mod submit;
mod submit_on_paper;
mod take_up;
mod withdraw;

pub use application::Application;
pub use attach::{Attachment, NewAttachment, Quota, attach, detach};
pub use change_partner::{add_partner, change_partner, remove_partner};
pub use completeness::{Gap, Part, Progress, Task, gaps, tasks};
pub use confirm_part::{OpenedPart, PartError, PartReply, answer_part, ask_partner, open_part};
pub use copy_answers::{copy_answers, list_to_copy_from, list_with_plan};
pub use copy_plan::{PlanOffer, TakenActivity, copy_plan, offer_plan};
pub use cost::{CostInput, CostItem, MOST_COSTS, Quantity, read_cost};
pub use difference::{Difference, differences};
pub use draft::{Draft, Saved};
pub use edit::EditError;
pub use enter::{
    Channel, EnterError, EnteredBy, Entry, NewEntry, enter, entered_by, find_entry, find_mailbox, is_left, list_entered, list_left,
    list_told, mailbox_of_entry, take_over,
};
pub use extend::{ExtendError, MoreTime, extend, extend_place, extend_some};
pub use fit_plan::{OfferedActivity, PlanWishes};
pub use infected::report_infected;
pub use invite::{InviteError, close_invitation, invite};
pub use keep_sheet::{Sheet, TypedSheet, keep_sheet, list_typed_sheets, throw_away_sheet, typed_sheet};
pub use keep_typed::{TypedAnswer, keep_typed, typed_answer};
pub use kept::Kept;
pub use known::{KnownAnswer, KnownFrom, known_answer};
pub use newer_version::{NewerVersion, Unfit, find_newer_numbers, find_newer_version, move_to_newer_version};
pub use partner::{CityShare, PartAnswer, PartDocument, PartState, Partner, PartnerInput, ShareLine};
pub use plan::{Activity, ActivityInput, Attendee, AttendeeInput, BudgetLine, Standing, total};
pub use plan_activity::{add_activity, change_activity, change_attendees, remove_activity};
pub use progress::{
    Drafts, NearlyComplete, Watched, count_changed, drafts_of_round, list_drafting_cities, list_nearly_complete, received_since,
};
pub use read::{
    Cursor, activities, activity, application, attachment, attachments, budget_by_category, budget_lines, by_reference, cities_with_a_part,
    city_names, city_zone, draft, draft_kept, draft_of, find_of_city, find_visible, form_of, last_instant, last_return, latest_submission,
    list_by_id, list_cities_with_drafts, list_for_actor, list_for_cities, list_latest_submissions, list_partner_names, list_stored_answers,
    list_submission_heads, list_submitted, list_versions_in_use, list_writers, list_writers_of_drafts, partners, submission, submissions,
};
pub use receipt_text::{
    ReceiptActivity, ReceiptAnswer, ReceiptCertification, ReceiptCost, ReceiptFact, ReceiptPart, ReceiptPerson, ReceiptSection, ReceiptSum,
    ReceiptText,
};
pub use received::{
    Certified, OnPaper, Received, ReceivedActivity, ReceivedAttendee, ReceivedCost, ReceivedFile, ReceivedLine, ReceivedPartner,
};
pub use reopen::{ReopenError, Return, mistakes_in_return, reopen};
pub use save_answer::{carry_answers, save_answer};
pub use save_costs::{CostsSaved, find_costs_saved, save_costs};
pub use save_typed::{TypedSaved, save_typed};
pub use scope::Scope;
pub use sign::{AskError, Asked, ask_to_sign, find_last_asked};
pub use signed_page::{OnThePage, SIGNED_PAGE, SignedPage, find_signed_page, give_signed_page};
pub use start::{StartError, start};
pub use submit::{Certification, Submission, SubmissionHead, SubmitError, submit};
pub use submit_on_paper::submit_on_paper;
pub use take_up::{TakeUpError, TakenUp, take_up};
pub use withdraw::{WithdrawError, withdraw};
