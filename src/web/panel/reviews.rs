//! A review: the application on one side, the rubric on the other.

use crate::db::{Conn, Error};
use crate::intake;
use crate::kernel::{FieldError, Id, Kind, Refusal, Timestamp};
use crate::opportunity::{Criterion, Definition, Rubric};
use crate::people::{Actor, FundRole, FundRole as R};
use crate::process::{self, Stage as CaseStage};
use crate::review::{self, Assignment, Review, SaveError, Score, Stage, SubmitError};
use crate::templates::Page;
use crate::web::access::Access;
use crate::web::content::{self, Content};
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys, SummaryRow};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use serde::Serialize;

const WHO: &[FundRole] = &[R::Reviewer];

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/panel/reviews/{id}", Access::Fund(WHO), show),
        post("/panel/reviews/{id}", Access::Fund(WHO), save),
        get("/panel/reviews/{id}/files/{file}", Access::Fund(WHO), file),
    ]
}

/// One criterion with its radios and its comment.
#[derive(Serialize)]
struct CriterionForm {
    title: String,
    weight: String,
    prompt: String,
    score: Choices,
    comment: Field,
}

/// What another reviewer, or oneself, submitted.
#[derive(Serialize)]
struct Submitted {
    title: String,
    rows: Vec<SummaryRow>,
}

/// The review.
#[derive(Serialize)]
struct ReviewPage {
    summary: ErrorSummary,
    id: String,
    reference: String,
    heading: String,
    city: String,
    /// That the fund typed it for the city; not who did.
    is_entered: bool,
    progress: String,
    content: Content,
    criteria: Vec<CriterionForm>,
    gap_title: String,
    gap_prompt: String,
    overall: Field,
    submitted: Vec<Submitted>,
    keys: FormKeys,
}

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
            summary: ErrorSummary::new(&[]),
            id: "x".into(),
            reference: "UDF-2027-0001".into(),
            heading: "Sister city training".into(),
            city: "Madison, WI".into(),
            is_entered: true,
            progress: "1 of 5 scored".into(),
            content: Content::sample(),
            criteria,
            gap_title: "Capacity".into(),
            gap_prompt: "Is anything missing?".into(),
            overall: Field::new("overall", "Overall").rows(4),
            submitted,
            keys: FormKeys::new("k".into()),
        };
        let criterion = CriterionForm {
            title: "Need".into(),
            weight: "25%".into(),
            prompt: "How much?".into(),
            score: Choices::new("score-need", "Score for need", [("1", "1 – little")]),
            comment: Field::new("comment-need", "Why?").rows(3),
        };
        let done = Submitted { title: "Your review: 4.10".into(), rows: vec![SummaryRow::new("Need: 4", "Good.")] };
        vec![page(vec![criterion], vec![]), page(vec![], vec![done])]
    }
}

/// Everything a review page needs.
struct Loaded {
    task: Assignment,
    review: Review,
    others: Vec<(Assignment, Review)>,
    draft: intake::Draft,
}

fn load(conn: &mut Conn, actor: &Actor, (id, now): (Id<Assignment>, Timestamp)) -> Result<Option<Loaded>, Error> {
    let task = review::assignment(conn, actor, id)?;
    if task.stage == Stage::Assigned && review::may_declare(actor, &task) {
        return Ok(None);
    }
    let (task, review) = review::review(conn, actor, id)?;
    let sees = task.stage == Stage::Submitted || review::visible_to(conn, actor, task.application, now)?;
    let others = if sees { review::list_submitted(conn, actor, task.application, now)? } else { Vec::new() };
    let draft = intake::draft(conn, task.application)?;
    Ok(Some(Loaded { task, review, others, draft }))
}

async fn show(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>) -> Result<HttpResponse, Problem> {
    let (actor, id, now) = (viewer.actor(), *id, app.now());
    let found = app.read(move |conn| load(conn, &actor, (id, now))).await.map_err(|e: Error| Problem::from(e))?;
    match found {
        Some(loaded) => app.page(&viewer, &page(&loaded, app.settings.files.has_scanner(), app.fresh_key(), &[])),
        None => Ok(crate::web::see_other(&format!("/panel/reviews/{id}/conflict"))),
    }
}

async fn file(app: Data<App>, viewer: Viewer, path: Path<(Id<Assignment>, Id<intake::Attachment>)>) -> Result<HttpResponse, Problem> {
    let (actor, (id, file)) = (viewer.actor(), path.into_inner());
    let found = app.read(move |conn| {
        let (task, _) = review::review(conn, &actor, id)?;
        let file = intake::attachment(conn, file)?;
        if file.application == task.application { Ok(file) } else { Err(Error::Missing) }
    });
    content::serve(&app, &found.await?).await
}

