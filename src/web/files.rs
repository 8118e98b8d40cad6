//! Files that people send and get: the one way in, for pages and the API alike, and the one way out.
//! What leaves is saved by the browser and never runs: an attachment, of the type that was proved
//! when it was kept, not to be guessed at, in a sandbox that allows nothing.

use super::{App, Problem, Upload};
use crate::db;
use crate::files::{FileError, FileKind, Stored, content_disposition};
use actix_web::HttpResponse;
use actix_web::http::header;
use std::sync::Arc;

/// Checks a file that was sent and keeps it. A file that no row names is harmless, so this comes
/// before the transaction.
///
/// # Errors
/// A [`Problem`] when the store does not work; the inner error is the sentence beside the input.
pub async fn keep(app: &App, upload: &Upload, allowed: Vec<FileKind>) -> Result<Result<Stored, FileError>, Problem> {
    let (store, name, content) = (Arc::clone(&app.files), upload.file_name.clone(), Arc::clone(&upload.content));
    match app.work(move || store.accept(&name, &content, &allowed)).await? {
        Err(FileError::Store(fault)) => Err(Problem::from_store(fault)),
        other => Ok(other),
    }
}

/// Serves a kept file, after the caller has asked whether the viewer may have it.
///
/// # Errors
/// The file is damaged or not there.
pub async fn serve(app: &App, name: &str, media_type: &str, sha256: &str) -> Result<HttpResponse, Problem> {
    let (store, key) = (Arc::clone(&app.files), sha256.to_owned());
    let bytes = app.read(move |_| store.read(&key).map_err(|e| db::Error::Broken(e.to_string()))).await?;
    Ok(download(name, media_type, bytes))
}

/// Bytes that the browser saves and never runs.
#[must_use]
pub fn download(name: &str, media_type: &str, bytes: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header((header::CONTENT_DISPOSITION, content_disposition(name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes.into())
}
