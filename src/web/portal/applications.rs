//! One application while it is written: the task list.

use super::timeline::tag;
use crate::intake::{self, Application, Draft, EditError, Part, Progress};
use crate::locale::format;
use crate::opportunity::{self, Opportunity};
use crate::people::{Actor, membership};
use crate::process::Stage;
use crate::templates::Page;
use crate::web::fields::{Status, Task};
use crate::web::sheet::Link;
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/applications/{reference}", Access::Applying(access::CITY), show)]
}

/// The address of an application.
pub(super) fn home(reference: &str) -> String {
    format!("/portal/applications/{reference}")
}

/// Where a page of an application leads back: its city's people to their city, whoever entered it for the city to their entries.
pub(super) fn back(actor: &Actor, application: &Application) -> Link {
    if !actor.belongs_to(application.city) && intake::policy::enters(actor, application) {
        Link::new("/desk/entries", "Enter an application for a city")
    } else {
        Link::new("/portal", "Your city")
    }
}

/// The draft with this reference number, for those who may see it.
pub(super) async fn load(app: &App, viewer: &Viewer, reference: String) -> Result<Draft, Problem> {
    let actor = viewer.actor();
    let draft = app.read(move |conn| {
        let application = intake::find_of_city(conn, &actor, &reference)?;
        intake::draft_of(conn, application)
    });
    draft.await.map_err(|e: crate::db::Error| Problem::from(e))
}

/// The same for those who write in it: whoever only reads is refused before anything of what they sent is looked at.
pub(super) async fn load_to_write(app: &App, viewer: &Viewer, reference: String) -> Result<Draft, Problem> {
    let draft = load(app, viewer, reference).await?;
    if intake::policy::may_write(&viewer.actor, &draft.application) { Ok(draft) } else { Err(EditError::NotAllowed.into()) }
}

/// Where a part is edited.
pub(super) fn href(draft: &Draft, part: &Part) -> String {
    let base = home(&draft.application.reference);
    let question = |ids: Vec<&String>| {
        let named = || ids.iter().find(|id| draft.application.is_returned() && draft.has_open_question(id));
        let open = named().or_else(|| ids.iter().find(|id| !draft.saved.contains_key(**id))).or(ids.first());
        open.map_or(base.clone(), |id| format!("{base}/questions/{id}"))
    };
    match part {
        Part::Eligibility => question(draft.definition.eligibility.iter().map(|q| &q.id).collect()),
        Part::Section(id) => question(draft.asked().of_section(id).iter().map(|q| &q.id).collect()),
        Part::Question(id) => format!("{base}/questions/{id}"),
        Part::Activities => format!("{base}/activities"),
        Part::Budget => format!("{base}/budget"),
        Part::Partners => format!("{base}/partners"),
        Part::Attachments => format!("{base}/attachments"),
        Part::Certify => format!("{base}/check"),
    }
}

#[derive(Serialize)]
struct TasksPage {
    back: Link,
    reference: String,
    heading: String,
    opportunity: String,
    city: String,
    stage: Status,
    /// Who of the fund entered it for the city, if somebody did.
    entered: Option<String>,
    returned: Option<Vec<String>>,
    /// What can be changed after a return, each with where.
    open: Vec<Link>,
    no_official: Option<String>,
    deadline: String,
    deadline_iso: String,
    now_iso: String,
    /// Whether it can no longer be submitted.
    is_late: bool,
    saved: String,
    /// What a concept note is for, where this is one.
    note: Option<String>,
    has_plan: bool,
    total: String,
    limits: String,
    done: String,
    /// That a newer version of the form was published, if there is one.
    newer: Option<String>,
    /// Where answers of an earlier application are taken over, if there is one.
    copy: Option<String>,
    tasks: Vec<Task>,
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "portal/applications/tasks";
    fn title(&self) -> String {
        format!("{} – Application {}", self.heading, self.reference)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let sample = |returned: Option<Vec<String>>| Self {
            back: Link::new("/portal", "Your city"),
            reference: x(),
            heading: x(),
            opportunity: x(),
            city: x(),
            stage: tag(Stage::Draft),
            entered: returned.is_some().then(x),
            no_official: returned.is_some().then(x),
            deadline: x(),
            deadline_iso: x(),
            now_iso: x(),
            is_late: returned.is_none(),
            saved: x(),
            note: returned.is_none().then(x),
            newer: returned.is_none().then(x),
            has_plan: returned.is_some(),
            copy: returned.is_none().then(x),
            open: if returned.is_some() { vec![Link::new("/a", "A")] } else { vec![] },
            returned,
            total: x(),
            limits: x(),
            done: x(),
            tasks: vec![
                Task::new("a", "A", Some("/a".into()), Status::done("Completed")),
                Task::new("b", "B", None, Status::quiet("Cannot start yet")).hint("x"),
            ],
        };
        vec![sample(None), sample(Some(vec![x()]))]
    }
}

