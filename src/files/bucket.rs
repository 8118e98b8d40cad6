//! The store as a bucket of S3 or of what speaks like it, under the same keys as the folder:
//! `<prefix>/ab/abcdef…`. Only in programs built with the feature `s3`.
//!
//! Whose bucket it is and how to sign in is read by `object_store` from the variables that all
//! programs for S3 know (`AWS_REGION`, `AWS_ENDPOINT`, `AWS_ACCESS_KEY_ID`, …) or from the machine's
//! own role. Arriving files still pass through the local folder, where they are checked.

use super::{Arrived, StoreError};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, RetryConfig};
use std::future::Future;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::runtime::Runtime;

/// Bytes that are sent at once; a larger file goes in several parts.
const PIECE: usize = 1_024 * 1_024;

/// How often a request is sent again to a bucket that is away, and for how long in all: whoever sends a file waits for it,
/// and holds one of the few turns for files.
const TRIES: usize = 3;
const LONGEST: Duration = Duration::from_secs(10);

#[derive(Clone, Debug)]
pub(super) struct Bucket(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// Always there until it is dropped.
    runtime: Option<Runtime>,
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The last owner may be an async thread, which must not wait.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Bucket {
    /// Of `s3://bucket/prefix`.
    pub(super) fn open(url: &str) -> Result<Self, StoreError> {
        let wrong = |why: String| StoreError::Setting(url.to_owned(), why);
        let place = url.strip_prefix("s3://").ok_or_else(|| wrong("it must be s3://bucket/prefix".into()))?;
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        if bucket.is_empty() {
            return Err(wrong("it names no bucket".into()));
        }
        // Whoever was first chose the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        let retry = RetryConfig { max_retries: TRIES, retry_timeout: LONGEST, ..RetryConfig::default() };
        let store = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry).build().map_err(|e| wrong(e.to_string()))?;
        Self::over(Arc::new(store), prefix)
    }

    fn over(store: Arc<dyn ObjectStore>, prefix: &str) -> Result<Self, StoreError> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).thread_name("bucket").enable_all().build();
        let runtime = runtime.map_err(|e| StoreError::Bucket(e.to_string()))?;
        Ok(Self(Arc::new(Inner { store, prefix: Path::from(prefix), runtime: Some(runtime) })))
    }

    /// Digests are ours, yet only hexadecimal digits become part of a key.
    fn path(&self, sha256: &str) -> Path {
        let key: String = sha256.chars().filter(char::is_ascii_hexdigit).collect();
        self.0.prefix.clone().join(key.get(..2).unwrap_or("00")).join(key)
    }

    /// Waits for the bucket; only threads that may block come here.
    fn wait<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let runtime = self.0.runtime.as_ref().ok_or_else(|| StoreError::Bucket("it is closed".into()))?;
        runtime.block_on(work)
    }

    /// Returns when the bucket has acknowledged the whole file.
    pub(super) fn keep(&self, arrived: &Arrived) -> Result<(), StoreError> {
        let path = self.path(arrived.sha256());
        self.wait(async {
            if self.0.store.head(&path).await.is_ok_and(|there| there.size == arrived.size_bytes()) {
                return Ok(());
            }
            let fault = |e: io::Error| StoreError::Bucket(e.to_string());
            let mut file = arrived.reader().map_err(|e| StoreError::at(arrived.path(), e))?;
            let mut writer = BufWriter::new(Arc::clone(&self.0.store), path);
            let mut piece = vec![0; PIECE];
            loop {
                let read = file.read(&mut piece).map_err(|e| StoreError::at(arrived.path(), e))?;
                if read == 0 {
                    break;
                }
                writer.write_all(piece.get(..read).unwrap_or_default()).await.map_err(fault)?;
            }
            writer.shutdown().await.map_err(fault)
        })
    }

    pub(super) fn read(&self, sha256: &str) -> Result<Vec<u8>, StoreError> {
        let path = self.path(sha256);
        self.wait(async {
            let fault = |e: object_store::Error| match e {
                object_store::Error::NotFound { path, .. } => StoreError::Io(path, io::ErrorKind::NotFound.into()),
                other => StoreError::Bucket(other.to_string()),
            };
            Ok(self.0.store.get(&path).await.map_err(fault)?.bytes().await.map_err(fault)?.to_vec())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Store;
    use object_store::memory::InMemory;

    #[test]
    fn a_bucket_keeps_files_under_the_keys_of_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), 20_000_000).expect("opens");
        let memory: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
        let bucket = Bucket::over(Arc::clone(&memory), "fund/files").expect("opens");
        // The second goes in several parts.
        for size in [5, 11_000_000] {
            let mut incoming = store.receive().expect("begins");
            let bytes = vec![b'x'; size];
            incoming.take(&bytes).expect("takes");
            let arrived = incoming.end();
            bucket.keep(&arrived).expect("kept");
            bucket.keep(&arrived).expect("kept once");
            assert_eq!(bucket.read(arrived.sha256()).expect("reads").len(), size);
            let key = arrived.sha256();
            assert_eq!(bucket.path(key).to_string(), format!("fund/files/{}/{key}", &key[..2]));
        }
        assert!(
            matches!(bucket.read("ab"), Err(StoreError::Io(_, e)) if e.kind() == io::ErrorKind::NotFound),
            "it is there, and has no such file"
        );
        assert_eq!(bucket.path("../../x").to_string(), "fund/files/00/");
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for wrong in ["s3:bucket", "s3:///prefix", "https://bucket"] {
            assert!(Bucket::open(wrong).expect_err(wrong).to_string().contains(wrong), "{wrong}");
        }
    }
}
