//! Reviewing without a connection: a sheet is taken out, filled in elsewhere, brought back, looked at and saved as drafts;
//! nothing is lost between it and the pages, nothing of others is reached, and no file does harm.

use crate::grant::{Fund, application, city, fund, fund_of, screened, signed_in};
use crate::rubrics::mixed;
use crate::support::{Browser, Page, World, on_both, samples};
use urban_diplomacy_fund::audit;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::Actor;
use urban_diplomacy_fund::process;
use urban_diplomacy_fund::review::{self, About, Assignment};

pub const SLUG: &str = "training-and-conference-support-2027";
pub const PAGE: &str = "/panel/rounds/training-and-conference-support-2027/sheet";
pub const NEED: &str = "1. Need and fit (1 to 5)";
const TASK: &str = "Task (do not change)";

/// A sheet as somebody has it open elsewhere.
#[derive(Clone)]
pub struct Sheet {
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    pub fn taken_out(browser: &Browser) -> Self {
        let page = browser.get(PAGE);
        let file = browser.follow(&page, "Download the score sheet (CSV)");
        assert!(file.must_be(200).kind.starts_with("text/csv"), "{}", file.kind);
        let text = file.body.strip_prefix('\u{feff}').expect("a mark of UTF-8");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        Self { rows: reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect() }
    }

    pub fn column(&self, heading: &str) -> usize {
        self.rows[0].iter().position(|cell| cell == heading).unwrap_or_else(|| panic!("no {heading} in {:?}", self.rows[0]))
    }

    fn row(&self, label: &str) -> usize {
        self.rows.iter().position(|row| row[0] == label).unwrap_or_else(|| panic!("no {label} in {:?}", self.rows))
    }

    pub fn types(&mut self, label: &str, heading: &str, text: &str) {
        let (row, column) = (self.row(label), self.column(heading));
        self.rows[row][column] = text.into();
    }

    fn csv(&self) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &self.rows {
            writer.write_record(row).expect("a row");
        }
        writer.into_inner().expect("bytes")
    }

    /// As a spreadsheet program saves it.
    fn xlsx(&self) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet().set_name("Scores").expect("a name");
        for (row, cells) in (0_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell.parse::<i32>() {
                    Ok(number) => sheet.write_number(row, column, number).expect("a number"),
                    Err(_) => sheet.write_string(row, column, cell).expect("a text"),
                };
            }
        }
        book.save_to_buffer().expect("bytes")
    }

    pub fn sent(&self, browser: &Browser) -> Page {
        sends(browser, "scores.csv", &self.csv())
    }
}

pub fn sends(browser: &Browser, name: &str, bytes: &[u8]) -> Page {
    browser.attach(&browser.get(PAGE), &[], &[("file", name, bytes)])
}

/// An application in review and a task of this person on it, not declared on.
fn assigned(world: &World, fund: &Fund, place: &str, who: &Actor) -> (About, Id<Assignment>) {
    let id = application(world, fund, &city(world, place), 6_000);
    screened(world, fund, id);
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = who.account.expect("an account");
    let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("assigned")[0];
    (about, task)
}

/// The same with a declaration of no conflict.
pub fn cleared(world: &World, fund: &Fund, place: &str, who: &Actor) -> (String, Id<Assignment>) {
    let (about, task) = assigned(world, fund, place, who);
    world.db.write(|tx| review::declare(tx, who, task, &about.reference, None)).expect("no conflict");
    (about.reference, task)
}

fn address(task: Id<Assignment>) -> String {
    format!("/panel/reviews/{task}")
}

