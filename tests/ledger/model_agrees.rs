//! The ledger and the model answer the same to any operation, right or wrong, and stand
//! the same afterwards. The seed is printed; with it in `UDF_SEED` a failure comes again.

use crate::books::*;
use crate::database::Backend;
use crate::model::{Hold, Model, Rule, Sums};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Instant;
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::kernel::{Money, Timestamp};
use urban_diplomacy_fund::ledger::{self, AccountKey, Approval, AsOf, Code, Command, Dims, HoldId, Leg};

/// Operations in one set of books.
const IN_ONE_BOOK: usize = 4_000;

/// Sets of books: 20,000 operations on SQLite and 8,000 on PostgreSQL; in full, two million and 200,000.
fn books_on(backend: Backend) -> u64 {
    match (backend, std::env::var("UDF_TEST_FULL").is_ok()) {
        (Backend::Sqlite, false) => 5,
        (Backend::Postgres, false) => 2,
        (Backend::Sqlite, true) => 500,
        (Backend::Postgres, true) => 50,
    }
}

const AWARDS: [(&str, &str); 3] = [("program-1", "award-0"), ("program-1", "award-1"), ("program-2", "award-2")];
const CATEGORIES: [&str; 4] = ["travel", "training", "indirect", "materials"];
const PEOPLE: [&str; 3] = ["ada", "ben", "cleo"];

/// Random numbers that a seed repeats: SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `n`.
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("fits")).expect("fits")
    }

    /// From 1 to `most`.
    fn cents(&mut self, most: i128) -> i64 {
        i64::try_from(i128::from(self.next()) % most.clamp(1, 1 << 40) + 1).expect("fits")
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).cloned()
    }
}

/// How often each thing happened.
type Tally = BTreeMap<String, usize>;

/// Makes operations that fit the books, and some that do not.
struct Player {
    dice: Dice,
    past: Vec<Command>,
}

impl Player {
    fn operation(&mut self, model: &Model) -> Command {
        let key = format!("press {}", self.past.len());
        let command = match self.dice.below(100) {
            0..=5 if !self.past.is_empty() => return self.again(),
            6..=12 => self.reversal(key, model),
            13..=18 => self.end_of_holds(key, model),
            19..=26 => self.commit(key, model),
            _ => self.event(key, model),
        };
        if self.dice.percent(13) { self.spoilt(command, model) } else { command.approved_by("olga") }
    }

    /// An earlier key: with the same content, its legs in another order, or with other content.
    fn again(&mut self) -> Command {
        let mut command = self.dice.pick(&self.past).expect("a past");
        match self.dice.below(5) {
            0 => command.legs.reverse(),
            1 => command.legs.iter_mut().for_each(|leg| leg.amount = Money::from_cents(7)),
            2 => command.reason = Some("another reason".to_owned()),
            _ => {}
        }
        command
    }

    fn new_command(&mut self, key: String, rule: &Rule, model: &Model) -> Command {
        let command = Command::new(key, &rule.event, FUND, self.day(model.today), &self.actor()).variant(&rule.variant);
        command.because("as agreed").evidenced_by("document 1")
    }

    /// A person, or the program itself.
    fn actor(&mut self) -> Doer {
        let name = PEOPLE[self.dice.below(PEOPLE.len())];
        if self.dice.percent(3) { Doer { account_id: None, name: name.to_owned() } } else { person(name) }
    }

    /// Mostly today; else some day before it, or one of December or November.
    fn day(&mut self, today: NaiveDate) -> NaiveDate {
        match self.dice.below(100) {
            0..=5 => today - Days::new(self.dice.next() % 40),
            6..=8 => december() + Days::new(self.dice.next() % 31),
            9 => december() - Days::new(1 + self.dice.next() % 30),
            _ => today,
        }
    }

    fn leg(&mut self) -> Leg {
        let (mut program, award) = AWARDS[self.dice.below(AWARDS.len())];
        if self.dice.percent(2) {
            program = "program-2";
        }
        let mut category = || CATEGORIES[self.dice.below(CATEGORIES.len())];
        Leg::of_award(program, award, category(), Money::from_cents(1)).moving_to(category())
    }

