//! What a score sheet and a pack to print hold where a rubric was changed, where names are withheld, and of what is open.

use crate::grant::{self, fund, signed_in};
use crate::score_sheet::{NEED, PAGE, SLUG, Sheet, cleared, sends};
use crate::support::on_both;
use urban_diplomacy_fund::opportunity;
use urban_diplomacy_fund::panel::{self, Flags, NewDeclaration, NewPhase, Scores};
use urban_diplomacy_fund::review;

#[test]
fn a_round_whose_rubric_was_changed_has_a_sheet_for_each() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let rita = &fund.reviewers[0];
        let (madison, _) = cleared(world, &fund, "Madison", rita);
        let newer = grant::ROUND.replacen("title = \"Need and fit\"", "title = \"Need, anew\"", 1);
        assert_ne!(newer, grant::ROUND);
        world.db.write(|tx| opportunity::import(tx, &fund.officer, "round.toml", &newer)).expect("the newer version is sound");
        let (monona, task) = cleared(world, &fund, "Monona", rita);
        let browser = signed_in(world, rita);
        let page = browser.get(PAGE);
        page.must_say("there is a sheet for each rubric");
        let links: Vec<String> = page.all("main a").into_iter().filter(|words| words.contains("(CSV), 1 review under rubric R")).collect();
        assert_eq!(links.len(), 2, "{links:?}");
        let files = links.iter().map(|words| browser.follow(&page, words).body);
        let (old, new): (Vec<String>, Vec<String>) = files.partition(|text| text.contains("Need and fit"));
        assert!(old[0].contains(&madison) && !old[0].contains(&monona) && new[0].contains("1. Need, anew (1 to 5)"));
        // A row that was moved into the sheet of the other rubric is told.
        let moved = old[0].replace(&madison, &monona);
        let tasks = world.db.read(|conn| review::list_mine(conn, rita)).expect("tasks");
        let first = tasks.iter().find(|other| other.id != task).expect("the other task").id;
        let looked = sends(&browser, "scores.csv", moved.replace(&first.text(), &task.text()).as_bytes());
        looked.must_be(200).must_say("This row was made for another version of the rubric.");
    });
}

#[test]
fn a_phase_without_names_names_nobody_in_sheet_or_pack() {
    on_both(|world| {
        let fund = fund(world, 40_000);
        let rita = &fund.reviewers[0];
        let flags = Flags { applicants: false, scores: Scores::Always, reviewers: true, changes: false };
        let phase = NewPhase { name: "Blind".into(), begins_at: world.clock.now(), ends_at: None, flags };
        world.db.write(|tx| panel::add_phase(tx, &fund.officer, SLUG, &phase).map(drop)).expect("a phase");
        let ties = NewDeclaration { employers: String::new(), cities: vec![], has_certified: true };
        world.db.write(|tx| panel::declare(tx, rita, &ties)).expect("declared");
        cleared(world, &fund, "Zebraville", rita);
        let browser = signed_in(world, rita);
        let mut read = vec![browser.get("/panel"), browser.get(PAGE)];
        let sheet = Sheet::taken_out(&browser);
        let column = sheet.column(NEED);
        let mut filled = sheet.clone();
        filled.rows[1][column] = "4".into();
        read.push(filled.sent(&browser));
        for page in &read {
            assert!(!page.must_be(200).body.to_lowercase().contains("zebraville"), "{}", page.path);
        }
        let texts: String = sheet.rows.concat().join(" ");
        let book = browser.get(&format!("{PAGE}.xlsx"));
        let mut inside = zip::ZipArchive::new(std::io::Cursor::new(&book.bytes)).expect("a workbook");
        let mut strings = String::new();
        std::io::Read::read_to_string(&mut inside.by_name("xl/sharedStrings.xml").expect("texts"), &mut strings).expect("text");
        for text in [texts, strings, book.header("content-disposition").to_owned()] {
            assert!(!text.to_lowercase().contains("zebraville") && !text.contains("Cleo Clerk"), "{text}");
        }
        #[cfg(feature = "pdf")]
        {
            let pack = browser.follow(&browser.get(PAGE), "Print pack (PDF)");
            let words = crate::support::pdf::words(&pack.must_be(200).bytes).to_lowercase();
            assert!(words.contains("yourreviewof") && !words.contains("zebraville") && !words.contains("cleoclerk"), "{words}");
            let plain = String::from_utf8_lossy(&pack.bytes).to_lowercase();
            assert!(!plain.contains("zebraville") && !pack.header("content-disposition").to_lowercase().contains("zebraville"));
        }
    });
}

#[cfg(feature = "pdf")]
#[test]
fn a_pack_holds_what_is_open_and_its_rubric() {
    on_both(|world| {
        let fund = grant::fund_of(world, &crate::rubrics::mixed(), 40_000);
        let (rita, ravi) = (&fund.reviewers[0], &fund.reviewers[1]);
        let (madison, _) = cleared(world, &fund, "Madison", rita);
        let (monona, _) = cleared(world, &fund, "Monona", ravi);
        let over = grant::application(world, &fund, &grant::city(world, "Dover"), 6_000);
        grant::screened(world, &fund, over);
        grant::reviewed_by(world, &fund, over, 1);
        let browser = signed_in(world, rita);
        let pack = browser.follow(&browser.get(PAGE), "Print pack (PDF)");
        pack.must_be(200);
        assert_eq!(pack.kind, "application/pdf");
        assert_eq!(pack.header("content-disposition").split(';').nth(1), Some(&*format!(" filename=\"Review pack {SLUG} 1.pdf\"")));
        let words = crate::support::pdf::words(&pack.bytes);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        for text in [
            madison.as_str(),
            "Your review of",
            "1. Need and fit",
            "Partly new.",
            "Somebody is missing.",
            "Look at who goes.",
            "Protocol course",
        ] {
            assert!(words.contains(&squeezed(text)), "{text}\n{words}");
        }
        assert!(!words.contains(&monona) && !words.contains("Dover"), "nothing of others, nothing that is over");
        browser.get(&format!("/panel/rounds/{SLUG}/pack.pdf?part=2")).must_be(404);
        browser.get(&format!("/panel/rounds/{SLUG}/pack.pdf?part=0")).must_be(404);
        signed_in(world, &fund.reviewers[2]).get(&format!("/panel/rounds/{SLUG}/pack.pdf")).must_be(404);
    });
}
