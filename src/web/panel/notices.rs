//! What a person on panels should know before their queue: the yearly declaration that is due, invitations that wait, and for a
//! chair the panels to put together.

use super::membership;
use crate::db::{Conn, Error};
use crate::kernel::Timestamp;
use crate::locale::format::{date, datetime};
use crate::meeting::{self, Stage};
use crate::opportunity;
use crate::panel;
use crate::people::{Actor, FundRole};
use crate::web::sheet::Link;
use chrono_tz::Tz;
use serde::Serialize;

/// The notices of one person (`parts/panel_notices`).
#[derive(Serialize)]
pub(super) struct Notices {
    /// That the yearly declaration is to be made, in a sentence.
    due: Option<String>,
    /// Invitations that wait for an answer.
    invitations: Vec<Link>,
    /// Meetings in which they take part: to come, or under way.
    meetings: Vec<Link>,
    /// Where a chair puts panels together.
    panels: Vec<Link>,
}

impl Notices {
    /// Nothing to tell, for sample pages.
    pub(super) fn none() -> Self {
        Self { due: None, invitations: vec![], meetings: vec![], panels: vec![] }
    }

    /// Everything there can be, for sample pages.
    pub(super) fn sample() -> Self {
        let link = || vec![Link::new("/panel/membership", "Training 2027")];
        Self { due: Some("It is due.".into()), invitations: link(), meetings: link(), panels: link() }
    }

    /// What this person should know now.
    pub(super) fn load(conn: &mut Conn, actor: &Actor, (now, zone): (Timestamp, Tz)) -> Result<Self, Error> {
        let rounds = if actor.has(FundRole::Chair) { opportunity::list_published(conn)? } else { Vec::new() };
        let panels = rounds.iter().map(|round| Link::new(format!("/desk/panels/{}", round.slug), format!("Panel: {}", round.title)));
        let lead = actor.has(FundRole::Chair).then(|| Link::new("/desk/meetings", "Panel meetings: plan and lead"));
        let mut mine = membership::load_mine(conn, actor)?;
        mine.retain(|(seat, round)| seat.waits(now, round.closes.zone));
        let answer = |href: String, title: &str| Link::new(href, format!("Answer: {title}"));
        let invitations = mine.iter().map(|(seat, round)| answer(format!("/panel/membership/{}", seat.id), &round.title));
        let meetings = meeting::list_mine(conn, actor)?.into_iter().map(|one| {
            let when = if one.stage == Stage::Open { "under way now".to_owned() } else { datetime(one.starts_at, zone) };
            Link::new(format!("/panel/meetings/{}", one.id), format!("{}: {when}", one.title))
        });
        let (meetings, panels) = (meetings.collect(), panels.chain(lead).collect());
        Ok(Self { due: due(conn, actor, (now, zone))?, invitations: invitations.collect(), meetings, panels })
    }
}

/// That the yearly declaration is to be made, if it is.
fn due(conn: &mut Conn, actor: &Actor, (now, zone): (Timestamp, Tz)) -> Result<Option<String>, Error> {
    let Some(account) = actor.account.filter(|_| panel::may_declare(actor)) else { return Ok(None) };
    let Some(lapses_at) = panel::standing_of(conn, &[account], now)?.remove(&account) else {
        return Ok(Some("Your yearly declaration is due: you have not named your ties yet.".into()));
    };
    if !panel::declaration_terms(now)?.is_due(lapses_at, now) {
        return Ok(None);
    }
    let day = date(lapses_at.day_in(zone));
    let verb = if lapses_at <= now { "lapsed" } else { "lapses" };
    Ok(Some(format!("Your yearly declaration {verb} on {day}. Declare anew.")))
}
