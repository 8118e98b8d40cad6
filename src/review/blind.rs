//! An application as reviewers read it in a phase without the names of applicants: every name that the program knows is
//! withheld, in its own field and in what people wrote. Pure. What only a reader could tell stays.

use crate::intake::{Draft, PartAnswer, Partner};
use crate::opportunity::{Answer, FileAnswer, Rows};

/// What stands in place of a name.
pub const WITHHELD: &str = "Name withheld";
/// A shorter name is in too many words.
const SHORTEST: usize = 3;

/// The application without names of applicants. Its files are named by its number and the place they were attached to.
#[must_use]
pub fn without_names(mut draft: Draft) -> Draft {
    let names = names(&draft);
    let masked = |text: &str| masked(text, &names);
    for saved in draft.saved.values_mut() {
        saved.answer = without(&saved.answer, &masked);
        saved.by = WITHHELD.into();
    }
    for activity in &mut draft.activities {
        for text in [&mut activity.title, &mut activity.place, &mut activity.partner, &mut activity.provider] {
            *text = masked(text);
        }
        for attendee in &mut activity.attendees {
            attendee.name = if attendee.name.is_empty() { String::new() } else { WITHHELD.into() };
            attendee.job = masked(&attendee.job);
        }
    }
    for cost in &mut draft.costs {
        cost.what = masked(&cost.what);
    }
    for (n, file) in (1..).zip(&mut draft.attachments) {
        file.name = file_name(&draft.application.reference, &file.slot, (n, &file.name));
        file.added_by = WITHHELD.into();
    }
    for (n, partner) in (1..).zip(&mut draft.partners) {
        *partner = unnamed(n, partner, &masked);
    }
    draft.application.title = masked(&draft.application.title);
    draft.application.city_name = WITHHELD.into();
    draft
}

/// Every name of an applicant, the longest first.
fn names(draft: &Draft) -> Vec<String> {
    let mut found = vec![draft.application.city_name.clone()];
    for partner in &draft.partners {
        found.extend([partner.name.clone(), partner.contact_name.clone(), partner.contact_email.clone()]);
        found.extend(partner.answer.iter().map(|answer| answer.name.clone()));
    }
    found.extend(draft.activities.iter().flat_map(|activity| &activity.attendees).map(|person| person.name.clone()));
    found.extend(draft.saved.values().filter_map(|saved| match &saved.answer {
        Answer::Person(person) => Some(person.name.clone()),
        _ => None,
    }));
    // `Madison` of `Madison, WI`.
    let short: Vec<String> = found.iter().filter_map(|name| Some(name.split_once(", ")?.0.to_owned())).collect();
    found.extend(short);
    found.retain(|name| name.len() >= SHORTEST);
    found.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    found.dedup();
    found
}

fn without(answer: &Answer, masked: &dyn Fn(&str) -> String) -> Answer {
    match answer {
        Answer::Text(text) => Answer::Text(masked(text)),
        Answer::YesNoDetail { yes, detail } => Answer::YesNoDetail { yes: *yes, detail: masked(detail) },
        Answer::Certified(statement) => Answer::Certified(masked(statement)),
        Answer::Uei(_) | Answer::Ein(_) | Answer::Address(_) | Answer::Person(_) => Answer::Text(WITHHELD.into()),
        Answer::File(file) => Answer::File(FileAnswer { name: WITHHELD.into(), ..file.clone() }),
        Answer::Table(table) => {
            let cell = |cell: &Option<Answer>| cell.as_ref().map(|answer| without(answer, masked));
            let rows = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
            Answer::Table(Rows { columns: table.columns.clone(), rows })
        }
        Answer::Number(_) | Answer::YesNo(_) | Answer::Choice(_) | Answer::Date(_) | Answer::Money(_) | Answer::Several(_) => {
            answer.clone()
        }
    }
}

/// `UDF-2027-0142-letter-2.pdf`
fn file_name(reference: &str, slot: &str, (n, name): (usize, &str)) -> String {
    let ending = name.rsplit_once('.').map(|(_, ending)| format!(".{ending}")).unwrap_or_default();
    format!("{reference}-{slot}-{n}{ending}")
}

fn unnamed(n: usize, partner: &Partner, masked: &dyn Fn(&str) -> String) -> Partner {
    let answer = partner.answer.clone().map(|answer| PartAnswer {
        name: WITHHELD.into(),
        job_title: masked(&answer.job_title),
        reason: masked(&answer.reason),
        ..answer
    });
    Partner {
        name: format!("Partner {n}"),
        contact_name: WITHHELD.into(),
        contact_email: "x@a withheld domain".into(),
        part: masked(&partner.part),
        answer,
        ..partner.clone()
    }
}

/// The text with each of these names withheld where it stands as whole words, in large letters or small.
fn masked(text: &str, names: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut before) = (text, None::<char>);
    while let Some(first) = rest.chars().next() {
        let begins = !before.is_some_and(char::is_alphanumeric);
        let found = names.iter().find(|name| begins && starts_with_word(rest, name));
        let length = found.map_or(first.len_utf8(), String::len);
        let taken = rest.get(..length).unwrap_or_default();
        out.push_str(if found.is_some() { "[name withheld]" } else { taken });
        before = taken.chars().next_back();
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

fn starts_with_word(text: &str, name: &str) -> bool {
    let is_there = text.get(..name.len()).is_some_and(|part| part.eq_ignore_ascii_case(name));
    is_there && !text.get(name.len()..).and_then(|after| after.chars().next()).is_some_and(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_withheld_as_whole_words_only() {
        let names = ["Marfa, TX".to_owned(), "Marfa".to_owned(), "Peña".to_owned()];
        for (text, wanted) in [
            ("Marfa, TX is small. MARFA grows.", "[name withheld] is small. [name withheld] grows."),
            ("Marfan’s, aMarfa, Marfa-Alpine", "Marfan’s, aMarfa, [name withheld]-Alpine"),
            ("Ask Peña", "Ask [name withheld]"),
            ("é Marfa’s", "é [name withheld]’s"),
            ("", ""),
        ] {
            assert_eq!(masked(text, &names), wanted);
        }
    }

    #[test]
    fn a_file_is_named_by_its_number_and_place() {
        assert_eq!(file_name("UDF-2027-0142", "letter", (2, "Mayor of Marfa.final.pdf")), "UDF-2027-0142-letter-2.pdf");
        assert_eq!(file_name("UDF-2027-0142", "letter", (1, "Marfa")), "UDF-2027-0142-letter-1");
    }
}