    /// An event for which there is room, as a rule.
    fn event(&mut self, key: String, model: &Model) -> Command {
        let others = ["award.release", "hold.expire", "journal.reverse"];
        let rules: Vec<&Rule> = model.rules.iter().filter(|rule| !others.contains(&rule.event.as_str())).collect();
        let mut command = Command::new("", "", "", model.today, &self.actor());
        for _ in 0..6 {
            let rule = if self.dice.percent(6) { rule_of("award.reserve", model) } else { rules[self.dice.below(rules.len())] };
            command = self.new_command(key.clone(), rule, model).legs([self.leg()]);
            if model.room(&command).is_none_or(|cents| cents > 0) {
                break;
            }
        }
        command.legs[0].amount = self.amount(model.room(&command));
        while command.legs.len() < 4 && self.dice.percent(20) {
            let mut more = command.clone().legs([self.leg()]);
            if self.dice.percent(60) {
                (more.legs[0].program, more.legs[0].award) = (command.legs[0].program.clone(), command.legs[0].award.clone());
            }
            more.legs[0].amount = self.amount(model.room(&more).map(|cents| cents / 2));
            command.legs.append(&mut more.legs);
        }
        if command.event == "award.reserve" && self.dice.percent(70) {
            command.expires_on = Some(model.today + Days::new(self.dice.next() % 8));
        }
        command
    }

    /// A commitment that uses one or more holds, named or not; now and then of other accounts, ended or expired.
    fn commit(&mut self, key: String, model: &Model) -> Command {
        let mut command = self.new_command(key, rule_of("award.commit", model), model);
        for _ in 0..=self.dice.below(2) {
            let Some(hold) = self.hold(model, |_| true) else { break };
            let of = &model.holds[&hold].accounts.1.dims;
            let leg = Leg { program: of.program.clone(), award: of.award.clone(), category: of.category.clone(), ..Leg::default() };
            let room = model.room(&command.clone().legs([leg.clone()]));
            command.legs.push(Leg { amount: self.amount(room), ..leg });
        }
        command.holds = match self.dice.below(20) {
            0..=9 => vec![],
            10..=17 => model.open_holds_for(&command),
            _ => model.open_holds_for(&command).into_iter().chain(self.hold(model, |_| true)).collect(),
        };
        command
    }

    /// An open hold that suits, if there is one, but now and then any.
    fn hold(&mut self, model: &Model, suits: impl Fn(&Hold) -> bool) -> Option<HoldId> {
        let any = self.dice.percent(10) || !model.holds.values().any(|hold| !hold.ended && suits(hold));
        let from = model.holds.iter().filter(|(_, hold)| any || !hold.ended && suits(hold));
        self.dice.pick(&from.map(|(id, _)| *id).collect::<Vec<_>>())
    }

    fn amount(&mut self, room: Option<i128>) -> Money {
        let room = room.unwrap_or(20_000_000).clamp(0, 1 << 50);
        Money::from_cents(match self.dice.below(100) {
            0..=64 => self.dice.cents(room),
            65..=79 => i64::try_from(room.max(1)).expect("fits"),
            80..=87 => i64::try_from(room + 1).expect("fits"),
            _ => self.dice.cents(300_000),
        })
    }

    fn reversal(&mut self, key: String, model: &Model) -> Command {
        let last = model.journals.len();
        let recent = self.dice.below(last.min(60) + 2);
        let seq = if self.dice.percent(50) { last + 1 - recent.min(last + 1) } else { self.dice.below(last + 2) };
        Command::reversal(key, i64::try_from(seq).expect("few"), "entered twice", self.day(model.today), &self.actor())
    }

    fn end_of_holds(&mut self, key: String, model: &Model) -> Command {
        let due = |hold: &Hold| hold.expires_on.is_some_and(|last| last < model.today);
        let expire = model.holds.values().any(|hold| !hold.ended && due(hold)) || self.dice.percent(20);
        let event = if expire { "hold.expire" } else { "award.release" };
        let early = self.dice.percent(10);
        let suits = |hold: &Hold| !expire || early || due(hold);
        let holds: Vec<HoldId> = (0..=self.dice.below(2)).filter_map(|_| self.hold(model, suits)).collect();
        self.new_command(key, rule_of(event, model), model).holds(holds)
    }

