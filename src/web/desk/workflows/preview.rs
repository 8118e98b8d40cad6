//! A version before it is proposed: what it changes, what the checks found, its drawing and its
//! words; then the one button that proposes exactly this.

use super::HERE;
use super::words::{changes, drawing, findings, go_on, places, steps};
use crate::process::{self, InUse};
use crate::web::fields::FormKeys;
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use crate::workflow::{self, Definition, Finding, Ground, Standing};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

/// A version to look at, beside what is in use now.
pub(super) struct Looked<'a> {
    pub(super) new: &'a Definition,
    pub(super) findings: &'a [Finding],
    pub(super) used: Option<&'a Definition>,
    pub(super) standings: &'a [Standing],
}

impl Looked<'_> {
    /// The parts that preview and proposal share.
    pub(super) fn on(&self, sheet: Sheet) -> Sheet {
        sheet
            .with(changes(self.used, self.new))
            .with(findings(self.findings))
            .with(Section::new("Cases that run").items(go_on(self.standings, &self.new.name)))
            .with(drawing(self.new, None))
            .with(places(self.new))
            .with(steps(self.new))
    }
}

/// The preview of a version that passed its checks.
pub(super) async fn page(app: &App, viewer: &Viewer, used: &InUse, (text, looked): (&str, &[Finding])) -> Result<HttpResponse, Problem> {
    let source = workflow::parse("definition", text).map_err(|e| Problem::broken(e.to_string()))?;
    let closed = viewer.actor.walls.ids();
    let standings = app.read(move |conn| workflow::list_standings(conn, &closed)).await?;
    let new = &source.definition;
    let looked = Looked { new, findings: looked, used: Some(&used.definition), standings: &standings };
    let inputs = vec![Input::hidden("definition", text), Input::hidden("base", &used.hash)];
    let form = SheetForm::new(format!("{HERE}/{}/proposals", new.name), FormKeys::new(app.fresh_key()), "Propose this version", inputs);
    let next = Section::new("Next step")
        .text("Nothing is changed yet. When you propose it, another person looks at it and publishes or refuses it.")
        .form(form);
    let sheet = Sheet::new(format!("{} {}", new.title(), new.version), &[])
        .about("Preview")
        .lead("This is how it would be.")
        .back(format!("{HERE}/{}/propose", new.name), "Change it further")
        .with(next);
    app.page(viewer, &looked.on(sheet))
}

pub(super) async fn propose(app: Data<App>, viewer: Viewer, name: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let name = name.into_inner();
    let (actor, text, base) = (viewer.actor(), form.text("definition"), form.text("base"));
    let done = app.submit(&viewer, &form, move |tx| {
        let (vocabulary, shipped) = (super::vocabulary(), process::find_shipped(&name)?);
        let ground = Ground { vocabulary: &vocabulary, shipped: shipped.as_ref(), compared_with: Some(&base) };
        // The page of another workflow, or of none.
        process::version_in_use(tx, &name)?;
        workflow::propose(tx, &actor, (&name, &text), &ground).map(|new| format!("{HERE}/proposals/{}?done=workflow-proposed", new.id))
    });
    Ok(done.await?)
}
