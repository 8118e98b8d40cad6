//! Books in memory: the pure core with the smallest store there can be, for tests that need
//! thousands of journals or other rules. It can be told to be broken in one way (`broken.rs`).

use crate::books::{command, day};
use crate::broken::Break;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use urban_diplomacy_fund::kernel::Timestamp;
use urban_diplomacy_fund::ledger::{
    AccountKey, Balance, Code, Command, Dims, Draft, Hold, HoldId, Leg, Line, Original, PeriodState, Receipt, Rulebook, View, decide,
};

/// The program's own rules.
pub fn rules() -> &'static Rulebook {
    Rulebook::embedded().expect("the files of this program are sound")
}

/// Books in memory.
pub struct Memory<'a> {
    /// The rules it keeps.
    pub book: &'a Rulebook,
    /// What stands on each account.
    pub balances: BTreeMap<AccountKey, Balance>,
    /// What stood before the last journal.
    pub earlier_balances: BTreeMap<AccountKey, Balance>,
    /// The journals; the first has the number 1.
    pub journals: Vec<Original>,
    /// The instant of its clock.
    pub now: Timestamp,
    /// First day and last day of each period, and where it stands.
    pub periods: Vec<(NaiveDate, NaiveDate, PeriodState)>,
    /// What is wrong with these books, to prove that it shows.
    pub broken: Option<Break>,
    holds: Vec<Hold>,
    /// What each key asked for and what came of it.
    keys: BTreeMap<String, (String, Result<Receipt, Code>)>,
}

fn index(seq: i64) -> Option<usize> {
    usize::try_from(seq - 1).ok()
}

impl<'a> Memory<'a> {
    /// Empty books kept by these rules.
    pub fn new(book: &'a Rulebook) -> Self {
        Self {
            book,
            balances: BTreeMap::new(),
            earlier_balances: BTreeMap::new(),
            journals: vec![],
            now: Timestamp::start_of(day(1, 11)),
            periods: vec![],
            broken: None,
            holds: vec![],
            keys: BTreeMap::new(),
        }
    }

    /// Decides and keeps one command; the number of the journal.
    pub fn post(&mut self, command: &Command) -> Result<usize, Code> {
        self.receive(command).map(|receipt| usize::try_from(receipt.seq).expect("positive"))
    }

    /// As the ledger does: its key first, then the core, then what came of it is kept.
    pub fn receive(&mut self, command: &Command) -> Result<Receipt, Code> {
        if let Some(outcome) = self.outcome_of_key(command) {
            return outcome;
        }
        let draft = self.decide(command);
        self.keep(command, draft)
    }

    fn outcome_of_key(&self, command: &Command) -> Option<Result<Receipt, Code>> {
        let (content, outcome) = self.keys.get(&command.key).filter(|_| self.broken != Some(Break::ForgetsTheKey))?;
        let replayed = |receipt: Receipt| Receipt { replayed: true, ..receipt };
        Some(if *content == command.request_hash() { outcome.clone().map(replayed) } else { Err(Code::KeyConflict) })
    }

    /// What the core makes of the command and what stands.
    pub fn decide(&self, command: &Command) -> Result<Draft, Code> {
        let command = &self.misread(command);
        let original = command.reverses.and_then(index).and_then(|i| self.journals.get(i)).cloned();
        let within = |(first, last, _): &&(NaiveDate, NaiveDate, PeriodState)| (*first..=*last).contains(&command.effective_on);
        let period = self.periods.iter().find(within).map_or(PeriodState::Open, |(_, _, state)| *state);
        let mut view =
            View { now: self.now, today: self.now.day(), balances: self.balances.clone(), holds: self.holds.clone(), original, period };
        self.misguide(&mut view);
        let draft = decide(self.book, &view, command).map_err(|refused| refused.code)?;
        Ok(self.set_right(draft))
    }

    /// Keeps the draft with its key, or the key with its refusal if that came from the state.
    pub fn keep(&mut self, command: &Command, draft: Result<Draft, Code>) -> Result<Receipt, Code> {
        let outcome = draft.map(|draft| self.write(command, draft));
        let forgotten = match &outcome {
            Ok(_) => false,
            Err(code) => !code.is_state() || self.broken == Some(Break::LosesTheRejectedKey),
        };
        if !forgotten {
            self.keys.insert(command.key.clone(), (command.request_hash(), outcome.clone()));
        }
        outcome
    }

    fn write(&mut self, command: &Command, draft: Draft) -> Receipt {
        let seq = i64::try_from(self.journals.len()).expect("few") + 1;
        if let Some(reversed) = command.reverses.and_then(index) {
            self.journals[reversed].is_reversed = true;
        }
        for resolved in &draft.resolves {
            self.holds.iter_mut().filter(|h| h.id == resolved.hold.id).for_each(|h| h.is_open = false);
        }
        self.holds.extend(draft.opens.iter().map(|h| Hold {
            id: HoldId { seq, n: h.n },
            debit: h.debit.clone(),
            credit: h.credit.clone(),
            amount: h.amount,
            expires_on: h.expires_on,
            is_open: true,
        }));
        let lines: Vec<Line> = draft.lines.iter().map(|d| d.line.clone()).collect();
        let concerns_holds = !draft.opens.is_empty() || !draft.resolves.is_empty();
        let holds = draft.hold_ids(seq);
        self.journals.push(Original { effective_on: command.effective_on, is_reversed: false, concerns_holds, lines });
        self.earlier_balances = self.balances.clone();
        self.balances.extend(draft.balances);
        let (journal_id, leaf_hash) = (format!("journal {seq}"), String::new());
        Receipt { seq, journal_id, booked_at: self.now, leaf_hash, holds, replayed: false }
    }

    /// Posts with everything a rule could ask for.
    pub fn try_post(&mut self, event: &str, legs: Vec<Leg>) -> Result<usize, Code> {
        self.post(&command(event, legs))
    }

    /// The open holds.
    pub fn open_holds(&self) -> Vec<HoldId> {
        self.holds.iter().filter(|h| h.is_open).map(|h| h.id).collect()
    }

    /// How many journals there are.
    pub fn len(&self) -> usize {
        self.journals.len()
    }

    /// What does not tie (L25–L31), and accounts beyond their limit (L8).
    pub fn faults(&self) -> Vec<String> {
        faults_of(self.book, &self.balances)
    }

    /// The sum of a code over these values, on its normal side, in cents.
    pub fn stands(&self, code: &str, of: &Dims) -> i64 {
        let normal = self.book.chart.account(code).expect("a code").normal;
        self.balances.iter().filter(|(key, _)| key.code == code && key.dims.matches(of)).map(|(_, b)| b.settled(normal).cents()).sum()
    }

    /// Debits less credits over all accounts, settled and pending (L2).
    pub fn difference(&self) -> (i64, i64) {
        let sum = |f: fn(&Balance) -> i64| self.balances.values().map(f).sum();
        (sum(|b| b.dr_settled.cents() - b.cr_settled.cents()), sum(|b| b.dr_pending.cents() - b.cr_pending.cents()))
    }
}

/// What does not tie by these rules (L25–L31), and accounts beyond their limit (L8).
pub fn faults_of(book: &Rulebook, balances: &BTreeMap<AccountKey, Balance>) -> Vec<String> {
    let untied = book.rules.tie_points.iter().flat_map(|t| t.untied(balances)).map(|u| u.to_string());
    let beyond = balances.iter().filter(|(key, balance)| book.chart.account(&key.code).is_none_or(|a| !balance.keeps(a.limit)));
    untied.chain(beyond.map(|(key, _)| format!("L8: {key}"))).collect()
}