    /// The command with one thing wrong with it, as a rule.
    fn spoilt(&mut self, mut command: Command, model: &Model) -> Command {
        let (n, actor) = (self.dice.below(command.legs.len()), command.actor.name.clone());
        let other = Leg::of_award("program-1", "award-0", "travel", Money::from_cents(1));
        let mut spare = other.clone();
        let leg = command.legs.get_mut(n).unwrap_or(&mut spare);
        match self.dice.below(34) {
            0 => leg.amount = Money::from_cents([100_000_000_000_000, 100_000_000_000_001][self.dice.below(2)]),
            1..=4 => leg.amount = Money::from_cents([0, -leg.amount.cents(), i64::MIN, i64::MAX][self.dice.below(4)]),
            5 => leg.to_category = None,
            6 => leg.category = [None, Some("bribes")][self.dice.below(2)].map(str::to_owned),
            7 => leg.program = None,
            8..=10 => leg.award = Some(["a/b", "", "award-unknown"][self.dice.below(3)].to_owned()),
            11 => command.legs = vec![Leg { amount: Money::from_cents(i64::MAX), ..other.clone() }, other],
            12 => command.legs = if command.legs.is_empty() { vec![other] } else { vec![] },
            13 => command.event = "fund.print_money".to_owned(),
            14 => command.variant = "twice".to_owned(),
            15 => command.reverses = if command.reverses.is_some() { None } else { Some(1) },
            16 | 17 => command.reason = [None, Some("  ")][self.dice.below(2)].map(str::to_owned),
            18 | 19 => command.evidence = [None, Some("")][self.dice.below(2)].map(str::to_owned),
            20 => command.key = "  ".to_owned(),
            21 => command.key = "k".repeat(201),
            22 => command.fund = ["fund-unknown", "a/b", ""][self.dice.below(3)].to_owned(),
            23 => command.effective_on = NaiveDate::from_ymd_opt(2024, 9, 30).expect("a day"),
            24 => command.holds.extend(self.hold(model, |_| true)),
            25 => command.holds.push(HoldId { seq: 1, n: 1 + i32::from(self.dice.percent(50)) }),
            26 => command.holds.clear(),
            27 | 28 => return Command { approval: None, ..command },
            29 | 30 => return command.approved_by(actor),
            31 => return command.with_approval(Approval { approver: "olga".to_owned(), subject_digest: "of another".to_owned() }),
            _ => return Command { legs: vec![other], ..command.approved_by("olga") },
        }
        command.approved_by("olga")
    }
}

fn rule_of<'a>(event: &str, model: &'a Model) -> &'a Rule {
    model.rules.iter().find(|rule| rule.event == event).expect("the rule")
}

fn december() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 12, 1).expect("a day")
}

/// A month before the books begin that is sealed, and one that is closed and opened in turn.
fn with_periods(books: &Books, model: &mut Model) {
    let november = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
    for (first, last) in [(november, december() - Days::new(1)), (december(), december() + Days::new(30))] {
        books.db.write(|tx| ledger::open_period(tx, &person("ada"), first, last)).expect("it opens");
        model.periods.push((first, last, None));
        turn_period(books, model.periods.last_mut().expect("a period"));
    }
    let november = format!("{november}_{}", model.periods[0].1);
    books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &november)).expect("it is sealed");
    model.periods[0].2 = Some(Code::PeriodSealed);
}

/// Closes an open period, opens a closed one.
fn turn_period(books: &Books, (first, last, shut): &mut (NaiveDate, NaiveDate, Option<Code>)) {
    let (id, ada) = (format!("{first}_{last}"), person("ada"));
    let turned = match shut.take() {
        None => books.db.write(|tx| ledger::close_period(tx, &ada, &id, "month end")).map(|()| *shut = Some(Code::PeriodClosed)),
        Some(_) => books.db.write(|tx| ledger::reopen_period(tx, &ada, &id, "a late bill")),
    };
    turned.expect("it turns");
}

/// Plays in books of their own, compares every answer, and all balances after every 500. `Err`: the first disagreement.
fn play(backend: Backend, seed: u64, operations: usize, minds_limits: bool) -> Result<Tally, String> {
    let books = Books::new(backend);
    let mut model = Model::new(day(1, 11));
    model.minds_limits = minds_limits;
    with_periods(&books, &mut model);
    let mut player = Player { dice: Dice(seed), past: vec![] };
    let mut tally = Tally::default();
    for n in 1..=operations {
        let command = player.operation(&model);
        let got = books.post(&command);
        let what = match &got {
            Ok(receipt) if receipt.replayed => "replayed".to_owned(),
            Ok(_) => format!("posted {}/{}", command.event, command.variant),
            Err(code) => format!("refused {code:?}"),
        };
        *tally.entry(what).or_default() += 1;
        model
            .record(&command, model.expect(&command), &got)
            .map_err(|words| format!("operation {n} of seed {seed}: {command:?}: {words}"))?;
        player.past.push(command);
        if n % 50 == 0 {
            model.today = model.today + Days::new(1);
            books.clock.set(Timestamp::parse(&format!("{}T18:00:00Z", model.today)).expect("an instant"));
        }
        if n % 500 == 0 || n == operations {
            turn_period(&books, &mut model.periods[1]);
            compare(&books, &model).map_err(|words| format!("after operation {n} of seed {seed}: {words}"))?;
        }
    }
    as_of_either_clock(&books, &model, &mut player.dice)?;
    books.are_sound();
    Ok(tally)
}

/// Debits less credits of each code for these values; what is zero is left out.
fn standing(balances: &BTreeMap<AccountKey, Sums>, of: &Dims) -> BTreeMap<String, i128> {
    let mut standing = BTreeMap::new();
    for (account, [dr, cr, ..]) in balances.iter().filter(|(account, _)| account.dims.matches(of)) {
        *standing.entry(account.code.clone()).or_default() += dr - cr;
    }
    standing.retain(|_, cents| *cents != 0);
    standing
}

