//! Engines that are broken on purpose, each in one way. The judge that finds nothing wrong with
//! the real engine must find every one of them; one that survives fails the test by name.

use crate::books::on_both;
use crate::judge::{Kept, judge};
use crate::memory::{Memory, rules};
use urban_diplomacy_fund::kernel::{Money, Timestamp};
use urban_diplomacy_fund::ledger::{AccountKey, Balance, Code, Command, Draft, Limit, Line, PeriodState, Receipt, Rulebook, View};

/// What an engine does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub enum Break {
    /// A repeated key posts again.
    ForgetsTheKey,
    /// Two posters decide on the same view, and both write.
    NoLock,
    /// It decides on what stood before the last journal.
    StaleBalance,
    /// A hold that was posted, voided or expired counts as open.
    ResolvesAHoldTwice,
    /// A journal that was reversed counts as never reversed.
    ReversesTwice,
    /// Every period counts as open.
    PostsIntoASealedPeriod,
    /// What was obligated, advanced and claimed is no limit to what is paid.
    PaysWithoutACap,
    /// Nobody else needs to approve anything.
    SkipsTheApproval,
    /// A key that was refused is not remembered.
    LosesTheRejectedKey,
    /// Every limit may be broken by one cent.
    OneCentTooMuch,
    /// The last of several amounts is dropped.
    LosesALeg,
    /// A reversal posts the same again.
    MirrorsNothing,
    /// Its clock never moves, so that no hold expires.
    ClockStandsStill,
    /// The part of a hold that is not posted stays held.
    KeepsTheRest,
}

impl Memory<'_> {
    fn is(&self, broken: Break) -> bool {
        self.broken == Some(broken)
    }

    /// The command as it is read: rightly, unless that is what is broken.
    pub fn misread(&self, command: &Command) -> Command {
        let mut command = command.clone();
        if self.is(Break::SkipsTheApproval) {
            command.approval = None;
        }
        if self.is(Break::LosesALeg) && command.legs.len() > 1 {
            command.legs.pop();
            command = command.approved_by("olga");
        }
        command
    }

    /// What stands as the core is told: rightly, unless that is what is broken.
    pub fn misguide(&self, view: &mut View) {
        let Some(broken) = self.broken else { return };
        let lines = view.original.iter_mut().flat_map(|original| &mut original.lines);
        match broken {
            Break::StaleBalance => view.balances.clone_from(&self.earlier_balances),
            Break::ResolvesAHoldTwice => view.holds.iter_mut().for_each(|hold| hold.is_open = true),
            Break::ReversesTwice => view.original.iter_mut().for_each(|original| original.is_reversed = false),
            Break::PostsIntoASealedPeriod => view.period = PeriodState::Open,
            Break::OneCentTooMuch => view.balances.iter_mut().for_each(|(key, balance)| self.give(key, balance, 1)),
            Break::MirrorsNothing => lines.for_each(|line: &mut Line| line.side = line.side.mirrored()),
            Break::ClockStandsStill => {
                view.now = Timestamp::parse(crate::START).expect("an instant");
                view.today = view.now.day();
            }
            _ => {}
        }
    }

    /// Moves what a limit leaves by some cents.
    fn give(&self, key: &AccountKey, balance: &mut Balance, cents: i64) {
        let sum = match self.book.chart.account(&key.code).expect("an account").limit {
            Limit::None => return,
            Limit::DrLeCr => &mut balance.cr_settled,
            Limit::CrLeDr => &mut balance.dr_settled,
        };
        *sum = Money::from_cents(sum.cents() + cents);
    }

    /// The draft as it is kept: unchanged, unless that is what is broken.
    pub fn set_right(&self, mut draft: Draft) -> Draft {
        if self.is(Break::OneCentTooMuch) {
            // The cent that was lent is taken back, so that the books themselves add up.
            let known = draft.balances.iter_mut().filter(|(key, _)| self.balances.contains_key(*key));
            known.for_each(|(key, balance)| self.give(key, balance, -1));
        }
        if self.is(Break::KeepsTheRest) {
            for resolved in draft.resolves.iter().filter(|r| r.posted.is_positive()) {
                let rest = resolved.hold.amount.minus(resolved.posted).expect("no more than it holds");
                for (key, held) in [(&resolved.hold.debit, true), (&resolved.hold.credit, false)] {
                    let balance = draft.balances.get_mut(key).expect("it was touched");
                    let sum = if held { &mut balance.dr_pending } else { &mut balance.cr_pending };
                    *sum = sum.plus(rest).expect("fits");
                }
            }
        }
        draft
    }

    /// Two at once. The sound engine lets the second wait until the first has written.
    pub fn receive_both(&mut self, one: &Command, other: &Command) -> [Result<Receipt, Code>; 2] {
        if !self.is(Break::NoLock) {
            return [self.receive(one), self.receive(other)];
        }
        let drafts = [self.decide(one), self.decide(other)];
        let [first, second] = drafts;
        [self.keep(one, first), self.keep(other, second)]
    }
}

