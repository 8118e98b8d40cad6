//! The auditor's walk: replays the whole journal from its rows and compares it
//! with every promise. Shares with the writer only the bytes of the hash and the
//! tie-points; never asks the core that decided.

use super::account::{AccountKey, Balance, Limit, Side};
use super::leaf::{Entry, EntryHold, EntryLine, EntryResolution};
use super::note::TreeHead;
use super::rulebook::Rulebook;
use super::store::{self, JournalRow, PostingRow, ResolutionRow};
use super::tree::{self, Tree};
use super::verify_authority;
use super::verify_seals::SealWalk;
use crate::db::{Conn, Error};
use crate::kernel::{Money, Timestamp};
use data_encoding::HEXLOWER;
use std::collections::BTreeMap;

const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// How many journals are read at once.
const BATCH: i64 = 2_000;

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{rule}: {what}", .seq.map_or(String::new(), |seq| format!("journal {seq}, ")))]
pub struct Fault {
    /// The journal it was found at, if it belongs to one.
    pub seq: Option<i64>,
    /// The invariant that does not hold, such as `L17`.
    pub rule: String,
    /// What was found.
    pub what: String,
}

/// What the walk found.
#[derive(Clone, Debug)]
pub struct Report {
    /// How many journals were replayed.
    pub journals: i64,
    /// How many postings.
    pub postings: usize,
    /// The hash of the last journal.
    pub head: String,
    /// The root of the RFC 6962 tree over all journals.
    pub root: String,
    /// What is wrong; empty when everything holds.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Whether everything holds.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Replays everything and checks L1–L5, L8, L10, L15–L17, L19, L20 and the tie-points L25–L31.
///
/// # Errors
/// The database's refusal; a broken book is a report, not an error.
pub fn verify(conn: &mut Conn) -> Result<Report, Error> {
    verify_against(conn, Outside::default())
}

/// What the walk is told from outside the books.
#[derive(Default)]
pub struct Outside<'a> {
    /// Trees that somebody noted when they stood: of them nothing may have changed.
    pub heads: Vec<TreeHead>,
    /// Told how many journals were replayed, now and then.
    pub progress: Option<&'a mut dyn FnMut(i64)>,
}

/// As [`verify`], and against what is known outside.
///
/// # Errors
/// The database's refusal.
pub fn verify_against(conn: &mut Conn, outside: Outside<'_>) -> Result<Report, Error> {
    let Outside { heads, mut progress } = outside;
    let accounts = store::list_accounts(conn)?;
    let books = Rulebook::all().map_err(|e| Error::Broken(e.to_string()))?;
    let mut walk = Walk { seals: SealWalk::new(store::list_periods(conn)?), books, ..Walk::new(&accounts) };
    for (rule, what) in verify_authority::of_accounts(&accounts, &Rulebook::current()?.chart) {
        walk.fault(None, rule, what);
    }
    walk.expect(store::list_checkpoints(conn)?.iter().map(|c| TreeHead { size: c.size, root: tree::leaf(&c.root) }));
    walk.expect(heads);
    loop {
        if let Some(tell) = &mut progress {
            tell(walk.journals);
        }
        let after = walk.seq;
        let journals = store::list_journals_after(conn, after, BATCH)?;
        let Some((last, _)) = journals.last() else { break };
        let last = last.seq;
        let postings = store::list_postings(conn, &accounts, after, last)?;
        let holds = store::list_holds(conn, after, last)?;
        let resolutions = store::list_resolutions(conn, after, last)?;
        let (mut postings, mut holds, mut resolutions) = (&postings[..], &holds[..], &resolutions[..]);
        for (journal, is_sealed) in &journals {
            let lines = of_journal(&mut postings, journal.seq, |p| p.seq);
            let opened = of_journal(&mut holds, journal.seq, |h| h.0.0);
            let ended = of_journal(&mut resolutions, journal.seq, |r| r.journal_seq);
            if !is_sealed {
                walk.fault(Some(journal.seq), "L1", "it is not sealed");
            }
            walk.journal(journal, lines, opened, ended);
        }
    }
    for head in walk.heads.values().flatten().cloned().collect::<Vec<_>>() {
        walk.fault(None, "L19", format!("a checkpoint names {} journals, and there are {}: some are gone", head.size, walk.journals));
    }
    for what in walk.seals.end() {
        walk.fault(None, "L16", what);
    }
    let replayed = walk.replayed(&accounts);
    walk.cache(&replayed, store::all_balances(conn)?);
    let head = store::head(conn)?;
    if head.seq != walk.seq || head.leaf_hash != walk.prev_hash {
        walk.fault(None, "L19", format!("the head names journal {}, the last one is {}", head.seq, walk.seq));
    }
    let last_day = walk.days.values().max().copied().unwrap_or_default();
    let book = Rulebook::in_force(last_day, &store::list_adopted(conn)?).map_err(|e| Error::Broken(e.to_string()))?;
    let untied: Vec<_> = book.rules.tie_points.iter().flat_map(|t| t.untied(&replayed)).collect();
    for untied in untied {
        walk.fault(None, &untied.id, untied.to_string());
    }
    Ok(Report {
        journals: walk.journals,
        postings: walk.postings,
        head: walk.prev_hash,
        root: HEXLOWER.encode(&walk.tree.root()),
        faults: walk.faults,
    })
}

