//! A browser without JavaScript: keeps cookies, follows redirects, sends forms
//! with the proof of origin that browsers send. Each request takes one second.

use super::form::{Attachment, Filled};
use super::page::Page;
use chrono::TimeDelta;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use urban_diplomacy_fund::kernel::Clock;

/// One person's browser.
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    origin: String,
    clock: Clock,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// What to send, and how.
struct Request<'a> {
    method: &'a str,
    path: &'a str,
    headers: Vec<(&'a str, String)>,
    body: Vec<u8>,
}

impl Browser {
    /// A fresh browser for the server at `base`, whose forms come from `origin`.
    pub fn new(base: &str, origin: &str, clock: Clock) -> Self {
        let agent =
            ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false).build().into();
        Self { agent, base: base.to_owned(), origin: origin.to_owned(), clock, cookies: RefCell::default() }
    }

    /// The same person's browser at another process of the program.
    pub fn at(&self, base: &str) -> Self {
        Self { cookies: RefCell::new(self.cookies.borrow().clone()), ..Self::new(base, &self.origin, self.clock.clone()) }
    }

    /// Keeps a cookie, as if the server had set it.
    pub fn keep_cookie(&self, name: &str, value: &str) {
        self.cookies.borrow_mut().insert(name.to_owned(), value.to_owned());
    }

    /// Opens a page, following redirects.
    #[track_caller]
    pub fn get(&self, path: &str) -> Page {
        self.send(Request { method: "GET", path, headers: vec![], body: vec![] })
    }

    /// Opens where a link of a page leads.
    #[track_caller]
    pub fn follow(&self, page: &Page, link: &str) -> Page {
        self.get(&page.link(link))
    }

    /// Fills and sends the form of `page` that has these fields.
    #[track_caller]
    pub fn submit(&self, page: &Page, values: &[(&str, &str)]) -> Page {
        self.send_form(&page.fill(None, values), &[])
    }

    /// Fills the form with this button and presses it.
    #[track_caller]
    pub fn press(&self, page: &Page, button: &str, values: &[(&str, &str)]) -> Page {
        self.send_form(&page.fill(Some(button), values), &[])
    }

    /// Fills the form that has these fields, adds files and sends it.
    #[track_caller]
    pub fn attach(&self, page: &Page, values: &[(&str, &str)], files: &[Attachment<'_>]) -> Page {
        self.send_form(&page.fill(None, values), files)
    }

    /// Sends a form once more, or one that was tampered with.
    #[track_caller]
    pub fn send_form(&self, form: &Filled, files: &[Attachment<'_>]) -> Page {
        let encoded = encode(&form.fields);
        if form.is_get {
            let path = form.action.split('?').next().unwrap_or_default();
            return self.get(&format!("{path}?{encoded}"));
        }
        let (kind, body) = if form.is_multipart || !files.is_empty() {
            multipart(&form.fields, files)
        } else {
            ("application/x-www-form-urlencoded".to_owned(), encoded.into_bytes())
        };
        self.post_bytes(&form.action, &kind, body)
    }

    /// Posts these fields to a path, whatever the page offers.
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Vec<(String, String)> = fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        self.post_bytes(path, "application/x-www-form-urlencoded", encode(&fields).into_bytes())
    }

    /// Posts a body with the proof that it comes from our own pages.
    #[track_caller]
    pub fn post_bytes(&self, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let headers =
            vec![("content-type", kind.to_owned()), ("origin", self.origin.clone()), ("sec-fetch-site", "same-origin".to_owned())];
        self.send(Request { method: "POST", path, headers, body })
    }

    /// Posts a form over a slow connection: the program has the head and half of the body when `meanwhile` happens. Status and answer.
    pub fn post_slowly(&self, path: &str, fields: &[(&str, &str)], meanwhile: impl FnOnce()) -> (u16, String) {
        let body = serde_urlencoded::to_string(fields).expect("a form");
        let cookies: Vec<String> = self.cookies.borrow().iter().map(|(n, v)| format!("{n}={v}")).collect();
        let address = self.base.strip_prefix("http://").expect("an address");
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {address}\r\norigin: {}\r\nsec-fetch-site: same-origin\r\ncookie: {}\r\naccept: text/html\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nexpect: 100-continue\r\nconnection: close\r\n\r\n",
            self.origin,
            cookies.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect(address).expect("the server is there");
        stream.write_all(head.as_bytes()).expect("the head leaves");
        // The program says so when it has begun with the head.
        let mut told: Vec<u8> = Vec::new();
        while !told.ends_with(b"\r\n\r\n") {
            let mut byte = [0_u8];
            stream.read_exact(&mut byte).expect("an answer to the head");
            told.extend(byte);
        }
        assert!(told.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&told));
        let (first, rest) = body.as_bytes().split_at(body.len() / 2);
        stream.write_all(first).expect("half of the body leaves");
        meanwhile();
        stream.write_all(rest).expect("the rest leaves");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, answer)
    }

    /// Posts without that proof, as another site would.
    #[track_caller]
    pub fn post_from_elsewhere(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let headers = headers.iter().map(|(n, v)| (*n, (*v).to_owned())).collect();
        self.send(Request { method: "POST", path, headers, body: b"x=1".to_vec() })
    }

    /// One request without following redirects: status, location, body.
    pub fn request_once(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (Page, Option<String>) {
        let path = path.strip_prefix(&self.origin).or_else(|| path.strip_prefix(&self.base)).unwrap_or(path);
        self.clock.set(self.clock.now().plus(TimeDelta::seconds(1)));
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.base));
        let cookies: Vec<String> = self.cookies.borrow().iter().map(|(n, v)| format!("{n}={v}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if !headers.iter().any(|(name, _)| *name == "accept") {
            request = request.header("accept", "text/html,*/*");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = self.agent.run(request.body(body.to_vec()).expect("a request")).expect("the server answers");
        for cookie in answer.headers().get_all("set-cookie") {
            self.take_cookie(cookie.to_str().expect("a cookie"));
        }
        let header = |name: &str| answer.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let (location, kind) = (header("location"), header("content-type").unwrap_or_default());
        let status = answer.status().as_u16();
        let named = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
        };
        let headers = answer.headers().iter().map(named).collect();
        let bytes = answer.body_mut().with_config().limit(64 << 20).read_to_vec().expect("a body");
        let body = String::from_utf8_lossy(&bytes).into_owned();
        (Page { status, path: path.to_owned(), kind, headers, body, bytes }, location)
    }

    #[track_caller]
    fn send(&self, request: Request<'_>) -> Page {
        let headers: Vec<(&str, &str)> = request.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let (mut page, mut next) = self.request_once(request.method, request.path, &headers, &request.body);
        for _ in 0..10 {
            let Some(location) = next.filter(|_| (300..400).contains(&page.status)) else { break };
            (page, next) = self.request_once("GET", &location, &[], &[]);
        }
        page.check();
        page
    }

    fn take_cookie(&self, cookie: &str) {
        let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie has a name");
        let is_over = cookie.to_ascii_lowercase().contains("max-age=0") || value.is_empty();
        let mut kept = self.cookies.borrow_mut();
        if is_over {
            kept.remove(name)
        } else {
            kept.insert(name.to_owned(), value.to_owned())
        };
    }
}

fn encode(fields: &[(String, String)]) -> String {
    serde_urlencoded::to_string(fields).expect("fields can be encoded")
}

/// The content type and the body of a form with files.
pub fn multipart(fields: &[(String, String)], files: &[Attachment<'_>]) -> (String, Vec<u8>) {
    const EDGE: &str = "edge-of-a-part-in-a-test";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    for (field, file, content) in files {
        body.extend(format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n").bytes());
        body.extend_from_slice(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{EDGE}--\r\n").bytes());
    (format!("multipart/form-data; boundary={EDGE}"), body)
}
