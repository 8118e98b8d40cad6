//! The links under a long list (`parts/pagination`). The page is in the URL, after
//! whatever filters are there.

use serde::Serialize;

/// One place in the row of page numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PageLink {
    /// The number; empty where numbers are left out.
    pub number: String,
    /// Where it leads.
    pub href: String,
    /// Whether the reader is there.
    pub current: bool,
}

/// The links under a list. With one page nothing is shown.
#[derive(Clone, Debug, Serialize)]
pub struct Pagination {
    /// Whether there is more than one page.
    pub shown: bool,
    /// What the pages are of, for screen readers.
    pub label: String,
    /// The page before.
    pub previous: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// First, last and those around the current one.
    pub links: Vec<PageLink>,
}

impl Pagination {
    /// Page `page` (from 1) of `pages`; `href` is the list with its filters, such as
    /// `/desk/applications?stage=submitted`.
    #[must_use]
    pub fn new(label: &str, href: &str, page: u32, pages: u32) -> Self {
        let page = page.clamp(1, pages.max(1));
        let to = |number: u32| {
            let joint = if href.contains('?') { '&' } else { '?' };
            format!("{href}{joint}page={number}")
        };
        let mut links: Vec<PageLink> = vec![];
        let mut last = 0;
        for number in (1..=pages).filter(|&n| n == 1 || n == pages || n.abs_diff(page) <= 1) {
            if number > last + 1 {
                links.push(PageLink { number: String::new(), href: String::new(), current: false });
            }
            links.push(PageLink { number: number.to_string(), href: to(number), current: number == page });
            last = number;
        }
        Self {
            shown: pages > 1,
            label: label.to_owned(),
            previous: (page > 1).then(|| to(page - 1)),
            next: (page < pages).then(|| to(page + 1)),
            links,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pagination;

    #[test]
    fn leaves_out_the_far_pages() {
        let numbers = |page, pages| {
            Pagination::new("Awards", "/awards", page, pages).links.into_iter().map(|l| l.number).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(numbers(1, 1), "1");
        assert_eq!(numbers(1, 3), "1 2 3");
        assert_eq!(numbers(5, 9), "1  4 5 6  9");
        assert_eq!(numbers(99, 2), "1 2");
        assert_eq!(Pagination::new("Awards", "/awards?q=a", 2, 3).next.as_deref(), Some("/awards?q=a&page=3"));
        assert!(!Pagination::new("Awards", "/awards", 1, 0).shown);
    }
}
