//! What a form had sent, kept with its request: a page that says why nothing was saved shows it
//! again, carries it over signing in, and offers to send it once more. Nothing of it is stored.

use super::Form;
use super::middleware::routed;
use crate::kernel::Id;
use actix_web::http::Method;
use actix_web::{HttpMessage, HttpRequest};
use serde::Serialize;

/// A form with a field of such a name is never shown again: its text is kept from whoever looks over a shoulder.
const SECRETS: &[&str] = &["password", "account_number", "routing_number"];
/// Fields that make a page work and say nothing to people.
const TECHNICAL: [&str; 3] = ["idempotency_key", "version", "next"];
/// How the fields begin that say what a page came with.
const BEFORE: &str = "was-";

/// Forms about getting in: what they send is secret, or has an end of its own.
const DOORS: [&str; 5] = ["/sign-in", "/sign-up", "/sign-out", "/link", "/invitation"];

/// The content of one form, as it was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    path: String,
    fields: Vec<(String, String)>,
    /// The names of files that were sent with it. Their content is not kept.
    files: Vec<String>,
}

/// The same as a page shows it (`parts/typed`): to read and copy, and in hidden fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TypedAgain {
    /// Where the form goes.
    pub action: String,
    /// Everything it sends.
    pub fields: Vec<Sent>,
    /// What people typed or chose.
    pub shown: Vec<Sent>,
    /// The files that have to be chosen again.
    pub files: Vec<String>,
    /// The whole of it as one text, for forms that only pass it on.
    pub carried: String,
}

/// One field and its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sent {
    /// The name in the form; in words where it is shown.
    pub name: String,
    /// As typed.
    pub value: String,
}

impl Typed {
    /// Keeps with the request what a form sent, unless it is secret.
    pub(super) fn keep(req: &HttpRequest, form: &Form) {
        let is_secret = |(name, _): &(String, String)| SECRETS.iter().any(|secret| name.contains(secret));
        let is_door = DOORS.iter().any(|door| routed(req).starts_with(door));
        if req.method() == Method::POST && !is_door && !form.fields().iter().any(is_secret) {
            let typed = Self { path: req.path().to_owned(), fields: form.fields().to_vec(), files: form.file_names() };
            if typed.says_something() {
                req.extensions_mut().insert(typed);
            }
        }
    }

    /// What was kept with the request.
    pub(super) fn of(req: &HttpRequest) -> Option<Self> {
        req.extensions().get::<Self>().cloned()
    }

    /// What a form passes on of another one, if it goes to a place of ours.
    pub(super) fn carried(form: &Form, is_fine: fn(&str) -> bool) -> Option<Self> {
        let carried = form.raw("carried").filter(|text| !text.is_empty())?;
        let (path, rest) = carried.split_once('?')?;
        let (body, names) = rest.split_once('#').unwrap_or((rest, ""));
        let parse = |text: &str| Form::parse(path, text.as_bytes()).ok().filter(|inner| is_fine(inner.path()));
        let files = parse(names)?.fields().iter().map(|(_, name)| name.clone()).collect();
        Some(Self { path: path.to_owned(), fields: parse(body)?.fields().to_vec(), files })
    }

    /// Whether anything but what pages put in themselves was sent.
    fn says_something(&self) -> bool {
        !self.files.is_empty() || self.people_wrote().next().is_some()
    }

    fn people_wrote(&self) -> impl Iterator<Item = &(String, String)> {
        let is_identifier = |value: &str| value.parse::<Id<()>>().is_ok();
        self.fields
            .iter()
            .filter(|(name, _)| !TECHNICAL.contains(&name.as_str()) && !name.starts_with(BEFORE))
            .filter(move |(_, value)| !value.trim().is_empty() && !is_identifier(value))
    }

    /// The path the form was sent to.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// As a page shows it.
    pub(super) fn again(&self) -> TypedAgain {
        let sent = |(name, value): &(String, String)| Sent { name: name.clone(), value: value.clone() };
        let shown = self.people_wrote().map(|(name, value)| Sent { name: in_words(name), value: value.replace("\r\n", "\n") });
        let encoded = |pairs: &[(String, String)]| serde_urlencoded::to_string(pairs).unwrap_or_default();
        let names: Vec<_> = self.files.iter().map(|name| ("file".to_owned(), name.clone())).collect();
        let names = if names.is_empty() { String::new() } else { format!("#{}", encoded(&names)) };
        TypedAgain {
            action: self.path.clone(),
            fields: self.fields.iter().map(sent).collect(),
            shown: shown.collect(),
            files: self.files.clone(),
            carried: format!("{}?{}{names}", self.path, encoded(&self.fields)),
        }
    }
}

impl TypedAgain {
    /// For the samples of a page.
    pub(super) fn sample() -> Self {
        let fields = vec![("idempotency_key".to_owned(), "k".to_owned()), ("answer".to_owned(), "A text.\r\nOf two lines.".to_owned())];
        Typed { path: "/portal/x".into(), fields, files: vec!["rows.csv".into()] }.again()
    }
}

/// `answer_street` as `Answer street`.
fn in_words(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(body: &str) -> Typed {
        let fields = Form::parse("/portal/x", body.as_bytes()).expect("a form").fields().to_vec();
        Typed { path: "/portal/x".into(), fields, files: vec![] }
    }

    #[test]
    fn what_is_carried_comes_back_as_it_was() {
        let odd = typed("answer=%3Cscript%3E%22%26%27%0D%0A%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80+e%CC%81%3F%23%25&answer=2&version=3");
        let with_files = Typed { files: vec!["a?#&=.pdf".into(), "b.csv".into()], ..odd.clone() };
        for whole in [odd, with_files] {
            let carried = serde_urlencoded::to_string(vec![("carried", whole.again().carried)]).expect("a body");
            let form = Form::parse("/sign-in", carried.as_bytes()).expect("a form");
            assert_eq!(Typed::carried(&form, |path| path.starts_with('/')), Some(whole));
            assert_eq!(Typed::carried(&form, |_| false), None);
        }
    }

    #[test]
    fn only_what_people_wrote_is_shown() {
        let shown =
            typed("idempotency_key=k&version=3&was-overall=ab&answer_street=1+Main&empty=+&case=01999999-0000-7000-8000-000000000000")
                .again()
                .shown;
        assert_eq!(shown, [Sent { name: "Answer street".into(), value: "1 Main".into() }]);
        assert!(!typed("idempotency_key=k&version=3").says_something());
    }

    #[test]
    fn a_form_with_a_secret_is_not_shown_again() {
        let kept = |body: &str| {
            let req = actix_web::test::TestRequest::post().uri("/portal/x").to_http_request();
            Typed::keep(&req, &Form::parse("/portal/x", body.as_bytes()).expect("a form"));
            Typed::of(&req)
        };
        assert!(kept("answer=A+text").is_some());
        for secret in ["password", "account_number", "account_number_again", "routing_number"] {
            assert_eq!(kept(&format!("answer=A+text&{secret}=021000021")), None, "{secret}");
        }
    }
}
