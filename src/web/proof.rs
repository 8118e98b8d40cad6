//! Proves at the act that the person is still the one who signed in: with the password, or by
//! a link opened a moment ago. A stolen session alone approves nothing.

use super::{App, Form, Problem, Viewer};
use crate::people::{session, sign_in};

/// The name of the field.
pub(super) const FIELD: &str = "password";

/// Whether what was typed proves who the person is. A wrong password counts as a failed sign-in.
pub(super) async fn is_proved(app: &App, viewer: &Viewer, form: &Form) -> Result<bool, Problem> {
    let now = app.now();
    let token = viewer.session.clone().unwrap_or_default();
    let found = app.read(move |conn| session::find_actor(conn, &token, now)).await?;
    let Some(found) = found.filter(|found| found.actor.account == viewer.actor.account) else { return Ok(false) };
    let typed = form.raw(FIELD).unwrap_or_default().to_owned();
    if typed.is_empty() {
        return Ok(found.session.is_fresh_link(now));
    }
    let email = found.actor.email.clone();
    let attempt = app.read(move |conn| sign_in::begin(conn, &email)).await?;
    let checked = app.work(move || attempt.check(&typed)).await?;
    Ok(app.write(move |tx| sign_in::confirm(tx, &checked)).await?)
}
