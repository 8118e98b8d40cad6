//! The announcement of a draw by lot in a round's definition: that applications which the funding line cuts may be drawn, said
//! to everybody before the deadline. A round without it has none. Pure.

use super::validate::Found;
use serde::{Deserialize, Serialize};

/// The most words of the announcement.
const WORDS: usize = 150;

/// What a round says about a draw by lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lottery {
    /// Whether it is announced.
    pub announced: bool,
    /// What the public page of the round says about it.
    #[serde(default)]
    pub text: String,
}

/// The mistakes of the block.
pub(super) fn check(lottery: &Lottery) -> Vec<Found> {
    let words = lottery.text.split_whitespace().count();
    let message = match words {
        0 if lottery.announced => {
            "The announcement has no text. Say in plain words who may be drawn, and how, or write announced = false.".to_owned()
        }
        more if more > WORDS => format!("The announcement has {words} words. Shorten it to {WORDS}."),
        _ => return vec![],
    };
    vec![Found { path: "lottery.text".to_owned(), message }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_announced_is_said_in_few_words() {
        let found = |announced: bool, text: &str| {
            let found = check(&Lottery { announced, text: text.to_owned() });
            found.into_iter().map(|found| (found.path, found.message)).collect::<Vec<_>>()
        };
        assert_eq!(found(true, "Whom the line cuts may be drawn by lot."), []);
        assert_eq!(found(false, " "), []);
        let (path, message) = found(true, " \n").remove(0);
        assert!(path == "lottery.text" && message.contains("or write announced = false"), "{path}: {message}");
        assert!(found(false, &"word ".repeat(151)).remove(0).1.contains("151 words. Shorten it to 150"));
    }

    #[test]
    fn a_mistake_names_its_line() {
        let shipped = include_str!("../../config/opportunities/training-and-conference-support-2027.toml");
        let read = |block: &str| super::super::read("round.toml", &format!("{shipped}\n[lottery]\n{block}\n"));
        let sound = read("announced = true\ntext = \"Whom the line cuts may be drawn by lot.\"").expect("a definition");
        assert_eq!(sound.announced_lottery(), Some("Whom the line cuts may be drawn by lot."));
        assert_eq!(read("announced = false\ntext = \"Not yet.\"").expect("a definition").announced_lottery(), None);
        let lines = shipped.lines().count();
        let told = read("announced = true\ntext = \"\"").expect_err("no text").to_string();
        assert!(told.contains(&format!("round.toml:{}: The announcement has no text.", lines + 4)), "{told}");
        assert!(read("text = \"x\"").expect_err("it does not say whether").to_string().contains("Add the key to this part"));
        assert!(read("announced = true\ntext = \"x\"\nprize = 1").expect_err("unknown").to_string().contains("Take the key out"));
    }
}
