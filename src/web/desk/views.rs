//! The views of the list of applications that people keep: to open, to keep, to rename, to share and to delete.

use super::applications::Asked;
use crate::db::Error;
use crate::kernel::{FieldError, Id, Kind, Refusal};
use crate::opportunity::{self, Opportunity};
use crate::views::{self, Input as Typed, MOST, View, policy};
use crate::web::access::{Access, STAFF};
use crate::web::fields::{Cell, Choices, Column, Field, FormKeys, SummaryRow, Table};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Route, Viewer, get, post};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/desk/views", Access::Fund(STAFF), list),
        post("/desk/views", Access::Fund(STAFF), save),
        get("/desk/views/new", Access::Fund(STAFF), new),
        get("/desk/views/{id}", Access::Fund(STAFF), show),
        post("/desk/views/{id}", Access::Fund(STAFF), change),
        post("/desk/views/{id}/delete", Access::Fund(STAFF), delete),
    ]
}

async fn list(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let found = app.read(move |conn| Ok::<_, Error>((views::list(conn, &actor)?, opportunity::list_all(conn)?)));
    let ((own, shared), rounds) = found.await?;
    let name = |view: &View| Cell::link(&view.name, format!("/desk/applications?{}", view.query)).heading();
    let shows = |view: &View| Cell::text(said(&view.query, &rounds));
    let edit = |view: &View, words: &str| Cell::link(words, format!("/desk/views/{}", view.id));
    let columns = |third: &str| vec![Column::text("View"), Column::text("Shows"), Column::text(third), Column::text("Change")];
    let mine = own.iter().map(|view| {
        let readers = if view.is_shared { "All staff of the fund" } else { "Only you" };
        vec![name(view), shows(view), Cell::text(readers), edit(view, "Rename, share or delete")]
    });
    let mine = Table::new("own", "Your views", columns("Who sees it")).empty("You keep no view yet.").rows(mine.collect::<Vec<_>>());
    let theirs = shared.iter().map(|view| {
        let last = if policy::may_delete(&viewer.actor, view) { edit(view, "Delete") } else { Cell::text("") };
        vec![name(view), shows(view), Cell::text(&view.owner_name), last]
    });
    let theirs =
        Table::new("shared", "Views that others share", columns("Kept by")).empty("Nobody shares a view.").rows(theirs.collect::<Vec<_>>());
    let how = format!("Narrow the list of applications, then choose “Save this view” there. You can keep {MOST} views.");
    let sheet = Sheet::new("Views", &[])
        .lead("A view is the filters and the order of the list of applications under a name. It holds no application: who opens it sees what is there on that day.")
        .back("/desk/applications", "Applications")
        .with(Section::new("Your views").text(how).table(mine))
        .with(Section::new("Views that others share").table(theirs));
    app.page(&viewer, &sheet)
}

/// What a view shows, in words.
fn said(query: &str, rounds: &[Opportunity]) -> String {
    let Ok(asked) = Asked::read(query) else { return "Filters that cannot be read".into() };
    asked.words(rounds).into_iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
}

fn inputs(viewer: &Viewer, typed: &Typed, errors: &[FieldError]) -> Vec<Input> {
    let me = [("me", "Only me")].into_iter();
    let staff = policy::may_share(&viewer.actor).then_some(("staff", "All staff of the fund"));
    let readers = Choices::new("reader", "Who sees it?", me.chain(staff)).chosen(&typed.reader).errors(errors);
    let name = Field::new("name", "Name").hint("Such as “To screen this week”.").value(&typed.name).errors(errors);
    vec![Input::line(name), Input::radios(readers)]
}

fn typed(form: &Form) -> Typed {
    Typed { name: form.text("name"), reader: form.text("reader") }
}

async fn new(app: Data<App>, viewer: Viewer, req: HttpRequest) -> Result<HttpResponse, Problem> {
    let asked = Asked::read(req.query_string())?;
    new_page(&app, &viewer, (&asked, &Typed { reader: "me".into(), ..Typed::default() }), &[]).await
}

