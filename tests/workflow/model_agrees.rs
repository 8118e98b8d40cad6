//! The engine and the model answer the same to any click, right or wrong, to the kind of the
//! refusal. The seed is printed; with it in `UDF_SEED` a failure comes again.

use crate::clicks::{PEOPLE, World};
use crate::court::Court;
use crate::judge::rich;
use crate::model::Answer;
use crate::{Dice, in_full, shipped};
use std::collections::BTreeMap;
use urban_diplomacy_fund::workflow::decide;

#[test]
fn the_engine_and_the_model_answer_the_same_to_any_click() {
    let mut dice = Dice::new("model_agrees");
    let worlds: Vec<World> = shipped().into_iter().chain([rich(), rich(), rich()]).map(World::of).collect();
    let most = if in_full() { 2_000_000 } else { 24_000 };
    let (mut clicks, mut seen): (usize, BTreeMap<String, usize>) = (0, BTreeMap::new());
    while clicks < most {
        let world = &worlds[dice.below(worlds.len())];
        let mut court = Court::new(&decide, &world.definition);
        court.link("di", "di-too");
        court.link("bo", "bo-too");
        if dice.percent(70) {
            for click in world.way(&mut dice) {
                court.hears(&click).unwrap_or_else(|words| panic!("{}: {words}\n{click:?}", world.definition.name));
            }
        }
        for _ in 0..20 + dice.below(60) {
            if dice.percent(1) {
                court.steps_back(PEOPLE[dice.below(PEOPLE.len())]);
            }
            let places = court.model.places.clone();
            let click = world.click(&mut dice, &places);
            let answer = court.hears(&click).unwrap_or_else(|words| panic!("{} at {places:?}: {words}\n{click:?}", world.definition.name));
            clicks += 1;
            let kind = match answer {
                Answer::Refused(kind) => kind.to_owned(),
                Answer::Waits(lent) => format!("waits{}", if lent.is_some() { " by a lent role" } else { "" }),
                Answer::Moved(_, lent) => format!("moves{}", if lent.is_some() { " by a lent role" } else { "" }),
            };
            *seen.entry(kind).or_default() += 1;
            if world.definition.ends.iter().any(|end| court.model.places.contains(end)) && dice.percent(30) {
                break;
            }
        }
    }
    println!("{clicks} clicks: {seen:?}");
    assert!(seen.len() == 16 && seen.values().all(|count| *count > most / 2_000), "every answer is seen: {seen:?}");
}
