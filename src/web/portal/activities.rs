//! Activities: the list, and one activity.

use super::applications::{home, load};
use super::merge::{self, Resolved};
use super::plan_versions::{self, Part};
use super::typed_sheets::{self, Offered, Unsaved};
use crate::db;
use crate::intake::{self, Activity, ActivityInput, Draft, EditError, Sheet};
use crate::kernel::{FieldError, Id};
use crate::locale::format;
use crate::templates::Page;
use crate::web::fields::{Choices, DateField, ErrorSummary, Field, FormKeys};
use crate::web::{Access, App, Form, Problem, Route, Viewer, access, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    let writers = Access::Applying(access::CITY_WRITERS);
    vec![
        get("/portal/applications/{reference}/activities", Access::Applying(access::CITY), list),
        get("/portal/applications/{reference}/activities/new", writers, new),
        post("/portal/applications/{reference}/activities/new", writers, add),
        get("/portal/applications/{reference}/activities/{activity}", writers, edit),
        post("/portal/applications/{reference}/activities/{activity}", writers, change),
        post("/portal/applications/{reference}/activities/{activity}/remove", writers, remove),
    ]
}

/// The activity with this identifier, if it belongs to the draft.
pub(super) fn find<'a>(draft: &'a Draft, id: &str) -> Result<&'a Activity, Problem> {
    let id: Id<Activity> = id.parse().map_err(|_| Problem::missing())?;
    draft.activities.iter().find(|a| a.id == id).ok_or_else(Problem::missing)
}

#[derive(Serialize)]
struct Card {
    id: String,
    title: String,
    kind: String,
    facts: String,
    people: Vec<String>,
    total: String,
    keys: FormKeys,
}

#[derive(Serialize)]
struct ListPage {
    reference: String,
    intro: String,
    cards: Vec<Card>,
    can_write: bool,
    can_add: bool,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "portal/activities/list";
    fn title(&self) -> String {
        format!("Plan your activities – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let card = |people| Card { id: x(), title: x(), kind: x(), facts: x(), people, total: x(), keys: FormKeys::new(x()) };
        let sample = |cards, can_write| Self { reference: x(), intro: x(), cards, can_write, can_add: can_write };
        vec![sample(vec![], true), sample(vec![card(vec![x()]), card(vec![])], true), sample(vec![card(vec![])], false)]
    }
}

async fn list(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let rules = &draft.definition.activities;
    let can_write = draft.application.scope.allows(&["activities"]) && intake::policy::may_write(&viewer.actor, &draft.application);
    let page = ListPage {
        reference: draft.application.reference.clone(),
        intro: rules.intro.clone(),
        cards: draft.activities.iter().map(|a| card(&draft, a, app.fresh_key())).collect(),
        can_write,
        can_add: can_write && draft.activities.len() < rules.max,
    };
    app.page(&viewer, &page)
}

fn card(draft: &Draft, a: &Activity, key: String) -> Card {
    Card {
        id: a.id.text(),
        title: a.title.clone(),
        kind: draft.definition.kind_title(&a.kind),
        facts: format!("{}, {}, {}", a.place, a.country, format::date_range(a.starts_on, a.ends_on)),
        people: a.attendees.iter().map(person).collect(),
        total: draft.activity_total(a).to_string(),
        keys: FormKeys::new(key),
    }
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
    kind: Choices,
    texts: Vec<Field>,
    starts_on: DateField,
    ends_on: DateField,
    more: Vec<Field>,
    /// That the fields hold what was typed and not saved.
    unsaved: Option<Unsaved>,
    /// Where it is kept while it is typed.
    autosave: String,
    keys: FormKeys,
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
            kind: Choices::new("kind", "Kind", [("training", "Training course"), ("conference", "Conference")]),
            texts: vec![Field::new("title", "Name").errors(errors)],
            starts_on: DateField::new("starts_on", "First day"),
            ends_on: DateField::new("ends_on", "Last day"),
            more: vec![Field::new("partner", "Partner").optional()],
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
    let kinds = &draft.definition.activities.kinds;
    let field = |name: &str, label: &str, value: &str| Field::new(name, label).value(value).errors(errors);
    EditPage {
        reference: draft.application.reference.clone(),
        heading: if keys.version.is_some() { "Change an activity" } else { "Add an activity" }.into(),
        summary: ErrorSummary::new(errors),
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
        unsaved: None,
        autosave: typed_sheets::address(draft, sheet),
        keys,
    }
}

async fn new(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let sheet = Sheet::NewActivity;
    let page = edit_page((&draft, sheet), &ActivityInput::default(), &[], FormKeys::new(app.fresh_key()));
    let offered = typed_sheets::offered((&app, &viewer), &draft, sheet).await?;
    app.page(&viewer, &put_back(page, (&draft, sheet), offered))
}

/// Fills in what was typed on the page before and not saved.
fn put_back(page: EditPage, (draft, sheet): (&Draft, Sheet), offered: Option<Offered>) -> EditPage {
    let Some(Offered { form, version, note }) = offered else { return page };
    let keys = FormKeys { version: page.keys.version.map(|_| version), ..page.keys };
    let mut page = edit_page((draft, sheet), &read(&form).0, &[], keys);
    page.starts_on = page.starts_on.typed(&form);
    page.ends_on = page.ends_on.typed(&form);
    EditPage { unsaved: Some(note), ..page }
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
    page.starts_on = page.starts_on.typed(form);
    page.ends_on = page.ends_on.typed(form);
    app.page_with_mistakes(viewer, &page)
}

async fn edit(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (reference, id) = path.into_inner();
    let draft = load(&app, &viewer, reference).await?;
    let a = find(&draft, &id)?.clone();
    let (version, sheet) = (a.version, Sheet::Activity(a.id));
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
    let page = edit_page((&draft, sheet), &input, &[], FormKeys::of_version(app.fresh_key(), version));
    let offered = typed_sheets::offered((&app, &viewer), &draft, sheet).await?;
    app.page(&viewer, &put_back(page, (&draft, sheet), offered))
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
        crate::templates::check::page::<super::ListPage>();
        crate::templates::check::page::<super::EditPage>();
    }
}
