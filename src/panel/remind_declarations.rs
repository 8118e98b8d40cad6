//! Whoever declared is reminded once, some days before the declaration lapses. The worker does this: at most once, late at worst.

use super::declaration::{Declaration, declaration_terms};
use super::facts::DeclarationDue;
use super::policy;
use super::store::declarations;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Id, Timestamp};
use crate::outbox::Side;
use crate::people::{Actor, account};
use crate::{audit, outbox};

/// The most reminders in one round.
const ROUND: i64 = 100;

/// The declarations that lapse soon and of which nobody was reminded, at most 100.
///
/// # Errors
/// The database's refusal.
pub fn list_lapsing(conn: &mut Conn, now: Timestamp) -> Result<Vec<Id<Declaration>>, Error> {
    declarations::list_to_remind(conn, declaration_terms(now)?.reminded_until(now), ROUND)
}

/// Reminds whoever made a declaration; whether a letter goes out now. Somebody who is on no panel any more gets none.
///
/// # Errors
/// The database's refusal; [`Error::Stale`] when somebody was quicker.
pub fn remind_declaration(tx: &mut Tx<'_>, actor: &Actor, id: Id<Declaration>) -> Result<bool, Error> {
    declarations::mark_reminder_over(tx, id)?;
    let declaration = declarations::declaration(tx, id)?;
    let person = account::account(tx, declaration.account)?;
    if person.disabled_at.is_some() || !policy::may_declare(&account::actor(tx, declaration.account)?) {
        return Ok(false);
    }
    let fact = DeclarationDue { account: person.id.text(), declaration: id.text(), lapses_at: declaration.lapses_at };
    audit::record(tx, &actor.doer(), &fact)?;
    outbox::announce(tx, &fact, &[person.recipient(Side::Fund)])?;
    Ok(true)
}