/// The rules such an engine keeps: those of the program, unless it lacks some of them.
fn rules_of(broken: Option<Break>) -> Rulebook {
    let mut book = rules().clone();
    match broken {
        Some(Break::SkipsTheApproval) => book.rules.rules.values_mut().for_each(|rule| rule.approval = false),
        Some(Break::PaysWithoutACap) => {
            let caps = ["480100", "480200", "490100", "141000", "211000"];
            book.chart.accounts.iter_mut().filter(|a| caps.contains(&a.code.as_str())).for_each(|a| a.limit = Limit::None);
        }
        _ => {}
    }
    book
}

fn judged(broken: Option<Break>) -> Result<(), String> {
    let book = rules_of(broken);
    let mut memory = Memory::new(&book);
    memory.broken = broken;
    judge(&mut memory)
}

#[test]
fn the_judge_finds_nothing_wrong_with_a_sound_engine() {
    judged(None).expect("the pure core in memory is sound");
}

#[test]
fn the_judge_finds_nothing_wrong_with_the_real_engine() {
    on_both(|books| judge(&mut Kept(books)).expect("the ledger is sound"));
}

/// The words by which each is found for what it is, not for something else.
const fn found_for(broken: Break) -> &'static str {
    match broken {
        Break::ForgetsTheKey => "fund.appropriate: expected Replayed(1)",
        Break::NoLock => "two at once: award.reserve: expected Refused({LimitBreached})",
        Break::StaleBalance => "keys: fund.apportion: expected Posted",
        Break::ResolvesAHoldTwice => "expected Refused({HoldResolved})",
        Break::ReversesTwice => "expected Refused({AlreadyReversed})",
        Break::PostsIntoASealedPeriod => "expected Refused({PeriodSealed})",
        Break::PaysWithoutACap => "payments: advance.pay: expected Refused({LimitBreached})",
        Break::SkipsTheApproval => "expected Refused({ApprovalMissing})",
        Break::LosesTheRejectedKey => "keys: fund.allot: expected Refused({LimitBreached})",
        Break::OneCentTooMuch => "keys: fund.apportion: expected Refused({LimitBreached})",
        Break::LosesALeg => "holds: award.reserve: expected the holds",
        Break::MirrorsNothing => "corrections: L17",
        Break::ClockStandsStill => "expected Refused({HoldExpired})",
        Break::KeepsTheRest => "holds: L17",
    }
}

#[test]
fn no_broken_engine_survives() {
    let mut survivors = Vec::new();
    for broken in <Break as strum::VariantArray>::VARIANTS {
        match judged(Some(*broken)) {
            Ok(()) => survivors.push(broken),
            Err(words) => assert!(words.contains(found_for(*broken)), "{broken:?} was found for something else: {words}"),
        }
    }
    assert!(survivors.is_empty(), "the judge lets these broken engines pass: {survivors:?}");
}
