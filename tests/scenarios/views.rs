//! The list of applications narrowed and ordered by its address, and the views that people keep of it.

use crate::grant::{application, city, fund, screened, signed_in};
use crate::support::{Page, on_both};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::kernel::{Kind, Refusal};
use urban_diplomacy_fund::people::{Actor, FundRole};
use urban_diplomacy_fund::process::{self, Filter, Row};
use urban_diplomacy_fund::views;

/// The cities of the rows, in the order of the page.
fn cities(page: &Page) -> Vec<String> {
    page.must_be(200);
    let names = ["Austin", "Boston", "Camden", "Dayton"];
    let cells = page.rows().concat();
    cells.iter().filter_map(|cell| names.iter().find(|name| cell.starts_with(&format!("{name}, ")))).map(ToString::to_string).collect()
}

/// What stands in a field of the filters.
fn typed(page: &Page, name: &str) -> String {
    let filled = page.fill(Some("Show"), &[]);
    filled.fields.into_iter().find(|(field, _)| field == name).map(|(_, value)| value).expect("the field")
}

#[test]
fn the_address_narrows_and_orders_and_every_mistake_stands_beside_its_field() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        // Received at four instants; the second late on a day that is the next one in UTC already.
        let made = [
            ("Camden", 8_000, "2027-01-12T15:00:00Z"),
            ("Austin", 5_000, "2027-01-14T04:30:00Z"),
            ("Dayton", 8_000, "2027-01-14T15:00:00Z"),
            ("Boston", 6_000, "2027-01-15T15:00:00Z"),
        ];
        let mut ids = Vec::new();
        for (name, dollars, at) in made {
            world.at(at);
            ids.push(application(world, &fund, &city(world, name), dollars));
        }
        screened(world, &fund, ids[3]);
        let move_to = |name: &str, state: &str| {
            use schema::organisations as o;
            let of = o::table.filter(o::name.eq(name.to_owned()));
            let moved = world.db.write(|tx| diesel::update(of.clone()).set(o::state.eq(state)).execute(&mut **tx).map_err(Error::from));
            assert_eq!(moved.expect("moved"), 1);
        };
        move_to("Austin", "TX");
        let officer = signed_in(world, &fund.officer);
        let shown = |query: &str| cities(&officer.get(&format!("/desk/applications?{query}")));
        assert_eq!(shown(""), ["Boston", "Dayton", "Austin", "Camden"]);
        assert_eq!(shown("sort=oldest"), ["Camden", "Austin", "Dayton", "Boston"]);
        assert_eq!(shown("sort=most"), ["Dayton", "Camden", "Boston", "Austin"]);
        assert_eq!(shown("sort=least"), ["Austin", "Boston", "Camden", "Dayton"]);
        assert_eq!(shown("sort=city"), ["Austin", "Boston", "Camden", "Dayton"]);
        assert_eq!(shown("sort=reference"), ["Camden", "Austin", "Dayton", "Boston"]);
        assert_eq!(shown("state=TX"), ["Austin"]);
        assert_eq!(shown("stage=in_review"), ["Boston"]);
        assert_eq!(shown("received_from=2027-01-13&received_to=2027-01-13"), ["Austin"], "a day of the fund, not of UTC");
        assert_eq!(shown("asked_from=5,000.01&asked_to=8000&sort=city"), ["Boston", "Camden", "Dayton"]);
        assert_eq!(shown("q=OSTO"), ["Boston"], "words anywhere, however written");
        assert_eq!(shown("q=%25").len(), 0, "nothing typed means more than itself");
        assert_eq!(shown("opportunity=no-such-round").len(), 0);

        let page = officer.get("/desk/applications?received_from=yesterday&asked_to=much&stage=submitted");
        page.must_be(422);
        assert_eq!(page.errors().len(), 2, "{}", page.text());
        assert_eq!(
            (typed(&page, "received_from"), typed(&page, "asked_to")),
            ("yesterday".to_owned(), "much".to_owned()),
            "what was typed stays"
        );
        officer.get("/desk/applications?before=nonsense").must_be(404);

        // Pages go on exactly where the one before ended, in every order, also where amounts are the same.
        for sort in ["newest", "oldest", "most", "least", "city", "reference"] {
            let filter = Filter { sort: sort.parse().expect("an order"), ..Filter::default() };
            let read = |after: Option<&str>, limit| {
                world.db.read(|conn| process::list_cases(conn, &Actor::system(), &filter, (after, limit))).expect("a list")
            };
            let (whole, mut paged) = (read(None, 10), Vec::new());
            while paged.len() < whole.len() {
                let after = paged.last().map(|row: &Row| row.id.clone());
                let next = read(after.as_deref(), 1);
                assert_eq!(next.len(), 1, "{sort}");
                paged.extend(next);
            }
            assert_eq!(paged, whole, "{sort}");
            assert!(read(whole.last().map(|row| row.id.as_str()), 1).is_empty(), "{sort}");
        }
    });
}

