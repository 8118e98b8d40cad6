//! A long list of applications, a page at a time.

use crate::web::Form;
use crate::web::sheet::Section;

/// So many applications stand on one page.
const PER_PAGE: usize = 100;

/// Some of many applications: which page of them is looked at, and the address to which the number of another is added.
pub(super) struct Pages {
    page: usize,
    address: String,
}

impl Pages {
    /// From the address, with all that it asks for but the page.
    pub(super) fn of(slug: &str, form: &Form) -> Self {
        Self::at(&format!("/desk/panels/{slug}/assignment"), form)
    }

    /// The same of the list of copies.
    pub(super) fn of_copies(slug: &str, form: &Form) -> Self {
        Self::at(&format!("/desk/panels/{slug}/blind"), form)
    }

    fn at(path: &str, form: &Form) -> Self {
        let asked: Vec<_> =
            form.fields().iter().filter(|(name, _)| !matches!(name.as_str(), "page" | "seen" | "idempotency_key")).collect();
        let asked = serde_urlencoded::to_string(asked).unwrap_or_default();
        let page = form.text("page").parse::<usize>().unwrap_or(1).max(1);
        Self { page, address: format!("{path}?{asked}") }
    }

    /// Those of this page; of the last one if there are fewer.
    pub(super) fn some<'a, T>(&self, all: &'a [T]) -> &'a [T] {
        let last = all.len().saturating_sub(1) / PER_PAGE;
        all.chunks(PER_PAGE).nth((self.page - 1).min(last)).unwrap_or_default()
    }

    /// A section with links to the other pages.
    pub(super) fn linked(&self, section: Section, all: usize) -> Section {
        let pages = all.div_ceil(PER_PAGE);
        let others = (1..=pages).filter(|page| pages > 1 && *page != self.page);
        others.fold(section, |section, page| {
            let (first, last) = ((page - 1) * PER_PAGE + 1, (page * PER_PAGE).min(all));
            section.link(format!("{}&page={page}", self.address), format!("Applications {first} to {last} of {all}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_proposal_is_looked_at_page_by_page() {
        let asked = |page: &str| {
            let fields = [("reviews", "2"), ("rules", "fair"), ("page", page)].map(|(name, value)| (name.to_owned(), value.to_owned()));
            Pages::of("training", &Form::default().with_fields(fields.to_vec()))
        };
        let all: Vec<usize> = (1..=250).collect();
        let ends = |page: &str| (asked(page).some(&all).first().copied(), asked(page).some(&all).last().copied());
        assert_eq!(
            [ends("1"), ends("3"), ends("9"), ends("x")],
            [(Some(1), Some(100)), (Some(201), Some(250)), (Some(201), Some(250)), (Some(1), Some(100))]
        );
        assert!(asked("1").some(&Vec::<usize>::new()).is_empty());
        let linked = serde_json::to_string(&asked("2").linked(Section::new("All"), all.len())).expect("a section");
        assert!(
            linked.contains("?reviews=2&rules=fair&page=1")
                && linked.contains("Applications 201 to 250 of 250")
                && !linked.contains("101 to 200"),
            "{linked}"
        );
    }
}
