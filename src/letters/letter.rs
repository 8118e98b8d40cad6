//! What a letter is: the fact's fields, a button, a reason. The rest of the
//! context — greeting, fund, contact — is the same for all.

use super::shown::Moment;
use super::{Fund, LetterError, Reader, Written};
use crate::kernel::one_line;
use crate::outbox::Side;
use crate::templates::{Part, Templates};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeMap;

/// A letter. The struct holds those fields of its fact that the letter shows; it
/// is read from the fact's payload and is itself the template's context.
pub(super) trait Letter: Serialize + DeserializeOwned {
    /// The fact it tells; also the folder of its templates.
    const FACT: &'static str;

    /// Whether it carries a one-time link.
    const SECRET: bool = false;

    /// The one button: what it says and the path it leads to, a page that readers on this side may open.
    fn button(&self, side: Side) -> (&'static str, String);

    /// Why this person gets it, as a sentence.
    fn why(&self, side: Side) -> String;

    /// Instants, to be shown with their zone.
    fn moments(&self) -> Vec<Moment<'_>> {
        vec![]
    }

    /// Payloads that together reach every branch of the templates.
    fn samples() -> Vec<Value>;
}

#[derive(Serialize)]
struct Context<'a, L> {
    #[serde(flatten)]
    letter: &'a L,
    #[serde(flatten)]
    moments: BTreeMap<&'static str, String>,
    lang: &'static str,
    to_name: &'a str,
    /// Whether the reader is one of the fund's people.
    for_fund: bool,
    fund: &'a str,
    contact_email: &'a str,
    contact_phone: &'a str,
    /// How a city pays the fund; empty where it must ask.
    pay_to: &'a [String],
    button: &'static str,
    url: String,
    why: String,
}

pub(super) fn render<L: Letter>(templates: &Templates, fund: &Fund, reader: Reader<'_>, payload: Value) -> Result<Written, LetterError> {
    let letter: L = serde_json::from_value(payload).map_err(|e| LetterError::Payload { fact: L::FACT.to_owned(), why: e.to_string() })?;
    let (button, path) = letter.button(reader.side);
    let context = Context {
        letter: &letter,
        moments: letter.moments().iter().map(|moment| (moment.name, moment.shown(fund.zone))).collect(),
        lang: templates.language(),
        to_name: &one_line(reader.name),
        for_fund: reader.side == Side::Fund,
        fund: &fund.name,
        contact_email: &fund.contact_email,
        contact_phone: &fund.contact_phone,
        pay_to: &fund.pay_to,
        button,
        url: format!("{}{path}", fund.origin),
        why: letter.why(reader.side),
    };
    Ok(Written {
        subject: one_line(&templates.letter(L::FACT, Part::Subject, &context)?),
        text: templates.letter(L::FACT, Part::Text, &context)?,
        html: templates.letter(L::FACT, Part::Html, &context)?,
    })
}
