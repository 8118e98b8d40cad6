//! Lists of texts in a definition, such as options: rewritten so that those that stay keep their
//! layout and no comment between them is lost.

use toml_edit::{Array, RawString, Value};

fn raw(text: Option<&RawString>) -> String {
    text.and_then(RawString::as_str).unwrap_or_default().to_owned()
}

fn before(value: &Value) -> String {
    raw(value.decor().prefix())
}

/// The list with these texts, written as `old` is: in one line, or with a line for each.
pub(super) fn rewritten(old: &Array, new: &[String]) -> Array {
    let is_tall = old.iter().any(|value| before(value).contains('\n'));
    let stays = |text: &str| old.iter().position(|value| value.as_str() == Some(text));
    // A text that is not there any more gives its place to the one that took it.
    let renamed = |i: usize| {
        let was = old.get(i).and_then(Value::as_str).filter(|was| new.iter().all(|text| text != was));
        was.is_some().then_some(i)
    };
    let (mut list, mut used) = (Array::new(), Vec::new());
    for (i, text) in new.iter().enumerate() {
        let from = stays(text).or_else(|| renamed(i)).filter(|from| !used.contains(from));
        used.extend(from);
        let mut value = Value::from(text.as_str());
        if is_tall {
            let prefix = from.and_then(|from| old.get(from)).map_or_else(|| "\n  ".to_owned(), before);
            value.decor_mut().set_prefix(if prefix.contains('\n') { prefix } else { "\n  ".to_owned() });
        } else {
            value.decor_mut().set_prefix(if i == 0 { "" } else { " " });
        }
        list.push_formatted(value);
    }
    let gone = old.iter().enumerate().filter(|(i, _)| !used.contains(i)).map(|(_, value)| before(value));
    let comments: String = gone.filter(|text| text.contains('#')).map(|text| text.trim_end().to_owned()).collect();
    // What stands behind the last text, up to the bracket.
    let last = old.iter().last().map(|value| raw(value.decor().suffix())).unwrap_or_default();
    list.set_trailing(format!("{comments}{last}{}", raw(Some(old.trailing()))));
    list.set_trailing_comma(is_tall);
    *list.decor_mut() = old.decor().clone();
    list
}

#[cfg(test)]
mod tests {
    use crate::opportunity::edit::{Edit, edit};

    fn list(text: &str, new: &[&str]) -> String {
        let new = new.iter().map(|text| (*text).to_owned()).collect();
        edit(text, &[Edit::Texts("a".into(), new)]).expect("edited")
    }

    #[test]
    fn a_list_in_one_line_stays_in_one() {
        assert_eq!(list("a = [\"x\", \"y\"] # kept\nb = 1\n", &["y", "z", "x"]), "a = [\"y\", \"z\", \"x\"] # kept\nb = 1\n");
        assert_eq!(list("a = [ \"x\" ]\n", &[]), "a = []\n".replace("[]", "[ ]"));
        assert_eq!(list("b = 1\n", &["x", "y \"q\""]), "b = 1\na = [\"x\", 'y \"q\"']\n");
        assert_eq!(list("a = [\"x\",\"y\"]\n", &["x", "y"]), "a = [\"x\",\"y\"]\n", "what says the same is left as it is written");
    }

    #[test]
    fn a_list_of_lines_stays_one_and_keeps_its_comments() {
        let text = "a = [\n  # since 2025\n  \"x\",\n  \"y\", # asked for by the council\n  \"z\",\n]\n";
        let new = list(text, &["y", "new", "x"]);
        assert_eq!(new, "a = [\n  \"y\",\n  \"new\",\n  # since 2025\n  \"x\", # asked for by the council\n]\n");
        assert_eq!(list(text, &["x2", "y", "z"]), text.replace("\"x\"", "\"x2\""));
        let bare = "a = [\"x\",\n  \"y\" # last\n]\n";
        let new = list(bare, &["y", "z"]);
        assert!(new.contains("# last\n]"), "{new}");
        assert!(new.parse::<toml_edit::DocumentMut>().is_ok(), "{new}");
    }
}