/// What a field of a review's page holds.
fn held(browser: &Browser, task: Id<Assignment>, field: &str) -> String {
    let form = browser.get(&address(task)).fill(Some("Save draft"), &[]);
    form.fields.into_iter().find(|(name, _)| name == field).map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn a_sheet_is_filled_in_elsewhere_and_brought_back_as_drafts() {
    on_both(|world| {
        let fund = fund_of(world, &mixed(), 40_000);
        let rita = &fund.reviewers[0];
        let (madison, first) = cleared(world, &fund, "Madison", rita);
        let (monona, second) = cleared(world, &fund, "Monona", rita);
        let browser = signed_in(world, rita);
        let page = browser.follow(&browser.get("/panel"), "Work without a connection: Training and Conference Support 2027");
        page.must_be(200).must_say(&madison).must_say(&monona).must_say("0 of 7");
        let book = browser.follow(&page, "Download the score sheet (XLSX)");
        assert!(book.must_be(200).bytes.starts_with(b"PK") && book.kind.contains("spreadsheetml"), "{}", book.kind);
        // The workbook as it came says nothing new.
        sends(&browser, "scores.xlsx", &book.bytes).must_be(200).must_say("Nothing in it is new. 2 rows are as saved already.");

        let mut sheet = Sheet::taken_out(&browser);
        sheet.types(&madison, NEED, "5");
        sheet.types(&madison, "6. Capacity (Appropriate or Gaps)", "gaps");
        sheet.types(&madison, "On the whole", "=Typed in a train,\r\nin two lines; “é”.");
        let looked = sheet.sent(&browser);
        looked.must_be(200).must_say("Nothing is saved yet. It would change 3 cells in 1 review. 1 row is as saved already.");
        looked.must_say("A score of 5 needs a comment").must_say("Say why you chose “Gaps” for “Capacity”.");
        browser.get(&address(first)).must_say("0 of 7 criteria scored");
        let done = browser.press(&looked, "Save these scores", &[]);
        done.must_be(200).must_say("The scores of your sheet are saved as drafts.").must_say("2 of 7");
        assert_eq!(held(&browser, first, "score-need_and_fit"), "5");
        assert_eq!(held(&browser, first, "score-capacity"), "gaps");
        assert_eq!(held(&browser, first, "overall"), "=Typed in a train,\nin two lines; “é”.");
        let (_, review) = world.db.read(|conn| review::review(conn, rita, first)).expect("a draft");
        assert_eq!(review.score("new_ground").map(|entry| entry.comment.as_str()), Some(""));
        let events = world.db.read(|conn| audit::list_latest(conn, 20)).expect("the record");
        assert_eq!(events.iter().filter(|event| event.fact == "review.sheet_kept").count(), 1);

        // The same form and the same file once more change nothing.
        browser.press(&looked, "Save these scores", &[]).must_be(200);
        sheet.sent(&browser).must_say("Nothing in it is new. 2 rows are as saved already.");
        // A new sheet holds what was saved; as a workbook it comes back as well.
        let mut sheet = Sheet::taken_out(&browser);
        assert_eq!(sheet.rows[sheet.row(&madison)][sheet.column("On the whole")], "'=Typed in a train,\nin two lines; “é”.");
        sheet.types(&monona, NEED, "2");
        sheet.types(&madison, NEED, "");
        let looked = sends(&browser, "Scores of mine.XLSX", &sheet.xlsx());
        looked.must_say("It would change 2 cells in 2 reviews.");
        browser.press(&looked, "Save these scores", &[]).must_say("are saved as drafts.");
        assert_eq!(
            (held(&browser, second, "score-need_and_fit"), held(&browser, first, "score-need_and_fit")),
            ("2".into(), String::new())
        );
    });
}

#[test]
fn wrong_rows_are_told_and_the_others_are_saved() {
    on_both(|world| {
        let fund = fund(world, 60_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (madison, first) = cleared(world, &fund, "Madison", rita);
        let (monona, second) = cleared(world, &fund, "Monona", rita);
        let (dover, third) = cleared(world, &fund, "Dover", rita);
        let (_, fourth) = assigned(world, &fund, "Burnham", rita);
        let (_, his) = cleared(world, &fund, "Elmira", ravi);
        let browser = signed_in(world, rita);
        let page = browser.get(PAGE);
        page.must_say("1 application is not here yet: say first whether you have a conflict of interest.");
        let mut sheet = Sheet::taken_out(&browser);
        assert_eq!(sheet.rows.len(), 4, "one row for each open review: {:?}", sheet.rows);
        for (label, score) in [(&madison, "3"), (&monona, "6"), (&dover, "4")] {
            sheet.types(label, NEED, score);
            sheet.types(label, "1. Why? Need and fit", "From a train.");
        }
        // One more row for each thing that is not hers to write, and for what is no task.
        for task in [fourth.text(), his.text(), "none".to_owned()] {
            let mut row = sheet.rows[sheet.row(&madison)].clone();
            row[0] = format!("added {task}");
            sheet.rows.push(row);
            let label = format!("added {task}");
            sheet.types(&label, TASK, &task);
        }
        // Dover is submitted on the page meanwhile.
        let fours = ["need_and_fit", "results_for_city", "lasting_skills", "plan_and_budget"];
        let fields: Vec<(String, String)> =
            fours.iter().flat_map(|c| [(format!("score-{c}"), "2".to_owned()), (format!("comment-{c}"), "Because.".to_owned())]).collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        browser.press(&browser.get(&address(third)), "Submit review", &fields).must_be(200).must_say("Submitted.");

        let looked = sheet.sent(&browser);
        looked.must_be(200).must_say("It would change 3 cells in 2 reviews.");
        for (row, why) in [
            (sheet.row(&monona), "6 is outside the scale. Write a whole number from 1 to 5, or leave the cell empty."),
            (sheet.row(&dover), "You submitted this review. It stays as you submitted it."),
            (4, "Say first on the page of this review whether you have a conflict of interest."),
            (5, "This task is not one of yours in this round."),
            (6, "does not say what this row is about"),
        ] {
            let number = (row + 1).to_string();
            assert!(looked.rows().iter().any(|cells| cells[0] == number && cells[3].contains(why)), "{number} {why}: {:?}", looked.rows());
        }
        browser.press(&looked, "Save these scores", &[]).must_say("are saved as drafts.");
        assert_eq!(held(&browser, first, "score-need_and_fit"), "3");
        assert_eq!(
            (held(&browser, second, "score-need_and_fit"), held(&browser, second, "comment-need_and_fit")),
            (String::new(), "From a train.".into())
        );
        let (task, review) = world.db.read(|conn| review::review(conn, rita, third)).expect("a review");
        assert_eq!((task.stage, review.score("need_and_fit").and_then(|entry| entry.score)), (review::Stage::Submitted, Some(2)));
        assert_eq!(held(&signed_in(world, ravi), his, "comment-need_and_fit"), "", "nothing reached the review of another");
    });
}

#[test]
fn what_was_saved_on_another_device_is_not_lost() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let rita = &fund.reviewers[0];
        let (madison, task) = cleared(world, &fund, "Madison", rita);
        let (laptop, phone) = (signed_in(world, rita), signed_in(world, rita));
        let mut sheet = Sheet::taken_out(&laptop);
        let save = |field: &str, text: &str| phone.press(&phone.get(&address(task)), "Save draft", &[(field, text)]);
        save("comment-need_and_fit", "Typed on the phone.").must_be(200);
        save("overall", "Whole, from the phone.").must_be(200);
        sheet.types(&madison, "1. Why? Need and fit", "Typed in the train.");
        sheet.types(&madison, NEED, "4");
        let looked = sheet.sent(&laptop);
        looked
            .must_be(200)
            .must_say("It would change 1 cell in 1 review.")
            .must_say("One cell was saved on the page after this sheet was made");
        looked.must_say("kept as it is there: On the whole.");
        looked.must_say("1. Why? Need and fit: “Typed in the train.” instead of “Typed on the phone.”");
        // Without a choice, what is saved stays.
        laptop.press(&looked, "Save these scores", &[]).must_be(200);
        assert_eq!(held(&laptop, task, "comment-need_and_fit"), "Typed on the phone.");
        assert_eq!(held(&laptop, task, "score-need_and_fit"), "4");

        // With one, the sheet counts; but not if something was changed since it was looked at.
        let looked = sheet.sent(&laptop);
        looked.must_say("Nothing in it is new.");
        save("comment-need_and_fit", "Typed on the phone again.").must_be(200);
        let choice = format!("{task}/comment-need_and_fit");
        let again = laptop.press(&looked, "Save these scores", &[("take", &choice)]);
        again
            .must_be(409)
            .must_say("Something was changed since you looked at your sheet.")
            .must_say("instead of “Typed on the phone again.”");
        assert_eq!(held(&laptop, task, "comment-need_and_fit"), "Typed on the phone again.");
        laptop.press(&again, "Save these scores", &[("take", &choice)]).must_be(200).must_say("are saved as drafts.");
        assert_eq!(held(&laptop, task, "comment-need_and_fit"), "Typed in the train.");
        assert_eq!(held(&laptop, task, "overall"), "Whole, from the phone.");

        // A field that nobody had changed when it was looked at, and a review that is submitted meanwhile.
        let mut sheet = Sheet::taken_out(&laptop);
        sheet.types(&madison, "On the whole", "From the train.");
        let looked = sheet.sent(&laptop);
        save("overall", "Newer.").must_be(200);
        let again = laptop.press(&looked, "Save these scores", &[]);
        again.must_be(409).must_say("On the whole: “From the train.” instead of “Newer.”");
        assert_eq!(held(&laptop, task, "overall"), "Newer.");
        world.db.write(|tx| review::abstain(tx, rita, task, &madison, "I know nothing of it.")).expect("abstained");
        let choice = format!("{task}/overall");
        let gone = laptop.press(&again, "Save these scores", &[("take", &choice)]);
        gone.must_be(409).must_say("This review is not needed any more.");
    });
}

