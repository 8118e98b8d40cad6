//! A second ledger, written from the design by another hand: it reads the rule files
//! itself, keeps its books in maps and says what each command must come to. Where the
//! design leaves open which of several refusals is named, it names all that may be.

mod faults;

use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::ledger::{AccountKey, Code, Command, Dims, HoldId, Leg, Receipt};

/// What stands on an account: settled debits and credits, held debits and credits.
pub type Sums = [i128; 4];
const DR: usize = 0;
const CR: usize = 1;
const HELD_DR: usize = 2;
const HELD_CR: usize = 3;

/// The refusals that may be named.
pub type Codes = BTreeSet<Code>;

/// The account that is debited and the one that is credited.
pub type Pair = (AccountKey, AccountKey);

#[derive(Deserialize)]
struct ChartFile {
    account: Vec<Account>,
    category: Vec<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Account {
    code: String,
    limit: String,
    dims: Vec<String>,
}

#[derive(Deserialize)]
struct RuleFile {
    valid_from: NaiveDate,
    rule: Vec<Rule>,
}

/// One event of the rule file.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// Its name.
    pub event: String,
    /// Its variant; mostly empty.
    pub variant: String,
    /// What it does to holds: `open`, `post`, `void` or `expire`.
    pub hold: String,
    approval: bool,
    reason: bool,
    evidence: String,
    lines: Vec<BTreeMap<String, String>>,
}

/// A reservation.
#[derive(Clone, Debug)]
pub struct Hold {
    /// What it would take from and give to.
    pub accounts: Pair,
    /// How much.
    pub amount: i128,
    /// Its last day.
    pub expires_on: Option<NaiveDate>,
    /// Whether it was posted, voided or expired.
    pub ended: bool,
}

/// One accepted command.
pub struct Journal {
    /// The day for which it counts.
    pub effective_on: NaiveDate,
    effect: Effect,
    reversed: bool,
}

/// What an accepted command does.
#[derive(Debug, Default)]
pub struct Effect {
    moves: Vec<(AccountKey, usize, i128)>,
    opens: Vec<Hold>,
    ends: Vec<HoldId>,
}

/// What a command must come to.
#[derive(Debug)]
pub enum Expected {
    /// The next journal.
    Posted(Effect),
    /// The receipt of this journal once more.
    Replayed(i64),
    /// One of these refusals.
    Refused(Codes),
}

/// The books.
#[derive(Default)]
pub struct Model {
    /// The events, as the file lists them.
    pub rules: Vec<Rule>,
    /// Every account that was ever touched.
    pub balances: BTreeMap<AccountKey, Sums>,
    /// Every reservation ever made.
    pub holds: BTreeMap<HoldId, Hold>,
    /// The journals; the first has the number 1.
    pub journals: Vec<Journal>,
    /// First day and last day of each period, and how it refuses if it is shut.
    pub periods: Vec<(NaiveDate, NaiveDate, Option<Code>)>,
    /// The day of the clock.
    pub today: NaiveDate,
    /// Whether limits are looked at. Off only to prove that the comparison can fail.
    pub minds_limits: bool,
    valid_from: NaiveDate,
    chart: BTreeMap<String, Account>,
    categories: BTreeSet<String>,
    /// What each key asked for and what came of it.
    keys: BTreeMap<String, (String, Result<i64, Code>)>,
}

