//! Renders the samples of a page and holds what every page promises: one `h1`,
//! ids that are unique, labels and descriptions that point at something, and a
//! form key in every form that changes something. One line per page calls it:
//! `templates::check::page::<ListPage>()`.

use super::{Chrome, NavItem, Page, Templates};
use scraper::{Html, Selector};
use std::collections::HashSet;
use std::sync::LazyLock;

static TEMPLATES: LazyLock<Templates> = LazyLock::new(|| Templates::new().expect("all templates parse"));

/// Renders every sample of `P` and checks the result.
pub(crate) fn page<P: Page>() {
    let samples = P::samples();
    assert!(!samples.is_empty(), "{} has no samples", P::TEMPLATE);
    for sample in &samples {
        for chrome in [signed_in(), signed_out()] {
            let html = TEMPLATES.page(sample, &chrome).unwrap_or_else(|e| panic!("{e}"));
            document(P::TEMPLATE, &html);
        }
    }
}

/// The name under which a test may try a template that is in no file.
pub(crate) const SCRATCH: &str = "scratch";

/// Like [`page`], for a page whose template is given here.
pub(crate) fn scratch<P: Page>(template: &str) {
    for sample in P::samples() {
        document(SCRATCH, &scratch_html(&sample, template));
    }
}

/// The page that `template` makes of `page`.
pub(crate) fn scratch_html<P: Page>(page: &P, template: &str) -> String {
    let mut templates = Templates::new().expect("all templates parse");
    templates.html.register_template_string(SCRATCH, template).expect("the template parses");
    templates.page(page, &signed_out()).unwrap_or_else(|e| panic!("{e}"))
}

fn document(name: &str, html: &str) {
    let dom = Html::parse_document(html);
    let all = |css: &str| -> Vec<scraper::ElementRef<'_>> { dom.select(&Selector::parse(css).expect("a selector")).collect() };
    assert_eq!(all("h1").len(), 1, "{name}: one h1");
    let mut ids = HashSet::new();
    for element in all("[id]") {
        let id = element.attr("id").unwrap_or_default();
        assert!(!id.is_empty() && !id.contains(' ') && ids.insert(id.to_owned()), "{name}: the id {id:?} is used twice or is no id");
    }
    for (css, attribute) in [("label[for]", "for"), ("[aria-describedby]", "aria-describedby"), ("[aria-labelledby]", "aria-labelledby")] {
        for element in all(css) {
            for id in element.attr(attribute).unwrap_or_default().split_whitespace() {
                assert!(ids.contains(id), "{name}: {attribute}={id:?} points at nothing");
            }
        }
    }
    for link in all("a[href^='#']") {
        let id = link.attr("href").unwrap_or_default().trim_start_matches('#');
        assert!(ids.contains(id), "{name}: a link to #{id} leads nowhere");
    }
    let key = Selector::parse("input[name=idempotency_key]").expect("a selector");
    for form in all("main form[method=post]") {
        assert!(form.select(&key).next().is_some(), "{name}: a form without {{{{> parts/form_keys keys}}}}");
    }
    assert!(all("main [style], main script, main style").is_empty(), "{name}: something inline");
}

fn signed_out() -> Chrome {
    Chrome {
        fund: "Urban Diplomacy Fund".into(),
        demo: false,
        banner: None,
        account_id: None,
        session_seconds: None,
        person: None,
        navigation: vec![NavItem::new("/opportunities", "Opportunities", "/opportunities")],
        account: vec![NavItem::new("/sign-in", "Sign in", "/")],
        done: None,
        contact_email: "help@fund.example".into(),
        contact_phone: String::new(),
        stylesheet: "/assets/udf.css",
        script: "/assets/udf.js",
        icon: "/assets/favicon.svg",
    }
}

fn signed_in() -> Chrome {
    Chrome {
        demo: true,
        banner: Some("The site is slow.".into()),
        account_id: Some("0192".into()),
        session_seconds: Some(3600),
        person: Some("Ana Sample".into()),
        done: Some("Your changes are saved.".into()),
        contact_phone: "555-0100".into(),
        ..signed_out()
    }
}
