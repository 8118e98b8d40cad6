//! Reading everything: the pages that links lead to, every GET route of the table, searches, files and the API.

use crate::grant::signed_in;
use crate::support::{Browser, Page, World};
use scraper::{Html, Selector};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Read;
use urban_diplomacy_fund::mailer::mailbox::Delivered;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::people::api_token::{self, NewToken, Scope};
use urban_diplomacy_fund::web::routes;

/// So many pages are followed from one to the next.
const MOST: usize = 300;
/// Where a reader begins.
const DOORS: &[&str] = &["/", "/desk", "/panel", "/portal", "/account", "/desk/ledger", "/desk/ledger/accounts/480100", "/desk/audit"];

/// What says nothing of an application, or too much of the same: one page of each is read all the same, as of every route.
const PASSED_BY: &[&str] =
    &["/opportunities", "/help", "/about", "/privacy", "/accessibility", "/desk/workflows", "/desk/ledger/rules", "/desk/opportunities/"];

/// What a page said, by the address it was asked by.
pub type Bodies = BTreeMap<String, String>;

/// The addresses that this page leads to.
fn links(page: &Page) -> Vec<String> {
    let html = Html::parse_document(&page.body);
    let anchors = Selector::parse("a[href]").expect("a selector");
    let hrefs = html.select(&anchors).filter_map(|a| a.attr("href")).map(|href| href.split('#').next().unwrap_or_default().to_owned());
    hrefs.filter(|href| href.starts_with('/') && !href.starts_with("/assets/")).collect()
}

/// Opens one address, without following where it leads; a workbook is unpacked.
pub fn open(browser: &Browser, path: &str, headers: &[(&str, &str)]) -> Page {
    let (mut page, _) = browser.request_once("GET", path, headers, b"");
    page.body = unpacked(&page);
    page
}

fn unpacked(page: &Page) -> String {
    let Ok(mut archive) = zip::ZipArchive::new(std::io::Cursor::new(&page.bytes)) else { return page.body.clone() };
    let mut all = String::new();
    for n in 0..archive.len() {
        let _ = archive.by_index(n).expect("a part").read_to_string(&mut all);
    }
    all
}

/// Everything that this person comes to by links, and what it says.
pub fn crawled(world: &World, who: &Actor, slug: &str) -> Bodies {
    let browser = signed_in(world, who);
    let ranking = format!("/desk/ranking/{slug}");
    let mut waiting: VecDeque<String> = DOORS.iter().copied().chain([ranking.as_str()]).map(str::to_owned).collect();
    let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut read = Bodies::new();
    while let Some(path) = waiting.pop_front().filter(|_| read.len() < MOST) {
        let page = open(&browser, &path, &[]);
        for link in links(&page) {
            let is_passed_by = link == "/sign-out" || PASSED_BY.iter().any(|path| link.starts_with(path));
            if !is_passed_by && seen.insert(link.clone()) {
                waiting.push_back(link);
            }
        }
        read.insert(path, page.body);
    }
    read
}

/// Whether an address is one of a route.
fn is_of(route: &str, address: &str) -> bool {
    let path = address.split('?').next().unwrap_or_default();
    let (wanted, given): (Vec<&str>, Vec<&str>) = (route.split('/').collect(), path.split('/').collect());
    wanted.len() == given.len() && wanted.iter().zip(&given).all(|(wanted, given)| wanted.contains('{') || wanted == given)
}

