//! Attachments in a bucket, by the real program built with the feature `s3` and a server that speaks S3 and is not ours
//! (`tools/s3.sh`): they go in and come out, what is not there is told, and while the bucket is away nothing that was
//! acknowledged is lost and nothing is acknowledged that is not kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on says so by panicking"
)]

#[path = "../support/database.rs"]
#[allow(dead_code, reason = "shared with the scenarios")]
mod database;
#[path = "../crash/press.rs"]
#[allow(dead_code, reason = "shared with the tests of crashes")]
mod press;
#[path = "../crash/program.rs"]
#[allow(dead_code, reason = "shared with the tests of crashes")]
mod program;
#[path = "../crash/site.rs"]
#[allow(dead_code, reason = "shared with the tests of crashes")]
mod site;

/// Whom these tests need of the scenarios' people: one town.
mod people {
    /// The town.
    pub const TOWNS: &[(&str, &str)] = &[("Elmira", "NY")];
}

mod wire;

use data_encoding::HEXLOWER;
use database::Backend;
use object_store::ObjectStoreExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path;
use program::Program;
use sha2::{Digest, Sha256};
use site::Site;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use wire::Wire;

/// When the template of every database was made.
pub const START: &str = "2026-01-12T15:00:00Z";

/// A number nobody else in this process has.
fn fresh_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The server that speaks S3, as `host:port`; it has the bucket `udf-test`.
fn server() -> String {
    std::env::var("UDF_TEST_S3").expect("UDF_TEST_S3 names a server: tools/s3.sh starts one")
}

/// An installation that keeps its files in the bucket, at the end of a wire that can be cut.
fn site(backend: Backend, wire: &Wire) -> (Site, String) {
    let mut site = Site::new(backend);
    let prefix = format!("fund-{}-{}", std::process::id(), fresh_number());
    let settings = [
        ("UDF__FILES__URL", format!("s3://udf-test/{prefix}")),
        ("AWS_ENDPOINT", wire.url()),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "test".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
    ];
    site.installation.environment.extend(settings.map(|(name, value)| (name.to_owned(), value)));
    (site, prefix)
}

struct Client<'a> {
    program: &'a Program,
    token: &'a str,
    base: &'a str,
    agent: ureq::Agent,
}

impl<'a> Client<'a> {
    fn new(program: &'a Program, site: &'a Site, base: &'a str) -> Self {
        let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
        Self { program, token: &site.tokens[3], base, agent: agent.build().into() }
    }

    fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let request = self.agent.get(format!("{}{path}", self.program.base)).header("cookie", format!("udf_session={}", self.token));
        let mut answer = request.call().expect("it answers");
        (answer.status().as_u16(), answer.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body"))
    }

    /// Sends a file for a place of the draft: the status, after how many seconds to come again, and the page.
    fn attach(&self, slot: &str, bytes: &[u8]) -> (u16, String, String) {
        let head = format!("--edge\r\nContent-Disposition: form-data; name=\"{slot}\"; filename=\"{slot}.pdf\"\r\n\r\n");
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        let request = self.agent.post(format!("{}{}/attachments/{slot}", self.program.base, self.base));
        let request = request.header("cookie", format!("udf_session={}", self.token)).header("sec-fetch-site", "same-origin");
        let mut answer = request.header("content-type", "multipart/form-data; boundary=edge").send(&body[..]).expect("it answers");
        let again = answer.headers().get("retry-after").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        (answer.status().as_u16(), again, answer.body_mut().read_to_string().expect("a page"))
    }

    /// Where the files of the draft are, in the order of its page.
    fn files(&self) -> Vec<String> {
        let (status, page) = self.get(&format!("{}/attachments", self.base));
        assert_eq!(status, 200);
        let page = String::from_utf8(page).expect("a page");
        page.split("href=\"/files/").skip(1).filter_map(|rest| Some(format!("/files/{}", rest.split('"').next()?))).collect()
    }
}

/// A PDF of about so many bytes that no other number has.
fn a_pdf(n: usize, length: usize) -> Vec<u8> {
    let line = format!("% number {n} is a quote that is long\n");
    [b"%PDF-1.4\n", line.repeat(length / line.len()).as_bytes(), b"startxref\n9\n%%EOF\n"].concat()
}

/// The bucket itself, past the program and the wire.
struct Bucket {
    store: AmazonS3,
    prefix: String,
    runtime: tokio::runtime::Runtime,
}

