//! What the city's pages of figures are asked for, as the address has it, and what of it is the reader's own.

use crate::award;
use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::Id;
use crate::people::{Actor, Organisation};
use crate::reporting::tracking::{Filters, LineFilter, PartFilter};
use crate::spending::ExpenseState;
use crate::web::fields::Choices;
use crate::web::sheet::Input;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Expenses that wait, for a decision or for an answer.
pub(super) const WAITING: &str = "waiting";

/// Of which city, of what of it, and where a list goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Asked {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) city: String,
    /// The number of an award.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) award: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) category: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) kind: String,
    /// The identifier of an activity.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) activity: String,
    /// Where expenses stand; [`WAITING`] is everywhere before a decision.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) stage: String,
    /// Where the page begins.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) after: String,
}

fn given(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

impl Asked {
    /// A question about a city.
    pub(super) fn of(city: Id<Organisation>) -> Self {
        Self { city: city.text(), ..Self::default() }
    }

    /// The same with something else, from the beginning.
    pub(super) fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut other = Self { after: String::new(), ..self.clone() };
        change(&mut other);
        other
    }

    /// The question alone.
    pub(super) fn query(&self) -> String {
        serde_urlencoded::to_string(self).unwrap_or_default()
    }

    /// The address of a page with this question.
    pub(super) fn href(&self, path: &str) -> String {
        format!("{path}?{}", self.query())
    }
}

/// What of a question is the reader's own.
pub(super) struct Own {
    /// The reader's cities by identifier and name.
    pub(super) cities: Vec<(String, String)>,
    /// Which of them is shown.
    pub(super) city: Id<Organisation>,
    /// Its figures.
    pub(super) filters: Filters,
    /// The identifier of the award that is named.
    award: Option<String>,
}

impl Own {
    /// Reads a question; all that is not the reader's own is missing.
    pub(super) fn read(conn: &mut Conn, actor: &Actor, asked: &Asked) -> Result<Self, Error> {
        let cities: Vec<(String, String)> =
            intake::city_names(conn, &actor.cities())?.into_iter().map(|(id, name)| (id.text(), name)).collect();
        let chosen = if asked.city.is_empty() { cities.first().map(|city| city.0.clone()).unwrap_or_default() } else { asked.city.clone() };
        let city: Id<Organisation> = chosen.parse().map_err(|_| Error::Missing)?;
        let filters = Filters::of_city(actor, city)?;
        let award = match given(&asked.award) {
            None => None,
            Some(number) => {
                let award = award::by_reference(conn, &number.to_uppercase())?;
                if award.organisation != city || award.accepted_at.is_none() {
                    return Err(Error::Missing);
                }
                Some(award.id.text())
            }
        };
        Ok(Self { cities, city, filters, award })
    }

    /// The expenses that are asked for.
    pub(super) fn lines(&self, asked: &Asked) -> Result<LineFilter, Error> {
        let is_waiting = asked.stage == WAITING;
        let state = given(&asked.stage).filter(|_| !is_waiting).map(|stage| stage.parse::<ExpenseState>().map_err(|_| Error::Missing));
        Ok(LineFilter {
            filters: self.filters.clone(),
            award: self.award.clone(),
            category: given(&asked.category),
            kind: given(&asked.kind),
            activity: given(&asked.activity),
            state: state.transpose()?,
            is_waiting,
            ..LineFilter::default()
        })
    }

    /// The lines of plans, or the activities, that are asked for.
    pub(super) fn parts(&self, asked: &Asked) -> PartFilter {
        PartFilter {
            filters: self.filters.clone(),
            award: self.award.clone(),
            category: given(&asked.category),
            kind: given(&asked.kind),
            activity: given(&asked.activity),
            event: None,
        }
    }

    /// The input that chooses among several cities.
    pub(super) fn city_input(&self) -> Option<Input> {
        let select = || Input::select(Choices::new("city", "City", self.cities.clone()).chosen(&self.city.text()));
        (self.cities.len() > 1).then(select)
    }
}

/// The day and identifier after which a page of expenses begins.
pub(super) fn after_line(asked: &Asked) -> Option<(NaiveDate, String)> {
    let (day, id) = asked.after.split_once('~')?;
    Some((day.parse().ok()?, id.to_owned()))
}
