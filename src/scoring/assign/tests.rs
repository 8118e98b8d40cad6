//! Tests of the assignment of reviewers.
