//! What is written as a sheet reads back the same, and every wrong row is told.

use super::columns::{self, RUBRIC, SAVED, TASK};
use super::grid::{MOST_ROWS, clean};
use super::own::{OpenReview, Own, Shut};
use super::{FileFault, Preview, preview, read, rows_of, sheet};
use crate::kernel::{Deadline, Id, Timestamp};
use crate::opportunity::{self, Opportunity, State};
use crate::reporting::FillIn;
use crate::review::Assignment;
use chrono_tz::Tz;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const ROUND: &str = include_str!("../../config/opportunities/joint-projects-abroad-2027.toml");

fn task(n: usize) -> Id<Assignment> {
    format!("01999999-0000-7000-8000-{n:012}").parse().expect("an identifier")
}

fn at() -> Timestamp {
    Timestamp::from_micros(1_801_425_600_000_000)
}

/// A reviewer whose open reviews hold these texts.
fn own(saved: &[&[(&str, &str)]]) -> Own {
    let definition = Arc::new(opportunity::read("round.toml", ROUND).expect("sound"));
    let deadline = Deadline { at: at(), zone: Tz::UTC };
    let open = saved.iter().enumerate().map(|(n, texts)| {
        let mut fields: BTreeMap<String, String> =
            columns::asked(&definition.rubric).into_iter().map(|asked| (asked.field, String::new())).collect();
        fields.extend(texts.iter().map(|(field, text)| ((*field).to_owned(), (*text).to_owned())));
        OpenReview {
            task: task(n),
            label: format!("UDF-2027-{n:04}"),
            title: "=Sister ports".into(),
            definition: Arc::clone(&definition),
            rubric: columns::name(&definition.rubric).expect("a name"),
            fields,
        }
    });
    let round = Opportunity {
        id: "01999999-0000-7000-8000-0000000000ff".parse().expect("an identifier"),
        slug: "joint".into(),
        title: "Joint projects".into(),
        fund: "UDF".into(),
        state: State::Published,
        definition_sha256: String::new(),
        opens: deadline,
        closes: deadline,
        published_at: None,
        version: 1,
    };
    Own { round, open: open.collect(), shut: BTreeMap::from([(task(90), Shut::Submitted), (task(91), Shut::Undeclared)]) }
}

fn of(own: &Own) -> FillIn {
    sheet(own, &own.versions()[0], at())
}

/// Types into the cell of a row below the column whose heading begins so.
fn types(sheet: &mut FillIn, row: usize, heading: &str, text: &str) {
    let column = sheet.columns.iter().position(|column| column.heading.starts_with(heading)).expect("a column");
    sheet.rows[row][column] = text.into();
}

fn csv(sheet: &FillIn) -> Vec<u8> {
    sheet.csv().expect("written").into_bytes()
}

fn looked(own: &Own, sheet: &FillIn) -> Preview {
    let of_csv = read(own, "scores.csv", &csv(sheet)).expect("a sheet");
    let of_book = read(own, "Scores.XLSX", &sheet.xlsx().expect("written")).expect("a sheet");
    assert_eq!(of_csv, of_book, "both kinds of file say the same");
    of_csv
}

/// What is left out: row, column and the beginning of the sentence.
fn faults(preview: &Preview) -> Vec<(u32, &str, String)> {
    let begin = |text: &str| text.split(['.', ':']).next().unwrap_or_default().to_owned();
    preview.left_out.iter().map(|fault| (fault.row, fault.column.as_str(), begin(&fault.why))).collect()
}

#[test]
fn an_untouched_sheet_changes_nothing() {
    let own = own(&[
        &[],
        &[
            ("score-need_and_fit", "4"),
            ("comment-need_and_fit", "'=1+1\n“A”; b, \"c\"\t_x000D_"),
            ("score-capacity", "gaps"),
            ("overall", "-"),
        ],
    ]);
    let preview = looked(&own, &of(&own));
    assert_eq!((preview.reviews.len(), preview.left_out.len(), preview.same), (0, 0, 2), "{preview:?}");
}

