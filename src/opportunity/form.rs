//! The typed questions of a form, and how each reads what a person typed.

use super::answer::Answer;
use super::kinds::{QuestionKind, YesOrNo};
use super::prefill::Prefill;
use super::reading::{self, PartMistake};
use super::table::Column;
use super::text::parse_day;
use crate::files::FileKind;
use crate::rules::Rule;
use serde::{Deserialize, Serialize};

/// A group of questions; its title starts with a verb.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Its identifier.
    pub id: String,
    /// Its title on the task list, such as “Describe your plan”.
    pub title: String,
    /// When it is asked, over answers of earlier sections; always, if it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_if: Option<Rule>,
    /// The questions, one page each.
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its identifier, unique in the definition; answers are keyed by it.
    pub id: String,
    /// The question itself.
    pub label: String,
    /// How to answer it well.
    #[serde(default)]
    pub hint: String,
    /// Why it is asked.
    #[serde(default)]
    pub why: String,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// What kind of answer it takes.
    pub kind: QuestionKind,
    /// For texts: the most characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
    /// For choices: what to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The least: of a number, of an amount in cents, of options chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<i64>,
    /// The most, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<i64>,
    /// For yes or no: after which answer a detail is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail_if: Option<YesOrNo>,
    /// What the detail is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail_label: String,
    /// For a certification: what is certified, word for word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub statement: String,
    /// For a table: its columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// For a file: the types accepted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<FileKind>,
    /// For a file: the most megabytes, where that is less than what the program takes anyway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_mb: Option<u64>,
    /// When it is asked, over earlier answers; always, if it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_if: Option<Rule>,
    /// Where its answer is known from; offered in the field, and an answer only once it is saved.
    #[serde(default, skip_serializing_if = "Prefill::is_empty")]
    pub prefill: Prefill,
}

