//! The ranking of a round: known scores give the known expected ranks, what cannot be known is a sentence, nobody finds a trace of
//! what is closed to them, and the files give the same numbers to whoever takes them.

use crate::grant::{City, Fund, application, city, fund, person, screened, signed_in};
use crate::support::{Browser, Page, World, on_both};
use std::process::Command;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::intake::{self, Application};
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, CityRole, FundRole, membership};
use urban_diplomacy_fund::process::{self, Press};
use urban_diplomacy_fund::review::{self, Review, Score};

const PATH: &str = "/desk/ranking/training-and-conference-support-2027";

/// Complete scores of three reviewers, what each application asks for in dollars, and the expected ranks by the closed form of a
/// complete table: with variances by the analysis of variance, s = 3a / (3a + e) and 1 + Σ Φ(s (mean − mean) / √(2a (1 − s))).
const KNOWN: [(&str, i64, [i64; 3], f64); 4] = [
    ("Madison", 8_000, [5, 4, 5], 1.045_890_262),
    ("Monona", 6_000, [4, 4, 3], 2.083_575_311),
    ("Verona", 5_000, [3, 2, 4], 2.872_761_528),
    ("Stoughton", 5_000, [2, 1, 1], 3.997_772_899),
];

fn number(world: &World, id: Id<Application>) -> String {
    world.db.read(|conn| intake::application(conn, id)).expect("an application").reference
}

fn hired(world: &World, name: &str, roles: &[FundRole]) -> Actor {
    world.db.write(|tx| Ok::<_, Error>(person(tx, name, roles))).expect("a person")
}

/// This reviewer gives every criterion this score.
fn review_by(world: &World, fund: &Fund, id: Id<Application>, (reviewer, score): (&Actor, i64)) {
    let about = world.db.read(|conn| process::about(conn, id)).expect("a case");
    let account = reviewer.account.expect("an account");
    let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("a task")[0];
    world.db.write(|tx| review::declare(tx, reviewer, task, &about.reference, None)).expect("no conflict");
    let rubric = world.db.read(|conn| intake::draft(conn, id)).expect("a draft").definition.rubric.clone();
    let scores =
        rubric.criteria.iter().map(|c| Score { criterion: c.id.clone(), score: Some(score), judgment: None, comment: "Because.".into() });
    let written = Review { scores: scores.collect(), overall: String::new() };
    world.db.write(|tx| review::submit(tx, reviewer, task, (&rubric, &about.reference), &written)).expect("a review");
}

/// An application that the first of the reviewers have given these scores.
fn scored(world: &World, fund: &Fund, of: &City, dollars: i64, scores: &[i64]) -> Id<Application> {
    let id = application(world, fund, of, dollars);
    screened(world, fund, id);
    for (reviewer, score) in fund.reviewers.iter().zip(scores) {
        review_by(world, fund, id, (reviewer, *score));
    }
    id
}

/// The known round, with the numbers of its applications.
fn known(world: &World, fund: &Fund) -> Vec<(Id<Application>, String)> {
    let made = KNOWN.iter().map(|(name, dollars, scores, _)| {
        let id = scored(world, fund, &city(world, name), *dollars, scores);
        (id, number(world, id))
    });
    made.collect()
}

/// A file of the page: its rows as they stand in the CSV.
fn file(browser: &Browser, page: &Page, button: &str) -> Vec<Vec<String>> {
    let file = browser.press(page, button, &[]);
    file.must_be(200);
    assert!(file.header("content-type").starts_with("text/csv"), "{}", file.header("content-type"));
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

/// The rows of one table of the page.
fn rows_of(page: &Page, table: &str) -> Vec<Vec<String>> {
    let html = page.html();
    let css = |selector: &str| scraper::Selector::parse(selector).expect("a selector");
    let words = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = css(&format!("[aria-labelledby={table}] tbody tr"));
    html.select(&rows).map(|row| row.select(&css("th, td")).map(words).collect()).collect()
}

/// The rows of the ranking, cell by cell as its files have them: what stands below a cell is one of its own.
fn ranked(page: &Page) -> Vec<Vec<String>> {
    let html = page.html();
    let css = |selector: &str| scraper::Selector::parse(selector).expect("a selector");
    let words = |cell: scraper::ElementRef<'_>| cell.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let rows = css("[aria-labelledby=ranking] tbody tr");
    let cells = |row: scraper::ElementRef<'_>| {
        let mut found = Vec::new();
        for cell in row.select(&css("th, td")) {
            let details: Vec<String> = cell.select(&css(".udf-detail")).map(words).collect();
            let whole = words(cell);
            let below = details.iter().map(|line| line.len() + 1).sum::<usize>();
            found.push(whole[..whole.len() - below].to_owned());
            found.extend(details);
        }
        // The city stands below the number.
        found.swap(1, 2);
        found
    };
    html.select(&rows).map(cells).collect()
}

