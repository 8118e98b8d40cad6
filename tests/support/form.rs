//! Forms as a browser fills them: what the page already holds is kept (hidden
//! keys, typed values), what the test gives replaces it, and the pressed button is sent.

use super::page::{Page, css, words};
use scraper::ElementRef;

/// A file to send: field, name, content.
pub type Attachment<'a> = (&'a str, &'a str, &'a [u8]);

/// A form ready to be sent.
#[derive(Clone, Debug)]
pub struct Filled {
    /// Where to.
    pub action: String,
    /// With GET it is a search.
    pub is_get: bool,
    /// Whether it carries files.
    pub is_multipart: bool,
    /// Names and values, in order.
    pub fields: Vec<(String, String)>,
}

impl Page {
    /// Fills the form that has all these fields (and this button, when given).
    /// A value of `""` on a checkbox clears it. Fails with the fields there are.
    #[track_caller]
    pub fn fill(&self, button: Option<&str>, values: &[(&str, &str)]) -> Filled {
        let html = self.html();
        let forms: Vec<ElementRef<'_>> = html.select(&css("form")).collect();
        let fits = |form: &&ElementRef<'_>| {
            values.iter().all(|(name, _)| controls(**form).iter().any(|c| c.attr("name") == Some(*name)))
                && button.is_none_or(|text| find_button(**form, text).is_some())
        };
        let in_main = html.select(&css("main form")).collect::<Vec<_>>();
        let form = in_main.iter().find(fits).or_else(|| forms.iter().find(fits)).copied();
        let Some(form) = form else { panic!("{}\n{}", self.no_form(button, values, &forms), self.text()) };
        let pressed = match button {
            Some(text) => find_button(form, text),
            None => form.select(&css("button:not([type=button]), input[type=submit]")).next(),
        };
        let mut fields = successful(form, values);
        if let Some((name, value)) = pressed.and_then(|b| Some((b.attr("name")?, b.attr("value").unwrap_or_default()))) {
            fields.push((name.to_owned(), value.to_owned()));
        }
        let attribute = |name: &str| pressed.and_then(|b| b.attr(&format!("form{name}"))).or_else(|| form.attr(name)).unwrap_or_default();
        let action = attribute("action");
        Filled {
            action: if action.is_empty() { self.path.clone() } else { action.to_owned() },
            is_get: !attribute("method").eq_ignore_ascii_case("post"),
            is_multipart: attribute("enctype") == "multipart/form-data",
            fields,
        }
    }

    fn no_form(&self, button: Option<&str>, values: &[(&str, &str)], forms: &[ElementRef<'_>]) -> String {
        let wanted: Vec<&str> = values.iter().map(|(name, _)| *name).collect();
        let mut text =
            format!("{} ({}) has no form with the fields {wanted:?} and the button {button:?}. Its forms:", self.path, self.status);
        for form in forms {
            let names: Vec<&str> = controls(*form).iter().filter_map(|c| c.attr("name")).collect();
            let buttons: Vec<String> = form.select(&css("button")).map(words).collect();
            text += &format!("\n  {} {names:?} {buttons:?}", form.attr("action").unwrap_or_default());
        }
        text
    }
}

fn controls(form: ElementRef<'_>) -> Vec<ElementRef<'_>> {
    form.select(&css("input[name], select[name], textarea[name]")).filter(|c| c.attr("disabled").is_none()).collect()
}

fn find_button<'a>(form: ElementRef<'a>, text: &str) -> Option<ElementRef<'a>> {
    form.select(&css("button, input[type=submit]"))
        .find(|b| words(*b) == text || b.attr("value") == Some(text) || b.attr("aria-label") == Some(text))
}

/// The fields a browser would send.
#[track_caller]
fn successful(form: ElementRef<'_>, values: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    let mut given: Vec<(&str, &str)> = values.to_vec();
    for control in controls(form) {
        let name = control.attr("name").unwrap_or_default();
        let is_given = values.iter().any(|(n, _)| *n == name);
        let own = control.attr("value").unwrap_or(if choice(control) { "on" } else { "" });
        if choice(control) {
            let chosen = if is_given { values.contains(&(name, own)) } else { control.attr("checked").is_some() };
            if chosen {
                given.retain(|g| *g != (name, own));
                fields.push((name.to_owned(), own.to_owned()));
            } else if is_given {
                given.retain(|g| *g != (name, ""));
            }
        } else if matches!(control.attr("type"), Some("submit" | "button" | "file" | "image" | "reset")) {
        } else if let Some(at) = given.iter().position(|(n, _)| *n == name) {
            let (_, value) = given.remove(at);
            if control.value().name() == "select" {
                let offered: Vec<&str> = control.select(&css("option")).filter_map(|o| o.attr("value")).collect();
                assert!(offered.contains(&value), "the list {name} offers {offered:?}, not “{value}”");
            }
            fields.push((name.to_owned(), value.to_owned()));
        } else if !is_given {
            fields.push((name.to_owned(), current(control, own)));
        }
    }
    assert!(given.is_empty(), "the form offers no such choice: {given:?}");
    fields
}

fn choice(control: ElementRef<'_>) -> bool {
    matches!(control.attr("type"), Some("radio" | "checkbox"))
}

fn current(control: ElementRef<'_>, own: &str) -> String {
    match control.value().name() {
        "textarea" => control.text().collect(),
        "select" => {
            let options = css("option");
            let chosen = control.select(&options).find(|o| o.attr("selected").is_some()).or_else(|| control.select(&options).next());
            chosen.map(|o| o.attr("value").map_or_else(|| words(o), str::to_owned)).unwrap_or_default()
        }
        _ => own.to_owned(),
    }
}
