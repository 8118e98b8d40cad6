//! Changes in the text of a definition itself, so that its comments and its layout stay. Pure.

mod across;
mod lists;

use std::collections::BTreeMap;
use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

/// One change, at a path such as `sections[1].questions[0].label`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Puts this text there.
    Text(String, String),
    /// Puts this whole number there.
    Number(String, i64),
    /// Puts these texts there as a list.
    Texts(String, Vec<String>),
    /// Says yes there.
    Yes(String),
    /// Says no there.
    No(String),
    /// Takes the key away, with the comments that stand at it.
    Remove(String),
    /// Lets two parts of the list there change places.
    Swap(String, usize, usize),
    /// Takes a part of one list and puts it before a part of another list of the same kind, or at its end.
    Across((String, usize), (String, usize)),
}

impl Edit {
    /// Where it changes something.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Text(path, _)
            | Self::Number(path, _)
            | Self::Texts(path, _)
            | Self::Yes(path)
            | Self::No(path)
            | Self::Remove(path)
            | Self::Swap(path, ..)
            | Self::Across(_, (path, _)) => path,
        }
    }
}

/// Why a text was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is no TOML.
    #[error("The definition cannot be read any more: {0}")]
    Unreadable(String),
    /// The text has no such part.
    #[error("The definition has no part {0}.")]
    NoSuchPart(String),
}

/// The text with these changes. What says the same already is left as it is written.
///
/// # Errors
/// [`EditError`].
pub fn edit(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| EditError::Unreadable(e.message().to_owned()))?;
    for edit in edits {
        match edit {
            Edit::Text(path, text) => put(&mut document, path, Value::from(text.as_str()))?,
            Edit::Number(path, number) => put(&mut document, path, grouped(*number))?,
            Edit::Texts(path, texts) => {
                let old = walk(document.as_item_mut(), path).and_then(|item| item.as_array().cloned());
                let new = old.map_or_else(|| texts.iter().map(String::as_str).collect(), |old| lists::rewritten(&old, texts));
                put(&mut document, path, Value::Array(new))?;
            }
            Edit::Yes(path) => put(&mut document, path, Value::from(true))?,
            Edit::No(path) => put(&mut document, path, Value::from(false))?,
            Edit::Remove(path) => {
                let (table, key) = place(&mut document, path)?;
                table.remove(key);
            }
            Edit::Swap(path, one, other) => {
                let missing = || EditError::NoSuchPart(path.clone());
                let list = walk(document.as_item_mut(), path).ok_or_else(missing)?;
                swap(list, *one, *other).ok_or_else(missing)?;
            }
            Edit::Across((from, at), (to, before)) => {
                across::across(&mut document, (from, *at), (to, *before)).ok_or_else(|| EditError::NoSuchPart(to.clone()))?;
            }
        }
    }
    Ok(document.to_string())
}

/// `5_000_000`, as the files that the program brings write cents.
fn grouped(number: i64) -> Value {
    crate::locale::format::number(number).replace(',', "_").parse().unwrap_or_else(|_| Value::from(number))
}

fn steps(path: &str) -> impl Iterator<Item = &str> {
    path.split(['.', '[']).map(|step| step.trim_end_matches(']')).filter(|step| !step.is_empty())
}

fn walk<'a>(root: &'a mut Item, path: &str) -> Option<&'a mut Item> {
    let mut here = root;
    for step in steps(path) {
        here = match step.parse::<usize>() {
            Ok(index) => here.get_mut(index)?,
            Err(_) => here.get_mut(step).filter(|item| !item.is_none())?,
        };
    }
    Some(here)
}

/// The table that has the key at the end of the path, with that key.
fn place<'a>(document: &'a mut DocumentMut, path: &'a str) -> Result<(&'a mut dyn TableLike, &'a str), EditError> {
    let (parent, key) = path.rsplit_once('.').unwrap_or(("", path));
    let table = walk(document.as_item_mut(), parent).and_then(Item::as_table_like_mut);
    table.map(|table| (table, key)).ok_or_else(|| EditError::NoSuchPart(path.to_owned()))
}

fn put(document: &mut DocumentMut, path: &str, mut new: Value) -> Result<(), EditError> {
    let (table, key) = place(document, path)?;
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) if says_the_same(old, &new) => {}
        Some(old) => {
            // A comment behind the value stays behind it.
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => {
            table.insert(key, Item::Value(new));
        }
    }
    Ok(())
}

fn says_the_same(old: &Value, new: &Value) -> bool {
    if let (Some(old), Some(new)) = (old.as_array(), new.as_array()) {
        return old.len() == new.len() && old.iter().zip(new.iter()).all(|(old, new)| old.as_str() == new.as_str());
    }
    match (old.as_str(), new.as_str()) {
        (Some(old), Some(new)) => old.trim() == new,
        _ if old.as_bool().is_some() => old.as_bool() == new.as_bool(),
        _ => old.as_integer().is_some() && old.as_integer() == new.as_integer(),
    }
}

