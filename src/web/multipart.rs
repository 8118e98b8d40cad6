//! Forms with files as they arrive: part by part, each file straight into a temporary file of the
//! store, never whole in memory. Parts, text, bytes and the time between two pieces are bounded;
//! what goes over a bound is refused at once, and what had arrived is gone.

use super::{App, Problem, Upload};
use crate::files::{Arrived, StoreError};
use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use futures_util::StreamExt;
use futures_util::stream::Fuse;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

/// The most text in one form, in bytes.
pub(super) const MOST_TEXT: usize = 512 * 1024;
/// The most parts of one form.
const MOST_PARTS: usize = 1_000;
/// The most files of one form.
const MOST_FILES: usize = 20;
/// A file this many times too large is not read to its end to be told so beside its field.
const PATIENCE: u64 = 5;
/// Bytes that are written at once.
const PIECE: usize = 256 * 1024;
/// The longest silence between two pieces of a form.
const SILENCE: Duration = Duration::from_secs(30);

/// What is kept of a form whose files are not.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The text fields, in the order sent.
    pub(super) fields: Vec<(String, String)>,
    /// The names of files that were let by.
    pub(super) lost: Vec<String>,
}

/// What becomes of the files of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Files {
    /// They are written down.
    Taken,
    /// They are read past, up to so many bytes: nobody fills our disk without a name.
    LetBy(u64),
}

/// What arrives next, unless the sender falls silent.
pub(super) async fn in_time<T>(next: impl Future<Output = T>) -> Result<T, Problem> {
    tokio::time::timeout(SILENCE, next).await.map_err(|_| {
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "The connection was too slow",
            "Nothing was changed. Go back and send the form again, from a place with a better connection if you can.",
        )
    })
}

/// Reads every part. Text that had arrived before something was refused is left in `beside`; where a file finds no
/// room, what comes after it is read too.
pub(super) async fn read(
    app: &App,
    headers: &HeaderMap,
    payload: Payload,
    mut files: Files,
    beside: &mut Beside,
) -> Result<Vec<Upload>, Problem> {
    let mut parts = Multipart::new(headers, payload);
    let (mut uploads, mut full) = (Vec::new(), None);
    let (mut text_bytes, mut count) = (0_usize, 0_usize);
    while let Some(part) = in_time(parts.next()).await? {
        let part = part.map_err(|_| broken())?;
        count += 1;
        if count > MOST_PARTS {
            return Err(Problem::too_large("The form has more parts than we can take. Nothing was changed."));
        }
        let field = storable(part.name().unwrap_or_default().to_owned())?;
        let file_name = part.content_disposition().and_then(|d| d.get_filename()).map(str::to_owned);
        // What is read to its end is asked again where the end itself finds no room.
        let mut part = part.fuse();
        let Some(file_name) = file_name else {
            let value = text(&mut part, MOST_TEXT.saturating_sub(text_bytes)).await?;
            text_bytes += value.len();
            beside.fields.push((field, value));
            continue;
        };
        if uploads.len() + beside.lost.len() >= MOST_FILES {
            return Err(Problem::too_large("At most 20 files can be sent at once. Nothing was changed."));
        }
        if let Files::LetBy(most) = files {
            if !file_name.is_empty() {
                beside.lost.push(file_name);
            }
            files = Files::LetBy(most.saturating_sub(pass_by(&mut part, most).await?));
            continue;
        }
        match file(app, &mut part).await {
            Ok(content) => uploads.push(Upload { field, file_name, content: Arc::new(content) }),
            Err(problem) if problem.status == StatusCode::INSUFFICIENT_STORAGE => {
                beside.lost.push(file_name);
                pass_by(&mut part, app.files.max_bytes()).await?;
                full = Some(problem);
            }
            Err(problem) => {
                beside.lost.push(file_name);
                return Err(problem);
            }
        }
    }
    full.map_or(Ok(uploads), Err)
}

