//! The noun: a change of an award, from the request to the day it is in force.

use super::change;
use crate::award::{self, Agreement, Award, Line};
use crate::kernel::{Id, Money, Timestamp};
use crate::locale::format::date;
use chrono::NaiveDate;
use std::fmt::Write as _;

/// What it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "snake_case")]
pub enum AmendmentKind {
    /// Money among the categories; the award stays as large as it is.
    Budget,
    /// A later last day of the period of performance.
    Extension,
    /// Another person who leads the work.
    KeyPerson,
    /// More money.
    Increase,
    /// Less money.
    Decrease,
}

impl AmendmentKind {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Budget => "Budget revision",
            Self::Extension => "Extension of the period",
            Self::KeyPerson => "Change of a key person",
            Self::Increase => "More money",
            Self::Decrease => "Less money",
        }
    }

    /// Whether it gives amounts by category.
    #[must_use]
    pub fn has_budget(self) -> bool {
        matches!(self, Self::Budget | Self::Increase | Self::Decrease)
    }

    /// Whether the city's official signs it before it takes effect.
    #[must_use]
    pub fn needs_signature(self) -> bool {
        matches!(self, Self::Extension | Self::Increase | Self::Decrease)
    }
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Stage {
    /// Waits for a decision.
    Asked,
    /// Sent back; what is mended is another amendment.
    Returned,
    /// Approved; waits for the signature of the city.
    Approved,
    /// Refused.
    Refused,
    /// Taken back before it was in force.
    Withdrawn,
    /// In force.
    InForce,
}

impl Stage {
    /// In words.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Asked => "Waits for a decision",
            Self::Returned => "Sent back",
            Self::Approved => "Waits for the city’s signature",
            Self::Refused => "Refused",
            Self::Withdrawn => "Withdrawn",
            Self::InForce => "In force",
        }
    }

    /// Whether somebody still has to act on it.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Approved)
    }
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The account.
    pub by: String,
    /// The name then.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// How it was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// By whom and when.
    pub act: Act,
    /// Why; may be empty for an approval.
    pub reason: String,
}

/// An amendment of an award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Its identifier.
    pub id: Id<Amendment>,
    /// The award.
    pub award: Id<Award>,
    /// Its number among those of the award.
    pub n: i32,
    /// What it changes.
    pub kind: AmendmentKind,
    /// How far it has come.
    pub stage: Stage,
    /// Whether the fund asked for it.
    pub by_fund: bool,
    /// Why it is asked for.
    pub reason: String,
    /// The number of the budget that it changes.
    pub from_version: i32,
    /// The last day that it changes.
    pub from_end: NaiveDate,
    /// What the award comes to with it.
    pub amount: Money,
    /// The last day with it.
    pub period_end: NaiveDate,
    /// The budget with it.
    pub lines: Vec<Line>,
    /// Who has led the work.
    pub key_person: Option<String>,
    /// Who leads it from now on.
    pub new_person: Option<String>,
    /// SHA-256 of what is asked.
    pub digest: String,
    /// Whether the city signs it.
    pub needs_signature: bool,
    /// Who asked.
    pub asked: Act,
    /// How it was decided.
    pub decided: Option<Decision>,
    /// The text to sign.
    pub agreement: Option<Id<Agreement>>,
    /// Since when it is in force.
    pub in_force_at: Option<Timestamp>,
    /// The journals it made.
    pub journals: Vec<i64>,
    /// Grows with every change.
    pub version: i64,
}

impl Amendment {
    /// Whether the people of the city know of it: not of what the fund only thinks of.
    #[must_use]
    pub fn is_for_city(&self) -> bool {
        let was_approved = self.decided.is_some() && matches!(self.stage, Stage::Approved | Stage::InForce | Stage::Withdrawn);
        !self.by_fund || was_approved
    }