async fn new_page(app: &App, viewer: &Viewer, (asked, typed): (&Asked, &Typed), errors: &[FieldError]) -> Result<HttpResponse, Problem> {
    let rounds = app.read(opportunity::list_all).await.map_err(|e: Error| Problem::from(e))?;
    let facts = asked.words(&rounds).into_iter().map(|(name, value)| SummaryRow::new(name, &value)).collect();
    let query = asked.query();
    let mut fields = vec![Input::hidden("query", &query)];
    fields.extend(inputs(viewer, typed, errors));
    let sheet = Sheet::new("Save this view", errors)
        .back(format!("/desk/applications?{query}"), "Back to the list")
        .with(Section::new("What it shows").facts(facts))
        .with(Section::new("Its name").form(SheetForm::new("/desk/views", FormKeys::new(app.fresh_key()), "Save", fields)));
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn save(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (asked, typed, actor) = (Asked::read(&form.text("query"))?, typed(&form), viewer.actor());
    let (query, kept) = (asked.query(), typed.clone());
    let done = app.submit(&viewer, &form, move |tx| {
        views::save(tx, &actor, &query, &kept)?;
        let amp = if query.is_empty() { "" } else { "&" };
        Ok::<_, views::ViewError>(format!("/desk/applications?{query}{amp}done=view-saved"))
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => new_page(&app, &viewer, (&asked, &typed), &e.mistakes()).await,
        other => Ok(other?),
    }
}

fn id(text: &str) -> Result<Id<View>, Problem> {
    text.parse().map_err(|_| Problem::missing())
}

async fn show(app: Data<App>, viewer: Viewer, path: Path<String>) -> Result<HttpResponse, Problem> {
    view_page(&app, &viewer, id(&path)?, (None, &[])).await
}

async fn view_page(
    app: &App,
    viewer: &Viewer,
    id: Id<View>,
    (typed, errors): (Option<(&Typed, i64)>, &[FieldError]),
) -> Result<HttpResponse, Problem> {
    let actor = viewer.actor();
    let (view, rounds) = app.read(move |conn| Ok::<_, Error>((views::view(conn, &actor, id)?, opportunity::list_all(conn)?))).await?;
    let here = format!("/desk/views/{id}");
    let shows = SummaryRow::new("Shows", &said(&view.query, &rounds));
    let by = SummaryRow::new("Kept by", &view.owner_name);
    let facts = Section::new("The view").facts(vec![shows, by]).link(format!("/desk/applications?{}", view.query), "Open it");
    let mut sheet = Sheet::new(&view.name, errors).about("View").back("/desk/views", "Views").with(facts);
    if policy::may_change(&viewer.actor, &view) {
        let kept = Typed { name: view.name.clone(), reader: if view.is_shared { "staff" } else { "me" }.into() };
        let (typed, version) = typed.unwrap_or((&kept, view.version));
        let keys = FormKeys::of_version(app.fresh_key(), version);
        sheet = sheet.with(Section::new("Rename or share").form(SheetForm::new(&here, keys, "Save", inputs(viewer, typed, errors))));
    }
    if policy::may_delete(&viewer.actor, &view) {
        let keys = FormKeys::new(app.fresh_key());
        let form = SheetForm::new(format!("{here}/delete"), keys, "Delete this view", vec![]).quiet();
        let text = "The applications in it stay as they are. Those with whom it was shared do not see it any more.";
        sheet = sheet.with(Section::new("Delete").text(text).form(form));
    }
    if errors.is_empty() { app.page(viewer, &sheet) } else { app.page_with_mistakes(viewer, &sheet) }
}

async fn change(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, typed, version, actor) = (id(&path)?, typed(&form), form.version(), viewer.actor());
    let kept = typed.clone();
    let done = app.submit(&viewer, &form, move |tx| {
        views::change(tx, &actor, (id, version), &kept)?;
        Ok::<_, views::ViewError>("/desk/views?done=view-changed".to_owned())
    });
    match done.await {
        Err(e) if e.kind() == Kind::Invalid => view_page(&app, &viewer, id, (Some((&typed, version)), &e.mistakes())).await,
        other => Ok(other?),
    }
}

async fn delete(app: Data<App>, viewer: Viewer, path: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let (id, actor) = (id(&path)?, viewer.actor());
    let done = app.submit(&viewer, &form, move |tx| {
        views::delete(tx, &actor, id)?;
        Ok::<_, views::ViewError>("/desk/views?done=view-deleted".to_owned())
    });
    Ok(done.await?)
}
