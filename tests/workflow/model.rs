//! What the engine should answer, from the design alone: lists and loops, no code of the
//! engine. A guard is read here by splitting it at `&&`.

use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::rules::{Facts, Value};
use urban_diplomacy_fund::workflow::{Approval, Definition, Transition};

/// One press of a button by one person.
#[derive(Clone, Debug)]
pub struct Click {
    pub step: String,
    /// `None` is the program.
    pub account: Option<String>,
    pub roles: Vec<String>,
    /// Lender, role, ceiling in cents.
    pub lent: Vec<(String, String, Option<i64>)>,
    pub facts: Facts,
    pub reason: Option<String>,
    pub digest: Option<String>,
    pub fresh: bool,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The kind of the refusal.
    Refused(&'static str),
    /// An approval that waits for others; whose role was used.
    Waits(Option<String>),
    /// The places afterwards; whose role was used.
    Moved(Vec<String>, Option<String>),
}

struct Entry {
    step: String,
    accounts: Vec<String>,
    digest: Option<String>,
    moved: bool,
}

/// A case as a list of what happened.
pub struct Model<'a> {
    pub definition: &'a Definition,
    pub places: Vec<String>,
    pub stepped_back: Vec<String>,
    /// Accounts of one person, each list one person.
    pub persons: Vec<Vec<String>>,
    log: Vec<Entry>,
}

impl<'a> Model<'a> {
    pub fn new(definition: &'a Definition) -> Self {
        Self { definition, places: vec![definition.start.clone()], stepped_back: vec![], persons: vec![], log: vec![] }
    }

