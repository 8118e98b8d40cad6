//! Letters: one per fact, written from the fact's payload and the recipient
//! alone, never from the changing world. Sends nothing.
//!
//! To add a letter: a struct with the fact's fields that implements
//! `letter::Letter`, a line in [`REGISTRY`], and `templates/letters/<fact>/`
//! with `subject.txt`, `body.txt` and `body.html`. Tests render every sample and
//! hold the rules: the fact first, the reference in the subject, one button.

mod account;
mod amendment;
mod application;
mod award;
mod asking;
mod attachment;
mod bank;
mod blind;
mod city;
mod condition;
mod entry;
mod feedback;
mod ledger;
mod letter;
mod lottery;
mod meeting;
mod note;
mod panel;
mod partner;
mod payment;
mod recovery;
mod release;
mod report;
mod review;
mod shown;
mod spending;
mod step;
mod trouble;
mod workflow;

pub use feedback::preview;
pub use release::{decision, decision_sha256};

use crate::config::Settings;
use crate::kernel::legible;
use crate::outbox::Side;
use crate::templates::Templates;
use chrono_tz::Tz;
use letter::{Letter, render};
use serde_json::Value;

/// What every letter says about the fund itself. Settings, not records.
#[derive(Clone, Debug)]
pub struct Fund {
    /// Its name.
    pub name: String,
    /// Where people reach the site, without a trailing slash.
    pub origin: String,
    /// Where people get help.
    pub contact_email: String,
    /// A telephone number for help; may be empty.
    pub contact_phone: String,
    /// How cities pay the fund, line by line; may be empty.
    pub pay_to: Vec<String>,
    /// The zone in which times are told when the fact has none.
    pub zone: Tz,
}

impl Fund {
    /// As the settings say.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        Self {
            name: settings.fund.name.clone(),
            origin: settings.server.public_origin.clone(),
            contact_email: settings.fund.contact_email.clone(),
            contact_phone: settings.fund.contact_phone.clone(),
            pay_to: settings.fund.pay_to.clone(),
            zone: settings.fund.zone(),
        }
    }
}

/// The three texts of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML, with the same content.
    pub html: String,
}

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// No letter tells this fact.
    #[error("no letter tells of “{0}”")]
    Unknown(String),
    /// The payload lacks what the letter says.
    #[error("the letter “{fact}” cannot be written from its fact: {why}")]
    Payload {
        /// The fact.
        fact: String,
        /// The first thing that is wrong.
        why: String,
    },
    /// The template and its context do not fit.
    #[error(transparent)]
    Template(#[from] crate::templates::RenderError),
}

/// To whom a letter is written.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    /// The name to greet.
    pub name: &'a str,
    /// Whose pages the button leads to.
    pub side: Side,
}

