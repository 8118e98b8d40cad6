//! The workflow engine's promises on the pure core: verdicts of the checks against a brute
//! force, clicks against a naive model, every path of every shipped definition, how few people
//! money needs, and engines that are broken on purpose. `docs/INVARIANTS.md` lists them.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::disallowed_methods, reason = "a test may fail by panic")]

#[path = "../support/mod.rs"]
mod support;

mod broken;
mod brute;
mod clicks;
mod court;
mod database;
mod few_people;
mod judge;
mod model;
mod model_agrees;
mod numbers;
mod paths;
mod soundness;

use std::fs;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::Path;
use urban_diplomacy_fund::rules::{self, Facts, Rule, Type, Value};
use urban_diplomacy_fund::workflow::{Definition, Transition, parse};

/// Random numbers that a seed repeats: SplitMix64.
pub struct Dice(u64);

impl Dice {
    /// With a new seed, which is printed, or that of `UDF_SEED`.
    pub fn new(what: &str) -> Self {
        let given = std::env::var("UDF_SEED").ok().and_then(|text| text.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("{what}: UDF_SEED={seed}");
        Self(seed)
    }

    /// The seed, to begin again with.
    pub fn seed(&self) -> u64 {
        self.0
    }

    /// The same numbers again.
    pub fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to one less than `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("fits")).expect("fits")
    }

    /// Whether something of this chance happens.
    pub fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of them, if there are any.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        from.get(self.below(from.len())).cloned()
    }
}

/// Whether the long versions are asked for.
pub fn in_full() -> bool {
    std::env::var("UDF_TEST_FULL").is_ok()
}

/// Every definition in the repository that a case may run on.
pub fn shipped() -> Vec<Definition> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    for folder in ["config/workflows", "tests/fixtures/workflows"] {
        for entry in fs::read_dir(root.join(folder)).expect("the folder") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("the file");
            all.push(parse(&path.display().to_string(), &text).expect("it parses").definition);
        }
    }
    assert!(all.len() >= 2, "the shipped definitions are found");
    all
}

/// Types of the facts of a definition, read off how its guards and bands use them.
pub fn types(definition: &Definition) -> rules::Vocabulary {
    let mut types = rules::Vocabulary::new();
    for step in &definition.transitions {
        for atom in step.guard.iter().flat_map(|guard| guard.text().split("&&")) {
            let words: Vec<&str> = atom.split_whitespace().collect();
            let type_ = match words.as_slice() {
                [_] => Type::Bool,
                [_, _, literal] if literal.starts_with("money") => Type::Money,
                _ => Type::Int,
            };
            types.insert(words[0].trim_start_matches('!').to_owned(), type_);
        }
        for measure in step.approval.iter().filter_map(|approval| approval.measure.clone()) {
            types.insert(measure, Type::Money);
        }
    }
    types
}

/// Facts for which the guards hold, with this amount wherever an approval measures. Where one asks
/// for the contrary of another, such as for telling an award and for taking it back, the one that
/// denies gives way.
pub fn fitting(definition: &Definition, amount: Value) -> Facts {
    fitting_for(definition, None, amount)
}

/// The same, but the guard of this step holds in any case.
pub fn fitting_for(definition: &Definition, step: Option<&Transition>, amount: Value) -> Facts {
    let mut all: Vec<&Rule> = definition.transitions.iter().filter_map(|step| step.guard.as_ref()).collect();
    all.sort_by_key(|guard| guard.text().starts_with('!'));
    let types = types(definition);
    let mut guards: Vec<&Rule> = step.and_then(|step| step.guard.as_ref()).into_iter().collect();
    let mut facts = rules::witness(&guards, &types).expect("few facts").expect("a guard that can hold");
    for guard in all {
        let more: Vec<&Rule> = guards.iter().copied().chain([guard]).collect();
        if let Some(found) = rules::witness(&more, &types).expect("few facts") {
            (guards, facts) = (more, found);
        }
    }
    for measure in definition.transitions.iter().filter_map(|step| step.approval.as_ref()?.measure.clone()) {
        facts.insert(measure, amount.clone());
    }
    facts
}
