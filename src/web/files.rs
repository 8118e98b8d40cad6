//! Files that people send and get: the one way in, for pages and the API alike, and the one way out.
//! What leaves is saved by the browser and never runs: an attachment, of the type that was proved
//! when it was kept, not to be guessed at, in a sandbox that allows nothing.

use super::{App, Problem, Upload};
use crate::files::{FileError, FileKind, Scan, ScanState, Stored, content_disposition, scan, strip};
use actix_web::body::SizedStream;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use std::io::Read;
use std::sync::Arc;
use tempfile::NamedTempFile;

/// The type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Checks a file that was sent and keeps it. A file that no row names is harmless, so this comes
/// before the transaction.
///
/// # Errors
/// A [`Problem`] when the store does not work; the inner error is the sentence beside the input.
pub async fn keep(app: &App, upload: &Upload, allowed: Vec<FileKind>) -> Result<Result<Stored, FileError>, Problem> {
    let (store, name, content) = (Arc::clone(&app.files), upload.file_name.clone(), Arc::clone(&upload.content));
    match app.file_work(move || store.accept(&name, &content, &allowed)).await? {
        Err(FileError::Store(fault)) => Err(Problem::from_store(fault)),
        other => Ok(other),
    }
}

/// Serves a kept file, after the caller has asked whether the viewer may have it. What a virus was
/// found in is served to nobody; with a scanner, neither is what it has not found clean.
///
/// # Errors
/// The file may not leave, is damaged or not there.
pub async fn serve(app: &App, name: &str, media_type: &str, sha256: &str) -> Result<HttpResponse, Problem> {
    Ok(download(name, media_type, read(app, sha256).await?))
}

/// As [`serve`], without what the file says about itself. A file of which that cannot be taken out is withheld.
///
/// # Errors
/// As [`serve`], or the file is withheld.
pub async fn serve_stripped(app: &App, name: &str, media_type: &str, sha256: &str) -> Result<HttpResponse, Problem> {
    let Some(kind) = FileKind::of_media_type(media_type) else { return Err(unstripped("Its type is not known.")) };
    let bytes = read(app, sha256).await?;
    // One at a time: it takes a while, and memory.
    match app.file_work(move || strip(kind, &bytes)).await? {
        Ok(stripped) => Ok(download(name, media_type, stripped)),
        Err(why) => Err(unstripped(&why.to_string())),
    }
}

fn unstripped(why: &str) -> Problem {
    let detail = format!(
        "Who applies is withheld in this phase, and this file may say it about itself: that could not be taken out of it. {why} Ask the program officer for another file."
    );
    Problem::new(StatusCode::CONFLICT, "This file is withheld", detail)
}

/// The bytes of a file that may leave.
async fn read(app: &App, sha256: &str) -> Result<Vec<u8>, Problem> {
    let (store, key) = (Arc::clone(&app.files), sha256.to_owned());
    let of = key.clone();
    let scan = app.read(move |conn| scan::scan(conn, &of)).await?;
    if !scan.may_leave(app.settings.files.has_scanner()) {
        return Err(withheld(&scan));
    }
    // Without a connection to the database: a bucket may take its time.
    app.work(move || store.read(&key)).await?.map_err(Problem::from_store)
}

fn withheld(scan: &Scan) -> Problem {
    let (title, detail) = match scan.state {
        ScanState::Infected => (
            "A virus was found in this file",
            format!(
                "The scanner calls it {}. Nobody can open the file. Ask for another one.",
                scan.finding.as_deref().unwrap_or("a virus")
            ),
        ),
        ScanState::Failed => (
            "This file could not be checked for viruses",
            "So that nobody is harmed it cannot be opened. Ask for it again, saved anew or as another type.".to_owned(),
        ),
        ScanState::Waiting | ScanState::Clean => {
            ("This file is still being checked for viruses", "That takes a minute as a rule. Load this page again after that.".to_owned())
        }
    };
    Problem::new(StatusCode::CONFLICT, title, detail)
}

/// So much of a file is read at once.
const PIECE: usize = 64 * 1024;

/// A file of ours that is sent piece by piece, and is gone once it has been sent.
///
/// # Errors
/// Its length cannot be known.
pub fn stream(name: &str, media_type: &str, file: NamedTempFile) -> Result<HttpResponse, Problem> {
    let broken = |e: std::io::Error| Problem::broken(format!("a file to send: {e}"));
    let (length, read) = (file.as_file().metadata().map_err(broken)?.len(), file.reopen().map_err(broken)?);
    let pieces = futures_util::stream::unfold(Some((read, file)), |open| async move {
        let (mut read, file) = open?;
        let next = tokio::task::spawn_blocking(move || {
            let mut piece = vec![0; PIECE];
            let n = read.read(&mut piece)?;
            piece.truncate(n);
            Ok::<_, std::io::Error>((piece, read))
        });
        match next.await {
            Ok(Ok((piece, _))) if piece.is_empty() => None,
            Ok(Ok((piece, read))) => Some((Ok(Bytes::from(piece)), Some((read, file)))),
            Ok(Err(e)) => Some((Err(e), None)),
            Err(_) => Some((Err(std::io::Error::other("the program is stopping")), None)),
        }
    });
    Ok(saved(name, media_type).body(SizedStream::new(length, Box::pin(pieces))))
}

/// Bytes that the browser saves and never runs.
#[must_use]
pub fn download(name: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> HttpResponse {
    saved(name, media_type).body(bytes.into())
}

/// An answer that the browser saves and never runs.
fn saved(name: &str, media_type: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, content_disposition(name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"));
    answer
}
