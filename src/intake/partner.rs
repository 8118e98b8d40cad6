//! Joint applications: who applies together with the lead city, what each partner's part is, and
//! whether it confirmed that part as it stands now. Pure.

use super::cost::CostItem;
use super::document::{canonical, digest};
use super::{Application, Draft};
use crate::kernel::{Id, Money, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// A city, or a network of cities, that applies together with the lead city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its identifier.
    pub id: Id<Partner>,
    /// The application.
    pub application: Id<Application>,
    /// Its place in the register; a network has none.
    pub geoname_id: Option<i64>,
    /// `Madison, WI`, or the name of the network.
    pub name: String,
    /// Who speaks for it.
    pub contact_name: String,
    /// The address of that person.
    pub contact_email: String,
    /// What it does, in words of the lead city.
    pub part: String,
    /// How often it was asked to confirm; each asking ends the one before.
    pub asked_n: i32,
    /// When it was asked last.
    pub asked_at: Option<Timestamp>,
    /// Rises with every change.
    pub version: i64,
    /// What it answered last.
    pub answer: Option<PartAnswer>,
}

/// What somebody answered in the name of a partner. Never changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartAnswer {
    /// To which asking.
    pub asked_n: i32,
    /// Whether the part was confirmed; declined otherwise.
    pub is_confirmed: bool,
    /// Who answered.
    pub name: String,
    /// Their job title.
    pub job_title: String,
    /// Why it was declined; empty otherwise.
    pub reason: String,
    /// The part exactly as it was shown, as canonical JSON.
    pub document: String,
    /// The digest of that.
    pub sha256: String,
    /// When.
    pub at: Timestamp,
}

/// Where the confirmation of a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    /// Nobody was asked.
    NotAsked,
    /// Asked, no answer yet.
    Asked,
    /// Confirmed as it stands now.
    Confirmed,
    /// Confirmed, and changed afterwards.
    Changed,
    /// Declined.
    Declined,
}

impl PartState {
    /// As pages say it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::NotAsked => "Not asked yet",
            Self::Asked => "Asked, no answer yet",
            Self::Confirmed => "Confirmed",
            Self::Changed => "Changed after it was confirmed",
            Self::Declined => "Declined",
        }
    }
}

/// What one activity and category cost that are put down to one city.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLine {
    /// The activity by name.
    pub activity: String,
    /// The category by name.
    pub category: String,
    /// What the fund is asked for, in cents.
    pub asked_cents: i64,
    /// What the city pays itself, in cents.
    pub pays_cents: i64,
}

/// One city's share of the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CityShare {
    /// The partner; `None` for the lead city.
    pub partner: Option<Id<Partner>>,
    /// The city by name.
    pub name: String,
    /// What the fund is asked for.
    pub asked: Money,
    /// What the city pays itself.
    pub pays: Money,
    /// Its share of what is asked for, in basis points.
    pub basis_points: i64,
}

/// A partner's part as it is shown to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartDocument {
    /// Canonical JSON: who, what, and the share line by line.
    pub json: String,
    /// Its digest.
    pub sha256: String,
}

/// What somebody types on the page of a partner.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartnerInput {
    /// The name of a network; of a city the register says it.
    pub name: String,
    /// The contact's name.
    pub contact_name: String,
    /// The contact's address.
    pub contact_email: String,
    /// What the partner does.
    pub part: String,
}

impl Draft {
    /// Whether the round lets cities apply together, or this application does already.
    #[must_use]
    pub fn can_be_joint(&self) -> bool {
        self.definition.joint.is_some() || !self.partners.is_empty()
    }

    /// A partner of this application.
    #[must_use]
    pub fn partner(&self, id: Id<Partner>) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.id == id)
    }

    fn costs_by(&self, partner: Option<Id<Partner>>) -> impl Iterator<Item = &CostItem> {
        self.costs.iter().filter(move |item| item.partner == partner)
    }

    /// How many costs are put down to a partner.
    #[must_use]
    pub fn cost_count(&self, partner: &Partner) -> usize {
        self.costs_by(Some(partner.id)).count()
    }

    /// What is put down to one city, by activity and category in the order of the form.
    #[must_use]
    pub fn share_lines(&self, partner: Option<Id<Partner>>) -> Vec<ShareLine> {
        let mut lines = Vec::new();
        for activity in &self.activities {
            for category in &self.definition.budget.categories {
                let of = |item: &&CostItem| item.activity == activity.id && item.category == category.code;
                let items: Vec<&CostItem> = self.costs_by(partner).filter(of).collect();
                if !items.is_empty() {
                    lines.push(ShareLine {
                        activity: activity.title.clone(),
                        category: category.title.clone(),
                        asked_cents: sum(items.iter().map(|item| item.asked())).cents(),
                        pays_cents: sum(items.iter().map(|item| item.city_pays)).cents(),
                    });
                }
            }
        }
        lines
    }

    /// The budget by city, the lead first: together the whole, to the cent.
    #[must_use]
    pub fn by_city(&self) -> Vec<CityShare> {
        let total = self.total().cents();
        let cities = self.partners.iter().map(|partner| (Some(partner.id), partner.name.as_str()));
        let share = |(partner, name): (Option<Id<Partner>>, &str)| {
            let asked = sum(self.costs_by(partner).map(CostItem::asked));
            CityShare {
                partner,
                name: name.to_owned(),
                asked,
                pays: sum(self.costs_by(partner).map(|item| item.city_pays)),
                basis_points: (asked.cents() * 10_000 + total / 2).checked_div(total).unwrap_or(0),
            }
        };
        std::iter::once((None, self.application.city_name.as_str())).chain(cities).map(share).collect()
    }

    /// A partner's part as it stands now. What it holds is what a confirmation covers.
    #[must_use]
    pub fn part_of(&self, partner: &Partner) -> PartDocument {
        let lines = self.share_lines(Some(partner.id));
        let value = json!({
            "application": self.application.reference,
            "lead": self.application.city_name,
            "partner": partner.name,
            "contact": partner.contact_name,
            "contact_email": partner.contact_email,
            "part": partner.part,
            "share": lines,
            "asked_cents": lines.iter().map(|line| line.asked_cents).sum::<i64>(),
            "pays_cents": lines.iter().map(|line| line.pays_cents).sum::<i64>(),
            "statement": self.statement(),
        });
        let json = canonical(&value);
        PartDocument { sha256: digest(&json), json }
    }

    /// What a partner says by confirming.
    #[must_use]
    pub fn statement(&self) -> &str {
        self.definition.joint.as_ref().map_or("", |joint| &joint.statement)
    }

    /// Where the confirmation of a partner's part stands.
    #[must_use]
    pub fn part_state(&self, partner: &Partner) -> PartState {
        match &partner.answer {
            Some(answer) if answer.is_confirmed && answer.sha256 == self.part_of(partner).sha256 => PartState::Confirmed,
            Some(answer) if partner.asked_at.is_none() || answer.asked_n == partner.asked_n => {
                if answer.is_confirmed {
                    PartState::Changed
                } else {
                    PartState::Declined
                }
            }
            _ if partner.asked_at.is_some() => PartState::Asked,
            _ => PartState::NotAsked,
        }
    }
}

fn sum(amounts: impl IntoIterator<Item = Money>) -> Money {
    // Accepted costs cannot overflow.
    Money::total(amounts).unwrap_or_default()
}
