//! The text a city signs. Written once from a template in `config/agreements/`,
//! kept word for word with its SHA-256, signed with a typed name.

use super::award::Award;
use crate::db::Error;
use crate::kernel::{Family, Id, Timestamp, fill_names, one_line, unknown_name};
use crate::locale::format::date;
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The name of the template below, kept with every agreement.
pub(super) const FORM: &str = "grant-standard-2";
/// That name and those of earlier texts, by which agreements are found; the texts of amendments have others.
pub(super) const FORMS: [&str; 2] = [FORM, "grant-standard-1"];
const FILES: [(&str, &str); 1] = [("grant-standard-2.txt", include_str!("../../config/agreements/grant-standard-2.txt"))];
/// What is filled in.
const NAMES: [&str; 10] =
    ["reference", "city", "opportunity", "title", "amount", "budget", "period_start", "period_end", "conditions", "written_on"];
/// What stands in place of conditions where there is none.
const NO_CONDITION: &str = "* None.";

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::single("agreements", &FILES, |files| {
    let odd = |(file, text): &(&str, &str)| Some(format!("{file}: “{{{}}}” is not known of an award", unknown_name(text, &NAMES)?));
    files.iter().find_map(odd).map_or(Ok(()), Err)
});

/// An agreement, signed or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its identifier.
    pub id: Id<Agreement>,
    /// The award.
    pub award: Id<Award>,
    /// The text, word for word.
    pub text: String,
    /// SHA-256 of the text.
    pub digest: String,
    /// When it was written.
    pub made_at: Timestamp,
    /// The name typed under it.
    pub typed_name: Option<String>,
    /// When it was signed.
    pub accepted_at: Option<Timestamp>,
}

impl Agreement {
    /// Whether the digest still names the text.
    #[must_use]
    pub fn is_intact(&self) -> bool {
        digest(&self.text) == self.digest
    }
}

/// A piece of the text as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
}

/// SHA-256 of a text in lower-case hexadecimal.
#[must_use]
pub fn digest(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text))
}

/// What a text says beside its award.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// The name of the round.
    pub opportunity: &'a str,
    /// The code of each category with its name.
    pub categories: &'a [(String, String)],
    /// The specific conditions in force, each a sentence or some.
    pub conditions: &'a [String],
    /// The day of the text.
    pub written_on: NaiveDate,
}

/// Writes the text for one award. What people wrote stands on one line each, and a name in braces in it is only words.
///
/// # Errors
/// [`Error::Broken`] for a template that names something else: no program starts with one.
pub fn write(award: &Award, terms: Terms<'_>) -> Result<String, Error> {
    let name = |code: &str| terms.categories.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, name)| name.clone());
    let budget: Vec<String> = award.lines.iter().map(|line| format!("* {}: {}", name(&line.category), line.amount)).collect();
    let conditions: Vec<String> = terms.conditions.iter().map(|text| format!("* {}", one_line(text))).collect();
    let text = fill_names(DEFINITION.text(), |name| {
        Some(match name {
            "reference" => award.reference.clone(),
            "city" => award.city.clone(),
            "opportunity" => terms.opportunity.to_owned(),
            "title" => one_line(&award.title),
            "amount" => award.amount.to_string(),
            "budget" => budget.join("\n"),
            "period_start" => date(award.period_start),
            "period_end" => date(award.period_end),
            "conditions" if conditions.is_empty() => NO_CONDITION.to_owned(),
            "conditions" => conditions.join("\n"),
            "written_on" => date(terms.written_on),
            _ => return None,
        })
    });
    text.ok_or_else(|| Error::Broken("the template of the agreement names what is not known of an award".to_owned()))
}

/// Splits the text: blank lines part blocks, `# ` begins a heading, `* ` an item.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    let block = |part: &str| {
        if let Some(heading) = part.strip_prefix("# ") {
            Block::Heading(heading.to_owned())
        } else if part.starts_with("* ") {
            Block::List(part.lines().map(|line| line.trim_start_matches("* ").to_owned()).collect())
        } else {
            Block::Paragraph(part.replace('\n', " "))
        }
    };
    text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()).map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_into_blocks() {
        let found = blocks("# One\n\nTwo\nthree.\n\n* a\n* b\n");
        assert_eq!(found, [Block::Heading("One".into()), Block::Paragraph("Two three.".into()), Block::List(vec!["a".into(), "b".into()])]);
    }

    #[test]
    fn the_template_leaves_no_hole() {
        assert!(FILES[0].1.contains("{reference}"));
        assert_eq!(unknown_name(FILES[0].1, &NAMES), None);
    }
}
