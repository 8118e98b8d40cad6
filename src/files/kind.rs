//! The types of file that are accepted. What each must be inside is said by `structure`.

use serde::{Deserialize, Serialize};
use strum::VariantArray;

/// A type of file that may be attached.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Portable document.
    Pdf,
    /// Word document.
    Docx,
    /// Excel workbook.
    Xlsx,
    /// Comma-separated values, as UTF-8 text.
    Csv,
    /// Picture without loss.
    Png,
    /// Photograph; `.jpeg` too.
    Jpg,
}

impl FileKind {
    /// Every type.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The type that the name's extension claims.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        match extension.to_ascii_lowercase().as_str() {
            "jpeg" => Some(Self::Jpg),
            other => other.parse().ok(),
        }
    }

    /// The type that is served with this media type.
    #[must_use]
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.media_type() == media_type)
    }

    /// The media type it is served with.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Png => "image/png",
            Self::Jpg => "image/jpeg",
        }
    }

    /// `PDF`, as a sentence names it.
    #[must_use]
    pub fn label(self) -> String {
        self.to_string().to_ascii_uppercase()
    }

    /// `PDF, PNG or JPG`.
    #[must_use]
    pub fn labels(kinds: &[Self]) -> String {
        let labels: Vec<String> = kinds.iter().map(|k| k.label()).collect();
        match labels.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            Some((last, _)) => last.clone(),
            None => String::new(),
        }
    }
}
