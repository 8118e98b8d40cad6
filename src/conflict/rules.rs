//! The rules, dated and as data, and the one predicate: whether a tie keeps a person out. Pure.

use super::{Ground, Tie};
use crate::db::Error;
use crate::kernel::{Dated, Family};
use chrono::{Months, NaiveDate};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Every version, the latest last.
const FILES: [(&str, &str); 1] = [("conflicts-2025.toml", include_str!("../../config/policies/conflicts-2025.toml"))];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::dated("policies", &FILES, |files| Dated::read(files, Rules::parse).map(drop));

/// One ground that counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    ground: Ground,
    #[serde(rename = "title")]
    _title: String,
    citation: String,
    years: Option<u32>,
}

/// Mailboxes that say nothing about an employer.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mailboxes {
    public: BTreeSet<String>,
    reserved: BTreeSet<String>,
}

/// The rules of one version.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "version")]
    _version: String,
    #[serde(rename = "valid_from")]
    _valid_from: toml::value::Datetime,
    #[serde(rename = "citation")]
    _citation: String,
    rules: Vec<Rule>,
    mailboxes: Mailboxes,
}

impl Rules {
    /// Reads one version, and refuses what contradicts itself.
    fn parse(text: &str) -> Result<Self, String> {
        let read: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut grounds = BTreeSet::new();
        for rule in &read.rules {
            if !grounds.insert(rule.ground) {
                return Err(format!("the ground {} stands there twice", rule.ground));
            }
            if rule.citation.is_empty() {
                return Err(format!("the ground {} has no citation", rule.ground));
            }
            if (rule.ground == Ground::PastAward) != rule.years.is_some() {
                return Err(format!("the ground {} has years where it needs none, or none where it needs them", rule.ground));
            }
        }
        if grounds.contains(&Ground::Declared) { Ok(read) } else { Err("what people declare always counts".into()) }
    }

    /// Whether a tie keeps a person out of an application that was begun on this day.
    #[must_use]
    pub fn counts(&self, tie: &Tie, begun_on: NaiveDate) -> bool {
        let Some(rule) = self.rules.iter().find(|rule| rule.ground == tie.ground) else { return false };
        match tie.ground {
            Ground::EmployerDomain => tie.domain.as_deref().is_some_and(|domain| !self.is_anybodys(domain)),
            Ground::PastAward => {
                let until = tie.ended_on.and_then(|day| day.checked_add_months(Months::new(rule.years.unwrap_or(0) * 12)));
                until.is_some_and(|until| begun_on <= until)
            }
            Ground::SameCity | Ground::PartnerCity | Ground::OwnApplication | Ground::Declared => true,
        }
    }

    /// Whether a mailbox at this domain says nothing about an employer.
    #[must_use]
    pub fn is_anybodys(&self, domain: &str) -> bool {
        let is_listed = |name: &str| self.mailboxes.public.contains(name) || self.mailboxes.reserved.contains(name);
        !domain.contains('.') || std::iter::once(domain).chain(above(domain)).any(is_listed)
    }
}

/// What lies above a domain: `b.gov` and `gov` above `a.b.gov`.
fn above(domain: &str) -> impl Iterator<Item = &str> {
    domain.match_indices('.').filter_map(|(at, _)| domain.get(at + 1..))
}

/// The domain of a mailbox, and those above it that somebody can have a mailbox at, in small letters: the names by
/// which an employer may be known. None where every version of the rules says that it is anybody's.
///
/// # Errors
/// A mistake in the files.
pub fn employers(email: &str) -> Result<Vec<String>, Error> {
    let domain = email.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default();
    if all()?.all().all(|rules| rules.is_anybodys(&domain)) {
        return Ok(vec![]);
    }
    Ok(std::iter::once(domain.as_str()).chain(above(&domain).filter(|name| name.contains('.'))).map(str::to_owned).collect())
}

fn all() -> Result<&'static Dated<Rules>, Error> {
    static ALL: LazyLock<Result<Dated<Rules>, String>> = LazyLock::new(|| Dated::read(&DEFINITION.files(), Rules::parse));
    ALL.as_ref().map_err(|e| Error::Broken(format!("config/policies/{e}")))
}

/// The rules for what was begun on a day; the oldest for what is older than all of them.
pub(super) fn rules_on(day: NaiveDate) -> Result<&'static Rules, Error> {
    let all = all()?;
    all.on(day).or_else(|| all.all().next()).ok_or_else(|| Error::Broken("config/policies has no rules about conflicts of interest".into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use strum::VariantArray;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn rules() -> &'static Rules {
        rules_on(day("2027-01-11")).expect("rules")
    }

    #[test]
    fn the_shipped_rules_cite_every_ground() {
        let grounds: BTreeSet<Ground> = rules().rules.iter().map(|rule| rule.ground).collect();
        assert_eq!(grounds, Ground::VARIANTS.iter().copied().collect::<BTreeSet<_>>());
        assert!(rules().rules.iter().all(|rule| !rule.citation.is_empty()));
        assert_eq!(rules_on(day("1999-01-01")).expect("rules"), rules(), "an old application is not without a wall");
    }

    #[test]
    fn a_mailbox_that_anybody_is_given_is_no_employer() {
        let tie = |domain: &str| Tie { domain: Some(domain.into()), ..Tie::new("a", Ground::EmployerDomain) };
        for domain in ["gmail.com", "mail.yahoo.com", "people.example", "example.org", "localhost", "", "gov"] {
            assert!(!rules().counts(&tie(domain), day("2027-01-11")), "{domain}");
        }
        for domain in ["marfa.gov", "ci.marfa.tx.us", "notgmail.com", "gmail.com.gov"] {
            assert!(rules().counts(&tie(domain), day("2027-01-11")), "{domain}");
        }
        assert!(!rules().counts(&Tie::new("a", Ground::EmployerDomain), day("2027-01-11")));
    }

    #[test]
    fn an_earlier_award_counts_for_three_years() {
        let tie = |ended: &str| Tie { ended_on: Some(day(ended)), ..Tie::new("a", Ground::PastAward) };
        assert!(rules().counts(&tie("2024-01-11"), day("2027-01-11")));
        assert!(!rules().counts(&tie("2024-01-10"), day("2027-01-11")));
        assert!(rules().counts(&tie("2028-06-30"), day("2027-01-11")), "one that still runs");
        assert!(!rules().counts(&Tie::new("a", Ground::PastAward), day("2027-01-11")));
    }

    #[test]
    fn an_employer_is_known_by_its_domain_and_those_above() {
        assert_eq!(employers("Ada@Police.Marfa.GOV").expect("read"), ["police.marfa.gov", "marfa.gov"]);
        assert_eq!(employers("a@ci.marfa.tx.us").expect("read"), ["ci.marfa.tx.us", "marfa.tx.us", "tx.us"]);
        for email in ["a@gmail.com", "a@people.example", "a", ""] {
            assert_eq!(employers(email).expect("read"), Vec::<String>::new(), "{email}");
        }
    }

    #[test]
    fn rules_that_contradict_themselves_are_refused() {
        let text = FILES.first().map(|(_, text)| *text).expect("a file");
        for (from, to, words) in [
            ("ground   = \"partner_city\"", "ground   = \"same_city\"", "same_city stands there twice"),
            ("ground   = \"declared\"", "ground   = \"declred\"", "declred"),
            ("years    = 3", "# none", "past_award has years"),
        ] {
            let changed = text.replace(from, to);
            assert_ne!(changed, text, "{from}");
            assert!(Rules::parse(&changed).expect_err(from).contains(words), "{from}");
        }
    }
}