#[test]
fn nobody_reaches_the_reviews_of_others() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (madison, task) = cleared(world, &fund, "Madison", rita);
        let (_, his) = cleared(world, &fund, "Monona", ravi);
        let browser = signed_in(world, rita);
        let mut sheet = Sheet::taken_out(&browser);
        sheet.types(&madison, NEED, "4");
        let looked = sheet.sent(&browser);
        let form = looked.fill(Some("Save these scores"), &[]);
        // Another reviewer sends her form, and she one that names his task.
        let other = signed_in(world, ravi);
        other.send_form(&form, &[]).must_be(409).must_say("This task is not one of yours in this round.");
        let mut forged = form.clone();
        for (name, value) in &mut forged.fields {
            *value = if name == "sheet" { value.replace(&task.text(), &his.text()) } else { value.clone() };
        }
        browser.send_form(&forged, &[]).must_be(409);
        assert_eq!(held(&other, his, "score-need_and_fit"), "");
        for (name, value) in &mut forged.fields {
            *value = if name == "sheet" { "[{]".into() } else { format!("{value}x") };
        }
        browser.send_form(&forged, &[]).must_be(400).must_say("Nothing was saved.");
        // Who has no task in the round finds nothing, nor does anybody of the desk.
        for who in [&fund.reviewers[2], &fund.officer, &fund.approver] {
            let stranger = signed_in(world, who);
            for path in ["sheet", "sheet.csv", "sheet.xlsx"] {
                stranger.get(&format!("/panel/rounds/{SLUG}/{path}")).must_be(404);
            }
            stranger.send_form(&form, &[]);
        }
        browser.get("/panel/rounds/no-such-round/sheet").must_be(404);
        browser.get(&format!("{PAGE}.csv?rubric=R000000000000")).must_be(404);
        // A conflict closes it, and what is submitted is over.
        world.db.write(|tx| review::declare(tx, rita, task, &madison, Some("My cousin."))).expect("a conflict");
        let refused = browser.send_form(&form, &[]);
        assert!(refused.status == 409 || refused.status == 404, "{}", refused.status);
        assert!(!refused.says(&madison), "no trace of it: {}", refused.text());
        let csv = browser.get(&format!("{PAGE}.csv"));
        assert!(csv.status == 404 && !csv.body.contains(&madison));
    });
}