    fn step(&self, id: &str) -> Option<&'a Transition> {
        self.definition.transitions.iter().find(|step| step.id == id)
    }

    /// Whether two accounts are one person's.
    fn same(&self, one: &str, other: &str) -> bool {
        let both = |accounts: &Vec<String>| accounts.iter().any(|a| a == one) && accounts.iter().any(|a| a == other);
        one == other || self.persons.iter().any(both)
    }

    fn overlap(&self, some: &[String], others: &[String]) -> bool {
        some.iter().any(|one| others.iter().any(|other| self.same(one, other)))
    }

    /// Whom a click is by, or why not.
    fn acting(&self, click: &Click, step: &Transition, amount: Option<i64>) -> Result<Vec<String>, &'static str> {
        let Some(account) = &click.account else {
            return if step.system && click.roles.iter().any(|role| role == "system") { Ok(vec![]) } else { Err("WrongRole") };
        };
        if step.system {
            return Err("WrongRole");
        }
        let by = self.roles(step, amount);
        if click.roles.iter().any(|role| by.contains(role)) {
            return Ok(vec![account.clone()]);
        }
        let mut is_above = false;
        for (lender, _, most) in click.lent.iter().filter(|(_, role, _)| by.contains(role)) {
            match (most, amount) {
                (None, _) => return Ok(vec![account.clone(), lender.clone()]),
                (Some(most), Some(amount)) if amount <= *most => return Ok(vec![account.clone(), lender.clone()]),
                _ => is_above = true,
            }
        }
        Err(if is_above { "AboveLoan" } else { "WrongRole" })
    }

    fn band(approval: &Approval, amount: Option<i64>) -> Option<usize> {
        let fits = |limit: Option<Money>| match (limit, amount) {
            (None, _) => true,
            (Some(limit), Some(amount)) => amount <= limit.cents(),
            (Some(_), None) => false,
        };
        (0..approval.bands.len()).find(|i| fits(approval.bands[*i].up_to_cents))
    }

    fn roles(&self, step: &'a Transition, amount: Option<i64>) -> &'a [String] {
        let band = step.approval.as_ref().and_then(|approval| Some(&approval.bands[Self::band(approval, amount)?]));
        match band {
            Some(band) if !band.by.is_empty() => &band.by,
            _ => &step.by,
        }
    }

    /// The answer, which also happens.
    pub fn press(&mut self, click: &Click) -> Answer {
        match self.answer(click) {
            Err(kind) => Answer::Refused(kind),
            Ok((accounts, moves)) => {
                let step = self.step(&click.step).expect("it was found");
                let lender = accounts.get(1).cloned();
                let digest = click.digest.clone().filter(|_| step.approval.is_some());
                self.log.push(Entry { step: click.step.clone(), accounts, digest, moved: moves });
                if !moves {
                    return Answer::Waits(lender);
                }
                self.places.retain(|place| !step.from.contains(place) && !step.clears.contains(place));
                self.places.extend(step.to.iter().cloned());
                self.places.sort();
                Answer::Moved(self.places.clone(), lender)
            }
        }
    }

    fn answer(&self, click: &Click) -> Result<(Vec<String>, bool), &'static str> {
        let step = self.step(&click.step).ok_or("Unknown")?;
        let amount = step.approval.as_ref().and_then(|approval| match click.facts.get(approval.measure.as_ref()?)? {
            Value::Money(amount) => Some(amount.cents()),
            _ => None,
        });
        let accounts = self.acting(click, step, amount)?;
        if self.overlap(&accounts, &self.stepped_back) {
            return Err("Recused");
        }
        if !step.from.iter().all(|place| self.places.contains(place)) {
            return Err("NotOpen");
        }
        if self.took_what_excludes(step, &accounts) {
            return Err("SamePerson");
        }
        match step.guard.as_ref().map_or(Some(true), |guard| holds(guard.text(), &click.facts)) {
            Some(true) => {}
            Some(false) => return Err("NotMet"),
            None => return Err("NotKnown"),
        }
        if step.reason_required && click.reason.as_deref().unwrap_or("").trim().is_empty() {
            return Err("ReasonMissing");
        }
        let Some(approval) = &step.approval else { return Ok((accounts, true)) };
        let digest = click.digest.as_ref().ok_or("DigestMissing")?;
        let given = self.approvals(step, digest);
        if given.iter().any(|entry| self.overlap(&entry.accounts, &accounts)) {
            return Err("AlreadyApproved");
        }
        if approval.fresh_sign_in && !click.fresh {
            return Err("NotFresh");
        }
        let quorum = Self::band(approval, amount).map_or(approval.quorum, |band| approval.bands[band].quorum);
        Ok((accounts, given.len() + 1 >= usize::try_from(quorum).expect("small")))
    }

    fn took_what_excludes(&self, step: &Transition, accounts: &[String]) -> bool {
        let theirs: Vec<&Entry> = self.log.iter().filter(|entry| self.overlap(&entry.accounts, accounts)).collect();
        if theirs.iter().any(|entry| step.distinct_from.contains(&entry.step)) {
            return true;
        }
        self.definition.separate.iter().filter(|set| set.steps.contains(&step.id)).any(|set| {
            // Whoever lends a role and whoever uses it count as one.
            let others: BTreeSet<&String> = theirs.iter().map(|e| &e.step).filter(|id| **id != step.id && set.steps.contains(id)).collect();
            others.len() >= usize::try_from(set.most).expect("small")
        })
    }

    /// The approvals of a digest since the case came to where the step begins.
    fn approvals(&self, step: &Transition, digest: &String) -> Vec<&Entry> {
        let mut given = Vec::new();
        for entry in &self.log {
            let enters = |id: &str| self.step(id).is_some_and(|taken| taken.to.iter().any(|place| step.from.contains(place)));
            if entry.moved && enters(&entry.step) {
                given.clear();
            } else if !entry.moved && entry.step == step.id && entry.digest.as_ref() == Some(digest) {
                given.push(entry);
            }
        }
        given.retain(|entry| !self.overlap(&entry.accounts, &self.stepped_back));
        given
    }
}

/// A guard whose conditions are joined by `&&`. `None` while it depends on what is not known.
fn holds(text: &str, facts: &Facts) -> Option<bool> {
    let said: Vec<Option<bool>> = text.split("&&").map(|atom| atom_holds(atom.trim(), facts)).collect();
    if said.contains(&Some(false)) { Some(false) } else { said.into_iter().collect::<Option<Vec<bool>>>().map(|_| true) }
}

fn atom_holds(atom: &str, facts: &Facts) -> Option<bool> {
    let words: Vec<&str> = atom.split_whitespace().collect();
    let value = facts.get(words[0].trim_start_matches('!'));
    let [_, op, literal] = words.as_slice() else {
        return match value? {
            Value::Bool(is_so) => Some(*is_so != words[0].starts_with('!')),
            other => panic!("{other:?} in {atom}"),
        };
    };
    let number = match value? {
        Value::Int(n) => *n,
        Value::Money(amount) => amount.cents(),
        other => panic!("{other:?} in {atom}"),
    };
    let literal = match literal.strip_prefix("money(\"").and_then(|rest| rest.strip_suffix("\")")) {
        Some(dollars) => Money::parse(dollars).expect("dollars").cents(),
        None => literal.parse().expect("a number"),
    };
    let ops: BTreeMap<&str, bool> = [
        ("==", number == literal),
        ("!=", number != literal),
        ("<", number < literal),
        ("<=", number <= literal),
        (">", number > literal),
        (">=", number >= literal),
    ]
    .into();
    Some(ops[op])
}