#[test]
fn known_scores_give_the_known_expected_ranks() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let numbers = known(world, &fund);
        let officer = signed_in(world, &fund.officer);
        let page = officer.get(PATH);
        page.must_be(200).must_say("The money reaches 3 of 4 ranked applications.");
        page.must_say("2 are clearly above the line, and 1 is clearly below it.");
        page.must_say(&format!("The line cuts {} alone", numbers[2].1)).must_say("$6,000.00 is left for it.");
        let rows = ranked(&page);
        let groups = ["Above the line", "Above the line", "Cut by the line", "Below the line"];
        let means = ["4.67", "3.67", "3.00", "1.33"];
        let printed = ["1.0", "2.1", "2.9", "4.0"];
        assert_eq!(rows.len(), 4);
        for (at, row) in rows.iter().enumerate() {
            assert_eq!((row[0].as_str(), row[1].clone()), (numbers[at].1.as_str(), (at + 1).to_string()));
            assert_eq!([row[6].as_str(), row[9].as_str(), row[11].as_str()], [means[at], printed[at], groups[at]]);
        }
        assert_eq!((rows[0][5].as_str(), rows[0][7].as_str(), rows[0][8].as_str()), ("3 of 3", "median 5.00", "4.00 to 5.00"));
        assert_eq!((rows[2][4].as_str(), rows[3][4].as_str()), ("sum $19,000.00", "not reached"));
        // What belongs together stands in one cell, so that the table fits a window of 1280 pixels.
        assert_eq!(page.all("[aria-labelledby=ranking] thead th").len(), 8);
        assert!(!page.says("model_icc"), "{}", page.text());
        assert_eq!(page.all("figure svg text").iter().filter(|text| text.contains("UDF-")).count(), 4, "one row each, and the line");
        page.must_say("Funding line").must_say("Krippendorff’s alpha is").must_say("Of what makes scores differ");

        let in_file = file(&officer, &page, "Download as CSV");
        for (row, (known, on_page)) in in_file[1..].iter().zip(KNOWN.iter().zip(&rows)) {
            let exact: f64 = row[9].parse().expect("a number");
            assert!((exact - known.3).abs() < 1e-6, "{exact} is not {}", known.3);
            assert_eq!((&row[10..], &row[6]), (&on_page[10..], &on_page[6]), "the interval, the group and the stage");
        }

        // Each reviewer, each criterion up and down, and each application has its line, with nothing empty.
        let names: Vec<String> = rows_of(&page, "reviewers").into_iter().map(|row| row[0].clone()).collect();
        for name in ["Rita", "Ravi", "Rosa"] {
            assert!(names.iter().any(|cell| cell.starts_with(&format!("{name} (R"))), "{names:?}");
        }
        assert_eq!((rows_of(&page, "weights").len(), rows_of(&page, "places").len(), rows_of(&page, "agreement").len()), (8, 4, 5));
        let levels: Vec<String> = rows_of(&page, "levels").into_iter().map(|row| row[0].clone()).collect();
        assert_eq!(levels, ["Equal or not (nominal)", "Order (ordinal)", "Points (interval)", "Multiples (ratio)"]);
        let mut spreads: Vec<String> = rows_of(&page, "reviewers").into_iter().map(|row| row[3].clone()).collect();
        spreads.sort();
        assert_eq!(spreads, ["1.29", "1.50", "1.71"]);
        assert!(page.rows().iter().flatten().all(|cell| !cell.is_empty() && !cell.contains("NaN")), "{:?}", page.rows());

        // Whoever decides sees the same numbers, and labels in place of names.
        let approver = signed_in(world, &fund.approver).get(PATH);
        assert_eq!(ranked(&approver)[..4].iter().map(|row| row[9].clone()).collect::<Vec<_>>(), printed);
        assert_eq!(rows_of(&approver, "reviewers").into_iter().map(|row| row[0].clone()).collect::<Vec<_>>(), ["R1", "R2", "R3"]);
        assert!(!approver.says("Rita") && !approver.says("Ravi") && !approver.says("Rosa"));
    });
}

