//! The page of a review: the application on one side, the rubric on the other, and the ways to the reviews
//! before and after it.

use super::rubric_form::{self, CriterionForm, OtherVersion, Shown, Total};
use crate::db::{Conn, Error};
use crate::intake::{self, Kept};
use crate::kernel::{FieldError, Id, Timestamp};
use crate::locale::format;
use crate::opportunity::{self, Criterion, Definition};
use crate::people::{Actor, key_setting};
use crate::process::{self, Beside, Stage as CaseStage};
use crate::review::{self, Assignment, OpenTask, Place, Review, Stage, Version};
use crate::templates::Page;
use crate::web::content::Content;
use crate::web::fields::{ErrorSummary, Field, FormKeys, SummaryRow};
use crate::web::typed::Sent;
use crate::web::{App, Viewer};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Serialize;
use std::sync::Arc;

/// What another reviewer, or oneself, submitted.
#[derive(Serialize)]
struct Submitted {
    title: String,
    rows: Vec<SummaryRow>,
}

/// A question on the whole that is not scored.
#[derive(Serialize)]
struct Whole {
    title: String,
    prompt: String,
}

/// The review.
#[derive(Serialize)]
pub(super) struct ReviewPage {
    summary: ErrorSummary,
    id: String,
    reference: String,
    heading: String,
    city: String,
    /// By when it is due, and how far the reviewer is.
    due: Option<String>,
    /// That the fund typed it for the city; not who did.
    is_entered: bool,
    /// What has become of the rubric since the review was begun.
    note: Option<String>,
    saved: Option<String>,
    total: Total,
    /// Whether the application is being prepared for blind review; it has no content then.
    is_prepared: bool,
    /// That files are withheld.
    withheld: Option<String>,
    content: Content,
    criteria: Vec<CriterionForm>,
    whole: Option<Whole>,
    overall: Field,
    other_overall: Option<OtherVersion>,
    marks: Vec<Sent>,
    /// Whether the fields hold what is saved nowhere yet.
    is_unsaved: bool,
    submitted: Vec<Submitted>,
    /// What one's own review said before it was opened again.
    earlier: Vec<Submitted>,
    /// Whether a submitted review may be changed, in a sentence.
    lock: &'static str,
    /// Why it is opened again, where the phase allows it.
    reopen: Option<Field>,
    previous: Option<String>,
    next: Option<String>,
    /// Whether keys of one letter act on this page.
    has_shortcuts: bool,
    keys: FormKeys,
}

const LOCKED: &str = "A submitted review cannot be changed.";
const OPEN: &str = "You can open a submitted review again while this phase lasts.";

impl Page for ReviewPage {
    const TEMPLATE: &'static str = "panel/review";

    fn title(&self) -> String {
        format!("Review {} – {}", self.reference, self.heading)
    }

    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }

    fn is_wide(&self) -> bool {
        true
    }

    fn samples() -> Vec<Self> {
        let page = |criteria: Vec<CriterionForm>, submitted: Vec<Submitted>| Self {
            has_shortcuts: submitted.is_empty(),
            summary: ErrorSummary::new(&[]),
            id: "x".into(),
            reference: "UDF-2027-0001".into(),
            heading: "Sister city training".into(),
            city: "Madison, WI".into(),
            due: Some("Due January 22, 2027. 3 of 25 done.".into()),
            is_entered: true,
            note: Some("Another version.".into()),
            saved: Some("Saved today".into()),
            total: Total { scored: 1, of: 5, points: "3.40".into(), share: "25%".into(), scale: "of 5".into() },
            is_prepared: criteria.is_empty(),
            withheld: Some("One file is withheld.".into()),
            content: Content::sample(),
            criteria,
            whole: Some(Whole { title: "Capacity".into(), prompt: "Is anything missing?".into() }),
            overall: Field::new("overall", "Overall").rows(4),
            other_overall: OtherVersion::samples().pop(),
            marks: vec![Sent { name: "was-overall".into(), value: "ab".into() }],
            is_unsaved: submitted.is_empty(),
            submitted,
            earlier: vec![],
            lock: LOCKED,
            reopen: None,
            previous: Some("/panel/reviews/a".into()),
            next: Some("/panel/reviews/b".into()),
            keys: FormKeys::new("k".into()),
        };
        let done = Submitted { title: "Your review: 4.10".into(), rows: vec![SummaryRow::new("Need: 4", "Good.")] };
        let plain = Self {
            due: None,
            note: None,
            saved: None,
            whole: None,
            other_overall: None,
            is_unsaved: false,
            previous: None,
            next: None,
            ..page(vec![CriterionForm::sample("")], vec![])
        };
        let before = Submitted { title: "Version 1: 4.00".into(), rows: vec![SummaryRow::new("Need: 4", "Good.")] };
        let again = Self { earlier: vec![before], reopen: Some(reason("", &[])), ..page(vec![], vec![]) };
        vec![page(vec![CriterionForm::sample("Look there.")], vec![]), plain, page(vec![], vec![done]), again]
    }
}

