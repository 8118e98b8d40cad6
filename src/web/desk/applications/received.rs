//! What the city sent, as the desk shows it: its content and its files, and what changed from one time to the next. Never
//! what the city writes meanwhile.

use super::show::{READERS, visible};
use crate::db::{Conn, Error};
use crate::files::scan;
use crate::intake::{self, Difference, Received, ReceivedFile, Submission, SubmissionHead};
use crate::locale::format::{datetime, short_date, time};
use crate::opportunity::Definition;
use crate::process::Case;
use crate::web::access::Access;
use crate::web::content::Content;
use crate::web::fields::{Choices, SummaryRow};
use crate::web::sheet::{Input, Section, Sheet};
use crate::web::{App, Problem, Route, Viewer, files, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// So many times of receipt can be chosen from, the newest.
const LATEST: i64 = 50;

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/applications/{reference}/changes", Access::Fund(READERS), changes),
        get("/desk/applications/{reference}/files/{file}", Access::Fund(READERS), file),
    ]
}

/// What was received last, by its parts.
pub(super) struct Sent {
    submission: Submission,
    received: Received,
    form: Arc<Definition>,
}

impl Sent {
    fn of(conn: &mut Conn, submission: Submission) -> Result<Self, Error> {
        let received = submission.received()?;
        let form = intake::form_of(conn, &received)?;
        Ok(Self { submission, received, form })
    }

    pub(super) fn load(conn: &mut Conn, case: &Case) -> Result<Self, Error> {
        let submission = intake::latest_submission(conn, case.application.id)?;
        Self::of(conn, submission)
    }

    /// When, by whose word, and the digest of its bytes.
    pub(super) fn rows(&self, zone: Tz) -> Vec<SummaryRow> {
        vec![
            SummaryRow::new("Received", &datetime(self.submission.received_at, zone)),
            SummaryRow::new("Certified by", &self.received.certification.words()),
            SummaryRow::new("SHA-256 of what was received", &self.submission.sha256),
        ]
    }

    /// Every question and answer, the plan and the files.
    pub(super) fn content(&self, conn: &mut Conn, (case, base): (&Case, &str), with_scanner: bool) -> Result<Content, Error> {
        let digests: Vec<String> = self.received.attachments.iter().map(|file| file.sha256.clone()).collect();
        let scans = scan::scans(conn, &digests)?;
        let draft = intake::draft_of(conn, case.application.clone())?;
        Ok(Content::of_received((&self.received, &self.form, &draft), base, (&scans, with_scanner)))
    }

    /// What changed since the time before; nothing of what was received once.
    pub(super) fn changes(&self, conn: &mut Conn, (case, base): (&Case, &str)) -> Result<Option<Changes>, Error> {
        if self.submission.n < 2 {
            return Ok(None);
        }
        let before = intake::submission(conn, case.application.id, self.submission.n - 1)?;
        let before = Self::of(conn, before)?;
        // After an invitation nearly everything is new: the page of the comparison tells it.
        let is_invited = before.received.is_concept_note() && !self.received.is_concept_note();
        let whole = || Block {
            title: "The whole application".into(),
            rows: vec![SummaryRow::new("Before", "A concept note"), SummaryRow::new("After", "The whole application")],
        };
        Ok(Some(Changes {
            since: datetime(before.submission.received_at, case.definition.dates.zone),
            blocks: if is_invited { vec![whole()] } else { blocks(&before, self) },
            href: format!("{base}/changes"),
        }))
    }
}

/// What changed from one time to the next.
#[derive(Clone, Serialize)]
pub(super) struct Changes {
    since: String,
    blocks: Vec<Block>,
    /// Where other times are compared.
    href: String,
}

/// One thing that changed.
#[derive(Clone, Serialize)]
struct Block {
    title: String,
    rows: Vec<SummaryRow>,
}

impl Changes {
    pub(super) fn samples() -> Vec<Self> {
        let block = Block { title: "Your plan: What?".into(), rows: vec![SummaryRow::new("Before", "a"), SummaryRow::new("After", "b")] };
        let sample = |blocks| Self { since: "January 31, 2027".into(), blocks, href: "/desk".into() };
        vec![sample(vec![block]), sample(vec![])]
    }
}

fn blocks(before: &Sent, after: &Sent) -> Vec<Block> {
    let side = |label: &str, lines: &[String]| {
        let told = if lines.is_empty() { "Nothing".to_owned() } else { lines.join("\n") };
        SummaryRow::new(label, &told)
    };
    let block = |one: &Difference| Block {
        title: format!("{}: {}", one.part, one.what),
        rows: vec![side("Before", &one.before), side("After", &one.after)],
    };
    intake::differences((&before.received, &before.form), (&after.received, &after.form)).iter().map(block).collect()
}

