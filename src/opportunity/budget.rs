//! What a budget may hold: categories of cost, and the rules that the whole must keep.

use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// The name under which the rules know what the city pays itself.
pub const CITY_PAYS: &str = "city_pays";

/// What may be paid, and the rules that the whole budget must keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetRules {
    /// What is said above the table.
    pub intro: String,
    /// The categories of cost, in order.
    pub categories: Vec<Category>,
    /// The rules.
    #[serde(default)]
    pub rules: Vec<BudgetRule>,
}

/// A category of cost; its code is a code of the chart of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// The code.
    pub code: String,
    /// The name.
    pub title: String,
    /// What belongs to it.
    pub hint: String,
    /// Where form SF-424A counts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_class: Option<ObjectClass>,
}

/// One rule about the budget, over the names `total`, `city_pays` and `<category code>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BudgetRule {
    /// What must hold.
    pub must_hold: Rule,
    /// What is said when it does not.
    pub message: String,
    /// What is said beside the budget from the start, such as “Indirect costs: 10 percent of all others at most.”
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
}

/// The object classes of SF-424A, section B, line 6, in their order; construction is not paid by any round.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, strum::Display, strum::EnumString, strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ObjectClass {
    /// 6a.
    Personnel,
    /// 6b.
    FringeBenefits,
    /// 6c.
    Travel,
    /// 6d.
    Equipment,
    /// 6e.
    Supplies,
    /// 6f.
    Contractual,
    /// 6h.
    Other,
    /// 6j, after the total of direct costs.
    Indirect,
}

impl ObjectClass {
    /// The line of the form with its name on it.
    #[must_use]
    pub fn line(self) -> &'static str {
        match self {
            Self::Personnel => "6a Personnel",
            Self::FringeBenefits => "6b Fringe benefits",
            Self::Travel => "6c Travel",
            Self::Equipment => "6d Equipment",
            Self::Supplies => "6e Supplies",
            Self::Contractual => "6f Contractual",
            Self::Other => "6h Other",
            Self::Indirect => "6j Indirect charges",
        }
    }
}
