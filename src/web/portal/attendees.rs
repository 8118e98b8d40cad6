//! The people who take part in an activity.

use super::activities::{find, place};
use super::applications::{home, load, load_to_write};
use super::merge::{self, Resolved};
use super::plan_versions::{self, Part};
use super::presence;
use super::typed_sheets::{self, Offered, Unsaved};
use crate::intake::{self, Activity, AttendeeInput, Draft, EditError, Sheet, Standing};
use crate::kernel::FieldError;
use crate::templates::Page;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// Empty rows offered for more people.
const SPARE_ROWS: usize = 2;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/activities/{activity}/people", writers, people),
        post("/portal/applications/{reference}/activities/{activity}/people", writers, change_people),
    ]
}

/// The fields of one person.
#[derive(Serialize)]
pub(in crate::web) struct PersonRow {
    legend: String,
    name: Field,
    job: Field,
    standing: Choices,
}

#[derive(Serialize)]
struct PeoplePage {
    reference: String,
    activity: String,
    /// Who else is here to write.
    others: Vec<String>,
    summary: ErrorSummary,
    rows: Vec<PersonRow>,
    /// That the fields hold what was typed and not saved.
    unsaved: Option<Unsaved>,
    /// Where it is kept while it is typed.
    autosave: String,
    keys: FormKeys,
}

impl Page for PeoplePage {
    const TEMPLATE: &'static str = "portal/activities/people";
    fn title(&self) -> String {
        format!("Who takes part in {} – Application {}", self.activity, self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError]| Self {
            reference: "x".into(),
            activity: "A".into(),
            others: if errors.is_empty() { vec!["Ana is editing this section.".into()] } else { vec![] },
            summary: ErrorSummary::new(errors),
            rows: rows(&[AttendeeInput::default()], errors),
            unsaved: errors.is_empty().then(Unsaved::sample),
            autosave: "/x".into(),
            keys: FormKeys::of_version("k".into(), 1),
        };
        vec![sample(&[]), sample(&[FieldError::new("job_0", "Enter")])]
    }
}

/// The fields of these people, row by row.
pub(in crate::web) fn rows(people: &[AttendeeInput], errors: &[FieldError]) -> Vec<PersonRow> {
    let standings = || [Standing::Career, Standing::Appointee].map(|s| (s.to_string(), s.label()));
    let row = |(i, p): (usize, &AttendeeInput)| PersonRow {
        legend: format!("Person {}", i + 1),
        name: Field::new(format!("name_{i}"), "Name")
            .hint("Leave it empty if you do not know yet who goes.")
            .value(&p.name)
            .optional()
            .errors(errors),
        job: Field::new(format!("job_{i}"), "Job title").value(&p.job).errors(errors),
        standing: Choices::new(format!("standing_{i}"), "How does this person serve the city?", standings())
            .chosen(&p.standing)
            .errors(errors),
    };
    people.iter().enumerate().map(row).collect()
}

fn people_page(draft: &Draft, activity: &Activity, people: &[AttendeeInput], errors: &[FieldError], keys: FormKeys) -> PeoplePage {
    PeoplePage {
        reference: draft.application.reference.clone(),
        activity: activity.title.clone(),
        others: vec![],
        summary: ErrorSummary::new(errors),
        rows: rows(people, errors),
        unsaved: None,
        autosave: typed_sheets::address(draft, Sheet::People(activity.id)),
        keys,
    }
}

async fn people(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let known =
        activity.attendees.iter().map(|a| AttendeeInput { name: a.name.clone(), job: a.job.clone(), standing: a.standing.to_string() });
    let offered = typed_sheets::offered((&app, &viewer), &draft, Sheet::People(activity.id)).await?;
    let (people, version, unsaved) = match offered {
        Some(Offered { form, version, note }) => (read_people(&form), version, Some(note)),
        None => (with_spare(known.collect()), activity.version, None),
    };
    let page = people_page(&draft, activity, &people, &[], FormKeys::of_version(app.fresh_key(), version));
    let others = presence::meet_here(&app, &viewer, &draft, &place(activity)).await;
    app.page(&viewer, &PeoplePage { unsaved, others, ..page })
}

fn with_spare(mut people: Vec<AttendeeInput>) -> Vec<AttendeeInput> {
    people.extend(std::iter::repeat_n(AttendeeInput::default(), SPARE_ROWS));
    people
}

/// The people that a form sent.
pub(super) fn read_people(form: &Form) -> Vec<AttendeeInput> {
    let count = form.fields().iter().filter(|(name, _)| name.starts_with("job_")).count().min(60);
    let text = |name: &str, i: usize| form.text(&format!("{name}_{i}"));
    (0..count).map(|i| AttendeeInput { name: text("name", i), job: text("job", i), standing: text("standing", i) }).collect()
}

async fn change_people(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load_to_write(&app, &viewer, reference.clone()).await?;
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    let part = (reference.as_str(), id.as_str(), Part::People);
    if !mistakes.is_empty() {
        return plan_versions::compare((&app, &viewer), part, (&mine, &sent), &mistakes).await;
    }
    let activity = find(&draft, &id)?;
    let people = read_people(&form);
    let page = if form.has("more") { format!("activities/{id}/people") } else { "activities".to_owned() };
    let location = format!("{}/{page}?done=people-saved", home(&reference));
    let (actor, target, version, wanted) = (viewer.actor(), activity.id, form.version(), people.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| intake::change_attendees(tx, &actor, target, version, &wanted).map(|()| location.clone()))
        .await;
    match outcome {
        Err(EditError::Invalid(mistakes)) => {
            typed_sheets::keep_refused((&app, &viewer), &draft, Sheet::People(target), &form).await?;
            let keys = FormKeys::of_version(app.fresh_key(), version);
            app.page_with_mistakes(&viewer, &people_page(&draft, activity, &people, &mistakes, keys))
        }
        Err(EditError::Changed) => plan_versions::compare((&app, &viewer), part, (&form, &form), &[]).await,
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::PeoplePage>();
    }
}
