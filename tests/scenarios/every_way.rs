//! Every simple path of every shipped workflow, and the shortest one over each of its steps,
//! walked through the program by people and by the clock: generated, so that a step that is
//! added is walked too. At every end the case folds from its events and its money is free.

use crate::grant::{self, City, Fund, checked, city, fund_of, nothing_contradicts, person, proposal, screened};
use crate::support::{World, on_both_with_its_own_mail};
use std::collections::BTreeSet;
use urban_diplomacy_fund::award::{self, Signature};
use urban_diplomacy_fund::compliance::{ActivityNarrative, NewFinalReport};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application, Certification};
use urban_diplomacy_fund::kernel::{Id, Money, Refusal, Timestamp};
use urban_diplomacy_fund::ledger;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Press, ProcessError, Screened};
use urban_diplomacy_fund::workflow::{self, Definition, Transition};

/// What the program does by itself is no choice of anybody: a join is taken at once.
fn is_possible(definition: &Definition, path: &[&str]) -> bool {
    let mut marking = workflow::Marking::at(&definition.start);
    for id in path {
        let joins = definition.transitions.iter().filter(|step| step.system && step.act() == "enter_review" && marking.enables(step));
        if joins.map(|step| step.id.as_str()).any(|join| join != *id) {
            return false;
        }
        marking = definition.transition(id).and_then(|step| marking.after(step)).expect("the path is one");
    }
    true
}

/// One walk: a city, its case, and who has acted.
struct Walk<'a> {
    world: &'a World,
    fund: &'a Fund,
    /// Approving officials, none of whom acts twice on one case.
    approvers: &'a [Actor],
    definition: &'a Definition,
    city: City,
    id: Id<Application>,
    dollars: i64,
    acted: usize,
    is_checked: bool,
}

