//! Radios and textareas, drawn here and not by a template: `{{draw_radios choices}}`, `{{draw_textarea field}}`. They are most
//! of every form that is scored or answered, and a part would copy each value before it draws it, once for each name. What is
//! drawn is what `web::fields` makes, read where it stands; all of it is escaped.

use handlebars::{Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderErrorReason, html_escape};
use serde::Deserialize;
use serde_json::Value;
use std::io;

/// What a helper draws from a value; the value lacks nothing that is drawn, or the page is refused.
pub(super) struct Drawn(pub(super) fn(&Value, &mut dyn Output) -> Result<(), Refused>);

impl HelperDef for Drawn {
    fn call<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let given = helper.param(0).map_or(&Value::Null, |p| p.value());
        self.0(given, out).map_err(|refused| RenderErrorReason::Other(format!("{}: {refused}", helper.name())).into())
    }
}

/// Why nothing is drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// The value is no such field.
    #[error("was given something else: {0}")]
    Value(#[from] serde_json::Error),
    /// The page could not be written.
    #[error("{0}")]
    Output(#[from] io::Error),
}

/// What a group of radios shows.
#[derive(Deserialize)]
struct Radios<'a> {
    name: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    error: Option<&'a str>,
    optional: bool,
    #[serde(borrow)]
    choices: Vec<Radio<'a>>,
    described_by: &'a str,
}

#[derive(Deserialize)]
struct Radio<'a> {
    id: &'a str,
    value: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    chosen: bool,
}

/// What a textarea shows.
#[derive(Deserialize)]
struct Textarea<'a> {
    name: &'a str,
    label: &'a str,
    hint: Option<&'a str>,
    value: &'a str,
    error: Option<&'a str>,
    optional: bool,
    limit: Option<u32>,
    rows: u32,
    described_by: &'a str,
}

/// Texts of this file go out as they are, and between them what is escaped.
struct Pen<'a>(&'a mut dyn Output);

impl Pen<'_> {
    fn html(&mut self, html: &'static str) -> io::Result<&mut Self> {
        self.0.write(html)?;
        Ok(self)
    }

    fn text(&mut self, text: &str) -> io::Result<&mut Self> {
        self.0.write(&html_escape(text))?;
        Ok(self)
    }

    /// An attribute, if there is something to say.
    fn attribute(&mut self, begins: &'static str, value: &str) -> io::Result<&mut Self> {
        if value.is_empty() { Ok(self) } else { self.html(begins)?.text(value)?.html("\"") }
    }

    /// Help and mistake of the field `name`.
    fn told(&mut self, name: &str, hint: Option<&str>, error: Option<&str>) -> io::Result<()> {
        if let Some(hint) = hint.filter(|words| !words.is_empty()) {
            self.html("<div class=\"usa-hint\" id=\"")?.text(name)?.html("-hint\">")?.text(hint)?.html("</div>\n")?;
        }
        if let Some(error) = error {
            self.html("<div class=\"usa-error-message\" id=\"")?.text(name)?.html("-error\"><span class=\"usa-sr-only\">Error: </span>")?;
            self.text(error)?.html("</div>\n")?;
        }
        Ok(())
    }

    fn group(&mut self, has_error: bool) -> io::Result<()> {
        self.html(if has_error { "<div class=\"usa-form-group usa-form-group--error\">\n" } else { "<div class=\"usa-form-group\">\n" })?;
        Ok(())
    }

    fn optional(&mut self, is_optional: bool) -> io::Result<()> {
        self.html(if is_optional { " <span class=\"usa-hint\">(optional)</span>" } else { "" })?;
        Ok(())
    }
}

/// A question with few things to choose from, of which one can be chosen.
pub(super) fn radios(given: &Value, out: &mut dyn Output) -> Result<(), Refused> {
    let Radios { name, label, hint, error, optional, choices, described_by } = Radios::deserialize(given)?;
    let mut pen = Pen(out);
    pen.group(error.is_some())?;
    pen.html("<fieldset class=\"usa-fieldset\"")?.attribute(" aria-describedby=\"", described_by)?.html(">\n<legend class=\"usa-legend")?;
    pen.html(if error.is_some() { " usa-label--error\">" } else { "\">" })?.text(label)?.optional(optional)?;
    pen.html("</legend>\n")?.told(name, hint, error)?;
    for Radio { id, value, label, hint, chosen } in choices {
        pen.html("<div class=\"usa-radio\"><input class=\"usa-radio__input\" id=\"")?.text(id)?.html("\" name=\"")?.text(name)?;
        pen.html("\" type=\"radio\" value=\"")?.text(value)?.html(if chosen { "\" checked>" } else { "\">" })?;
        pen.html("<label class=\"usa-radio__label\" for=\"")?.text(id)?.html("\">")?.text(label)?;
        if let Some(hint) = hint {
            pen.html("<span class=\"usa-radio__label-description\">")?.text(hint)?.html("</span>")?;
        }
        pen.html("</label></div>\n")?;
    }
    pen.html("</fieldset>\n</div>")?;
    Ok(())
}

/// A field of several lines. What was typed stands in it as it was, line by line.
pub(super) fn textarea(given: &Value, out: &mut dyn Output) -> Result<(), Refused> {
    let Textarea { name, label, hint, value, error, optional, limit, rows, described_by } = Textarea::deserialize(given)?;
    let mut pen = Pen(out);
    pen.group(error.is_some())?;
    pen.html(if error.is_some() { "<label class=\"usa-label usa-label--error\" for=\"" } else { "<label class=\"usa-label\" for=\"" })?;
    pen.text(name)?.html("\">")?.text(label)?.optional(optional)?;
    pen.html("</label>\n")?.told(name, hint, error)?;
    pen.html("<textarea class=\"usa-textarea udf-textarea")?.html(if error.is_some() {
        " usa-input--error\" id=\""
    } else {
        "\" id=\""
    })?;
    pen.text(name)?.html("\" name=\"")?.text(name)?.html("\" rows=\"")?.text(&rows.to_string())?.html("\"")?;
    let limit = limit.map(|limit| limit.to_string());
    if let Some(limit) = &limit {
        pen.html(" data-count=\"")?.text(name)?.html("-count\" data-limit=\"")?.text(limit)?.html("\"")?;
    }
    pen.attribute(" aria-describedby=\"", described_by)?.html(if error.is_some() { " aria-invalid=\"true\">" } else { ">" })?;
    pen.text(value)?.html("</textarea>\n")?;
    if let Some(limit) = &limit {
        pen.html("<div class=\"usa-hint usa-character-count__message\" id=\"")?.text(name)?.html("-count\">Up to ")?.text(limit)?;
        pen.html(" characters</div>\n")?;
    }
    pen.html("</div>")?;
    Ok(())
}
