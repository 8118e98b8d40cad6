//! Asking a partner to confirm its part, by a link that opens only that, and what it answers.

use super::edit::EditError;
use super::facts::{PartConfirmed, PartDeclined, PartnerAsked};
use super::partner::{PartAnswer, PartState, Partner};
use super::plan::text_mistake;
use super::{Application, Draft, enter, policy, read, store};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::outbox::{self, Recipient, Side};
use crate::people::part_link::{self, PartLink};
use crate::people::{Actor, CityRole, shaped_name};

/// Why nobody was asked, or no answer was taken.
#[derive(Debug, thiserror::Error)]
pub enum PartError {
    /// The actor does not write for the lead city, or the application is closed.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// There is nothing to ask.
    #[error("This partner has confirmed its part as it stands now. There is nothing to ask.")]
    Confirmed,
    /// Too many.
    #[error("You sent many letters today. Please continue tomorrow.")]
    TooMany,
    /// Used, over, or asked again since.
    #[error("This link no longer works. It was used, its time is over, or the lead city asked again or stopped asking.")]
    Ended,
    /// The part is not what the page showed.
    #[error("The part was changed after you opened this page. It is shown as it is now: read it again, then answer.")]
    Changed,
    /// What was typed has mistakes.
    #[error("There is a problem with what you entered.")]
    Invalid(Vec<FieldError>),
    /// The database's refusal.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for PartError {
    fn kind(&self) -> Kind {
        match self {
            Self::Edit(e) => e.kind(),
            Self::Confirmed | Self::TooMany | Self::Ended | Self::Changed => Kind::Conflict,
            Self::Invalid(_) => Kind::Invalid,
            Self::Db(e) => e.kind(),
        }
    }
    fn fields(&self) -> &[FieldError] {
        match self {
            Self::Invalid(fields) => fields,
            Self::Edit(e) => e.fields(),
            _ => &[],
        }
    }
}

