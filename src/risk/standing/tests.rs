//! How answers count on days, and what they come to.

use super::super::condition::{Condition, Lifted};
use super::super::proposals;
use super::*;
use crate::kernel::{IdSource, Timestamp};
use crate::rules::{Facts, Rule, Verdict, Vocabulary};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A city with one application, and the answers about them.
struct Told {
    ids: IdSource,
    application: Id<Application>,
    answers: Vec<Attestation>,
}

impl Told {
    fn nothing() -> Self {
        let ids = IdSource::seeded(1);
        Self { application: ids.id(Timestamp::from_micros(0)), ids, answers: vec![] }
    }

    /// Every check answered by its best outcome, until the end of 2028.
    fn everything() -> Self {
        let best = [("uei", "confirmed"), ("sam_registration", "active"), ("exclusions", "none_found")];
        let rest = [("past_performance", "satisfactory"), ("audit_findings", "none")];
        best.into_iter().chain(rest).fold(Self::nothing(), |told, (kind, outcome)| told.with(kind, outcome, "2028-12-31"))
    }

    fn with(mut self, kind: &str, outcome: &str, until: &str) -> Self {
        let version = checks();
        let check = version.check(kind).expect("a check");
        let at = Timestamp::parse("2027-01-11T15:00:00Z").expect("a time").plus(chrono::TimeDelta::seconds(self.answers.len() as i64));
        self.answers.push(Attestation {
            id: self.ids.id(at),
            organisation: self.ids.id(at),
            application: (check.about == Scope::Application).then_some(self.application),
            kind: kind.into(),
            outcome: check.outcome(outcome).expect("an outcome").clone(),
            identifier: None,
            note: String::new(),
            evidence: None,
            policy_version: version.version.clone(),
            attested_by: "olive".into(),
            attested_by_name: "Olive".into(),
            attested_at: at,
            valid_until: day(until),
        });
        self
    }

    fn on(&self, today: &str) -> Standing {
        Standing::of(checks(), &self.answers, self.application, day(today))
    }

    fn state(&self, kind: &str, today: &str) -> State {
        let standing = self.on(today);
        standing.checks.iter().find(|c| c.check.id == kind).expect("a check").state
    }
}

fn checks() -> &'static Checks {
    checks::checks_on(day("2027-01-11")).expect("checks")
}

#[test]
fn an_answer_counts_on_its_last_day_and_not_on_the_next() {
    let told = Told::nothing().with("uei", "confirmed", "2027-03-31");
    let states = ["2027-02-28", "2027-03-01", "2027-03-31", "2027-04-01"].map(|today| told.state("uei", today));
    assert_eq!(states, [State::Current, State::Expiring, State::Expiring, State::Expired]);
    let expired = told.on("2027-04-01");
    let uei = expired.checks.first().expect("a check");
    assert_eq!((uei.current(), uei.expired_on()), (None, Some(day("2027-03-31"))));
    assert_eq!(told.state("exclusions", "2027-03-31"), State::Missing);
}

#[test]
fn a_leap_day_is_a_day_like_any_other() {
    let told = Told::nothing().with("uei", "confirmed", "2028-02-29");
    assert_eq!(["2028-02-29", "2028-03-01"].map(|today| told.state("uei", today)), [State::Expiring, State::Expired]);
    let told = Told::nothing().with("uei", "confirmed", "2028-02-28");
    assert_eq!(["2028-02-28", "2028-02-29"].map(|today| told.state("uei", today)), [State::Expiring, State::Expired]);
}

#[test]
fn the_newest_answer_counts_even_if_an_older_one_lasts_longer() {
    let told = Told::everything().with("audit_findings", "findings_open", "2027-02-01");
    assert_eq!(told.on("2027-02-01").level(), Some(Risk::Elevated));
    assert_eq!((told.state("audit_findings", "2027-02-02"), told.on("2027-02-02").level()), (State::Expired, None));
}

