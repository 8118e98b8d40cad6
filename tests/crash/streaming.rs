//! A large file goes through the real program piece by piece: its memory does not grow by the length of the file, and a
//! file that breaks off on the way leaves nothing behind.

use crate::database::Backend;
use crate::disk::kept;
use crate::program::Program;
use crate::site::Site;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

/// Just under the largest file that is taken.
const FILE_BYTES: usize = 19_900_000;
/// What one upload may add to the memory at most, in kilobytes: far less than the file.
const MOST_KILOBYTES: u64 = 8_000;
const HEAD: &str = "--edge\r\nContent-Disposition: form-data; name=\"quote\"; filename=\"quote.pdf\"\r\n\r\n";
const END: &str = "\r\n--edge--\r\n";

/// A PDF of that length; `n` makes it another one.
fn a_pdf(n: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.4\n".to_vec();
    while pdf.len() < FILE_BYTES {
        pdf.extend_from_slice(format!("% quote {n}, line at {}\n", pdf.len()).as_bytes());
    }
    pdf.extend_from_slice(b"startxref\n9\n%%EOF\n");
    pdf
}

/// Sends a form with the file, or half of it.
fn begin(program: &Program, site: &Site, base: &str, (pdf, is_whole): (&[u8], bool)) -> TcpStream {
    let mut stream = TcpStream::connect(program.base.trim_start_matches("http://")).expect("connects");
    let length = HEAD.len() + pdf.len() + END.len();
    let head = format!(
        "POST {base}/attachments/quote HTTP/1.1\r\nHost: localhost\r\nCookie: udf_session={}\r\nSec-Fetch-Site: same-origin\r\n\
         Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n",
        site.tokens[3]
    );
    let sent = if is_whole { pdf } else { &pdf[..pdf.len() / 2] };
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(HEAD.as_bytes()).expect("sent");
    sent.chunks(64 * 1024).for_each(|piece| stream.write_all(piece).expect("sent"));
    if is_whole {
        stream.write_all(END.as_bytes()).expect("sent");
    }
    stream
}

/// Sends the whole of it; the first line of the answer.
fn send(program: &Program, site: &Site, base: &str, pdf: &[u8]) -> String {
    let mut answer = String::new();
    begin(program, site, base, (pdf, true)).read_to_string(&mut answer).expect("an answer");
    answer.lines().next().unwrap_or_default().to_owned()
}

/// A figure of the process's memory, in kilobytes.
fn memory(program: &Program, what: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.pid())).expect("the process");
    let line = status.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(':')).expect("a figure");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
}

/// From now on the peak is counted anew.
fn forget_the_peak(program: &Program) {
    std::fs::write(format!("/proc/{}/clear_refs", program.pid()), "5").expect("the peak is forgotten");
}

fn on_the_way(files: &Path) -> usize {
    std::fs::read_dir(files.join("incoming")).expect("a folder").count()
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_file_of_twenty_megabytes_is_never_whole_in_memory() {
    let site = Site::new(Backend::Sqlite);
    let base = site.draft();
    let program = site.installation.serve();
    // What the first of everything needs is there afterwards.
    assert_eq!(send(&program, &site, &base, &a_pdf(0)), "HTTP/1.1 303 See Other");
    for n in 1..4 {
        let pdf = a_pdf(n);
        forget_the_peak(&program);
        let before = memory(&program, "VmRSS");
        assert_eq!(send(&program, &site, &base, &pdf), "HTTP/1.1 303 See Other");
        let grown = memory(&program, "VmHWM").saturating_sub(before);
        crate::say(&format!(
            "a file of {} MB: the memory of the program grew by {grown} kB at most, from {before} kB",
            pdf.len() / 1_000_000
        ));
        assert!(grown < MOST_KILOBYTES, "{grown} kB");
    }
    assert_eq!(kept(&site.files()), 4);
}

#[test]
fn a_large_file_that_breaks_off_leaves_nothing() {
    let site = Site::new(Backend::Sqlite);
    let base = site.draft();
    let program = site.installation.serve();
    let (files, pdf) = (site.files(), a_pdf(9));
    let stream = begin(&program, &site, &base, (&pdf, false));
    wait_until("it arrives", || on_the_way(&files) == 1);
    drop(stream.shutdown(Shutdown::Both));
    drop(stream);
    wait_until("what had arrived is gone", || on_the_way(&files) == 0);
    assert_eq!(kept(&files), 0);
    // The same file, whole: nothing stands in its way.
    assert_eq!(send(&program, &site, &base, &pdf), "HTTP/1.1 303 See Other");
    assert_eq!(kept(&files), 1);
}