/// Runs the command that the page names on the files that it gives.
fn by_command(browser: &Browser, page: &Page) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    for (button, name) in [("Download the scores", "scores.csv"), ("Download the amounts", "amounts.csv")] {
        let file = browser.press(page, button, &[]);
        file.must_be(200);
        std::fs::write(folder.path().join(name), &file.bytes).expect("written");
    }
    let command = page.all("dd").into_iter().find(|text| text.starts_with("udf scoring evaluate")).expect("the command");
    let output = Command::new(env!("CARGO_BIN_EXE_udf")).args(command.split(' ').skip(1)).current_dir(folder.path()).output();
    let output = output.expect("udf starts");
    assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn the_files_give_whoever_takes_them_the_numbers_of_the_page() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        known(world, &fund);
        // One more by two reviewers only, so that the table has a hole.
        scored(world, &fund, &city(world, "Fitchburg"), 5_000, &[3, 5]);
        for who in [&fund.officer, &fund.approver] {
            let browser = signed_in(world, who);
            let page = browser.get(PATH);
            let report = by_command(&browser, &page);
            page.must_say(report["inputs"]["sha256"].as_str().expect("a digest"));
            let in_file = file(&browser, &page, "Download as CSV");
            let lines = report["applications"].as_array().expect("applications");
            assert_eq!(lines.len(), 5);
            for (line, row) in lines.iter().zip(&in_file[1..]) {
                let (low, high) = (&line["rank_low"], &line["rank_high"]);
                let interval = if low == high { low.to_string() } else { format!("{low} to {high}") };
                let group = match line["funding"].as_str().expect("a group") {
                    "direct" => "Above the line",
                    "band" => "Cut by the line",
                    _ => "Below the line",
                };
                let rank: f64 = row[9].parse().expect("a number");
                let told = line["expected_rank"].as_f64().expect("a rank");
                assert!((told - rank).abs() < 1e-10, "to the last of nine digits: {told} and {rank}");
                assert_eq!([line["id"].as_str().expect("a name"), &interval, group], [&row[0], &row[10], &row[11]]);
            }
            let scores = file(&browser, &page, "Download the scores");
            let has_names = scores[0].len() == 4;
            assert_eq!((scores.len(), has_names), (1 + 14, who.name == "Olive"), "names only for who may read them");
        }
        // A workbook says the same, with numbers as numbers; each file that left is on record.
        let browser = signed_in(world, &fund.officer);
        let book = browser.press(&browser.get(PATH), "Download as XLSX", &[]);
        assert!(book.must_be(200).header("content-disposition").contains("ranking-training"), "{}", book.header("content-disposition"));
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&book.bytes)).expect("a zip file");
        let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).expect("the part")).expect("text");
        let names = part("xl/workbook.xml");
        for sheet in ["Ranking", "Severity", "Without one reviewer", "Other weights", "Places", "Agreement"] {
            assert!(names.contains(&format!("name=\"{sheet}\"")), "{names}");
        }
        // Three reviewers with a leaning each, and their heading; five applications.
        assert_eq!(
            (part("xl/worksheets/sheet3.xml").matches("<row ").count(), part("xl/worksheets/sheet6.xml").matches("<row ").count()),
            (4, 6)
        );
        // Four levels of alpha, of the weighted score and of four criteria each.
        assert_eq!(part("xl/worksheets/sheet7.xml").matches("<row ").count(), 1 + 4 * 5);
        let words = part("xl/sharedStrings.xml");
        assert!(["Spread", "Mean on one scale (z)", "Multiples (ratio)"].iter().all(|heading| words.contains(heading)), "{words}");
        browser.post(&format!("{PATH}/export"), &[("format", "exe"), ("of", "open")]).must_be(422).must_say("Choose CSV, XLSX");
        let auditor = signed_in(world, &hired(world, "Iris", &[FundRole::Auditor]));
        auditor.get("/desk/audit").must_say("List of applications taken out as a file");
    });
}

