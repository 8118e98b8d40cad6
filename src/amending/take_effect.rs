//! An approved amendment takes effect: the ledger moves, the award gets its next budget, all in one transaction.

use super::amendment::{Amendment, AmendmentKind};
use super::facts::AmendmentInForce;
use super::tell::{Audience, tell};
use super::{change, read, store};
use crate::award::{self, Agreement, Award, Change};
use crate::db::{self, Conn, Tx};
use crate::kernel::{Kind, Money, Refusal};
use crate::ledger::{self, Command, Leg, Rejection};
use crate::opportunity::Opportunity;
use crate::people::Actor;

/// Why it does not take effect.
#[derive(Debug, thiserror::Error)]
pub enum EffectError {
    /// The award is closed.
    #[error("This award is not active any more, so it is not amended.")]
    NotActive,
    /// The award is not the one it was asked for.
    #[error("The award changed after this was asked for. It has to be asked for anew.")]
    Changed,
    /// Money was used meanwhile.
    #[error("Since this was asked for, money that it takes away was paid, asked for or spent. It has to be asked for anew.")]
    Bound,
    /// The opportunity has too little.
    #[error("This needs {wanted} more, and only {available} is available in the opportunity.")]
    NotCovered {
        /// What it adds.
        wanted: Money,
        /// What there is.
        available: Money,
    },
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] Rejection),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Refusal for EffectError {
    fn kind(&self) -> Kind {
        match self {
            Self::NotActive | Self::Changed | Self::Bound | Self::NotCovered { .. } => Kind::Conflict,
            Self::Ledger(e) => e.kind(),
            Self::Db(e) => e.kind(),
        }
    }
}

/// Whether it still fits the award as it stands now.
pub(super) fn check(conn: &mut Conn, award: &Award, amendment: &Amendment) -> Result<(), EffectError> {
    if !award.is_active() {
        return Err(EffectError::NotActive);
    }
    let is_same = amendment.from_version == award.budget_version && amendment.from_end == award.period_end;
    if !is_same || !amendment.is_intact() {
        return Err(EffectError::Changed);
    }
    if amendment.kind.has_budget() {
        let free = read::free(conn, award.id)?;
        if !change::check(amendment.kind, &award.lines, &amendment.lines, &free).is_empty() {
            return Err(EffectError::Bound);
        }
    }
    if amendment.kind == AmendmentKind::Increase {
        let round = read::round(conn, award)?;
        let wanted = amendment.amount.minus(award.amount).unwrap_or(amendment.amount);
        let available = ledger::allotment_position(conn, &round.fund, &award.opportunity_id)?.available;
        if wanted > available {
            return Err(EffectError::NotCovered { wanted, available });
        }
    }
    Ok(())
}

/// Lets an approved amendment take effect. `signed` is the text that the city signed, `press` belongs to one press of one button.
pub(super) fn take_effect(
    tx: &mut Tx<'_>,
    actor: &Actor,
    amendment: &Amendment,
    signed: Option<&Agreement>,
    press: &str,
) -> Result<(), EffectError> {
    let award = award::award(tx, amendment.award)?;
    check(tx, &award, amendment)?;
    let mut journals = Vec::new();
    for command in commands(tx, actor, (&award, amendment), signed, press)? {
        journals.push(ledger::post(tx, &command)?.seq);
    }
    let award = if amendment.kind == AmendmentKind::KeyPerson {
        award
    } else {
        let change = Change { lines: amendment.lines.clone(), amount: amendment.amount, period_end: amendment.period_end };
        award::apply_amendment(tx, &award, &change)?
    };
    store::mark_in_force(tx, amendment, &journals)?;
    let now = store::amendment(tx, amendment.id)?;
    let reason = now.decided.as_ref().map(|decision| decision.reason.clone()).unwrap_or_default();
    Ok(tell::<AmendmentInForce>(tx, actor, (&award, &now), &reason, &Audience::All)?)
}

/// What the ledger is told; nothing where no money moves.
fn commands(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, amendment): (&Award, &Amendment),
    signed: Option<&Agreement>,
    press: &str,
) -> Result<Vec<Command>, EffectError> {
    let round = read::round(tx, award)?;
    let changes = change::differences(&award.lines, &amendment.lines);
    let legs = |sign: i64| {
        let of = |code: &str, cents: i64| Leg::of_award(&award.opportunity_id, award.id.text(), code, Money::from_cents(cents));
        let by = |was: Money, is: Money| is.cents().saturating_sub(was.cents()).saturating_mul(sign);
        changes
            .iter()
            .map(|(code, was, is)| (code, by(*was, *is)))
            .filter(|(_, cents)| *cents > 0)
            .map(|(code, cents)| of(code, cents))
            .collect::<Vec<_>>()
    };
    let of_event = |event: &str| about(tx, actor, (&round, amendment), event, press);
    let command = match amendment.kind {
        AmendmentKind::Extension | AmendmentKind::KeyPerson => return Ok(vec![]),
        AmendmentKind::Budget => {
            let moves = change::moves(&award.lines, &amendment.lines);
            let leg = |m: change::Move| Leg::of_award(&award.opportunity_id, award.id.text(), m.from, m.amount).moving_to(m.to);
            of_event("award.rebudget").legs(moves.into_iter().map(leg))
        }
        AmendmentKind::Increase => {
            let approver = amendment.decided.as_ref().map(|decision| decision.act.by.clone()).ok_or(EffectError::Changed)?;
            let text = signed.ok_or(EffectError::Changed)?;
            let evidence = format!("amendment {} sha256:{}", text.id, text.digest);
            of_event("award.increase").legs(legs(1)).evidenced_by(evidence).approved_by(approver)
        }
        AmendmentKind::Decrease => of_event("award.deobligate").legs(legs(-1)),
    };
    Ok(vec![command])
}

/// A command for today in the zone of the round.
fn about(tx: &Tx<'_>, actor: &Actor, (round, amendment): (&Opportunity, &Amendment), event: &str, press: &str) -> Command {
    let zone = round.closes.zone;
    let key = format!("amendment/{}/{event}/{press}", amendment.id);
    let why = format!("amendment {}", amendment.n);
    Command::new(key, event, &round.fund, tx.now().day_in(zone), &actor.doer()).in_zone(zone).because(why)
}
