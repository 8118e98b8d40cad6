//! Exactly this view as a file: the rows, the order and the columns of the page, of all its pages; every act recorded.

use crate::grant::{application, city, fund, signed_in};
use crate::support::{Browser, Page, World, on_both};
use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use std::io::Read;
use std::sync::{Arc, Mutex};
use urban_diplomacy_fund::db::{Conn, Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process;

fn retitle(world: &World, id: Id<Application>, title: &str) {
    use schema::applications as a;
    let of = a::table.filter(a::id.eq(id.text()));
    let changed = world.db.write(|tx| diesel::update(of.clone()).set(a::title.eq(title)).execute(&mut **tx).map_err(Error::from));
    assert_eq!(changed.expect("another title"), 1);
}

/// The lines of the CSV, each as its cells.
fn csv_rows(browser: &Browser, page: &Page) -> Vec<Vec<String>> {
    let file = browser.press(page, "Download as CSV", &[]);
    file.must_be(200);
    assert!(file.header("content-type").starts_with("text/csv"), "{}", file.header("content-type"));
    assert!(file.header("content-disposition").contains("attachment"));
    let text = file.body.trim_start_matches('\u{feff}').to_owned();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(ToOwned::to_owned).collect()).collect()
}

/// So many more received applications that are like this one.
fn copies(world: &World, id: Id<Application>, count: usize) {
    let made = world.db.write(|tx| {
        for n in 0..count {
            let new = tx.id::<Application>();
            let row = "opportunity_id, definition_sha256, organisation_id, title, editable_scope, total_cents, created_by, created_at, \
                       updated_at, submitted_at, answer_by, withdrawn_at, version, invited_at";
            let application = format!(
                "INSERT INTO applications (id, reference, {row}) SELECT '{new}', 'UDF-2027-9{n:05}', {row} FROM applications WHERE id = '{id}'"
            );
            let row = "definition_hash, marking, lock_version, changed_at, stage";
            let instance = format!("INSERT INTO wf_instances (id, {row}) SELECT '{new}', {row} FROM wf_instances WHERE id = '{id}'");
            diesel::sql_query(application).execute(&mut **tx)?;
            diesel::sql_query(instance).execute(&mut **tx)?;
        }
        Ok::<_, Error>(())
    });
    made.expect("many more");
}

fn exports(world: &World) -> Vec<serde_json::Value> {
    use schema::audit_events as e;
    let payloads: Vec<String> = world
        .db
        .read(|conn| e::table.filter(e::fact.eq("list.exported")).order((e::at, e::id)).select(e::payload).load(conn).map_err(Error::from))
        .expect("records");
    payloads.iter().map(|payload| serde_json::from_str(payload).expect("a fact")).collect()
}

