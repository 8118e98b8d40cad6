//! Holds the place until its part lands, which replaces this whole file.
#![allow(missing_docs)]