type Write = fn(&Templates, &Fund, Reader<'_>, Value) -> Result<Written, LetterError>;
type Samples = fn() -> Vec<Value>;

/// One kind of letter.
pub struct Entry {
    /// The fact it tells.
    pub fact: &'static str,
    /// Whether it carries a one-time link, which is forgotten once delivered.
    pub secret: bool,
    write: Write,
    samples: Samples,
}

impl Entry {
    const fn of<L: Letter>() -> Self {
        Self { fact: L::FACT, secret: L::SECRET, write: render::<L>, samples: samples::<L> }
    }

    /// Payloads that together reach every branch of the templates.
    #[must_use]
    pub fn samples(&self) -> Vec<Value> {
        (self.samples)()
    }
}

fn samples<L: Letter>() -> Vec<Value> {
    L::samples()
}

/// Every letter there is.
pub const REGISTRY: &[Entry] = &[
    Entry::of::<account::SignUpLink>(),
    Entry::of::<account::SignInLink>(),
    Entry::of::<account::Invited>(),
    Entry::of::<account::PasswordChanged>(),
    Entry::of::<account::AccessRequested>(),
    Entry::of::<account::MemberAdded>(),
    Entry::of::<city::MailboxLink>(),
    Entry::of::<city::ClaimConfirmed>(),
    Entry::of::<city::ClaimRefused>(),
    Entry::of::<city::OfficialNamed>(),
    Entry::of::<city::OfficialLink>(),
    Entry::of::<city::OfficialConfirmed>(),
    Entry::of::<city::OfficialReplaced>(),
    Entry::of::<city::NamingEnded>(),
    Entry::of::<city::AccessRefused>(),
    Entry::of::<application::SignatureRequested>(),
    Entry::of::<partner::PartnerAsked>(),
    Entry::of::<partner::PartConfirmed>(),
    Entry::of::<partner::PartDeclined>(),
    Entry::of::<partner::PartnerUnlinked>(),
    Entry::of::<application::Submitted>(),
    Entry::of::<application::Withdrawn>(),
    Entry::of::<application::Returned>(),
    Entry::of::<application::Invited>(),
    Entry::of::<application::InvitationLapsed>(),
    Entry::of::<application::FoundIneligible>(),
    Entry::of::<application::EnteredReview>(),
    Entry::of::<application::DeadlineExtended>(),
    Entry::of::<note::Written>(),
    Entry::of::<trouble::Reported>(),
    Entry::of::<trouble::Answered>(),
    Entry::of::<asking::Published>(),
    Entry::of::<asking::Corrected>(),
    Entry::of::<asking::Answered>(),
    Entry::of::<asking::SetAside>(),
    Entry::of::<panel::Invited>(),
    Entry::of::<panel::Reminded>(),
    Entry::of::<panel::Accepted>(),
    Entry::of::<panel::Declined>(),
    Entry::of::<panel::Withdrawn>(),
    Entry::of::<panel::Removed>(),
    Entry::of::<panel::DeclarationDue>(),
    Entry::of::<meeting::Planned>(),
    Entry::of::<meeting::Moved>(),
    Entry::of::<meeting::Cancelled>(),
    Entry::of::<review::Assigned>(),
    Entry::of::<review::Submitted>(),
    Entry::of::<review::Recused>(),
    Entry::of::<review::Abstained>(),
    Entry::of::<review::Excluded>(),
    Entry::of::<review::Removed>(),
    Entry::of::<review::DueSoon>(),
    Entry::of::<review::Overdue>(),
    Entry::of::<blind::Ready>(),
    Entry::of::<blind::Outdated>(),
    Entry::of::<award::Recommended>(),
    Entry::of::<award::SentBack>(),
    Entry::of::<award::Lapsed>(),
    Entry::of::<award::OfferExpired>(),
    Entry::of::<step::DueSoon>(),
    Entry::of::<step::Overdue>(),
    Entry::of::<step::Appealed>(),
    Entry::of::<step::Upheld>(),
    Entry::of::<step::Dismissed>(),
    Entry::of::<step::Reopened>(),
    Entry::of::<award::Offered>(),
    Entry::of::<award::Declined>(),
    Entry::of::<award::Accepted>(),
    Entry::of::<award::OfferDeclined>(),
    Entry::of::<award::Closed>(),
    Entry::of::<lottery::Announced>(),
    Entry::of::<lottery::Drawn>(),
    Entry::of::<lottery::Cancelled>(),
    Entry::of::<feedback::Released>(),
    Entry::of::<feedback::Stopped>(),
    Entry::of::<attachment::FileInfected>(),
    Entry::of::<condition::Imposed>(),
    Entry::of::<condition::Lifted>(),
    Entry::of::<condition::Met>(),
    Entry::of::<condition::DueSoon>(),
    Entry::of::<condition::Overdue>(),
    Entry::of::<amendment::Asked>(),
    Entry::of::<amendment::Approved>(),
    Entry::of::<amendment::Refused>(),
    Entry::of::<amendment::Returned>(),
    Entry::of::<amendment::Withdrawn>(),
    Entry::of::<amendment::InForce>(),
    Entry::of::<payment::BankDetailsChanged>(),
    Entry::of::<payment::BankVerified>(),
    Entry::of::<bank::ConfirmAsked>(),
    Entry::of::<bank::Confirmed>(),
    Entry::of::<bank::Frozen>(),
    Entry::of::<bank::Proposed>(),
    Entry::of::<payment::Requested>(),
    Entry::of::<payment::Refused>(),
    Entry::of::<payment::RunApproved>(),
    Entry::of::<payment::Released>(),
    Entry::of::<payment::ByCheque>(),
    Entry::of::<payment::Settled>(),
    Entry::of::<payment::Returned>(),
    Entry::of::<payment::NotPaid>(),
    Entry::of::<payment::ReturnedLate>(),
    Entry::of::<payment::Refunded>(),
    Entry::of::<spending::ExpenseSubmitted>(),
    Entry::of::<spending::ExpenseAccepted>(),
    Entry::of::<spending::ExpensePartlyAllowed>(),
    Entry::of::<spending::ExpensesImported>(),
    Entry::of::<spending::ExpenseQuestioned>(),
    Entry::of::<spending::ExpenseDisallowed>(),
    Entry::of::<spending::ReportSubmitted>(),
    Entry::of::<spending::ReportReturned>(),
    Entry::of::<spending::ReportAccepted>(),
    Entry::of::<report::DueSoon>(),
    Entry::of::<report::Overdue>(),
    Entry::of::<report::Sent>(),
    Entry::of::<report::Certified>(),
    Entry::of::<report::Taken>(),
    Entry::of::<report::SentBack>(),
    Entry::of::<report::Extended>(),
    Entry::of::<report::Waived>(),
    Entry::of::<report::RefundRequested>(),
    Entry::of::<recovery::Billed>(),
    Entry::of::<recovery::Collected>(),
    Entry::of::<recovery::Referred>(),
    Entry::of::<recovery::Withdrawn>(),
    Entry::of::<recovery::Reopened>(),
    Entry::of::<ledger::Checkpointed>(),
    Entry::of::<entry::Prepared>(),
    Entry::of::<entry::Posted>(),
    Entry::of::<entry::Refused>(),
    Entry::of::<workflow::Proposed>(),
    Entry::of::<workflow::Published>(),
    Entry::of::<workflow::Refused>(),
    Entry::of::<release::CarriedOut>(),
];

/// Every letter as its language and its fact, for the check of what a workflow tells.
#[must_use]
pub fn list() -> Vec<(String, String)> {
    REGISTRY.iter().map(|entry| ("en".to_owned(), entry.fact.to_owned())).collect()
}

/// Whether the letter of `fact` carries a one-time link.
#[must_use]
pub fn carries_secret(fact: &str) -> bool {
    REGISTRY.iter().any(|entry| entry.fact == fact && entry.secret)
}

/// Writes the letter of `fact` to `reader`, from `payload`.
///
/// # Errors
/// [`LetterError`]; the message must then wait for a person, not be lost.
pub fn write(templates: &Templates, fund: &Fund, fact: &str, reader: Reader<'_>, payload: &str) -> Result<Written, LetterError> {
    let entry = REGISTRY.iter().find(|entry| entry.fact == fact).ok_or_else(|| LetterError::Unknown(fact.to_owned()))?;
    let mut payload: Value =
        serde_json::from_str(payload).map_err(|e| LetterError::Payload { fact: fact.to_owned(), why: e.to_string() })?;
    make_legible(&mut payload);
    (entry.write)(templates, fund, reader, payload)
}

/// Drops control characters and direction marks from every text of the payload.
fn make_legible(value: &mut Value) {
    match value {
        Value::String(text) => *text = legible(text),
        Value::Array(items) => items.iter_mut().for_each(make_legible),
        Value::Object(fields) => fields.values_mut().for_each(make_legible),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests;
