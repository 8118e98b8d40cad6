//! A definition from a file, chosen or pasted: with mistakes it is shown again with each of them,
//! its line and its mend, and everything typed is kept; without, it becomes the next version of
//! its opportunity, to look at and publish.

use super::{HERE, revision_at};
use crate::kernel::FieldError;
use crate::locale::format;
use crate::opportunity::{ImportError, Mistake, ReviseError};
use crate::process;
use crate::templates::Page;
use crate::web::fields::{Cell, Choices, Column, ErrorSummary, Field, FormKeys, Table};
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// So many mistakes are listed with the text of their lines.
const LISTED: usize = 100;

#[derive(Serialize)]
struct ImportPage {
    summary: ErrorSummary,
    mistakes: Option<Table>,
    replace: Option<Choices>,
    file: Field,
    definition: Field,
    back: &'static str,
    keys: FormKeys,
}

impl Page for ImportPage {
    const TEMPLATE: &'static str = "desk/opportunities/import";
    fn title(&self) -> String {
        "Import an opportunity – Desk".into()
    }
    fn has_errors(&self) -> bool {
        self.summary.is_there()
    }
    fn samples() -> Vec<Self> {
        let wrong = [FieldError::new("definition", "Line 1: wrong"), FieldError::new("replace", "There is one.")];
        let mistakes = [Mistake { line: 1, message: "Wrong.".into() }, Mistake { line: 99, message: "Missing.".into() }];
        let replace = Choices::new("replace", "Replace?", [("3", "Yes")]).errors(&wrong);
        vec![
            page("", &[], "k".into()),
            Self { replace: Some(replace), mistakes: Some(table("x", &mistakes)), ..page("x", &wrong, "k".into()) },
        ]
    }
}

fn page(text: &str, errors: &[FieldError], key: String) -> ImportPage {
    let file = Field::new("file", "File").hint("A TOML file. It takes the place of what is pasted below.").accept(".toml").optional();
    let definition = Field::new("definition", "Definition as TOML")
        .hint("Paste the whole file. Nothing is stored until it has no mistakes.")
        .rows(24)
        .value(text)
        .errors(errors);
    ImportPage {
        summary: ErrorSummary::new(errors),
        mistakes: None,
        replace: None,
        file: file.errors(errors),
        definition,
        back: HERE,
        keys: FormKeys::new(key),
    }
}

/// Each mistake with what its line says.
fn table(text: &str, mistakes: &[Mistake]) -> Table {
    let columns = vec![Column::text("What is wrong, and how to mend it"), Column::number("Line"), Column::text("The line says")];
    let rows = mistakes.iter().take(LISTED).map(|m| {
        let line = text.lines().nth(m.line.saturating_sub(1)).unwrap_or_default().trim();
        let line: String = line.chars().take(120).collect();
        vec![Cell::text(&m.message).heading(), Cell::number(m.line.to_string()), Cell::text(line)]
    });
    Table::new("mistakes", "What the checks found", columns).rows(rows.collect::<Vec<_>>())
}

pub(super) async fn ask(app: Data<App>, viewer: Viewer) -> Result<HttpResponse, Problem> {
    app.page(&viewer, &page("", &[], app.fresh_key()))
}

/// The text of the file or of the field, and what to call it.
fn typed(form: &Form) -> Result<(String, String), FieldError> {
    let Some(upload) = form.upload("file") else {
        let text = form.text("definition");
        let missing = FieldError::new("definition", "Choose a file, or paste the definition.");
        return if text.is_empty() { Err(missing) } else { Ok((format!("{text}\n"), "definition".into())) };
    };
    let bytes = upload.bytes().map_err(|_| FieldError::new("file", "This file could not be read. Choose it again."))?;
    let text = String::from_utf8(bytes).map_err(|_| FieldError::new("file", "This file is not text in UTF-8. Choose a TOML file."))?;
    if text.contains('\0') {
        return Err(FieldError::new("file", "This file is not text. Choose a TOML file."));
    }
    Ok((text.replace("\r\n", "\n"), upload.file_name.clone()))
}

pub(super) async fn look(app: Data<App>, viewer: Viewer, form: Form) -> Result<HttpResponse, Problem> {
    let (text, file) = match typed(&form) {
        Ok(typed) => typed,
        Err(mistake) => return app.page_with_mistakes(&viewer, &page(&form.text("definition"), &[mistake], app.fresh_key())),
    };
    let (actor, kept, replaces) = (viewer.actor(), text.clone(), form.text("replace").parse().ok());
    let outcome = app
        .submit(&viewer, &form, move |tx| {
            process::keep_round(tx, &actor, (&file, &kept), replaces).map(|revision| revision_at(&revision.slug, "?done=revision-kept"))
        })
        .await;
    match outcome {
        Err(ReviseError::Import(ImportError::Definition(found, fields))) => {
            let mut page = page(&text, &fields, app.fresh_key());
            page.mistakes = Some(table(&text, &found.mistakes));
            app.page_with_mistakes(&viewer, &page)
        }
        Err(e @ ReviseError::Exists(_)) => {
            let mistake = [FieldError::new("replace", e.to_string())];
            let mut page = page(&text, &mistake, app.fresh_key());
            if let ReviseError::Exists(there) = e {
                let zone = app.settings.fund.zone();
                let told = format!(
                    "Put this file in the place of what {} changed, {}",
                    there.changed_by,
                    format::datetime(there.changed_at, zone)
                );
                let choices = Choices::new("replace", "The revision that is there", [(there.version.to_string(), told)]);
                page.replace = Some(choices.errors(&mistake));
            }
            app.page_with_mistakes(&viewer, &page)
        }
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ImportPage>();
    }
}
