//! `/desk/panels/{slug}/assignment/remind`: reminds who is late, from the page on which they can be replaced too.

use super::{LEADERS, assignment};
use crate::assigning::Standing;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity;
use crate::people::Account;
use crate::review::{self, RemindError};
use crate::web::fields::{Choices, FormKeys};
use crate::web::sheet::{Input, Section, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use std::collections::BTreeSet;

pub(super) fn routes() -> Vec<Route> {
    vec![post("/desk/panels/{slug}/assignment/remind", Access::Fund(LEADERS), remind)]
}

/// The form that reminds, where somebody is late.
pub(super) fn section(app: &App, standing: &Standing, (form, errors): (&Form, &[FieldError])) -> Option<Section> {
    let tasks = standing.applications.iter().flat_map(|(.., tasks)| tasks);
    let is_late = |due: Option<chrono::NaiveDate>| due.is_some_and(|day| day < standing.today);
    let late: BTreeSet<Id<Account>> = tasks.filter(|task| task.stage.is_open() && is_late(task.due_on)).map(|task| task.reviewer).collect();
    if late.is_empty() {
        return None;
    }
    let people = standing.people.iter().filter(|(account, ..)| late.contains(account));
    let choices = Choices::new("remind", "Who is reminded?", people.map(|(account, name, _)| (account.text(), name.clone())));
    let input = Input::checkboxes(choices.all_chosen(&form.all("remind")).errors(errors));
    let action = format!("/desk/panels/{}/assignment/remind", standing.round.slug);
    let told = "One letter to each lists what is late. The program writes by itself some days before a review is due, and once after it.";
    let section = Section::new("Remind who is late").text(told);
    let section = match form.text("letters").parse::<u16>() {
        Ok(letters) => section.text(sent(letters)),
        Err(_) => section,
    };
    Some(section.form(SheetForm::new(action, FormKeys::new(app.fresh_key()), "Send a reminder", vec![input])))
}

/// How many letters went out, and to whom none does.
fn sent(letters: u16) -> String {
    let people = if letters == 1 { "1 person got a letter.".to_owned() } else { format!("{letters} people got a letter.") };
    format!("{people} Whoever was reminded today already, or owes no late review that they can read, gets none.")
}

async fn remind(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, round) = (viewer.actor(), slug.into_inner());
    let slug = round.clone();
    let chosen: Vec<Id<Account>> = form.all("remind").iter().filter_map(|id| id.parse().ok()).collect();
    let done = app.submit(&viewer, &form, move |tx| {
        let now = tx.now();
        // No more than this is read of the round while it is written.
        let found = opportunity::by_slug(tx, &round)?;
        let letters = review::remind_late(tx, &actor, (found.id, &chosen), now.day_in(found.closes.zone))?;
        Ok::<_, RemindError>(format!("/desk/panels/{round}/assignment?done=reviewers-reminded&letters={letters}"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => assignment::page(&app, &viewer, &slug, (form, e.mistakes())).await,
        other => Ok(other?),
    }
}
