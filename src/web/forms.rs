//! Forms as browsers send them: URL-encoded, or multipart with files. Read
//! strictly: what is not UTF-8 is refused, and sizes are bounded.

use super::middleware::Begun;
use super::multipart::{self, Beside, Files, MOST_TEXT, in_time};
use super::typed::Typed;
use super::{App, Problem, Viewer};
use crate::files::Arrived;
use crate::kernel::{Money, MoneyError, Timestamp};
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The most bytes of a form that are read without being kept.
const MOST_LET_BY: usize = 16 * 1024 * 1024;

/// A file as it was sent. Its name and type are claims, not facts.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The form field.
    pub field: String,
    /// The name the browser gave.
    pub file_name: String,
    /// The content, in a temporary file that is gone with the form.
    pub content: Arc<Arrived>,
}

impl Upload {
    /// The content of a small file that is read and not kept.
    ///
    /// # Errors
    /// [`Problem::broken`] when the temporary file cannot be read.
    pub fn bytes(&self) -> Result<Vec<u8>, Problem> {
        self.content.bytes().map_err(|e| Problem::broken(e.to_string()))
    }
}

/// The fields of one form.
#[derive(Clone, Debug, Default)]
pub struct Form {
    path: String,
    fields: Vec<(String, String)>,
    uploads: Vec<Upload>,
    /// The names of files that were sent and not kept.
    lost: Vec<String>,
    begun_at: Option<Timestamp>,
}

impl Form {
    /// The trimmed value of a field with line ends as `\n`; empty when absent.
    #[must_use]
    pub fn text(&self, name: &str) -> String {
        self.raw(name).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()
    }

    /// The value of a field exactly as typed (passwords).
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Whether the field was sent at all: for checkboxes and buttons.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(n, _)| n == name)
    }

    /// Every value of a field that may be sent several times.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.fields.iter().filter(|(n, _)| n == name).map(|(_, v)| v.trim().to_owned()).collect()
    }

    /// Every field in the order sent.
    #[must_use]
    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    /// The amount in a field.
    ///
    /// # Errors
    /// The sentence to show beside it.
    pub fn money(&self, name: &str) -> Result<Money, MoneyError> {
        Money::parse(&self.text(name))
    }

    /// The version of the thing that the page was made from.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.text("version").parse().unwrap_or(0)
    }

    /// The file in a field, if one was chosen.
    #[must_use]
    pub fn upload(&self, name: &str) -> Option<&Upload> {
        self.uploads.iter().find(|u| u.field == name && !(u.file_name.is_empty() && u.content.size_bytes() == 0))
    }

    /// The names of the files that were sent, of those too that were not kept.
    pub(super) fn file_names(&self) -> Vec<String> {
        let sent = self.uploads.iter().map(|u| &u.file_name).chain(&self.lost);
        sent.filter(|name| !name.is_empty()).cloned().collect()
    }

    /// The key of this press of this button.
    #[must_use]
    pub fn key(&self) -> String {
        self.text("idempotency_key")
    }

    /// The form with a key that was sent beside it.
    #[must_use]
    pub fn with_key(mut self, key: &str) -> Self {
        self.fields.retain(|(name, _)| name != "idempotency_key");
        self.fields.push(("idempotency_key".to_owned(), key.to_owned()));
        self
    }

    /// The key of this press with this content, for what remembers refusals: whoever
    /// corrects an amount and presses again asks for something else.
    #[must_use]
    pub fn press_key(&self) -> String {
        let key = self.key();
        if key.is_empty() { key } else { format!("{key}.{}", self.digest().chars().take(16).collect::<String>()) }
    }

    /// The form with other fields, for what was chosen among several versions.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<(String, String)>) -> Self {
        self.fields = fields;
        self
    }

    /// When the request that sent it reached the program. Its body may have arrived later, and may have waited its turn.
    #[must_use]
    pub const fn begun_at(&self) -> Option<Timestamp> {
        self.begun_at
    }

    /// The path it was sent to.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A digest of everything sent but the key, to tell a repeat from another request.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut add = |part: &[u8]| {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        };
        add(self.path.as_bytes());
        for (name, value) in self.fields.iter().filter(|(n, _)| n != "idempotency_key") {
            add(name.as_bytes());
            add(value.as_bytes());
        }
        for upload in &self.uploads {
            add(upload.field.as_bytes());
            add(upload.content.sha256().as_bytes());
        }
        HEXLOWER.encode(&hash.finalize())
    }

    /// Reads a URL-encoded body.
    ///
    /// # Errors
    /// [`Problem`] when it is not UTF-8.
    pub fn parse(path: &str, body: &[u8]) -> Result<Self, Problem> {
        let mut fields = Vec::new();
        for pair in body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
            let mut parts = pair.splitn(2, |b| *b == b'=');
            let name = decode(parts.next().unwrap_or_default())?;
            let value = decode(parts.next().unwrap_or_default())?;
            fields.push((name, value));
        }
        Ok(Self { path: path.to_owned(), fields, ..Self::default() })
    }
}

