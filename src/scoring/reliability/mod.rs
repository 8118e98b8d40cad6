//! How far reviewers agree: Krippendorff's α at four levels of measurement with a bootstrap
//! interval, and intraclass correlations with F and interval. What is undefined is a sentence, not a number.

mod alpha;
mod bootstrap;
mod icc;
#[cfg(test)]
mod tests;

pub(crate) use alpha::{Level, Units};
pub(crate) use bootstrap::intervals;
pub(crate) use icc::{Correlation, Correlations};

/// A figure, or the reason why there is none.
pub(crate) type Figure<T> = Result<T, String>;
