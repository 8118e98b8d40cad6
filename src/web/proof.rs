//! Proves at the act that the person is still the one who signed in: with the password, or by
//! a link opened a moment ago. A stolen session alone approves nothing.

use super::{App, Form, Problem, Viewer};
use crate::kernel::FieldError;
use crate::people::session::{self, SessionActor};
use crate::people::sign_in;

/// The name of the field.
pub(super) const FIELD: &str = "password";
/// What stands beside it when the password is not the right one.
pub(super) const WRONG: &str = "Enter your password. After several wrong ones, wait some minutes.";

/// Whether what was typed proves who the person is. A wrong password counts as a failed sign-in.
pub(super) async fn is_proved(app: &App, viewer: &Viewer, form: &Form) -> Result<bool, Problem> {
    let Some(found) = session_of(app, viewer).await? else { return Ok(false) };
    if form.raw(FIELD).unwrap_or_default().is_empty() {
        return Ok(found.session.is_fresh_link(app.now()));
    }
    has_password(app, &found.actor.email, form).await
}

/// What stands beside the field when nothing was proved, for an act of which `none` says that it was not done.
pub(super) fn mistake(form: &Form, none: &str) -> FieldError {
    let told = if form.raw(FIELD).is_none_or(str::is_empty) {
        "Type your password. If you have none, sign in with a new email link first.".to_owned()
    } else {
        format!("This is not your password, or there were too many attempts. {none}")
    };
    FieldError::new(FIELD, told)
}

/// Whether the browser was signed in by a link opened a moment ago.
pub(super) async fn is_fresh(app: &App, viewer: &Viewer) -> Result<bool, Problem> {
    Ok(session_of(app, viewer).await?.is_some_and(|found| found.session.is_fresh_link(app.now())))
}

/// The session of the viewer's browser.
async fn session_of(app: &App, viewer: &Viewer) -> Result<Option<SessionActor>, Problem> {
    let now = app.now();
    let token = viewer.session.clone().unwrap_or_default();
    let found = app.read(move |conn| session::find_actor(conn, &token, now)).await?;
    Ok(found.filter(|found| found.actor.account == viewer.actor.account))
}

/// Whether the password of the account with this address was typed. A wrong one counts as a failed sign-in.
pub(super) async fn has_password(app: &App, email: &str, form: &Form) -> Result<bool, Problem> {
    let typed = form.raw(FIELD).unwrap_or_default().to_owned();
    if typed.is_empty() {
        return Ok(false);
    }
    let email = email.to_owned();
    let attempt = app.read(move |conn| sign_in::begin(conn, &email)).await?;
    let checked = app.work(move || attempt.check(&typed)).await?;
    Ok(app.write(move |tx| sign_in::confirm(tx, &checked)).await?)
}
