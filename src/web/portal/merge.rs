//! Two versions of one part: what somebody typed beside what was saved meanwhile. For each part
//! one keeps one's own text, takes the other, or writes a third; nothing is chosen in silence.
//! The page sends both versions along, so it needs no script and stores nothing.

use crate::kernel::FieldError;
use crate::locale::format;
use crate::templates::Page;
use crate::web::answer_fields::AnswerFields;
use crate::web::fields::{Choices, ErrorSummary, Field, FormKeys};
use crate::web::typed::Sent;
use crate::web::{App, Form, Problem, Viewer};
use actix_web::HttpResponse;
use chrono_tz::Tz;
use serde::Serialize;

const MINE: &str = "mine";
const THEIRS: &str = "theirs";
const WRITTEN: &str = "written";

/// One version of a part.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    /// Its lines as they read.
    pub(super) shown: Vec<String>,
    /// The fields that would send it.
    pub(super) sent: Vec<(String, String)>,
}

/// One part of which there are two versions.
#[derive(Clone, Debug)]
pub(super) struct Clash {
    /// Its name in the form.
    pub(super) name: &'static str,
    /// What its fields are called: this, or this, `_` and more.
    pub(super) names: &'static [&'static str],
    /// What it is.
    pub(super) label: String,
    /// What was typed.
    pub(super) mine: Side,
    /// What is saved.
    pub(super) theirs: Side,
    /// Where a third version is written.
    pub(super) fields: AnswerFields,
}

/// Who saved the other version.
#[derive(Clone, Debug)]
pub(super) struct Other {
    /// Whose it is, and when it was saved: `Ben Ito saved, January …`.
    pub(super) heading: String,
    /// Its version, on which the choice is based.
    pub(super) version: i64,
}

impl Other {
    /// What `by` saved; one's own other window is called that.
    pub(super) fn saved(by: &str, viewer: &Viewer, at: crate::kernel::Timestamp, zone: Tz) -> String {
        let who = if by == viewer.actor.name { "You saved in another window" } else { by };
        let verb = if by == viewer.actor.name { "" } else { " saved" };
        format!("{who}{verb}, {}", format::moment(at, zone))
    }
}

/// What the page stands in.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Around {
    /// The reference number of the application.
    pub(super) reference: String,
    /// The address before this page.
    pub(super) back: String,
    /// What there are two versions of.
    pub(super) what: String,
}

#[derive(Serialize)]
struct MergePage {
    around: Around,
    summary: ErrorSummary,
    other: String,
    rows: Vec<Row>,
    along: Vec<Sent>,
    keys: FormKeys,
}

#[derive(Serialize)]
struct Row {
    name: String,
    label: String,
    mine: Vec<String>,
    theirs: Vec<String>,
    hidden: Vec<Sent>,
    pick: Choices,
    fields: AnswerFields,
}

impl Page for MergePage {
    const TEMPLATE: &'static str = "portal/applications/merge";
    fn title(&self) -> String {
        format!("Two versions of {} – Application {}", self.around.what, self.around.reference)
    }
    fn has_errors(&self) -> bool {
        true
    }
    fn samples() -> Vec<Self> {
        let clash = |shown: Vec<String>| Clash {
            name: "answer",
            names: &["answer"],
            label: "Skills".into(),
            mine: Side { shown: vec!["Mine".into()], sent: vec![] },
            theirs: Side { shown, sent: vec![] },
            fields: AnswerFields::of_text(Field::new("answer", "Your answer")),
        };
        let around = || Around { reference: "UDF-2027-0142".into(), back: "/portal".into(), what: "Skills".into() };
        let other = || Other { heading: "Ben saved, today".into(), version: 3 };
        let form = Form::default().with_fields(vec![("from_check".into(), "yes".into())]);
        let mistake = [FieldError::new("pick_answer", "Choose.")];
        vec![
            Self::new((around(), other()), vec![clash(vec!["Theirs".into()])], (&form, &mistake), "k".into()),
            Self::new((around(), other()), vec![clash(vec![])], (&Form::default(), &mistake), "k".into()),
        ]
    }
}

