//! The page that the city's official signed by hand. For an application that the fund entered it
//! stands for the electronic signature; it proves nobody's claim to the city.

use super::edit::{self, EditError};
use super::facts::SignedPageGiven;
use super::{Application, policy, read, store};
use crate::audit;
use crate::db::{self, Conn, Tx};
use crate::files::{FileKind, Stored, scan};
use crate::kernel::{FieldError, Id, Money, Timestamp};
use crate::people::Actor;
use chrono::NaiveDate;

/// What a signed page may be.
pub const SIGNED_PAGE: &[FileKind] = &[FileKind::Pdf, FileKind::Png, FileKind::Jpg];

/// A page with the official's signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedPage {
    /// Its name as a file.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// The digest of its bytes.
    pub sha256: String,
    /// Whose signature it bears.
    pub official_name: String,
    /// What they are.
    pub official_title: String,
    /// The day beside the signature.
    pub signed_on: NaiveDate,
    /// When it was given.
    pub given_at: Timestamp,
    /// What it was given for: the version of the application as it stood.
    pub version: i64,
    /// What was asked for then.
    pub total: Money,
}

impl SignedPage {
    /// Why it does not certify the application as it stands, as a sentence.
    #[must_use]
    pub fn outdated(&self, application: &Application) -> Option<String> {
        (self.version != application.version).then(|| {
            let amount = if self.total == application.total {
                format!("was kept for {}, which is still what is asked for", self.total)
            } else {
                format!("was kept for {}, and {} is asked for now", self.total, application.total)
            };
            format!(
                "The application was changed after the page was signed: the page {amount}. Have the official sign what is there now and keep that page, or, if the page states what is there now, keep it again."
            )
        })
    }
}

/// What the officer read on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnThePage {
    /// The name.
    pub official_name: String,
    /// The title.
    pub official_title: String,
    /// The day.
    pub signed_on: Option<NaiveDate>,
}

impl OnThePage {
    /// What is wrong with it, as of this day of the city.
    #[must_use]
    pub fn mistakes(&self, today: NaiveDate) -> Vec<FieldError> {
        let mut found = Vec::new();
        let fits = |text: &str| (1..=100).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
        if !fits(&self.official_name) {
            found.push(FieldError::new("official_name", "Enter the name below the signature, in at most 100 characters."));
        }
        if !fits(&self.official_title) {
            found.push(FieldError::new("official_title", "Enter the title of who signed, such as Mayor, in at most 100 characters."));
        }
        match self.signed_on {
            None => found.push(FieldError::new("signed_on", "Enter the day beside the signature.")),
            Some(day) if day > today => found.push(FieldError::new("signed_on", "The day beside the signature must not be in the future.")),
            Some(_) => {}
        }
        found
    }
}

/// Keeps the signed page of an application that the actor entered, in place of an earlier one.
///
/// # Errors
/// [`EditError`]; nothing is kept then.
pub fn give_signed_page(tx: &mut Tx<'_>, actor: &Actor, id: Id<Application>, (read, file): (&OnThePage, &Stored)) -> Result<(), EditError> {
    let application = store::application(tx, id)?;
    if !policy::may_see(actor, &application) {
        return Err(db::Error::Missing.into());
    }
    if !policy::enters(actor, &application) {
        return Err(EditError::NotAllowed);
    }
    if !application.is_editable() {
        return Err(EditError::Closed);
    }
    let now = tx.now();
    let mistakes = read.mistakes(now.day_in(store::city(tx, application.city)?.zone));
    let Some(signed_on) = read.signed_on.filter(|_| mistakes.is_empty()) else { return Err(EditError::Invalid(mistakes)) };
    if !SIGNED_PAGE.contains(&file.kind) {
        return Err(edit::EditError::field("page", format!("The selected file must be a {}.", FileKind::labels(SIGNED_PAGE))));
    }
    if scan::expect(tx, &file.sha256)?.is_infected() {
        return Err(EditError::field("page", "A virus was found in the selected file. Select another file."));
    }
    let page = SignedPage {
        name: file.name.clone(),
        media_type: file.kind.media_type().to_owned(),
        sha256: file.sha256.clone(),
        official_name: read.official_name.trim().to_owned(),
        official_title: read.official_title.trim().to_owned(),
        signed_on,
        given_at: now,
        version: application.version,
        total: read::draft_of(tx, application.clone())?.total(),
    };
    store::change_signed_page(tx, id, &page)?;
    let fact = SignedPageGiven {
        application: id.text(),
        name: page.name,
        sha256: page.sha256,
        official_name: page.official_name,
        official_title: page.official_title,
        signed_on,
        total: page.total,
    };
    audit::record(tx, &actor.doer(), &fact)?;
    Ok(())
}

/// The signed page of an application, if there is one. The caller asks [`policy::may_see`].
///
/// # Errors
/// The database's refusal.
pub fn find_signed_page(conn: &mut Conn, id: Id<Application>) -> Result<Option<SignedPage>, db::Error> {
    store::find_signed_page(conn, id)
}
