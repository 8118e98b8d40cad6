//! Proposals from situations that are made by hand.

use super::propose::{ProposeError, propose};
use super::situation::{Case, Panelist, Situation};
use super::subjects::{Matter, Subjects};
use super::{Line, Load, Proposal, Wish};
use crate::blind::WITHHELD;
use crate::conflict::{Ground, Wall, Walls};
use crate::kernel::{Id, IdSource, Timestamp};
use crate::panel::Absence;
use crate::people::Account;
use crate::review::{Assignment, Stage};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A round in review: applications by what they are about, people by what they know.
struct Round {
    ids: IdSource,
    situation: Situation,
}

const FILL: Wish =
    Wish { reviews: 2, least: 0, due_on: None, fair: false, two_regions: false, connect: false, partial: false, replaced: None };

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn start() -> Timestamp {
    Timestamp::parse("2027-03-01T15:00:00Z").expect("an instant")
}

impl Round {
    /// Applications with these titles, and people who know one subject each and take so many reviews.
    fn new(titles: &[&str], people: &[(&str, &str, u32)]) -> Self {
        let ids = IdSource::seeded(5);
        let case = |(n, title): (usize, &&str)| Case {
            id: ids.id(start()),
            reference: format!("UDF-2027-{n:04}"),
            city: format!("City {n}, WI"),
            matter: Matter::new(title, &[], ("WI", 9_000)),
            tasks: vec![],
        };
        let cases = titles.iter().enumerate().map(case).collect();
        let person = |(name, tag, most): &(&str, &str, u32)| {
            let tags = vec![(*tag).to_owned()];
            (
                ids.id(start()),
                Panelist {
                    name: (*name).into(),
                    tags,
                    most: Some(*most),
                    absence: None,
                    region: None,
                    walls: Walls::default(),
                    reads_all: false,
                },
            )
        };
        let people = people.iter().map(person).collect();
        let situation = Situation {
            today: day("2027-03-01"),
            subjects: Subjects::at(start()).expect("words"),
            cases,
            people,
            elsewhere: BTreeMap::new(),
            closed: BTreeMap::new(),
        };
        Self { ids, situation }
    }

    fn account(&self, name: &str) -> Id<Account> {
        self.situation.people.iter().find(|(_, person)| person.name == name).map(|(account, _)| *account).expect("a person")
    }

    fn person(&mut self, name: &str) -> &mut Panelist {
        let account = self.account(name);
        self.situation.people.get_mut(&account).expect("a person")
    }

    /// Gives somebody a task.
    fn task(&mut self, case: usize, name: &str, stage: Stage) {
        let reviewer = self.account(name);
        let task = Assignment {
            id: self.ids.id(start()),
            application: self.situation.cases[case].id,
            opportunity: self.ids.id(start()),
            reviewer,
            reviewer_name: name.into(),
            assigned_at: start(),
            due_on: None,
            stage,
            conflict_note: String::new(),
            declared_at: None,
            overall: String::new(),
            points: None,
            submitted_at: None,
            version: 1,
            definition_sha256: None,
            rubric_sha256: None,
            saved_at: None,
            skipped_at: None,
            abstained: None,
        };
        self.situation.cases[case].tasks.push(task);
    }

    /// Closes an application to somebody.
    fn wall(&mut self, case: usize, name: &str) {
        let id = self.situation.cases[case].id.text();
        let wall = Wall { reference: String::new(), city: String::new(), grounds: BTreeSet::from([Ground::SameCity]) };
        self.person(name).walls = Walls::new(BTreeMap::from([(id, wall)]), BTreeSet::new());
    }

    fn propose(&self, wish: Wish) -> Proposal {
        propose(&self.situation, wish).expect("a proposal")
    }

    fn why_not(&self, wish: Wish) -> ProposeError {
        propose(&self.situation, wish).expect_err("no proposal")
    }
}

fn added(line: &Line) -> Vec<&str> {
    let mut names: Vec<&str> = line.added.iter().map(|pick| pick.name.as_str()).collect();
    names.sort_unstable();
    names
}

fn load<'a>(proposal: &'a Proposal, name: &str) -> &'a Load {
    proposal.loads.iter().find(|load| load.name == name).expect("a load")
}

fn four() -> Round {
    let people = [("Ana", "Public health", 9), ("Ben", "Tourism", 9), ("Cal", "Public health", 9), ("Dee", "Tourism", 9)];
    Round::new(&["A hospital visit", "Hotels and visitors"], &people)
}

