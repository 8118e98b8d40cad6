//! The only caller of handlebars. Every page is a struct with a template; every
//! template is part of the binary, parsed once, and strict: a name that its
//! context lacks is an error, met by the test that renders every sample. HTML is
//! escaped. Two things are inserted as they are: `main` in the layout, which was
//! rendered here a moment before, and what `fields::Markup` drew. Radios and textareas
//! are drawn by [`inputs`].

use crate::locale::{Catalogue, StringError};
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, Output, RenderContext, RenderError as Refused, RenderErrorReason, ScopedJson,
    no_escape,
};
use serde::Serialize;
use serde_json::Value;
use std::sync::{Arc, OnceLock};

#[cfg(test)]
pub(crate) mod check;
mod inputs;

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// One page: its context is the struct itself.
pub trait Page: Serialize {
    /// The template below `templates/`, without `.hbs`.
    const TEMPLATE: &'static str;

    /// What the browser's tab says, without the name of the service:
    /// "Your budget – Application UDF-2027-0142".
    fn title(&self) -> String;

    /// Whether a form on this page is shown again with mistakes.
    fn has_errors(&self) -> bool {
        false
    }

    /// Whether the page uses the whole width of the window (two panes, wide tables).
    fn is_wide(&self) -> bool {
        false
    }

    /// Contexts that together reach every branch of the template; a test renders them all.
    fn samples() -> Vec<Self>
    where
        Self: Sized;
}

/// One link in a list of links.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub label: String,
    /// Whether the reader is there or below it.
    pub current: bool,
}

impl NavItem {
    /// A link, marked when `path` is at it or below it.
    pub fn new(href: &str, label: &str, path: &str) -> Self {
        let below = path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        Self { href: href.to_owned(), label: label.to_owned(), current: below }
    }
}

/// What stands around every page.
#[derive(Clone, Debug, Serialize)]
pub struct Chrome {
    /// The name of the fund, which is the name of the service.
    pub fund: String,
    /// Whether to say that people are invented and no money is real.
    pub demo: bool,
    /// What officers tell everybody, while they do.
    pub banner: Option<String>,
    /// The account of whoever signed in: what is kept in the browser is kept for it alone.
    pub account_id: Option<String>,
    /// How long the session lasts.
    pub session_seconds: Option<i64>,
    /// The name of whoever signed in.
    pub person: Option<String>,
    /// The main navigation.
    pub navigation: Vec<NavItem>,
    /// Links about the viewer: sign in and sign up, or their account.
    pub account: Vec<NavItem>,
    /// What was just done, as a sentence.
    pub done: Option<String>,
    /// Where people get help.
    pub contact_email: String,
    /// A telephone number for help; may be empty.
    pub contact_phone: String,
    /// The address of the stylesheet.
    pub stylesheet: &'static str,
    /// The address of the JavaScript module.
    pub script: &'static str,
    /// The address of the icon.
    pub icon: &'static str,
}

/// Which text of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// One line.
    Subject,
    /// The plain text.
    Text,
    /// The HTML.
    Html,
}

impl Part {
    fn file(self) -> &'static str {
        match self {
            Self::Subject => "subject.txt",
            Self::Text => "body.txt",
            Self::Html => "body.html",
        }
    }
}

/// A template that does not parse, or that does not fit its context.
#[derive(Debug, thiserror::Error)]
#[error("template {template}: {reason}")]
pub struct RenderError {
    template: String,
    reason: String,
}

impl RenderError {
    fn new(template: &str, reason: impl std::fmt::Display) -> Self {
        Self { template: template.to_owned(), reason: reason.to_string() }
    }
}

/// Every template, parsed.
pub struct Templates {
    html: Handlebars<'static>,
    text: Handlebars<'static>,
    strings: &'static Catalogue,
}

#[derive(Serialize)]
struct Layout<'a> {
    lang: &'static str,
    title: String,
    wide: bool,
    main: &'a str,
    #[serde(flatten)]
    chrome: &'a Chrome,
}

const LAYOUT: &str = "layout/page";

impl Templates {
    /// Parses every template.
    ///
    /// # Errors
    /// The first that does not parse, by name.
    pub fn new() -> Result<Self, RenderError> {
        let mut html = Handlebars::new();
        html.register_helper("main", Box::new(insert_main));
        html.register_helper("draw", Box::new(draw));
        html.register_helper("draw_radios", Box::new(inputs::Drawn(inputs::radios)));
        html.register_helper("draw_textarea", Box::new(inputs::Drawn(inputs::textarea)));
        let strings = Catalogue::english().map_err(|e| RenderError::new("strings", e))?;
        let mut text = Handlebars::new();
        text.register_escape_fn(no_escape);
        for registry in [&mut html, &mut text] {
            registry.register_helper("t", Box::new(Tell(strings)));
            registry.set_strict_mode(true);
            // Indenting a part would also indent what people typed into a textarea.
            registry.set_prevent_indent(true);
        }
        for (name, source) in TEMPLATES {
            let registry = if name.ends_with(".txt") { &mut text } else { &mut html };
            registry.register_template_string(name, source).map_err(|e| RenderError::new(name, e))?;
        }
        Ok(Self { html, text, strings })
    }

