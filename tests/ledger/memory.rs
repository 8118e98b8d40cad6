//! Books in memory: the pure core with the smallest store there can be, for
//! tests that need thousands of journals or other rules.

use crate::books::{command, day};
use std::collections::BTreeMap;
use urban_diplomacy_fund::kernel::Timestamp;
use urban_diplomacy_fund::ledger::{
    AccountKey, Balance, Code, Command, Dims, Hold, HoldId, Leg, Line, Original, PeriodState, Rulebook, View, decide,
};

/// The program's own rules.
pub fn rules() -> &'static Rulebook {
    Rulebook::embedded().expect("the files of this program are sound")
}

/// Books in memory.
pub struct Memory<'a> {
    book: &'a Rulebook,
    balances: BTreeMap<AccountKey, Balance>,
    holds: Vec<Hold>,
    journals: Vec<Original>,
}

impl<'a> Memory<'a> {
    /// Empty books kept by these rules.
    pub fn new(book: &'a Rulebook) -> Self {
        Self { book, balances: BTreeMap::new(), holds: vec![], journals: vec![] }
    }

    /// Decides and keeps one command; the number of the journal.
    pub fn post(&mut self, command: &Command) -> Result<usize, Code> {
        let index = |seq: i64| usize::try_from(seq - 1).ok();
        let original = command.reverses.and_then(index).and_then(|i| self.journals.get(i)).cloned();
        let now = Timestamp::start_of(day(1, 11));
        let view =
            View { now, today: now.day(), balances: self.balances.clone(), holds: self.holds.clone(), original, period: PeriodState::Open };
        let draft = decide(self.book, &view, command).map_err(|r| r.code)?;
        let seq = self.journals.len() + 1;
        if let Some(reversed) = command.reverses.and_then(index) {
            self.journals[reversed].is_reversed = true;
        }
        for resolved in &draft.resolves {
            self.holds.iter_mut().filter(|h| h.id == resolved.hold.id).for_each(|h| h.is_open = false);
        }
        let id = |n| HoldId { seq: i64::try_from(seq).expect("few"), n };
        self.holds.extend(draft.opens.iter().map(|h| Hold {
            id: id(h.n),
            debit: h.debit.clone(),
            credit: h.credit.clone(),
            amount: h.amount,
            expires_on: h.expires_on,
            is_open: true,
        }));
        let lines: Vec<Line> = draft.lines.iter().map(|d| d.line.clone()).collect();
        let concerns_holds = !draft.opens.is_empty() || !draft.resolves.is_empty();
        self.journals.push(Original { effective_on: command.effective_on, is_reversed: false, concerns_holds, lines });
        self.balances.extend(draft.balances);
        Ok(seq)
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
        let untied = self.book.rules.tie_points.iter().flat_map(|t| t.untied(&self.balances)).map(|u| u.to_string());
        let beyond =
            self.balances.iter().filter(|(key, balance)| self.book.chart.account(&key.code).is_none_or(|a| !balance.keeps(a.limit)));
        untied.chain(beyond.map(|(key, _)| format!("L8: {key}"))).collect()
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
