//! What is in the fields of a question that nobody has answered, where its answer is known, and the sentence that says where from.

use crate::intake::{self, Draft, KnownFrom};
use crate::opportunity::Question;
use crate::web::{App, Problem, Viewer};

/// What to fill in and the sentence beside it; nothing where nothing is known.
pub(super) async fn find(
    app: &App,
    viewer: &Viewer,
    (draft, question): (&Draft, &Question),
) -> Result<Option<(String, Option<String>)>, Problem> {
    if question.prefill.is_empty() {
        return Ok(None);
    }
    let (actor, draft, question) = (viewer.actor(), draft.clone(), question.clone());
    let known = app.read(move |conn| intake::known_answer(conn, &actor, &draft, &question)).await?;
    Ok(known.map(|known| (known.typed, Some(told(&known.from)))))
}

fn told(from: &KnownFrom) -> String {
    let from = match from {
        KnownFrom::Register => "the register of places".to_owned(),
        KnownFrom::Official => "what your city told us of its authorized official".to_owned(),
        KnownFrom::Account => "your account".to_owned(),
        KnownFrom::Eligibility => "your answers to the eligibility questions".to_owned(),
        KnownFrom::Application(reference) => format!("your city’s application {reference}"),
    };
    format!("Filled in from {from}; check it. It counts as your answer when you save this page.")
}
