//! `/desk/slate/{slug}/{n}/recommend`: what recommending everything that an adopted slate chooses would do to each application, and the
//! button that does it: each by a step of its own, with its own record and letters. Looking changes nothing.

use super::panel::{self, Said};
use super::words;
use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::process::BulkRun;
use crate::slate::{self, ConfirmError, Prospect, Ready, Resting};
use crate::web::desk::bulk::{CASE, seen};
use crate::web::doors::Doors;
use crate::web::fields::{Cell, Column, Field, FormKeys, Table};
use crate::web::sheet::{Input, Link, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer, see_other};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// Of those to which nothing happens, so many are listed.
const LISTED: usize = 200;
/// The longest reason that is filled in before anybody types.
const LONGEST: usize = 4_000;

/// The link to the look, for those who recommend.
pub(super) fn link(doors: Doors<'_>, address: &str) -> Option<Link> {
    doors.link(format!("{address}/recommend"), "Recommend what this slate chooses")
}

/// The round and the number of a slate in an address.
fn address(path: (String, String)) -> Result<(String, i32), Problem> {
    let n = path.1.parse().map_err(|_| Problem::missing())?;
    Ok((path.0, n))
}

pub(super) async fn show(app: Data<App>, viewer: Viewer, path: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let of = address(path.into_inner())?;
    let sheet = look(&app, &viewer, of, (&Form::default(), &[])).await?;
    app.page(&viewer, &sheet)
}

pub(super) async fn confirm(app: Data<App>, viewer: Viewer, path: Path<(String, String)>, form: Form) -> Result<HttpResponse, Problem> {
    let (slug, n) = address(path.into_inner())?;
    let cases: Vec<(String, i64)> = form.all(CASE).iter().filter_map(|case| seen(case)).collect();
    let (actor, wanted, reason) = (viewer.actor(), slug.clone(), form.text("reason"));
    let kept = app.once(&viewer, &form, move |tx| {
        let run = slate::confirm(tx, &actor, (&wanted, n), &reason, &cases)?;
        Ok::<_, ConfirmError>(run.text())
    });
    let run: Id<BulkRun> = match kept.await {
        Ok(id) => id.parse().map_err(|_| Problem::broken("the action has no identifier"))?,
        Err(e) if e.kind() == Kind::Invalid && !e.fields().is_empty() => {
            let sheet = look(&app, &viewer, (slug, n), (&form, e.fields())).await?;
            return app.page_with_mistakes(&viewer, &sheet);
        }
        Err(e) => return Err(e.into()),
    };
    let (db, actor) = (app.db.clone(), viewer.actor());
    app.work(move || slate::carry_out(&db, &actor, run, n)).await?.map_err(|e: Error| Problem::from(e))?;
    app.nudge.notify_one();
    Ok(see_other(&format!("/desk/bulk/{run}")))
}

/// The page, with what was typed.
async fn look(app: &App, viewer: &Viewer, (slug, n): (String, i32), entered: (&Form, &[FieldError])) -> Result<Sheet, Problem> {
    let (actor, now) = (viewer.actor(), app.now());
    let prospect = app.long_read(move |conn| slate::prospect(conn, &actor, (&slug, now), n)).await?;
    let said = panel::said(app, viewer, &prospect.adopted.proposal).await?;
    Ok(sheet((&prospect, &said), Doors::of(&viewer.actor), entered, app.fresh_key()))
}

fn sheet((prospect, said): (&Prospect, &Said), doors: Doors<'_>, entered: (&Form, &[FieldError]), key: String) -> Sheet {
    let (adopted, round) = (&prospect.adopted, &prospect.round);
    let here = format!("/desk/slate/{}/{}", round.slug, adopted.n);
    let sheet = Sheet::new("Recommend what the slate chooses", entered.1)
        .about(&round.title)
        .back(&here, format!("Slate {} of {}", adopted.n, round.title));
    if !adopted.holds() {
        let newest = format!("/desk/slate/{}/{}", round.slug, adopted.latest);
        let section = Section::new("Another slate holds").text("What is recommended follows the slate that holds.");
        return sheet
            .lead(format!("Slate {} took the place of this one. Nothing can be recommended from it.", adopted.latest))
            .with(section.link(newest, format!("Slate {}", adopted.latest)));
    }
    let sheet = sheet.notes(panel::warning(&adopted.proposal, said).into_iter().collect()).lead(lead(prospect));
    let sheet = sheet.with(ready(&prospect.ready, said, doors));
    let sheet = sheet.with_some(resting(("stuck", "These are chosen and cannot be recommended now", "Why not"), &prospect.stuck, doors));
    let sheet = sheet.with_some(resting(("others", "Nothing happens to these", "Why"), &prospect.others, doors));
    sheet.with_some((!prospect.ready.is_empty()).then(|| confirmation(prospect, &here, entered, key)))
}

