//! The list of what a city plans, a page at a time.

use super::activities::{PLAN, person};
use super::applications::{home, load};
use super::presence;
use crate::intake::{self, Activity, Draft, Part};
use crate::locale::format;
use crate::templates::Page;
use crate::web::fields::{FormKeys, Pagination};
use crate::web::{Access, App, Problem, Route, Viewer, access, get};
use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::{Deserialize, Serialize};

/// So many activities stand on one page.
const PER_PAGE: usize = 25;

pub(super) fn routes() -> Vec<Route> {
    vec![get("/portal/applications/{reference}/activities", Access::Applying(access::CITY), list)]
}

/// Which page is wanted.
#[derive(Deserialize)]
pub(super) struct Wanted {
    page: Option<usize>,
}

/// Some of the activities of a plan.
pub(super) struct Shown<'a> {
    /// Those of this page.
    pub(super) activities: &'a [Activity],
    /// Which they are, such as “Activities 26 to 50 of 200”; nothing where they are all.
    pub(super) told: Option<String>,
    /// The links to the other pages.
    pub(super) pages: Pagination,
}

/// The activities of the page that is wanted; of the last one if there are fewer.
pub(super) fn some<'a>(draft: &'a Draft, href: &str, wanted: &Wanted) -> Shown<'a> {
    let count = draft.activities.len();
    let pages = count.div_ceil(PER_PAGE).max(1);
    let page = wanted.page.unwrap_or(1).clamp(1, pages);
    let (first, last) = ((page - 1) * PER_PAGE, (page * PER_PAGE).min(count));
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Shown {
        activities: draft.activities.get(first..last).unwrap_or_default(),
        told: (pages > 1).then(|| format!("Activities {} to {last} of {count}", first + 1)),
        pages: Pagination::new("activities", href, number(page), number(pages)),
    }
}

#[derive(Serialize)]
struct Card {
    id: String,
    title: String,
    kind: String,
    facts: String,
    people: Vec<String>,
    total: String,
    keys: FormKeys,
}

#[derive(Serialize)]
struct ListPage {
    reference: String,
    /// Who else is here to write.
    others: Vec<String>,
    intro: String,
    told: Option<String>,
    cards: Vec<Card>,
    pages: Pagination,
    can_write: bool,
    can_add: bool,
    /// Said where no other can be added.
    is_full: Option<String>,
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "portal/activities/list";
    fn title(&self) -> String {
        format!("Plan your activities – Application {}", self.reference)
    }
    fn samples() -> Vec<Self> {
        let x = || "x".to_owned();
        let card = |people| Card { id: x(), title: x(), kind: x(), facts: x(), people, total: x(), keys: FormKeys::new(x()) };
        let sample = |cards: Vec<Card>, can_write: bool| Self {
            reference: x(),
            others: if can_write { vec![x()] } else { vec![] },
            intro: x(),
            told: (cards.len() > 1).then(x),
            pages: Pagination::new("activities", "/x", 1, if cards.len() > 1 { 3 } else { 1 }),
            cards,
            can_write,
            can_add: can_write,
            is_full: (!can_write).then(x),
        };
        vec![sample(vec![], true), sample(vec![card(vec![x()]), card(vec![])], true), sample(vec![card(vec![])], false)]
    }
}

async fn list(app: Data<App>, viewer: Viewer, reference: Path<String>, wanted: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let draft = load(&app, &viewer, reference.into_inner()).await?;
    let rules = &draft.definition.activities;
    let can_write = draft.has_open_part(&Part::Activities) && intake::policy::may_write(&viewer.actor, &draft.application);
    let has_room = draft.activities.len() < rules.max;
    let others = if can_write { presence::meet_here(&app, &viewer, &draft, PLAN).await } else { vec![] };
    let some = some(&draft, &format!("{}/activities", home(&draft.application.reference)), &wanted);
    let page = ListPage {
        reference: draft.application.reference.clone(),
        others,
        intro: rules.intro.clone(),
        told: some.told,
        cards: some.activities.iter().map(|a| card(&draft, a, app.fresh_key())).collect(),
        pages: some.pages,
        can_write,
        can_add: can_write && has_room,
        is_full: (can_write && !has_room).then(|| {
            format!(
                "An application can have {} activities. To add another one, remove one first.",
                format::number(i64::try_from(rules.max).unwrap_or(i64::MAX))
            )
        }),
    };
    app.page(&viewer, &page)
}

fn card(draft: &Draft, a: &Activity, key: String) -> Card {
    Card {
        id: a.id.text(),
        title: a.title.clone(),
        kind: draft.definition.kind_title(&a.kind),
        facts: format!("{}, {}, {}", a.place, a.country, format::date_range(a.starts_on, a.ends_on)),
        people: a.attendees.iter().map(person).collect(),
        total: draft.activity_total(a).to_string(),
        keys: FormKeys::new(key),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn pages_render() {
        crate::templates::check::page::<super::ListPage>();
    }
}
