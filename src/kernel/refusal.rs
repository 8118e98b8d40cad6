//! Refusals: every operation has its own error enum, and each of its variants
//! says which kind it is, so that page, API and CLI answer alike.

use super::FieldError;

/// How a caller should treat a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// There is no such thing, or the actor may not know of it.
    Missing,
    /// The actor may know of it but not do this.
    Forbidden,
    /// Somebody else changed it, or its state does not allow this now.
    Conflict,
    /// The input is wrong; see the field errors.
    Invalid,
    /// Try again: the database was busy.
    Busy,
    /// Try again: the database was away, and it is not known whether the change was kept.
    Away,
    /// There is no room left to keep anything; trying again helps once somebody has made some.
    Full,
    /// A fault of ours: logged once, shown without detail.
    Broken,
}

/// An error of an operation: a sentence for the user, and its kind.
pub trait Refusal: std::error::Error + Send + Sync + 'static {
    /// How to treat it.
    fn kind(&self) -> Kind;
    /// Mistakes in single fields, if that is what it is about.
    fn fields(&self) -> &[FieldError] {
        &[]
    }
    /// What a form that is shown again says: the mistakes in its fields, or the sentence of the refusal where it names none.
    /// So no form comes back without a word; [`Refusal::fields`] alone may be empty.
    fn mistakes(&self) -> Vec<FieldError> {
        match self.fields() {
            [] => vec![FieldError::new("", self.to_string())],
            fields => fields.to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    enum Shut {
        #[error("This day is shut.")]
        Day,
        #[error("Some answers need to be mended.")]
        Fields([FieldError; 1]),
    }

    impl Refusal for Shut {
        fn kind(&self) -> Kind {
            Kind::Invalid
        }

        fn fields(&self) -> &[FieldError] {
            if let Self::Fields(fields) = self { fields } else { &[] }
        }
    }

    #[test]
    fn a_refusal_that_names_no_field_says_its_own_sentence() {
        let amount = FieldError::new("amount", "Enter an amount above zero.");
        assert_eq!(Shut::Fields([amount.clone()]).mistakes(), [amount]);
        assert_eq!(Shut::Day.mistakes(), [FieldError::new("", "This day is shut.")]);
    }
}
