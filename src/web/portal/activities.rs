//! One activity of a plan. The list is in `activity_list.rs`, the people who take part in it in `attendees.rs`.

use super::applications::{home, load, load_to_write};
use super::merge::{self, Resolved};
use super::plan_versions::{self, Part};
use super::presence;
use super::typed_sheets::{self, Offered, Unsaved};
use crate::db;
use crate::intake::{self, Activity, ActivityInput, Draft, EditError, Sheet};
use crate::kernel::{FieldError, Id};
use crate::opportunity::ActivityKind;
use crate::templates::Page;
use crate::web::fields::{Choices, DateField, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/activities/new", writers, new),
        post("/portal/applications/{reference}/activities/new", writers, add),
        get("/portal/applications/{reference}/activities/{activity}", writers, edit),
        post("/portal/applications/{reference}/activities/{activity}", writers, change),
        post("/portal/applications/{reference}/activities/{activity}/remove", writers, remove),
    ]
}

/// Where whoever looks at the list or adds to it is met.
pub(super) const PLAN: &str = "activities";

/// Where whoever writes in an activity, or names its people, is met: both change the same version of it.
pub(super) fn place(activity: &Activity) -> String {
    format!("{PLAN}/{}", activity.id)
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
    /// Who else is here to write.
    others: Vec<String>,
    summary: ErrorSummary,
    #[serde(flatten)]
    fields: ActivityFields,
    /// That the fields hold what was typed and not saved.
    unsaved: Option<Unsaved>,
    /// Where it is kept while it is typed.
    autosave: String,
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
            others: if errors.is_empty() { vec!["Ana is editing this section.".into()] } else { vec![] },
            summary: ErrorSummary::new(errors),
            fields: ActivityFields {
                kind: Choices::new("kind", "Kind", [("training", "Training course"), ("conference", "Conference")]),
                texts: vec![Field::new("title", "Name").errors(errors)],
                starts_on: DateField::new("starts_on", "First day"),
                ends_on: DateField::new("ends_on", "Last day"),
                more: vec![Field::new("partner", "Partner").optional()],
            },
            unsaved: errors.is_empty().then(Unsaved::sample),
            autosave: "/x".into(),
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

fn edit_page((draft, sheet): (&Draft, Sheet), input: &ActivityInput, errors: &[FieldError], keys: FormKeys) -> EditPage {
    EditPage {
        reference: draft.application.reference.clone(),
        heading: if keys.version.is_some() { "Change an activity" } else { "Add an activity" }.into(),
        others: vec![],
        summary: ErrorSummary::new(errors),
        fields: fields_of(&draft.definition.activities.kinds, input, errors),
        unsaved: None,
        autosave: typed_sheets::address(draft, sheet),
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
    let sheet = Sheet::NewActivity;
    let mut page = edit_page((&draft, sheet), &ActivityInput::default(), &[], FormKeys::new(app.fresh_key()));
    page.others = presence::meet_here(&app, &viewer, &draft, PLAN).await;
    let offered = typed_sheets::offered((&app, &viewer), &draft, sheet).await?;
    app.page(&viewer, &put_back(page, (&draft, sheet), offered))
}

/// Fills in what was typed on the page before and not saved.
fn put_back(page: EditPage, (draft, sheet): (&Draft, Sheet), offered: Option<Offered>) -> EditPage {
    let Some(Offered { form, version, note }) = offered else { return page };
    let keys = FormKeys { version: page.keys.version.map(|_| version), ..page.keys };
    let mut filled = edit_page((draft, sheet), &read(&form).0, &[], keys);
    filled.fields.starts_on = filled.fields.starts_on.typed(&form);
    filled.fields.ends_on = filled.fields.ends_on.typed(&form);
    EditPage { unsaved: Some(note), others: page.others, ..filled }
}

async fn add(app: Data<App>, viewer: Viewer, reference: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let draft = load_to_write(&app, &viewer, reference.into_inner()).await?;
    let (input, unread) = read(&form);
    let (actor, id, base, wanted) = (viewer.actor(), draft.application.id, home(&draft.application.reference), input.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            intake::add_activity(tx, &actor, id, &wanted).map(|activity| format!("{base}/activities/{activity}/people"))
        })
        .await;
    match outcome {
        Err(EditError::Invalid(mistakes)) => {
            again((&app, &viewer), (&draft, Sheet::NewActivity, &input), (&form, &mistakes, unread), None).await
        }
        other => Ok(other?),
    }
}

/// The form again, which is kept as it was typed: a date that could not be read keeps its own sentence.
async fn again(
    (app, viewer): (&App, &Viewer),
    (draft, sheet, input): (&Draft, Sheet, &ActivityInput),
    (form, mistakes, unread): (&Form, &[FieldError], Vec<FieldError>),
    version: Option<i64>,
) -> Result<HttpResponse, Problem> {
    typed_sheets::keep_refused((app, viewer), draft, sheet, form).await?;
    let is_replaced = |m: &&FieldError| !unread.iter().any(|u| u.field == m.field);
    let errors: Vec<FieldError> = mistakes.iter().filter(is_replaced).cloned().chain(unread.iter().cloned()).collect();
    let mut page = edit_page((draft, sheet), input, &errors, FormKeys { idempotency_key: app.fresh_key(), version });
    page.fields.starts_on = page.fields.starts_on.typed(form);
    page.fields.ends_on = page.fields.ends_on.typed(form);
    app.page_with_mistakes(viewer, &page)
}

async fn edit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let a = find(&draft, &id)?.clone();
    let (version, sheet, here) = (a.version, Sheet::Activity(a.id), place(&a));
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
    let mut page = edit_page((&draft, sheet), &input, &[], FormKeys::of_version(app.fresh_key(), version));
    page.others = presence::meet_here(&app, &viewer, &draft, &here).await;
    let offered = typed_sheets::offered((&app, &viewer), &draft, sheet).await?;
    app.page(&viewer, &put_back(page, (&draft, sheet), offered))
}

async fn change(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, sent: Form) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load_to_write(&app, &viewer, reference.clone()).await?;
    let Resolved { form, mine, mistakes } = merge::resolve(sent.clone());
    let part = (reference.as_str(), id.as_str(), Part::Activity);
    if !mistakes.is_empty() {
        return plan_versions::compare((&app, &viewer), part, (&mine, &sent), &mistakes).await;
    }
    let stored = find(&draft, &id)?;
    let (input, unread) = read(&form);
    let (actor, activity, version, base, wanted) = (viewer.actor(), stored.id, form.version(), home(&reference), input.clone());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            intake::change_activity(tx, &actor, activity, version, &wanted).map(|()| format!("{base}/activities?done=activity-saved"))
        })
        .await;
    match outcome {
        Err(EditError::Invalid(mistakes)) => {
            let page = (&draft, Sheet::Activity(activity), &input);
            again((&app, &viewer), page, (&form, &mistakes, unread), Some(version)).await
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
    }
}
