//! The scores of what is ranked as rows of a file, and the file as the table that is evaluated: so whoever takes the file gets
//! the same numbers from the same program. Reviewers are labels, so that the numbers are the same for all who see the same scores.

use super::{Candidate, Labelled, Round, Weighted};
use crate::kernel::Id;
use crate::people::Account;
use crate::reporting::csv::{CsvError, raw_csv, safe_cell};
use crate::review::AskedReviewer;
use crate::scoring::evaluate::Criteria;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The label of each account.
pub(super) type Labels = BTreeMap<Id<Account>, String>;

/// Labels by who was asked first. Of those asked at once nobody can tell from the label who is who: their order is that of a
/// digest. Whoever is asked later changes no label, and neither does who is taken off.
pub(super) fn labels(round: &str, asked: &[AskedReviewer]) -> Labels {
    let mut first: BTreeMap<Id<Account>, _> = BTreeMap::new();
    for one in asked {
        let since = first.entry(one.account).or_insert(one.since);
        *since = one.since.min(*since);
    }
    let digest = |account: &Id<Account>| HEXLOWER.encode(&Sha256::digest(format!("{round} {}", account.text())));
    let mut order: Vec<_> = first.into_iter().map(|(account, since)| (since, digest(&account), account)).collect();
    order.sort();
    order.into_iter().zip(1..).map(|((_, _, account), n)| (account, format!("R{n}"))).collect()
}

/// The labels of those who have scored something of what is ranked, by number, with names if they may be read.
pub(super) fn labelled(labels: &Labels, asked: &[AskedReviewer], ranked: &[Candidate], with_names: bool) -> Vec<Labelled> {
    let scored: BTreeSet<Id<Account>> = ranked.iter().flat_map(|candidate| &candidate.reviews).map(|review| review.reviewer).collect();
    // The name that was given last.
    let name =
        |account: &Id<Account>| asked.iter().filter(|one| one.account == *account).max_by_key(|one| one.since).map(|one| one.name.clone());
    let mut found: Vec<Labelled> = (labels.iter().filter(|(account, _)| scored.contains(account)))
        .map(|(account, label)| Labelled { label: label.clone(), name: with_names.then(|| name(account)).flatten() })
        .collect();
    found.sort_by_key(|reviewer| number(&reviewer.label));
    found
}

/// The number of a label, by which labels stand in order.
pub(super) fn number(label: &str) -> usize {
    label.trim_start_matches('R').parse().unwrap_or(usize::MAX)
}

impl Round {
    /// `application,reviewer,score`, and the names of reviewers in a fourth column if they may be read: what
    /// `udf scoring evaluate` takes.
    ///
    /// # Errors
    /// [`CsvError`], which no row causes.
    pub fn scores_csv(&self) -> Result<String, CsvError> {
        let has_names = self.reviewers.iter().any(|reviewer| reviewer.name.is_some());
        let names: BTreeMap<&str, &str> =
            self.reviewers.iter().filter_map(|reviewer| Some((reviewer.label.as_str(), reviewer.name.as_deref()?))).collect();
        let mut heading = vec!["application".to_owned(), "reviewer".to_owned(), "score".to_owned()];
        heading.extend(has_names.then(|| "reviewer_name".to_owned()));
        let rows = self.rows().into_iter().map(|[application, label, score]| {
            let name = has_names.then(|| safe_cell(names.get(label.as_str()).copied().unwrap_or_default()));
            [application, label, score].into_iter().chain(name).collect()
        });
        raw_csv(std::iter::once(heading).chain(rows))
    }

    /// The same three columns for the evaluation.
    pub(super) fn plain_scores(&self) -> Result<String, CsvError> {
        let heading = ["application", "reviewer", "score"].map(str::to_owned).to_vec();
        raw_csv(std::iter::once(heading).chain(self.rows().into_iter().map(Vec::from)))
    }

    /// `application,cost`: what `udf scoring evaluate --costs` takes.
    ///
    /// # Errors
    /// [`CsvError`], which no row causes.
    pub fn costs_csv(&self) -> Result<String, CsvError> {
        let rows = self.ranked.iter().map(|candidate| vec![candidate.reference.clone(), candidate.amount.plain()]);
        raw_csv(std::iter::once(vec!["application".to_owned(), "cost".to_owned()]).chain(rows))
    }

    /// Application, label and score, by application and label.
    fn rows(&self) -> Vec<[String; 3]> {
        let mut rows = Vec::new();
        for candidate in &self.ranked {
            for review in &candidate.reviews {
                let label = self.labels.get(&review.reviewer).cloned().unwrap_or_default();
                rows.push([candidate.reference.clone(), label, review.points.plain()]);
            }
        }
        rows.sort();
        rows
    }

    /// What each review gave on each criterion.
    ///
    /// # Errors
    /// Why that is not known.
    pub(super) fn criteria_of_scores(&self) -> Result<Criteria, String> {
        let criteria = self.criteria.as_ref().map_err(Clone::clone)?;
        let mut scores: BTreeMap<String, BTreeMap<String, Vec<i64>>> = BTreeMap::new();
        for candidate in &self.ranked {
            let by_label = scores.entry(candidate.reference.clone()).or_default();
            for review in &candidate.reviews {
                let given = criteria.iter().filter_map(|Weighted { id, .. }| review.scores.get(id).copied()).collect();
                by_label.insert(self.labels.get(&review.reviewer).cloned().unwrap_or_default(), given);
            }
        }
        Ok(Criteria {
            names: criteria.iter().map(|criterion| criterion.title.clone()).collect(),
            weights: criteria.iter().map(|criterion| criterion.weight_bp).collect(),
            scores,
        })
    }
}
