//! Receives an application: certified by the authorized official, complete, in time.
//! What was received is kept word for word and never changes.

use super::completeness::gaps;
use super::document::document;
use super::facts::ApplicationSubmitted;
use super::{Application, Draft, ReceiptText, SignedPage, enter, policy, read, store};
use crate::audit;
use crate::db::{self, Tx};
use crate::kernel::{FieldError, Id, Kind, Money, Refusal, Timestamp, is_same_name};
use crate::opportunity;
use crate::outbox;
use crate::people::{Account, Actor, claim};
use chrono::TimeDelta;

/// What the official typed on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Certification {
    /// The name typed as a signature.
    pub typed_name: String,
    /// Whether the box was checked.
    pub has_agreed: bool,
    /// The version of the application that the page showed.
    pub version: i64,
}

/// What was received. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Its identifier.
    pub id: Id<Submission>,
    /// The application.
    pub application: Id<Application>,
    /// The first, second, … of its application.
    pub n: i32,
    /// The canonical JSON of everything.
    pub document: String,
    /// Its digest.
    pub sha256: String,
    /// The instant of receipt by the server's clock.
    pub received_at: Timestamp,
    /// The deadline that applied.
    pub deadline_at: Timestamp,
    /// The version of the opportunity that set the deadline.
    pub deadline_version: i32,
    /// The amount asked for.
    pub total: Money,
    /// Who certified.
    pub certified_by: Id<Account>,
    /// The name typed.
    pub certified_name: String,
}

/// One time an application was received, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmissionHead {
    /// The first, second, … of its application.
    pub n: i32,
    /// The instant of receipt by the server's clock.
    pub received_at: Timestamp,
    /// Its digest.
    pub sha256: String,
}

impl Submission {
    /// The document as a JSON value.
    ///
    /// # Errors
    /// A stored document that is not JSON.
    pub fn content(&self) -> Result<serde_json::Value, db::Error> {
        super::document::parse(&self.document)
    }
}

/// Why an application was not received.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// The actor is no authorized official of the city.
    #[error("Only an authorized official of your city can certify and submit. Use “Ask to sign” to send the official a message.")]
    NotOfficial,
    /// The fund has not found yet that its people act for the city.
    #[error(
        "The fund has not confirmed yet that you act for your city, so nothing can be submitted for it. Your answers are safe. Your city’s page says what is missing."
    )]
    NotConfirmed,
    /// It was received before.
    #[error("This application was submitted already. Nothing was sent twice.")]
    AlreadySubmitted,
    /// It was withdrawn.
    #[error("This application was withdrawn. It cannot be submitted.")]
    Withdrawn,
    /// The deadline has passed.
    #[error(
        "The deadline has passed. The application was not received. Your answers are safe. Contact the fund if something of ours held you up."
    )]
    DeadlinePassed,
    /// It was changed after the page was opened.
    #[error("The application was changed after you opened this page. Check the answers again, then submit.")]
    Changed,
    /// Answers are missing or rules are broken.
    #[error("The application is not complete. Go back to “Check your answers” to see what is missing.")]
    Incomplete(Vec<FieldError>),
    /// The fund entered it and has no page that the official signed for what is sent now.
    #[error("Upload the page that the official signed first. For answers to questions of the fund it must be a new one.")]
    NotSigned,
    /// What is there now is not what the page was signed for.
    #[error("{0}")]
    SignedBefore(String),
    /// A virus was found in the signed page.
    #[error(
        "A virus was found in the file of the signed page, so it certifies nothing. Scan the page again and keep that file in its place."
    )]
    PageInfected,
    /// The name or the box is missing.
    #[error("There is a problem with the certification.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for SubmitError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotOfficial => Kind::Forbidden,
            Self::NotSigned | Self::SignedBefore(_) | Self::PageInfected | Self::NotConfirmed => Kind::Conflict,
            Self::AlreadySubmitted | Self::Withdrawn | Self::DeadlinePassed | Self::Changed => Kind::Conflict,
            Self::Incomplete(_) | Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }

    fn fields(&self) -> &[FieldError] {
        if let Self::Incomplete(fields) | Self::Invalid(fields) = self { fields } else { &[] }
    }
}

/// Receives the application as it stands; `begun_at` is when the press of the button reached the
/// program, which may have had to wait.
///
/// # Errors
/// See [`SubmitError`]; nothing is received then.
pub fn submit(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: Id<Application>,
    certification: &Certification,
    begun_at: Option<Timestamp>,
) -> Result<Submission, SubmitError> {
    let draft = read::draft(tx, id)?;
    let account = may(actor, &draft)?;
    if draft.application.is_editable() && !claim::is_confirmed(tx, draft.application.city)? {
        return Err(SubmitError::NotConfirmed);
    }
    let signature = Signature { name: &certification.typed_name, page: None };
    receive(tx, actor, (&draft, account), (signature, certification.version, certification.mistakes(actor)), begun_at)
}

/// Who certified what is received: by the name typed, or on a page that was signed by hand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signature<'a> {
    pub(super) name: &'a str,
    pub(super) page: Option<&'a SignedPage>,
}

