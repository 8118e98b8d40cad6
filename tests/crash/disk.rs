//! The real program under a limit of the system on what it may write: database, files and log meet it at once, as over
//! a quota or on a disk that is full. It goes on, says so, keeps what it acknowledged, and saves again when the limit
//! is lifted, in the same process.

use crate::database::Backend;
use crate::press::Kept;
use crate::program::Program;
use crate::site::Site;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lets the program write files of so many bytes, or of any length.
fn limit(program: &Program, bytes: &str) {
    let pid = program.pid().to_string();
    let done = Command::new("prlimit").args(["--pid", &pid, &format!("--fsize={bytes}:unlimited")]).status().expect("prlimit runs");
    assert!(done.success(), "the limit is set");
}

struct Client<'a> {
    program: &'a Program,
    token: &'a str,
    agent: ureq::Agent,
}

impl Client<'_> {
    fn get(&self, path: &str) -> (u16, String) {
        let cookie = format!("udf_session={}", self.token);
        let mut answer = self.agent.get(format!("{}{path}", self.program.base)).header("cookie", cookie).call().expect("it answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("a body"))
    }

    fn post(&self, path: &str, kind: &str, body: &[u8]) -> (u16, String) {
        let request = self.agent.post(format!("{}{path}", self.program.base)).header("cookie", format!("udf_session={}", self.token));
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", kind);
        let mut answer = request.send(body).expect("it answers");
        (answer.status().as_u16(), answer.body_mut().read_to_string().expect("a body"))
    }

    /// Renames oneself; what is asked for, by its number.
    fn rename(&self, site: &Site, n: u64) -> u16 {
        let press = site.press(3, 0, n, 0);
        let body: String = press.fields.iter().map(|(name, value)| format!("{name}={value}&")).collect();
        let form = format!("{body}idempotency_key={}", press.key());
        self.post(&press.path, "application/x-www-form-urlencoded", form.as_bytes()).0
    }

    /// Sends a file for the place `quote` of a draft.
    fn attach(&self, base: &str, bytes: &[u8]) -> (u16, String) {
        let head = "--edge\r\nContent-Disposition: form-data; name=\"quote\"; filename=\"quote.pdf\"\r\n\r\n";
        let body = [head.as_bytes(), bytes, b"\r\n--edge--\r\n"].concat();
        self.post(&format!("{base}/attachments/quote"), "multipart/form-data; boundary=edge", &body)
    }

    /// A form with words and a file.
    fn send_file(&self) -> (u16, String) {
        let part = |head: &str, body: &str| format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n");
        let file = part("name=\"letter\"; filename=\"letter.pdf\"", &"x".repeat(100_000));
        let body = [part("name=\"before\"", "Words before"), file, part("name=\"after\"", "Words after"), "--edge--\r\n".into()].concat();
        self.post("/account/name", "multipart/form-data; boundary=edge", body.as_bytes())
    }
}

#[test]
fn the_program_outlives_a_disk_that_takes_nothing() {
    let site = Site::new(Backend::Sqlite);
    let program = site.installation.serve();
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false).build().into();
    let client = Client { program: &program, token: &site.tokens[3], agent };
    assert_eq!((client.rename(&site, 10), client.get("/readyz").0), (303, 200));
    limit(&program, "4096");
    for n in 11..14 {
        let status = client.rename(&site, n);
        assert!([503, 507].contains(&status), "{status}");
    }
    let (status, page) = client.send_file();
    assert_eq!(status, 507, "{page}");
    for words in ["Our storage is full", "Words before", "Words after"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(client.get("/livez").0, 200);
    let (status, words) = client.get("/readyz");
    assert!(status == 503 && words.contains("the disk of the files is full"), "{status} {words}");
    assert_eq!(client.get("/portal").0, 200, "what is there can be read");
    limit(&program, "unlimited");
    assert_eq!((client.rename(&site, 14), client.get("/readyz").0), (303, 200), "without a restart");
    assert_ne!(client.send_file().0, 507);
    let kept = |n: u64| site.open().read(|conn| site.press(3, 0, n, 0).kept(conn)).expect("read");
    let all: Vec<bool> = (10..15).map(|n| matches!(kept(n), Kept::Whole(_))).collect();
    assert_eq!(all, [true, false, false, false, true]);
    assert!((11..14).all(|n| kept(n) == Kept::Nothing));
}

/// A PDF of some length that no other number has.
fn a_file(n: usize) -> Vec<u8> {
    let line = format!("% number {n} is a quote that is long\n");
    [b"%PDF-1.4\n", line.repeat(1_000).as_bytes(), b"startxref\n9\n%%EOF\n"].concat()
}

/// Every file below the folder that is kept; none is on its way, and each is what its name says.
pub fn kept(folder: &Path) -> usize {
    let within = |path: &Path| std::fs::read_dir(path).expect("a folder").map(|e| e.expect("an entry").path()).collect::<Vec<_>>();
    assert_eq!(within(&folder.join("incoming")), Vec::<PathBuf>::new(), "an upload left something behind");
    let all: Vec<PathBuf> = within(folder).iter().filter(|p| !p.ends_with("incoming")).flat_map(|p| within(p)).collect();
    for path in &all {
        let digest = HEXLOWER.encode(&Sha256::digest(std::fs::read(path).expect("a file")));
        assert_eq!(path.file_name().and_then(|name| name.to_str()), Some(digest.as_str()), "half a file");
    }
    all.len()
}

/// On SQLite the database meets the limit too; PostgreSQL goes on, and only files are refused.
#[test]
fn a_store_of_files_that_is_full_takes_none_and_says_so() {
    for backend in Backend::all() {
        let site = Site::new(backend);
        let base = site.draft();
        let program = site.installation.serve();
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false).build().into();
        let client = Client { program: &program, token: &site.tokens[3], agent };
        let (status, page) = client.attach(&base, &a_file(0));
        assert_eq!(status, 303, "{page}");
        limit(&program, "4096");
        for n in 1..4 {
            let (status, page) = client.attach(&base, &a_file(n));
            assert_eq!(status, 507, "{page}");
            assert!(page.contains("Our storage is full") && page.contains("The file was not kept"), "{page}");
        }
        assert_eq!(kept(&site.files()), 1, "{backend:?}");
        let (status, words) = client.get("/readyz");
        assert!(status == 503 && words.contains("the disk of the files is full"), "{status} {words}");
        let renamed = client.rename(&site, 20);
        assert!(if backend == Backend::Postgres { renamed == 303 } else { [503, 507].contains(&renamed) }, "{backend:?}: {renamed}");
        limit(&program, "unlimited");
        let (status, page) = client.attach(&base, &a_file(5));
        assert_eq!((status, client.get("/readyz").0), (303, 200), "without a restart: {page}");
        assert_eq!(kept(&site.files()), 2, "the one before the limit, and the one after it");
    }
}