fn trial(books: &Books, of: &Dims, as_of: AsOf) -> BTreeMap<String, i128> {
    let lines = books.db.read(|c| ledger::trial_balance(c, of, as_of)).expect("a trial balance");
    let cents = |line: &ledger::TrialLine| i128::from(line.debit.cents()) - i128::from(line.credit.cents());
    lines.iter().map(|line| (line.code.clone(), cents(line))).filter(|(_, cents)| *cents != 0).collect()
}

/// Compares the four sums of every account, every trial balance, and which holds are open.
fn compare(books: &Books, model: &Model) -> Result<(), String> {
    let differs = |what: String, model: &dyn std::fmt::Debug, books: &dyn std::fmt::Debug| {
        Err(format!("{what}: {model:?} in the model, {books:?} in the books"))
    };
    for (account, sums) in &model.balances {
        let b = books.db.read(|c| ledger::balance(c, &account.code, &account.dims, AsOf::Now)).expect("a balance");
        let stands = [b.dr_settled, b.cr_settled, b.dr_pending, b.cr_pending].map(|money| i128::from(money.cents()));
        if stands != *sums {
            return differs(account.text(), sums, &stands);
        }
    }
    for of in model.balances.keys().map(|account| &account.dims).chain([&Dims::default()]).collect::<BTreeSet<_>>() {
        let (expected, got) = (standing(&model.balances, of), trial(books, of, AsOf::Now));
        if expected != got {
            return differs(format!("{of:?}"), &expected, &got);
        }
    }
    for (_, award) in AWARDS {
        let open = books.db.read(|c| ledger::open_holds(c, award)).expect("holds");
        let got: BTreeSet<HoldId> = open.iter().map(|hold| hold.id).collect();
        let is_open = |hold: &Hold| !hold.ended && hold.accounts.1.dims.award.as_deref() == Some(award);
        let expected: BTreeSet<HoldId> = model.holds.iter().filter(|(_, hold)| is_open(hold)).map(|(id, _)| *id).collect();
        if expected != got {
            return differs(format!("open holds of {award}"), &expected, &got);
        }
    }
    Ok(())
}

/// Trial balances as of some earlier numbers and days (L18).
fn as_of_either_clock(books: &Books, model: &Model, dice: &mut Dice) -> Result<(), String> {
    for _ in 0..5 {
        let (seq, other) = (dice.below(model.journals.len() + 1), dice.below(model.journals.len()));
        let on = model.journals[other].effective_on;
        let by_seq = (AsOf::Seq(i64::try_from(seq).expect("few")), model.replay(|n, _| n <= seq));
        for (as_of, balances) in [by_seq, (AsOf::Day(on), model.replay(|_, day| day <= on))] {
            let (expected, got) = (standing(&balances, &Dims::default()), trial(books, &Dims::default(), as_of));
            if expected != got {
                return Err(format!("{as_of:?}: {expected:?} in the model, {got:?} in the books"));
            }
        }
    }
    Ok(())
}

/// Another one each time, unless `UDF_SEED` asks for one.
pub fn seed() -> u64 {
    std::env::var("UDF_SEED").map_or_else(|_| RandomState::new().build_hasher().finish(), |seed| seed.parse().expect("a number"))
}

#[test]
fn l1_to_l20_the_model_agrees() {
    let seed = seed();
    for backend in Backend::all() {
        eprintln!("on {backend:?} with UDF_SEED={seed}");
        let start = Instant::now();
        let mut tally = Tally::default();
        for seed in (0..books_on(backend)).map(|n| seed.wrapping_add(n)) {
            let one = play(backend, seed, IN_ONE_BOOK, true).unwrap_or_else(|words| panic!("UDF_SEED={seed} on {backend:?}: {words}"));
            one.into_iter().for_each(|(what, times)| *tally.entry(what).or_default() += times);
        }
        tally.iter().for_each(|(what, times)| eprintln!("{times:>8} {what}"));
        let sum = |word: &str| tally.iter().filter(|(what, _)| what.starts_with(word)).map(|(_, times)| times).sum::<usize>();
        eprintln!("{:>8} operations on {backend:?} in {:.0?}", sum(""), start.elapsed());
        let kinds = |word: &str| tally.keys().filter(|what| what.starts_with(word)).count();
        assert!(sum("posted") * 3 >= sum(""), "a third must succeed: {}", sum("posted"));
        assert!(kinds("refused") >= 12, "{} different codes", kinds("refused"));
        assert_eq!(kinds("posted"), Model::new(day(1, 11)).rules.len(), "every event of the rules was posted");
    }
}

#[test]
fn a_model_without_limits_does_not_agree() {
    let words = play(Backend::Sqlite, 1, 400, false).expect_err("the limits must be missed");
    assert!(words.contains("LimitBreached"), "{words}");
}