impl MergePage {
    fn new((around, other): (Around, Other), clashes: Vec<Clash>, (form, errors): (&Form, &[FieldError]), key: String) -> Self {
        let along = form.fields().iter().filter(|(name, _)| is_along(name, &clashes)).map(sent).collect();
        Self {
            around,
            summary: ErrorSummary::new(errors),
            other: other.heading,
            rows: clashes.into_iter().map(|clash| row(clash, form, errors)).collect(),
            along,
            keys: FormKeys::of_version(key, other.version),
        }
    }
}

fn sent((name, value): &(String, String)) -> Sent {
    Sent { name: name.clone(), value: value.clone() }
}

fn row(clash: Clash, form: &Form, errors: &[FieldError]) -> Row {
    let hidden = |side: &str, sent: &[(String, String)]| Sent {
        name: format!("{side}_{}", clash.name),
        value: serde_urlencoded::to_string(sent).unwrap_or_default(),
    };
    let pick = pick_of(clash.name);
    let picked = Some(form.text(&pick)).filter(|text| !text.is_empty()).unwrap_or_else(|| WRITTEN.to_owned());
    let ways = [(MINE, "Keep what you typed"), (THEIRS, "Take what was saved"), (WRITTEN, "Keep what is written below")];
    Row {
        hidden: vec![
            Sent { name: "merged".into(), value: clash.name.to_owned() },
            Sent { name: format!("of_{}", clash.name), value: clash.names.join(" ") },
            hidden(MINE, &clash.mine.sent),
            hidden(THEIRS, &clash.theirs.sent),
        ],
        pick: Choices::new(pick, "Which one do you want to keep?", ways).chosen(&picked).errors(errors),
        name: clash.name.to_owned(),
        label: clash.label,
        mine: clash.mine.shown,
        theirs: clash.theirs.shown,
        fields: clash.fields,
    }
}

/// The field in which one picks among the versions of a part.
pub(super) fn pick_of(part: &str) -> String {
    format!("pick_{part}")
}

/// The fields of a form with one of these names.
pub(super) fn fields_named(form: &Form, names: &[&str]) -> Vec<(String, String)> {
    form.fields().iter().filter(|(field, _)| belongs(field, names)).cloned().collect()
}