/// Everything a review page needs.
pub(super) struct Loaded {
    pub(super) task: Assignment,
    pub(super) review: Review,
    pub(super) others: Vec<(Assignment, Review)>,
    pub(super) draft: intake::Draft,
    /// Its reference number, for the record and for letters to staff.
    pub(super) reference: String,
    /// Whether it is being prepared for blind review, and how many of its files are withheld.
    blind: (bool, usize),
    /// The version of the round under which it is written.
    pub(super) definition: Arc<Definition>,
    note: Option<String>,
    versions: Vec<Version>,
    /// Whether the phase allows changes of submitted reviews, and the actor to make one now.
    changes: (bool, bool),
    has_shortcuts: bool,
    /// How many reviews of the actor are submitted in the round, and of how many.
    progress: Option<(i64, i64)>,
    previous: Option<String>,
    next: Option<String>,
}

/// What the actor may read of a review; nothing before their declaration.
pub(super) fn load(conn: &mut Conn, actor: &Actor, (id, now): (Id<Assignment>, Timestamp), kept: &Kept) -> Result<Option<Loaded>, Error> {
    let Some(open) = review::open_task(conn, actor, (id, now), kept)? else { return Ok(None) };
    let may_reopen = open.may_reopen(actor) && process::stage(conn, open.task.application)? == CaseStage::InReview;
    let changes = (open.flags.changes, may_reopen);
    let OpenTask { task, review, others, versions, reading, reference, received_under, .. } = open;
    let (draft, blind) = (reading.draft, (reading.waits, reading.withheld));
    let has_shortcuts = key_setting::is_on(conn, task.reviewer)?;
    let version = task.definition_sha256.clone().unwrap_or(received_under);
    let definition = opportunity::definition(conn, &version)?;
    let note = newer_rubric(conn, &task, (&version, &definition))?;
    let Beside { previous, next, progress } = process::tasks_beside(conn, actor, id)?;
    let at = |place: Place| href(place.task, place.stage);
    let (previous, next) = (previous.map(at), next.map(at));
    Ok(Some(Loaded {
        task,
        review,
        others,
        draft,
        reference,
        blind,
        definition,
        note,
        versions,
        changes,
        has_shortcuts,
        progress,
        previous,
        next,
    }))
}

/// Where a task is worked on.
pub(super) fn href(task: Id<Assignment>, stage: Stage) -> String {
    let declare = if stage == Stage::Assigned { "/conflict" } else { "" };
    format!("/panel/reviews/{task}{declare}")
}

/// Says so, where a newer version of the round has another rubric: this review stays on its own.
fn newer_rubric(conn: &mut Conn, task: &Assignment, (version, definition): (&str, &Definition)) -> Result<Option<String>, Error> {
    let in_force = opportunity::opportunity(conn, task.opportunity)?.definition_sha256;
    if in_force == version || opportunity::definition(conn, &in_force)?.rubric == definition.rubric {
        return Ok(None);
    }
    let (own, newer) = (opportunity::version_number(conn, version)?, opportunity::version_number(conn, &in_force)?);
    Ok(Some(format!(
        "The rubric of this round was changed in version {newer} of it. This review stays on the rubric of version {own}, under which the city applied."
    )))
}

