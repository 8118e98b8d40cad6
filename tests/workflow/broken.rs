//! Engines that are broken on purpose, each in one way. The judge that finds nothing wrong with
//! the real engine must find every one of them; one that survives fails the test by name.

use crate::judge::judge;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::workflow::{Definition, Denied, Marking, Outcome, Request, State, Who, decide};

/// What an engine does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum Break {
    /// Whoever took a step may take the one that asks for somebody else.
    ForgetsDistinctFrom,
    /// Sets of steps for different people are not looked at.
    ForgetsSeparateSets,
    /// Only the last time round counts.
    ForgetsTheWayThere,
    /// One approval is enough.
    ForgetsTheQuorum,
    /// An approval of other content counts.
    ForgetsTheDigest,
    /// An approval from before the case went back counts.
    KeepsOldApprovals,
    /// Whoever lent a role has not acted.
    ForgetsTheLender,
    /// A role that was lent has no ceiling.
    ForgetsTheCeiling,
    /// Who stepped back still acts, and what they approved counts.
    ForgetsRecusal,
    /// Two accounts are two people.
    BelievesInAccounts,
    /// The facts are not asked.
    ForgetsTheGuard,
    /// A step is possible anywhere.
    ForgetsThePlace,
    /// What goes on beside a step goes on after it.
    ForgetsToClear,
    /// One band reaches a cent too far.
    OffByACent,
    /// Every band has the roles of the step.
    ForgetsTheRolesOfABand,
    /// A blank reason is a reason.
    TakesBlankForAReason,
    /// An approval needs no proof of who gives it.
    ForgetsTheSignature,
    /// It performs before the quorum is reached.
    PerformsTooEarly,
}

/// The definition as such an engine reads it.
fn misread(broken: Break, definition: &Definition) -> Definition {
    let mut d = definition.clone();
    if broken == Break::ForgetsSeparateSets {
        d.separate.clear();
    }
    for step in &mut d.transitions {
        match broken {
            Break::ForgetsDistinctFrom => step.distinct_from.clear(),
            Break::ForgetsTheGuard => step.guard = None,
            Break::ForgetsToClear => step.clears.clear(),
            Break::TakesBlankForAReason => step.reason_required = false,
            _ => {}
        }
        let Some(approval) = &mut step.approval else { continue };
        match broken {
            Break::ForgetsTheSignature => approval.fresh_sign_in = false,
            Break::ForgetsTheQuorum => approval.bands.iter_mut().for_each(|band| band.quorum = 1),
            Break::ForgetsTheRolesOfABand => approval.bands.iter_mut().for_each(|band| band.by.clear()),
            Break::OffByACent => {
                let limit = &mut approval.bands[1].up_to_cents;
                *limit = limit.map(|most| Money::from_cents(most.cents() + 1));
            }
            _ => {}
        }
    }
    d
}

/// The case as such an engine sees it.
fn misguided(broken: Break, d: &Definition, state: &State, request: &Request<'_>) -> State {
    let mut state = state.clone();
    let step = d.transition(request.transition);
    match broken {
        Break::ForgetsTheWayThere => {
            let back = state.history.iter().rposition(|past| past.transition == "send_back");
            state.history.drain(..back.unwrap_or(0));
        }
        Break::ForgetsTheDigest => {
            let seen = request.digest.map(str::to_owned);
            state.history.iter_mut().filter(|past| !past.moved).for_each(|past| past.digest.clone_from(&seen));
        }
        Break::KeepsOldApprovals => state.history.sort_by_key(|past| !past.moved),
        Break::ForgetsTheLender => state.history.iter_mut().for_each(|past| past.on_behalf_of = None),
        Break::ForgetsRecusal => state.recused.clear(),
        Break::BelievesInAccounts => state.same_person.clear(),
        Break::ForgetsThePlace => {
            if let Some(step) = step {
                state.marking = Marking::parse(&step.from.join(" "));
            }
        }
        _ => {}
    }
    state
}

fn decides(broken: Break, definition: &Definition, state: &State, request: &Request<'_>) -> Result<Outcome, Denied> {
    let d = misread(broken, definition);
    let mut who: Who = request.who.clone();
    if broken == Break::ForgetsTheCeiling {
        who.lent.iter_mut().for_each(|lent| lent.most = None);
    }
    let mut outcome = decide(&d, &misguided(broken, &d, state, request), &Request { who: &who, ..*request })?;
    if broken == Break::PerformsTooEarly
        && let Some(step) = d.transition(request.transition)
    {
        outcome.effects.clone_from(&step.effects);
    }
    Ok(outcome)
}

#[test]
fn the_judge_finds_nothing_wrong_with_the_real_engine() {
    judge(&decide).expect("the engine is sound");
}

/// The words by which each is found for what it is, not for something else.
const fn found_for(broken: Break) -> &'static str {
    match broken {
        Break::ForgetsDistinctFrom => "apart: approve: expected Refused(\"SamePerson\")",
        Break::ForgetsSeparateSets => "apart: recommend: expected Refused(\"SamePerson\")",
        Break::ForgetsTheWayThere => "apart: approve: expected Refused(\"SamePerson\")",
        Break::ForgetsTheQuorum => "bands: approve: expected Waits(None), got Moved",
        Break::ForgetsTheDigest => "content: approve: expected Waits(None), got Moved",
        Break::KeepsOldApprovals => "content: approve: expected Waits(None), got Moved",
        Break::ForgetsTheLender => "lenders: approve: expected Refused(\"AlreadyApproved\")",
        Break::ForgetsTheCeiling => "lenders: approve: expected Refused(\"AboveLoan\")",
        Break::ForgetsRecusal => "stepping back: approve: expected Refused(\"Recused\")",
        Break::BelievesInAccounts => "accounts: approve: expected Refused(\"SamePerson\")",
        Break::ForgetsTheGuard => "guards: recommend: expected Refused(\"NotMet\")",
        Break::ForgetsThePlace => "places: pass: expected Refused(\"NotOpen\")",
        Break::ForgetsToClear => "places: withdraw: expected Moved([\"withdrawn\"]",
        Break::OffByACent => "bands: approve: expected Waits(None), got Refused(\"WrongRole\")",
        Break::ForgetsTheRolesOfABand => "bands: approve: expected Waits(None), got Refused(\"WrongRole\")",
        Break::TakesBlankForAReason => "signing: withdraw: expected Refused(\"ReasonMissing\")",
        Break::ForgetsTheSignature => "signing: approve: expected Refused(\"NotFresh\")",
        Break::PerformsTooEarly => "bands: approve: performs",
    }
}

#[test]
fn no_broken_engine_survives() {
    let mut survivors = Vec::new();
    for broken in <Break as strum::VariantArray>::VARIANTS {
        match judge(&|d, state, request| decides(*broken, d, state, request)) {
            Ok(()) => survivors.push(broken),
            Err(words) => assert!(words.starts_with(found_for(*broken)), "{broken:?} was found for something else: {words}"),
        }
    }
    assert!(survivors.is_empty(), "the judge lets these broken engines pass: {survivors:?}");
}