    /// Whether the digest still names what is stored here.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        self.asked_digest() == self.digest
    }

    /// SHA-256 of what is asked.
    #[must_use]
    pub(super) fn asked_digest(&self) -> String {
        let (award, n, kind, version, end) = (self.award, self.n, self.kind, self.from_version, self.from_end);
        let mut text = format!("amendment 1\n{award}\n{n}\n{kind}\n{version}\n{end}\n{}\n", self.by_fund);
        let people = [self.key_person.as_deref(), self.new_person.as_deref()].map(Option::unwrap_or_default);
        let _ = writeln!(text, "{}\n{}\n{people:?}\n{:?}", self.amount.cents(), self.period_end, self.reason);
        // In an order of its own: the two databases sort texts differently.
        let mut lines: Vec<&Line> = self.lines.iter().collect();
        lines.sort_by(|a, b| a.category.cmp(&b.category));
        for line in lines {
            let _ = writeln!(text, "{:?} {}", line.category, line.amount.cents());
        }
        award::digest(&text)
    }

    /// What changes, a sentence each. `before` is the budget that it changes, `categories` pairs codes with names.
    #[must_use]
    pub fn changes(&self, before: &[Line], categories: &[(String, String)]) -> Vec<String> {
        let name = |code: &str| categories.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, name)| name.clone());
        match self.kind {
            AmendmentKind::Extension => vec![format!("Last day of the period: {} becomes {}", date(self.from_end), date(self.period_end))],
            AmendmentKind::KeyPerson => {
                let [was, is] = [&self.key_person, &self.new_person].map(|name| name.as_deref().unwrap_or("nobody named"));
                vec![format!("Who leads the work: {was} becomes {is}")]
            }
            AmendmentKind::Budget | AmendmentKind::Increase | AmendmentKind::Decrease => {
                let lines = change::differences(before, &self.lines).into_iter();
                let mut told: Vec<String> = lines.map(|(code, was, is)| format!("{}: {was} becomes {is}", name(&code))).collect();
                if self.kind != AmendmentKind::Budget {
                    told.push(format!("All together: {} becomes {}", award::total(before).unwrap_or_default(), self.amount));
                }
                told
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::IdSource;

    fn amendment(kind: AmendmentKind) -> Amendment {
        let ids = IdSource::seeded(1);
        let at = Timestamp::from_micros(0);
        let day = |text: &str| text.parse().expect("a day");
        let line = |category: &str, dollars| Line { category: category.into(), amount: Money::from_dollars(dollars) };
        let mut made = Amendment {
            id: ids.id(at),
            award: ids.id(at),
            n: 1,
            kind,
            stage: Stage::Asked,
            by_fund: false,
            reason: "Fares rose.".into(),
            from_version: 1,
            from_end: day("2028-06-30"),
            amount: Money::from_dollars(9_000),
            period_end: day("2028-12-31"),
            lines: vec![line("training", 3_000), line("travel", 6_000)],
            key_person: Some("Cleo Clerk".into()),
            new_person: Some("Ben Ito".into()),
            digest: String::new(),
            needs_signature: true,
            asked: Act { by: "olga".into(), name: "Olga".into(), at },
            decided: None,
            agreement: None,
            in_force_at: None,
            journals: vec![],
            version: 1,
        };
        made.digest = made.asked_digest();
        made
    }

    #[test]
    fn what_changes_is_told_in_sentences() {
        let before = [Line { category: "travel".into(), amount: Money::from_dollars(8_000) }];
        let names = [("travel".to_owned(), "Travel and rooms".to_owned())];
        let told = |kind| amendment(kind).changes(&before, &names).join("; ");
        assert_eq!(told(AmendmentKind::Extension), "Last day of the period: June 30, 2028 becomes December 31, 2028");
        assert_eq!(told(AmendmentKind::KeyPerson), "Who leads the work: Cleo Clerk becomes Ben Ito");
        let moved = "training: $0.00 becomes $3,000.00; Travel and rooms: $8,000.00 becomes $6,000.00";
        assert_eq!(told(AmendmentKind::Budget), moved);
        assert_eq!(told(AmendmentKind::Increase), format!("{moved}; All together: $8,000.00 becomes $9,000.00"));
    }

    #[test]
    fn the_digest_binds_what_is_asked() {
        let made = amendment(AmendmentKind::Increase);
        assert!(made.is_intact());
        let changed: [fn(&mut Amendment); 5] = [
            |a| a.amount = Money::from_cents(900_001),
            |a| a.reason.push('x'),
            |a| a.lines[0].amount = Money::from_cents(1),
            |a| a.period_end = a.from_end,
            |a| a.kind = AmendmentKind::Decrease,
        ];
        for change in changed {
            let mut other = made.clone();
            change(&mut other);
            assert!(!other.is_intact());
        }
    }

    #[test]
    fn the_city_hears_of_what_the_fund_asks_once_it_is_approved() {
        let mut made = amendment(AmendmentKind::Decrease);
        assert!(made.is_for_city());
        made.by_fund = true;
        assert!(!made.is_for_city());
        made.decided = Some(Decision { act: made.asked.clone(), reason: String::new() });
        made.stage = Stage::Refused;
        assert!(!made.is_for_city());
        made.stage = Stage::Approved;
        assert!(made.is_for_city());
    }
}
