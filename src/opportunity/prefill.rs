//! Where the answer to a question is known from before anybody types it. Pure: the names and which kinds
//! of question they fit. What is known is looked up by `intake::known_answer`.

use super::eligibility::EligibilityQuestion;
use super::form::Question;
use super::kinds::QuestionKind;
use super::validate::Found;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use strum::VariantArray;

/// Where an answer is known from, the first that knows it; written as one name or as a list of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "OneOrMore", into = "OneOrMore")]
pub struct Prefill(Vec<String>);

#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "“prefill” is one name such as \"city.name\", or a list of them. Write it so.")]
enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl From<OneOrMore> for Prefill {
    fn from(written: OneOrMore) -> Self {
        match written {
            OneOrMore::One(name) => Self(vec![name]),
            OneOrMore::More(names) => Self(names),
        }
    }
}

impl From<Prefill> for OneOrMore {
    fn from(prefill: Prefill) -> Self {
        match <[String; 1]>::try_from(prefill.0) {
            Ok([name]) => Self::One(name),
            Err(names) => Self::More(names),
        }
    }
}

impl Prefill {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The origins, in the order in which they are asked.
    pub fn origins(&self) -> impl Iterator<Item = Origin> {
        self.0.iter().filter_map(|name| Origin::parse(name))
    }
}

/// What the program itself knows of a city and its people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
pub enum Fact {
    /// City and state, in an address.
    #[strum(serialize = "city")]
    City,
    /// The name of the city.
    #[strum(serialize = "city.name")]
    CityName,
    /// The two letters of its state.
    #[strum(serialize = "city.state")]
    CityState,
    /// Its county.
    #[strum(serialize = "city.county")]
    CityCounty,
    /// Its population in the register of places.
    #[strum(serialize = "city.population")]
    CityPopulation,
    /// The authorized official as a person.
    #[strum(serialize = "official")]
    Official,
    /// The name of the authorized official.
    #[strum(serialize = "official.name")]
    OfficialName,
    /// Their job title.
    #[strum(serialize = "official.title")]
    OfficialTitle,
    /// Their address.
    #[strum(serialize = "official.email")]
    OfficialEmail,
    /// Who writes, as a person.
    #[strum(serialize = "contact")]
    Contact,
    /// The name of who writes.
    #[strum(serialize = "contact.name")]
    ContactName,
    /// Their address.
    #[strum(serialize = "contact.email")]
    ContactEmail,
}

impl Fact {
    /// The kind of question that it answers.
    #[must_use]
    pub fn kind(self) -> QuestionKind {
        match self {
            Self::City => QuestionKind::Address,
            Self::CityPopulation => QuestionKind::Number,
            Self::Official | Self::Contact => QuestionKind::Person,
            Self::CityName
            | Self::CityState
            | Self::CityCounty
            | Self::OfficialName
            | Self::OfficialTitle
            | Self::OfficialEmail
            | Self::ContactName
            | Self::ContactEmail => QuestionKind::ShortText,
        }
    }
}

/// One place where an answer is known from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// What the program knows.
    Fact(Fact),
    /// An eligibility question of the same application.
    Eligibility(String),
    /// The latest application that the city submitted; the question with this identifier, or the same.
    Latest(Option<String>),
}

impl Origin {
    /// From its name in a definition; `None` for a name that is not known.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let of = |prefix: &str| name.strip_prefix(prefix).filter(|id| !id.is_empty()).map(str::to_owned);
        match name {
            "latest" => Some(Self::Latest(None)),
            _ => of("latest.")
                .map(|id| Self::Latest(Some(id)))
                .or_else(|| of("eligibility.").map(Self::Eligibility))
                .or_else(|| Fact::from_str(name).ok().map(Self::Fact)),
        }
    }
}

/// Every name is known and fits the kind of the question.
pub(super) fn check(question: &Question, eligibility: &[EligibilityQuestion], path: &str) -> Vec<Found> {
    let mistake = |name: &String| mistake(question, eligibility, name);
    question.prefill.0.iter().filter_map(mistake).map(|message| Found { path: format!("{path}.prefill"), message }).collect()
}

fn mistake(question: &Question, eligibility: &[EligibilityQuestion], name: &str) -> Option<String> {
    let kind = question.kind;
    if matches!(kind, QuestionKind::Certification | QuestionKind::File) {
        return Some(format!("A {kind} is never filled in: it is given anew each time. Take “prefill” out."));
    }
    let fits = |is: QuestionKind| {
        (is != kind).then(|| format!("“{name}” answers a question of the kind “{is}”, and this is “{kind}”. Name another origin."))
    };
    match Origin::parse(name) {
        None => {
            let facts: Vec<&str> = Fact::VARIANTS.iter().map(<&str>::from).collect();
            Some(format!(
                "“{name}” is known from nowhere. Write latest, latest.QUESTION, eligibility.QUESTION or one of: {}.",
                facts.join(", ")
            ))
        }
        Some(Origin::Latest(_)) => None,
        Some(Origin::Fact(fact)) => fits(fact.kind()),
        Some(Origin::Eligibility(id)) => match eligibility.iter().find(|q| q.id == id) {
            Some(asked) => fits(asked.kind),
            None => Some(format!("There is no eligibility question “{id}”. Correct the name.")),
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::opportunity::read;

    const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

    /// What the check says of the name of the plan, filled in from this.
    fn told(prefill: &str) -> Vec<(usize, String)> {
        let text = ROUND.replacen("max_chars = 100\n", &format!("max_chars = 100\nprefill = {prefill}\n"), 1);
        let mistakes = read("round.toml", &text).err().map(|e| e.mistakes).unwrap_or_default();
        let line = text.lines().position(|line| line.starts_with("prefill = ") && !line.contains("\"population\"")).expect("there") + 1;
        mistakes.into_iter().map(|m| (m.line.abs_diff(line), m.message)).collect()
    }

    #[test]
    fn each_origin_is_known_and_fits() {
        for sound in ["\"city.name\"", "[\"latest\", \"official.title\"]", "\"latest.plan_name\"", "[]"] {
            assert_eq!(told(sound), [], "{sound}");
        }
        for (wrong, says) in [
            ("\"city.mayor\"", "“city.mayor” is known from nowhere. Write latest"),
            ("\"city.population\"", "“city.population” answers a question of the kind “number”, and this is “short_text”."),
            ("[\"latest\", \"contact\"]", "“contact” answers a question of the kind “person”"),
            ("\"eligibility.nothing\"", "There is no eligibility question “nothing”."),
            ("\"eligibility.purpose\"", "“eligibility.purpose” answers a question of the kind “choice”"),
            ("\"latest.\"", "“latest.” is known from nowhere."),
        ] {
            let found = told(wrong);
            assert!(matches!(&found[..], [(0, message)] if message.starts_with(says)), "{wrong}: {found:?}");
        }
        let text = ROUND.replacen("max_chars = 100\n", "max_chars = 100\nprefill = 7\n", 1);
        assert!(read("round.toml", &text).expect_err("no name").to_string().contains("“prefill” is one name such as"));
    }

    #[test]
    fn what_is_stored_reads_the_same() {
        let text = ROUND.replacen("max_chars = 100\n", "max_chars = 100\nprefill = [\"latest\", \"city.name\"]\n", 1);
        let read = read("round.toml", &text).expect("sound");
        let json = serde_json::to_string(&read).expect("JSON");
        assert_eq!(serde_json::from_str::<crate::opportunity::Definition>(&json).expect("reads"), read);
        assert!(!serde_json::to_string(&read.sections[0].questions[1]).expect("JSON").contains("prefill"), "nothing is said of the others");
    }
}