impl Walk<'_> {
    fn write<T>(&self, step: &str, act: impl Fn(&mut urban_diplomacy_fund::db::Tx<'_>) -> Result<T, ProcessError>) -> T {
        self.world
            .db
            .write(|tx| act(tx))
            .unwrap_or_else(|e| panic!("{} at {}: {step}: {e} {:?}", self.definition.name, self.world.clock.now().iso(), e.fields()))
    }

    fn marking(&self) -> workflow::Marking {
        self.world.db.read(|conn| workflow::instance(conn, &self.id.text())).expect("a case").marking
    }

    fn wait_for(&self, transition: &str) {
        let open = self.world.db.read(|conn| workflow::list_open_timers(conn, &self.id.text())).expect("timers");
        let due = open.iter().find(|timer| timer.transition == transition).unwrap_or_else(|| panic!("{transition} is due")).due_at;
        self.pass_to(due);
    }

    /// Nothing goes back in time; then all that is due is done, however much of it there is.
    fn pass_to(&self, instant: Timestamp) {
        if instant > self.world.clock.now() {
            self.world.at(&instant.iso());
        }
        // A round of the worker takes so many timers and no more.
        for _ in 0..50 {
            self.world.deliver();
            let now = self.world.clock.now();
            if self.world.db.read(|conn| process::list_due(conn, now)).expect("timers").is_empty() {
                return;
            }
        }
        panic!("{}: what is due is not done", self.definition.name);
    }

    /// Takes one step as its people would.
    fn take(&mut self, id: &str) {
        let step = self.definition.transition(id).expect("a step").clone();
        let done = self.city_takes(&step) || self.officer_takes(&step) || self.approver_takes(&step) || self.clock_takes(&step);
        assert!(done, "the test does not know how people do “{}”", step.act());
    }

    /// The city’s official.
    fn city_takes(&self, step: &Transition) -> bool {
        let (case, press, official, id) = (self.id, Press::default(), &self.city.official, step.id.as_str());
        match step.act() {
            "submit" => self.submit(id),
            "withdraw" => self.write(id, |tx| process::withdraw(tx, official, case, "Called off.", &press)),
            "accept_agreement" => {
                let seen_digest = self.world.db.read(|conn| award::agreement(conn, case.cast())).expect("an agreement").digest;
                let signature = Signature { typed_name: "Olga Official".into(), has_authority: true, seen_digest };
                self.write(id, |tx| process::accept_agreement(tx, official, case, &signature, &press).map(drop));
            }
            "submit_report" => {
                let activities = self.world.db.read(|conn| intake::activities(conn, case)).expect("activities");
                let told = activities.iter().map(|a| ActivityNarrative {
                    activity: a.id.text(),
                    narrative: "It took place as planned, and two people learned.".into(),
                    attended: a.attendees.iter().map(|who| who.id.text()).collect(),
                });
                let new = NewFinalReport { award: case.cast(), summary: "All of it took place.".into(), activities: told.collect() };
                self.write(id, |tx| process::submit_report(tx, official, &new, &press));
            }
            "decline_offer" => self.write(id, |tx| process::decline_offer(tx, official, case, "No staff.", &press)),
            "appeal" => self.write(id, |tx| process::appeal(tx, official, case, "Read it again.", &press)),
            _ => return false,
        }
        true
    }

    /// Writes what is asked now, and sends it.
    fn submit(&self, id: &str) {
        let (case, official) = (self.id, &self.city.official);
        let draft = self.world.db.read(|conn| intake::draft(conn, case)).expect("a draft");
        let (is_note, is_returned) = (draft.is_concept_note(), draft.application.is_returned());
        self.write(id, |tx| {
            if is_note {
                grant::answer_everything(tx, official, case);
            } else if !is_returned {
                grant::write_everything(self.world, tx, official, (case, self.dollars));
            }
            let version = intake::application(tx, case)?.version;
            let certification = Certification { typed_name: official.name.clone(), has_agreed: true, version };
            process::submit(tx, official, case, &certification, &Press::default()).map(drop)
        });
    }

    /// The program officer.
    fn officer_takes(&mut self, step: &Transition) -> bool {
        let (fund, case, press, id) = (self.fund, self.id, Press::default(), step.id.as_str());
        let officer = &fund.officer;
        match step.act() {
            "pass_screening" => screened(self.world, fund, case),
            "return_for_changes" => {
                let found = Screened { checks: vec![], note: "Why two flights?".into() };
                let answer_by = self.world.clock.now().plus(chrono::TimeDelta::days(14));
                self.write(id, |tx| process::return_for_changes(tx, officer, case, (&found, &["budget".to_owned()], answer_by), &press));
            }
            "find_ineligible" => {
                let found = Screened { checks: vec![], note: "It has a million people.".into() };
                self.write(id, |tx| process::find_ineligible(tx, officer, case, &found, &press));
            }
            "reopen" if !step.by.iter().any(|role| role == "approving_official") => {
                self.write(id, |tx| process::reopen(tx, officer, case, "It was the wrong one.", &press));
            }
            "invite" => self.write(id, |tx| process::invite(tx, officer, case, "", &press)),
            act @ ("clear_conflicts" | "call_panel" | "reopen_reviews") => {
                if act == "call_panel" {
                    self.review();
                }
                self.write(id, |tx| process::advance(tx, officer, case, (act, "Looked at all of them."), &press));
            }
            "recommend" => {
                self.review();
                if !self.is_checked {
                    checked(self.world, officer, case);
                    self.is_checked = true;
                }
                self.write(id, |tx| process::recommend(tx, officer, case, &proposal(self.dollars), &press).map(drop));
            }
            "annul_approval" => {
                let approved = &self.approvers[self.acted - 1];
                self.write(id, |tx| process::step_back(tx, approved, case, "My sister works there."));
                self.write(id, |tx| process::annul_approval(tx, officer, case, "One approval does not count.", &press));
            }
            "tell_award" | "tell_decline" => self.write(id, |tx| process::tell(tx, officer, case, &press)),
            "return_report" => self.write(id, |tx| process::return_report(tx, officer, (case.cast(), None), "Who came?", &press)),
            "accept_report" => self.write(id, |tx| process::accept_report(tx, officer, (case.cast(), None), &press)),
            "close" => self.write(id, |tx| {
                let official = &self.city.official;
                crate::grant::certified_last(tx, official, officer, case);
                process::close(tx, officer, case, &press)
            }),
            _ => return false,
        }
        true
    }

    /// Another approving official each time.
    fn approver_takes(&mut self, step: &Transition) -> bool {
        let (case, press, id, reason) = (self.id, Press::default(), step.id.as_str(), "The money did not reach.");
        let who = self.approvers[self.acted].clone();
        match step.act() {
            "approve" => {
                while self.marking().enables(step) {
                    let who = self.approvers[self.acted].clone();
                    self.acted += 1;
                    let digest = grant::digest(self.world, &who, case);
                    self.write(id, |tx| process::approve(tx, &who, case, (&digest, ""), &grant::fresh()).map(drop));
                }
                return true;
            }
            "send_back" => self.write(id, |tx| process::send_back(tx, &who, case, reason, &press)),
            // A finding is taken back by somebody else.
            "reopen" => self.write(id, |tx| process::reopen(tx, &who, case, reason, &press)),
            "decline" => self.write(id, |tx| process::decline(tx, &who, case, reason, &press)),
            "reject" => self.write(id, |tx| process::reject(tx, &who, case, reason, &press)),
            "uphold_appeal" => self.write(id, |tx| process::uphold_appeal(tx, &who, case, reason, &press)),
            "dismiss_appeal" => self.write(id, |tx| process::dismiss_appeal(tx, &who, case, reason, &press)),
            _ => return false,
        }
        self.acted += 1;
        true
    }

    /// The program itself.
    fn clock_takes(&self, step: &Transition) -> bool {
        match step.act() {
            // Taken as soon as both checks are done.
            "enter_review" => {}
            "expire_offer" | "let_stand" | "lapse_invitation" => self.wait_for(&step.id),
            "lapse" => {
                let open = self.world.db.read(|conn| award::find_open_recommendation(conn, self.id.cast())).expect("a read").expect("one");
                let after = Timestamp::start_of(open.reserved_until.expect("a last day")).plus(chrono::TimeDelta::days(2));
                self.pass_to(after);
            }
            _ => return false,
        }
        true
    }

    /// The reviews that are still to come.
    fn review(&self) {
        let standing = self.world.db.read(|conn| urban_diplomacy_fund::review::standing(conn, self.id)).expect("reviews");
        if standing.submitted() == 0 {
            grant::reviewed(self.world, self.fund, self.id, 4);
        }
    }

    /// Takes all steps; after each the case stands where the definition says.
    fn go(&mut self, mut expected: workflow::Marking, path: &[&str]) -> workflow::Marking {
        for id in path {
            // What the clock does at the end of several walks, it may have done while another one waited.
            if !is_of_the_clock(self.definition, id) || self.marking() == expected {
                self.take(id);
            }
            expected = self.definition.transition(id).and_then(|step| expected.after(step)).expect("the path is one");
            let joined = self.definition.transitions.iter().find(|step| step.act() == "enter_review" && expected.enables(step));
            let shown = joined.and_then(|step| expected.after(step)).unwrap_or_else(|| expected.clone());
            assert_eq!(self.marking(), shown, "{}: {path:?} after {id}", self.definition.name);
        }
        nothing_contradicts_here(self.world, self.id);
        if self.marking().places().all(|place| self.definition.ends.iter().any(|end| end == place)) {
            let money = self.world.db.read(|conn| ledger::award_position(conn, &self.id.text())).expect("a position").total;
            let bound = [money.reserved, money.committed, money.undelivered, money.advanced, money.unpaid];
            assert_eq!(bound, [Money::ZERO; 5], "{path:?}: at the end no money is bound");
        }
        expected
    }
}

