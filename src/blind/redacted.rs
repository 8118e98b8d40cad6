//! An application as reviewers read it who do not see who applies: what staff prepared in place of each text, and where they
//! prepared nothing, the text with the names withheld that the program knows. Pure.

use super::copy::{FileChoice, Prepared};
use super::mask::{Names, WITHHELD};
use super::passage::{Place, digest, visit};
use crate::files::FileKind;
use crate::intake::{Attachment, Draft, PartState, Partner};
use crate::opportunity::Answer;

/// What is read where staff left nothing of a text.
const NOTHING_LEFT: &str = "[text withheld]";
/// What stands in place of the name of an application while its reviewers wait for its copy.
pub const IN_PREPARATION: &str = "Being prepared for blind review";

/// What is read where staff wrote this in place of a text.
pub(super) fn written(instead: &str) -> String {
    if instead.is_empty() { NOTHING_LEFT.to_owned() } else { instead.to_owned() }
}

/// The application under its label, without who applies; how many of its files are withheld.
#[must_use]
pub fn redacted(mut draft: Draft, (names, prepared): (&Names, &Prepared), label: &str) -> (Draft, usize) {
    let confirmed: Vec<bool> = draft.partners.iter().map(|partner| draft.part_state(partner) == PartState::Confirmed).collect();
    let mut redact = |_: Place<'_>, text: &mut String| {
        *text = match prepared.texts.get(&digest(text)) {
            Some(instead) => written(instead),
            None => names.mask(text),
        };
    };
    visit(&mut draft, &mut redact);
    without_applicant(&mut draft, label);
    let all = draft.attachments.len();
    draft.attachments = (1..).zip(draft.attachments).filter_map(|(n, file)| shown(file, n, (prepared, label))).collect();
    let withheld = all - draft.attachments.len();
    // A part that was confirmed is confirmed, also where its words are others now.
    for (at, _) in confirmed.iter().enumerate().filter(|(_, is)| **is) {
        let part = draft.partners.get(at).map(|partner| draft.part_of(partner).sha256);
        let answer = draft.partners.get_mut(at).and_then(|partner| partner.answer.as_mut());
        if let (Some(answer), Some(part)) = (answer, part) {
            answer.sha256 = part;
        }
    }
    (draft, withheld)
}

/// The application without any content, while its copy is prepared.
#[must_use]
pub fn emptied(mut draft: Draft, label: &str) -> Draft {
    draft.saved.clear();
    draft.activities.clear();
    draft.costs.clear();
    draft.budget.clear();
    draft.attachments.clear();
    draft.partners.clear();
    draft.application.title = IN_PREPARATION.to_owned();
    without_applicant(&mut draft, label);
    draft
}

/// Takes out who applies, wherever it stands in a field of its own.
fn without_applicant(draft: &mut Draft, label: &str) {
    draft.application.reference = label.to_owned();
    draft.application.city_name = WITHHELD.to_owned();
    for saved in draft.saved.values_mut() {
        saved.by = WITHHELD.to_owned();
        match &saved.answer {
            Answer::Uei(_) | Answer::Ein(_) | Answer::Address(_) | Answer::Person(_) => saved.answer = Answer::Text(WITHHELD.to_owned()),
            Answer::File(_) => saved.answer = Answer::Text("The file is among the files.".to_owned()),
            _ => {}
        }
    }
    for person in draft.activities.iter_mut().flat_map(|activity| &mut activity.attendees) {
        person.name = if person.name.is_empty() { String::new() } else { WITHHELD.to_owned() };
    }
    // How a line was worked out repeats what its costs are for.
    for line in &mut draft.budget {
        line.note.clear();
    }
    for (n, partner) in (1..).zip(&mut draft.partners) {
        unnamed(n, partner);
    }
}

fn unnamed(n: usize, partner: &mut Partner) {
    partner.name = format!("Partner {n}");
    partner.contact_name = WITHHELD.to_owned();
    partner.contact_email = "x@a withheld domain".to_owned();
    partner.geoname_id = None;
    if let Some(answer) = &mut partner.answer {
        answer.name = WITHHELD.to_owned();
        answer.document.clear();
        answer.sha256.clear();
    }
}

/// The file as reviewers get it, if they get it.
fn shown(file: Attachment, n: usize, (prepared, label): (&Prepared, &str)) -> Option<Attachment> {
    let file = Attachment { added_by: WITHHELD.to_owned(), ..file };
    match prepared.file(&file.sha256) {
        FileChoice::Withheld => None,
        FileChoice::Shown => {
            let name = file_name(label, (&file.slot, n), FileKind::of_media_type(&file.media_type));
            Some(Attachment { name, ..file })
        }
        FileChoice::Replaced(other) => Some(Attachment {
            name: file_name(label, (&file.slot, n), Some(other.kind)),
            media_type: other.kind.media_type().to_owned(),
            size_bytes: other.size_bytes,
            sha256: other.sha256,
            scan: other.scan,
            ..file
        }),
    }
}

/// `K42-letter-2.pdf`
#[must_use]
pub fn file_name(label: &str, (slot, n): (&str, usize), kind: Option<FileKind>) -> String {
    let ending = kind.map(|kind| format!(".{kind}")).unwrap_or_default();
    format!("{label}-{slot}-{n}{ending}")
}