/// Receives what was certified, if it is complete and in time. Whoever calls asked who may.
pub(super) fn receive(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (draft, account): (&Draft, Id<Account>),
    (signature, version, mistakes): (Signature<'_>, i64, Vec<FieldError>),
    begun_at: Option<Timestamp>,
) -> Result<Submission, SubmitError> {
    let id = draft.application.id;
    let (deadline_at, deadline_version) = deadline(tx, &draft.application)?;
    decide(draft, (version, mistakes), is_in_time((deadline_at, draft.definition.dates.grace()), tx.now(), begun_at))?;
    let received = document(draft, &signature, tx.now());
    let submission = Submission {
        id: tx.id(),
        application: id,
        n: store::last_submission(tx, id)? + 1,
        document: received.json,
        sha256: received.sha256,
        received_at: tx.now(),
        deadline_at,
        deadline_version,
        total: draft.total(),
        certified_by: account,
        certified_name: signature.name.to_owned(),
    };
    store::insert_submission(tx, &submission, draft.application.version)?;
    store::mark_submitted(tx, &draft.application, submission.total)?;
    announce(tx, actor, draft, &submission)?;
    Ok(submission)
}

/// Whether what is received at `now`, and reached the program at `begun_at`, is in time. The
/// instant of the deadline itself is; a press that reached the program by then may wait its turn
/// as long as the round says.
fn is_in_time((deadline, grace): (Timestamp, TimeDelta), now: Timestamp, begun_at: Option<Timestamp>) -> bool {
    now <= deadline || begun_at.is_some_and(|begun| begun <= deadline && now <= deadline.plus(grace))
}

fn may(actor: &Actor, draft: &Draft) -> Result<Id<Account>, SubmitError> {
    if !policy::may_see(actor, &draft.application) {
        return Err(db::Error::Missing.into());
    }
    actor.account.filter(|_| policy::may_certify(actor, &draft.application)).ok_or(SubmitError::NotOfficial)
}

/// The deadline in force: the current one of the opportunity or what the city was granted, or that
/// of a return or an invitation.
fn deadline(tx: &mut Tx<'_>, application: &Application) -> Result<(Timestamp, i32), db::Error> {
    let current = opportunity::opportunity(tx, application.opportunity)?;
    let version = opportunity::version_number(tx, &current.definition_sha256)?;
    Ok((read::last_instant(tx, application)?, version))
}

fn decide(draft: &Draft, (version, mistakes): (i64, Vec<FieldError>), is_in_time: bool) -> Result<(), SubmitError> {
    let application = &draft.application;
    if application.withdrawn_at.is_some() {
        return Err(SubmitError::Withdrawn);
    }
    if !application.is_editable() {
        return Err(SubmitError::AlreadySubmitted);
    }
    if !is_in_time {
        return Err(SubmitError::DeadlinePassed);
    }
    if !mistakes.is_empty() {
        return Err(SubmitError::Invalid(mistakes));
    }
    if application.version != version {
        return Err(SubmitError::Changed);
    }
    let missing = gaps(draft);
    if missing.is_empty() {
        Ok(())
    } else {
        Err(SubmitError::Incomplete(missing.into_iter().map(|g| FieldError::new("certify", g.message)).collect()))
    }
}

impl Certification {
    fn mistakes(&self, actor: &Actor) -> Vec<FieldError> {
        let mut found = Vec::new();
        if self.typed_name.trim().is_empty() {
            found.push(FieldError::new("typed_name", "Type your full name."));
        } else if !is_same_name(&self.typed_name, &actor.name) {
            found.push(FieldError::new("typed_name", format!("Type your name as it is in your account: {}.", actor.name)));
        }
        if !self.has_agreed {
            found.push(FieldError::new("agree", "Check the box to certify for your city."));
        }
        found
    }
}

fn announce(tx: &mut Tx<'_>, actor: &Actor, draft: &Draft, submission: &Submission) -> Result<(), db::Error> {
    let city = store::city(tx, draft.application.city)?;
    let recipients = enter::list_told(tx, &draft.application)?;
    let fact = ApplicationSubmitted {
        application: draft.application.id.text(),
        reference: draft.application.reference.clone(),
        title: draft.application.shown_title().to_owned(),
        city: city.full_name.clone(),
        opportunity: draft.definition.title.clone(),
        total: submission.total,
        received_at: submission.received_at,
        fund_zone: draft.definition.dates.zone.name().to_owned(),
        city_zone: Some(city.zone.name().to_owned()),
        decisions_by: draft.definition.dates.decisions_by,
        n: submission.n,
        sha256: submission.sha256.clone(),
        is_concept_note: draft.is_concept_note(),
        entered_by: draft.application.entry.as_ref().map(|entry| entry.name.clone()),
        partners: draft.partners.iter().map(|partner| partner.name.clone()).collect(),
        recipients: recipients.iter().map(|r| r.email.clone()).collect(),
        receipt: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    let receipt = ReceiptText::new(submission, (&submission.received()?, &draft.definition), city.zone);
    outbox::announce(tx, &ApplicationSubmitted { receipt: Some(receipt).filter(ReceiptText::fits_a_letter), ..fact }, &recipients)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instant_is_in_time_and_what_waited_its_turn_for_a_minute() {
        let at = |text: &str| Timestamp::parse(text).expect("an instant");
        let deadline = at("2027-02-26T22:00:00Z");
        let round = (deadline, TimeDelta::seconds(60));
        assert!(is_in_time(round, deadline, None));
        assert!(!is_in_time(round, at("2027-02-26T22:00:00.000001Z"), None));
        let begun = Some(at("2027-02-26T21:59:59.9Z"));
        assert!(is_in_time(round, at("2027-02-26T22:01:00Z"), begun));
        assert!(!is_in_time(round, at("2027-02-26T22:01:01Z"), begun), "a minute and no more");
        assert!(!is_in_time(round, at("2027-02-26T22:00:02Z"), Some(at("2027-02-26T22:00:01Z"))), "begun too late");
    }
}
