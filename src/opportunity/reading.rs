//! How the kinds of question that take more than one plain value read what was typed: each
//! answer has one text, line by line, from which its fields are filled again.

use super::answer::{Address, Answer, Person};
use super::form::Question;
use super::kinds::{Part, QuestionKind, YesOrNo};
use crate::kernel::Money;
use crate::{people, places};

/// What is wrong with an answer: the part’s name (empty for the answer as a whole) and a
/// sentence to show beside it.
pub type PartMistake = (&'static str, String);

/// An answer, a gap, or every mistake in it.
pub(super) type Reading = Result<Option<Answer>, Vec<PartMistake>>;

fn whole(message: impl Into<String>) -> Vec<PartMistake> {
    vec![("", message.into())]
}

impl Question {
    pub(super) fn read_money(&self, typed: &str) -> Result<Option<Answer>, String> {
        let amount = Money::parse(typed).map_err(|e| e.to_string())?;
        let bound = |cents: Option<i64>| cents.map(Money::from_cents);
        match (bound(self.min), bound(self.max)) {
            (Some(min), _) if amount < min => Err(format!("Enter {min} or more.")),
            (_, Some(max)) if amount > max => Err(format!("Enter {max} or less.")),
            _ => Ok(Some(Answer::Money(amount))),
        }
    }

    /// One option a line; kept in the order of the options.
    pub(super) fn read_several(&self, typed: &str) -> Result<Option<Answer>, String> {
        let lines: Vec<&str> = typed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.iter().any(|line| !self.options.iter().any(|option| option == line)) {
            return Err("Select only answers that are listed.".into());
        }
        let chosen: Vec<String> = self.options.iter().filter(|option| lines.contains(&option.as_str())).cloned().collect();
        let count = i64::try_from(chosen.len()).unwrap_or(i64::MAX);
        match (self.min, self.max) {
            _ if chosen.is_empty() => Ok(None),
            (Some(min), Some(max)) if min == max && count != min => Err(format!("Select exactly {min}. You selected {count}.")),
            (Some(min), _) if count < min => Err(format!("Select at least {min}. You selected {count}.")),
            (_, Some(max)) if count > max => Err(format!("Select {max} or fewer. You selected {count}.")),
            _ => Ok(Some(Answer::Several(chosen))),
        }
    }

    /// `yes` or `no` on the first line, the detail below.
    pub(super) fn read_yes_no(&self, typed: &str) -> Reading {
        let (first, detail) = typed.split_once('\n').unwrap_or((typed, ""));
        let (first, detail) = (first.trim(), detail.trim());
        let said = match first {
            "yes" => YesOrNo::Yes,
            "no" => YesOrNo::No,
            "" if detail.is_empty() => return Ok(None),
            _ => return Err(whole("Select yes or no.")),
        };
        let yes = said == YesOrNo::Yes;
        if self.detail_if == Some(said) {
            let limit = self.limit();
            let over = detail.chars().count().saturating_sub(limit);
            return match (detail.is_empty(), over) {
                (true, _) => Err(vec![("detail", format!("You answered {first}. Write the answer to: {}", self.detail_label))]),
                (_, 0) => Ok(Some(Answer::YesNoDetail { yes, detail: detail.to_owned() })),
                (_, over) => Err(vec![("detail", format!("The answer must be {limit} characters or fewer. It has {over} too many."))]),
            };
        }
        match (detail.is_empty(), self.detail_if) {
            (true, _) => Ok(Some(Answer::YesNo(yes))),
            (false, None) => Err(whole("Select yes or no.")),
            (false, Some(wanted)) => Err(vec![(
                "detail",
                format!("You answered {first}; this is asked only after {}. Delete the text, or change your answer.", wanted.typed()),
            )]),
        }
    }

    /// One line for each part.
    pub(super) fn read_parts(&self, typed: &str) -> Reading {
        let parts = self.kind.parts();
        let mut lines: Vec<String> = typed.split('\n').map(|line| line.trim().to_owned()).collect();
        if lines.iter().all(String::is_empty) {
            return Ok(None);
        }
        let wanted = parts.len();
        let is_longer = lines.iter().skip(wanted).any(|line| !line.is_empty());
        lines.resize(wanted, String::new());
        let mut mistakes: Vec<PartMistake> = Vec::new();
        if is_longer {
            mistakes.extend(whole(format!("Write {wanted} lines, one for each field.")));
        }
        for (part, line) in parts.iter().zip(&mut lines) {
            match read_part(part, line) {
                Ok(read) => *line = read,
                Err(message) => mistakes.push((part.name, message)),
            }
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let [a, b, c, d] = <[String; 4]>::try_from(lines).map_err(|_| whole("Fill in every field."))?;
        let is_person = self.kind == QuestionKind::Person;
        Ok(Some(if is_person {
            Answer::Person(Person { name: a, job: b, email: c, phone: d })
        } else {
            Answer::Address(Address { street: a, city: b, state: c, zip: d })
        }))
    }
}

fn read_part(part: &Part, line: &str) -> Result<String, String> {
    if line.is_empty() {
        return Err(format!("Enter the {}.", lower_first(part.label)));
    }
    match part.name {
        "state" => read_state(line),
        "zip" => read_zip(line),
        "phone" => read_phone(line),
        "email" => people::shaped_address("email", line).map(|_| ()).map_err(|e| e.message).and_then(|()| short(part, line)),
        _ => short(part, line),
    }
}

/// “ZIP Code” stays as it is.
fn lower_first(label: &str) -> String {
    if label.starts_with("ZIP") { label.to_owned() } else { label.to_lowercase() }
}

fn short(part: &Part, line: &str) -> Result<String, String> {
    let over = line.chars().count().saturating_sub(part.max_chars);
    let message = || format!("The {} must be {} characters or fewer. It has {over} too many.", lower_first(part.label), part.max_chars);
    if over == 0 { Ok(line.to_owned()) } else { Err(message()) }
}

fn read_state(line: &str) -> Result<String, String> {
    let code = line.to_ascii_uppercase();
    places::state_name(&code).map(|_| code).ok_or_else(|| "Select a state from the list.".to_owned())
}

fn read_zip(line: &str) -> Result<String, String> {
    let groups: Vec<&str> = line.split('-').collect();
    let digits = |text: &str, count: usize| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    let fits = match groups.as_slice() {
        [five] => digits(five, 5),
        [five, four] => digits(five, 5) && digits(four, 4),
        _ => false,
    };
    if fits { Ok(line.to_owned()) } else { Err("Enter a ZIP Code of 5 digits, or 9 with a hyphen, such as 79843 or 79843-0001.".into()) }
}

/// Kept as typed: ten digits or more, with the marks that people write between them.
fn read_phone(line: &str) -> Result<String, String> {
    let (number, extension) = line.split_once(['x', 'X']).unwrap_or((line, ""));
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let plain = number.bytes().all(|b| b.is_ascii_digit() || b" +-().".contains(&b));
    let inside = extension.bytes().all(|b| b.is_ascii_digit() || b == b' ');
    if plain && inside && (10..=15).contains(&digits) && line.len() <= 25 {
        Ok(line.to_owned())
    } else {
        Err("Enter a phone number with area code, such as 432-555-0100 or 432-555-0100 x12.".into())
    }
}

/// Twelve letters and digits without I and O (`^[A-HJ-NP-Z0-9]{12}$`, `CommonGrants` 0.4.0). Its
/// last character is a check that is not published, so none is computed.
pub(super) fn read_uei(typed: &str) -> Result<Option<Answer>, String> {
    let uei: String = typed.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()).collect();
    if let Some(other) = uei.chars().find(|c| !c.is_ascii_alphanumeric()) {
        return Err(format!("A UEI has only letters and digits, such as ABC123DEFGH4. Take out “{other}”."));
    }
    if uei.contains(['I', 'O']) {
        return Err("A UEI never has the letters I and O. Type the digits 1 and 0 instead.".into());
    }
    match uei.len() {
        12 => Ok(Some(Answer::Uei(uei))),
        1 => Err("A UEI has 12 letters and digits. This has 1.".into()),
        count => Err(format!("A UEI has 12 letters and digits. This has {count}.")),
    }
}

/// Nine digits, kept as `NN-NNNNNNN`. Which prefixes are given out is not checked: the list changes.
pub(super) fn read_ein(typed: &str) -> Result<Option<Answer>, String> {
    let typed: String = typed.chars().filter(|c| *c != ' ').collect();
    let placed = typed.find('-').is_none_or(|at| at == 2);
    let digits: String = typed.chars().filter(|c| *c != '-').collect();
    let hyphens = typed.len().saturating_sub(digits.len());
    if !placed || hyphens > 1 || digits.len() != 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err("An EIN has 9 digits. Write it like 12-3456789.".into());
    }
    let (prefix, rest) = digits.split_at(2);
    Ok(Some(Answer::Ein(format!("{prefix}-{rest}"))))
}

#[cfg(test)]
mod tests;