impl Model {
    /// Empty books on this day.
    pub fn new(today: NaiveDate) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/config/ledger");
        let read = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).expect("the file is there");
        let chart: ChartFile = toml::from_str(&read("chart-2025.toml")).expect("a chart");
        let rules: RuleFile = toml::from_str(&read("posting-rules-2025.toml")).expect("rules");
        Self {
            rules: rules.rule,
            today,
            minds_limits: true,
            valid_from: rules.valid_from,
            chart: chart.account.into_iter().map(|account| (account.code.clone(), account)).collect(),
            categories: chart.category.into_iter().map(|category| category["code"].clone()).collect(),
            ..Self::default()
        }
    }

    /// What the command must come to. Its key is looked up before anything is decided (design, 9.3). A
    /// command that is wrong in itself never gets as far as the books, so that it does not use up its key (L7).
    pub fn expect(&self, command: &Command) -> Expected {
        match self.keys.get(&command.key) {
            Some((content, _)) if *content != content_of(command) => return Expected::Refused([Code::KeyConflict].into()),
            Some((_, Ok(seq))) => return Expected::Replayed(*seq),
            Some((_, Err(code))) => return Expected::Refused([*code].into()),
            None => {}
        }
        let mut faults = Codes::new();
        let rule = self.rule(command);
        // Nothing says which of its own faults is named first, nor whether those of its approval come after them.
        self.look_at_command(rule, command, &mut faults);
        faults::look_at_approval(rule.is_some_and(|rule| rule.approval), command, &mut faults);
        let Some(rule) = rule.filter(|_| faults.is_empty()) else { return Expected::Refused(faults) };
        // Nothing ranks holds, an original, a limit and a shut period. Limits are only asked about a journal that could be.
        let effect = self.effect(rule, command, &mut faults);
        let breaks = |(key, sums): (&AccountKey, &Sums)| self.left(key, sums).is_some_and(|left| left < 0);
        if faults.is_empty() && self.minds_limits && self.after(&effect).iter().any(breaks) {
            faults.insert(Code::LimitBreached);
        }
        let of_day = self.periods.iter().filter(|(first, last, _)| (*first..=*last).contains(&command.effective_on));
        faults.extend(of_day.filter_map(|(_, _, shut)| *shut));
        if faults.is_empty() { Expected::Posted(effect) } else { Expected::Refused(faults) }
    }

    /// Takes over what the ledger answered, if that is what must come.
    ///
    /// # Errors
    /// Both answers in words, if they differ.
    pub fn record(&mut self, command: &Command, expected: Expected, got: &Result<Receipt, Code>) -> Result<(), String> {
        let seq = i64::try_from(self.journals.len()).expect("few") + 1;
        match (expected, got) {
            (Expected::Posted(effect), Ok(receipt)) if receipt.seq == seq && !receipt.replayed => {
                if receipt.holds.len() != effect.opens.len() || (1..).zip(&receipt.holds).any(|(n, id)| *id != HoldId { seq, n }) {
                    return Err(format!("expected the holds {:?}, got {:?}", effect.opens, receipt.holds));
                }
                self.keys.insert(command.key.clone(), (content_of(command), Ok(seq)));
                self.keep(command, seq, effect);
                Ok(())
            }
            (Expected::Replayed(seq), Ok(receipt)) if receipt.seq == seq && receipt.replayed => Ok(()),
            (Expected::Refused(codes), Err(code)) if codes.contains(code) => {
                if code.is_state() {
                    self.keys.entry(command.key.clone()).or_insert_with(|| (content_of(command), Err(*code)));
                }
                Ok(())
            }
            (expected, got) => Err(format!("expected {expected:?} (the next journal is {seq}), got {got:?}")),
        }
    }

    fn keep(&mut self, command: &Command, seq: i64, effect: Effect) {
        self.holds.extend((1..).zip(effect.opens.clone()).map(|(n, hold)| (HoldId { seq, n }, hold)));
        self.balances.extend(self.after(&effect));
        for id in &effect.ends {
            self.holds.get_mut(id).expect("a hold").ended = true;
        }
        if let Some(original) = command.reverses.and_then(|seq| usize::try_from(seq - 1).ok()) {
            self.journals[original].reversed = true;
        }
        self.journals.push(Journal { effective_on: command.effective_on, effect, reversed: false });
    }

    /// The most that this command, now with one leg of one cent, could move; `None`: any amount.
    pub fn room(&self, command: &Command) -> Option<i128> {
        let rule = self.rule(command)?;
        if rule.hold == "post" {
            return Some(self.open_holds_for(command).iter().map(|id| self.holds[id].amount).sum());
        }
        let room = |(key, sums): (AccountKey, Sums)| {
            let before = self.left(&key, self.balances.get(&key).unwrap_or(&[0; 4]))?;
            let taken = before - self.left(&key, &sums)?;
            (taken > 0).then(|| before / taken)
        };
        self.after(&self.effect(rule, command, &mut Codes::new())).into_iter().filter_map(room).min()
    }

    /// The open holds of the accounts that a command's legs name.
    pub fn open_holds_for(&self, command: &Command) -> Vec<HoldId> {
        let pairs = self.rule(command).map(|rule| self.pairs(rule, command, &mut Codes::new())).unwrap_or_default();
        let open = |hold: &Hold| !hold.ended && pairs.iter().any(|(accounts, _)| *accounts == hold.accounts);
        self.holds.iter().filter(|(_, hold)| open(hold)).map(|(id, _)| *id).collect()
    }

    /// What the journals with these numbers and days come to.
    pub fn replay(&self, counts: impl Fn(usize, NaiveDate) -> bool) -> BTreeMap<AccountKey, Sums> {
        let mut balances: BTreeMap<AccountKey, Sums> = BTreeMap::new();
        for (_, journal) in (1..).zip(&self.journals).filter(|(seq, journal)| counts(*seq, journal.effective_on)) {
            for (key, sum, amount) in &journal.effect.moves {
                balances.entry(key.clone()).or_default()[*sum] += amount;
            }
        }
        balances
    }

    fn rule(&self, command: &Command) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.event == command.event && rule.variant == command.variant)
    }

    /// What stands on each account that is touched, after the whole journal.
    fn after(&self, effect: &Effect) -> BTreeMap<AccountKey, Sums> {
        let mut after: BTreeMap<AccountKey, Sums> = BTreeMap::new();
        for (key, sum, amount) in &effect.moves {
            let stands = || self.balances.get(key).copied().unwrap_or_default();
            after.entry(key.clone()).or_insert_with(stands)[*sum] += amount;
        }
        after
    }

    /// What may still be taken from an account, counting what is held; `None`: it has no limit (L8).
    fn left(&self, key: &AccountKey, sums: &Sums) -> Option<i128> {
        match self.chart[&key.code].limit.as_str() {
            "dr_le_cr" => Some(sums[CR] - sums[DR] - sums[HELD_DR]),
            "cr_le_dr" => Some(sums[DR] - sums[CR] - sums[HELD_CR]),
            _ => None,
        }
    }

    /// Every line of the rule with every leg of the command.
    fn pairs(&self, rule: &Rule, command: &Command, faults: &mut Codes) -> Vec<(Pair, i128)> {
        let mut pairs = Vec::new();
        for leg in &command.legs {
            for line in &rule.lines {
                let [dr, cr] = ["dr", "cr"].map(|side| self.account(&line[side], &command.fund, leg, faults));
                pairs.push(((dr, cr), i128::from(leg.amount.cents())));
            }
        }
        pairs
    }

    /// The account of one side of a line: `480100`, or `480100@to` for the category a leg moves to.
    fn account(&self, side: &str, fund: &str, leg: &Leg, faults: &mut Codes) -> AccountKey {
        let (code, category) = side.strip_suffix("@to").map_or((side, &leg.category), |code| (code, &leg.to_category));
        let mut value = |name: &str, value: Option<&str>| {
            let is_kept = self.chart[code].dims.iter().any(|dim| dim == name);
            faults.extend((is_kept && value.is_none()).then_some(Code::DimensionMissing));
            value.filter(|_| is_kept).map(str::to_owned)
        };
        let (fund, program) = (value("fund", Some(fund)), value("program", leg.program.as_deref()));
        let dims = Dims { fund, program, award: value("award", leg.award.as_deref()), category: value("category", category.as_deref()) };
        AccountKey { code: code.to_owned(), dims }
    }

    /// What the command does, if holds and journals are as it says.
    fn effect(&self, rule: &Rule, command: &Command, faults: &mut Codes) -> Effect {
        let mut effect = Effect { ends: command.holds.clone(), ..Effect::default() };
        if let Some(seq) = command.reverses {
            effect.moves = self.mirrored(seq, command.effective_on, faults);
        }
        let pairs = self.pairs(rule, command, &mut Codes::new());
        if rule.hold == "post" {
            if command.holds.is_empty() {
                effect.ends = self.open_holds_for(command);
            }
            self.look_at_sizes(&effect.ends, &pairs, faults);
        }
        self.look_at_holds((&rule.hold, &command.fund), &effect.ends, &pairs, faults);
        for hold in effect.ends.clone().iter().filter_map(|id| self.holds.get(id)) {
            effect.add(&hold.accounts, (HELD_DR, HELD_CR), -hold.amount);
        }
        for (accounts, amount) in pairs {
            effect.add(&accounts, if rule.hold == "open" { (HELD_DR, HELD_CR) } else { (DR, CR) }, amount);
            if rule.hold == "open" {
                effect.opens.push(Hold { accounts, amount, expires_on: command.expires_on, ended: false });
            }
        }
        effect
    }

    /// Whether each hold is there, of this fund, and open; posted or voided until its last day, expired after it
    /// (L10, L11); and not posted with legs of other accounts: that would release it without a reason.
    fn look_at_holds(&self, (how, fund): (&str, &str), ids: &[HoldId], pairs: &[(Pair, i128)], faults: &mut Codes) {
        let foreign = |hold: &Hold| match how {
            "post" => pairs.iter().all(|(accounts, _)| *accounts != hold.accounts),
            _ => hold.accounts.0.dims.fund.as_deref() != Some(fund),
        };
        let passed = |hold: &Hold| hold.expires_on.is_some_and(|last| last < self.today);
        faults.extend(ids.iter().filter_map(|id| match self.holds.get(id) {
            None => Some(Code::HoldUnknown),
            Some(hold) if foreign(hold) => Some(Code::HoldUnknown),
            Some(hold) if hold.ended => Some(Code::HoldResolved),
            Some(hold) if how != "expire" && passed(hold) => Some(Code::HoldExpired),
            Some(hold) if how == "expire" && !passed(hold) => Some(Code::HoldNotDue),
            Some(_) => None,
        }));
    }

    /// Whether the holds are large enough for what is posted; what is not used returns (L10).
    fn look_at_sizes(&self, ids: &[HoldId], pairs: &[(Pair, i128)], faults: &mut Codes) {
        for (accounts, _) in pairs {
            let wanted: i128 = pairs.iter().filter(|(others, _)| others == accounts).map(|(_, amount)| amount).sum();
            let named = ids.iter().filter_map(|id| self.holds.get(id)).filter(|hold| hold.accounts == *accounts);
            let held = named.map(|hold| hold.amount).reduce(|a, b| a + b);
            faults.extend(if held.is_none() { Some(Code::NoOpenHold) } else { (held < Some(wanted)).then_some(Code::HoldTooSmall) });
        }
    }

    /// Every line of a journal on the other side (L15).
    fn mirrored(&self, seq: i64, day: NaiveDate, faults: &mut Codes) -> Vec<(AccountKey, usize, i128)> {
        let found = usize::try_from(seq - 1).ok().and_then(|n| self.journals.get(n));
        faults.extend(found.is_none().then_some(Code::JournalUnknown));
        let Some(original) = found else { return vec![] };
        let on_holds = !original.effect.opens.is_empty() || !original.effect.ends.is_empty();
        faults.extend(original.reversed.then_some(Code::AlreadyReversed));
        faults.extend(on_holds.then_some(Code::NotReversible));
        faults.extend((day < original.effective_on).then_some(Code::BeforeOriginal));
        let other = |sum| if sum == DR { CR } else { DR };
        original.effect.moves.iter().map(|(key, sum, amount)| (key.clone(), other(*sum), *amount)).collect()
    }
}

impl Effect {
    fn add(&mut self, accounts: &Pair, sums: (usize, usize), amount: i128) {
        self.moves.push((accounts.0.clone(), sums.0, amount));
        self.moves.push((accounts.1.clone(), sums.1, amount));
    }
}

/// All that a command says but for its key; the order of its legs says nothing.
fn content_of(command: &Command) -> String {
    let mut content = Command { key: String::new(), ..command.clone() };
    content.legs.sort_by_key(|leg| format!("{leg:?}"));
    format!("{content:?}")
}