async fn show(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    super::presence::leave(&app, &viewer, &draft.application.reference).await;
    if !draft.application.is_editable() {
        return Ok(crate::web::see_other(&format!("{}/status", home(&draft.application.reference))));
    }
    let application = draft.application.clone();
    let actor = viewer.actor();
    let (opportunity, zone, returned, has_official, has_earlier, numbers) = app
        .read(move |conn| {
            let mut found = opportunity::opportunity(conn, application.opportunity)?;
            found.closes = opportunity::closing(conn, &found, application.city)?;
            let returned = if application.is_returned() { intake::last_return(conn, application.id)? } else { None };
            let has_official = membership::has_official(conn, application.city)?;
            let has_earlier = !intake::list_to_copy_from(conn, &actor, &application)?.is_empty();
            let numbers = intake::find_newer_numbers(conn, &application)?;
            Ok::<_, crate::db::Error>((found, intake::city_zone(conn, &application)?, returned, has_official, has_earlier, numbers))
        })
        .await?;
    let mut page = tasks_page(&draft, back(&viewer.actor, &draft.application), &opportunity, zone);
    page.now_iso = app.now().iso();
    page.is_late = app.now() > draft.application.answer_by.unwrap_or(opportunity.closes.at);
    page.no_official = (!has_official && draft.application.entry.is_none()).then(|| format!("/portal/cities/{}", draft.application.city));
    page.copy = has_earlier.then(|| format!("{}/copy", home(&draft.application.reference)));
    page.newer = numbers.map(|(on, newer)| {
        format!("Version {newer} of this form was published after you began. Your application stays on version {on}, and nothing you wrote changes.")
    });
    page.returned = returned.map(|r| r.note.lines().map(str::to_owned).collect());
    app.page(&viewer, &page)
}

fn tasks_page(draft: &Draft, back: Link, opportunity: &Opportunity, zone: Tz) -> TasksPage {
    let (a, d) = (&draft.application, &draft.definition);
    let deadline = a.answer_by.unwrap_or(opportunity.closes.at);
    let tasks = intake::tasks(draft);
    let note = d.concept_note.as_ref().filter(|_| draft.is_concept_note());
    let done = tasks.iter().filter(|t| t.progress == Progress::Completed).count();
    TasksPage {
        back,
        reference: a.reference.clone(),
        heading: a.shown_title().to_owned(),
        opportunity: d.title.clone(),
        city: a.city_name.clone(),
        stage: tag(stage(a)),
        entered: a.entry.as_ref().map(intake::EnteredBy::words),
        returned: None,
        open: if a.is_returned() { open_parts(draft) } else { vec![] },
        no_official: None,
        deadline: format::in_both_zones(deadline, opportunity.closes.zone, zone),
        deadline_iso: deadline.iso(),
        now_iso: String::new(),
        is_late: false,
        saved: format::datetime(a.updated_at, zone),
        note: note.map(|note| note.intro.clone()),
        has_plan: d.has_plan(),
        total: draft.total().to_string(),
        limits: format!("{} to {}", d.amounts.floor(), d.amounts.cap()),
        done: format!("You have completed {done} of {} tasks.", tasks.len()),
        newer: None,
        copy: None,
        tasks: tasks.iter().enumerate().map(|(i, task)| shown(draft, i, task)).collect(),
    }
}

/// What the fund asks to change, in the order of the form.
fn open_parts(draft: &Draft) -> Vec<Link> {
    let link = |part: &Part, title: &str| draft.has_open_part(part).then(|| Link::new(href(draft, part), title));
    let mut found = Vec::new();
    for task in intake::tasks(draft) {
        match &task.part {
            Part::Section(id) => {
                let questions = draft.asked();
                found.extend(questions.of_section(id).iter().filter_map(|q| link(&Part::Question(q.id.clone()), &q.label)));
            }
            Part::Certify => {}
            part => found.extend(link(part, &task.title)),
        }
    }
    found
}

/// Where an application stands that its city can write in.
fn stage(a: &Application) -> Stage {
    match (a.is_returned(), a.is_invited()) {
        (true, _) => Stage::Returned,
        (_, true) => Stage::Invited,
        _ => Stage::Draft,
    }
}

fn shown(draft: &Draft, i: usize, task: &intake::Task) -> Task {
    let label = task.progress.label();
    let status = match task.progress {
        Progress::Completed => Status::done(label),
        Progress::InProgress => Status::active(label),
        Progress::NotYetStarted | Progress::CannotStartYet => Status::quiet(label),
    };
    // After a return what the fund asks about is open though nothing is missing; the rest can be read.
    let status = match (draft.application.is_returned(), draft.has_open_part(&task.part)) {
        (true, false) => Status::quiet("Closed"),
        (true, true) if task.progress == Progress::Completed => Status::active("Open"),
        _ => status,
    };
    // The check page also shows what is missing, so it can always be opened.
    let is_reachable = task.progress != Progress::CannotStartYet || task.part == Part::Certify;
    let row = Task::new(format!("task-{i}"), &task.title, is_reachable.then(|| href(draft, &task.part)), status);
    if task.hint.is_empty() { row } else { row.hint(&task.hint) }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::TasksPage>();
    }
}
