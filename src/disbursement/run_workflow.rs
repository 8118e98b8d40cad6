//! The workflow of a payment run: `config/workflows/payment-run.toml`, or the fund's own in its place. The engine decides who may
//! approve and release, how many people a total needs, and that they differ; this module tells it
//! what is known of a run, and keeps nothing itself.

use super::run::Run;
use super::store::{self, Which};
use super::terms::Terms;
use crate::db::{Conn, Error, Tx};
use crate::kernel::{Family, Money, Timestamp};
use crate::people::{self, Actor};
use crate::rules::{Facts, Type, Value};
use crate::workflow::{self, Choice, Definition, FireError, Fired, Lent, PublishError, RecordedApproval, State, Step, Vocabulary, Who};
use std::collections::BTreeSet;
use std::sync::Arc;

const FILE: &str = "config/workflows/payment-run.toml";
const FILES: [(&str, &str); 1] = [("payment-run.toml", include_str!("../../config/workflows/payment-run.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::single("workflows", &FILES, |files| files.iter().try_for_each(|(file, text)| check(file, text)));

/// The step that puts a run together.
const PREPARE: &str = "prepare";
/// The step that approves it.
pub(super) const APPROVE: &str = "approve";
/// What lets the money go.
pub(super) const RELEASE: &str = "release";
/// What takes it apart.
pub(super) const CANCEL: &str = "cancel";

const TOTAL: &str = "run.total";
const COUNT: &str = "run.count";
const STANDS: &str = "run.approval_stands";
const TWO_SUFFICE: &str = "run.two_suffice";

/// What the definition may refer to.
#[must_use]
pub(super) fn vocabulary() -> Vocabulary {
    let facts = [(TOTAL, Type::Money), (COUNT, Type::Int), (STANDS, Type::Bool), (TWO_SUFFICE, Type::Bool)];
    Vocabulary {
        roles: &["finance_officer", "approving_official", "releasing_officer"],
        ledger_events: &[("advance.pay", true), ("claim.pay", true)],
        acts: &[PREPARE, APPROVE, RELEASE, CANCEL],
        stages: &["run_draft", "run_prepared", "run_approved", "run_released", "run_cancelled"],
        told: &[],
        facts: facts.into_iter().map(|(name, type_)| (name.to_owned(), type_)).collect(),
        bindable: &["run"],
        letters: Vec::new(),
    }
}

/// Whether runs can go by this definition: it is sound, is called as this one, and somebody can do all that is done to a run.
fn check(file: &str, text: &str) -> Result<(), String> {
    let definition = workflow::read_sound((file, text), &FILES, &vocabulary())?;
    let missing = [PREPARE, APPROVE, RELEASE, CANCEL].into_iter().find(|act| definition.transitions.iter().all(|step| step.act() != *act));
    match missing {
        Some(act) => Err(format!("{file}: no transition does “{act}”")),
        // How many must approve is asked of the step of this name.
        None if definition.transition(APPROVE).is_none_or(|step| step.approval.is_none()) => {
            Err(format!("{file}: the transition “{APPROVE}” has no [transition.approval]"))
        }
        None => Ok(()),
    }
}

/// The hash of the definition that new runs begin on, stored if it is new.
pub(super) fn publish(tx: &mut Tx<'_>) -> Result<String, Error> {
    let source = workflow::parse(FILE, DEFINITION.text()).map_err(|e| Error::Broken(e.to_string()))?;
    workflow::publish(tx, &source, &vocabulary()).map_err(|e| match e {
        PublishError::Db(e) => e,
        faulty @ PublishError::Faulty(_) => Error::Broken(faulty.to_string()),
    })
}

/// Begins the instance of a run that somebody just put together.
pub(super) fn begin(tx: &mut Tx<'_>, actor: &Actor, run: &Run) -> Result<(), FireError> {
    let (instance, hash) = (run.id.text(), run.workflow_hash.clone().unwrap_or_default());
    let who = who(actor, tx.now());
    workflow::start(tx, &instance, &hash, &who)?;
    take(tx, actor, run, PREPARE).map(drop)
}

/// Takes the step that does `act` on a run, as this person.
pub(super) fn take(tx: &mut Tx<'_>, actor: &Actor, run: &Run, act: &str) -> Result<Fired, FireError> {
    let (instance, key, now) = (run.id.text(), tx.id::<Run>().text(), tx.now());
    let who = who(actor, now);
    let stand = Stand::of(tx, run, now)?;
    let transition = stand.step(act, &who).ok_or_else(|| workflow::Denied::Unknown(act.to_owned()))?;
    let step = Step {
        instance: &instance,
        transition: &transition,
        who: &who,
        key: &key,
        reason: None,
        facts: &stand.facts,
        digest: Some(&run.digest),
        fresh: false,
        seen_version: None,
        recused: &stand.recused,
    };
    workflow::fire(tx, &step)
}

/// What this person can do with a run, and how far its approval is.
#[derive(Clone, Debug, Default)]
pub struct RunSteps {
    /// The steps out of where it stands, each with why this person may not take it.
    pub choices: Vec<Choice>,
    /// How many people must approve it.
    pub needed: u32,
    /// Who approved it so far.
    pub approvals: Vec<RecordedApproval>,
}

impl RunSteps {
    /// Whether this person is among those who approved it.
    #[must_use]
    pub fn is_approved_by(&self, actor: &Actor) -> bool {
        self.approvals.iter().any(|approval| actor.is_person(&approval.account_id))
    }

    /// Whether the person may take a step that does `act`.
    #[must_use]
    pub fn may(&self, act: &str) -> bool {
        self.choices.iter().any(|choice| choice.act == act && choice.denied.is_none())
    }

    /// Why the person may not take it, if it leads out of where the run stands.
    #[must_use]
    pub fn why_not(&self, act: &str) -> Option<String> {
        self.choices.iter().filter(|choice| choice.act == act).find_map(|choice| choice.denied.as_ref().map(ToString::to_string))
    }
}

/// What this person can do with a run now; nothing with one from before there was a workflow.
///
/// # Errors
/// The database's refusal.
pub fn run_steps(conn: &mut Conn, actor: &Actor, run: &Run, now: Timestamp) -> Result<RunSteps, Error> {
    if run.workflow_hash.is_none() {
        return Ok(RunSteps::default());
    }
    let stand = Stand::of(conn, run, now)?;
    let who = who(actor, now);
    let choices = workflow::choices(&stand.definition, &stand.state, (&who, &stand.facts));
    let counted = workflow::count_approvals(&stand.definition, &stand.state, APPROVE, &run.digest, &stand.facts);
    let needed = counted.map_or(0, |(_, needed)| needed);
    Ok(RunSteps { choices, needed, approvals: workflow::approvals(conn, &run.id.text())? })
}

/// A run as its workflow sees it.
struct Stand {
    definition: Arc<Definition>,
    state: State,
    /// Whoever approved and is as if they had stepped back.
    recused: Vec<String>,
    facts: Facts,
}

impl Stand {
    fn of(conn: &mut Conn, run: &Run, now: Timestamp) -> Result<Self, Error> {
        let found = workflow::instance(conn, &run.id.text())?;
        let definition = workflow::definition(conn, &found.definition_hash)?;
        let mut state = workflow::state(conn, &found)?;
        let recused = approvers_with_a_conflict(conn, run, &state)?;
        state.recused.extend(recused.iter().cloned());
        let stands = workflow::approval_stands(&definition, &state).unwrap_or(true);
        let two_suffice = Terms::at(now).is_ok_and(|terms| !terms.needs_third_person(run.total));
        Ok(Self { definition, state, recused, facts: facts(run.total, run.count, (stands, two_suffice)) })
    }

    /// Of several steps that do this the first that the person may take; else one that tells why not.
    fn step(&self, act: &str, who: &Who) -> Option<String> {
        let open = workflow::choices(&self.definition, &self.state, (who, &self.facts));
        let may = open.iter().find(|choice| choice.act == act && choice.denied.is_none());
        let shown = may.or_else(|| open.iter().find(|choice| choice.act == act)).map(|choice| choice.transition.clone());
        shown.or_else(|| self.definition.transitions.iter().find(|step| step.act() == act).map(|step| step.id.clone()))
    }
}

fn facts(total: Money, count: i32, (stands, two_suffice): (bool, bool)) -> Facts {
    let known = [
        (TOTAL, Value::Money(total)),
        (COUNT, Value::Int(i64::from(count))),
        (STANDS, Value::Bool(stands)),
        (TWO_SUFFICE, Value::Bool(two_suffice)),
    ];
    known.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The person with their roles in the fund, and those lent to them for today.
fn who(actor: &Actor, now: Timestamp) -> Who {
    let today = Terms::day(now);
    let lent = actor.lent.iter().filter(|lent| lent.is_lent_on(today));
    Who {
        account: actor.account.map(|id| id.text()),
        name: actor.name.clone(),
        roles: actor.fund_roles.iter().map(ToString::to_string).collect(),
        lent: lent.map(|lent| Lent { by: lent.by.text(), role: lent.role.to_string(), most: lent.most }).collect(),
    }
}

/// Whoever approved and has come to have a conflict of interest with a city that the run pays.
fn approvers_with_a_conflict(conn: &mut Conn, run: &Run, state: &State) -> Result<Vec<String>, Error> {
    let approved: BTreeSet<&String> =
        state.history.iter().filter(|past| past.digest.is_some()).filter_map(|past| past.account.as_ref()).collect();
    let mut found = Vec::new();
    for account in approved {
        let Ok(id) = account.parse() else { continue };
        let person = people::account::actor(conn, id)?;
        if person.walls.is_empty() {
            continue;
        }
        if store::list_payments(conn, Which::Run(run.id))?.iter().any(|payment| person.is_kept_from(payment.award)) {
            found.push(state.same_person.get(account).unwrap_or(account).clone());
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::{Denied, Marking, Past, Request, decide};
    use std::collections::BTreeMap;

    fn definition() -> Definition {
        workflow::parse(FILE, FILES[0].1).expect("it parses").definition
    }

    fn person(account: &str, roles: &[&str]) -> Who {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        Who { account: Some(account.into()), name: account.into(), roles, lent: vec![] }
    }

    /// Where a run stands after these steps, each by this person.
    fn after(place: &str, steps: &[(&str, &str, bool)]) -> State {
        let past = |(transition, account, moved): &(&str, &str, bool)| Past {
            transition: (*transition).into(),
            account: Some((*account).into()),
            on_behalf_of: None,
            digest: (*transition == APPROVE).then(|| "d".to_owned()),
            moved: *moved,
        };
        State {
            marking: Marking::at(place),
            history: steps.iter().map(past).collect(),
            recused: BTreeSet::new(),
            same_person: BTreeMap::new(),
        }
    }

    fn tried(state: &State, transition: &str, who: &Who, facts: &Facts) -> Result<bool, Denied> {
        let request = Request { transition, who, facts, reason: None, digest: Some("d"), fresh: false };
        decide(&definition(), state, &request).map(|outcome| outcome.moved)
    }

    fn of(dollars: i64) -> Facts {
        facts(Money::from_dollars(dollars), 1, (true, dollars < 1_000))
    }

    #[test]
    fn the_shipped_definition_is_sound() {
        let source = workflow::parse(FILE, FILES[0].1).expect("it parses");
        let found = workflow::check(&source, &vocabulary());
        assert!(found.iter().all(|finding| !finding.is_fault()), "{found:#?}");
    }

    #[test]
    fn a_definition_that_runs_cannot_go_by_is_refused() {
        let (file, text) = FILES[0];
        let own = text.replace("25000.00", "10000.00").replace("version = \"1.0.0\"", "version = \"1.0.0-own\"");
        assert_eq!(check(file, &own), Ok(()), "bands of a fund's own");
        assert_eq!(check(file, &format!("# The same, with a word about it.\n{text}")), Ok(()));
        for (from, to, words) in [
            ("25000.00", "10000.00", "version 1.0.0 is the shipped one"),
            ("name = \"payment-run\"", "name = \"our-run\"", "name is “our-run”"),
            ("releasing_officer", "releasing_oficer", "releasing_oficer"),
            ("up_to = \"25000.00\"", "up_too = \"25000.00\"", "payment-run.toml, line"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            let told = check(file, &changed).expect_err(from);
            assert!(told.starts_with("payment-run.toml") && told.contains(words), "{from}: {told}");
        }
    }

    #[test]
    fn a_total_at_the_limit_needs_one_and_a_cent_more_needs_two() {
        let prepared = after("prepared", &[(PREPARE, "fay", true)]);
        let fred = person("fred", &["finance_officer"]);
        let at = facts(Money::from_dollars(25_000), 1, (true, false));
        let over = facts(Money::from_cents(2_500_001), 1, (true, false));
        assert_eq!(tried(&prepared, APPROVE, &fred, &at), Ok(true));
        assert_eq!(tried(&prepared, APPROVE, &fred, &over), Ok(false));
        let once = after("prepared", &[(PREPARE, "fay", true), (APPROVE, "fred", false)]);
        assert_eq!(tried(&once, APPROVE, &fred, &over), Err(Denied::AlreadyApproved));
        assert_eq!(tried(&once, APPROVE, &person("ann", &["approving_official"]), &over), Ok(true));
    }

    #[test]
    fn nobody_takes_two_steps_of_one_run() {
        let all = ["finance_officer", "approving_official", "releasing_officer"];
        let prepared = after("prepared", &[(PREPARE, "lone", true)]);
        assert!(matches!(tried(&prepared, APPROVE, &person("lone", &all), &of(5_000)), Err(Denied::SamePerson(_))));
        let approved = after("approved", &[(PREPARE, "lone", true), (APPROVE, "fred", true)]);
        for taker in ["lone", "fred"] {
            assert!(matches!(tried(&approved, RELEASE, &person(taker, &all), &of(5_000)), Err(Denied::SamePerson(_))), "{taker}");
        }
        assert_eq!(tried(&approved, RELEASE, &person("rene", &["releasing_officer"]), &of(5_000)), Ok(true));
        // A small one may be released by whoever prepared it, never by whoever approved it.
        assert_eq!(tried(&approved, "release_small", &person("lone", &all), &of(999)), Ok(true));
        assert!(tried(&approved, "release_small", &person("lone", &all), &of(1_000)).is_err());
        assert!(tried(&approved, "release_small", &person("fred", &all), &of(999)).is_err());
    }

    #[test]
    fn two_accounts_of_one_person_are_one() {
        let mut prepared = after("prepared", &[(PREPARE, "fay", true)]);
        prepared.same_person.insert("fay2".into(), "fay".into());
        assert!(matches!(tried(&prepared, APPROVE, &person("fay2", &["finance_officer"]), &of(10)), Err(Denied::SamePerson(_))));
    }

    #[test]
    fn what_nobody_approves_any_more_is_not_released() {
        let approved = after("approved", &[(PREPARE, "fay", true), (APPROVE, "fred", true)]);
        let fallen = facts(Money::from_dollars(5_000), 1, (false, false));
        assert!(matches!(tried(&approved, RELEASE, &person("rene", &["releasing_officer"]), &fallen), Err(Denied::NotMet(_))));
    }
}
