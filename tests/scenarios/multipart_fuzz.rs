//! Forms with files as nobody's browser sends them, through the real server: edges of any letters, parts that end
//! anywhere, names with any character. Each is taken or refused in words, never with a fault, and nothing is left behind.

use crate::losing::saved;
use crate::support::{Browser, Page, World, on_both_with_its_own_mail, samples};
use crate::uploads::{Draft, draft, on_the_way};
use proptest::prelude::*;
use urban_diplomacy_fund::intake;

/// One part of a form.
#[derive(Clone, Debug)]
struct Part {
    name: String,
    file_name: Option<String>,
    content: Vec<u8>,
    /// How it is spoilt, if it is.
    spoilt: u8,
}

/// A whole form, and how it is sent.
#[derive(Clone, Debug)]
struct Sent {
    edge: String,
    /// How the edge is told.
    told: u8,
    parts: Vec<Part>,
    /// Of a thousand bytes so many arrive.
    arrives: usize,
    /// Bytes put somewhere in between.
    noise: Option<(usize, Vec<u8>)>,
    /// Where to.
    path: usize,
}

/// Names that the forms know, and any others: with quotes, line ends, control characters.
fn a_name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(&["answer", "version", "name", "quote", "idempotency_key", "before"][..]).prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => any::<String>(), 1 => "[\\x00-\\x20\"\\\\;=é/.]{0,12}", 1 => Just("x".repeat(5_000))]
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        3 => any::<String>().prop_map(String::into_bytes),
        2 => prop::collection::vec(any::<u8>(), 0..200),
        1 => Just(samples::pdf("Quote")),
        1 => Just(b"a\0b".to_vec()),
        1 => Just(b"\r\n--edge\r\n--edge--\r\n".to_vec()),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    let file_name = prop::option::weighted(0.4, prop_oneof![Just("quote.pdf".to_owned()), a_name()]);
    let spoilt = prop_oneof![6 => Just(0_u8), 1 => any::<u8>()];
    (a_name(), file_name, content(), spoilt).prop_map(|(name, file_name, content, spoilt)| Part { name, file_name, content, spoilt })
}

fn sent() -> impl Strategy<Value = Sent> {
    let edge = prop_oneof![3 => Just("edge".to_owned()), 2 => "[a-zA-Z0-9'()+_,./:=? -]{1,70}", 1 => "[ -~]{0,300}"];
    let arrives = prop_oneof![3 => Just(1_000_usize), 1 => 0_usize..1_000];
    let noise = prop::option::weighted(0.2, (any::<usize>(), prop::collection::vec(any::<u8>(), 1..40)));
    (edge, 0_u8..8, prop::collection::vec(part(), 0..6), arrives, noise, 0_usize..4)
        .prop_map(|(edge, told, parts, arrives, noise, path)| Sent { edge, told, parts, arrives, noise, path })
}

impl Part {
    fn head(&self) -> Vec<u8> {
        let name = format!("form-data; name=\"{}\"", self.name);
        let file = self.file_name.as_ref().map_or_else(String::new, |file| format!("; filename=\"{file}\""));
        let disposition = match self.spoilt % 9 {
            1 => String::new(),
            2 => format!("Content-Disposition: {name}{file}\n"),
            3 => "Content-Disposition: attachment\r\n".to_owned(),
            4 => format!("Content-Disposition: form-data; name*=utf-8''{}{file}\r\n", self.name),
            5 => format!("Content-Disposition: {name}{file}\r\nContent-Length: 99999999999\r\n"),
            6 => format!("Content-Disposition: {name}{file}\r\n{}", "X-Much: more\r\n".repeat(200)),
            7 => format!("Content-Disposition: {name}{file}\r\nContent-Type: multipart/mixed; boundary=inner\r\n"),
            8 => format!("Content-Disposition: form-data{file}\r\n"),
            _ => format!("Content-Disposition: {name}{file}\r\n"),
        };
        format!("{disposition}\r\n").into_bytes()
    }
}

