//! Moving a part from one list of a definition into another of the same kind, with its comments and the parts below it.

use super::{places_of, walk};
use toml_edit::{DocumentMut, Item, Table, Value};

/// Room between two places, into which a part and those below it go.
const ROOM: isize = 10_000;

/// Takes element `at` of the list `from` and puts it before element `before` of the list `to`, which may be its end.
pub(super) fn across(document: &mut DocumentMut, (from, at): (&str, usize), (to, before): (&str, usize)) -> Option<()> {
    let count = list_of(document, to)?;
    if before > count || at >= list_of(document, from)? {
        return None;
    }
    if let Some(array) = walk(document.as_item_mut(), from)?.as_array_mut() {
        let moved = array.remove(at);
        walk(document.as_item_mut(), to)?.as_array_mut()?.insert(before, moved);
        return Some(());
    }
    places_of(document.as_table_mut(), &mut |place| *place = place.map(|n| n.saturating_mul(ROOM)));
    let mut moved = walk(document.as_item_mut(), from)?.as_array_of_tables_mut()?.remove(at);
    // Tables are written in the order of their places: this one comes behind the part that stands before it there.
    let mut behind = last_place(document, to, before)?;
    places_of(&mut moved, &mut |place| {
        behind = behind.saturating_add(1);
        *place = place.map(|_| behind);
    });
    walk(document.as_item_mut(), to)?.as_array_of_tables_mut()?.insert(before, moved);
    Some(())
}

/// How many elements the list has.
fn list_of(document: &mut DocumentMut, path: &str) -> Option<usize> {
    match walk(document.as_item_mut(), path)? {
        Item::ArrayOfTables(tables) => Some(tables.len()),
        Item::Value(Value::Array(array)) => Some(array.len()),
        Item::None | Item::Value(_) | Item::Table(_) => None,
    }
}

/// The last place of what stands before element `before` of the list: the element before it with all below it, or else
/// the part that holds the list.
fn last_place(document: &mut DocumentMut, list: &str, before: usize) -> Option<isize> {
    if let Some(upper) = before.checked_sub(1) {
        let table = walk(document.as_item_mut(), list)?.as_array_of_tables_mut()?.get_mut(upper)?;
        return last_of(table);
    }
    let (holder, _) = list.rsplit_once('.')?;
    let (tables, index) = holder.strip_suffix(']')?.rsplit_once('[')?;
    walk(document.as_item_mut(), tables)?.as_array_of_tables_mut()?.get_mut(index.parse().ok()?)?.position()
}

fn last_of(table: &mut Table) -> Option<isize> {
    let mut last = None;
    places_of(table, &mut |place| last = last.max(*place));
    last
}

#[cfg(test)]
mod tests {
    use crate::opportunity::edit::{Edit, edit};
    use crate::opportunity::read;

    const ROUND: &str = include_str!("../../../config/opportunities/city-engagement-grants-2027.toml");

    fn moved(text: &str, (from, at): (usize, usize), (to, before): (usize, usize)) -> String {
        let list = |section: usize| format!("sections[{section}].questions");
        edit(text, &[Edit::Across((list(from), at), (list(to), before))]).expect("moved")
    }

    #[test]
    fn a_question_goes_into_the_section_beside_and_back_again() {
        let text =
            ROUND.replacen("[[sections.questions]]\nid = \"skills\"", "# scored highest\n[[sections.questions]]\nid = \"skills\"", 1);
        assert_ne!(text, ROUND);
        let before = read("a", &text).expect("sound");
        let new = moved(&text, (1, 0), (0, 4));
        let mut wanted = before.clone();
        let question = wanted.sections[1].questions.remove(0);
        wanted.sections[0].questions.push(question);
        assert_eq!(read("b", &new).expect("sound"), wanted);
        assert!(new.contains("# scored highest\n[[sections.questions]]\nid = \"skills\""), "{new}");
        let mut lines: [Vec<&str>; 2] = [text.lines().collect(), new.lines().collect()];
        lines.iter_mut().for_each(|lines| lines.sort_unstable());
        assert_eq!(lines[0], lines[1], "not a line is lost or changed");
        assert_eq!(moved(&new, (0, 4), (1, 0)), text);
    }

    #[test]
    fn a_table_goes_with_its_columns() {
        let d = read("a", ROUND).expect("sound");
        let at = d.sections[2].questions.iter().position(|q| q.id == "partner_shares").expect("a table");
        let new = moved(ROUND, (2, at), (1, 0));
        let mut wanted = d;
        let mut table = wanted.sections[2].questions.remove(at);
        let new = new.replacen("asked_if = \"has_partner\"\nmax = 10", "max = 10", 1);
        table.asked_if = None;
        wanted.sections[1].questions.insert(0, table);
        assert_eq!(read("b", &new).expect("sound"), wanted);
    }

    #[test]
    fn only_what_is_there_is_moved() {
        let list = |section: usize| format!("sections[{section}].questions");
        for (from, to) in [((list(0), 99), (list(1), 0)), ((list(0), 0), (list(1), 99)), ((list(0), 0), (list(99), 0))] {
            assert!(edit(ROUND, &[Edit::Across(from.clone(), to.clone())]).is_err(), "{from:?} {to:?}");
        }
        let inline = "[[a]]\nb = [1, 2]\n[[a]]\nb = [3]\n";
        let new = edit(inline, &[Edit::Across(("a[0].b".into(), 1), ("a[1].b".into(), 0))]).expect("moved");
        assert_eq!(new.replace(' ', ""), "[[a]]\nb=[1]\n[[a]]\nb=[2,3]\n");
    }
}
