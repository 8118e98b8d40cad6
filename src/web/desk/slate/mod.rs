//! `/desk/slate/{slug}`: which applications of a round are funded. The slate by the published rules, the comparison with other rules
//! and budgets, the form that adopts it, and what was adopted before.

mod asked;
mod file;
mod panel;
mod parts;
mod recommend;
mod shown;
mod words;

use crate::award;
use crate::db::Error;
use crate::kernel::{FieldError, Kind, Refusal};
use crate::locale::format::datetime;
use crate::opportunity;
use crate::people::{FundRole, FundRole as R};
use crate::process::{self, ProcessError};
use crate::review;
use crate::slate::{self, AdoptError, Adoption, Bar, Heading, MOST_LISTED, Proposal, Proposed, Situation};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, Status, Table};
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{Access, App, Form, Problem, Route, Viewer, get, post};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use asked::Asked;
use parts::Ways;
use std::collections::{BTreeMap, BTreeSet};

/// Who reads a slate: those who read the ranking.
const READERS: &[FundRole] = &[R::ProgramOfficer, R::ApprovingOfficial, R::Auditor, R::Chair];
/// Who adopts one.
const ADOPTERS: &[FundRole] = &[R::ProgramOfficer, R::Chair];
/// Who recommends what it chooses.
const RECOMMENDERS: &[FundRole] = &[R::ProgramOfficer];

pub(super) fn routes() -> Vec<Route> {
    let (readers, adopters, recommenders) = (Access::Fund(READERS), Access::Fund(ADOPTERS), Access::Fund(RECOMMENDERS));
    vec![
        get("/desk/slate/{slug}", readers, show),
        post("/desk/slate/{slug}", adopters, adopt),
        post("/desk/slate/{slug}/export", readers, file::proposed),
        get("/desk/slate/{slug}/{n}", readers, shown::show),
        post("/desk/slate/{slug}/{n}/export", readers, file::adopted),
        get("/desk/slate/{slug}/{n}/recommend", recommenders, recommend::show),
        post("/desk/slate/{slug}/{n}/recommend", recommenders, recommend::confirm),
    ]
}

/// The link to the slate of a round, for those who may open it.
pub(super) fn link(doors: Doors<'_>, slug: &str) -> Option<Link> {
    doors.link(format!("/desk/slate/{slug}"), "Slate: which applications the money and the rules choose")
}

/// What the page shows.
struct Seen {
    situation: Situation,
    history: Vec<Heading>,
    /// What was asked for, or what is wrong with it.
    asked: Result<Asked, Vec<FieldError>>,
    /// What came of it; nothing where it was wrong, or where the reader may see no slate.
    proposed: Option<Proposed>,
}

/// Reads the round and solves what is asked for.
async fn seen(app: &App, viewer: &Viewer, slug: &str, form: &Form) -> Result<Seen, Problem> {
    let (actor, now, wanted, typed) = (viewer.actor(), app.now(), slug.to_owned(), form.clone());
    let read = app.long_read(move |conn| {
        let round = opportunity::by_slug(conn, &wanted)?;
        let definition = opportunity::definition(conn, &round.definition_sha256)?;
        let asked = asked::read(&typed, &definition);
        let rules = asked.as_ref().map_or_else(|_| slate::published(&definition), |asked| asked.wish.rules.clone());
        let situation = slate::situation(conn, &actor, (&wanted, now), &rules)?;
        let history = slate::list(conn, &actor, &situation)?;
        Ok::<_, Error>((situation, history, asked))
    });
    let (situation, history, asked) = read.await?;
    let wish = asked.as_ref().ok().map(|asked| asked.wish.clone()).filter(|_| situation.bar != Some(Bar::Applicants));
    // Not while a connection is borrowed: this may take a second.
    let solved = app.work(move || {
        let proposed = wish.map(|wish| slate::propose(&situation, &wish)).transpose();
        proposed.map(|proposed| (situation, proposed))
    });
    let (situation, proposed) = solved.await??;
    Ok(Seen { situation, history, asked, proposed })
}