async fn save(app: Data<App>, viewer: Viewer, id: Path<Id<Assignment>>, form: Form) -> Result<HttpResponse, Problem> {
    let (actor, id, is_final) = (viewer.actor(), *id, form.text("action") == "submit");
    let (reader, typed, now) = (viewer.actor(), form.clone(), app.now());
    let mut loaded =
        app.read(move |conn| load(conn, &reader, (id, now))).await.map_err(|e: Error| Problem::from(e))?.ok_or_else(Problem::missing)?;
    let (rubric, reference, application) =
        (loaded.draft.definition.rubric.clone(), loaded.draft.application.reference.clone(), loaded.task.application);
    let written = read(&rubric, &typed);
    let kept = written.clone();
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            if !is_final {
                review::save(tx, &actor, id, &rubric, &written).map_err(from_save)?;
                return Ok(format!("/panel/reviews/{id}?done=saved"));
            }
            if process::stage(tx, application)? != CaseStage::InReview {
                return Err(SubmitError::Closed);
            }
            review::submit(tx, &actor, id, (&rubric, &reference), &written)?;
            Ok(match next(tx, &actor)? {
                Some(next) => format!("{next}?done=submitted"),
                None => "/panel?done=submitted".to_owned(),
            })
        })
        .await;
    match outcome {
        Err(e) if e.kind() == Kind::Invalid => {
            loaded.review = kept;
            app.page_with_mistakes(&viewer, &page(&loaded, app.settings.files.has_scanner(), app.fresh_key(), e.fields()))
        }
        other => other.map_err(Problem::from),
    }
}

/// Where the review is written that the person owes next, if there is one.
fn next(conn: &mut Conn, actor: &Actor) -> Result<Option<String>, Error> {
    let Some(account) = actor.account else { return Ok(None) };
    for task in review::list_mine(conn, account)?.into_iter().filter(|task| task.stage.is_open()) {
        if process::stage(conn, task.application)? == CaseStage::InReview {
            let declare = if task.stage == Stage::Assigned { "/conflict" } else { "" };
            return Ok(Some(format!("/panel/reviews/{}{declare}", task.id)));
        }
    }
    Ok(None)
}

fn from_save(e: SaveError) -> SubmitError {
    match e {
        SaveError::Missing => SubmitError::Missing,
        SaveError::Invalid(fields) => SubmitError::Invalid(fields),
        SaveError::Db(e) => SubmitError::Db(e),
    }
}

fn read(rubric: &Rubric, form: &Form) -> Review {
    let score = |id: &str| Score {
        criterion: id.to_owned(),
        score: form.text(&format!("score-{id}")).parse().ok(),
        comment: form.text(&format!("comment-{id}")),
    };
    Review { scores: rubric.criteria.iter().map(|c| score(&c.id)).collect(), overall: form.text("overall") }
}

fn page(loaded: &Loaded, with_scanner: bool, key: String, errors: &[FieldError]) -> ReviewPage {
    let Loaded { task, review, others, draft } = loaded;
    let definition = &draft.definition;
    let is_open = task.stage == Stage::Cleared;
    ReviewPage {
        summary: ErrorSummary::new(errors),
        id: task.id.text(),
        reference: draft.application.reference.clone(),
        heading: draft.application.shown_title().to_owned(),
        city: draft.application.city_name.clone(),
        is_entered: draft.application.entry.is_some(),
        progress: format!("{} of {} criteria scored", review.scored(&definition.rubric), definition.rubric.criteria.len()),
        content: Content::new(draft, &format!("/panel/reviews/{}", task.id), with_scanner),
        criteria: if is_open { criteria(definition, review, errors) } else { Vec::new() },
        gap_title: definition.rubric.gap_check.title.clone(),
        gap_prompt: definition.rubric.gap_check.prompt.clone(),
        overall: Field::new("overall", "What you found, and your comment on the whole")
            .limit(4000)
            .rows(5)
            .value(&review.overall)
            .optional()
            .errors(errors),
        submitted: others.iter().map(|(a, r)| submitted(definition, a, r, a.id == task.id)).collect(),
        keys: FormKeys::new(key),
    }
}

fn criteria(definition: &Definition, review: &Review, errors: &[FieldError]) -> Vec<CriterionForm> {
    let rubric = &definition.rubric;
    let form = |criterion: &Criterion| {
        let entry = review.score(&criterion.id);
        let points = rubric.points().map(|p| (p.to_string(), format!("{p} – {}", criterion.anchor(rubric, p).unwrap_or_default())));
        let chosen = entry.and_then(|e| e.score).map(|s| s.to_string()).unwrap_or_default();
        CriterionForm {
            title: criterion.title.clone(),
            weight: crate::locale::format::percent(criterion.weight_bp),
            prompt: criterion.prompt.clone(),
            score: Choices::new(format!("score-{}", criterion.id), format!("Score for {}", criterion.title), points)
                .chosen(&chosen)
                .errors(errors),
            comment: Field::new(format!("comment-{}", criterion.id), format!("Why this score for {}?", criterion.title))
                .limit(4000)
                .rows(3)
                .value(entry.map(|e| e.comment.clone()).unwrap_or_default())
                .errors(errors),
        }
    };
    rubric.criteria.iter().map(form).collect()
}

fn submitted(definition: &Definition, task: &Assignment, review: &Review, is_own: bool) -> Submitted {
    let who = if is_own { "Your review".to_owned() } else { format!("Review by {}", task.reviewer_name) };
    // In the order of the rubric, as the form asked.
    let row = |criterion: &Criterion| {
        let score = review.score(&criterion.id)?;
        Some(SummaryRow::new(format!("{}: {}", criterion.title, score.score.unwrap_or_default()), &score.comment))
    };
    let mut rows: Vec<SummaryRow> = definition.rubric.criteria.iter().filter_map(row).collect();
    if !review.overall.is_empty() {
        rows.push(SummaryRow::new("On the whole", &review.overall));
    }
    Submitted { title: format!("{who}: {}", task.points.map(|p| p.to_string()).unwrap_or_default()), rows }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ReviewPage>();
    }
}
