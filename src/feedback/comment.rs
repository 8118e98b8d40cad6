//! A comment of a submitted review, and what of it is released. Pure.

use crate::kernel::Id;
use crate::review::Assignment;

/// What stands in place of a criterion for the comment on the whole.
pub const WHOLE: &str = "";

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The review that it is part of.
    pub review: Id<Assignment>,
    /// Who wrote it. Staff read this; no letter does.
    pub reviewer: String,
    /// The criterion, or [`WHOLE`].
    pub criterion: String,
    /// As it was written.
    pub original: String,
    /// Whether the city gets it.
    pub is_released: bool,
    /// In which words.
    pub wording: String,
}

impl Comment {
    /// As it was written, released or not as the round says. The comment on the whole answers a question of the fund
    /// too, so that somebody has to say that it goes out.
    #[must_use]
    pub fn written((review, reviewer): (Id<Assignment>, &str), (criterion, original): (&str, &str), releases: bool) -> Self {
        Self {
            review,
            reviewer: reviewer.to_owned(),
            criterion: criterion.to_owned(),
            original: original.to_owned(),
            is_released: releases && criterion != WHOLE,
            wording: original.to_owned(),
        }
    }

    /// Whether the words were changed.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        self.wording != self.original
    }
}

/// The first of these names that stands in a text as it is written, as words of its own.
pub(super) fn named<'a>(text: &str, names: &'a [String]) -> Option<&'a str> {
    let stands_alone = |at: usize, length: usize| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + length..).and_then(|after| after.chars().next());
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    };
    let is_named =
        |name: &&String| !name.trim().is_empty() && text.match_indices(name.as_str()).any(|(at, found)| stands_alone(at, found.len()));
    names.iter().find(is_named).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{IdSource, Timestamp};

    #[test]
    fn the_round_says_what_is_released_and_the_whole_waits_for_a_person() {
        let review = IdSource::seeded(1).id(Timestamp::from_micros(0));
        let of = |criterion, releases| Comment::written((review, "Rita"), (criterion, "Good."), releases).is_released;
        assert_eq!([of("results", true), of("results", false), of(WHOLE, true)], [true, false, false]);
    }

    #[test]
    fn a_name_is_found_as_words_of_its_own() {
        let names = ["Rita".to_owned(), "Jo Ann Lee".to_owned(), String::new()];
        for (text, found) in [
            ("As Rita said, it is good.", Some("Rita")),
            ("Rita", Some("Rita")),
            ("The Margarita festival", None),
            ("(Jo Ann Lee)", Some("Jo Ann Lee")),
            ("Jo Ann Leeson", None),
            ("Jo Ann Leeson and Jo Ann Lee", Some("Jo Ann Lee")),
            ("rita", None),
            ("", None),
            ("é Rita é", Some("Rita")),
        ] {
            assert_eq!(named(text, &names), found, "{text}");
        }
    }
}
