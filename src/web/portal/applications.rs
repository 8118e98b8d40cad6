//! One application: the task list while it is written, and its status afterwards.

use crate::intake::{self, Application, Draft, Part, Progress};
use crate::locale::format;
use crate::opportunity::{self, Opportunity};
use crate::templates::Page;
use crate::web::fields::{Status, SummaryRow, Task};
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use chrono_tz::Tz;
use serde::Serialize;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/portal/applications/{reference}", Access::City(access::CITY), show),
        get("/portal/applications/{reference}/status", Access::City(access::CITY), status),
    ]
}

/// The address of an application.
pub(super) fn home(reference: &str) -> String {
    format!("/portal/applications/{reference}")
}

/// The word for where an application stands, as far as intake knows.
pub(super) fn stage_of(a: &Application) -> Status {
    if a.withdrawn_at.is_some() {
        Status::quiet("Withdrawn")
    } else if a.is_draft() {
        Status::active("Draft")
    } else if a.is_returned() {
        Status::warning("Sent back to you")
    } else {
        Status::good("Submitted")
    }
}

/// The draft with this reference number, for those who may see it.
pub(super) async fn load(app: &App, viewer: &Viewer, reference: String) -> Result<Draft, Problem> {
    let actor = viewer.actor();
    let draft = app.read(move |conn| {
        let application = intake::find_visible(conn, &actor, &reference)?;
        intake::draft(conn, application.id)
    });
    draft.await.map_err(|e: crate::db::Error| Problem::from(e))
}

/// Where a part is edited.
pub(super) fn href(draft: &Draft, part: &Part) -> String {
    let base = home(&draft.application.reference);
    let question = |ids: Vec<&String>| {
        let open = ids.iter().find(|id| !draft.saved.contains_key(**id)).or(ids.first());
        open.map_or(base.clone(), |id| format!("{base}/questions/{id}"))
    };
    match part {
        Part::Eligibility => question(draft.definition.eligibility.iter().map(|q| &q.id).collect()),
        Part::Section(id) => {
            question(draft.definition.sections.iter().filter(|s| s.id == *id).flat_map(|s| s.questions.iter().map(|q| &q.id)).collect())
        }
        Part::Question(id) => format!("{base}/questions/{id}"),
        Part::Activities => format!("{base}/activities"),
        Part::Budget => format!("{base}/budget"),
        Part::Attachments => format!("{base}/attachments"),
        Part::Certify => format!("{base}/check"),
    }
}

#[derive(Serialize)]
struct TasksPage {
    reference: String,
    heading: String,
    opportunity: String,
    city: String,
    stage: Status,
    returned: Option<Vec<String>>,
    deadline: String,
    deadline_iso: String,
    now_iso: String,
    saved: String,
    total: String,
    limits: String,
    done: String,
    tasks: Vec<Task>,
}

