//! The text of an amendment that the city signs, from the template in `config/agreements/`.

use super::amendment::Amendment;
use crate::award::{Award, Line};
use crate::db::Error;
use crate::kernel::{Family, fill_names, one_line, unknown_name};
use crate::locale::format::date;

/// The name of the template, kept with every text.
pub(super) const FORM: &str = "amendment-1";
const FILES: [(&str, &str); 1] = [("amendment-1.txt", include_str!("../../config/agreements/amendment-1.txt"))];
/// What is filled in.
const NAMES: [&str; 10] = ["n", "reference", "amount", "period_start", "period_end", "budget", "city", "title", "changes", "reason"];

/// Which of it a folder of definitions may change.
pub const DEFINITION: Family = Family::single("agreements", &FILES, |files| {
    let odd = |(file, text): &(&str, &str)| Some(format!("{file}: “{{{}}}” is not known of an amendment", unknown_name(text, &NAMES)?));
    files.iter().find_map(odd).map_or(Ok(()), Err)
});

/// Writes the text. What people wrote goes in on one line and is not looked through again, so that it is only ever words.
///
/// # Errors
/// [`Error::Broken`] for a template that names something else: no program starts with one.
pub(super) fn write(award: &Award, amendment: &Amendment, before: &[Line], categories: &[(String, String)]) -> Result<String, Error> {
    let name = |code: &str| categories.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, name)| name.clone());
    let listed = |items: Vec<String>| items.iter().map(|item| format!("* {}", one_line(item))).collect::<Vec<_>>().join("\n");
    let budget = listed(amendment.lines.iter().map(|line| format!("{}: {}", name(&line.category), line.amount)).collect());
    let text = fill_names(DEFINITION.text(), |name| {
        Some(match name {
            "n" => amendment.n.to_string(),
            "reference" => award.reference.clone(),
            "amount" => amendment.amount.to_string(),
            "period_start" => date(award.period_start),
            "period_end" => date(amendment.period_end),
            "budget" => budget.clone(),
            "city" => award.city.clone(),
            "title" => one_line(&award.title),
            "changes" => listed(amendment.changes(before, categories)),
            "reason" => one_line(&amendment.reason),
            _ => return None,
        })
    });
    text.ok_or_else(|| Error::Broken("the template of the amendment names what is not known of an amendment".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hole_of_the_template_is_filled() {
        assert!(FILES[0].1.contains("{reference}"));
        assert_eq!(unknown_name(FILES[0].1, &NAMES), None);
    }
}
