//! What stands beside the ranking and the slate of a round: the draw by lot and what the panel came to, on the pages and in the files,
//! each as far as its own pages show it to the reader; and the list of draws among the reports.

use crate::grant::{fund_of, signed_in};
use crate::lottery::{INSTANT, NUMBER, PATH as LOTTERY, RANKING, announces, equal, number, with_lottery};
use crate::meeting::{BEFORE, CLOSE_BEFORE, Ground, SLUG, begins, ground, hired, plans, votes};
use crate::support::{Browser, Page, World, on_both};
use urban_diplomacy_fund::people::FundRole;
use urban_diplomacy_fund::process;

const SLATE: &str = "/desk/slate/training-and-conference-support-2027";
/// What the panel agrees on: 4.05 with the weights of the round.
const AGREED: [(&str, &str); 4] =
    [("agreed-need_and_fit", "4"), ("agreed-results_for_city", "4"), ("agreed-lasting_skills", "3"), ("agreed-plan_and_budget", "5")];
const MINUTES: [&str; 3] = ["vote before the discussion", "consensus 4.05", "Panel’s vote"];

/// The ranking as CSV: its headings, and its rows.
fn taken(browser: &Browser, page: &Page, values: &[(&str, &str)], button: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let file = browser.press(page, button, values);
    file.must_be(200);
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut all: Vec<Vec<String>> = reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect();
    let headings = all.remove(0);
    (headings, all)
}

/// The value of a row under a heading.
#[track_caller]
fn under<'a>((headings, rows): &'a (Vec<String>, Vec<Vec<String>>), number: &str, heading: &str) -> &'a str {
    let at = headings.iter().position(|found| found == heading).unwrap_or_else(|| panic!("no {heading}: {headings:?}"));
    let row = rows.iter().find(|row| row[0] == number).unwrap_or_else(|| panic!("no {number}: {rows:?}"));
    &row[at]
}

/// A meeting that does not recommend the better one, and the other one with less than it asks for; not closed yet.
fn meets(lead: &Browser, member: &Browser, numbers: &[String; 2]) -> String {
    let path = plans(lead);
    begins(lead, &path, &[member], &numbers[1]);
    lead.press(&lead.get(&path), BEFORE, &[]).must_be(200);
    votes(member, &path, "Vote", "3").must_be(200);
    lead.press(&lead.get(&path), CLOSE_BEFORE, &[]).must_be(200);
    lead.press(&lead.get(&path), "Record these scores", &AGREED).must_be(200).must_say("4.05");
    let no = [("verdict", "not_recommended"), ("sentence", "canary-sentence")];
    lead.press(&lead.get(&path), "Record the outcome", &no).must_be(200);
    lead.press(&lead.get(&path), &format!("Next: {}", numbers[0]), &[]).must_be(200);
    let less = [("verdict", "recommended"), ("amount", "5,500"), ("sentence", "One trip less.")];
    lead.press(&lead.get(&path), "Record the outcome", &less).must_be(200);
    path
}

#[test]
fn what_the_panel_came_to_stands_beside_the_ranking_and_the_slate() {
    on_both(|world| {
        let Ground { fund, chair, numbers, ids } = ground(world);
        let (cora, rita, olive) = (signed_in(world, &chair), signed_in(world, &fund.reviewers[0]), signed_in(world, &fund.officer));
        let path = meets(&cora, &rita, &numbers);
        for page in [olive.get(RANKING), olive.get(SLATE)] {
            page.must_be(200);
            assert!(!page.says("$5,500.00") && !page.says("What the panel said"), "a meeting that goes on: {}", page.text());
        }
        cora.press(&cora.get(&path), "Close the meeting", &[]).must_be(200);

        for reader in [&olive, &cora] {
            let page = reader.get(RANKING);
            page.must_say("panel: not recommended").must_say("panel: recommended $5,500.00");
            page.must_say("vote before the discussion: 1 vote, 3.00").must_say("consensus 4.05");
            assert!(!page.says("Rita 3"), "how each member voted stands in the minutes alone");
            let file = taken(reader, &page, &[], "Download as CSV");
            let (monona, madison) = (numbers[0].as_str(), numbers[1].as_str());
            assert_eq!([under(&file, monona, "Panel"), under(&file, monona, "Panel recommends (USD)")], ["Recommended", "5500.00"]);
            assert_eq!([under(&file, madison, "Panel"), under(&file, madison, "Panel recommends (USD)")], ["Not recommended", ""]);
            assert_eq!(under(&file, madison, "Panel’s vote"), "before the discussion: 1 vote, 3.00");
            assert_eq!([under(&file, madison, "Panel’s consensus"), under(&file, monona, "Panel’s consensus")], ["4.05", ""]);
        }
        the_slate_departs(world, &olive, &numbers);
        // Whoever decides reads what was recommended, as on the case file, and neither votes nor agreed scores: they read no minutes.
        let april = signed_in(world, &fund.approver);
        april.get(RANKING).must_say("panel: not recommended");
        april.get(SLATE).must_say("Not recommended");
        let files =
            [taken(&april, &april.get(RANKING), &[], "Download as CSV").0.concat(), april.get(RANKING).text(), april.get(SLATE).text()];
        assert!(files.iter().all(|text| MINUTES.iter().all(|secret| !text.contains(secret))), "{files:?}");
        assert!(files[0].contains("Panel recommends"), "{}", files[0]);

        let wanda = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &wanda, ids[1], "My city.")).expect("recorded");
        let wanda = signed_in(world, &wanda);
        let (ranking, slate) = (wanda.get(RANKING), wanda.get(SLATE));
        let rows = taken(&wanda, &ranking, &[], "Download as CSV");
        let listed = taken(&wanda, &slate, &[("format", "csv")], "Download");
        let read = format!("{}{}{rows:?}{listed:?}", ranking.body, slate.body);
        for secret in [numbers[1].as_str(), "Madison", "Not recommended", "not recommended", "consensus 4.05", "canary-sentence"] {
            assert!(!read.contains(secret), "{secret}: {read}");
        }
        assert_eq!((rows.1.len(), under(&rows, &numbers[0], "Panel recommends (USD)")), (1, "5500.00"));
    });
}

