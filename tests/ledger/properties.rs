//! No sequence of events, valid or not, unbalances the books, over-obligates,
//! pays twice or breaks a tie-point. Pure; then the same on a database.

use crate::books::*;
use crate::database::Backend;
use crate::memory::{Memory, rules};
use proptest::prelude::*;
use urban_diplomacy_fund::kernel::Money;
use urban_diplomacy_fund::ledger::{Command, Dims, Leg};

/// One step: which event, which award, which two categories, how much, which earlier journal.
pub type Step = (usize, u8, (u8, u8), i64, usize);

const CATEGORIES: [&str; 3] = ["travel", "training", "indirect"];

const PARTS: [&str; 7] = ["appropriation", "apportionment", "allotment", "obligation", "advance", "unpaid_cost", "paid_cost"];

pub fn events() -> Vec<String> {
    let name = |(event, variant): &(String, String)| if variant.is_empty() { event.clone() } else { format!("{event}/{variant}") };
    rules().rules.rules.keys().map(name).collect()
}

fn amounts() -> impl Strategy<Value = i64> {
    prop_oneof![6 => 1_i64..2_000, 3 => 1_i64..200_000, 1 => prop_oneof![Just(0), Just(-1), Just(i64::MAX), Just(1 << 62), Just(100_000_000_000_000), Just(100_000_000_000_001)]]
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..events().len(), 0..2_u8, (0..3_u8, 0..3_u8), amounts(), 0..200_usize);
    proptest::collection::vec(step, 1..200)
}

pub fn as_command(step: &Step, events: &[String], holds: &[urban_diplomacy_fund::ledger::HoldId], journals: usize) -> Command {
    let (event, award, (from, to), cents, pick) = *step;
    let event = &events[event];
    let category = |c: u8| CATEGORIES[usize::from(c)].to_owned();
    let leg = Leg {
        program: Some(PROGRAM.to_owned()),
        award: Some(format!("award-{award}")),
        category: Some(category(from)),
        to_category: Some(category(to)),
        part: (event == "fund.open").then(|| PARTS[pick % PARTS.len()].to_owned()),
        amount: Money::from_cents(cents),
    };
    match event.as_str() {
        "journal.reverse" => {
            let seq = i64::try_from(pick % (journals + 1)).expect("few");
            Command::reversal(format!("reverse {}", crate::fresh_number()), seq, "a mistake", day(1, 11), &person("ada"))
                .approved_by("olga")
        }
        "award.release" | "hold.expire" => command(event, []).holds(holds.get(pick % holds.len().max(1)).copied()).approved_by("olga"),
        _ => command(event, [leg]),
    }
}

/// Money to begin with, so that most steps find something to move.
pub fn seeded(post: &mut dyn FnMut(&str, Vec<Leg>)) {
    for event in ["fund.appropriate", "fund.apportion"] {
        post(event, vec![Leg::of_fund(usd(10_000))]);
    }
    post("fund.allot", vec![Leg::of_program(PROGRAM, usd(8_000))]);
    for award in ["award-0", "award-1"] {
        for event in ["award.reserve", "award.commit", "award.obligate"] {
            post(event, CATEGORIES.map(|c| Leg::of_award(PROGRAM, award, c, usd(900))).to_vec());
        }
    }
}

fn check(memory: &Memory<'_>) -> Result<(), TestCaseError> {
    prop_assert_eq!(memory.faults(), Vec::<String>::new());
    prop_assert_eq!(memory.difference(), (0, 0), "L2");
    let all = Dims::default();
    let sum = |codes: &[&str]| codes.iter().map(|c| memory.stands(c, &all)).sum::<i64>();
    // L12, L13: obligations within the authority; paid and in transit within obligations.
    prop_assert!(sum(&["480100", "480200", "490100", "490200"]) <= sum(&["411900"]));
    for award in ["award-0", "award-1"] {
        let of = Dims { award: Some(award.to_owned()), ..Dims::default() };
        let of_award = |codes: &[&str]| codes.iter().map(|c| memory.stands(c, &of)).sum::<i64>();
        prop_assert!(of_award(&["480200", "490200"]) <= of_award(&["480100", "480200", "490100", "490200"]));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn l1_to_l31_hold_after_every_step(steps in steps()) {
        let events = events();
        let mut memory = Memory::new(rules());
        seeded(&mut |event, legs| { memory.try_post(event, legs).expect("the seed posts"); });
        for step in &steps {
            let command = as_command(step, &events, &memory.open_holds(), memory.len());
            let before = memory.len();
            let outcome = memory.post(&command);
            prop_assert_eq!(outcome.is_ok(), memory.len() == before + 1, "a refusal keeps nothing");
            check(&memory)?;
        }
    }
}

#[test]
fn random_lives_agree_with_the_books_in_memory() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let events = events();
    for backend in Backend::all() {
        let mut runner = TestRunner::deterministic();
        let mut steps: Vec<Step> = Vec::new();
        while steps.len() < 400 {
            steps.extend(self::steps().new_tree(&mut runner).expect("steps").current());
        }
        let books = Books::new(backend);
        let mut memory = Memory::new(rules());
        seeded(&mut |event, legs| {
            let command = command(event, legs);
            books.post(&command).expect("the seed posts");
            memory.post(&command).expect("the seed posts");
        });
        for step in &steps[..400] {
            let command = as_command(step, &events, &memory.open_holds(), memory.len());
            let kept = books.post(&command).map(|r| usize::try_from(r.seq).expect("positive"));
            assert_eq!(kept, memory.post(&command), "{command:?}");
        }
        assert!(memory.len() > 100, "the steps must do something: {}", memory.len());
        books.are_sound();
    }
}