fn nothing_contradicts_here(world: &World, id: Id<Application>) {
    assert_eq!(world.db.read(|conn| workflow::verify(conn, &id.text())).expect("a case"), Vec::<String>::new());
}

/// Whether the program takes this step when its day has come.
fn is_of_the_clock(definition: &Definition, id: &str) -> bool {
    definition.transition(id).is_some_and(|step| step.system && step.act() != "enter_review")
}

/// Whether the clock takes a step of it before the last one.
fn waits(definition: &Definition, path: &[&str]) -> bool {
    path.iter().rev().skip(1).any(|id| is_of_the_clock(definition, id))
}

/// Walks these paths in one world, each with a city of its own.
///
/// The last steps are taken when all others are: they may be the clock’s. Those of people come first, since many can be
/// taken for some days only.
fn walk_all(world: &World, (definition, round, dollars): (&Definition, &str, i64), paths: &[&Vec<&str>]) {
    let fund = fund_of(world, round, 10_000_000);
    let names: Vec<String> = (0..12).map(|n| format!("Approver-{n}")).collect();
    let hire =
        world.db.write(|tx| Ok::<_, Error>(names.iter().map(|name| person(tx, name, &[FundRole::ApprovingOfficial])).collect::<Vec<_>>()));
    let approvers = hire.expect("people");
    let (mut cases, mut walks) = (Vec::new(), Vec::new());
    for (n, path) in paths.iter().enumerate() {
        let city = city(world, &format!("City{n}"));
        let start = world.db.write(|tx| process::start_case(tx, &city.official, fund.round, city.id).map(|a| a.id));
        let id = start.expect("a case");
        let (fund, approvers) = (&fund, approvers.as_slice());
        let mut walk = Walk { world, fund, approvers, definition, city, id, dollars, acted: 0, is_checked: false };
        let (last, before) = path.split_last().expect("a path has steps");
        let stands = walk.go(workflow::Marking::at(&definition.start), before);
        cases.push(id);
        walks.push((walk, stands, *last));
    }
    let (timed, of_people): (Vec<_>, Vec<_>) = walks.into_iter().partition(|(walk, _, last)| is_of_the_clock(walk.definition, last));
    for (mut walk, stands, last) in of_people.into_iter().chain(timed) {
        walk.go(stands, &[last]);
    }
    nothing_contradicts(world, &cases);
}

