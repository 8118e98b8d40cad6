//! A page as a test reads it: its words, links, errors and forms. Every page is
//! also checked for what all pages must have.

use scraper::{ElementRef, Html, Selector};
use std::collections::{BTreeMap, BTreeSet};

/// What the server answered.
#[derive(Clone, Debug)]
pub struct Page {
    /// The HTTP status of the last answer.
    pub status: u16,
    /// The path and query it was found at, after redirects.
    pub path: String,
    /// The content type.
    pub kind: String,
    /// The other headers that say how it is handled.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: String,
    /// The body as it came, for files.
    pub bytes: Vec<u8>,
}

/// A CSS selector.
pub(super) fn css(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

/// The words inside an element, with single spaces.
pub(super) fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Page {
    /// The parsed page.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.body)
    }

    /// The texts of all elements that match a selector.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.html().select(&css(selector)).map(words).collect()
    }

    /// The text of the first element that matches; fails if there is none.
    #[track_caller]
    pub fn one(&self, selector: &str) -> String {
        let found = self.all(selector);
        found.first().cloned().unwrap_or_else(|| panic!("{} has no {selector}\n{}", self.path, self.text()))
    }

    /// The title.
    pub fn title(&self) -> String {
        self.one("title")
    }

    /// The heading.
    pub fn heading(&self) -> String {
        self.one("h1")
    }

    /// The words of the main part.
    pub fn text(&self) -> String {
        self.all("main").join(" ")
    }

    /// Whether the main part says this, wherever lines break.
    pub fn says(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    /// Fails unless the main part says this.
    #[track_caller]
    pub fn must_say(&self, text: &str) -> &Self {
        assert!(self.says(text), "{} ({}) does not say “{text}”, but:\n{}", self.path, self.status, self.text());
        self
    }

    /// Fails unless the status is this one.
    #[track_caller]
    pub fn must_be(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}:\n{}", self.path, self.text());
        self
    }

    /// The sentences of the error summary.
    pub fn errors(&self) -> Vec<String> {
        self.all(".usa-alert--error li, [data-error-summary] li")
    }

    /// Where the first link with these words leads; fails if there is none.
    #[track_caller]
    pub fn link(&self, text: &str) -> String {
        let html = self.html();
        let found = html.select(&css("a[href]")).find(|a| words(*a) == text);
        let found = found.or_else(|| html.select(&css("a[href]")).find(|a| words(*a).contains(text)));
        found
            .and_then(|a| a.attr("href"))
            .map(str::to_owned)
            .unwrap_or_else(|| panic!("{} has no link “{text}”:\n{}", self.path, self.text()))
    }

    /// Where a cell leads, if it does, of the first row of any table that begins with these words.
    pub fn leads(&self, row: &str, cell: usize) -> Option<String> {
        let (html, cells) = (self.html(), css("th, td"));
        let is_named = |tr: &ElementRef<'_>| tr.select(&cells).next().is_some_and(|first| words(first) == row);
        let found = html.select(&css("main table tbody tr")).find(is_named)?.select(&cells).nth(cell)?;
        found.select(&css("a[href]")).next().and_then(|a| a.attr("href")).map(str::to_owned)
    }

    /// The rows of the first table, each as its cells.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let html = self.html();
        html.select(&css("main table tbody tr")).map(|row| row.select(&css("th, td")).map(words).collect()).collect()
    }

    /// Whether this is a page of HTML.
    pub fn is_html(&self) -> bool {
        self.kind.starts_with("text/html")
    }

    /// A header, empty if it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// What is served to be saved is never run, whoever made it.
    #[track_caller]
    fn check_download(&self) {
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{}", self.path);
        let is_file = ["application/", "image/", "text/csv"].iter().any(|kind| self.kind.starts_with(kind)) && !self.kind.contains("json");
        if self.status == 200 && (is_file || !self.header("content-disposition").is_empty()) {
            assert!(self.header("content-disposition").starts_with("attachment; filename="), "{}: {:?}", self.path, self.headers);
            assert_eq!(self.header("content-security-policy"), "sandbox; default-src 'none'", "{}", self.path);
            assert!(self.header("cache-control").contains("no-store"), "{}: {:?}", self.path, self.headers);
        }
    }

    /// What every page must have: a title, one heading, a language, unique ids,
    /// labels for its fields, and nothing inline that the policy would refuse.
    #[track_caller]
    pub(super) fn check(&self) {
        assert!(self.status < 500, "{} failed with {}:\n{}", self.path, self.status, self.body);
        self.check_download();
        if !self.is_html() {
            return;
        }
        let html = self.html();
        let count = |selector: &str| html.select(&css(selector)).count();
        assert_eq!(count("h1"), 1, "{} has not one h1:\n{}", self.path, self.body);
        assert_eq!(count("main"), 1, "{} has not one main", self.path);
        let title = html.select(&css("title")).next().map(words).unwrap_or_default();
        assert!(!title.is_empty(), "{} has no title", self.path);
        assert_eq!(count("html[lang]"), 1, "{} names no language", self.path);
        assert_eq!(count("[style], style, script:not([src])"), 0, "{} has inline style or script", self.path);
        let mut ids = BTreeSet::new();
        for element in html.select(&css("[id]")) {
            let id = element.attr("id").unwrap_or_default();
            assert!(ids.insert(id.to_owned()), "{} has the id “{id}” twice", self.path);
        }
        for label in html.select(&css("label[for]")) {
            let wanted = label.attr("for").unwrap_or_default();
            assert!(ids.contains(wanted), "{} has a label for “{wanted}”, which is not there", self.path);
        }
    }
}