/// The addresses that were found, and at least one for every GET route of the table.
pub fn every_address(found: &BTreeSet<String>, (reference, slug, id): (&str, &str, &str)) -> BTreeSet<String> {
    let mut all = found.clone();
    for route in routes::all().into_iter().filter(|route| route.method.as_str() == "GET" && route.path != "/sign-out") {
        if !found.iter().any(|address| is_of(route.path, address)) {
            let part = |part: &str| match part {
                _ if !part.starts_with('{') => part.to_owned(),
                "{reference}" | "{other}" => reference.to_owned(),
                "{slug}" => slug.to_owned(),
                "{kind}" => "application".to_owned(),
                "{seq}" | "{n}" => "1".to_owned(),
                _ => id.to_owned(),
            };
            all.insert(route.path.split('/').map(part).collect::<Vec<_>>().join("/"));
        }
    }
    for step in ["complete", "return", "assign", "recommend", "approve", "decline", "send-back", "reject", "panel"] {
        all.insert(format!("/desk/applications/{reference}/{step}"));
    }
    let asked = [
        // Searches ask with a beginning, so that no answer repeats the whole of it.
        "/desk/applications?text=canary-t".to_owned(),
        "/desk/applications?text=Canaryv&sort=city".to_owned(),
        "/desk/applications?state=WI&select=all".to_owned(),
        "/desk/search?q=Canaryv".to_owned(),
        "/desk/search?q=1".to_owned(),
        "/desk/search?q=2027-1".to_owned(),
        "/desk/audit?check=yes".to_owned(),
        "/desk/trouble?all=yes".to_owned(),
        "/desk/work?due=all&select=all".to_owned(),
        "/desk/work.csv".to_owned(),
        format!("/desk/audit?reference={reference}"),
        format!("/desk/panels/{slug}/assignment?reviews=3"),
        format!("/desk/audit/award/{id}"),
        format!("/desk/ledger?award={reference}"),
        format!("/desk/ledger?award={id}"),
        format!("/desk/ledger/accounts/480100?award={id}"),
        format!("/desk/payments?award={reference}"),
        format!("/desk/bulk?action=panel&case={reference}"),
        format!("/desk/releases/new?opportunity={slug}&select=all"),
        format!("/desk/releases/letters?opportunity={slug}"),
    ];
    all.extend(asked);
    all
}

/// Everything that is taken out by a button: the list of applications, the ranking, disparity and slates, as every kind of file.
pub fn exported(browser: &Browser, slug: &str) -> String {
    let list = ["csv", "xlsx"].map(|format| ("/desk/applications/export".to_owned(), format, ""));
    let ranking = ["open", "round"].map(|of| {
        let file = |format: &'static str| (format!("/desk/ranking/{slug}/export"), format, of);
        ["csv", "xlsx", "scores", "amounts"].map(file)
    });
    let disparity = [format!("/desk/disparity/{slug}/file"), "/desk/disparity/year/2027/file".to_owned()]
        .map(|path| ["csv", "xlsx"].map(|format| (path.clone(), format, "")));
    let slates = ["", "/1"].map(|adopted| {
        let file = |format: &'static str| (format!("/desk/slate/{slug}{adopted}/export"), format, "");
        ["csv", "xlsx", "input"].map(file)
    });
    let some = list.into_iter().chain(ranking.into_iter().flatten()).chain(disparity.into_iter().flatten());
    let mut all = String::new();
    for (path, format, of) in some.chain(slates.into_iter().flatten()) {
        let mut page = browser.post(&path, &[("query", ""), ("asked", ""), ("format", format), ("of", of)]);
        page.body = unpacked(&page);
        all += &page.body;
    }
    all
}

/// What a program of this person reads.
pub fn by_program(world: &World, who: &Actor, reference: &str) -> String {
    let account = who.account.expect("an account");
    let new = NewToken { label: "a program".into(), scope: Scope::Read, days: 30 };
    let token = world.db.write(|tx| api_token::create(tx, who, account, &new)).expect("a token");
    let bearer = format!("Bearer {token}");
    let paths = [
        "/api/v1/me".to_owned(),
        "/api/v1/applications".to_owned(),
        format!("/api/v1/applications/{reference}"),
        format!("/api/v1/applications/{reference}/attachments/quote"),
    ];
    let headers = [("authorization", bearer.as_str()), ("accept", "application/json")];
    paths.iter().map(|path| open(&world.browser(), path, &headers).body).collect()
}

/// Every word of a letter.
pub fn words(letter: &Delivered) -> String {
    format!("{}\n{}\n{}", letter.subject_line, letter.body_text, letter.body_html)
}