fn every_path_of(name: &str, round: &str, dollars: i64) {
    let source = process::shipped(name).expect("it parses");
    let definition = &source.definition;
    let simple = workflow::paths(definition).expect("few enough");
    let shortest = workflow::shortest_paths(definition).expect("few enough");
    let all: BTreeSet<&Vec<&str>> = simple.iter().chain(&shortest).filter(|path| is_possible(definition, path)).collect();
    let taken: BTreeSet<&str> = all.iter().flat_map(|path| path.iter().copied()).collect();
    assert_eq!(taken.len(), definition.transitions.len(), "{name}: every step is on one of them");
    // The ledger’s days never go back, so that each path for which the clock must go on has a world of its own.
    let (timed, others): (Vec<&Vec<&str>>, Vec<&Vec<&str>>) = all.into_iter().partition(|path| waits(definition, path));
    println!("{name}: {} paths of people, {} with the clock", others.len(), timed.len());
    on_both_with_its_own_mail(|world| walk_all(world, (definition, round, dollars), &others));
    for path in timed {
        on_both_with_its_own_mail(|world| walk_all(world, (definition, round, dollars), &[path]));
    }
}

#[test]
fn every_simple_path_of_the_fast_track() {
    every_path_of("fast-track", include_str!("../../config/opportunities/training-and-conference-support-2027.toml"), 8_000);
}

#[test]
fn every_simple_path_of_the_standard_grant() {
    every_path_of("grant-standard", include_str!("../../config/opportunities/city-engagement-grants-2027.toml"), 30_000);
}

#[test]
fn every_simple_path_of_two_stages() {
    every_path_of("two-stage", include_str!("../../config/opportunities/joint-projects-abroad-2027.toml"), 30_000);
}

#[test]
fn every_shipped_workflow_has_its_paths_walked_here() {
    // The way of a payment run is walked in `runs`.
    let walked: BTreeSet<&str> = ["fast-track", "grant-standard", "payment-run", "two-stage"].into();
    let shipped = std::fs::read_dir(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config/workflows")).expect("the folder");
    for entry in shipped {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        assert!(walked.contains(name.trim_end_matches(".toml")), "{name}: add a test for its paths");
    }
}