#[test]
fn a_file_is_the_view_with_all_its_pages_and_is_recorded() {
    on_both(|world| {
        let fund = fund(world, 1_000_000);
        world.at("2027-01-14T04:30:00Z");
        let madison = city(world, "Madison");
        let first = application(world, &fund, &madison, 8_000);
        retitle(world, first, "=HYPERLINK(\"https://elsewhere.example\")");
        let second = application(world, &fund, &city(world, "Monona"), 5_000);
        retitle(world, second, "Café, \"Lyon\" & <more>");
        let other = application(world, &fund, &city(world, "Verona"), 6_000);
        // Many more of the same, so that the view has three pages.
        copies(world, other, 110);
        let officer = signed_in(world, &fund.officer);

        let page = officer.get("/desk/applications?sort=most&stage=submitted");
        let shown: Vec<String> = page.all("table a");
        let rows = csv_rows(&officer, &page);
        assert_eq!(rows[0], ["Reference", "City", "Plan", "Round", "Asked for (USD)", "Received (America/New_York)", "Stage"]);
        assert_eq!(rows.len(), 1 + 113, "all pages");
        assert_eq!((rows[1][1].as_str(), rows[1][4].as_str()), ("Madison, WI", "8000.00"));
        assert!(rows[1][2].starts_with("'=HYPERLINK(\"https://elsewhere.example\")"), "{:?}", rows[1]);
        assert!(rows[1][5].starts_with("2027-01-13 23:3"), "the day of the fund: {:?}", rows[1]);
        let last = rows.last().expect("a row");
        assert!(last[2].starts_with("Café, \"Lyon\" & <more>") && last[4] == "5000.00", "{last:?}");
        let mut walked: Vec<String> = shown.into_iter().filter(|text| text.starts_with("UDF-")).collect();
        let mut here = officer.follow(&page, "Next page");
        loop {
            walked.extend(here.all("table a").into_iter().filter(|text| text.starts_with("UDF-")));
            if !here.says("Next page") {
                break;
            }
            here = officer.follow(&here, "Next page");
        }
        assert_eq!(walked, rows[1..].iter().map(|row| row[0].clone()).collect::<Vec<_>>(), "the rows and the order of the pages");

        // Each cell of words says what the page says, marks beside the plan's name included.
        for (on_page, in_file) in page.rows().iter().zip(&rows[1..]) {
            let plain: Vec<&str> = in_file[..4].iter().map(|cell| cell.trim_start_matches('\'')).collect();
            assert_eq!(on_page[1..5].iter().map(String::as_str).collect::<Vec<_>>(), plain);
            assert_eq!(on_page[7], in_file[6]);
        }

        // A file of a narrower view; the act of taking it out names the filters, the rows and the digest.
        let narrow = csv_rows(&officer, &officer.get("/desk/applications?q=caf"));
        assert_eq!(narrow.len(), 2);
        let recorded = exports(world);
        assert_eq!(recorded.len(), 2);
        assert_eq!(recorded[0]["rows"], 113);
        assert_eq!(recorded[0]["query"], "stage=submitted&sort=most");
        assert_eq!(recorded[0]["filters"][0], "Stage: Submitted");
        assert_eq!(recorded[1]["rows"], 1);
        assert_eq!(recorded[1]["sha256"].as_str().map(str::len), Some(64));
        signed_in(world, &madison.official).post("/desk/applications/export", &[("format", "csv"), ("query", "")]).must_be(404);
        officer.post("/desk/applications/export", &[("format", "exe"), ("query", "")]).must_be(422).must_say("Choose CSV or XLSX");
        officer
            .post("/desk/applications/export", &[("format", "csv"), ("query", "stage=x")])
            .must_be(422)
            .must_say("The filters have a mistake");
        assert_eq!(exports(world).len(), 2, "what was refused is no export");
    });
}

#[test]
fn a_workbook_opens_and_says_what_it_is_and_a_conflict_shows_what_the_page_shows() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        world.at("2027-01-14T04:30:00Z");
        let id = application(world, &fund, &city(world, "Madison"), 8_000);
        let other = application(world, &fund, &city(world, "Monona"), 5_000);
        retitle(world, id, "+1 <plan>");
        world.db.write(|tx| process::step_back(tx, &fund.officer, other, "My sister works there.")).expect("recorded");
        let officer = signed_in(world, &fund.officer);
        let page = officer.get("/desk/applications?sort=city");
        assert!(!page.says("Monona, WI") && !page.says("stepped back"), "{}", page.text());
        let file = officer.press(&page, "Download as XLSX", &[]);
        file.must_be(200);
        assert!(file.header("content-disposition").contains("applications-2027-01-13.xlsx"), "{}", file.header("content-disposition"));
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.bytes)).expect("a workbook is a zip file");
        let mut part = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
            text
        };
        let (sheet, strings) = (part("xl/worksheets/sheet2.xml"), part("xl/sharedStrings.xml"));
        assert_eq!(sheet.matches("<row ").count(), 2, "a heading and the row of the page, without the one stepped back from");
        assert!(sheet.contains("<v>8000</v>") && !sheet.contains("<v>5000</v>") && !sheet.contains("<f>"), "{sheet}");
        assert!(strings.contains("+1 &lt;plan&gt;") && strings.contains("Received (America/New_York)"), "{strings}");
        for said in [
            "Olive &lt;olive@demo.example&gt;",
            "City, A to Z",
            "January 13, 2027, 11:30 PM EST (America/New_York)",
            "/desk/applications?sort=city",
        ] {
            assert!(strings.contains(said), "{said}: {strings}");
        }
        assert_eq!(exports(world).last().map(|fact| fact["format"].clone()), Some("xlsx".into()));

        // An auditor reads the same list; what they take out stands in the record under their name.
        let auditor = world.staff("Ada Auditor", FundRole::Auditor).into_browser();
        assert_eq!(csv_rows(&auditor, &auditor.get("/desk/applications")).len(), 3);
        auditor.get("/desk/audit").must_say("List of applications taken out as a file").must_say("Ada Auditor");
    });
}