impl Page for TasksPage {
    const TEMPLATE: &'static str = "portal/applications/tasks";
    fn title(&self) -> String {
        format!("{} – Application {}", self.heading, self.reference)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let sample = |returned| Self {
            reference: x(),
            heading: x(),
            opportunity: x(),
            city: x(),
            stage: Status::active("Draft"),
            returned,
            deadline: x(),
            deadline_iso: x(),
            now_iso: x(),
            saved: x(),
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
    if !draft.application.is_editable() {
        return Ok(crate::web::see_other(&format!("{}/status", home(&draft.application.reference))));
    }
    let application = draft.application.clone();
    let (opportunity, zone, returned) = app
        .read(move |conn| {
            let found = opportunity::opportunity(conn, application.opportunity)?;
            let returned = if application.is_returned() { intake::last_return(conn, application.id)? } else { None };
            Ok::<_, crate::db::Error>((found, intake::city_zone(conn, &application)?, returned))
        })
        .await?;
    let mut page = tasks_page(&draft, &opportunity, zone);
    page.now_iso = app.now().iso();
    page.returned = returned.map(|r| r.note.lines().map(str::to_owned).collect());
    app.page(&viewer, &page)
}

fn tasks_page(draft: &Draft, opportunity: &Opportunity, zone: Tz) -> TasksPage {
    let (a, d) = (&draft.application, &draft.definition);
    let deadline = a.answer_by.unwrap_or(opportunity.closes.at);
    let tasks = intake::tasks(draft);
    let done = tasks.iter().filter(|t| t.progress == Progress::Completed).count();
    TasksPage {
        reference: a.reference.clone(),
        heading: a.shown_title().to_owned(),
        opportunity: d.title.clone(),
        city: a.city_name.clone(),
        stage: stage_of(a),
        returned: None,
        deadline: format::in_both_zones(deadline, opportunity.closes.zone, zone),
        deadline_iso: deadline.iso(),
        now_iso: String::new(),
        saved: format::datetime(a.updated_at, zone),
        total: draft.total().to_string(),
        limits: format!("{} to {}", d.amounts.floor(), d.amounts.cap()),
        done: format!("You have completed {done} of {} tasks.", tasks.len()),
        tasks: tasks.iter().enumerate().map(|(i, task)| shown(draft, i, task)).collect(),
    }
}

fn shown(draft: &Draft, i: usize, task: &intake::Task) -> Task {
    let label = task.progress.label();
    let status = match task.progress {
        Progress::Completed => Status::done(label),
        Progress::InProgress => Status::active(label),
        Progress::NotYetStarted | Progress::CannotStartYet => Status::quiet(label),
    };
    // The check page also shows what is missing, so it can always be opened.
    let is_reachable = task.progress != Progress::CannotStartYet || task.part == Part::Certify;
    let row = Task::new(format!("task-{i}"), &task.title, is_reachable.then(|| href(draft, &task.part)), status);
    if task.hint.is_empty() { row } else { row.hint(&task.hint) }
}

#[derive(Serialize)]
struct StatusPage {
    reference: String,
    heading: String,
    stage: Status,
    facts: Vec<SummaryRow>,
    steps: Vec<Step>,
    has_receipt: bool,
    can_withdraw: bool,
}

#[derive(Serialize)]
struct Step {
    title: String,
    when: String,
    text: String,
}

impl Page for StatusPage {
    const TEMPLATE: &'static str = "portal/applications/status";
    fn title(&self) -> String {
        format!("Status – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let sample = |has_receipt| Self {
            reference: "UDF-2027-0142".into(),
            heading: "X".into(),
            stage: Status::good("Submitted"),
            facts: vec![SummaryRow::new("City", "Madison, WI")],
            steps: vec![Step { title: "Started".into(), when: "Today".into(), text: String::new() }],
            has_receipt,
            can_withdraw: has_receipt,
        };
        vec![sample(true), sample(false)]
    }
}

async fn status(app: Data<App>, viewer: Viewer, reference: Path<String>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let application = draft.application.clone();
    let (zone, submissions, returned) = app
        .read(move |conn| {
            let (zone, received) = (intake::city_zone(conn, &application)?, intake::submissions(conn, application.id)?);
            Ok::<_, crate::db::Error>((zone, received, intake::last_return(conn, application.id)?))
        })
        .await?;
    let a = &draft.application;
    let page = StatusPage {
        reference: a.reference.clone(),
        heading: a.shown_title().to_owned(),
        stage: stage_of(a),
        facts: vec![
            SummaryRow::new("Opportunity", &draft.definition.title),
            SummaryRow::new("City", &a.city_name),
            SummaryRow::new("Reference", &a.reference),
            SummaryRow::new("Amount asked for", &draft.total().to_string()),
        ],
        steps: steps(&draft, &submissions, returned.as_ref(), zone),
        has_receipt: !submissions.is_empty(),
        can_withdraw: a.withdrawn_at.is_none() && intake::policy::may_certify(&viewer.actor, a),
    };
    app.page(&viewer, &page)
}

fn steps(draft: &Draft, submissions: &[intake::Submission], returned: Option<&intake::Return>, zone: Tz) -> Vec<Step> {
    let step = |title: &str, at, text: &str| (at, Step { title: title.into(), when: format::datetime(at, zone), text: text.into() });
    let a = &draft.application;
    let mut steps = vec![step("Started", a.created_at, "")];
    for s in submissions {
        let title = if s.n == 1 { "Submitted" } else { "Submitted again" };
        steps.push(step(title, s.received_at, &format!("Certified by {}. The fund checks if it is complete.", s.certified_name)));
    }
    if let Some(r) = returned {
        steps.push(step("Sent back with questions", r.returned_at, &r.note));
    }
    if let Some(at) = a.withdrawn_at {
        steps.push(step("Withdrawn", at, "Nothing more happens with this application."));
    }
    steps.sort_by_key(|(at, _)| *at);
    let mut shown: Vec<Step> = steps.into_iter().map(|(_, s)| s).collect();
    if a.withdrawn_at.is_none() {
        let text = if a.is_editable() {
            "Your city answers and submits."
        } else {
            "Three people read and score each application. Then the fund decides and writes to you."
        };
        shown.push(Step {
            title: "Decision".into(),
            when: format!("Expected by {}", format::date(draft.definition.dates.decisions_by)),
            text: text.into(),
        });
    }
    shown
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::TasksPage>();
        crate::templates::check::page::<super::StatusPage>();
    }
}
