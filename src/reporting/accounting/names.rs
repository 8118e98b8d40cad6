//! Names as the plain-text programs take them: accounts below their five roots, and
//! texts without the signs that mean something to them.

use crate::ledger::AccountKey;

/// `Liabilities:Budgetary:480100:Fund-UDF:Award-…:Category-travel`. No two accounts share a name.
///
/// The root follows the series of the USSGL number: 4 is budgetary, 1 assets, 2
/// liabilities, 3 net position, 5 financing, 6 cost. `is_debit` tells the normal side.
pub(super) fn account(key: &AccountKey, is_debit: bool) -> String {
    let root = match (key.code.chars().next(), is_debit) {
        (Some('4'), true) => "Assets:Budgetary",
        (Some('4'), false) => "Liabilities:Budgetary",
        (Some('1'), _) => "Assets",
        (Some('2'), _) => "Liabilities",
        (Some('5'), _) => "Income",
        (Some('6'), _) => "Expenses",
        (Some('M'), _) => "Equity:Memo",
        _ => "Equity",
    };
    let mut name = root.to_owned();
    for part in key.code.split(':') {
        name.push(':');
        // A part begins with a capital letter or a digit.
        name.extend(part.chars().take(1).flat_map(char::to_uppercase));
        name.extend(part.chars().skip(1));
    }
    let dims = &key.dims;
    for (dimension, value) in [("Fund", &dims.fund), ("Program", &dims.program), ("Award", &dims.award), ("Category", &dims.category)] {
        if let Some(value) = value {
            name.push_str(&format!(":{dimension}-{}", part(value)));
        }
    }
    name
}

/// Letters, digits and hyphens only; different values stay different.
fn part(value: &str) -> String {
    value.replace('-', "--").replace('_', "-u").replace('.', "-d")
}

/// One line without quotes, comment signs, leading marks or double spaces.
pub(super) fn text(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() || matches!(c, '"' | '\\' | ';' | '|') { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_start_matches(['*', '!', '(', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Dims;

    #[test]
    fn accounts_stand_below_their_root_and_keep_apart() {
        let key = |code: &str, category: Option<&str>| AccountKey {
            code: code.into(),
            dims: Dims { fund: Some("UDF".into()), category: category.map(Into::into), ..Dims::default() },
        };
        assert_eq!(account(&key("411900", None), true), "Assets:Budgetary:411900:Fund-UDF");
        assert_eq!(account(&key("480100", Some("travel")), false), "Liabilities:Budgetary:480100:Fund-UDF:Category-travel");
        assert_eq!(account(&key("101000:bank", None), true), "Assets:101000:Bank:Fund-UDF");
        assert_eq!(account(&key("M110", None), false), "Equity:Memo:M110:Fund-UDF");
        let names = ["a-b", "a_b", "a.b", "a--b", "a-ub"].map(|category| account(&key("610000", Some(category)), true));
        assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len(), "{names:?}");
    }

    #[test]
    fn hostile_texts_stay_texts() {
        assert_eq!(text("* \"Act\"; 12\nAssets:Cash  5 USD"), "Act 12 Assets:Cash 5 USD");
        assert_eq!(text("Grüße (gut)"), "Grüße (gut)");
    }
}