#[test]
fn a_view_that_is_too_large_for_a_file_is_refused_in_words_and_never_cut_off() {
    on_both(|world| {
        let fund = fund(world, 1_000_000);
        let (madison, monona) = (city(world, "Madison"), city(world, "Monona"));
        application(world, &fund, &monona, 5_000);
        let many = application(world, &fund, &madison, 8_000);
        copies(world, many, 9_999);
        let officer = signed_in(world, &fund.officer);
        let page = officer.get("/desk/applications");
        page.must_say("up to 10,000 applications");
        officer.press(&page, "Download as CSV", &[]).must_be(422).must_say("more than 10,000 applications").must_say("Narrow it");
        assert!(exports(world).is_empty(), "no file, no record of one");
        let narrowed = officer.get("/desk/applications?q=madison");
        assert_eq!(csv_rows(&officer, &narrowed).len(), 1 + 10_000, "exactly the most");
        assert_eq!(exports(world)[0]["rows"], 10_000);
    });
}

#[test]
fn filters_that_cannot_be_read_make_no_wider_file() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        application(world, &fund, &city(world, "Madison"), 8_000);
        let olive = signed_in(world, &fund.officer);
        let ours = [("sec-fetch-site", "same-origin"), ("content-type", "application/x-www-form-urlencoded")];
        let twice = "stage%3Din_review%26stage%3Dsubmitted";
        let send = |path: &str, body: String| olive.request_once("POST", path, &ours, body.as_bytes()).0;
        send("/desk/applications/export", format!("format=csv&query={twice}")).must_be(422).must_say("The filters cannot be read.");
        send("/desk/views", format!("name=Mine&reader=me&query={twice}")).must_be(422).must_say("The filters cannot be read.");
        olive.get("/desk/views/new?stage=in_review&stage=submitted").must_be(422).must_say("The filters cannot be read.");
        assert_eq!(exports(world).len(), 0, "no file left");
        send("/desk/applications/export", "format=csv&query=stage%3Dsubmitted".into()).must_be(200);
    });
}

/// How SQLite would go about what the list asks it.
fn plan(conn: &mut Conn, filter: &process::Filter, after: &str) -> Vec<String> {
    #[derive(diesel::QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let heard = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heard);
    conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            kept.lock().expect("heard").push(query.to_string());
        }
    });
    process::list_cases(conn, &Actor::system(), filter, (Some(after), 51)).expect("a list");
    conn.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let heard = heard.lock().expect("heard");
    let asked = heard.iter().find(|sql| sql.contains("wf_instances") && sql.contains("ORDER BY")).expect("the list");
    let (sql, _) = asked.split_once(" -- binds").expect("values apart");
    let steps = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load::<Step>(conn).expect("a plan");
    steps.into_iter().map(|step| step.detail).collect()
}

#[test]
fn the_next_page_of_the_list_begins_at_its_mark() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        let last = application(world, &fund, &city(world, "Madison"), 8_000).text();
        world
            .db
            .read(|conn| {
                if !matches!(conn, Conn::Sqlite(_)) {
                    return Ok::<_, Error>(());
                }
                use process::Sort;
                let rows = [
                    (Sort::Newest, "applications_by_received"),
                    (Sort::Oldest, "applications_by_received"),
                    (Sort::Most, "applications_by_total"),
                    (Sort::Least, "applications_by_total"),
                ];
                for (sort, index) in rows {
                    let steps = plan(conn, &process::Filter { sort, ..process::Filter::default() }, &last);
                    let enters = steps.iter().any(|step| step.starts_with("SEARCH") && step.contains(index));
                    assert!(enters && !steps.iter().any(|step| step.contains("TEMP B-TREE")), "{sort:?}: {steps:#?}");
                }
                Ok(())
            })
            .expect("read");
    });
}