impl Sent {
    fn kind(&self) -> String {
        let edge = &self.edge;
        match self.told {
            0 => format!("multipart/form-data; boundary=\"{edge}\""),
            1 => "multipart/form-data".to_owned(),
            2 => format!("multipart/form-data; charset=utf-8; boundary={edge}; boundary=other"),
            3 => format!("multipart/form-data;boundary={edge}x"),
            _ => format!("multipart/form-data; boundary={edge}"),
        }
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for part in &self.parts {
            body.extend_from_slice(format!("--{}\r\n", self.edge).as_bytes());
            body.extend(part.head());
            body.extend_from_slice(&part.content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{}--\r\n", self.edge).as_bytes());
        if let Some((at, bytes)) = &self.noise {
            let at = at % (body.len() + 1);
            body.splice(at..at, bytes.iter().copied());
        }
        body.truncate(body.len() * self.arrives / 1_000);
        body
    }
}

/// Sends it, as a browser would that does such things.
fn send(who: &Browser, path: &str, kind: &str, body: &[u8]) -> Page {
    who.request_once("POST", path, &[("sec-fetch-site", "same-origin"), ("content-type", kind)], body).0
}

/// Taken, or refused with a page that says so in sentences and tells nothing of how the program works inside.
fn is_answered(page: &Page) -> Result<(), TestCaseError> {
    prop_assert!((200..500).contains(&page.status), "{}: {}", page.status, page.body);
    if page.status >= 400 {
        let words = if page.is_html() { page.text() } else { page.body.clone() };
        prop_assert!(words.contains(". ") || words.trim_end().ends_with('.'), "{}: {}", page.status, words);
        prop_assert!(!["panicked", "src/", "Utf8Error"].iter().any(|inner| words.contains(inner)), "{}", words);
    }
    Ok(())
}

fn cases() -> u32 {
    if std::env::var("UDF_TEST_FULL").is_ok() { 5_000 } else { 200 }
}

/// What is there of the draft, and what is on its way.
fn stands(world: &World, d: &Draft) -> (usize, usize) {
    (world.db.read(|conn| intake::attachments(conn, d.id)).expect("attachments").len(), on_the_way(world))
}

#[test]
fn any_form_is_taken_or_refused_in_words_and_leaves_nothing_half() {
    on_both_with_its_own_mail(|world| {
        let d = draft(world);
        let base = d.files.strip_suffix("/attachments").expect("the page of files");
        let paths = [
            format!("{base}/questions/skills"),
            format!("{base}/questions/skills/autosave"),
            "/account/name".into(),
            format!("{}/quote", d.files),
        ];
        proptest!(ProptestConfig { cases: cases(), max_shrink_iters: 500, ..ProptestConfig::with_source_file(file!()) }, |(sent in sent())| {
            let page = send(&d.official, &paths[sent.path], &sent.kind(), &sent.body());
            is_answered(&page)?;
            prop_assert_eq!(stands(world, &d).1, 0, "an upload left something behind");
        });
        d.official.get(&d.files).must_be(200);
    });
}

#[test]
fn names_that_no_database_keeps_and_parts_without_end_are_refused_in_words() {
    on_both_with_its_own_mail(|world| {
        let d = draft(world);
        let base = d.files.strip_suffix("/attachments").expect("the page of files");
        let question = format!("{base}/questions/skills");
        let one =
            |name: &str, value: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n--edge--\r\n");
        let sent = |body: &str| send(&d.official, &question, "multipart/form-data; boundary=edge", body.as_bytes());
        sent(&one("answer", "a\0b")).must_be(400).must_say("The form holds a character that cannot be stored. Nothing was changed.");
        for odd in ["--edge\r\nContent-Disposition: form-data; name=\"answer\"\r\n\r\nno end", "--edge", "", "no edge at all"] {
            let page = sent(odd);
            is_answered(&page).expect("in words");
            assert_eq!(saved(world, base, "skills"), None, "{odd:?} is no answer");
        }
        let file =
            |name: &str| format!("--edge\r\nContent-Disposition: form-data; name=\"quote\"; filename=\"{name}\"\r\n\r\nx\r\n--edge--\r\n");
        for name in ["..\\..\\etc\\passwd", "a\u{202e}fdp.exe", "con.pdf\u{7}", "\u{1}\u{2}.pdf", "x".repeat(10_000).as_str()] {
            let page = send(&d.official, &format!("{}/quote", d.files), "multipart/form-data; boundary=edge", file(name).as_bytes());
            is_answered(&page).expect("in words");
            assert!((400..500).contains(&page.status), "{name:?}: {}", page.status);
        }
        assert_eq!(stands(world, &d), (0, 0));
    });
}
