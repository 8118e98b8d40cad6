//! Everything an application holds at one moment, for pages, checks and the document.

use super::attach::Attachment;
use super::partner::Partner;
use super::{Activity, Application, BudgetLine, CostItem};
use crate::kernel::{Money, Timestamp};
use crate::opportunity::{Answer, Answers, Asked, Broken, BudgetRule, CITY_PAYS, Category, Definition, FormRule};
use crate::rules::{Facts, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An answer with when and by whom it was saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// The answer.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// For optimistic changes.
    pub version: i64,
}

/// An application with its content and the form it was begun on.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The application.
    pub application: Application,
    /// The form, as far as it is asked: of a concept note no more than the note.
    pub definition: Arc<Definition>,
    /// The answers.
    pub saved: BTreeMap<String, Saved>,
    /// The activities, in order.
    pub activities: Vec<Activity>,
    /// The costs, by activity and in order.
    pub costs: Vec<CostItem>,
    /// What is asked for, as it follows from the costs: by activity and category.
    pub budget: Vec<BudgetLine>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Who applies together with the city.
    pub partners: Vec<Partner>,
}

impl Draft {
    /// Whether this is a concept note, whose city was not invited yet.
    #[must_use]
    pub fn is_concept_note(&self) -> bool {
        self.definition.concept_note.is_some() && self.application.invited_at.is_none()
    }

    /// As those outside the city read it: while an invited city writes, its concept note.
    #[must_use]
    pub fn as_received(mut self) -> Self {
        if self.application.is_invited()
            && let Some(form) = self.definition.concept_form()
        {
            self.definition = Arc::new(form);
            self.activities.clear();
            self.costs.clear();
            self.budget.clear();
            self.attachments.clear();
            self.partners.clear();
        }
        self
    }

    /// The answers alone.
    #[must_use]
    pub fn answers(&self) -> Answers {
        self.saved.iter().map(|(id, saved)| (id.clone(), saved.answer.clone())).collect()
    }

    /// What the form asks, given the answers.
    #[must_use]
    pub fn asked(&self) -> Asked<'_> {
        self.definition.asked(&self.answers())
    }

    /// The answers to what is asked; those to what is not asked are kept and say nothing.
    #[must_use]
    pub fn answers_asked_for(&self) -> Answers {
        let asked = self.asked();
        self.answers().into_iter().filter(|(id, _)| asked.is_asked(id)).collect()
    }

    /// The files of what is asked; one that answers a question that is not asked is kept and says nothing.
    pub fn attachments_asked_for(&self) -> impl Iterator<Item = &Attachment> {
        let asked: Vec<String> = self.asked().questions().map(|q| q.id.clone()).collect();
        self.attachments.iter().filter(move |file| self.definition.question(&file.slot).is_none() || asked.contains(&file.slot))
    }

    /// The rules between answers that do not hold. The total counts once something is planned.
    #[must_use]
    pub fn broken_rules(&self) -> Vec<Broken<'_>> {
        self.asked().broken((!self.activities.is_empty()).then(|| self.total()))
    }

    /// What is said of the rules between answers that do not hold and name this question.
    #[must_use]
    pub fn broken_rules_naming(&self, question: &str) -> Vec<String> {
        let names = |rule: &FormRule| rule.must_hold.names_as_written().iter().any(|name| *name == question);
        self.broken_rules().into_iter().filter(|broken| names(broken.rule)).map(|broken| broken.rule.message.clone()).collect()
    }

    /// The sum of the budget. Accepted lines cannot overflow.
    #[must_use]
    pub fn total(&self) -> Money {
        super::total(&self.budget).unwrap_or_default()
    }

    /// The sum of one category.
    #[must_use]
    pub fn category_total(&self, category: &Category) -> Money {
        Money::total(self.budget.iter().filter(|l| l.category == category.code).map(|l| l.amount)).unwrap_or_default()
    }

    /// The sum of one activity.
    #[must_use]
    pub fn activity_total(&self, activity: &Activity) -> Money {
        Money::total(self.budget.iter().filter(|l| l.activity == activity.id).map(|l| l.amount)).unwrap_or_default()
    }

    /// The costs of one activity, in order.
    pub fn costs_of(&self, activity: &Activity) -> impl Iterator<Item = &CostItem> {
        let id = activity.id;
        self.costs.iter().filter(move |item| item.activity == id)
    }

    /// What the city pays itself.
    #[must_use]
    pub fn city_pays(&self) -> Money {
        Money::total(self.costs.iter().map(|item| item.city_pays)).unwrap_or_default()
    }

    /// What breaks the budget as a whole: the floor, the cap, the rules.
    #[must_use]
    pub fn budget_mistakes(&self) -> Vec<String> {
        let (total, amounts) = (self.total(), self.definition.amounts);
        let mut found = Vec::new();
        if total < amounts.floor() {
            found.push(format!(
                "Your budget is {total}. The smallest grant is {}. Add {} more.",
                amounts.floor(),
                Money::from_cents(amounts.floor_cents - total.cents())
            ));
        }
        if total > amounts.cap() {
            found.push(format!(
                "Your budget is {total}. The largest grant is {}. Take {} out.",
                amounts.cap(),
                Money::from_cents(total.cents() - amounts.cap_cents)
            ));
        }
        found.extend(self.broken_budget_rules().map(|rule| rule.message.clone()));
        found
    }

    /// The rules over the budget that do not hold now.
    pub fn broken_budget_rules(&self) -> impl Iterator<Item = &BudgetRule> {
        let rules = &self.definition.budget;
        let mut facts: Facts = rules.categories.iter().map(|c| (c.code.clone(), Value::Money(self.category_total(c)))).collect();
        facts.insert("total".into(), Value::Money(self.total()));
        facts.insert(CITY_PAYS.into(), Value::Money(self.city_pays()));
        rules.rules.iter().filter(move |rule| !rule.must_hold.evaluate(&facts).holds())
    }
}