#[test]
fn a_view_is_kept_shared_renamed_and_deleted_by_those_who_may() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        application(world, &fund, &city(world, "Austin"), 8_000);
        let auditor = world.staff("Ada Auditor", FundRole::Auditor).into_browser();
        let admin = world.staff("Adam Admin", FundRole::Administrator).into_browser();
        let (officer, approver) = (signed_in(world, &fund.officer), signed_in(world, &fund.approver));

        let list = officer.get("/desk/applications?stage=submitted&sort=most&q=a%26b&select=all");
        let form = officer.follow(&list, "Save this view");
        form.must_be(200).must_say("Submitted").must_say("Amount, highest first").must_say("a&b");
        officer.press(&form, "Save", &[("name", " ")]).must_be(422).must_say("Give the view a name");
        let kept = officer.press(&form, "Save", &[("name", "To <b>screen</b>"), ("reader", "me")]);
        kept.must_be(200).must_say("The view is saved").must_say("To <b>screen</b>");
        assert!(!approver.get("/desk/applications").says("To <b>screen</b>"), "it is hers alone");
        let form = officer.follow(&list, "Save this view");
        officer.press(&form, "Save", &[("name", "to <b>SCREEN</b>"), ("reader", "me")]).must_be(422).must_say("of this name already");
        // The link opens exactly these filters.
        let opened = officer.follow(&officer.get("/desk/applications"), "To <b>screen</b>");
        assert_eq!((typed(&opened, "q"), typed(&opened, "stage")), ("a&b".to_owned(), "submitted".to_owned()));

        let page = officer.follow(&officer.get("/desk/views"), "Rename, share or delete");
        let stale = officer.get(&page.path);
        officer.press(&page, "Save", &[("name", "Screening"), ("reader", "staff")]).must_be(200).must_say("The view is changed");
        officer.press(&stale, "Save", &[("name", "Old page"), ("reader", "me")]).must_be(409).must_say("Somebody else changed this");
        approver.get("/desk/applications").must_say("Screening").must_say("shared by Olive");
        let theirs = approver.get(&page.path);
        theirs.must_be(200);
        assert!(!theirs.says("Rename or share") && !theirs.says("Delete this view"), "{}", theirs.text());
        let id = page.path.rsplit('/').next().expect("an identifier").parse().expect("an identifier");
        let refused = world.db.write(|tx| views::delete(tx, &fund.approver, id)).expect_err("not hers");
        assert_eq!(refused.kind(), Kind::Forbidden);

        // An auditor keeps views alone; a city finds no such page.
        let form = auditor.get("/desk/views/new?stage=active");
        assert!(!form.says("All staff of the fund"));
        auditor
            .post("/desk/views", &[("name", "Mine"), ("reader", "staff"), ("query", "")])
            .must_be(422)
            .must_say("keeps views to themselves");
        auditor.press(&form, "Save", &[("name", "Mine"), ("reader", "me")]).must_be(200);
        let elmira = signed_in(world, &city(world, "Elmira").official);
        elmira.get("/desk/views").must_be(404);
        officer.get("/desk/views/00000000-0000-7000-8000-000000000000").must_be(404);

        // The owner has left: an administrator deletes what is shared, and that is recorded.
        admin.press(&admin.get(&page.path), "Delete this view", &[]).must_be(200).must_say("The view is deleted");
        officer.get(&page.path).must_be(404);
        let record = auditor.get("/desk/audit");
        record.must_say("View of the list saved").must_say("Saved view changed").must_say("Saved view deleted");
        world.check_records();
    });
}

#[test]
fn a_view_whose_round_vanished_still_opens() {
    on_both(|world| {
        let fund = fund(world, 100_000);
        application(world, &fund, &city(world, "Austin"), 8_000);
        let officer = signed_in(world, &fund.officer);
        let input = views::Input { name: "Old round".into(), reader: "me".into() };
        world.db.write(|tx| views::save(tx, &fund.officer, "opportunity=training-1999&stage=submitted", &input)).expect("kept");
        let page = officer.follow(&officer.get("/desk/applications"), "Old round");
        page.must_be(200).must_say("no longer there").must_say("No application matches.");
        assert_eq!(typed(&page, "opportunity"), "training-1999", "the filter stands as it was, and is not widened in silence");
        officer.get("/desk/views").must_say("training-1999 (no longer there)");
    });
}