/// Lets the rest of a part go by; how long it was.
async fn pass_by(part: &mut Fuse<Field>, most: u64) -> Result<u64, Problem> {
    let mut passed = 0_u64;
    while let Some(chunk) = in_time(part.next()).await? {
        passed = passed.saturating_add(u64::try_from(chunk.map_err(|_| broken())?.len()).unwrap_or(u64::MAX));
        if passed > most {
            return Err(Problem::too_large("The selected file is far larger than we can take. Nothing was changed."));
        }
    }
    Ok(passed)
}

fn broken() -> Problem {
    Problem::unreadable("The form could not be read to its end. Nothing was changed. Go back and send it again.")
}

async fn text(part: &mut Fuse<Field>, most: usize) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = in_time(part.next()).await? {
        let chunk = chunk.map_err(|_| broken())?;
        if bytes.len() + chunk.len() > most {
            return Err(Problem::too_large("The form holds more text than we can take. Nothing was changed."));
        }
        bytes.extend_from_slice(&chunk);
    }
    storable(
        String::from_utf8(bytes)
            .map_err(|_| Problem::unreadable("The form holds characters that are not valid UTF-8 text. Nothing was changed."))?,
    )
}

/// No database of ours keeps this character in a text.
fn storable(text: String) -> Result<String, Problem> {
    if text.contains('\0') {
        return Err(Problem::unreadable("The form holds a character that cannot be stored. Nothing was changed."));
    }
    Ok(text)
}

/// Writes a file down, piece by piece, off the async threads.
async fn file(app: &App, part: &mut Fuse<Field>) -> Result<Arrived, Problem> {
    let store = Arc::clone(&app.files);
    let most = app.files.max_bytes().saturating_mul(PATIENCE);
    let mut incoming = app.file_work(move || store.receive()).await?.map_err(Problem::from_store)?;
    let mut piece = Vec::new();
    while let Some(chunk) = in_time(part.next()).await? {
        piece.extend_from_slice(&chunk.map_err(|_| broken())?);
        if piece.len() >= PIECE {
            let full = std::mem::take(&mut piece);
            incoming = app.file_work(move || incoming.take(&full).map(|()| incoming)).await?.map_err(Problem::from_store)?;
        }
        if incoming.size_bytes() > most {
            return Err(Problem::too_large("The selected file is far larger than we can take. Nothing was changed."));
        }
    }
    app.file_work(move || incoming.take(&piece).map(|()| incoming.end())).await?.map_err(Problem::from_store)
}

impl Problem {
    /// A fault of the file store. A full one is told from the rest, since to send again at once does not help; and one that
    /// is away, since it does.
    #[must_use]
    pub fn from_store(fault: StoreError) -> Self {
        if matches!(fault, StoreError::Bucket(_)) {
            return Self::store_away(fault.to_string());
        }
        if !matches!(fault, StoreError::Full(_)) {
            return Self::broken(fault.to_string());
        }
        let mut problem = Self::full(fault.to_string());
        problem.detail =
            "The file was not kept, and nothing else was changed. What you saved before is safe. Tell the fund, and send the file again later.".into();
        problem
    }

    /// The store of files does not answer; `log` goes to the log only.
    fn store_away(log: String) -> Self {
        let detail =
            "What you saved before is safe. A file that you sent was not kept, and nothing else was changed. Try again in a moment.";
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "Our store of files is away for a moment", detail);
        problem.log = Some(log);
        problem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_is_away_is_worth_another_try() {
        let problem = Problem::from_store(StoreError::Bucket("connection refused".into()));
        assert!(problem.is_passing() && problem.detail.contains("was not kept"));
        assert!(!problem.detail.contains("refused") && problem.log.is_some_and(|log| log.contains("connection refused")));
        assert!(!Problem::from_store(StoreError::Damaged("ab".into())).is_passing());
    }

    #[test]
    fn a_full_store_is_answered_clearly() {
        let problem = Problem::from_store(StoreError::Full("data/files".into()));
        assert_eq!((problem.status.as_u16(), problem.title.as_str()), (507, "Our storage is full"));
        assert!(!problem.detail.contains("data/files") && problem.log.is_some_and(|log| log.contains("data/files")));
    }
}
