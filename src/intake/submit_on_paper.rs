//! Receives an application that an officer entered for its city, certified by the page that the
//! official signed. The deadline holds by the server's clock at the officer's submission.

use super::submit::{Signature, Submission, SubmitError, receive};
use super::{Application, policy, read, store};
use crate::db::{self, Tx};
use crate::files::scan;
use crate::kernel::{Id, Timestamp};
use crate::people::Actor;

/// Receives the application as it stands; `version` is the one that the officer's page showed.
///
/// # Errors
/// [`SubmitError`]; nothing is received then.
pub fn submit_on_paper(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (id, version): (Id<Application>, i64),
    begun_at: Option<Timestamp>,
) -> Result<Submission, SubmitError> {
    let draft = read::draft(tx, id)?;
    if !policy::may_see(actor, &draft.application) {
        return Err(db::Error::Missing.into());
    }
    let account = actor.account.filter(|_| policy::enters(actor, &draft.application)).ok_or(SubmitError::NotOfficial)?;
    let Some(page) = store::find_signed_page(tx, id)? else { return Err(SubmitError::NotSigned) };
    // A page signed for what was received before does not certify what is answered now.
    let earlier =
        if draft.application.is_open_again() { read::latest_submission(tx, id)?.received_at } else { draft.application.created_at };
    if page.given_at < earlier {
        return Err(SubmitError::NotSigned);
    }
    if let Some(why) = page.outdated(&draft.application).filter(|_| draft.application.is_editable()) {
        return Err(SubmitError::SignedBefore(why));
    }
    if scan::scan(tx, &page.sha256)?.is_infected() {
        return Err(SubmitError::PageInfected);
    }
    let signature = Signature { name: &page.official_name, page: Some(&page) };
    receive(tx, actor, (&draft, account), (signature, version, vec![]), begun_at)
}