/// The page as it shows `shown`.
pub(super) fn page((app, viewer): (&App, &Viewer), loaded: &Loaded, shown: &Shown, errors: &[FieldError]) -> ReviewPage {
    let Loaded { task, review, others, draft, definition, .. } = loaded;
    let rubric = &definition.rubric;
    let is_open = review::may_write(&viewer.actor, task);
    let (overall, other_overall) = rubric_form::overall(shown, errors);
    let zone = app.settings.fund.zone();
    ReviewPage {
        summary: ErrorSummary::new(errors),
        id: task.id.text(),
        reference: draft.application.reference.clone(),
        heading: draft.application.shown_title().to_owned(),
        city: draft.application.city_name.clone(),
        due: loaded.progress.map(|progress| due((task.due_on, app.now().day_in(definition.dates.zone)), progress)),
        is_entered: draft.application.entry.is_some(),
        note: loaded.note.clone().filter(|_| is_open),
        saved: task.saved_at.filter(|_| is_open).map(|at| format!("Saved {}", format::moment(at, zone))),
        total: Total::new(rubric, review),
        is_prepared: loaded.blind.0,
        withheld: withheld(loaded.blind.1),
        content: Content::new(draft, &format!("/panel/reviews/{}", task.id), app.settings.files.has_scanner()),
        criteria: if is_open { rubric_form::criteria(rubric, shown, errors) } else { Vec::new() },
        whole: rubric.gap_check.as_ref().map(|gap| Whole { title: gap.title.clone(), prompt: gap.prompt.clone() }),
        overall,
        other_overall,
        marks: rubric_form::marks(shown),
        is_unsaved: shown.is_taken,
        earlier: loaded.versions.iter().map(|version| earlier(definition, version, zone)).collect(),
        lock: if loaded.changes.0 { OPEN } else { LOCKED },
        reopen: loaded.changes.1.then(|| reason(shown.value("reason"), errors)),
        submitted: others.iter().map(|(a, r)| submitted(definition, a, r, a.id == task.id)).collect(),
        previous: loaded.previous.clone(),
        next: loaded.next.clone(),
        has_shortcuts: loaded.has_shortcuts,
        keys: FormKeys::new(app.fresh_key()),
    }
}

/// `Due January 22, 2027. 3 of 25 done.`
fn due((due_on, today): (Option<NaiveDate>, NaiveDate), (done, all): (i64, i64)) -> String {
    let day = due_on.map(|day| format!("{} {}. ", if day < today { "Overdue since" } else { "Due" }, format::date(day)));
    format!("{}{done} of {all} done.", day.unwrap_or_default())
}

/// That files are withheld in this phase.
fn withheld(n: usize) -> Option<String> {
    match n {
        0 => None,
        1 => Some("One file is withheld in this phase, because it says who applies.".to_owned()),
        n => Some(format!("{n} files are withheld in this phase, because they say who applies.")),
    }
}

/// Why a submitted review is opened again.
fn reason(typed: &str, errors: &[FieldError]) -> Field {
    let hint = "What you submitted is kept as an earlier version. It does not count until you submit again.";
    Field::new("reason", "Why do you change your review?").hint(hint).limit(1000).rows(3).value(typed).errors(errors)
}

fn submitted(definition: &Definition, task: &Assignment, review: &Review, is_own: bool) -> Submitted {
    let who = if is_own { "Your review".to_owned() } else { format!("Review by {}", task.reviewer_name) };
    Submitted { title: format!("{who}: {}", task.points.map(|p| p.to_string()).unwrap_or_default()), rows: said(definition, review) }
}

fn earlier(definition: &Definition, version: &Version, zone: Tz) -> Submitted {
    let at = |at| format::moment(at, zone);
    let mut rows = said(definition, &version.review);
    rows.push(SummaryRow::new(format!("Opened again {}", at(version.reopened_at)), &version.reason));
    Submitted { title: format!("Version {}, submitted {}: {}", version.n, at(version.submitted_at), version.points), rows }
}

/// What a review says, criterion by criterion.
fn said(definition: &Definition, review: &Review) -> Vec<SummaryRow> {
    // In the order of the rubric, as the form asked.
    let row = |criterion: &Criterion| {
        let entry = review.score(&criterion.id)?;
        let judged = entry.judgment.map(|judgment| judgment.label().to_owned());
        let said = judged.or_else(|| entry.score.map(|score| score.to_string())).unwrap_or_else(|| "–".to_owned());
        let aside = if criterion.is_counting() { "" } else { " (not part of the score)" };
        Some(SummaryRow::new(format!("{}: {said}{aside}", criterion.title), &entry.comment))
    };
    let mut rows: Vec<SummaryRow> = definition.rubric.criteria.iter().filter_map(row).collect();
    if !review.overall.is_empty() {
        rows.push(SummaryRow::new("On the whole", &review.overall));
    }
    rows
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_day_stands_beside_how_far_one_is() {
        let day = |text: &str| text.parse().expect("a day");
        let due = |due: Option<&str>| super::due((due.map(day), day("2027-01-22")), (3, 25));
        assert_eq!(due(Some("2027-01-22")), "Due January 22, 2027. 3 of 25 done.");
        assert_eq!(due(Some("2027-01-21")), "Overdue since January 21, 2027. 3 of 25 done.");
        assert_eq!(due(None), "3 of 25 done.");
    }

    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ReviewPage>();
    }
}
