//! Another event that is the same, whatever its name and days, is searched for, to merge the two.

use crate::gathering::{self, Event, MergeError};
use crate::kernel::{FieldError, Id};
use crate::locale::format::date_range;
use crate::web::fields::{Choices, Field};
use crate::web::sheet::{Input, Section, Sheet};
use crate::web::{App, Problem, Viewer, see_other};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

/// So many events are offered.
const MOST: usize = 40;

/// What is searched for, and what was chosen.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    name: Option<String>,
    place: Option<String>,
    year: Option<String>,
    /// There once events were offered.
    look: Option<String>,
    other: Option<String>,
}

/// What was typed.
struct Sought {
    name: String,
    place: String,
    year: String,
}

impl Sought {
    fn number(&self) -> Option<i32> {
        self.year.parse().ok().filter(|year| (1900..2200).contains(year) && self.year.len() == 4)
    }

    fn mistakes(&self, is_chosen_in_vain: bool) -> Vec<FieldError> {
        let mut found = Vec::new();
        if !self.year.is_empty() && self.number().is_none() {
            found.push(FieldError::new("year", "Enter a year with four digits, such as 2027."));
        } else if is_chosen_in_vain {
            found.push(FieldError::new("other", "Choose the event that is the same."));
        }
        found
    }
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, path: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let id: Id<Event> = path.parse().map_err(|_| Problem::missing())?;
    let asked = asked.into_inner();
    if let Some(other) = asked.other.as_deref().and_then(|text| text.parse::<Id<Event>>().ok()) {
        return Ok(see_other(&format!("/desk/events/{id}/merge/{other}")));
    }
    let text = |typed: Option<String>| typed.unwrap_or_default().trim().to_owned();
    let sought = Sought { name: text(asked.name), place: text(asked.place), year: text(asked.year) };
    let words = format!("{} {}", sought.name, sought.place);
    let year = sought.number();
    let is_asked = !words.trim().is_empty() || year.is_some();
    let is_sound = sought.year.is_empty() || year.is_some();
    let actor = viewer.actor();
    let (event, found) = app
        .read(move |conn| {
            let event = gathering::open_event(conn, &actor, id)?;
            if event.merged_into.is_some() {
                return Err(MergeError::Merged);
            }
            let most = i64::try_from(MOST).unwrap_or(i64::MAX).saturating_add(2);
            let mut found = if is_asked && is_sound { gathering::find_events(conn, &actor, (&words, year), most)? } else { vec![] };
            found.retain(|other| other.id != id);
            Ok((event, found))
        })
        .await?;
    let errors = sought.mistakes(asked.look.is_some() && !found.is_empty());
    let found = (is_asked && is_sound).then_some(found);
    let sheet = sheet(&event, &sought, found, &errors);
    if errors.is_empty() { app.page(&viewer, &sheet) } else { app.page_with_mistakes(&viewer, &sheet) }
}

fn sheet(event: &Event, sought: &Sought, found: Option<Vec<Event>>, errors: &[FieldError]) -> Sheet {
    let action = format!("/desk/events/{}/merge", event.id);
    let field = |name: &str, label: &str, value: &str| Field::new(name, label).value(value).optional().errors(errors);
    let inputs = vec![
        Input::line(field("name", "Words of its name or of who holds it", &sought.name)),
        Input::line(field("place", "Town, city or country", &sought.place)),
        Input::line(field("year", "Year in which it takes place", &sought.year).numeric()),
    ];
    let days = date_range(event.starts_on, event.ends_on);
    Sheet::new("Find an event that is the same", errors)
        .about(&event.title)
        .lead(format!("“{}” ({days}, {}, {}) will stand for it.", event.title, event.place, event.country))
        .back(format!("/desk/events/{}", event.id), "The event")
        .with(Section::new("Search the register").questions(&action, "Search", inputs))
        .with_some(found.map(|found| offered(&action, sought, found, errors)))
}

fn offered(action: &str, sought: &Sought, mut found: Vec<Event>, errors: &[FieldError]) -> Section {
    let section = Section::new("Found");
    if found.is_empty() {
        return section.text("No other event is named so. Try the beginning of a word, fewer words, or another year.");
    }
    let is_cut = found.len() > MOST;
    found.truncate(MOST);
    let about = |other: &Event| {
        let holder = if other.provider.is_empty() { String::new() } else { format!("; {}", other.provider) };
        format!("{}; {}, {}{holder}", date_range(other.starts_on, other.ends_on), other.place, other.country)
    };
    let hints: Vec<String> = found.iter().map(about).collect();
    let pairs = found.into_iter().map(|other| (other.id.text(), other.title));
    let inputs = vec![
        Input::radios(Choices::new("other", "Which event is the same?", pairs).with_hints(hints).errors(errors)),
        Input::hidden_of("name".to_owned(), &sought.name),
        Input::hidden_of("place".to_owned(), &sought.place),
        Input::hidden_of("year".to_owned(), &sought.year),
        Input::hidden("look", "yes"),
    ];
    let section = section.questions(action, "Look at both", inputs);
    if is_cut { section.text(format!("These are the newest {MOST}. Say more to find others.")) } else { section }
}