fn belongs(field: &str, names: &[&str]) -> bool {
    names.iter().any(|name| field.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
}

/// Whether a field is none of ours: it goes along as it is.
fn is_along(field: &str, clashes: &[Clash]) -> bool {
    let is_ours = ["pick", "of", MINE, THEIRS].iter().any(|side| clashes.iter().any(|clash| field == format!("{side}_{}", clash.name)));
    let is_key = ["merged", "idempotency_key", "version"].contains(&field);
    !is_ours && !is_key && !clashes.iter().any(|clash| belongs(field, clash.names))
}

/// A form in which every choice is made.
pub(super) struct Resolved {
    /// The fields that were chosen, as if they had been typed.
    pub(super) form: Form,
    /// What was typed before the choice.
    pub(super) mine: Form,
    /// Choices that contradict what was written.
    pub(super) mistakes: Vec<FieldError>,
}

/// Makes one form of the choices; a form without any stays as it is.
pub(super) fn resolve(form: Form) -> Resolved {
    let parts = form.all("merged");
    if parts.is_empty() {
        return Resolved { mine: form.clone(), form, mistakes: vec![] };
    }
    let names: Vec<String> = parts.iter().map(|part| form.text(&format!("of_{part}"))).collect();
    let all: Vec<&str> = names.iter().flat_map(|names| names.split(' ')).filter(|name| !name.is_empty()).collect();
    let is_rest = |name: &str| {
        !belongs(name, &all) && !parts.iter().any(|part| ["pick", "of", MINE, THEIRS].iter().any(|side| name == format!("{side}_{part}")))
    };
    let rest: Vec<_> = form.fields().iter().filter(|(name, _)| name != "merged" && is_rest(name)).cloned().collect();
    let (mut chosen, mut typed, mut mistakes) = (rest.clone(), rest, Vec::new());
    for (part, names) in parts.iter().zip(&names) {
        let written = fields_named(&form, &names.split(' ').filter(|name| !name.is_empty()).collect::<Vec<_>>());
        let side = |side: &str| {
            let text = form.raw(&format!("{side}_{part}")).unwrap_or_default().to_owned();
            Form::parse(form.path(), text.as_bytes()).map(|form| form.fields().to_vec()).unwrap_or_default()
        };
        let (mine, theirs) = (side(MINE), side(THEIRS));
        let pick = form.text(&pick_of(part));
        let kept = match pick.as_str() {
            MINE => mine.clone(),
            THEIRS => theirs,
            _ => written.clone(),
        };
        if pick != WRITTEN && !pick.is_empty() && plain(&written) != plain(&mine) {
            let why = "You chose one of the two texts, but you also changed the one below them. Keep what is written below, or undo your change there.";
            mistakes.push(FieldError::new(pick_of(part), why));
        }
        chosen.extend(kept);
        typed.extend(mine);
    }
    Resolved { mine: form.clone().with_fields(typed), form: form.with_fields(chosen), mistakes }
}

/// What two versions have in common when they say the same.
fn plain(fields: &[(String, String)]) -> Vec<(String, String)> {
    let tidy = |(name, value): &(String, String)| (name.clone(), value.replace("\r\n", "\n").trim().to_owned());
    let mut plain: Vec<_> = fields.iter().map(tidy).filter(|(_, value)| !value.is_empty()).collect();
    plain.sort();
    plain
}

/// The page of two versions; `form` is what was sent, for what goes along and what was picked.
///
/// # Errors
/// As [`App::page`].
pub(super) fn page(
    (app, viewer): (&App, &Viewer),
    around: Around,
    other: Other,
    clashes: Vec<Clash>,
    (form, mistakes): (&Form, &[FieldError]),
) -> Result<HttpResponse, Problem> {
    app.page_with_mistakes(viewer, &MergePage::new((around, other), clashes, (form, mistakes), app.fresh_key()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_render() {
        crate::templates::check::page::<MergePage>();
    }

    fn form(body: &str) -> Form {
        Form::parse("/portal/x", body.as_bytes()).expect("a form")
    }

    const BOTH: &str = "idempotency_key=k&version=4&from_check=yes&merged=answer&of_answer=answer&mine_answer=answer%3Dno%26answer_detail%3Da%252Bb&theirs_answer=answer%3Dyes";

    #[test]
    fn each_choice_gives_its_version_and_leaves_the_rest() {
        let fields = |pick: &str, written: &str| {
            let resolved = resolve(form(&format!("{BOTH}&pick_answer={pick}&{written}")));
            (resolved.form.fields().iter().skip(3).map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&"), resolved.mistakes.len())
        };
        let same = "answer=no&answer_detail=a%2Bb";
        assert_eq!(fields("mine", same), ("answer=no&answer_detail=a+b".into(), 0));
        assert_eq!(fields("theirs", same), ("answer=yes".into(), 0));
        assert_eq!(fields("written", "answer=no&answer_detail=new"), ("answer=no&answer_detail=new".into(), 0));
        assert_eq!(resolve(form(&format!("{BOTH}&pick_answer=mine&{same}"))).form.version(), 4);
    }

    #[test]
    fn what_was_written_is_not_passed_over_in_silence() {
        let resolved = resolve(form(&format!("{BOTH}&pick_answer=theirs&answer=no&answer_detail=new")));
        assert_eq!(resolved.mistakes.len(), 1);
        assert_eq!(resolved.mine.text("answer_detail"), "a+b");
    }

    #[test]
    fn a_form_without_two_versions_stays_as_it_is() {
        let resolved = resolve(form("answer=1&version=2"));
        assert_eq!((resolved.form.fields().len(), resolved.mistakes.len()), (2, 0));
    }
}