#[test]
fn files_that_are_no_score_sheet_do_no_harm() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let rita = &fund.reviewers[0];
        let (madison, task) = cleared(world, &fund, "Madison", rita);
        let browser = signed_in(world, rita);
        let page = browser.get(PAGE);
        browser.attach(&page, &[], &[]).must_be(422).must_say("Select the sheet that you filled in.");
        let sheet = Sheet::taken_out(&browser);
        let (book, word) = (sheet.xlsx(), samples::docx());
        let rows = format!("a\n{}", "1\n".repeat(2_100));
        let far = {
            let mut book = rust_xlsxwriter::Workbook::new();
            let sheet = book.add_worksheet();
            sheet.write_string(0, 0, "a").expect("a text");
            sheet.write_string(1_048_575, 16_383, "far away").expect("a text");
            book.save_to_buffer().expect("bytes")
        };
        let cases: [(&str, &[u8], &str); 11] = [
            ("scores.csv", b"", "The selected file is empty."),
            ("scores.pdf", b"%PDF-1.7", "The selected file must be a CSV or XLSX."),
            ("scores.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The selected file must be a CSV or XLSX."),
            ("scores.xlsx", b"PK\x03\x04 and no more", "The selected XLSX is not complete."),
            ("scores.xlsx", &book[..book.len() - 40], "The selected XLSX is not complete."),
            ("scores.xlsx", &word, "named as a XLSX, but its content is something else"),
            ("scores.csv", &book, "named as a CSV, but its content is something else"),
            ("scores.csv", b"caf\xe9,1\n", "CSV UTF-8"),
            ("scores.csv", b"Name,Score\nMadison,4\n", "has no column “Task (do not change)”"),
            ("scores.csv", rows.as_bytes(), "more than 2000 rows"),
            ("scores.xlsx", &far, "more than 2000 rows"),
        ];
        for (name, bytes, why) in cases {
            let told = sends(&browser, name, bytes);
            assert_eq!(told.errors().len(), 1, "{name} {why}: {}", told.text());
            told.must_be(422).must_say(why);
        }
        sends(&browser, "scores.csv", &vec![b'a'; 2_500_000]).must_be(422).must_say("must be smaller than 2 MB");
        sends(&browser, "scores.csv", &vec![b'a'; 11_000_000]).must_be(422).must_say("must be smaller than 2 MB");
        let minimal = sends(&browser, "scores.xlsx", &samples::xlsx());
        assert!(minimal.status == 422, "{}", minimal.text());
        assert_eq!(held(&browser, task, "score-need_and_fit"), "", "{madison}");
    });
}
