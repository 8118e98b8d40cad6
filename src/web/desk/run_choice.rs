//! Which requests a new payment run takes: those that are ticked on a page of them, or all that are ready; and which a run of all
//! leaves out, with the reason.

use super::payments::Listed;
use crate::db;
use crate::disbursement::{AllReady, Method, Payment};
use crate::kernel::{FieldError, Id};
use crate::web::Form;
use crate::web::fields::{Cell, Choices, Column, Table};
use crate::web::sheet::{Input, Section};

/// So many requests are on a page.
const PAGE: usize = 200;

const WHICH: &str = "which";
const TICKED: &str = "ticked";
const ALL: &str = "all";
const SEEN_ACCOUNT: &str = "seen_account";
const SEEN_CHEQUE: &str = "seen_cheque";

/// What the form chose.
pub(super) enum Chosen {
    /// These.
    These(Vec<Id<Payment>>),
    /// All that are ready, provided their digest is this one.
    All(String),
}

/// Reads which payments the run takes, as the page offered them for this way to pay.
pub(super) fn read(form: &Form, method: Method) -> Result<Chosen, FieldError> {
    let ticked = form.all("payment");
    if form.text(WHICH) != ALL {
        return Ok(Chosen::These(ticked.iter().filter_map(|id| id.parse().ok()).collect()));
    }
    if !ticked.is_empty() {
        let told = "You chose all that are ready, and ticked single ones too. Clear the boxes, or choose only those that you tick.";
        return Err(FieldError::new(WHICH, told));
    }
    Ok(Chosen::All(form.text(if method.goes_to_an_account() { SEEN_ACCOUNT } else { SEEN_CHEQUE })))
}

/// All that are ready, by each way to pay.
pub(super) struct Ready {
    account: AllReady,
    cheque: AllReady,
}

impl Ready {
    /// Of all requests that wait and that no condition holds back, in their order.
    pub(super) fn of(requests: &[Listed]) -> Result<Self, db::Error> {
        let usable = requests.iter().filter(|one| one.obstacle.is_none());
        Ok(Self { account: AllReady::of(usable.map(|one| &one.payment))?, cheque: AllReady::of(requests.iter().map(|one| &one.payment))? })
    }

    /// The choice between single ones and all, with what the page says of all.
    pub(super) fn inputs(&self, form: &Form, errors: &[FieldError]) -> Vec<Input> {
        let chosen = if form.text(WHICH) == ALL { ALL } else { TICKED };
        let ways = [(TICKED, "Only those that I tick below".to_owned()), (ALL, self.words())];
        let question = Choices::new(WHICH, "One by one, or all at once?", ways).chosen(chosen);
        let question = question.hint("What conditions hold back is in no run.").errors(errors);
        vec![Input::radios(question), Input::hidden(SEEN_ACCOUNT, &self.account.digest), Input::hidden(SEEN_CHEQUE, &self.cheque.digest)]
    }

    fn words(&self) -> String {
        let Self { account, cheque } = self;
        if account == cheque {
            return match (account.count, account.more) {
                (1, 0) => format!("The one request that is ready ({})", account.total),
                (count, 0) => format!("All {count} requests that are ready ({})", account.total),
                (count, more) => format!("The first {count} requests that are ready ({}); {more} more need another run", account.total),
            };
        }
        format!("All requests that are ready: {} by ACH or the payables system, {} by cheques", in_words(account), in_words(cheque))
    }
}

/// How many and how much.
fn in_words(ready: &AllReady) -> String {
    match (ready.count, ready.more) {
        (0, _) => "none".to_owned(),
        (count, 0) => format!("{count} ({})", ready.total),
        (count, more) => format!("the first {count} ({}; {more} more need another run)", ready.total),
    }
}

/// The requests of one page, from 1, and the number of the page that is shown.
pub(super) fn page_of(requests: &[Listed], page: usize) -> (&[Listed], usize) {
    let page = page.clamp(1, requests.len().div_ceil(PAGE).max(1));
    (requests.chunks(PAGE).nth(page.saturating_sub(1)).unwrap_or_default(), page)
}

/// Says which of so many requests are on the page, and leads to the others; nothing where all are on it.
pub(super) fn with_pages(section: Section, page: usize, all: usize) -> Section {
    if all <= PAGE {
        return section;
    }
    let before = page.saturating_sub(1).saturating_mul(PAGE);
    let (first, last) = (before.saturating_add(1), before.saturating_add(PAGE).min(all));
    let mut section = section.text(format!(
        "Requests {first} to {last} of {all}, those first that are to be paid first. Boxes count for the page they stand on; all that are ready are those of every page."
    ));
    if last < all {
        section = section.link(format!("/desk/payments?page={}", page.saturating_add(1)), "The next requests");
    }
    if page > 1 {
        section = section.link(format!("/desk/payments?page={}", page.saturating_sub(1)), "The requests before");
    }
    section
}

/// The requests of cities to whose accounts no money may go now, each with the reason; nothing where there is none.
pub(super) fn left_out(requests: &[Listed]) -> Option<Section> {
    let stuck: Vec<(&Listed, &str)> = requests.iter().filter_map(|one| Some((one, one.obstacle.as_deref()?))).collect();
    if stuck.is_empty() {
        return None;
    }
    let rows = stuck.iter().take(PAGE).map(|(one, why)| {
        vec![
            Cell::link(one.payment.reference.clone(), format!("/desk/payments/{}", one.payment.id)).heading(),
            Cell::text(&one.city),
            Cell::text(*why),
            Cell::number(one.payment.amount.to_string()),
        ]
    });
    let columns = vec![Column::text("Award"), Column::text("City"), Column::text("What stands in the way"), Column::number("Amount")];
    let table = Table::new("not-ready", "Requests of cities to whose accounts no money can go yet", columns).rows(rows);
    let section = Section::new("Not ready").text("A run of all leaves these out, unless it pays by cheques.").table(table);
    Some(if stuck.len() > PAGE {
        section.text(format!("These are {}. The first {PAGE} are listed, those that are to be paid first.", stuck.len()))
    } else {
        section
    })
}
