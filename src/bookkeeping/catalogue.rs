//! What may be entered by hand: dated data from `config/ledger/`, checked against the
//! posting rules when it is first read. An event that lets money leave, and one that
//! makes or ends reservations, is refused there, whatever the file says.

use crate::award::Award;
use crate::db::Error;
use crate::kernel::{Dated, Family, Id};
use crate::ledger::{Dimension, JournalEntry, Layer, Role, Rule, RuleLine, Rulebook};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The event of a reversal.
pub const REVERSAL: &str = "journal.reverse";

/// Every version, the latest last.
const FILES: [(&str, &str); 2] = [
    ("manual-entries-2025.toml", include_str!("../../config/ledger/manual-entries-2025.toml")),
    ("manual-entries-2027.toml", include_str!("../../config/ledger/manual-entries-2027.toml")),
];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("ledger", &FILES, |files| read(files).map(drop));

/// What an event needs to be told, as its rule and the chart say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The journal to reverse; then nothing else of the money.
    pub journal: bool,
    /// The fund alone.
    pub fund: bool,
    /// The opportunity, whose fund it is.
    pub program: bool,
    /// The award, whose opportunity and fund it is.
    pub award: bool,
    /// The category of each amount.
    pub category: bool,
    /// The category each amount moves to.
    pub to_category: bool,
    /// That the two differ, because the same would move nothing.
    pub other_category: bool,
    /// The document to refer to, in words.
    pub evidence: Option<String>,
}

/// One event that may be entered.
#[derive(Clone, Debug)]
pub struct Enterable {
    /// The event.
    pub event: String,
    /// Its variant; mostly empty.
    pub variant: String,
    /// What it is called.
    pub title: String,
    /// When to use it.
    pub when: String,
    /// Whether it is only for awards that the books know by an old number: all others have pages for it.
    pub old_awards: bool,
    /// What the form calls the category.
    pub category: String,
    /// What the form calls the category an amount moves to.
    pub to_category: String,
    /// What it needs.
    pub needs: Needs,
}

/// Everything that may be entered, and what is not reversed by hand.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Where the list comes from.
    pub source: String,
    /// What may be entered, in the order of the form.
    pub entries: Vec<Enterable>,
    kept: Vec<Kept>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "id")]
    _id: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    source_note: String,
    entry: Vec<RawEntry>,
    kept: Vec<Kept>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEntry {
    event: String,
    #[serde(default)]
    variant: String,
    when: String,
    category: Option<String>,
    to_category: Option<String>,
    #[serde(default)]
    old_awards: bool,
}

/// An event whose journals a workflow keeps its own record of.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    event: String,
    instead: String,
    /// Whether its journals may be reversed all the same where they are of an award with an old number.
    #[serde(default)]
    old_awards: bool,
}

/// Reads every version and checks it against the posting rules.
fn read(files: &[(&str, &str)]) -> Result<Dated<Catalogue>, String> {
    let book = Rulebook::embedded().map_err(|e| e.to_string())?;
    Dated::read(files, |text| Catalogue::parse(text, book))
}

impl Catalogue {
    /// The list that is valid on a day.
    ///
    /// # Errors
    /// A mistake in the files, or no file for the day.
    pub fn on(day: NaiveDate) -> Result<&'static Self, Error> {
        static ALL: LazyLock<Result<Dated<Catalogue>, String>> = LazyLock::new(|| read(&DEFINITION.files()));
        let valid = ALL.as_ref().map_err(|e| Error::Broken(format!("config/ledger/{e}")))?.on(day);
        valid.ok_or_else(|| Error::Broken(format!("config/ledger has no list of manual entries that is valid on {day}")))
    }

    /// Reads a list and checks it against the posting rules.
    fn parse(text: &str, book: &Rulebook) -> Result<Self, String> {
        let raw: Raw = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        for entry in raw.entry {
            if !seen.insert((entry.event.clone(), entry.variant.clone())) {
                return Err(format!("{} {} stands twice; remove one", entry.event, entry.variant));
            }
            entries.push(enterable(entry, book)?);
        }
        let unkept = book.rules.rules.values().find(|rule| {
            let touches = |line: &RuleLine| [&line.dr.code, &line.cr.code].into_iter().any(|c| is(book, c, Role::Transit));
            rule.lines.iter().any(touches) && raw.kept.iter().all(|kept| kept.event != rule.event)
        });
        if let Some(rule) = unkept {
            return Err(format!("{} is about payments on their way; say under [[kept]] how its journals are undone", rule.event));
        }
        if let Some(kept) = raw.kept.iter().find(|kept| book.rules.rules.values().all(|rule| rule.event != kept.event)) {
            return Err(format!("no posting rule has the event {}, which stands under [[kept]]", kept.event));
        }
        Ok(Self { source: raw.source_note, entries, kept: raw.kept })
    }

    /// The entry of an event in a variant, if it may be made by hand.
    #[must_use]
    pub fn find(&self, event: &str, variant: &str) -> Option<&Enterable> {
        self.entries.iter().find(|entry| entry.event == event && entry.variant == variant)
    }

    /// Why this journal is not reversed by hand; nothing if it may be.
    #[must_use]
    pub fn obstacle(&self, journal: &JournalEntry) -> Option<String> {
        if let Some(by) = journal.reversed_by {
            return Some(format!("This journal was reversed by journal {by}."));
        }
        if journal.lines.iter().any(|line| line.layer == Layer::Pending) {
            return Some("This journal makes or ends reservations. A reservation is released, not reversed.".to_owned());
        }
        // An award of this program is known by its identifier.
        let has_pages = journal.lines.iter().filter_map(|line| line.account.dims.award.as_ref()).any(|of| of.parse::<Id<Award>>().is_ok());
        let keeps = |kept: &&Kept| kept.event == journal.event && (has_pages || !kept.old_awards);
        self.kept.iter().find(keeps).map(|kept| kept.instead.clone())
    }
}