/// Each part of a list goes with its comments and with the parts below it.
fn swap(list: &mut Item, one: usize, other: usize) -> Option<()> {
    if let Some(array) = list.as_array_mut() {
        let (mut a, mut b) = (array.get(one)?.clone(), array.get(other)?.clone());
        std::mem::swap(a.decor_mut(), b.decor_mut());
        array.replace_formatted(one, b);
        array.replace_formatted(other, a);
        return Some(());
    }
    let tables = list.as_array_of_tables_mut()?;
    let (first, last) = (one.min(other), one.max(other));
    let (mut a, mut b) = (tables.get(first)?.clone(), tables.get(last)?.clone());
    // Tables are written in the order of their places; those of both are given out anew.
    let mut places = Vec::new();
    places_of(&mut a, &mut |place| places.extend(*place));
    places_of(&mut b, &mut |place| places.extend(*place));
    places.sort_unstable();
    let mut places = places.into_iter();
    for table in [&mut b, &mut a] {
        places_of(table, &mut |place| *place = place.and(places.next()));
    }
    tables.replace(first, b);
    tables.replace(last, a);
    Some(())
}

/// The place of the table and of each one below it, in the order in which they are written.
fn places_of(table: &mut Table, at: &mut dyn FnMut(&mut Option<isize>)) {
    let mut place = table.position();
    at(&mut place);
    table.set_position(place);
    let mut below: BTreeMap<(Option<isize>, usize), &mut Table> = BTreeMap::new();
    let mut count = 0;
    for (_, item) in table.iter_mut() {
        let found: Vec<&mut Table> = match item {
            Item::Table(one) => vec![one],
            Item::ArrayOfTables(many) => many.iter_mut().collect(),
            Item::None | Item::Value(_) => vec![],
        };
        for one in found {
            below.insert((one.position(), count), one);
            count += 1;
        }
    }
    for one in below.into_values() {
        places_of(one, at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::read;

    const ROUND: &str = include_str!("../../config/opportunities/city-engagement-grants-2027.toml");

    fn edited(text: &str, edits: &[Edit]) -> String {
        edit(text, edits).expect("edited")
    }

    #[test]
    fn a_text_and_an_amount_change_alone_and_comments_stay() {
        let text = ROUND.replacen("cap_cents = 5_000_000", "cap_cents = 5_000_000 # agreed in March", 1);
        let edits = [
            Edit::Text("sections[0].questions[0].label".into(), "What do you call “it”?\nReally".into()),
            Edit::Text("sections[0].questions[3].hint".into(), "A guess is enough.".into()),
            Edit::Number("amounts.cap_cents".into(), 6_000_050),
        ];
        let new = edited(&text, &edits);
        assert!(new.contains("cap_cents = 6_000_050 # agreed in March"), "{new}");
        let (before, after) = (read("a", &text).expect("sound"), read("b", &new).expect("sound"));
        let mut wanted = before.clone();
        wanted.amounts.cap_cents = 6_000_050;
        wanted.sections[0].questions[0].label = "What do you call “it”?\nReally".into();
        wanted.sections[0].questions[3].hint = "A guess is enough.".into();
        assert_eq!(after, wanted);
        let kept = |line: &&str| text.lines().any(|old| old == *line);
        assert!(new.lines().filter(|line| !kept(line)).count() <= 6, "more lines changed than were edited:\n{new}");
    }

    #[test]
    fn what_says_the_same_is_left_as_it_is_written() {
        let d = read("a", ROUND).expect("sound");
        let same = [Edit::Text("summary".into(), d.summary.trim().into()), Edit::Number("amounts.cap_cents".into(), 5_000_000)];
        assert_eq!(edited(ROUND, &same), ROUND);
    }

    #[test]
    fn parts_change_places_with_their_comments_and_back_again() {
        let text = ROUND.replacen("[[sections]]\nid = \"results\"", "# asked since 2025\n[[sections]]\nid = \"results\"", 1);
        assert_ne!(text, ROUND);
        let swap = |list: &str, a, b| Edit::Swap(list.into(), a, b);
        let new = edited(&text, &[swap("sections", 0, 1)]);
        let (before, after) = (read("a", &text).expect("sound"), read("b", &new).expect("sound"));
        let mut wanted = before.clone();
        wanted.sections.swap(0, 1);
        assert_eq!(after, wanted);
        assert!(new.contains("# asked since 2025\n[[sections]]\nid = \"results\""), "{new}");
        let mut lines: [Vec<&str>; 2] = [text.lines().collect(), new.lines().collect()];
        lines.iter_mut().for_each(|lines| lines.sort_unstable());
        assert_eq!(lines[0], lines[1]);
        assert_eq!(edited(&new, &[swap("sections", 1, 0)]), text);
        let new = edited(&text, &[swap("sections[0].questions", 2, 1)]);
        let mut wanted = before;
        wanted.sections[0].questions.swap(1, 2);
        assert_eq!(read("c", &new).expect("sound"), wanted);
    }

    #[test]
    fn a_list_that_is_written_in_one_line_changes_too() {
        let new = edited("a = [{ b = 1 }, { b = 2 }] # kept\n", &[Edit::Swap("a".into(), 0, 1), Edit::Number("a[0].b".into(), 3)]);
        assert_eq!(new, "a = [{ b = 3 }, { b = 1 }] # kept\n");
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let missing = |e: Edit| edit(ROUND, &[e]).expect_err("no such part");
        assert_eq!(missing(Edit::Text("sections[99].title".into(), "x".into())), EditError::NoSuchPart("sections[99].title".into()));
        assert_eq!(missing(Edit::Swap("sections".into(), 0, 99)), EditError::NoSuchPart("sections".into()));
        assert_eq!(missing(Edit::Swap("nothing".into(), 0, 1)), EditError::NoSuchPart("nothing".into()));
        assert!(matches!(edit("x = ", &[]), Err(EditError::Unreadable(_))));
    }
}
