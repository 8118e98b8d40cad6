//! Writes the letter of one application from what counts in its round. Pure.

use super::comment::{Comment, WHOLE};
use super::facts::{FeedbackReleased, OnCriterion};
use super::position::{sentence, third};
use crate::intake::Application;
use crate::kernel::Id;
use crate::opportunity::{Criterion, Definition, Direction};
use crate::scoring::Mean;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The mean of each criterion, application by application, over the reviews that count.
pub(super) type Means = BTreeMap<Id<Application>, BTreeMap<String, Mean>>;

/// What a letter is written from.
pub(super) struct Basis<'a> {
    pub(super) application: &'a Application,
    pub(super) definition: &'a Definition,
    pub(super) is_awarded: bool,
    pub(super) reviews: usize,
    pub(super) comments: &'a [Comment],
    pub(super) advice: &'a str,
    pub(super) means: &'a Means,
    /// Whether all of these were given on one scale, so that a place among them says something.
    pub(super) is_one_scale: bool,
}

impl Basis<'_> {
    pub(super) fn letter(&self) -> FeedbackReleased {
        FeedbackReleased {
            application: self.application.id.text(),
            reference: self.application.reference.clone(),
            city: self.application.city_name.clone(),
            title: self.application.shown_title().to_owned(),
            opportunity: self.definition.title.clone(),
            is_awarded: self.is_awarded,
            reviews: self.reviews,
            criteria: self.definition.rubric.criteria.iter().filter_map(|criterion| self.on(criterion)).collect(),
            comments: self.released(WHOLE),
            advice: self.advice.trim().to_owned(),
            signed_by: self.definition.letters.signed_by.clone(),
        }
    }

    /// What was found on one criterion; nothing of one that nobody scored or commented.
    fn on(&self, criterion: &Criterion) -> Option<OnCriterion> {
        let rubric = &self.definition.rubric;
        let own = self.means.get(&self.application.id).and_then(|means| means.get(&criterion.id)).copied();
        let comments = self.released(&criterion.id);
        if own.is_none() && comments.is_empty() {
            return None;
        }
        let all: Vec<Mean> = self.means.values().filter_map(|means| means.get(&criterion.id)).copied().collect();
        let place = own.filter(|_| self.is_one_scale).and_then(|own| third(own, &all)).map(|place| match rubric.direction {
            Direction::HigherIsBetter => place,
            Direction::LowerIsBetter => place.turned(),
        });
        let tells_scores = self.definition.letters.release_scores;
        Some(OnCriterion {
            title: criterion.title.clone(),
            reason: own.and_then(|own| criterion.anchor(rubric, own.nearest())).map(str::to_owned),
            mean: own.filter(|_| tells_scores).map(|own| format!("{own} of {}", rubric.scale_max)),
            position: place.map(|place| sentence(place, (all.len(), &criterion.title))),
            comments,
        })
    }

    /// The released comments on a criterion, in an order that says nothing of who wrote them.
    fn released(&self, criterion: &str) -> Vec<String> {
        let of = |comment: &&Comment| comment.criterion == criterion && comment.is_released && !comment.wording.trim().is_empty();
        let mut found: Vec<&str> = self.comments.iter().filter(of).map(|comment| comment.wording.trim()).collect();
        found.sort_by_cached_key(|wording| HEXLOWER.encode(&Sha256::digest(format!("{}/{wording}", self.application.reference))));
        found.into_iter().map(str::to_owned).collect()
    }
}