impl Question {
    /// A question that must be answered, without hint or limits.
    #[must_use]
    pub fn new(id: &str, label: &str, kind: QuestionKind) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: String::new(),
            why: String::new(),
            optional: false,
            kind,
            max_chars: None,
            options: Vec::new(),
            min: None,
            max: None,
            detail_if: None,
            detail_label: String::new(),
            statement: String::new(),
            columns: Vec::new(),
            types: Vec::new(),
            max_mb: None,
            asked_if: None,
            prefill: Prefill::default(),
        }
    }

    /// The most characters of a text answer or a detail.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.max_chars.unwrap_or(self.kind.usual_limit())
    }

    /// Reads what was typed. Nothing is `None`: a draft may have gaps. An answer of several
    /// fields is typed line by line.
    ///
    /// # Errors
    /// Every mistake, with the name of its part.
    pub fn read(&self, typed: &str) -> Result<Option<Answer>, Vec<PartMistake>> {
        let typed = typed.replace("\r\n", "\n");
        if typed.trim().is_empty() {
            return Ok(None);
        }
        if let Some(bad) = typed.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let bad = bad.escape_unicode();
            return Err(vec![("", format!("The answer contains a character that cannot be kept ({bad}). Delete it and type it again."))]);
        }
        if self.kind == QuestionKind::YesNo {
            return self.read_yes_no(&typed);
        }
        if !self.kind.parts().is_empty() {
            return self.read_parts(&typed);
        }
        if self.kind == QuestionKind::Table {
            return self.read_table(&typed).map_err(|found| found.into_iter().map(|(_, message)| ("", message)).collect());
        }
        self.read_one(typed.trim()).map_err(|message| vec![("", message)])
    }

    fn read_one(&self, typed: &str) -> Result<Option<Answer>, String> {
        match self.kind {
            QuestionKind::ShortText | QuestionKind::LongText => self.read_text(typed),
            QuestionKind::Choice if self.options.iter().any(|o| o == typed) => Ok(Some(Answer::Choice(typed.to_owned()))),
            QuestionKind::Choice => Err("Select one of the answers listed.".into()),
            QuestionKind::Several => self.read_several(typed),
            QuestionKind::Number => self.read_number(typed),
            QuestionKind::Money => self.read_money(typed),
            QuestionKind::Date => parse_day(typed).map(|day| Some(Answer::Date(day))),
            QuestionKind::Uei => reading::read_uei(typed),
            QuestionKind::Ein => reading::read_ein(typed),
            QuestionKind::Certification if typed == "yes" => Ok(Some(Answer::Certified(self.statement.trim().to_owned()))),
            QuestionKind::Certification => Err("Tick the box, or leave it empty.".into()),
            QuestionKind::File => Err("Select the file on the page of this question.".into()),
            QuestionKind::YesNo | QuestionKind::Address | QuestionKind::Person | QuestionKind::Table => Err("Fill in every field.".into()),
        }
    }

    fn read_text(&self, typed: &str) -> Result<Option<Answer>, String> {
        if self.kind == QuestionKind::ShortText && typed.contains('\n') {
            return Err("Write the answer on one line.".into());
        }
        let over = typed.chars().count().saturating_sub(self.limit());
        match over {
            0 => Ok(Some(Answer::Text(typed.to_owned()))),
            1 => Err(format!("The answer must be {} characters or fewer. It has 1 too many.", self.limit())),
            _ => Err(format!("The answer must be {} characters or fewer. It has {over} too many.", self.limit())),
        }
    }

    fn read_number(&self, typed: &str) -> Result<Option<Answer>, String> {
        let digits: String = typed.chars().filter(|c| *c != ',').collect();
        let number: i64 = digits.parse().map_err(|_| "Enter a whole number, such as 12.".to_owned())?;
        let (min, max) = (self.min.unwrap_or(0), self.max.unwrap_or(1_000_000_000));
        if number < min {
            return Err(format!("Enter a number of {min} or more."));
        }
        if number > max {
            return Err(format!("Enter a number of {max} or less."));
        }
        Ok(Some(Answer::Number(number)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind) -> Question {
        let options = if kind == QuestionKind::Choice { vec!["North".into(), "South".into()] } else { vec![] };
        Question { max_chars: Some(10), options, min: Some(1), max: Some(500), ..Question::new("q", "?", kind) }
    }

    #[test]
    fn answers_are_read_as_their_kind() {
        let text = |t: &str| Ok(Some(Answer::Text(t.into())));
        let no = |t: &str| Err(vec![("", t.to_owned())]);
        use QuestionKind::{Choice, Date, LongText, Number, ShortText, YesNo};
        let rows = [
            (ShortText, "  Kraków ", text("Kraków")),
            (ShortText, "   ", Ok(None)),
            (ShortText, "a\nb", no("Write the answer on one line.")),
            (LongText, "a\r\nb", text("a\nb")),
            (LongText, "ñññññññññññ", no("The answer must be 10 characters or fewer. It has 1 too many.")),
            (LongText, "a\u{0}b", no("The answer contains a character that cannot be kept (\\u{0}). Delete it and type it again.")),
            (Number, "1,2", Ok(Some(Answer::Number(12)))),
            (Number, "-3", no("Enter a number of 1 or more.")),
            (Number, "501", no("Enter a number of 500 or less.")),
            (Number, "1e9", no("Enter a whole number, such as 12.")),
            (Number, "99999999999999999999", no("Enter a whole number, such as 12.")),
            (YesNo, "yes", Ok(Some(Answer::YesNo(true)))),
            (YesNo, "maybe", no("Select yes or no.")),
            (Choice, "North", Ok(Some(Answer::Choice("North".into())))),
            (Choice, "East", no("Select one of the answers listed.")),
            (Date, "2027-02-30", no("“2027-02-30” is not a day that exists. Write one that does, such as 2027-03-31.")),
        ];
        for (kind, typed, expected) in rows {
            assert_eq!(question(kind).read(typed), expected, "{kind} {typed:?}");
        }
    }
}