/// What would happen, in a sentence or two.
fn lead(prospect: &Prospect) -> String {
    let (moves, stays) = (prospect.ready.len(), prospect.stuck.len());
    let total = prospect.total();
    let first = format!("Of the chosen, {} would be recommended, for {total} together; {stays} cannot be now.", words::applications(moves));
    let later = match prospect.later {
        0 => String::new(),
        more => format!(" {more} more come after them, in another action."),
    };
    format!("{first}{later} Nothing has happened yet.")
}

fn ready(ready: &[Ready], said: &Said, doors: Doors<'_>) -> Section {
    let is_told = ready.iter().any(|one| said.contains_key(&one.application));
    let mut columns = vec![Column::text("Application"), Column::text("City"), Column::number("Asked for"), Column::number("Gets")];
    columns.extend(is_told.then(|| Column::text("Panel")));
    let rows = ready.iter().map(|one| {
        let mut cells = vec![
            doors.cell(&one.reference, format!("/desk/applications/{}", one.reference)).heading(),
            Cell::text(&one.city),
            Cell::number(one.asked.to_string()),
            Cell::number(one.award.to_string()),
        ];
        cells.extend(is_told.then(|| told(one, said)));
        cells
    });
    let table = Table::new("ready", "These would be recommended", columns).empty("None of the chosen can be recommended now.").rows(rows);
    Section::new("These would be recommended").table(table)
}

/// What the panel said of one that would be recommended.
fn told(one: &Ready, said: &Said) -> Cell {
    let Some(settled) = said.get(&one.application) else { return Cell::text("–") };
    let cell = Cell::text(settled.outcome.words());
    panel::departure(Some(one.award), &settled.outcome).into_iter().fold(cell, Cell::detail)
}

/// Those to which nothing happens, if there are any.
fn resting((id, heading, why): (&str, &str, &str), resting: &[Resting], doors: Doors<'_>) -> Option<Section> {
    if resting.is_empty() {
        return None;
    }
    let columns = vec![Column::text("Application"), Column::text("City"), Column::text(why)];
    let rows = resting.iter().take(LISTED).map(|one| {
        vec![
            doors.cell(&one.reference, format!("/desk/applications/{}", one.reference)).heading(),
            Cell::text(if one.city.is_empty() { "–" } else { one.city.as_str() }),
            Cell::text(&one.why),
        ]
    });
    let section = Section::new(heading).table(Table::new(id, heading, columns).rows(rows));
    let all = resting.len();
    Some(if all > LISTED { section.text(format!("The first {LISTED} of {all} are listed.")) } else { section })
}

fn confirmation(prospect: &Prospect, here: &str, (form, errors): (&Form, &[FieldError]), key: String) -> Section {
    let adopted = &prospect.adopted;
    let preset = match &adopted.reason {
        Some(reason) => format!("By slate {} of the round: {reason}", adopted.n),
        None => format!("By slate {} of the round.", adopted.n),
    };
    let typed = if form.has("reason") { form.text("reason") } else { preset.chars().take(LONGEST).collect() };
    let reason = Field::new("reason", "Why are these awards recommended?").hint("The same for all. It stands with each recommendation.");
    let mut inputs: Vec<Input> =
        prospect.ready.iter().map(|one| Input::hidden(CASE, &format!("{}~{}", one.reference, one.version))).collect();
    inputs.push(Input::area(reason.limit(4_000).rows(4).value(typed).errors(errors)));
    let button = format!("Recommend {}", words::applications(prospect.ready.len()));
    let text = "Each award is recommended for itself, with its amounts by category from the slate, and its money is reserved: if one cannot be \
                any more, the others still are. Another person decides on each.";
    Section::new("Confirm").text(text).form(SheetForm::new(format!("{here}/recommend"), FormKeys::new(key), &button, inputs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_round_and_a_number() {
        let of = |n: &str| address(("training".to_owned(), n.to_owned())).ok();
        assert_eq!((of("2"), of("x"), of("")), (Some(("training".to_owned(), 2)), None, None));
    }
}