#[test]
fn who_stepped_back_finds_no_trace_and_who_owes_a_review_sees_no_score() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let numbers = known(world, &fund);
        let (closed, reference) = (numbers[3].0, numbers[3].1.clone());
        let walled = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &walled, closed, "My sister works there.")).expect("recorded");
        let wanda = signed_in(world, &walled);
        for path in [PATH.to_owned(), format!("{PATH}?of=round")] {
            let page = wanda.get(&path);
            page.must_be(200).must_say("The money reaches all 3 ranked applications.");
            assert_eq!(ranked(&page).len(), 3);
            for button in ["Download as CSV", "Download the scores", "Download the amounts"] {
                let rows = file(&wanda, &page, button);
                assert!(rows.iter().flatten().all(|cell| !cell.contains(&reference) && !cell.contains("Stoughton")), "{button}: {rows:?}");
            }
            assert!(!page.says(&reference) && !page.says("Stoughton") && !page.says("of 4"), "{}", page.text());
            // The numbers are those of a round without it: three reviewers with three reviews each.
            assert!(rows_of(&page, "reviewers").iter().all(|row| row[1] == "3"), "{:?}", rows_of(&page, "reviewers"));
        }
        signed_in(world, &fund.officer).get(PATH).must_say("The money reaches all 4 ranked applications.").must_say(&reference);

        // A chair who reviews too sees no score of others before their own is in, and a chair who stepped back as reviewer, nothing.
        let chair = hired(world, "Clay", &[FundRole::Chair, FundRole::Reviewer]);
        let about = world.db.read(|conn| process::about(conn, closed)).expect("a case");
        let account = chair.account.expect("an account");
        let task = world.db.write(|tx| review::assign(tx, &fund.officer, &about, &[account], None)).expect("a task")[0];
        let clay = signed_in(world, &chair);
        let page = clay.get(PATH);
        page.must_say("The money reaches all 3 ranked applications.");
        assert_eq!(rows_of(&page, "waiting")[0][..3], [reference.clone(), "Stoughton, WI".into(), "3 of 4".into()]);
        assert!(file(&clay, &page, "Download the scores").iter().all(|row| row[0] != reference));
        world.db.write(|tx| review::declare(tx, &chair, task, &about.reference, Some("My city."))).expect("declared");
        let page = clay.get(PATH);
        assert!(!page.says(&reference) && !page.says("Stoughton"), "{}", page.text());

        let stranger = signed_in(world, &fund.reviewers[0]);
        stranger.get(PATH).must_be(404);
        stranger.post(&format!("{PATH}/export"), &[("format", "csv"), ("of", "open")]).must_be(404);
    });
}

#[test]
fn what_cannot_be_told_is_said_in_words() {
    on_both(|world| {
        let fund = fund(world, 13_000);
        let cities = ["Madison", "Monona", "Verona"].map(|name| city(world, name));
        let officer = signed_in(world, &fund.officer);
        officer.get(PATH).must_be(200).must_say("No application is ranked");
        let ids: Vec<_> = cities.iter().zip([2, 5, 4]).map(|(city, score)| scored(world, &fund, city, 6_000, &[score])).collect();
        let page = officer.get(PATH);
        page.must_say("The money reaches 2 of 3 ranked applications.").must_say("The order is that of the plain mean, and so is the line.");
        page.must_say("There is one reviewer only").must_say("How far reviewers agree is not known.");
        let rows = ranked(&page);
        let told: Vec<_> = rows.iter().map(|row| [row[0].clone(), row[6].clone(), row[9].clone(), row[11].clone()]).collect();
        let line = |at: usize, mean: &str, side: &str| {
            [number(world, ids[at]), mean.into(), "Not known".into(), format!("{side} the line by the plain mean")]
        };
        assert_eq!(told, [line(1, "5.00", "Above"), line(2, "4.00", "Above"), line(0, "2.00", "Below")]);
        assert!(page.all("figure").is_empty(), "no chart without intervals");

        // A second reviewer who says the opposite: every order is as likely.
        let equal = [4, 1, 2].into_iter().zip(&ids);
        for (score, id) in equal {
            review_by(world, &fund, *id, (&fund.reviewers[1], score));
        }
        officer.get(PATH).must_say("The money reaches 2 of 3 ranked applications.").must_say("Krippendorff’s alpha is");
        for page in [officer.get(PATH), officer.get(&format!("{PATH}?of=round&page=99"))] {
            assert!(page.rows().iter().flatten().all(|cell| !cell.is_empty() && !cell.contains("NaN")), "{:?}", page.rows());
        }
        officer.get(&format!("{PATH}?of=nothing")).must_be(404);
    });
}

#[test]
fn equal_scores_leave_all_to_people() {
    on_both(|world| {
        let fund = fund(world, 13_000);
        for name in ["Madison", "Monona", "Verona"] {
            scored(world, &fund, &city(world, name), 6_000, &[3, 3, 3]);
        }
        let page = signed_in(world, &fund.officer).get(PATH);
        page.must_say("The money reaches 2 of 3 ranked applications.").must_say("These 3 cannot be told apart by their scores");
        page.must_say("$13,000.00 is left for them, and together they ask for $18,000.00.").must_say("every order is as likely");
        let rows = ranked(&page);
        assert!(rows.iter().all(|row| row[9] == "2.0" && row[11] == "Cut by the line"), "{rows:?}");
        page.must_say("All scores are equal");
        assert!(page.rows().iter().flatten().all(|cell| !cell.is_empty() && !cell.contains("NaN")), "{:?}", page.rows());
    });
}

