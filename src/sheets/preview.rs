//! What a sheet would change, looked at before anything is kept: field by field before and after, what another window saved
//! since the sheet was made, and what is left out. Pure.

use super::cells::counted;
use super::columns;
use super::own::{OpenReview, Own};
use super::rows::{Entry, LeftOut, Row, other_rubric};
use crate::kernel::Id;
use crate::review::{self, Assignment, LONGEST, OVERALL, Typed};
use std::collections::BTreeMap;

/// The most bytes that a form carries from the preview to the store, as browsers encode it. Forms with more text than half a
/// megabyte are refused; the rest of it is for names, keys and choices.
const MOST_CARRIED: usize = 400 * 1024;

/// One field that a sheet would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The name of the field.
    pub field: String,
    /// What it is about, as the heading of its column says.
    pub asked: String,
    /// What is saved.
    pub before: String,
    /// What the sheet says.
    pub after: String,
}

/// What a sheet would change in one review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// The task.
    pub task: Id<Assignment>,
    /// What the reviewer knows the application by.
    pub label: String,
    /// The name of the plan.
    pub title: String,
    /// What would be saved.
    pub changes: Vec<Change>,
    /// What was saved after the sheet was made and says something else: it stays, unless the reviewer chooses the sheet.
    pub clashes: Vec<Change>,
    /// What was saved after the sheet was made, where the sheet was left as it was: it stays.
    pub newer: Vec<String>,
    /// What is still missing before the review can be submitted.
    pub warnings: Vec<String>,
    row: Row,
}

/// What a sheet would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// The reviews of which it says something new.
    pub reviews: Vec<Reviewed>,
    /// What is not taken, by row.
    pub left_out: Vec<LeftOut>,
    /// How many rows say what is saved already.
    pub same: usize,
}

impl Preview {
    /// Whether there is anything to keep or to choose.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.reviews.iter().any(|review| !review.changes.is_empty() || !review.clashes.is_empty())
    }

    /// The rows as a form carries them on.
    ///
    /// # Errors
    /// The words of the writer, for the log.
    pub fn carried(&self) -> Result<String, String> {
        let rows: Vec<&Row> = self.reviews.iter().map(|review| &review.row).collect();
        serde_json::to_string(&rows).map_err(|e| e.to_string())
    }
}

/// Compares rows with what is saved. Rows for which a form has no room are left out.
#[must_use]
pub fn preview(own: &Own, rows: Vec<Row>, left_out: Vec<LeftOut>) -> Preview {
    let (mut preview, mut carried) = (Preview { left_out, ..Preview::default() }, 0_usize);
    for row in rows {
        let Some(open) = own.find(row.task) else {
            preview.left_out.push(LeftOut::row(row.row, "", own.why_not(row.task)));
            continue;
        };
        if row.rubric != open.rubric {
            preview.left_out.push(LeftOut::row(row.row, &open.label, other_rubric()));
            continue;
        }
        let reviewed = reviewed(open, &row);
        if reviewed.changes.is_empty() && reviewed.clashes.is_empty() && reviewed.newer.is_empty() {
            preview.same += 1;
            continue;
        }
        let bytes = encoded(&reviewed.row);
        if carried + bytes > MOST_CARRIED {
            let why = if bytes > MOST_CARRIED { TOO_LONG } else { NO_ROOM };
            preview.left_out.push(LeftOut::row(row.row, &open.label, why));
            continue;
        }
        carried += bytes;
        preview.reviews.push(reviewed);
    }
    preview.left_out.sort_by_key(|left_out| left_out.row);
    preview
}

const NO_ROOM: &str = "The sheet holds more text than can be saved at once. Save these scores, then send the same file again.";
const TOO_LONG: &str = "This row holds more text than a sheet can bring in. Copy its comments into the page of the review.";