fn is(book: &Rulebook, code: &str, role: Role) -> bool {
    book.chart.account(code).is_some_and(|account| account.role == Some(role))
}

fn enterable(raw: RawEntry, book: &Rulebook) -> Result<Enterable, String> {
    let RawEntry { event, variant, when, category, to_category, old_awards } = raw;
    let rule = book.rule(&event, &variant).ok_or_else(|| format!("no posting rule has the event {event} {variant}"))?;
    if rule.hold.is_some() {
        return Err(format!("{event} makes or ends reservations, which is not done by hand; remove it"));
    }
    let lets_money_leave = rule.lines.iter().any(|line| {
        let transit = [&line.dr.code, &line.cr.code].into_iter().any(|code| is(book, code, Role::Transit));
        transit || is(book, &line.cr.code, Role::Bank)
    });
    if lets_money_leave {
        return Err(format!("{event} lets money leave the bank, which is never entered by hand; remove it"));
    }
    if when.trim().is_empty() {
        return Err(format!("{event} does not say when to use it"));
    }
    Ok(Enterable {
        title: rule.title.clone(),
        when,
        old_awards,
        category: category.unwrap_or_else(|| "Category".to_owned()),
        to_category: to_category.unwrap_or_else(|| "To category".to_owned()),
        needs: needs(rule, book),
        event,
        variant,
    })
}

fn needs(rule: &Rule, book: &Rulebook) -> Needs {
    let sides = || rule.lines.iter().flat_map(|line| [&line.dr, &line.cr]);
    let takes =
        |dimension: Dimension| sides().any(|side| book.chart.account(&side.code).is_some_and(|account| account.dims.contains(&dimension)));
    let journal = rule.event == REVERSAL;
    let award = takes(Dimension::Award);
    let program = !award && takes(Dimension::Program);
    Needs {
        journal,
        fund: !journal && !award && !program,
        program,
        award,
        category: takes(Dimension::Category),
        to_category: sides().any(|side| side.to),
        other_category: rule.lines.iter().any(|line| line.dr.code == line.cr.code),
        evidence: rule.evidence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: NaiveDate = NaiveDate::from_ymd_opt(2027, 1, 11).expect("a day");

    fn parsed(text: &str) -> Result<Catalogue, String> {
        Catalogue::parse(text, Rulebook::embedded().expect("the rules are sound"))
    }

    #[test]
    fn the_needs_of_an_event_follow_from_its_rule() {
        let list = Catalogue::on(DAY).expect("the list is sound");
        let needs = |event: &str, variant: &str| list.find(event, variant).expect("it may be entered").needs.clone();
        assert_eq!(needs(REVERSAL, ""), Needs { journal: true, ..Needs::default() });
        assert_eq!(needs("fund.apportion", ""), Needs { fund: true, ..Needs::default() });
        assert_eq!(needs("award.deobligate", ""), Needs { award: true, category: true, ..Needs::default() });
        let moves = Needs { award: true, category: true, to_category: true, other_category: true, ..Needs::default() };
        assert_eq!(needs("award.rebudget", ""), moves);
        assert!(!needs("cost.offset", "").other_category, "a claim of the same category may be set off");
        assert_eq!(needs("interest.report", ""), Needs { award: true, ..Needs::default() });
        assert_eq!(needs("advance.refund", "to_award").evidence.as_deref(), Some("the bank line"));
    }

    #[test]
    fn accepted_cost_is_not_changed_behind_its_expense() {
        let list = Catalogue::on(DAY).expect("the list is sound");
        for (event, variant) in [("cost.bill", ""), ("cost.refund", ""), ("cost.collect", "to_award"), ("cost.collect", "to_allotment")] {
            assert!(list.find(event, variant).is_some_and(|entry| entry.old_awards), "{event}");
        }
        assert!(list.find("claim.accept", "").is_none());
        for event in ["cost.bill", "claim.accept", "advance.liquidate"] {
            assert!(list.kept.iter().any(|kept| kept.event == event), "{event}");
        }
    }

    #[test]
    fn nothing_that_pays_and_nothing_that_reserves_may_be_entered() {
        let good = FILES[0].1;
        for (event, words) in [
            ("advance.pay", "lets money leave the bank"),
            ("claim.pay", "lets money leave the bank"),
            ("bank.settle", "lets money leave the bank"),
            ("award.reserve", "makes or ends reservations"),
            ("award.commit", "makes or ends reservations"),
            ("moon.land", "no posting rule has the event"),
            ("fund.apportion", "stands twice"),
        ] {
            let error = parsed(&format!("{good}\n[[entry]]\nevent = \"{event}\"\nwhen = \"x\"\n")).expect_err(event);
            assert!(error.contains(words), "{event}: {error}");
        }
        let unkept = good.replace("event   = \"bank.settle\"", "event   = \"fund.allot\"");
        assert!(parsed(&unkept).expect_err("unkept").contains("payments on their way"));
        assert!(parsed(&good.replace("event   = \"claim.accept\"", "event   = \"moon.land\"")).expect_err("unknown").contains("[[kept]]"));
        assert!(parsed(&good.replacen("when  = ", "whence = ", 1)).is_err());
    }
}
