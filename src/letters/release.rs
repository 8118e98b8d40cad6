//! Decisions as their cities will read them, for those who look before they are told; and the
//! letter to who planned a release of which something was not told.

use super::letter::Letter;
use super::{Fund, LetterError, Reader, Written, write};
use crate::db::Error;
use crate::outbox::Side;
use crate::process::Waiting;
use crate::templates::Templates;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The letter that waits on a decided case, to a reader without a name.
///
/// # Errors
/// [`LetterError`].
pub fn decision(templates: &Templates, fund: &Fund, waiting: &Waiting) -> Result<Written, LetterError> {
    let reader = Reader { name: "Name of the reader", side: Side::City };
    let payload = waiting.payload().map_err(|e| LetterError::Payload { fact: waiting.name().to_owned(), why: e.to_string() })?;
    write(templates, fund, waiting.name(), reader, &payload)
}

/// The SHA-256 of that letter: of its fact and of all that is written from it.
///
/// # Errors
/// [`Error::Broken`] when it cannot be written.
pub fn decision_sha256(templates: &Templates, fund: &Fund, waiting: &Waiting) -> Result<String, Error> {
    let broken = |e: LetterError| Error::Broken(e.to_string());
    let Written { subject, text, html } = decision(templates, fund, waiting).map_err(broken)?;
    let payload = waiting.payload()?;
    let mut digest = Sha256::new();
    for part in [waiting.name(), &payload, &subject, &text, &html] {
        digest.update(part);
        digest.update([0]);
    }
    Ok(HEXLOWER.encode(&digest.finalize()))
}

#[derive(Serialize, Deserialize)]
struct NotTold {
    reference: String,
    city: String,
    reason: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CarriedOut {
    release: String,
    opportunity: String,
    told: usize,
    not_told: Vec<NotTold>,
}

impl Letter for CarriedOut {
    const FACT: &'static str = "release.carried_out";

    fn button(&self, _: Side) -> (&'static str, String) {
        ("Open the release", format!("/desk/releases/{}", self.release))
    }
    fn why(&self, _: Side) -> String {
        "You planned this release.".into()
    }
    fn samples() -> Vec<Value> {
        vec![
            json!({"release": "1", "opportunity": "City Engagement Grants 2027", "told": 11, "not_told": [{"reference": "UDF-2027-0142", "city": "Millbrook", "reason": "The letter changed since it was looked at."}]}),
        ]
    }
}