async fn show(app: Data<App>, viewer: Viewer, slug: Path<String>, asked: Query<Vec<(String, String)>>) -> Result<HttpResponse, Problem> {
    let form = Form::default().with_fields(asked.into_inner());
    page(&app, &viewer, &slug, (&form, vec![])).await
}

async fn adopt(app: Data<App>, viewer: Viewer, slug: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let slug = slug.into_inner();
    let budget = match form.money("budget") {
        Ok(budget) => budget,
        Err(e) => return page(&app, &viewer, &slug, (&form, vec![FieldError::new("budget", e.to_string())])).await,
    };
    let after = form.text("after").parse().unwrap_or(-1);
    let adoption = Adoption { budget, seen: form.text("seen"), after, reason: form.text("reason") };
    // Solved before the transaction, which finds it in memory then.
    seen(&app, &viewer, &slug, &form).await?;
    let (actor, round) = (viewer.actor(), slug.clone());
    let done = app.submit(&viewer, &form, move |tx| {
        let n = slate::adopt(tx, &actor, &round, &adoption)?;
        Ok::<_, AdoptError>(format!("/desk/slate/{round}/{n}?done=slate-adopted"))
    });
    match done.await {
        Err(e @ (AdoptError::Changed | AdoptError::Superseded | AdoptError::Nothing)) => {
            page(&app, &viewer, &slug, (&form, vec![FieldError::new("budget", e.to_string())])).await
        }
        Err(e) if e.kind() == Kind::Invalid => page(&app, &viewer, &slug, (&form, e.mistakes())).await,
        other => Ok(other?),
    }
}

/// Whom the viewer could recommend now, and why others not, by reference number.
#[derive(Debug, Default)]
pub(super) struct Recommendable {
    /// The step is open.
    pub(super) open: BTreeSet<String>,
    /// It is not, for this reason.
    pub(super) why_not: BTreeMap<String, String>,
}

/// Whom of these the viewer could recommend now: so many at most as stand on one page. Nobody, and no reason, for who recommends nothing.
pub(super) async fn recommendable(app: &App, viewer: &Viewer, references: Vec<String>) -> Result<Recommendable, Problem> {
    if references.is_empty() || !award::may_recommend(&viewer.actor) {
        return Ok(Recommendable::default());
    }
    let (actor, now) = (viewer.actor(), app.now());
    let found = app.long_read(move |conn| {
        let look = process::look(conn, &actor, (&references, &["recommend"]), now)?;
        let mut found = Recommendable::default();
        for case in look.movable {
            let owed = review::standing(conn, case.id)?.owed;
            if owed == 0 {
                found.open.insert(case.reference);
            } else {
                found.why_not.insert(case.reference, ProcessError::ReviewsOwed(owed).to_string());
            }
        }
        // Without a city there is nothing to know of.
        found.why_not.extend(look.stuck.into_iter().filter(|case| !case.city.is_empty()).map(|case| (case.reference, case.why)));
        Ok::<_, Error>(found)
    });
    Ok(found.await?)
}

