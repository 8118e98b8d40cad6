//! What the demo's cities write in their longer answers. The sentences are dealt from several lists so that of two
//! applications at most one sentence is the same, and none looks like a duplicate but those that shall.

/// So many sentences has each list. A prime: then two stories meet in one list at most, as two lines in one point.
const EACH: usize = 11;

type List = [&'static str; EACH];

/// What a city does already, and with whom.
const TIES: List = [
    "{city} writes to {partner} a few times a year, mostly about a student exchange that two retired teachers began in 1998.",
    "A delegation from {partner} came last spring, and the clerk of {city} learned on the day what we should have known before.",
    "Firms in {city} ask us for contacts in {partner}, where a cousin of the hardware store has sold tools for decades.",
    "The fire chief of {city} has friends in {partner}, and both towns lost houses to fires that crossed a road at night.",
    "Half of the families who moved to {city} since 2015 have relatives near {partner}, and our library became their town hall.",
    "The mayors of {city} and {partner} signed a friendship letter over video, and nothing has followed from it so far.",
    "Our river floods {city} every few years; the engineers of {partner} live with such water and have offered to show how.",
    "A bakery, a brewery and two farms of {city} want to sell in {partner}, and our market office has never shipped a crate.",
    "The high school band of {city} played in {partner} in June, and the hosts asked which of us would plan the next visit.",
    "{partner} runs its buses on electricity from the roofs of its schools, and the council of {city} wants to know at what price.",
    "The port of {city} and the one of {partner} trade the same grain, yet our offices have never met and share no form.",
];
/// What is missing today.
const GAPS: List = [
    "One person holds all these ties beside her work on permits; she retires next year, and her notes are in a drawer.",
    "Letters wait for weeks because nobody here was trained to answer them, and a machine translation once caused offense.",
    "We have no list of whom to call at the state or at an embassy, so each question begins with an afternoon of searching.",
    "Our budget has no line for interpreters; a waiter helped out last time, and the talk about contracts went wrong.",
    "Nobody of our staff has written an agreement with a foreign town, and the county attorney asks us to come with a draft.",
    "Three departments keep contacts of their own, and the manager hears of a visit when the bus stands in front of the door.",
    "We never asked what such a visit should bring, so we cannot tell our voters whether the last one was worth its money.",
    "The clerk learned protocol from a film, and when flags were hung in the wrong order our guests were kind about it.",
    "Grants from abroad have passed us by: the forms ask for partners and dates, and we could give neither within the month.",
    "Young people ask for internships over there, and we send them away since we do not know the rules for visas.",
    "Small towns are left out when the state plans a mission, because none of us knows how to make a case for ourselves.",
];
/// What the grant changes.
const GAINS: List = [
    "With this grant two of us learn the craft, and the next guests meet people who have planned their week to the hour.",
    "The course would give us a common language, and the conference forty towns of our size that had the same trouble.",
    "We want to come home with three signed letters of intent, each with a name, a date and a sum beside it.",
    "What we learn goes to the neighbors too: four towns of the valley have asked to sit in on our evenings.",
    "By fall the chamber of commerce expects a first trade visit, and somebody at city hall who can run it.",
    "It would turn good will into a plan of two years that the council can read, argue over and adopt.",
    "Our aim is modest: answer every letter within a week, and know beforehand what an invitation will cost.",
    "For the price of one used pickup truck we would learn what larger cities pay a whole office to know.",
    "At the end stands a handbook of thirty pages, tried out on a real visit and corrected by our guests.",
    "We would know which network fits us and stop paying dues to two that never wrote back.",
    "The school district and the hospital join in, so that the town speaks with one voice when it is called.",
];
/// What people will be able to do, the one and the other.
const FIRST_SKILLS: List = [
    "prepare a visit with a program and a budget",
    "write a letter of intent that our council can adopt",
    "apply to a city network and work in its groups",
    "plan a trade visit together with the chamber of commerce",
    "brief the mayor on a partner in one page",
    "run a meeting through an interpreter",
    "read the tender of a foreign town",
    "set up an exchange of firefighters for two weeks",
    "host a delegation without a consultant",
    "agree with a partner on goals that can be counted",
    "find the right desk in a foreign city hall",
];
const SECOND_SKILLS: List = [
    "say afterwards what a visit brought the town",
    "keep a calendar of dues, dates and promises",
    "explain to voters why the town has friends abroad",
    "tell an honorary consul from a trade office",
    "budget for travel by the federal rates",
    "write minutes that both towns sign",
    "train two colleagues who take over in summer",
    "look for money that needs no match",
    "plan for guests who do not eat or drink everything",
    "settle in advance who pays for what",
    "ask the state for help before it is late",
];
/// How the skills stay.
const KEEPING: List = [
    "Two career staff members go together and train four colleagues within a month.",
    "The course notes become a short handbook that the clerk keeps up to date.",
    "We hold a lunch talk for all departments in the week of the return.",
    "The deputy goes to the next meeting in place of the same person.",
    "International work enters two job descriptions, with five hours a week.",
    "Every contact goes into the city’s own directory, not into a private phone.",
    "The library keeps the material on a shelf that anybody may read.",
    "New staff meet our partner by video in their first month.",
    "Each year one evening goes over what we learned and what has changed.",
    "The community college makes an evening class of it.",
    "Checklists for visits hang beside the desk and are corrected after each guest.",
];
const HOLDING: List = [
    "The manager of {city} asks for a report after six months.",
    "The council of {city} hears about it twice a year.",
    "{city} puts the dues of one network into its regular budget.",
    "Whoever leaves {city} hands over to a named colleague.",
    "A working group of {city} and its neighbors meets each quarter.",
    "The intern of {city} writes it down while it is fresh.",
    "Retired staff of {city} have offered to help for a year.",
    "The newspaper of {city} prints what came of it.",
    "{city} shares its handbook with every town of the county.",
    "Personnel at {city} counts the training for promotion.",
    "The clerk of {city} tests the plan with the next visit.",
];

/// What one application tells: of which city, with whom, and which sentences.
pub(super) struct Story {
    number: usize,
    city: String,
    partner: String,
}

impl Story {
    /// The story with this number. The same number for another city makes what may be a duplicate.
    pub(super) fn new(number: usize, city: &str, partner: &str) -> Self {
        Self { number, city: city.to_owned(), partner: partner.to_owned() }
    }

    /// The town abroad.
    pub(super) fn partner(&self) -> &str {
        &self.partner
    }

    /// What is missing today.
    pub(super) fn need(&self) -> String {
        format!("{} {} {}", self.sentence(0, &TIES), self.sentence(1, &GAPS), self.sentence(2, &GAINS))
    }

    /// What people will be able to do.
    pub(super) fn skills(&self) -> String {
        let (first, second) = (self.sentence(3, &FIRST_SKILLS), self.sentence(4, &SECOND_SKILLS));
        format!("Two staff members of {} will be able to {first}, and to {second}.", self.city)
    }

    /// How the skills stay.
    pub(super) fn keeping(&self) -> String {
        format!("{} {}", self.sentence(5, &KEEPING), self.sentence(6, &HOLDING))
    }

    /// The sentence of a list that the number deals.
    fn sentence(&self, place: usize, list: &List) -> String {
        let (a, b, c) = (self.number, self.number / EACH, self.number / EACH / EACH);
        let at = (a + place * b + place * place * c) % EACH;
        list.get(at).copied().unwrap_or_default().replace("{city}", &self.city).replace("{partner}", &self.partner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn two_stories_share_one_sentence_at_most() {
        let lists = [&TIES, &GAPS, &GAINS, &FIRST_SKILLS, &SECOND_SKILLS, &KEEPING, &HOLDING];
        let told = |number: usize| -> BTreeSet<String> {
            let story = Story::new(number, "Elmira", "Puebla");
            lists.iter().enumerate().map(|(place, list)| story.sentence(place, list)).collect()
        };
        let all: Vec<BTreeSet<String>> = (0..EACH * EACH).map(told).collect();
        for (n, one) in all.iter().enumerate() {
            assert_eq!(one.len(), lists.len());
            assert!(all.iter().skip(n + 1).all(|other| one.intersection(other).count() <= 1), "story {n}");
        }
    }

    #[test]
    fn only_what_a_city_needs_is_long_enough_to_be_nearly_the_same() {
        for number in 0..EACH * EACH {
            let story = Story::new(number, "Village of the Branch", "Trois-Rivières, Canada");
            let words = |text: &str| text.split_whitespace().count();
            assert!(words(&story.need()) >= 50, "{}", story.need());
            assert!(words(&story.skills()) < 38 && words(&story.keeping()) < 38, "{} {}", story.skills(), story.keeping());
        }
    }
}