#[test]
fn who_knows_what_an_application_is_about_comes_first() {
    let proposal = four().propose(FILL);
    assert_eq!(added(&proposal.lines[0]), ["Ana", "Cal"]);
    assert_eq!(added(&proposal.lines[1]), ["Ben", "Dee"]);
    assert_eq!(proposal.lines[0].added[0].knows, ["Public health"]);
    assert_eq!((proposal.lines[0].subjects.join(","), proposal.added(), proposal.missing()), ("Public health".into(), 4, 0));
}

#[test]
fn c12_what_an_application_is_about_is_not_told_where_its_city_is_withheld() {
    let mut round = four();
    round.situation.cases[0].city = WITHHELD.into();
    let proposal = round.propose(FILL);
    assert_eq!(added(&proposal.lines[0]), ["Ana", "Cal"], "the solver knows it");
    let told = |n: usize| (proposal.lines[n].subjects.len(), proposal.lines[n].added.iter().map(|pick| pick.knows.len()).sum::<usize>());
    assert_eq!((told(0), told(1)), ((0, 0), (1, 2)));
}

#[test]
fn reviews_hang_together_where_that_is_asked_for() {
    let people = [("Ana", "Public health", 2), ("Ben", "Tourism", 2), ("Cal", "Public health", 2), ("Dee", "Tourism", 2)];
    let round = Round::new(&["A hospital", "A clinic", "Hotels", "Visitors"], &people);
    assert_eq!(round.propose(FILL).parts, 2, "two pairs that share no application");
    assert_eq!(round.propose(Wish { connect: true, ..FILL }).parts, 1);
}

#[test]
fn c1_nobody_gets_what_is_closed_to_them_or_what_they_left() {
    let mut round = four();
    round.wall(0, "Ana");
    round.task(0, "Cal", Stage::Recused);
    round.task(1, "Ben", Stage::Removed);
    round.task(1, "Dee", Stage::Abstained);
    let proposal = round.propose(FILL);
    assert_eq!(added(&proposal.lines[0]), ["Ben", "Dee"]);
    assert_eq!(added(&proposal.lines[1]), ["Ana", "Cal"]);
}

#[test]
fn who_was_taken_off_gets_it_again_only_where_nobody_else_can() {
    let mut round = four();
    round.task(0, "Ana", Stage::Removed);
    let proposal = round.propose(FILL);
    assert!(!added(&proposal.lines[0]).contains(&"Ana"), "others can");
    let fair = Wish { fair: true, ..FILL };
    assert!(round.propose(fair).is_fairest.is_some());
    for name in ["Ben", "Dee"] {
        round.task(0, name, Stage::Recused);
    }
    let proposal = round.propose(FILL);
    let returned = |name: &str| proposal.lines[0].added.iter().find(|pick| pick.name == name).map(|pick| pick.is_returned);
    assert_eq!((returned("Ana"), returned("Cal")), (Some(true), Some(false)));
    assert_eq!(round.propose(fair).is_fairest, None, "nothing is proved of what she knows");
    round.person("Ana").reads_all = true;
    assert!(matches!(round.why_not(FILL), ProposeError::Impossible(_)), "she could read the reviews of others meanwhile");
}

#[test]
fn what_was_chosen_by_hand_stays_and_counts() {
    let mut round = four();
    round.task(0, "Ben", Stage::Submitted);
    round.task(1, "Ana", Stage::Assigned);
    let proposal = round.propose(FILL);
    assert_eq!(proposal.lines[0].kept, ["Ben"]);
    assert_eq!((proposal.lines[0].added.len(), proposal.lines[1].added.len()), (1, 1));
    assert_eq!((load(&proposal, "Ben").before, load(&proposal, "Ana").before), (1, 1));
    let full = round.propose(Wish { reviews: 1, ..FILL });
    assert_eq!((full.added(), full.taken_back()), (0, 0), "an application that has its reviews gets no more");
}