#[test]
fn money_that_is_promised_already_reaches_nobody() {
    on_both(|world| {
        let fund = fund(world, 8_000);
        let first = known(world, &fund)[0].0;
        let proposal = crate::grant::proposal(8_000);
        world.db.write(|tx| process::recommend(tx, &fund.officer, first, &proposal, &Press::default()).map(drop)).expect("recommended");
        let page = signed_in(world, &fund.officer).get(PATH);
        page.must_be(200).must_say("$0.00 is free for these applications");
        page.must_say("The money reaches none of the 3 ranked applications: the first asks for more.");
        let rows = ranked(&page);
        assert!(rows.len() == 3 && rows.iter().all(|row| row[4] == "not reached" && row[11] == "Below the line"), "{rows:?}");
        assert!(page.rows().iter().flatten().all(|cell| !cell.is_empty() && !cell.contains("NaN")), "{:?}", page.rows());
    });
}

#[test]
fn panels_that_share_no_reviewer_are_not_compared_in_silence() {
    on_both(|world| {
        let fund = fund(world, 13_000);
        for (name, by) in [("Madison", 0..2), ("Monona", 0..2), ("Verona", 2..3), ("Stoughton", 2..3)] {
            let id = scored(world, &fund, &city(world, name), 6_000, &[]);
            for reviewer in by {
                review_by(world, &fund, id, (&fund.reviewers[reviewer], 5 - i64::try_from(name.len() % 4).expect("small")));
            }
        }
        let page = signed_in(world, &fund.officer).get(PATH);
        page.must_be(200).must_say("fall into 2 sets that share no reviewer");
        assert!(page.rows().iter().flatten().all(|cell| !cell.is_empty() && !cell.contains("NaN")), "{:?}", page.rows());
    });
}

#[test]
fn who_is_excluded_after_a_review_counts_no_more_and_what_is_decided_stands_in_the_whole_round() {
    on_both(|world| {
        let fund = fund(world, 20_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        let first = scored(world, &fund, &madison, 8_000, &[5, 4, 1]);
        let second = scored(world, &fund, &monona, 6_000, &[3, 4, 3]);
        let officer = signed_in(world, &fund.officer);
        assert_eq!(ranked(&officer.get(PATH))[0][6..9], ["3.33", "median 4.00", "1.00 to 5.00, far apart"], "equal means, by number");
        // Rosa gave the lowest score; it turns out that she belongs to the city.
        let about = world.db.read(|conn| process::about(conn, first)).expect("a case");
        let excluded = world.db.write(|tx| {
            let account = fund.reviewers[2].account.expect("an account");
            membership::grant(tx, &Actor::system(), madison.id, account, CityRole::Viewer).expect("a role");
            review::exclude_conflicted(tx, &about)
        });
        assert_eq!(excluded.expect("excluded"), 1);
        let page = officer.get(PATH);
        let rows = ranked(&page);
        assert_eq!(
            (rows[0][0].clone(), &rows[0][5..9]),
            (number(world, first), &["2 of 2", "4.50", "median 4.50", "4.00 to 5.00"].map(String::from)[..])
        );
        assert_eq!(file(&officer, &page, "Download the scores").len(), 1 + 5);
        page.must_say("The two correlations by the model use every score.");

        // Recommended with less: it leaves the open ones, and stands in the whole round with what is recommended.
        let proposal = crate::grant::proposal(7_000);
        world.db.write(|tx| process::recommend(tx, &fund.officer, first, &proposal, &Press::default()).map(drop)).expect("recommended");
        let open = officer.get(PATH);
        open.must_say("The money reaches the one ranked application.").must_say("$13,000.00 is free");
        assert_eq!(ranked(&open)[0][0], number(world, second));
        let whole = officer.follow(&open, "The whole round");
        whole.must_say("The money reaches all 2 ranked applications.").must_say("$20,000.00 is free or held");
        let rows = ranked(&whole);
        assert_eq!((rows[0][0].clone(), rows[0][3].as_str(), rows[0][12].as_str()), (number(world, first), "$7,000.00", "Recommended"));
    });
}