#[test]
fn what_was_filled_in_is_shown_before_and_after() {
    let own = own(&[&[("score-need_and_fit", "4"), ("overall", "Old.")], &[]]);
    let mut sheet = of(&own);
    types(&mut sheet, 0, "1. Purpose", "5");
    types(&mut sheet, 0, "On the whole", "New.\nIn two lines.");
    types(&mut sheet, 0, "6. Capacity", "APPROPRIATE");
    let preview = looked(&own, &sheet);
    assert_eq!((preview.reviews.len(), preview.same, faults(&preview)), (1, 1, vec![]));
    let review = &preview.reviews[0];
    let said: Vec<_> = review.changes.iter().map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str())).collect();
    let wanted = [("score-need_and_fit", "4", "5"), ("score-capacity", "", "appropriate"), ("overall", "Old.", "New.\nIn two lines.")];
    assert_eq!(said, wanted);
    assert_eq!(review.changes[0].asked, "1. Purpose and fit (1 to 5)");
    assert_eq!(review.warnings, ["A score of 5 needs a comment: say why, for “Purpose and fit”."]);
    assert!(review.clashes.is_empty() && review.newer.is_empty() && preview.says_something());
}

#[test]
fn what_another_window_saved_meanwhile_stays_until_the_reviewer_says_otherwise() {
    let before = own(&[&[("score-need_and_fit", "4"), ("overall", "Old."), ("comment-capacity", "C.")]]);
    let mut sheet = of(&before);
    types(&mut sheet, 0, "1. Purpose", "5");
    types(&mut sheet, 0, "6. Why?", "Changed here.");
    let now = own(&[&[("score-need_and_fit", "2"), ("overall", "Newer."), ("comment-capacity", "C.")]]);
    let preview = looked(&now, &sheet);
    let review = &preview.reviews[0];
    let said = |changes: &[super::Change]| changes.iter().map(|c| (c.before.clone(), c.after.clone())).collect::<Vec<_>>();
    assert_eq!(said(&review.changes), [("C.".to_owned(), "Changed here.".to_owned())]);
    assert_eq!(said(&review.clashes), [("2".to_owned(), "5".to_owned())]);
    assert_eq!(review.newer, ["On the whole"]);
    // The same looked at again, as a form carries it on.
    let carried = rows_of(&preview.carried().expect("JSON")).expect("rows");
    let again = super::preview(&now, carried.clone(), vec![]);
    assert_eq!((said(&again.reviews[0].changes), said(&again.reviews[0].clashes)), (said(&review.changes), said(&review.clashes)));
    // Somebody saves the comment too: now it is asked for as well.
    let later = own(&[&[("score-need_and_fit", "2"), ("overall", "Newer."), ("comment-capacity", "Theirs.")]]);
    let third = super::preview(&later, carried, vec![]);
    assert_eq!((third.reviews[0].changes.len(), third.reviews[0].clashes.len()), (0, 2), "{third:?}");
    // And a sheet whose marks somebody took out takes nothing of what is saved away.
    types(&mut sheet, 0, SAVED, "");
    let bare = looked(&now, &sheet);
    assert_eq!((bare.reviews[0].changes.len(), bare.reviews[0].clashes.len()), (0, 3), "{bare:?}");
}

#[test]
fn every_wrong_cell_is_told_by_its_row_and_column() {
    let own = own(&[&[], &[]]);
    let mut sheet = of(&own);
    let (need, capacity) = ("1. Purpose and fit (1 to 5)", "6. Capacity (Appropriate or Gaps)");
    for (text, wrong) in [
        ("6", Some("6 is outside the scale")),
        ("0", Some("0 is outside the scale")),
        ("-1", Some("-1 is outside the scale")),
        ("four", Some("“four” is not a whole number")),
        ("99999999999999999999", Some("“99999999999999999999” is not a whole number")),
        (" 4,00 ", None),
    ] {
        types(&mut sheet, 1, need, text);
        let preview = looked(&own, &sheet);
        assert_eq!(faults(&preview), wrong.map(|why| (3_u32, need, why.to_owned())).into_iter().collect::<Vec<_>>(), "{text}");
    }
    types(&mut sheet, 1, need, "2.5");
    let preview = looked(&own, &sheet);
    assert_eq!(preview.left_out[0].why, "“2.5” is not a whole number. Write a whole number from 1 to 5, or leave the cell empty.");
    assert_eq!(preview.left_out[0].label, "UDF-2027-0001");
    types(&mut sheet, 1, need, "3");
    types(&mut sheet, 1, capacity, "pass");
    types(&mut sheet, 1, "7. Why?", &"x".repeat(20_001));
    types(&mut sheet, 1, "2. Why?", &"x".repeat(4_001));
    let preview = looked(&own, &sheet);
    let wanted =
        [(3_u32, capacity, "“pass” is neither".to_owned()), (3, "7. Why? Within the rules", "It has 20,001 characters".to_owned())];
    assert_eq!(faults(&preview), wanted);
    let review = &preview.reviews[0];
    assert_eq!(review.changes.len(), 2, "the other cells of the row are taken");
    assert_eq!(review.warnings, ["A comment has 4,001 characters. Shorten it to at most 4,000."]);
}