async fn page(app: &App, viewer: &Viewer, slug: &str, (form, wrong): (&Form, Vec<FieldError>)) -> Result<HttpResponse, Problem> {
    let seen = seen(app, viewer, slug, form).await?;
    let number = form.text("page").parse::<usize>().unwrap_or(1).max(1);
    let (open, said) = match &seen.proposed {
        Some(Proposed::Slate(proposal, _)) => {
            let chosen = parts::shown(proposal, number).iter().filter(|line| line.award.is_some());
            let found = recommendable(app, viewer, chosen.map(|line| line.reference.clone()).collect()).await?;
            (found.open, panel::said(app, viewer, proposal).await?)
        }
        _ => (BTreeSet::new(), panel::Said::new()),
    };
    let mut errors = wrong;
    errors.extend(seen.asked.as_ref().err().cloned().unwrap_or_default());
    let doors = Doors::of(&viewer.actor);
    let asked = asked::address(form);
    let address = if asked.is_empty() { format!("/desk/slate/{slug}") } else { format!("/desk/slate/{slug}?{asked}") };
    let ways = Ways { doors, open: &open, said: &said, address: &address, page: number };
    let sheet = sheet(&seen, ways, (form, &errors), (app.fresh_key(), app.fresh_key()))?;
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

fn sheet(seen: &Seen, ways: Ways<'_>, (form, errors): (&Form, &[FieldError]), keys: (String, String)) -> Result<Sheet, Error> {
    let round = &seen.situation.round;
    let mut sheet = Sheet::new("Slate", errors).about(&round.title);
    if let Some(link) = ways.doors.link(format!("/desk/ranking/{}", round.slug), format!("Ranking: {}", round.title)) {
        sheet = sheet.back(link.href, link.label);
    }
    sheet = match &seen.proposed {
        Some(Proposed::Slate(proposal, sha256)) => of_slate(sheet, seen, (proposal, sha256), (ways, form, errors, keys)),
        Some(Proposed::Nothing(sentence)) => sheet.lead(*sentence),
        Some(Proposed::Impossible(sentences)) => {
            let mut sentences = sentences.iter();
            let first = sentences.next().cloned().unwrap_or_default();
            let mend =
                "Change a rule or the budget below to see what would be possible. Published rules change with a new version of the round.";
            let rest: Vec<String> = sentences.cloned().collect();
            sheet.lead("There is no such slate.").with(Section::new("Why not").text(first).items(rest).text(mend))
        }
        None if seen.situation.bar == Some(Bar::Applicants) => sheet.lead(Bar::Applicants.sentence()),
        None => sheet.lead("Correct what is marked below to see the slate."),
    };
    if seen.situation.bar != Some(Bar::Applicants) && !matches!(seen.proposed, Some(Proposed::Nothing(_))) {
        sheet = sheet.with(compare(&seen.situation, (form, errors))?);
    }
    Ok(sheet.with_some(history(seen)))
}

/// A slate, the form that adopts it, and its files.
fn of_slate(
    sheet: Sheet,
    seen: &Seen,
    (proposal, sha256): (&Proposal, &str),
    (ways, form, errors, (first, second)): (Ways<'_>, &Form, &[FieldError], (String, String)),
) -> Sheet {
    let slug = &seen.situation.round.slug;
    let is_published = seen.asked.as_ref().is_ok_and(|asked| asked.is_published);
    let sheet = sheet.lead(words::message(proposal));
    let compared = (!is_published).then(|| "This is a comparison: its rules are not the published ones.".to_owned());
    let sheet = sheet.notes(compared.into_iter().chain(panel::warning(proposal, ways.said)).collect());
    let sheet = parts::whole(proposal, ways).into_iter().fold(sheet, Sheet::with);
    let adoption = adoption(&seen.situation, (proposal, sha256), (is_published, form, errors, first));
    let files = files(&format!("/desk/slate/{slug}/export"), &asked::address(form), second);
    sheet.with(adoption).with(files).with(parts::made(proposal, sha256))
}

/// The form that adopts the slate, or why there is none.
fn adoption(
    situation: &Situation,
    (proposal, sha256): (&Proposal, &str),
    (is_published, form, errors, key): (bool, &Form, &[FieldError], String),
) -> Section {
    let section = Section::new("Adopt this slate");
    let budget = proposal.inputs.budget;
    let why_not = match situation.bar {
        Some(bar) => Some(bar.sentence().to_owned()),
        None if !is_published => Some("Only a slate by the published rules is adopted. Put their numbers back to adopt it.".to_owned()),
        None if budget > situation.free => Some(format!("Only what is free can be given: {}.", situation.free)),
        None if budget > situation.standard => {
            Some(format!("By its published rules the round gives at most {} more. Put that budget back to adopt it.", situation.standard))
        }
        None if proposal.chosen().next().is_none() => Some("It chooses nobody, so there is nothing to adopt.".to_owned()),
        None => None,
    };
    if let Some(why_not) = why_not {
        return section.text(why_not);
    }
    let supersedes = if situation.latest > 0 { format!(" It takes the place of slate {}.", situation.latest) } else { String::new() };
    let reason = Field::new("reason", "Why is this slate adopted?").hint("It stands beside the slate for good.").limit(4000).rows(4);
    let inputs = vec![
        Input::hidden("budget", &budget.plain()),
        Input::hidden("seen", sha256),
        Input::hidden("after", &situation.latest.to_string()),
        Input::area(reason.value(form.text("reason")).errors(errors)),
    ];
    section
        .text(format!(
            "It is kept as it stands here, with all that it was computed from, and never changes.{supersedes} Amounts are filled in from it where an \
             award is recommended; each recommendation is still made and decided by people."
        ))
        .form(SheetForm::new(format!("/desk/slate/{}", situation.round.slug), FormKeys::new(key), "Adopt this slate", inputs))
}

/// The slate as a file.
fn files(action: &str, asked: &str, key: String) -> Section {
    let kinds = [
        ("xlsx", "A workbook with everything (XLSX)"),
        ("csv", "The list of applications (CSV)"),
        ("input", "The table for udf scoring slate (CSV)"),
    ];
    let inputs = vec![Input::hidden("asked", asked), Input::select(Choices::new("format", "File", kinds).chosen("xlsx"))];
    Section::new("This slate as a file")
        .text("It is recorded that you took a file out.")
        .form(SheetForm::new(action, FormKeys::new(key), "Download", inputs).quiet())
}

/// Other rules and budgets.
fn compare(situation: &Situation, (form, errors): (&Form, &[FieldError])) -> Result<Section, Error> {
    let told = "Try another budget or other rules. Nothing is kept; the address of the page is that of the comparison.";
    let inputs = asked::inputs(situation, (form, errors))?;
    Ok(Section::new("Compare").text(told).questions(&format!("/desk/slate/{}", situation.round.slug), "Choose again", inputs))
}

/// What was adopted, if anything was.
fn history(seen: &Seen) -> Option<Section> {
    if seen.history.is_empty() {
        return None;
    }
    let zone = seen.situation.round.closes.zone;
    let columns = vec![
        Column::text("Slate"),
        Column::text("Adopted by"),
        Column::text("When"),
        Column::number("Chosen"),
        Column::number("Costs"),
        Column::text("Why"),
        Column::text("Now"),
    ];
    let rows = seen.history.iter().map(|heading| {
        let (chosen, cost) = heading.chosen.map_or_else(|| ("–".to_owned(), "–".to_owned()), |(n, cost)| (n.to_string(), cost.to_string()));
        let now = if heading.n == seen.situation.latest { Status::good("Holds") } else { Status::quiet("Superseded") };
        vec![
            Cell::link(format!("Slate {}", heading.n), format!("/desk/slate/{}/{}", seen.situation.round.slug, heading.n)).heading(),
            Cell::text(&heading.by_name),
            Cell::text(datetime(heading.at, zone)),
            Cell::number(chosen),
            Cell::number(cost),
            Cell::text(heading.reason.as_deref().unwrap_or("–")),
            Cell::status(now),
        ]
    });
    let section = Section::new("Adopted slates").table(Table::new("history", "Adopted slates", columns).rows(rows));
    let is_full = i64::try_from(seen.history.len()).unwrap_or(0) >= MOST_LISTED;
    Some(if is_full { section.text(format!("The last {MOST_LISTED} are listed.")) } else { section })
}
