//! What the list of applications is narrowed to and its order, as the address has it: read, said in
//! words, and written again. The page, the files and the saved views all go through this one.
//! A further filter is a field here, with its input, its words and its line in [`Asked::filter`].

use crate::kernel::{Deadline, FieldError, Money, Timestamp};
use crate::locale::format::date;
use crate::opportunity::Opportunity;
use crate::places::STATES;
use crate::process::{Filter, Sort, Stage};
use crate::web::Problem;
use crate::web::fields::{Choices, Field};
use crate::web::sheet::Input;
use actix_web::http::StatusCode;
use chrono::{Days, NaiveDate, NaiveTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::str::FromStr;
use strum::VariantArray;

/// The longest words that are looked for.
const LONGEST: usize = 100;

/// The address of a list, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::web::desk) struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub opportunity: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stage: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub state: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub received_from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub received_to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub asked_from: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub asked_to: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reviews: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// The case after which the page begins.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub before: String,
    /// What is ticked: `all` of the page, or the `first` of the view that one action may take.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub select: String,
}

impl Asked {
    /// Reads an address of ours or a saved view.
    ///
    /// # Errors
    /// 422 for what it cannot read: left out, a filter would make the list longer than anybody meant.
    pub(in crate::web::desk) fn read(query: &str) -> Result<Self, Problem> {
        let mistake = "The filters cannot be read. Open the list of applications again and narrow it there.";
        let refused = |_| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "The filters have a mistake", mistake);
        Ok(serde_urlencoded::from_str::<Self>(query).map_err(refused)?.trimmed())
    }

    /// Without spaces around what was typed.
    pub(super) fn trimmed(mut self) -> Self {
        for text in [&mut self.q, &mut self.asked_from, &mut self.asked_to, &mut self.received_from, &mut self.received_to] {
            *text = text.trim().to_owned();
        }
        self
    }

    /// The filters and the order alone, always written the same way.
    pub(in crate::web::desk) fn query(&self) -> String {
        let view = Self { before: String::new(), select: String::new(), ..self.clone() };
        serde_urlencoded::to_string(view).unwrap_or_default()
    }

    /// The address of this list, from after this case on.
    pub(super) fn link(&self, before: &str, select: &str) -> String {
        let there = Self { before: before.into(), select: select.into(), ..self.clone() };
        format!("/desk/applications?{}", serde_urlencoded::to_string(there).unwrap_or_default())
    }

    /// What it means to the list: days are days of the fund's zone.
    pub(super) fn filter(&self, (zone, now): (Tz, Timestamp)) -> Result<Filter, Vec<FieldError>> {
        let mut mistakes = Vec::new();
        let (from, to) = (self.day("received_from", &mut mistakes), self.day("received_to", &mut mistakes));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            mistakes.push(FieldError::new("received_to", "The last day is before the first."));
        }
        let (least, most) = (amount("asked_from", &self.asked_from, &mut mistakes), amount("asked_to", &self.asked_to, &mut mistakes));
        if least.zip(most).is_some_and(|(least, most)| most < least) {
            mistakes.push(FieldError::new("asked_to", "The highest amount is below the lowest."));
        }
        if self.q.chars().count() > LONGEST {
            mistakes.push(FieldError::new("q", "Look for at most 100 characters."));
        }
        if !self.state.is_empty() && !STATES.iter().any(|(code, _)| *code == self.state) {
            mistakes.push(FieldError::new("state", "There is no such state. Choose one."));
        }
        let filter = Filter {
            opportunity: given(&self.opportunity),
            stage: one_of("stage", &self.stage, "There is no such stage any more. Choose another.", &mut mistakes),
            overdue_on: self.is_overdue().then(|| now.day_in(zone)),
            state: given(&self.state),
            received_from: from.map(|day| start(day, zone)),
            received_before: to.and_then(|day| day.checked_add_days(Days::new(1))).map(|day| start(day, zone)),
            asked_from: least,
            asked_to: most,
            text: given(&self.q),
            sort: one_of("sort", &self.sort, "There is no such order. Choose another.", &mut mistakes).unwrap_or_default(),
        };
        if mistakes.is_empty() { Ok(filter) } else { Err(mistakes) }
    }

    fn day(&self, name: &str, mistakes: &mut Vec<FieldError>) -> Option<NaiveDate> {
        let text = if name == "received_from" { &self.received_from } else { &self.received_to };
        let read = text.parse::<NaiveDate>().ok().filter(|day| (1900..=2199).contains(&chrono::Datelike::year(day)));
        if read.is_none() && !text.is_empty() {
            mistakes.push(FieldError::new(name, "Enter a day such as 2027-01-31."));
        }
        read
    }

    pub(super) fn is_overdue(&self) -> bool {
        self.reviews == "overdue"
    }

    /// Whether it is narrowed to a round that is not there any more.
    pub(super) fn is_gone(&self, rounds: &[Opportunity]) -> bool {
        !self.opportunity.is_empty() && !rounds.iter().any(|round| round.slug == self.opportunity)
    }

    /// The order, in words.
    pub(super) fn order(&self) -> &'static str {
        order(self.sort.parse().unwrap_or_default())
    }

    /// What it is narrowed to and its order, in words: the name and the value of each.
    pub(in crate::web::desk) fn words(&self, rounds: &[Opportunity]) -> Vec<(String, String)> {
        let round = rounds
            .iter()
            .find(|round| round.slug == self.opportunity)
            .map_or_else(|| format!("{} (no longer there)", self.opportunity), |round| round.title.clone());
        let stage = Stage::from_str(&self.stage).map_or_else(|_| self.stage.clone(), |stage| stage.label().to_owned());
        let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), date);
        let dollars = |text: &str| Money::parse(text).map_or_else(|_| text.to_owned(), |amount| amount.to_string());
        let said = [
            (&self.opportunity, "Round", round),
            (&self.stage, "Stage", stage),
            (&self.state, "State", self.state.clone()),
            (&self.received_from, "Received from", day(&self.received_from)),
            (&self.received_to, "Received until", day(&self.received_to)),
            (&self.asked_from, "Asked for at least", dollars(&self.asked_from)),
            (&self.asked_to, "Asked for at most", dollars(&self.asked_to)),
            (&self.q, "Words", self.q.clone()),
            (&self.reviews, "Reviews", "overdue".to_owned()),
        ];
        let filters = said.into_iter().filter(|(asked, ..)| !asked.is_empty()).map(|(_, name, value)| (name.to_owned(), value));
        filters.chain([("Order".to_owned(), self.order().to_owned())]).collect()
    }

    /// The inputs that most people use, and the others.
    pub(super) fn inputs(&self, rounds: &[Opportunity], errors: &[FieldError]) -> (Vec<Input>, Vec<Input>) {
        let any = |words: &str| std::iter::once((String::new(), words.to_owned()));
        let gone = self.is_gone(rounds).then(|| (self.opportunity.clone(), format!("{} (no longer there)", self.opportunity)));
        let rounds = any("All rounds").chain(rounds.iter().map(|o| (o.slug.clone(), o.title.clone()))).chain(gone);
        let stages = Stage::VARIANTS.iter().filter(|s| **s != Stage::Draft).map(|s| (s.to_string(), s.label().to_owned()));
        let states = STATES.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned()));
        let orders = Sort::VARIANTS.iter().map(|sort| {
            let name = if *sort == Sort::default() { String::new() } else { sort.to_string() };
            (name, order(*sort).to_owned())
        });
        let select = |name: &str, label: &str, pairs: Vec<(String, String)>, value: &str| {
            Input::select(Choices::new(name, label, pairs).chosen(value).errors(errors))
        };
        let line = |name: &str, label: &str, value: &str| Field::new(name, label).value(value).errors(errors);
        let day = |name: &str, label: &str, value: &str| Input::line(line(name, label, value).kind("date"));
        let first = vec![
            select("opportunity", "Round", rounds.collect(), &self.opportunity),
            select("stage", "Stage", any("All stages").chain(stages).collect(), &self.stage),
            Input::line(line("q", "Words in the plan, city or number", &self.q).kind("search")),
            select("sort", "Order", orders.collect(), &self.sort),
        ];
        let reviews = any("All").chain([("overdue".to_owned(), "With an overdue review".to_owned())]);
        let more = vec![
            select("state", "State", any("All states").chain(states).collect(), &self.state),
            day("received_from", "Received from", &self.received_from),
            day("received_to", "Received until", &self.received_to),
            Input::line(line("asked_from", "Asked for at least, in dollars", &self.asked_from).decimal()),
            Input::line(line("asked_to", "Asked for at most, in dollars", &self.asked_to).decimal()),
            select("reviews", "Reviews", reviews.collect(), &self.reviews),
        ];
        (first, more)
    }

    /// Whether one of the other inputs narrows the list.
    pub(super) fn has_more(&self) -> bool {
        [&self.state, &self.received_from, &self.received_to, &self.asked_from, &self.asked_to, &self.reviews].iter().any(|t| !t.is_empty())
    }
}

