//! One activity of a plan, and the people who take part in it.

use super::applications::{home, load};
use super::merge::{self, Resolved};
use super::plan_versions::{self, Part};
use crate::db;
use crate::intake::{self, Activity, ActivityInput, AttendeeInput, Draft, EditError, Standing};
use crate::kernel::{FieldError, Id};
use crate::opportunity::ActivityKind;
use crate::templates::Page;
use crate::web::fields::{Choices, DateField, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

/// Empty rows offered for more people.
const SPARE_ROWS: usize = 2;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/activities/new", writers, new),
        post("/portal/applications/{reference}/activities/new", writers, add),
        get("/portal/applications/{reference}/activities/{activity}", writers, edit),
        post("/portal/applications/{reference}/activities/{activity}", writers, change),
        get("/portal/applications/{reference}/activities/{activity}/people", writers, people),
        post("/portal/applications/{reference}/activities/{activity}/people", writers, change_people),
        post("/portal/applications/{reference}/activities/{activity}/remove", writers, remove),
    ]
}

/// The activity with this identifier, if it belongs to the draft.
pub(super) fn find<'a>(draft: &'a Draft, id: &str) -> Result<&'a Activity, Problem> {
    let id: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    draft.activities.iter().find(|a| a.id == id).ok_or_else(Problem::missing)
}

/// `Ana Ruiz, clerk (career staff)`.
pub(super) fn person(a: &intake::Attendee) -> String {
    let name = if a.name.is_empty() { "Name open" } else { &a.name };
    format!("{name}, {} ({})", a.job, a.standing.label().to_lowercase())
}

#[derive(Serialize)]
struct EditPage {
    reference: String,
    heading: String,
    summary: ErrorSummary,
    #[serde(flatten)]
    fields: ActivityFields,
    keys: FormKeys,
}

/// The fields of one activity.
#[derive(Serialize)]
pub(in crate::web) struct ActivityFields {
    kind: Choices,
    texts: Vec<Field>,
    starts_on: DateField,
    ends_on: DateField,
    more: Vec<Field>,
}

impl Page for EditPage {
    const TEMPLATE: &'static str = "portal/activities/edit";
    fn title(&self) -> String {
        format!("{} – Application {}", self.heading, self.reference)
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let sample = |errors: &[FieldError]| Self {
            reference: "x".into(),
            heading: "Add an activity".into(),
            summary: ErrorSummary::new(errors),
            fields: ActivityFields {
                kind: Choices::new("kind", "Kind", [("training", "Training course"), ("conference", "Conference")]),
                texts: vec![Field::new("title", "Name").errors(errors)],
                starts_on: DateField::new("starts_on", "First day"),
                ends_on: DateField::new("ends_on", "Last day"),
                more: vec![Field::new("partner", "Partner").optional()],
            },
            keys: FormKeys::new("k".into()),
        };
        vec![sample(&[]), sample(&[FieldError::new("title", "Enter")])]
    }
}

fn read(form: &Form) -> (ActivityInput, Vec<FieldError>) {
    let mut mistakes = Vec::new();
    let mut day = |name: &str| match DateField::read(form, name) {
        Ok(day) => day,
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    let (starts_on, ends_on) = (day("starts_on"), day("ends_on"));
    let text = |name: &str| form.text(name);
    let input = ActivityInput {
        kind: text("kind"),
        title: text("title"),
        place: text("place"),
        country: text("country"),
        starts_on,
        ends_on,
        partner: text("partner"),
        provider: text("provider"),
    };
    (input, mistakes)
}

fn edit_page(draft: &Draft, input: &ActivityInput, errors: &[FieldError], keys: FormKeys) -> EditPage {
    EditPage {
        reference: draft.application.reference.clone(),
        heading: if keys.version.is_some() { "Change an activity" } else { "Add an activity" }.into(),
        summary: ErrorSummary::new(errors),
        fields: fields_of(&draft.definition.activities.kinds, input, errors),
        keys,
    }
}

/// The fields of one activity of these kinds, with what was typed.
pub(in crate::web) fn fields_of(kinds: &[ActivityKind], input: &ActivityInput, errors: &[FieldError]) -> ActivityFields {
    let field = |name: &str, label: &str, value: &str| Field::new(name, label).value(value).errors(errors);
    ActivityFields {
        kind: Choices::new("kind", "What kind of activity is it?", kinds.iter().map(|k| (&k.id, &k.title)))
            .with_hints(kinds.iter().map(|k| &k.hint))
            .chosen(&input.kind)
            .errors(errors),
        texts: vec![
            field("title", "Name of the course, conference or visit", &input.title),
            field("place", "Town or city where it takes place", &input.place).hint("Write “Online” for an online course."),
            field("country", "Country", &input.country).autocomplete("country-name"),
        ],
        starts_on: DateField::new("starts_on", "First day").hint("For example 5 14 2027").value(input.starts_on).errors(errors),
        ends_on: DateField::new("ends_on", "Last day").value(input.ends_on).errors(errors),
        more: vec![
            field("provider", "Who gives the course or runs the event", &input.provider).optional(),
            field("partner", "Partner city or network that takes part", &input.partner).optional(),
        ],
    }
}

async fn new(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    app.page(&viewer, &edit_page(&draft, &ActivityInput::default(), &[], FormKeys::new(app.fresh_key())))
}

async fn add(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let (input, unread) = read(&form);
    let (actor, id, base, wanted) = (viewer.actor(), draft.application.id, home(&draft.application.reference), input.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            intake::add_activity(tx, &actor, id, &wanted).map(|activity| format!("{base}/activities/{activity}/people"))
        })
        .await;
    match outcome {
        Err(EditError::Invalid(mistakes)) => again(&app, &viewer, (&draft, &input), (&form, &mistakes, unread), None),
        other => Ok(other?),
    }
}