/// Takes the rows of one journal from the front of rows in the order of journals.
fn of_journal<'r, T>(rows: &mut &'r [T], journal: i64, seq: impl Fn(&T) -> i64) -> &'r [T] {
    let (_, from_here) = rows.split_at(rows.partition_point(|row| seq(row) < journal));
    let (here, later) = from_here.split_at(from_here.partition_point(|row| seq(row) == journal));
    *rows = later;
    here
}

type HoldRow = ((i64, i32), (String, String), (i64, Option<chrono::NaiveDate>));

/// The books as they are rebuilt on the way.
struct Walk {
    seq: i64,
    journals: i64,
    postings: usize,
    prev_hash: String,
    booked_at: Timestamp,
    days: BTreeMap<i64, chrono::NaiveDate>,
    books: &'static [Rulebook],
    /// What stands on each account, in the order of [`store::Accounts`]; version 0 where nothing was posted.
    balances: Vec<Balance>,
    limits: Vec<Option<Limit>>,
    open_holds: BTreeMap<(i64, i32), i64>,
    tree: Tree,
    /// What was noted of trees that are still to come, by their size.
    heads: BTreeMap<i64, Vec<TreeHead>>,
    seals: SealWalk,
    faults: Vec<Fault>,
}

impl Walk {
    fn new(accounts: &store::Accounts) -> Self {
        let mut limits = vec![None; accounts.len()];
        for account in accounts.values() {
            if let Some(limit) = limits.get_mut(account.n) {
                *limit = account.limit.parse().ok();
            }
        }
        Self {
            seq: 0,
            journals: 0,
            postings: 0,
            prev_hash: GENESIS.to_owned(),
            booked_at: Timestamp::from_micros(0),
            days: BTreeMap::new(),
            books: &[],
            balances: vec![Balance::default(); accounts.len()],
            limits,
            open_holds: BTreeMap::new(),
            tree: Tree::default(),
            heads: BTreeMap::new(),
            seals: SealWalk::default(),
            faults: vec![],
        }
    }

    fn expect(&mut self, heads: impl IntoIterator<Item = TreeHead>) {
        for head in heads {
            self.heads.entry(head.size).or_default().push(head);
        }
    }

    /// L19: the tree over the first journals has the root that was noted then.
    fn compare_root(&mut self, size: i64) {
        for head in self.heads.remove(&size).unwrap_or_default() {
            if head.root != self.tree.root() {
                self.fault(
                    Some(size),
                    "L19",
                    format!("the first {size} journals are not those that a checkpoint was made of: they were rewritten"),
                );
            }
        }
    }

    fn fault(&mut self, seq: Option<i64>, rule: &str, what: impl Into<String>) {
        self.faults.push(Fault { seq, rule: rule.to_owned(), what: what.into() });
    }

