//! A version from a file: chosen or pasted, read and proved, and then looked at. A file with
//! faults is shown again with each of them, and everything typed is kept.

use super::words::findings;
use super::{HERE, preview};
use crate::kernel::FieldError;
use crate::process::{self, InUse};
use crate::web::fields::{Field, FormKeys};
use crate::web::sheet::{Input, Section, Sheet, SheetForm};
use crate::web::{App, Form, Problem, Viewer};
use crate::workflow::{self, Finding, Ground, ProposeError};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

pub(super) async fn ask(app: Data<App>, viewer: Viewer, name: Path<String>) -> Result<HttpResponse, Problem> {
    let used = app.read(move |conn| process::version_in_use(conn, &name)).await?;
    app.page(&viewer, &sheet(&app, &used, "", (&[], &[])))
}

pub(super) fn sheet(app: &App, used: &InUse, text: &str, (errors, found): (&[FieldError], &[Finding])) -> Sheet {
    let name = &used.definition.name;
    let file = Field::new("file", "File").hint("A TOML file. It takes the place of what is pasted below.").accept(".toml").optional();
    let pasted = Field::new("definition", "Definition as TOML")
        .hint("Paste the whole definition. Nothing is proposed before you have looked at it.")
        .rows(24)
        .value(text)
        .errors(errors);
    let inputs = vec![Input::file(file.errors(errors)), Input::area(pasted)];
    let form = SheetForm::new(format!("{HERE}/{name}/propose/file"), FormKeys::new(app.fresh_key()), "Check and look at it", inputs);
    let mut sheet =
        Sheet::new("Propose from a file", errors).about(used.definition.title()).back(format!("{HERE}/{name}"), used.definition.title());
    if !found.is_empty() {
        sheet = sheet.with(findings(found));
    }
    let section = Section::new("The definition")
        .text(format!("In use is {}. Give the new definition a higher version.", used.definition.version))
        .link(format!("{HERE}/{name}/definition.toml"), "Download the definition in use")
        .link(format!("{HERE}/{name}/propose"), "Change it in a form instead");
    sheet.with(section.form(form))
}

pub(super) async fn look(app: Data<App>, viewer: Viewer, name: Path<String>, form: Form) -> Result<HttpResponse, Problem> {
    let name = name.into_inner();
    let wanted = name.clone();
    let used = app.read(move |conn| process::version_in_use(conn, &wanted)).await?;
    let (text, label) = match typed(&form) {
        Ok(typed) => typed,
        Err(mistake) => return app.page_with_mistakes(&viewer, &sheet(&app, &used, &form.text("definition"), (&[mistake], &[]))),
    };
    let (errors, found) = judge(&app, &used, (&label, &text), "definition").await?;
    if errors.is_empty() {
        return preview::page(&app, &viewer, &used, (&text, &found)).await;
    }
    app.page_with_mistakes(&viewer, &sheet(&app, &used, &text, (&errors, &found)))
}

/// The text of the file or the field, and what to call it.
fn typed(form: &Form) -> Result<(String, String), FieldError> {
    let Some(upload) = form.upload("file") else {
        let text = form.text("definition");
        let missing = FieldError::new("definition", "Choose a file, or paste the definition.");
        return if text.is_empty() { Err(missing) } else { Ok((text, "definition".into())) };
    };
    let bytes = upload.bytes().map_err(|_| FieldError::new("file", "This file could not be read. Choose it again."))?;
    let text = String::from_utf8(bytes).map_err(|_| FieldError::new("file", "This file is not text in UTF-8."))?;
    Ok((text.replace("\r\n", "\n"), upload.file_name.clone()))
}

/// What keeps this text from being looked at, each beside its field, and every finding of the checks.
/// What is wrong with its version is told at `version`.
pub(super) async fn judge(
    app: &App,
    used: &InUse,
    (label, text): (&str, &str),
    version: &'static str,
) -> Result<(Vec<FieldError>, Vec<Finding>), Problem> {
    let at = |field: &str, message: String| Ok((vec![FieldError::new(field, message)], vec![]));
    let source = match workflow::parse(label, text) {
        Ok(source) => source,
        Err(e) => return at("definition", format!("Line {}: {}", e.line, e.message)),
    };
    if source.definition.name != used.definition.name {
        let told = format!("This is a definition of “{}”; this page takes “{}”.", source.definition.name, used.definition.name);
        return at("definition", told);
    }
    let judged = app.read(move |conn| {
        let (vocabulary, shipped) = (super::vocabulary(), process::find_shipped(&source.definition.name)?);
        let ground = Ground { vocabulary: &vocabulary, shipped: shipped.as_ref(), compared_with: None };
        workflow::rehearse(conn, &source, &ground)
    });
    match judged.await {
        Ok(warnings) => Ok((vec![], warnings)),
        Err(ProposeError::Faulty(found)) => {
            let told = match found.len() {
                1 => "The definition has a fault. It is listed with its line.".to_owned(),
                n => format!("The definition has {n} faults. They are listed with their lines."),
            };
            Ok((vec![FieldError::new(version, told)], found))
        }
        Err(e @ (ProposeError::BadName(_) | ProposeError::Unchanged | ProposeError::VersionTaken(_))) => at(version, e.to_string()),
        Err(e) => Err(e.into()),
    }
}