/// The warning above, the reasons, the cells, the file; on the slate that is proposed and on the one that is adopted.
fn the_slate_departs(world: &World, olive: &Browser, numbers: &[String; 2]) {
    let against = "The panel does not recommend it, and the slate gives it $8,000.00.";
    let less = "The panel recommends $5,500.00, and the slate gives it $6,000.00.";
    let page = olive.get(SLATE);
    let adopted = olive.press(&page, "Adopt this slate", &[("reason", "In spite of the panel.")]);
    for page in [&page, &adopted, &olive.get(&format!("{SLATE}/1/recommend"))] {
        page.must_be(200).must_say("This slate departs from what the panel said on 2 applications");
        page.must_say(against).must_say(less);
    }
    page.must_say(&format!("{}: {against}", numbers[1])).must_say("consensus 4.05");
    let file = taken(olive, &page, &[("format", "csv")], "Download");
    assert_eq!([under(&file, &numbers[1], "Departs from the panel"), under(&file, &numbers[0], "Departs from the panel")], [against, less]);
    assert_eq!(under(&file, &numbers[0], "Panel"), "Recommended $5,500.00");
    signed_in(world, &hired(world, "Iris", &[FundRole::Auditor])).get(&format!("{SLATE}/1")).must_say(against);
    assert_eq!(SLATE, format!("/desk/slate/{SLUG}"));
}

#[test]
fn a_draw_stands_in_the_files_of_the_ranking_and_among_the_reports() {
    on_both(|world| {
        let fund = fund_of(world, &with_lottery(), 13_000);
        let ids = equal(world, &fund);
        let numbers: Vec<String> = ids.iter().map(|id| number(world, *id)).collect();
        let (olive, boris) = (signed_in(world, &fund.officer), signed_in(world, &fund.both));
        let reports = olive.get("/desk");
        reports.must_say("Reports").must_say("Disparity");
        let list = olive.follow(&reports, "Draws by lot");
        list.must_be(200).must_say("Training and Conference Support 2027").must_say("Announced by the round, none prepared");
        announces(&olive, &[]);
        olive.get("/desk/lottery").must_say("To be made from March 2, 2027, 9:00 AM EST on");
        let (before, _) = taken(&olive, &olive.get(RANKING), &[], "Download as CSV");
        assert!(before.iter().all(|heading| heading != "Chosen by lot"), "{before:?}");
        world.at(INSTANT);
        boris.press(&boris.get(LOTTERY), "Make the draw", &NUMBER).must_be(200);

        let file = taken(&olive, &olive.get(RANKING), &[], "Download as CSV");
        let mut places: Vec<&str> = numbers.iter().map(|number| under(&file, number, "Drawn as number")).collect();
        places.sort_unstable();
        assert_eq!(places, ["1", "2", "3"]);
        for number in &numbers {
            let is_chosen = under(&file, number, "Drawn as number") != "3";
            let said = if is_chosen { "Chosen by lot" } else { "Not chosen by lot" };
            assert_eq!([under(&file, number, "Draw"), under(&file, number, "Chosen by lot")], ["1", said]);
        }
        let list = olive.get("/desk/lottery");
        list.must_say("Made");
        olive.follow(&list, "Training and Conference Support 2027").must_be(200).must_say("2 are chosen");

        // To whom one application of the round is closed there are no draws in it, as everywhere on the desk.
        let wanda = hired(world, "Wanda", &[FundRole::ProgramOfficer]);
        world.db.write(|tx| process::step_back(tx, &wanda, ids[0], "My city.")).expect("recorded");
        let wanda = signed_in(world, &wanda);
        let (headings, _) = taken(&wanda, &wanda.get(RANKING), &[], "Download as CSV");
        assert!(headings.iter().all(|heading| !heading.contains("lot") && !heading.starts_with("Draw")), "{headings:?}");
        let list = wanda.get("/desk/lottery");
        list.must_be(200).must_say("No round announced that lots may decide.");
        assert!(!list.says("Training and Conference Support"), "{}", list.text());
        signed_in(world, &fund.reviewers[0]).get("/desk/lottery").must_be(404);
    });
}
