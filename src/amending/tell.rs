//! Records what happened to an amendment and tells whom it concerns: people of the city, and those of the fund to whom the
//! award is open.

use super::amendment::Amendment;
use super::facts::News;
use super::read;
use crate::award::Award;
use crate::db::{Error, Tx};
use crate::intake;
use crate::kernel::{Fact, Money};
use crate::locale::format::percent;
use crate::outbox::{Recipient, Side};
use crate::people::{Actor, FundRole, account};
use crate::{audit, outbox};

/// Who is told.
pub(super) enum Audience {
    /// The people of the city.
    City,
    /// Those who decide on amendments.
    Deciders,
    /// Both.
    All,
}

/// Records the fact and announces it.
pub(super) fn tell<F: Fact + From<News>>(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, amendment): (&Award, &Amendment),
    reason: &str,
    audience: &Audience,
) -> Result<(), Error> {
    let before = read::before(tx, amendment)?;
    let moves = if amendment.in_force_at.is_none() { read::moved_by(amendment, &before) } else { Money::ZERO };
    let transfers = read::transferred_with(tx, award, moves)?;
    let over = format!(
        "Transfers among categories come to {}, {} of {}; the limit is {} percent ({}).",
        transfers.moved,
        percent(transfers.share_percent_hundredths),
        transfers.base,
        transfers.limit_percent,
        transfers.citation
    );
    let news = News {
        amendment: amendment.id.text(),
        n: amendment.n,
        award_id: award.id.text(),
        reference: award.reference.clone(),
        city: award.city.clone(),
        kind: amendment.kind.label().to_owned(),
        changes: amendment.changes(&before, &read::categories(tx, award)?),
        reason: reason.to_owned(),
        over_limit: transfers.is_over.then_some(over),
        by: actor.name.clone(),
        at: tx.now(),
        zone: read::round(tx, award)?.closes.zone.to_string(),
        digest: amendment.digest.clone(),
        journals: amendment.journals.clone(),
    };
    let fact = F::from(news);
    audit::record(tx, &actor.doer(), &fact)?;
    let mut to: Vec<Recipient> = Vec::new();
    if matches!(audience, Audience::City | Audience::All) {
        let application = intake::application(tx, award.id.cast())?;
        to.extend(intake::list_told(tx, &application)?);
    }
    if matches!(audience, Audience::Deciders | Audience::All) {
        let people = account::list_open_to(tx, award.id, &[FundRole::ProgramOfficer, FundRole::ApprovingOfficial])?;
        to.extend(people.iter().map(|person| person.recipient(Side::Fund)));
    }
    outbox::announce(tx, &fact, &to)
}
