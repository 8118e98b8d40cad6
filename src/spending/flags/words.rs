//! Words of a payee or a description that are flagged. Whole words only: “ginger” is no gin. Pure.

use crate::places::fold;

/// The first word of the list that the text says, alone or in the plural.
pub(super) fn find<'a>(text: &str, list: &'a [String]) -> Option<&'a str> {
    let text = format!(" {} ", fold(text));
    list.iter().map(String::as_str).find(|word| text.contains(&format!(" {word} ")) || text.contains(&format!(" {word}s ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found_in_any_case_and_number() {
        let list: Vec<String> = ["wine", "gin", "political action"].map(str::to_owned).into();
        for (text, found) in [
            ("Two bottles of WINE", Some("wine")),
            ("Wines, red", Some("wine")),
            ("Ginger tea", None),
            ("winery tour", None),
            ("Gin & tonic", Some("gin")),
            ("a Political-Action committee", Some("political action")),
            ("", None),
        ] {
            assert_eq!(find(text, &list), found, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_through(text in ".{0,60}") {
            let list = vec!["wine".to_owned()];
            let _ = find(&text, &list);
        }
    }
}