    fn journal(&mut self, journal: &JournalRow, lines: &[PostingRow], opened: &[HoldRow], ended: &[ResolutionRow]) {
        let seq = journal.seq;
        if seq != self.seq + 1 {
            self.fault(Some(seq), "L5", format!("it follows journal {}", self.seq));
        }
        let booked_at = Timestamp::from_naive(journal.booked_at);
        if booked_at < self.booked_at {
            self.fault(Some(seq), "L5", "it was booked before the one it follows");
        }
        self.hash(journal, lines, opened, ended);
        self.balance(seq, lines);
        for (rule, what) in verify_authority::of_journal(journal, &self.days, self.books) {
            self.fault(Some(seq), rule, what);
        }
        self.holds(seq, opened, ended);
        if let Some(period) = self.seals.journal(seq, journal.effective_on, lines) {
            self.fault(Some(seq), "L16", format!("it counts for a day of the period {period}, which was sealed before it"));
        }
        (self.seq, self.booked_at) = (seq, booked_at);
        self.journals += 1;
        self.postings += lines.len();
        self.days.insert(seq, journal.effective_on);
    }

    /// L19: the stored hash is the hash of what is stored, and names the one before.
    fn hash(&mut self, journal: &JournalRow, lines: &[PostingRow], opened: &[HoldRow], ended: &[ResolutionRow]) {
        let hash = entry(journal, lines, opened, ended).leaf_hash();
        if journal.prev_hash != self.prev_hash {
            self.fault(Some(journal.seq), "L19", "it does not name the hash of the journal before it");
        }
        if hash != journal.leaf_hash {
            self.fault(Some(journal.seq), "L19", "its rows do not match its hash: they were changed");
        }
        self.tree.push(tree::leaf(&journal.leaf_hash));
        self.compare_root(journal.seq);
        self.prev_hash.clone_from(&journal.leaf_hash);
    }

    /// L1, L3, L8, L17: lines balance, are positive, keep the limits, and say rightly what stands after them.
    fn balance(&mut self, seq: i64, lines: &[PostingRow]) {
        let mut sums: BTreeMap<(&str, &str), i128> = BTreeMap::new();
        if let Some((n, line)) = (1..).zip(lines).find(|(n, line)| *n != line.line_no) {
            self.fault(Some(seq), "L19", format!("its line {n} stands under the number {}", line.line_no));
        }
        for line in lines {
            let signed = i128::from(line.amount_cents) * if line.side == "dr" { 1 } else { -1 };
            *sums.entry((&line.account.track, &line.layer)).or_default() += signed;
            if line.amount_cents <= 0 {
                self.fault(Some(seq), "L3", format!("line {} is not more than zero", line.line_no));
            }
            self.line(seq, line);
        }
        for ((track, layer), sum) in sums {
            if sum != 0 {
                self.fault(
                    Some(seq),
                    "L1",
                    format!("its {track} {layer} lines differ by {}", Money::from_cents(i64::try_from(sum).unwrap_or(i64::MAX))),
                );
            }
        }
        for line in lines {
            let n = line.account.n;
            if let (Some(balance), Some(Some(limit))) = (self.balances.get(n), self.limits.get(n))
                && !balance.keeps(*limit)
            {
                self.fault(Some(seq), "L8", format!("account {} breaks its limit", line.account.dim_key));
            }
        }
    }

    fn line(&mut self, seq: i64, line: &PostingRow) {
        let account = &line.account;
        let (Ok(layer), Ok(side), Some(Some(_)), Some(balance)) =
            (line.layer.parse(), line.side.parse::<Side>(), self.limits.get(account.n), self.balances.get_mut(account.n))
        else {
            return self.fault(Some(seq), "L1", format!("line {} has an unknown layer, side or limit", line.line_no));
        };
        let fits = balance.add(layer, side, line.releases, Money::from_cents(line.amount_cents)).is_ok();
        let (dr, cr) = balance.sides(layer);
        let version = balance.version;
        if !fits || dr.cents() != line.after_dr_cents || cr.cents() != line.after_cr_cents || version != line.account_version {
            self.fault(Some(seq), "L17", format!("line {} says wrongly what stands on {} after it", line.line_no, account.dim_key));
        }
        // An account is looked at once, with its first line.
        if line.account_version == 1 && account.key.text() != account.dim_key {
            self.fault(Some(seq), "L17", format!("account {} is kept under another name", account.dim_key));
        }
    }