    /// Every template, parsed once in this process: those who serve share them.
    ///
    /// # Errors
    /// As [`Templates::new`].
    pub fn shared() -> Result<Arc<Self>, RenderError> {
        static PARSED: OnceLock<Arc<Templates>> = OnceLock::new();
        if let Some(parsed) = PARSED.get() {
            return Ok(parsed.clone());
        }
        let parsed = Arc::new(Self::new()?);
        Ok(PARSED.get_or_init(|| parsed).clone())
    }

    /// The language of the strings: the `lang` of pages and letters.
    #[must_use]
    pub fn language(&self) -> &'static str {
        self.strings.language()
    }

    /// A whole page: its own template, then the layout around it.
    ///
    /// # Errors
    /// A context that lacks a name the template uses.
    pub fn page<P: Page>(&self, page: &P, chrome: &Chrome) -> Result<String, RenderError> {
        let main = self.html.render(P::TEMPLATE, page).map_err(|e| RenderError::new(P::TEMPLATE, e))?;
        let mistakes = if page.has_errors() { "Error: " } else { "" };
        let title = format!("{mistakes}{} – {}", page.title(), chrome.fund);
        let layout = Layout { lang: self.language(), title, wide: page.is_wide(), main: &main, chrome };
        self.html.render(LAYOUT, &layout).map_err(|e| RenderError::new(LAYOUT, e))
    }

    /// One text of the letter `name`. The subject and the plain text are not escaped.
    ///
    /// # Errors
    /// As [`Templates::page`], or no such letter.
    pub fn letter(&self, name: &str, part: Part, context: &impl Serialize) -> Result<String, RenderError> {
        let template = format!("letters/{name}/{}", part.file());
        let registry = if part == Part::Html { &self.html } else { &self.text };
        registry.render(&template, context).map_err(|e| RenderError::new(&template, e))
    }
}

/// `{{t "key" name=value}}`: a string of the catalogue, escaped like any other value.
struct Tell(&'static Catalogue);

impl HelperDef for Tell {
    fn call_inner<'reg: 'rc, 'rc>(
        &self,
        helper: &Helper<'rc>,
        _: &'reg Handlebars<'reg>,
        _: &'rc Context,
        _: &mut RenderContext<'reg, 'rc>,
    ) -> Result<ScopedJson<'rc>, Refused> {
        let key = helper.param(0).and_then(|p| p.value().as_str()).unwrap_or_default();
        let values = helper.hash().iter().filter_map(|(name, value)| Some((*name, value.value().as_str()?)));
        let told = self.0.text_with(key, values);
        told.map(|text| ScopedJson::Derived(text.into())).map_err(|e: StringError| RenderErrorReason::Other(e.to_string()).into())
    }
}

/// `{{draw table}}`: what `fields::Markup` holds, or a list of such, as it is. Nothing
/// else has this shape, so that no text can be drawn by mistake.
fn draw(helper: &Helper<'_>, _: &Handlebars<'_>, _: &Context, _: &mut RenderContext<'_, '_>, out: &mut dyn Output) -> HelperResult {
    let given = helper.param(0).map(|p| p.value());
    let one = std::slice::from_ref(given.unwrap_or(&Value::Null));
    for drawn in given.and_then(Value::as_array).map_or(one, Vec::as_slice) {
        let html = drawn.as_object().filter(|members| members.len() == 1).and_then(|members| members.get("markup")?.as_str());
        out.write(html.ok_or_else(|| RenderErrorReason::Other("draw was given something that is not drawn".into()))?)?;
    }
    Ok(())
}

/// `{{main}}`: the page that was just rendered, as it is.
fn insert_main(_: &Helper<'_>, _: &Handlebars<'_>, context: &Context, _: &mut RenderContext<'_, '_>, out: &mut dyn Output) -> HelperResult {
    let main = context.data().get("main").and_then(|value| value.as_str());
    out.write(main.unwrap_or_default())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_parses() {
        Templates::new().expect("all templates parse");
    }

    #[test]
    fn a_link_is_current_at_its_path_and_below() {
        let current = |path| NavItem::new("/desk", "Desk", path).current;
        assert_eq!([current("/desk"), current("/desk/awards"), current("/desks"), current("/")], [true, true, false, false]);
    }
}
