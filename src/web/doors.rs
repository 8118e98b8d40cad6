//! Which pages the viewer may open, by the gates of the table of routes. Whoever
//! draws a link asks here first, since a link that answers "not found" is worse
//! than plain words. What a person may do behind the door is asked there.

use super::access::{Access, Gate};
use super::fields::Cell;
use super::routes;
use super::sheet::Link;
use crate::people::Actor;
use actix_web::http::Method;
use std::sync::LazyLock;

/// A page to look at: the parts of its path, and who may.
struct Door {
    parts: Vec<&'static str>,
    access: Access,
}

/// The pages by their number of parts. Literal paths stand before patterns, as in the router.
static PAGES: LazyLock<Vec<Vec<Door>>> = LazyLock::new(|| {
    let mut pages: Vec<_> = routes::all().into_iter().filter(|r| r.method == Method::GET).collect();
    pages.sort_by_key(|r| r.path.matches('{').count());
    let mut by_length: Vec<Vec<Door>> = Vec::new();
    for page in pages {
        let parts: Vec<_> = page.path.split('/').collect();
        if by_length.len() <= parts.len() {
            by_length.resize_with(parts.len() + 1, Vec::new);
        }
        if let Some(doors) = by_length.get_mut(parts.len()) {
            doors.push(Door { parts, access: page.access });
        }
    }
    by_length
});

/// What one person may open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doors<'a>(&'a Actor);

impl<'a> Doors<'a> {
    /// The doors of this person.
    pub(super) fn of(actor: &'a Actor) -> Self {
        Self(actor)
    }

    /// Whether the page at `href` is theirs to open.
    pub(super) fn open(self, href: &str) -> bool {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').collect();
        let door = PAGES.get(parts.len()).and_then(|doors| doors.iter().find(|door| fits(&door.parts, &parts)));
        door.is_some_and(|door| door.access.gate(self.0) == Gate::Open)
    }

    /// A cell that leads there, or says the same without leading.
    pub(super) fn cell(self, text: impl Into<String>, href: impl Into<String>) -> Cell {
        let href = href.into();
        if self.open(&href) { Cell::link(text, href) } else { Cell::text(text) }
    }

    /// A link, if the page is theirs to open.
    pub(super) fn link(self, href: impl Into<String>, label: impl Into<String>) -> Option<Link> {
        let href = href.into();
        self.open(&href).then(|| Link::new(href, label))
    }
}

fn fits(pattern: &[&str], path: &[&str]) -> bool {
    pattern.iter().zip(path).all(|(name, part)| name == part || (name.starts_with('{') && !part.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::FundRole;

    #[test]
    fn a_door_is_open_to_whom_the_route_names() {
        let who = |role| Actor { account: None, fund_roles: vec![role], ..Actor::anonymous() };
        let (finance, officer) = (who(FundRole::FinanceOfficer), who(FundRole::ProgramOfficer));
        assert!(Doors::of(&finance).open("/desk/bank-details?x=1#y") && !Doors::of(&officer).open("/desk/bank-details"));
        assert!(Doors::of(&officer).open("/desk/applications/UDF-2027-0001/recommend"));
        assert!(!Doors::of(&finance).open("/desk/applications/UDF-2027-0001/recommend"));
        // A literal path is not taken for a parameter.
        assert!(!Doors::of(&finance).open("/desk/opportunities/import") && Doors::of(&finance).open("/desk/opportunities/any"));
        assert!(!Doors::of(&officer).open("/no-such-page") && !Doors::of(&officer).open("/desk/applications/"));
        assert_eq!(Doors::of(&officer).cell("Bank", "/desk/bank").href, None);
    }
}