    /// L10: a hold resolves once, for no more than it holds.
    fn holds(&mut self, seq: i64, opened: &[HoldRow], ended: &[ResolutionRow]) {
        for end in ended {
            match self.open_holds.remove(&(end.hold_seq, end.hold_n)) {
                None => self.fault(Some(seq), "L10", format!("hold {}.{} was not open", end.hold_seq, end.hold_n)),
                Some(held) if end.posted_cents > held => {
                    self.fault(Some(seq), "L10", format!("hold {}.{} was posted for more than it held", end.hold_seq, end.hold_n))
                }
                Some(_) => {}
            }
        }
        self.open_holds.extend(opened.iter().map(|(id, _, (amount, _))| (*id, *amount)));
    }

    /// What the replay left on each account that it touched.
    fn replayed(&self, accounts: &store::Accounts) -> BTreeMap<AccountKey, Balance> {
        let of = |account: &store::AccountRow| self.balances.get(account.n).copied().filter(|balance| balance.version > 0);
        accounts.values().filter_map(|account| Some((account.key.clone(), of(account)?))).collect()
    }

    /// L2, L17: the cache equals the replay, and all debits equal all credits.
    fn cache(&mut self, replayed: &BTreeMap<AccountKey, Balance>, cached: Vec<(AccountKey, String, Balance)>) {
        let mut totals = [0_i128; 2];
        for balance in replayed.values() {
            totals[0] += i128::from(balance.dr_settled.cents()) - i128::from(balance.cr_settled.cents());
            totals[1] += i128::from(balance.dr_pending.cents()) - i128::from(balance.cr_pending.cents());
        }
        if totals != [0, 0] {
            self.fault(None, "L2", "all debits together do not equal all credits");
        }
        let count = cached.len();
        for (key, _, balance) in cached {
            if replayed.get(&key) != Some(&balance) {
                self.fault(None, "L17", format!("the balance of {key} is not what its postings add up to"));
            }
        }
        if count != replayed.len() {
            self.fault(None, "L17", format!("{count} balances for {} accounts", replayed.len()));
        }
    }
}

fn entry<'a>(journal: &'a JournalRow, lines: &'a [PostingRow], opened: &'a [HoldRow], ended: &'a [ResolutionRow]) -> Entry<'a> {
    let line = |l: &'a PostingRow| EntryLine {
        account: l.account.dim_key.as_str().into(),
        layer: &l.layer,
        side: &l.side,
        releases: l.releases,
        amount_cents: l.amount_cents,
        after_dr_cents: l.after_dr_cents,
        after_cr_cents: l.after_cr_cents,
        account_version: l.account_version,
    };
    let hold = |((_, n), (debit, credit), (amount_cents, expires_on)): &'a HoldRow| EntryHold {
        n: *n,
        debit: debit.as_str().into(),
        credit: credit.as_str().into(),
        amount_cents: *amount_cents,
        expires_on: *expires_on,
    };
    let end = |r: &'a ResolutionRow| EntryResolution { hold_seq: r.hold_seq, hold_n: r.hold_n, how: &r.how, posted_cents: r.posted_cents };
    Entry {
        seq: journal.seq,
        id: journal.id.as_str().into(),
        key: &journal.idem_key,
        request_hash: &journal.request_hash,
        event: &journal.event,
        variant: &journal.variant,
        rule_set: &journal.rule_set_id,
        booked_at: Timestamp::from_naive(journal.booked_at),
        effective_on: journal.effective_on,
        actor_id: journal.actor_id.as_deref(),
        actor_name: &journal.actor_name,
        approver_id: journal.approver_id.as_deref(),
        subject_digest: journal.subject_digest.as_deref(),
        evidence: journal.evidence.as_deref(),
        reason: journal.reason.as_deref(),
        reverses_seq: journal.reverses_seq,
        prev_hash: journal.prev_hash.as_str().into(),
        lines: lines.iter().map(line).collect(),
        holds: opened.iter().map(hold).collect(),
        resolutions: ended.iter().map(end).collect(),
    }
}