fn order(sort: Sort) -> &'static str {
    match sort {
        Sort::Newest => "Received, newest first",
        Sort::Oldest => "Received, oldest first",
        Sort::Most => "Amount, highest first",
        Sort::Least => "Amount, lowest first",
        Sort::City => "City, A to Z",
        Sort::Reference => "Reference number",
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

fn one_of<T: FromStr>(name: &str, text: &str, sentence: &str, mistakes: &mut Vec<FieldError>) -> Option<T> {
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|_| mistakes.push(FieldError::new(name, sentence))).ok()
}

fn amount(name: &str, text: &str, mistakes: &mut Vec<FieldError>) -> Option<Money> {
    if text.is_empty() {
        return None;
    }
    Money::parse(text).map_err(|e| mistakes.push(FieldError::new(name, e.to_string()))).ok()
}

/// The first instant of a day.
fn start(day: NaiveDate, zone: Tz) -> Timestamp {
    Deadline::from_local(day.and_time(NaiveTime::MIN), zone).map_or_else(|| Timestamp::start_of(day), |deadline| deadline.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZONE: Tz = chrono_tz::America::New_York;

    fn filter(query: &str) -> Result<Filter, Vec<String>> {
        let now = Timestamp::parse("2027-03-01T12:00:00Z").expect("an instant");
        Asked::read(query).expect("read").filter((ZONE, now)).map_err(|errors| errors.into_iter().map(|e| e.field).collect())
    }

    #[test]
    fn days_are_days_of_the_fund_with_both_ends_and_amounts_are_cents() {
        let read =
            filter("received_from=2027-03-14&received_to=2027-03-14&asked_from=1,000&asked_to=1000.50&q=+50%25_+&sort=city").expect("read");
        assert_eq!(read.received_from, Timestamp::parse("2027-03-14T05:00:00Z"));
        assert_eq!(read.received_before, Timestamp::parse("2027-03-15T04:00:00Z"), "the clock changes on that day");
        assert_eq!((read.asked_from, read.asked_to), (Some(Money::from_dollars(1_000)), Some(Money::from_cents(100_050))));
        assert_eq!((read.text.as_deref(), read.sort), (Some("50%_"), Sort::City));
        assert_eq!(filter(""), Ok(Filter::default()));
    }

    #[test]
    fn each_mistake_stands_beside_its_field() {
        for (query, fields) in [
            ("received_from=yesterday", vec!["received_from"]),
            ("received_from=2027-02-02&received_to=2027-02-01", vec!["received_to"]),
            ("asked_from=a+lot&asked_to=-3", vec!["asked_from", "asked_to"]),
            ("asked_from=10&asked_to=9", vec!["asked_to"]),
            ("stage=gone&sort=worst&state=ZZ", vec!["state", "stage", "sort"]),
            (&format!("q={}", "x".repeat(101)), vec!["q"]),
        ] {
            assert_eq!(filter(query).expect_err(query), fields);
        }
    }

    #[test]
    fn a_view_is_written_in_one_way_without_the_page_and_the_ticks() {
        let read = |query: &str| Asked::read(query).expect("read");
        let asked = read("sort=most&before=x&stage=submitted&select=all&q=%20a%26b&unknown=1");
        assert_eq!(asked.query(), "stage=submitted&q=a%26b&sort=most");
        assert_eq!(read(&asked.query()).query(), asked.query());
        assert_eq!(asked.words(&[])[0], ("Stage".to_owned(), "Submitted".to_owned()));
        assert!(Asked::read("stage=submitted&stage=in_review").is_err(), "what cannot be read is no wider list");
        assert_eq!(read("opportunity=old").words(&[])[0].1, "old (no longer there)");
    }
}