/// How many bytes a browser makes of a row in a form.
fn encoded(row: &Row) -> usize {
    let json = serde_json::to_string(row).unwrap_or_default();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'*' | b'-' | b'.' | b'_' | b' ');
    json.bytes().map(|byte| if plain(byte) { 1 } else { 3 }).sum::<usize>() + 3
}

fn reviewed(open: &OpenReview, row: &Row) -> Reviewed {
    let entries: Vec<Entry> = row.entries.iter().map(|entry| as_stored(open, entry)).collect();
    let typed: Vec<Typed> = entries.iter().map(typed).collect();
    let kept = review::merge(&open.fields, &typed);
    let stored = |field: &str| open.fields.get(field).cloned().unwrap_or_default();
    let taken = |entry: &&Entry| kept.marks.iter().any(|(field, _)| *field == entry.field) && entry.value != stored(&entry.field);
    let clashing = |entry: &&Entry| kept.clashes.iter().any(|clash| clash.field == entry.field);
    let names: BTreeMap<String, String> =
        columns::asked(&open.definition.rubric).into_iter().map(|asked| (asked.field, asked.heading)).collect();
    let change = |entry: &Entry| Change {
        field: entry.field.clone(),
        asked: names.get(&entry.field).cloned().unwrap_or_default(),
        before: stored(&entry.field),
        after: entry.value.clone(),
    };
    let changes: Vec<Change> = entries.iter().filter(taken).map(change).collect();
    let clashes: Vec<Change> = entries.iter().filter(clashing).map(change).collect();
    let mut after = open.fields.clone();
    after.extend(changes.iter().map(|change| (change.field.clone(), change.after.clone())));
    // What is taken is based on what is saved now from here on; what clashes stays on what the sheet was made from.
    let carried = entries.iter().filter(|entry| taken(entry) || clashing(entry)).map(|entry| {
        let shown = review::mark(&stored(&entry.field));
        let was = if clashing(&entry) { entry.was.clone() } else { shown.clone() };
        Entry { was, shown, ..entry.clone() }
    });
    Reviewed {
        task: open.task,
        label: open.label.clone(),
        title: open.title.clone(),
        newer: kept.newer.iter().filter_map(|field| names.get(field).cloned()).collect(),
        warnings: warnings(open, &after),
        row: Row { entries: carried.collect(), ..row.clone() },
        changes,
        clashes,
    }
}

fn typed(entry: &Entry) -> Typed {
    Typed { field: entry.field.clone(), value: entry.value.clone(), was: entry.was.clone() }
}

/// An entry that differs from what is saved only by what files do to texts is what is saved.
fn as_stored(open: &OpenReview, entry: &Entry) -> Entry {
    let stored = open.fields.get(&entry.field).map(String::as_str).unwrap_or_default();
    let is_it = super::grid::clean(stored) == entry.value || stored == crate::reporting::unguarded(&entry.value);
    if is_it { Entry { value: stored.to_owned(), ..entry.clone() } } else { entry.clone() }
}

/// What a draft may be without and a submitted review may not: comments, and that they are not too long. Scores that are
/// missing are seen anyway.
fn warnings(open: &OpenReview, after: &BTreeMap<String, String>) -> Vec<String> {
    let rubric = &open.definition.rubric;
    let gaps = review::gaps(rubric, &review::review_of(rubric, after));
    let is_comment = |field: &str| rubric.criteria.iter().any(|criterion| review::comment_field(&criterion.id) == field);
    let answered = |field: &str| {
        field.strip_prefix("comment-").and_then(|id| after.get(&review::score_field(id))).is_some_and(|score| !score.is_empty())
    };
    let missing = gaps.into_iter().filter(|gap| is_comment(&gap.field) && answered(&gap.field)).map(|gap| gap.message);
    let long = after.iter().filter(|(field, text)| (is_comment(field) || *field == OVERALL) && text.chars().count() > LONGEST);
    let most = counted(LONGEST);
    let long = long.map(|(_, text)| format!("A comment has {} characters. Shorten it to at most {most}.", counted(text.chars().count())));
    missing.chain(long).collect()
}