fn decode(text: &[u8]) -> Result<String, Problem> {
    let spaced: Vec<u8> = text.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let bytes: Vec<u8> = percent_encoding::percent_decode(&spaced).collect();
    let text = String::from_utf8(bytes).map_err(|_| {
        Problem::unreadable(
            "The form holds characters that are not valid UTF-8 text. Nothing was changed. Go back, retype them and send the form again.",
        )
    })?;
    if text.contains('\0') {
        return Err(Problem::unreadable("The form holds a character that cannot be stored. Nothing was changed."));
    }
    Ok(text)
}

impl FromRequest for Form {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = req.path().to_owned();
        let kind = req.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let payload = payload.take();
        let app = req.app_data::<web::Data<App>>().cloned();
        let is_known = req.extensions().get::<Viewer>().is_some_and(|viewer| viewer.actor.account.is_some());
        let begun_at = req.extensions().get::<Begun>().map(|begun| begun.0);
        let headers = req.headers().clone();
        let req = req.clone();
        Box::pin(async move {
            let form = if kind.starts_with("multipart/form-data") {
                let app = app.ok_or_else(|| Problem::broken("no application state"))?;
                let files = if is_known { Files::Taken } else { Files::LetBy(MOST_LET_BY as u64) };
                let mut beside = Beside::default();
                let outcome = multipart::read(&app, &headers, payload, files, &mut beside).await;
                let Beside { fields, lost } = beside;
                match outcome {
                    Ok(uploads) if is_known => Self { path, fields, uploads, lost, begun_at },
                    outcome => {
                        // What was typed beside the file stays on the page that says why.
                        Typed::keep(&req, &Self { path, fields, lost, ..Self::default() });
                        return Err(outcome.err().unwrap_or_else(needs_a_name));
                    }
                }
            } else if kind.starts_with("application/x-www-form-urlencoded") || kind.is_empty() {
                // Signing in may carry another form inside, encoded once more.
                let most = if path.starts_with("/sign-in") { 4 * MOST_TEXT } else { MOST_TEXT };
                Self { begun_at, ..Self::parse(&path, &collect(payload, most).await?)? }
            } else {
                return Err(Problem::unreadable("This address takes forms only."));
            };
            Typed::keep(&req, &form);
            Ok(form)
        })
    }
}

fn needs_a_name() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "Sign in first", "Files are taken from people who are signed in.")
}

async fn collect(mut payload: Payload, limit: usize) -> Result<Vec<u8>, Problem> {
    let (mut body, mut arrived) = (Vec::new(), 0_usize);
    while let Some(chunk) = in_time(payload.next()).await? {
        let chunk = chunk.map_err(|_| Problem::unreadable("The connection broke while the form was being sent. Nothing was changed."))?;
        arrived = arrived.saturating_add(chunk.len());
        // What is too much is let by to its end, within reason: a browser that is cut off while it sends hears no answer.
        if arrived > limit {
            body.clear();
        } else {
            body.extend_from_slice(&chunk);
        }
        if arrived > MOST_LET_BY {
            break;
        }
    }
    if arrived > limit {
        return Err(Problem::too_large(
            "The form holds more text than we can take. Nothing was changed. Go back: your browser should still hold what you typed. Shorten the longest answer and send it again.",
        ));
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::Form;

    #[test]
    fn reads_pairs_and_keeps_order() {
        let form = Form::parse("/x", b"a=1&b=two+words&a=%C3%A9&empty=&flag").expect("a form");
        assert_eq!(form.all("a"), ["1", "é"]);
        assert_eq!(form.text("b"), "two words");
        assert!(form.has("flag") && form.has("empty") && !form.has("none"));
    }

    #[test]
    fn what_is_not_utf8_is_refused() {
        assert!(Form::parse("/x", b"a=%ff").is_err());
        assert!(Form::parse("/x", b"a=%00").is_err());
    }

    #[test]
    fn the_digest_ignores_the_key_only() {
        let digest = |body: &[u8]| Form::parse("/x", body).expect("a form").digest();
        assert_eq!(digest(b"a=1&idempotency_key=k1"), digest(b"a=1&idempotency_key=k2"));
        assert_ne!(digest(b"a=1"), digest(b"a=2"));
    }
}