/// The form again: a date that could not be read keeps its own sentence.
fn again(
    app: &App,
    viewer: &Viewer,
    (draft, input): (&Draft, &ActivityInput),
    (form, mistakes, unread): (&Form, &[FieldError], Vec<FieldError>),
    version: Option<i64>,
) -> Result<HttpResponse, Problem> {
    let is_replaced = |m: &&FieldError| !unread.iter().any(|u| u.field == m.field);
    let errors: Vec<FieldError> = mistakes.iter().filter(is_replaced).cloned().chain(unread.iter().cloned()).collect();
    let mut page = edit_page(draft, input, &errors, FormKeys { idempotency_key: app.fresh_key(), version });
    page.fields.starts_on = page.fields.starts_on.typed(form);
    page.fields.ends_on = page.fields.ends_on.typed(form);
    app.page_with_mistakes(viewer, &page)
}

async fn edit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let a = find(&draft, &id)?.clone();
    let version = a.version;
    let input = ActivityInput {
        kind: a.kind,
        title: a.title,
        place: a.place,
        country: a.country,
        starts_on: Some(a.starts_on),
        ends_on: Some(a.ends_on),
        partner: a.partner,
        provider: a.provider,
    };
    app.page(&viewer, &edit_page(&draft, &input, &[], FormKeys::of_version(app.fresh_key(), version)))
}

async fn change(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    let part = (reference.as_str(), id.as_str(), Part::Activity);
    if !mistakes.is_empty() {
        return plan_versions::compare((&app, &viewer), part, (&mine, &sent), &mistakes).await;
    }
    let draft = load(&app, &viewer, reference.clone()).await?;
    let stored = find(&draft, &id)?;
    let (input, unread) = read(&form);
    let (actor, activity, version, base, wanted) = (viewer.actor(), stored.id, form.version(), home(&reference), input.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            intake::change_activity(tx, &actor, activity, version, &wanted).map(|()| format!("{base}/activities?done=activity-saved"))
        })
        .await;
    match outcome {
        Err(EditError::Invalid(mistakes)) => again(&app, &viewer, (&draft, &input), (&form, &mistakes, unread), Some(version)),
        Err(EditError::Changed) => plan_versions::compare((&app, &viewer), part, (&form, &form), &[]).await,
        other => Ok(other?),
    }
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
    summary: ErrorSummary,
    rows: Vec<PersonRow>,
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
            summary: ErrorSummary::new(errors),
            rows: rows(&[AttendeeInput::default()], errors),
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
        summary: ErrorSummary::new(errors),
        rows: rows(people, errors),
        keys,
    }
}

async fn people(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let activity = find(&draft, &id)?;
    let known =
        activity.attendees.iter().map(|a| AttendeeInput { name: a.name.clone(), job: a.job.clone(), standing: a.standing.to_string() });
    let people: Vec<AttendeeInput> = known.chain(std::iter::repeat_n(AttendeeInput::default(), SPARE_ROWS)).collect();
    app.page(&viewer, &people_page(&draft, activity, &people, &[], FormKeys::of_version(app.fresh_key(), activity.version)))
}

/// The people that a form sent.
pub(super) fn read_people(form: &Form) -> Vec<AttendeeInput> {
    let count = form.fields().iter().filter(|(name, _)| name.starts_with("job_")).count().min(60);
    let text = |name: &str, i: usize| form.text(&format!("{name}_{i}"));
    (0..count).map(|i| AttendeeInput { name: text("name", i), job: text("job", i), standing: text("standing", i) }).collect()
}

async fn change_people(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    let part = (reference.as_str(), id.as_str(), Part::People);
    if !mistakes.is_empty() {
        return plan_versions::compare((&app, &viewer), part, (&mine, &sent), &mistakes).await;
    }
    let draft = load(&app, &viewer, reference.clone()).await?;
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
            let keys = FormKeys::of_version(app.fresh_key(), version);
            app.page_with_mistakes(&viewer, &people_page(&draft, activity, &people, &mistakes, keys))
        }
        Err(EditError::Changed) => plan_versions::compare((&app, &viewer), part, (&form, &form), &[]).await,
        other => Ok(other?),
    }
}

async fn remove(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    // Pressed twice, the activity is gone the second time; the key gives the same answer.
    let activity: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    let (actor, application, base) = (viewer.actor(), draft.application.id, home(&draft.application.reference));
    let outcome = app.submit(&viewer, &form, move |tx| -> Result<String, EditError> {
        if intake::activity(tx, activity)?.application != application {
            return Err(db::Error::Missing.into());
        }
        intake::remove_activity(tx, &actor, activity).map(|()| format!("{base}/activities?done=activity-removed"))
    });
    Ok(outcome.await?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::EditPage>();
        crate::templates::check::page::<super::PeoplePage>();
    }
}