/// Which two times are compared.
#[derive(Deserialize)]
struct Asked {
    before: Option<String>,
    after: Option<String>,
}

impl Asked {
    /// The two times by number, the earlier first; those that follow each other last, unless two others are asked for.
    fn pair(&self, heads: &[SubmissionHead]) -> Option<(i32, i32)> {
        let known =
            |typed: &Option<String>| typed.as_ref().and_then(|n| n.parse::<i32>().ok()).filter(|n| heads.iter().any(|head| head.n == *n));
        match (known(&self.before), known(&self.after)) {
            (Some(one), Some(other)) if one != other => Some((std::cmp::min(one, other), std::cmp::max(one, other))),
            _ => heads.first().zip(heads.get(1)).map(|(last, before)| (before.n, last.n)),
        }
    }
}

async fn changes(app: Data<App>, viewer: Viewer, reference: Path<String>, asked: Query<Asked>) -> Result<HttpResponse, Problem> {
    let (actor, asked) = (viewer.actor(), asked.into_inner());
    let sheet = app.read(move |conn| {
        let case = visible(conn, &actor, &reference)?;
        let heads = intake::list_submission_heads(conn, case.application.id, LATEST)?;
        sheet(conn, &case, (&heads, asked.pair(&heads)))
    });
    app.page(&viewer, &sheet.await.map_err(|e: Error| Problem::from(e))?)
}

fn sheet(conn: &mut Conn, case: &Case, (heads, pair): (&[SubmissionHead], Option<(i32, i32)>)) -> Result<Sheet, Error> {
    let (reference, zone) = (&case.application.reference, case.definition.dates.zone);
    let page = format!("/desk/applications/{reference}");
    let sheet = Sheet::new("What changed between two times it was received", &[])
        .about(reference)
        .lead(format!("{}, {}", case.application.city_name, case.application.shown_title()))
        .back(page.as_str(), format!("Application {reference}"));
    let Some((earlier, later)) = pair else {
        return Ok(sheet.with(Section::new("Nothing to compare").text("The application was received once.")));
    };
    let one = |n: i32| (n.to_string(), heads.iter().find(|head| head.n == n).map_or_else(String::new, |head| told(head, zone)));
    let select = |name: &str, label: &str, chosen: i32| {
        Input::select(Choices::new(name, label, heads.iter().map(|head| one(head.n))).chosen(&chosen.to_string()))
    };
    let choose = Section::new("Which two are compared")
        .filters(&format!("{page}/changes"), vec![select("before", "Before", earlier), select("after", "After", later)]);
    let (before, after) = (intake::submission(conn, case.application.id, earlier)?, intake::submission(conn, case.application.id, later)?);
    let (before, after) = (Sent::of(conn, before)?, Sent::of(conn, after)?);
    let found = blocks(&before, &after);
    let sum = match found.len() {
        0 => "Nothing was changed.".to_owned(),
        1 => "One thing was changed. What is the same is left out.".to_owned(),
        n => format!("{n} things were changed. What is the same is left out."),
    };
    let since = datetime(before.submission.received_at, zone);
    let sheet = sheet.with(choose).with(Section::new(format!("What changed since {since}")).text(sum));
    Ok(found.into_iter().fold(sheet, |sheet, block| sheet.with(Section::new(block.title).facts(block.rows))))
}

fn told(head: &SubmissionHead, zone: Tz) -> String {
    format!("{}: {}, {}", head.n, short_date(head.received_at.day_in(zone)), time(head.received_at, zone))
}

/// A file of what was received, by its digest: also one that the city has taken out since.
async fn file(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (reference, sha256) = path.into_inner();
    let found = app.read(move |conn| {
        let case = visible(conn, &actor, &reference)?;
        find(conn, &case, &sha256)?.ok_or(Error::Missing)
    });
    let found = found.await?;
    files::serve(&app, &found.name, &found.media_type, &found.sha256).await
}

fn find(conn: &mut Conn, case: &Case, sha256: &str) -> Result<Option<ReceivedFile>, Error> {
    for head in intake::list_submission_heads(conn, case.application.id, LATEST)? {
        let received = intake::submission(conn, case.application.id, head.n)?.received()?;
        if let Some(file) = received.attachments.into_iter().find(|file| file.sha256 == sha256) {
            return Ok(Some(file));
        }
    }
    Ok(None)
}