#[test]
fn every_wrong_row_is_told() {
    let own = own(&[&[], &[], &[], &[], &[], &[]]);
    let mut sheet = of(&own);
    for row in 0..6 {
        types(&mut sheet, row, "1. Purpose", "3");
    }
    types(&mut sheet, 0, TASK, &task(77).text());
    types(&mut sheet, 1, TASK, "no task");
    types(&mut sheet, 2, TASK, &task(90).text());
    types(&mut sheet, 3, TASK, &task(91).text());
    types(&mut sheet, 4, RUBRIC, "R000000000000");
    sheet.rows.push(sheet.rows[5].clone());
    let preview = looked(&own, &sheet);
    let told: Vec<(u32, String)> = faults(&preview).into_iter().map(|(row, _, why)| (row, why)).collect();
    let wanted = [
        (2_u32, "This task is not one of yours in this round"),
        (3, "The column “Task (do not change)” does not say what this row is about"),
        (4, "You submitted this review"),
        (5, "Say first on the page of this review whether you have a conflict of interest"),
        (6, "This row was made for another version of the rubric"),
        (7, "This application stands in the rows 7, 8"),
        (8, "This application stands in the rows 7, 8"),
    ];
    assert_eq!(told, wanted.map(|(row, why)| (row, why.to_owned())));
    assert!(preview.reviews.is_empty());
}

#[test]
fn columns_may_be_moved_and_taken_out_but_not_made_up() {
    let own = own(&[&[("overall", "Kept.")]]);
    let mut sheet = of(&own);
    types(&mut sheet, 0, "1. Purpose", "3");
    sheet.columns.pop();
    sheet.rows[0].pop();
    assert!(matches!(read(&own, "a.csv", &csv(&sheet)), Err(FileFault::NoColumn(SAVED))));
    let mut sheet = of(&own);
    types(&mut sheet, 0, "1. Purpose", "3");
    let at = sheet.columns.iter().position(|column| column.heading == "On the whole").expect("a column");
    sheet.columns.remove(at);
    sheet.rows[0].remove(at);
    sheet.columns.reverse();
    sheet.rows[0].reverse();
    let preview = looked(&own, &sheet);
    assert_eq!((preview.reviews[0].changes.len(), preview.reviews[0].newer.len(), faults(&preview).len()), (1, 0, 0));
    sheet.columns[3].heading = "My notes".into();
    sheet.rows[0][3] = "Something.".into();
    let preview = looked(&own, &sheet);
    let why = "No score sheet of yours in this round has this column, so what stands in it is not taken";
    assert_eq!(faults(&preview), [(1_u32, "My notes", why.to_owned())]);
    sheet.columns[3].heading = "task (do  not change)".into();
    assert!(matches!(read(&own, "a.csv", &csv(&sheet)), Err(FileFault::Twice(_))));
}

#[test]
fn files_that_are_no_sheet_are_told() {
    let own = own(&[&[]]);
    let of = |name: &str, bytes: &[u8]| read(&own, name, bytes).expect_err("no sheet").to_string();
    let book = of_book(&own);
    assert!(of("scores.pdf", b"%PDF-1.7").starts_with("The selected file must be a CSV or XLSX."));
    assert!(of("scores", b"a,b").starts_with("The selected file must be a CSV or XLSX."));
    assert!(of("scores.csv", b"").starts_with("The selected file is empty."));
    assert!(of("scores.csv", b"\n\n").starts_with("The selected file is empty."));
    assert!(of("scores.csv", b"a,b\n1,2\n").contains("has no column “Task (do not change)”"));
    assert!(of("scores.csv", b"caf\xe9,b\n").contains("CSV UTF-8"));
    assert!(of("scores.csv", &book).contains("named as a CSV, but its content is something else"));
    assert!(of("scores.xlsx", b"a,b\n1,2\n").contains("named as a XLSX, but its content is something else"));
    assert!(of("scores.xlsx", &book[..book.len() - 30]).contains("is not complete"));
    assert!(of("scores.csv", &vec![b'a'; 2_000_001]).contains("must be smaller than 2 MB"));
    let many = format!("a\n{}", "1\n".repeat(usize::try_from(MOST_ROWS).expect("a number") + 1));
    assert!(of("scores.csv", many.as_bytes()).contains("more than 2000 rows"));
    let wide = vec!["x"; 301].join(",");
    assert!(of("scores.csv", wide.as_bytes()).contains("more columns than a score sheet"));
    // Whatever bytes an archive holds, it is told and nothing panics.
    for at in (40..book.len()).step_by(97) {
        let mut broken = book.clone();
        broken[at] ^= 0x55;
        let _ = read(&own, "scores.xlsx", &broken);
    }
}