#[test]
fn the_level_is_the_worst_of_what_counts_and_unknown_while_one_is_missing() {
    let on = |told: Told| told.on("2027-06-01").level();
    assert_eq!(on(Told::nothing()), None);
    assert_eq!(on(Told::everything()), Some(Risk::Low));
    assert_eq!(on(Told::everything().with("past_performance", "late", "2028-01-01")), Some(Risk::Elevated));
    let worst = Told::everything().with("past_performance", "late", "2028-01-01").with("exclusions", "city_excluded", "2028-01-01");
    assert_eq!(on(worst), Some(Risk::High));
    assert_eq!(on(Told::everything().with("exclusions", "city_excluded", "2027-05-31")), None, "what has expired does not count");
}

#[test]
fn a_check_of_an_application_counts_for_no_other() {
    let told = Told::everything();
    let other: Id<Application> = told.ids.id(Timestamp::from_micros(0));
    let standing = Standing::of(checks(), &told.answers, other, day("2027-06-01"));
    let missing: Vec<_> = standing.checks.iter().filter(|c| c.state == State::Missing).map(|c| c.check.id.as_str()).collect();
    assert_eq!(missing, ["exclusions"]);
}

#[test]
fn a_rule_learns_which_check_is_missing() {
    let vocabulary: Vocabulary = fact_types().expect("types").into_iter().collect();
    let rule = Rule::parse("risk.uei_clear && risk.exclusions_clear && risk.level != \"high\"").expect("a rule");
    rule.check(&vocabulary).expect("every name is known");
    Rule::parse("risk.level == \"terrible\"").expect("a rule").check(&vocabulary).expect_err("no such level");
    let says = |told: &Told, today: &str| rule.evaluate(&told.on(today).facts().into_iter().collect::<Facts>());
    let told = Told::everything();
    assert_eq!(says(&told, "2027-06-01"), Verdict::Holds);
    let Verdict::Unknown(missing) = says(&Told::nothing().with("uei", "confirmed", "2028-12-31"), "2027-06-01") else {
        panic!("it cannot be said")
    };
    assert_eq!(missing, ["risk.exclusions_clear", "risk.level"]);
    assert_eq!(says(&Told::everything().with("uei", "none", "2028-12-31"), "2027-06-01"), Verdict::Fails);
    assert!(told.on("2027-06-01").facts().iter().all(|(name, _)| vocabulary.contains_key(name)));
}

#[test]
fn what_is_imposed_or_lifted_is_not_proposed_again() {
    let told = Told::everything().with("audit_findings", "findings_open", "2028-01-01");
    let names = |told: &Told, today: &str, conditions: &[Condition]| {
        proposals(&told.on(today), conditions).into_iter().map(|p| p.condition.id).collect::<Vec<_>>()
    };
    assert_eq!(names(&told, "2027-06-01", &[]), ["reimbursement_only", "corrective_plan"]);
    assert_eq!(names(&told, "2028-01-02", &[]), Vec::<String>::new(), "an expired answer proposes nothing");
    let answer = told.answers.last().expect("an answer");
    let mut condition = Condition {
        id: told.ids.id(answer.attested_at),
        application: told.application,
        organisation: answer.organisation,
        attestation: Some(answer.id),
        proposal: Some("reimbursement_only".into()),
        text: "No advance.".into(),
        reason: "Findings.".into(),
        remedy: "The next audit.".into(),
        citation: "2 CFR 200.208".into(),
        imposed_by: "olive".into(),
        imposed_by_name: "Olive".into(),
        imposed_at: answer.attested_at,
        due_on: None,
        gates_payment: false,
        met: None,
        lifted: None,
        version: 1,
    };
    assert_eq!(names(&told, "2027-06-01", std::slice::from_ref(&condition)), ["corrective_plan"]);
    condition.lifted = Some(Lifted { by_name: "April".into(), at: answer.attested_at, reason: "Corrected.".into() });
    assert_eq!(names(&told, "2027-06-01", std::slice::from_ref(&condition)), ["corrective_plan"]);
    let anew = told.with("audit_findings", "findings_open", "2028-06-01");
    assert_eq!(names(&anew, "2027-06-01", &[condition]), ["reimbursement_only", "corrective_plan"], "a new answer proposes anew");
}