impl Bucket {
    fn of(prefix: &str) -> Self {
        // Whoever was first chose the same.
        drop(rustls::crypto::ring::default_provider().install_default());
        let builder = AmazonS3Builder::new().with_bucket_name("udf-test").with_region("us-east-1").with_allow_http(true);
        let builder = builder.with_endpoint(format!("http://{}", server())).with_access_key_id("test").with_secret_access_key("test");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { store: builder.build().expect("a bucket"), prefix: prefix.to_owned(), runtime }
    }

    fn key(&self, bytes: &[u8]) -> Path {
        let key = HEXLOWER.encode(&Sha256::digest(bytes));
        Path::from(format!("{}/{}/{key}", self.prefix, &key[..2]))
    }

    /// How many bytes are kept under the digest of these.
    fn holds(&self, bytes: &[u8]) -> Option<u64> {
        match self.runtime.block_on(self.store.head(&self.key(bytes))) {
            Ok(found) => Some(found.size),
            Err(object_store::Error::NotFound { .. }) => None,
            Err(e) => panic!("{e}"),
        }
    }

    fn lose(&self, bytes: &[u8]) {
        self.runtime.block_on(self.store.delete(&self.key(bytes))).expect("it is taken out");
    }
}

#[test]
fn files_go_into_the_bucket_and_come_out_and_what_is_not_there_is_told() {
    for backend in Backend::all() {
        let wire = Wire::to(&server());
        let (site, prefix) = site(backend, &wire);
        let base = site.draft();
        let program = site.installation.serve();
        let client = Client::new(&program, &site, &base);
        let bucket = Bucket::of(&prefix);
        // The second is longer than what goes at once.
        let (small, large) = (a_pdf(1, 3_000), a_pdf(2, 15_000_000));
        for (slot, bytes) in [("quote", &small), ("support_letter", &large)] {
            let (status, _, page) = client.attach(slot, bytes);
            assert_eq!(status, 303, "{page}");
            assert_eq!(bucket.holds(bytes), u64::try_from(bytes.len()).ok(), "it is where it is looked for");
        }
        let files = client.files();
        assert_eq!(files.len(), 2);
        assert!(client.get(&files[0]) == (200, small.clone()) && client.get(&files[1]) == (200, large), "{backend:?}");
        assert_eq!(std::fs::read_dir(site.files().join("incoming")).expect("a folder").count(), 0, "nothing stays beside the bucket");
        // Somebody takes it out of the bucket: no empty file, no other one, and no fault in the words.
        bucket.lose(&small);
        let (status, page) = client.get(&files[0]);
        let page = String::from_utf8_lossy(&page).into_owned();
        assert!(status == 500 && page.contains("there is a problem with the service") && !page.contains("NoSuchKey"), "{status} {page}");
        // Sent again, it is there again under the same name.
        assert_eq!(client.attach("quote", &small).0, 303);
        assert_eq!(client.get(&client.files()[0]), (200, small));
    }
}

#[test]
fn while_the_bucket_is_away_that_is_told_and_nothing_acknowledged_is_lost() {
    for backend in Backend::all() {
        let wire = Wire::to(&server());
        let (site, prefix) = site(backend, &wire);
        let base = site.draft();
        let program = site.installation.serve();
        let client = Client::new(&program, &site, &base);
        let (kept, refused) = (a_pdf(1, 3_000), a_pdf(2, 5_000));
        assert_eq!(client.attach("quote", &kept).0, 303);
        let files = client.files();
        wire.cut();
        let begun = Instant::now();
        let (status, again, page) = client.attach("support_letter", &refused);
        assert!(status == 503 && !again.is_empty(), "{status} {again} {page}");
        assert!(page.contains("Our store of files is away for a moment") && page.contains("was not kept"), "{page}");
        assert!(!page.contains("udf-test") && !page.contains("127.0.0.1"), "the fault itself is for the log: {page}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
        let (status, page) = client.get(&files[0]);
        assert!(status == 503 && String::from_utf8_lossy(&page).contains("away for a moment"), "{status}");
        assert_eq!(client.files(), files, "what was not kept is not shown as kept");
        assert_eq!(client.get("/portal").0, 200, "all else goes on");
        wire.mend();
        assert_eq!(client.get(&files[0]), (200, kept), "what was acknowledged is there");
        assert_eq!(Bucket::of(&prefix).holds(&refused), None);
        let (status, _, page) = client.attach("support_letter", &refused);
        assert_eq!(status, 303, "without a restart: {page}");
        assert_eq!(client.get(&client.files()[1]), (200, refused));
    }
}