/// Mails the contact of a partner a link that opens its part. A link that was sent before ends.
///
/// # Errors
/// See [`PartError`].
pub fn ask_partner(tx: &mut Tx<'_>, actor: &Actor, id: Id<Partner>) -> Result<(), PartError> {
    let partner = store::partner(tx, id)?;
    let draft = read::draft(tx, partner.application)?;
    let application = &draft.application;
    if !policy::may_see(actor, application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::may_write(actor, application) {
        return Err(EditError::NotAllowed.into());
    }
    if !application.is_editable() || draft.definition.joint.is_none() {
        return Err(EditError::Closed.into());
    }
    if draft.part_state(&partner) == PartState::Confirmed {
        return Err(PartError::Confirmed);
    }
    if let Some(mistake) = own_address(tx, application, &partner.contact_email)? {
        return Err(EditError::Invalid(vec![mistake]).into());
    }
    let to = (partner.contact_email.as_str(), partner.contact_name.as_str());
    let n = partner.asked_n + 1;
    let (path, expires_at) = part_link::make(tx, actor, to, &format!("{id}/{n}"))?.ok_or(PartError::TooMany)?;
    store::mark_asked(tx, &partner, n)?;
    let fact = PartnerAsked {
        application: application.id.text(),
        reference: application.reference.clone(),
        title: application.shown_title().to_owned(),
        lead: application.city_name.clone(),
        opportunity: draft.definition.title.clone(),
        partner: partner.name.clone(),
        asked_by: actor.name.clone(),
        expires_at,
        path: None,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(outbox::announce(tx, &PartnerAsked { path: Some(path), ..fact }, &[contact(&partner)])?)
}

/// A lead city does not answer for its partner: what is wrong with an address of its own people, or of the officer
/// who enters for it.
pub(super) fn own_address(tx: &mut Tx<'_>, application: &Application, email: &str) -> Result<Option<FieldError>, db::Error> {
    let mut own = enter::list_told(tx, application)?;
    own.extend(store::recipients(tx, application.city, &[CityRole::Viewer])?);
    if own.iter().all(|one| !one.email.eq_ignore_ascii_case(email)) {
        return Ok(None);
    }
    let lead = &application.city_name;
    let sentence = format!("This address belongs to {lead}. A partner answers for itself: enter the address of somebody there.");
    Ok(Some(FieldError::new("contact_email", sentence)))
}

/// Who speaks for a partner, as letters reach them: by an address, without an account.
pub(super) fn contact(partner: &Partner) -> Recipient {
    Recipient {
        account_id: None,
        name: partner.contact_name.clone(),
        email: partner.contact_email.clone(),
        locale: "en".into(),
        side: Side::default(),
    }
}

/// A part as its link opens it.
#[derive(Clone, Debug)]
pub struct OpenedPart {
    /// The application it belongs to, as it stands.
    pub draft: Draft,
    /// The partner.
    pub partner: Partner,
    /// Whether it can be answered.
    pub is_open: bool,
    /// What was answered with this very link.
    pub answer: Option<PartAnswer>,
}

/// What a link opens. One that ended shows only what was answered with it.
///
/// # Errors
/// [`db::Error::Missing`] for what is no such link.
pub fn open_part(conn: &mut Conn, token: &str, now: Timestamp) -> Result<OpenedPart, db::Error> {
    let link: PartLink = part_link::find(conn, token, now)?;
    let (id, n) = link.what.split_once('/').ok_or(db::Error::Missing)?;
    let n: i32 = n.parse().map_err(|_| db::Error::Missing)?;
    let partner = store::any_partner(conn, id.parse().map_err(|_| db::Error::Missing)?)?;
    let draft = read::draft(conn, partner.application)?;
    let is_live = draft.partner(partner.id).is_some() && partner.asked_n == n;
    let is_open = link.is_open && is_live && draft.application.is_editable() && draft.definition.joint.is_some();
    let answer = partner.answer.clone().filter(|answer| answer.asked_n == n && link.used_at.is_some());
    Ok(OpenedPart { draft, partner, is_open, answer })
}

/// What the contact typed.
#[derive(Clone, Debug, Default)]
pub struct PartReply {
    /// Whether it confirms; declines otherwise.
    pub confirms: bool,
    /// The name.
    pub name: String,
    /// The job title.
    pub job_title: String,
    /// Whether the box beside the statement was checked.
    pub has_agreed: bool,
    /// Why it declines.
    pub reason: String,
    /// The digest of the part that the page showed.
    pub sha256: String,
}

impl PartReply {
    fn mistakes(&self) -> Vec<FieldError> {
        let mut found: Vec<FieldError> = shaped_name("reply_name", &self.name).err().into_iter().collect();
        if self.job_title.trim().is_empty() {
            found.push(FieldError::new("job_title", "Enter your job title."));
        }
        found.extend(text_mistake("job_title", &self.job_title, "job title", 120));
        if self.confirms && !self.has_agreed {
            found.push(FieldError::new("agree", "Check the box to confirm the part."));
        }
        if !self.confirms && self.reason.trim().is_empty() {
            found.push(FieldError::new("reason", "Say why, so that the lead city knows what to change."));
        }
        if !self.confirms && self.reason.chars().count() > 1_000 {
            found.push(FieldError::new("reason", "The reason must be 1,000 characters or fewer."));
        }
        found
    }
}

/// Takes the answer of whoever holds the link: once, and to the part as it was shown.
///
/// # Errors
/// See [`PartError`].
pub fn answer_part(tx: &mut Tx<'_>, token: &str, reply: &PartReply) -> Result<(), PartError> {
    let now = tx.now();
    let opened = open_part(tx, token, now)?;
    if !opened.is_open {
        return Err(PartError::Ended);
    }
    let mistakes = reply.mistakes();
    if !mistakes.is_empty() {
        return Err(PartError::Invalid(mistakes));
    }
    let (draft, partner) = (&opened.draft, &opened.partner);
    let part = draft.part_of(partner);
    if part.sha256 != reply.sha256 {
        return Err(PartError::Changed);
    }
    part_link::use_up(tx, token)?;
    let answer = PartAnswer {
        asked_n: partner.asked_n,
        is_confirmed: reply.confirms,
        name: shaped_name("reply_name", &reply.name).unwrap_or_default(),
        job_title: reply.job_title.trim().to_owned(),
        reason: if reply.confirms { String::new() } else { reply.reason.trim().to_owned() },
        document: part.json,
        sha256: part.sha256,
        at: now,
    };
    store::insert_part_answer(tx, partner, &answer)?;
    tell(tx, draft, partner, &answer)?;
    Ok(())
}

/// Records the answer and tells the lead city's people.
fn tell(tx: &mut Tx<'_>, draft: &Draft, partner: &Partner, answer: &PartAnswer) -> Result<(), db::Error> {
    let a = &draft.application;
    let city = store::city(tx, a.city)?;
    let people = enter::list_told(tx, a)?;
    let doer = Actor::anonymous().doer();
    let confirmed = PartConfirmed {
        application: a.id.text(),
        reference: a.reference.clone(),
        title: a.shown_title().to_owned(),
        city: city.full_name,
        partner: partner.name.clone(),
        by: answer.name.clone(),
        job_title: answer.job_title.clone(),
        sha256: answer.sha256.clone(),
        sent_to: partner.contact_email.clone(),
    };
    if answer.is_confirmed {
        audit::record(tx, &doer, &confirmed)?;
        return outbox::announce(tx, &confirmed, &people);
    }
    let PartConfirmed { application, reference, title, city, partner, by, job_title, sha256, .. } = confirmed;
    let declined = PartDeclined { application, reference, title, city, partner, by, job_title, sha256, reason: answer.reason.clone() };
    audit::record(tx, &doer, &declined)?;
    outbox::announce(tx, &declined, &people)
}