#[test]
fn c2_nobody_gets_more_than_they_take_or_it_is_said_why_not() {
    let mut round = Round::new(&["One", "Two", "Three"], &[("Ana", "", 3), ("Ben", "", 3)]);
    let ben = round.account("Ben");
    round.situation.elsewhere.insert(ben, 1);
    let ProposeError::Impossible(why) = round.why_not(FILL) else { panic!("impossible") };
    assert!(why.contains("There is no such assignment."), "{why}");
    let proposal = round.propose(Wish { partial: true, ..FILL });
    assert_eq!((proposal.added(), proposal.missing()), (5, 1));
    let of_ben = load(&proposal, "Ben");
    assert_eq!((of_ben.before, of_ben.added, of_ben.most), (1, 2, 3));
    let both = Wish { partial: true, fair: true, ..FILL };
    assert!(matches!(round.why_not(both), ProposeError::Invalid(fields) if fields[0].field == "rules"));
    assert!(matches!(round.why_not(Wish { reviews: 0, ..FILL }), ProposeError::Invalid(fields) if fields[0].field == "reviews"));
}

#[test]
fn c1_reviews_of_what_is_closed_bind_and_are_not_told() {
    let mut round = Round::new(&["One", "Two", "Three"], &[("Ana", "", 3), ("Ben", "", 3)]);
    let ben = round.account("Ben");
    round.situation.closed.insert(ben, 2);
    let proposal = round.propose(Wish { partial: true, ..FILL });
    let of_ben = load(&proposal, "Ben");
    assert_eq!((of_ben.before, of_ben.added, of_ben.most), (0, 1, 3));
}

#[test]
fn who_is_late_is_replaced_and_nothing_else_moves() {
    let mut round = four();
    round.task(0, "Ana", Stage::Cleared);
    round.task(0, "Cal", Stage::Submitted);
    round.task(1, "Ana", Stage::Submitted);
    round.task(1, "Ben", Stage::Assigned);
    let ana = round.account("Ana");
    let proposal = round.propose(Wish { replaced: Some(ana), ..FILL });
    assert_eq!(proposal.lines.len(), 1, "what she submitted stays");
    assert_eq!((proposal.taken_back(), proposal.added()), (1, 1));
    assert_eq!(proposal.lines[0].taken_back, Some(round.situation.cases[0].tasks[0].id));
    assert!(["Ben", "Dee"].contains(&added(&proposal.lines[0])[0]), "Cal reviews it already");
    let dee = round.account("Dee");
    assert!(matches!(round.why_not(Wish { replaced: Some(dee), ..FILL }), ProposeError::Impossible(_)), "nothing of hers is open");
}

#[test]
fn who_is_away_on_the_day_on_which_reviews_are_due_gets_none() {
    let mut round = four();
    round.person("Ana").absence = Some(Absence { from: day("2027-02-20"), to: day("2027-03-20") });
    let until = |text: &str| Wish { due_on: Some(day(text)), ..FILL };
    let away = round.propose(until("2027-03-15"));
    assert!(load(&away, "Ana").is_away && load(&away, "Ana").added == 0);
    let back = round.propose(until("2027-04-15"));
    assert!(!load(&back, "Ana").is_away && load(&back, "Ana").added == 1);
    // Only the day on which they are due counts: today does not, and without such a day nobody is left out.
    round.person("Ana").absence = Some(Absence { from: day("2027-03-12"), to: day("2027-03-20") });
    let later = round.propose(until("2027-03-15"));
    assert!(load(&later, "Ana").is_away && load(&later, "Ana").added == 0);
    round.person("Ana").absence = Some(Absence { from: day("2027-03-01"), to: day("2027-03-01") });
    let open = round.propose(FILL);
    assert!(!load(&open, "Ana").is_away && load(&open, "Ana").added == 1 && load(&open, "Ana").absence.is_some());
}

#[test]
fn reviewers_come_from_two_regions_where_that_is_asked_for() {
    let mut round = Round::new(&["A hospital"], &[("Ana", "Public health", 9), ("Cal", "Public health", 9), ("Dee", "Tourism", 9)]);
    for (name, region) in [("Ana", "West"), ("Cal", "West"), ("Dee", "South")] {
        round.person(name).region = Some(region.into());
    }
    assert_eq!(added(&round.propose(FILL).lines[0]), ["Ana", "Cal"]);
    assert!(added(&round.propose(Wish { two_regions: true, ..FILL }).lines[0]).contains(&"Dee"));
}

#[test]
fn a_digest_tells_what_would_be_done() {
    let round = four();
    let proposal = round.propose(FILL);
    assert_eq!(proposal.digest(FILL), round.propose(FILL).digest(FILL));
    let mut changed = four();
    changed.wall(0, "Ana");
    assert_ne!(proposal.digest(FILL), changed.propose(FILL).digest(FILL));
    assert_ne!(proposal.digest(FILL), proposal.digest(Wish { due_on: Some(day("2027-03-15")), ..FILL }));
}
