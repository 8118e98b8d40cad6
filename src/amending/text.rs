//! The text of an amendment that the city signs, from the template in `config/agreements/`.

use super::amendment::Amendment;
use crate::award::{Award, Line};
use crate::kernel::one_line;
use crate::locale::format::date;

/// The name of the template, kept with every text.
pub(super) const FORM: &str = "amendment-1";
const TEXT: &str = include_str!("../../config/agreements/amendment-1.txt");

/// Writes the text. What people wrote goes in last and on one line, so that it is only ever words.
pub(super) fn write(award: &Award, amendment: &Amendment, before: &[Line], categories: &[(String, String)]) -> String {
    let name = |code: &str| categories.iter().find(|(c, _)| c == code).map_or_else(|| code.to_owned(), |(_, name)| name.clone());
    let listed = |items: Vec<String>| items.iter().map(|item| format!("* {}", one_line(item))).collect::<Vec<_>>().join("\n");
    let budget = amendment.lines.iter().map(|line| format!("{}: {}", name(&line.category), line.amount)).collect();
    TEXT.replace("{n}", &amendment.n.to_string())
        .replace("{reference}", &award.reference)
        .replace("{amount}", &amendment.amount.to_string())
        .replace("{period_start}", &date(award.period_start))
        .replace("{period_end}", &date(amendment.period_end))
        .replace("{budget}", &listed(budget))
        .replace("{city}", &award.city)
        .replace("{title}", &one_line(&award.title))
        .replace("{changes}", &listed(amendment.changes(before, categories)))
        .replace("{reason}", &one_line(&amendment.reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hole_of_the_template_is_filled() {
        let holes = TEXT.match_indices('{').filter_map(|(at, _)| TEXT[at..].split('}').next()).collect::<Vec<_>>();
        let known = ["{n", "{reference", "{amount", "{period_start", "{period_end", "{budget", "{city", "{title", "{changes", "{reason"];
        assert!(!holes.is_empty() && holes.iter().all(|hole| known.contains(hole)), "{holes:?}");
    }
}