fn of_book(own: &Own) -> Vec<u8> {
    of(own).xlsx().expect("written")
}

#[test]
fn spreadsheets_of_other_countries_part_cells_by_semicolons() {
    let own = own(&[&[]]);
    let mut sheet = of(&own);
    types(&mut sheet, 0, "1. Purpose", "3");
    types(&mut sheet, 0, "On the whole", "a, b");
    for delimiter in [b';', b'\t'] {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        writer.write_record(sheet.columns.iter().map(|column| column.heading.as_str())).expect("written");
        writer.write_record(&sheet.rows[0]).expect("written");
        let preview = read(&own, "scores.csv", &writer.into_inner().expect("bytes")).expect("a sheet");
        assert_eq!(preview.reviews[0].changes.len(), 2, "{preview:?}");
    }
}

#[test]
fn more_than_a_form_carries_is_left_for_the_next_time() {
    let long = "é".repeat(19_000);
    let own = own(&[&[], &[], &[]]);
    let mut sheet = of(&own);
    for row in 0..3 {
        for n in 1..=2 {
            types(&mut sheet, row, &format!("{n}. Why?"), &long);
        }
    }
    let preview = looked(&own, &sheet);
    assert_eq!((preview.reviews.len(), faults(&preview).len()), (1, 2), "two bytes a letter, each as %C3");
    assert_eq!(preview.left_out[0].row, 3);
    assert!(preview.left_out[0].why.contains("Save these scores, then send the same file again."));
    let form = serde_urlencoded::to_string([("sheet", preview.carried().expect("JSON"))]).expect("a form");
    assert!(form.len() < 420 * 1024, "{}", form.len());
}

#[test]
fn what_a_form_carries_is_looked_at_like_a_file() {
    let own = own(&[&[], &[]]);
    let mut sheet = of(&own);
    types(&mut sheet, 0, "1. Purpose", "3");
    types(&mut sheet, 1, "1. Purpose", "4");
    let mut rows = rows_of(&looked(&own, &sheet).carried().expect("JSON")).expect("rows");
    rows[0].task = task(55);
    rows[1].rubric = "R1".into();
    let preview = preview(&own, rows, vec![]);
    assert_eq!((preview.reviews.len(), preview.left_out.len()), (0, 2), "{preview:?}");
    assert!(rows_of("[{]").is_err() && rows_of("").is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_as_a_sheet_reads_back_the_same(
        words in proptest::collection::vec(any::<String>(), 4),
        odd in "['=+@-]{0,3}[a-z,;\"\t\n]{0,6}",
        score in 1_i64..=5,
    ) {
        let texts: Vec<String> = words.iter().chain([&odd]).map(|text| clean(text)).collect();
        let score = score.to_string();
        let filled: [(&str, &str); 7] = [
            ("comment-need_and_fit", texts[0].as_str()),
            ("comment-capacity", texts[1].as_str()),
            ("comment-within_rules", texts[2].as_str()),
            ("overall", texts[3].as_str()),
            ("comment-results_for_city", texts[4].as_str()),
            ("score-need_and_fit", score.as_str()),
            ("score-within_rules", "fail"),
        ];
        let saved = own(&[&filled, &[]]);
        let sheet = of(&saved);
        // Nothing changes where it is saved already, and all of it where nothing is.
        let same = looked(&saved, &sheet);
        prop_assert_eq!((same.reviews.len(), same.left_out.len(), same.same), (0, 0, 2));
        let mut blank = sheet.clone();
        types(&mut blank, 0, SAVED, "");
        let new = looked(&own(&[&[], &[]]), &blank);
        let read: BTreeMap<String, String> =
            new.reviews.iter().flat_map(|review| &review.changes).map(|change| (change.field.clone(), change.after.clone())).collect();
        let wanted: BTreeMap<String, String> =
            filled.iter().filter(|(_, text)| !text.is_empty()).map(|(field, text)| ((*field).to_owned(), (*text).to_owned())).collect();
        prop_assert_eq!(read, wanted);
    }
}
