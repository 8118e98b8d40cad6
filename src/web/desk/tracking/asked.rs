//! What a page of figures is asked for, as the address has it: read, and written again.

use super::known::{Known, Named, categories, code_of};
use crate::db;
use crate::kernel::FieldError;
use crate::places::STATES;
use crate::reporting::tracking::{By, Filters, LineFilter, PartFilter, Program, Wanted};
use crate::spending::ExpenseState;
use crate::web::fields::{Choices, Field};
use crate::web::sheet::Input;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// The address of a page of figures, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(in crate::web::desk) struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) by: String,
    /// The name of a round in addresses.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::web::desk) opportunity: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::web::desk) state: String,
    /// The identifier of a city.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::web::desk) city: String,
    /// The fiscal year of the fund.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::web::desk) year: String,
    /// The number of an award.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) award: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::web::desk) category: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) event: String,
    /// The identifier of an activity.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) activity: String,
    /// The fiscal year of the day of a cost.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) cost_year: String,
    /// Where expenses stand; [`WAITING`] is everywhere before a decision.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) stage: String,
    /// Where the page begins.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(in crate::web::desk) after: String,
}

/// Expenses that wait, for a decision or for an answer.
pub(super) const WAITING: &str = "waiting";

impl Asked {
    /// The address of a page with this question.
    pub(in crate::web::desk) fn href(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The question alone.
    pub(in crate::web::desk) fn query(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    /// The same with something else.
    pub(in crate::web::desk) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self { after: String::new(), ..self.clone() };
        change(&mut other);
        other
    }

    /// By what figures are told apart.
    pub(super) fn by(&self) -> By {
        self.by.parse().unwrap_or_default()
    }

    /// The address of the journals that its figures are made of, as far as the ledger knows what it names.
    pub(super) fn journals(&self) -> String {
        let Self { opportunity, state, city, year, award, category, .. } = self.clone();
        Self { opportunity, state, city, year, award, category, ..Self::default() }.href("/desk/ledger")
    }

    /// What it is narrowed to beside an award and a category, as the ledger's page takes it.
    pub(in crate::web::desk) fn narrowed(&self) -> Self {
        let Self { opportunity, state, city, year, .. } = self.clone();
        Self { opportunity, state, city, year, ..Self::default() }
    }

    /// The filters, with a mistake for each that cannot be read.
    pub(in crate::web::desk) fn filters(&self, programs: &[Program]) -> Result<Filters, Vec<FieldError>> {
        let mut mistakes = Vec::new();
        let opportunity = given(&self.opportunity).map(|slug| programs.iter().find(|p| p.slug == slug).map(|p| p.id.clone()));
        if opportunity == Some(None) {
            mistakes.push(FieldError::new("opportunity", "There is no such round any more. Choose another."));
        }
        if !self.state.is_empty() && !STATES.iter().any(|(code, _)| *code == self.state) {
            mistakes.push(FieldError::new("state", "There is no such state. Choose one."));
        }
        if !self.by.is_empty() && self.by.parse::<By>().is_err() {
            mistakes.push(FieldError::new("by", "Figures cannot be told apart by that. Choose another."));
        }
        let filters = Filters {
            opportunity: opportunity.flatten(),
            state: given(&self.state),
            city: given(&self.city),
            year: year("year", &self.year, &mut mistakes),
        };
        if mistakes.is_empty() { Ok(filters) } else { Err(mistakes) }
    }

    /// The view.
    pub(super) fn wanted(&self, programs: &[Program], limit: usize) -> Result<Wanted, Vec<FieldError>> {
        Ok(Wanted { by: self.by(), filters: self.filters(programs)?, after: self.after.clone(), limit })
    }

    /// The expenses; `award` is the identifier of the award that is named.
    pub(super) fn lines(&self, known: &Known, award: Option<String>) -> Result<LineFilter, Vec<FieldError>> {
        let filters = self.filters(&known.programs)?;
        let mut mistakes = Vec::new();
        let is_waiting = self.stage == WAITING;
        let state = given(&self.stage).filter(|_| !is_waiting).map(|stage| stage.parse::<ExpenseState>());
        if matches!(state, Some(Err(_))) {
            mistakes.push(FieldError::new("stage", "Expenses do not stand there. Choose another."));
        }
        let filter = LineFilter {
            filters,
            award,
            category: given(&code_of(&categories(), &self.category)),
            kind: given(&code_of(&known.kinds, &self.kind)),
            event: given(&self.event),
            activity: given(&self.activity),
            cost_year: year("cost_year", &self.cost_year, &mut mistakes),
            state: state.and_then(Result::ok),
            is_waiting,
        };
        if mistakes.is_empty() { Ok(filter) } else { Err(mistakes) }
    }

    /// The lines of plans, or the activities; `award` is the identifier of the award that is named.
    pub(super) fn parts(&self, known: &Known, award: Option<String>) -> Result<PartFilter, Vec<FieldError>> {
        Ok(PartFilter {
            filters: self.filters(&known.programs)?,
            award,
            category: given(&code_of(&categories(), &self.category)),
            kind: given(&code_of(&known.kinds, &self.kind)),
            event: given(&self.event),
            activity: given(&self.activity),
        })
    }

    /// Where a page of expenses begins.
    pub(super) fn after_line(&self) -> Option<(NaiveDate, String)> {
        let (day, id) = self.after.split_once('~')?;
        Some((day.parse().ok()?, id.to_owned()))
    }

    /// The inputs that every page of figures has.
    pub(in crate::web::desk) fn inputs(&self, known: &Known, errors: &[FieldError]) -> Vec<Input> {
        let programs = &known.programs;
        let any = |words: &str| std::iter::once((String::new(), words.to_owned()));
        let rounds = any("All rounds").chain(programs.iter().map(|p| (p.slug.clone(), p.title.clone())));
        let states = any("All states").chain(STATES.iter().map(|(code, name)| ((*code).to_owned(), (*name).to_owned())));
        let mut years: Vec<i32> = programs.iter().filter_map(|p| p.fiscal_year).collect();
        years.sort_unstable_by(|a, b| b.cmp(a));
        years.dedup();
        let years = any("All years").chain(years.into_iter().map(|year| (year.to_string(), year.to_string())));
        let select = |name: &str, label: &str, pairs: Vec<(String, String)>, value: &str| {
            Input::select(Choices::new(name, label, pairs).chosen(value).errors(errors))
        };
        let mut inputs = vec![
            select("opportunity", "Round", rounds.collect(), &self.opportunity),
            select("state", "State", states.collect(), &self.state),
            select("year", "Fiscal year of the fund", years.collect(), &self.year),
        ];
        if !self.city.is_empty() {
            let name = known.city.clone().unwrap_or_else(|| "This city".to_owned());
            inputs.push(select("city", "City", any("All cities").chain([(self.city.clone(), name)]).collect(), &self.city));
        }
        inputs
    }

    /// The input that chooses by what figures are told apart.
    pub(super) fn by_input(&self, errors: &[FieldError]) -> Input {
        let by = self.by().to_string();
        let ways = By::VARIANTS.iter().map(|by| (by.to_string(), by.label().to_owned()));
        Input::select(Choices::new("by", "Told apart by", ways).chosen(&by).errors(errors))
    }

    /// The inputs of a list of expenses.
    pub(super) fn line_inputs(&self, known: &Known, errors: &[FieldError]) -> Vec<Input> {
        let stages = [ExpenseState::Submitted, ExpenseState::Questioned, ExpenseState::Accepted, ExpenseState::Disallowed];
        let any = [(String::new(), "All".to_owned()), (WAITING.to_owned(), "All that wait, for a decision or an answer".to_owned())];
        let stages = any.into_iter().chain(stages.map(|s| (s.to_string(), s.label().to_owned())));
        let mut inputs = vec![Input::select(Choices::new("stage", "State of the expense", stages).chosen(&self.stage).errors(errors))];
        inputs.extend(self.named(&["award", "category", "kind", "cost_year"], known, errors));
        inputs.extend(self.carried());
        inputs
    }

    /// The inputs of a list of lines of plans, or of activities: those of these names.
    pub(super) fn part_inputs(&self, names: &[&'static str], known: &Known, errors: &[FieldError]) -> Vec<Input> {
        self.named(names, known, errors).into_iter().chain(self.carried()).collect()
    }

    /// Inputs of these names: lists to choose from, and lines.
    fn named(&self, names: &[&'static str], known: &Known, errors: &[FieldError]) -> Vec<Input> {
        let line =
            |name: &'static str, label: &str, value: &str| Input::line(Field::new(name, label).value(value).errors(errors).optional());
        let input = |name: &'static str| match name {
            "award" => line(name, "Number of an award", &self.award),
            "category" => list(name, ("Category", "All categories"), categories(), &self.category),
            "kind" => list(name, ("Kind of activity", "All kinds"), known.kinds.clone(), &self.kind),
            _ => line(name, "Fiscal year of the cost", &self.cost_year),
        };
        names.iter().copied().map(input).collect()
    }

    /// An event and an activity, which are chosen by links alone.
    fn carried(&self) -> Vec<Input> {
        let both = [("event", &self.event), ("activity", &self.activity)];
        both.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| Input::hidden(name, value)).collect()
    }
}

/// A list to choose from by names. What the address names and is not among them stands there too: the page says what it is narrowed to.
fn list(name: &str, (label, any): (&str, &str), mut all: Named, chosen: &str) -> Input {
    let chosen = code_of(&all, chosen);
    if !chosen.is_empty() && !all.iter().any(|(code, _)| *code == chosen) {
        all.push((chosen.clone(), chosen.clone()));
    }
    let pairs = std::iter::once((String::new(), any.to_owned())).chain(all);
    Input::select(Choices::new(name, label, pairs).chosen(&chosen))
}

/// The award that is named, if it is open to the reader: inside, that there is none such.
pub(super) fn find_award(
    conn: &mut db::Conn,
    actor: &crate::people::Actor,
    reference: &str,
) -> Result<Result<Option<String>, FieldError>, db::Error> {
    if reference.trim().is_empty() {
        return Ok(Ok(None));
    }
    match crate::award::open_by_reference(conn, actor, &reference.trim().to_uppercase()) {
        Ok(award) => Ok(Ok(Some(award.id.text()))),
        Err(db::Error::Missing) => Ok(Err(FieldError::new("award", "There is no award with this number. It looks like UDF-2027-0142."))),
        Err(other) => Err(other),
    }
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn year(name: &str, text: &str, mistakes: &mut Vec<FieldError>) -> Option<i32> {
    let text = text.trim();
    let read = text.parse::<i32>().ok().filter(|year| (2000..2200).contains(year));
    if read.is_none() && !text.is_empty() {
        mistakes.push(FieldError::new(name, "Enter a year such as 2027."));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_in_one_way_and_mistakes_stand_beside_their_fields() {
        let asked: Asked = serde_urlencoded::from_str("state=WI&by=city&after=x&unknown=1").expect("read");
        assert_eq!(asked.with(|_| ()).href("/desk/spending"), "/desk/spending?by=city&state=WI");
        let wrong: Asked = serde_urlencoded::from_str("state=ZZ&by=luck&year=soon&opportunity=gone").expect("read");
        let fields: Vec<String> = wrong.filters(&[]).expect_err("mistakes").into_iter().map(|e| e.field).collect();
        assert_eq!(fields, ["opportunity", "state", "by", "year"]);
        let lines: Asked = serde_urlencoded::from_str("stage=lost&cost_year=1").expect("read");
        assert_eq!(lines.lines(&Known::default(), None).expect_err("mistakes").len(), 2);
    }
}
