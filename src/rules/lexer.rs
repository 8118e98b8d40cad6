//! Text → tokens. Knows characters, not grammar.

use super::RuleError;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Int(i64),
    Text(String),
    Name(String),
    /// An operator or bracket.
    Mark(&'static str),
}

/// Longer marks first, so that `<=` is not read as `<`.
const MARKS: [&str; 17] = ["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ",", "+", "-", "*"];

/// The tokens with the number of characters before each.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, RuleError> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let at = text.chars().count() - rest.chars().count();
        let Some(first) = rest.chars().next() else { return Ok(found) };
        let (token, length) = if first.is_ascii_digit() {
            number(rest, at)?
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len());
            (Token::Name(rest.get(..length).unwrap_or_default().to_owned()), length)
        } else if first == '"' || first == '\'' {
            quoted(rest, first, at)?
        } else {
            let mark = MARKS.iter().find(|m| rest.starts_with(**m));
            let mark = mark.ok_or_else(|| {
                RuleError::new(at, format!("“{first}” does not belong here. Take it out, or put text in quotation marks."))
            })?;
            (Token::Mark(mark), mark.len())
        };
        found.push((at, token));
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn number(rest: &str, at: usize) -> Result<(Token, usize), RuleError> {
    let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    if rest.get(length..).is_some_and(|after| after.starts_with('.')) {
        return Err(RuleError::new(at, "Numbers are whole here. Write an amount of money as money(\"12.50\")."));
    }
    let value = rest.get(..length).unwrap_or_default().parse();
    let value = value.map_err(|_| RuleError::new(at, "This number is too large."))?;
    Ok((Token::Int(value), length))
}

fn quoted(rest: &str, quote: char, at: usize) -> Result<(Token, usize), RuleError> {
    let inner = rest.get(1..).unwrap_or_default();
    let end = inner.find(quote).ok_or_else(|| RuleError::new(at, "The text has no closing quotation mark. Add it."))?;
    let text = inner.get(..end).unwrap_or_default();
    if text.contains('\\') {
        return Err(RuleError::new(at, "Text in a rule cannot contain a backslash. Take it out."));
    }
    Ok((Token::Text(text.to_owned()), end + 2))
}
