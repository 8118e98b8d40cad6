//! The fields in which somebody answers an invitation to a panel, or says what they know about, how much they can take on and
//! when they are away. Used by the page of the link and by the pages of who is signed in.

use super::Form;
use super::fields::{Choices, DateField, Field, SummaryRow};
use super::sheet::Input;
use crate::kernel::FieldError;
use crate::locale::format;
use crate::opportunity::Opportunity;
use crate::panel::{Absence, Seat, TypedTerms};
use crate::places;

/// The terms, as typed or else as they are.
pub(super) fn inputs(seat: &Seat, listed: &[String], (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let is_typed = form.has("most_reviews");
    let (known, own): (Vec<String>, Vec<String>) = seat.tags.iter().cloned().partition(|tag| listed.contains(tag));
    let ticked = if is_typed { form.all("tag") } else { known };
    let other = if is_typed { form.text("other_tags") } else { own.join(", ") };
    let most = if is_typed { form.text("most_reviews") } else { seat.most_reviews.to_string() };
    let tags = Choices::new("tag", "What do you know about?", listed.iter().map(|tag| (tag.clone(), tag.clone())));
    let state = if is_typed { form.text("state") } else { seat.state.clone().unwrap_or_default() };
    let states = std::iter::once(("", "I do not say")).chain(places::STATES.iter().copied());
    let day = |name: &'static str, label: &str, known| {
        let field = DateField::new(name, label).optional();
        if is_typed { field.typed(form).errors(errors) } else { field.value(known) }
    };
    vec![
        Input::checkboxes(tags.optional().all_chosen(&ticked).errors(errors)),
        Input::line(
            Field::new("other_tags", "Anything else")
                .hint("Other subjects, with commas between. For example: ports, public transport.")
                .value(other)
                .optional()
                .errors(errors),
        ),
        Input::line(
            Field::new("most_reviews", "How many reviews at most?")
                .hint("You get no more than this many applications in this round.")
                .numeric()
                .value(most)
                .errors(errors),
        ),
        Input::select(
            Choices::new("state", "In which state do you work?", states)
                .hint("Reviews of one application can be spread over regions.")
                .chosen(&state)
                .optional()
                .errors(errors),
        ),
        Input::date(day("absent_from", "Away: first day", seat.absence.map(|days| days.from)).hint("On these days no review is due.")),
        Input::date(day("absent_to", "Away: last day", seat.absence.map(|days| days.to))),
    ]
}

/// The whole answer: yes or no, the terms, and the reason of who declines.
pub(super) fn answer_inputs(seat: &Seat, listed: &[String], (form, errors): (&Form, &[FieldError])) -> Vec<Input> {
    let answer = Choices::new("answer", "Do you join the panel?", [("accept", "Yes, on these terms"), ("decline", "No")]);
    let reason = Field::new("reason", "If no: why?").hint("Whoever invited you reads it.").limit(1_000).rows(3).optional();
    let mut all = vec![Input::radios(answer.chosen(&form.text("answer")).errors(errors))];
    all.extend(inputs(seat, listed, (form, errors)));
    all.push(Input::area(reason.value(form.text("reason")).errors(errors)));
    all
}

/// What was typed.
pub(super) fn typed(form: &Form) -> TypedTerms {
    TypedTerms {
        tags: form.all("tag"),
        other_tags: form.text("other_tags"),
        most_reviews: form.text("most_reviews"),
        absent_from: DateField::read(form, "absent_from"),
        absent_to: DateField::read(form, "absent_to"),
        state: form.text("state"),
    }
}

/// Neither yes nor no.
pub(super) fn no_answer() -> Vec<FieldError> {
    vec![FieldError::new("answer", "Say whether you join the panel.")]
}

/// What an invitation says.
pub(super) fn offer(seat: &Seat, round: &Opportunity) -> Vec<SummaryRow> {
    let zone = round.closes.zone;
    let mut rows = vec![
        SummaryRow::new("Round", &round.title),
        SummaryRow::new("Invited by", &seat.invited_by_name),
        SummaryRow::new("Reviews asked for", &format!("At most {}", seat.most_reviews)),
        SummaryRow::new("Answer until", &format!("The end of {} in the zone {}", format::date(seat.reply_by), zone.name())),
    ];
    if !seat.note.is_empty() {
        rows.push(SummaryRow::new("A word to you", &seat.note));
    }
    rows
}

/// On what terms somebody sits on a panel.
pub(super) fn facts(seat: &Seat) -> Vec<SummaryRow> {
    vec![
        SummaryRow::new("Knows about", &known(seat)),
        SummaryRow::new("Reviews at most", &seat.most_reviews.to_string()),
        SummaryRow::new("State", seat.state.as_deref().and_then(places::state_name).unwrap_or("Not said")),
        SummaryRow::new("Away", &away(seat.absence)),
    ]
}

/// What somebody knows about, in one line.
pub(super) fn known(seat: &Seat) -> String {
    if seat.tags.is_empty() { "Nothing named".to_owned() } else { seat.tags.join(", ") }
}

/// When somebody is away, in one line.
pub(super) fn away(absence: Option<Absence>) -> String {
    absence.map_or_else(|| "Never".to_owned(), |days| format::date_range(days.from, days.to))
}
