//! What the desk shows of the books: the journal narrowed, each entry with its cause,
//! the status of funds, and the note that goes to the auditors.

use crate::grant::{person, signed_in};
use crate::money::{ask, ground, paid_out, receipt, spend, verified_account};
use crate::support::{Browser, World, on_both};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::ledger::{self, TreeHead};
use urban_diplomacy_fund::people::{Actor, FundRole};

fn auditor(world: &World) -> Browser {
    let iris: Actor = world.db.write(|tx| Ok::<_, Error>(person(tx, "Iris", &[FundRole::Auditor]))).expect("a person");
    signed_in(world, &iris)
}

#[test]
fn the_journal_is_narrowed_and_each_entry_leads_to_its_cause() {
    on_both(|world| {
        let g = ground(world);
        let iris = auditor(world);
        let all = iris.get("/desk/ledger");
        all.must_be(200).must_say("Appropriation received").must_say("Obligation of a signed award");
        let of_award = iris.submit(&all, &[("award", &g.number.to_lowercase())]);
        of_award.must_be(200).must_say("Commitment for an approved award");
        let rows = |page: &crate::support::Page| page.rows().into_iter().filter(|r| r.len() == 5).map(|r| r[2].clone()).collect::<Vec<_>>();
        assert!(!rows(&of_award).contains(&"Appropriation received".to_owned()), "{:?}", rows(&of_award));
        let obligations = iris.submit(&of_award, &[("event", "award.obligate"), ("award", &g.number)]);
        assert_eq!(rows(&obligations)[0], "Obligation of a signed award");

        let wrong = [("award", "UDF-2027-9999", "There is no award with this number"), ("from", "soon", "Enter a day such as 2027-01-31.")];
        for (field, typed, told) in wrong {
            let page = iris.submit(&all, &[(field, typed)]);
            page.must_be(422).must_say(told);
            assert_eq!(page.all(&format!("input[name={field}][value='{typed}']")).len(), 1, "what was typed stays");
        }
        let backwards = iris.submit(&all, &[("from", "2027-06-01"), ("to", "2027-01-01")]);
        backwards.must_be(422).must_say("The last day is before the first.");

        let seq = obligations.rows().into_iter().find(|r| r.len() == 5).expect("a journal")[0].clone();
        let entry = iris.get(&format!("/desk/ledger/journals/{seq}"));
        entry.must_be(200).must_say("Approved by").must_say("agreement");
        iris.follow(&entry, &format!("Award {}", g.number)).must_be(200).must_say("By category");
        iris.get("/desk/ledger/journals/99999").must_be(404);
        iris.get("/desk/ledger/accounts/480100?after=0").must_be(200).must_say("$8,000.00");
        iris.get("/desk/ledger/accounts/nothing").must_be(404);
    });
}

#[test]
fn the_status_of_funds_adds_up() {
    on_both(|world| {
        let g = ground(world);
        // The fund of the scenario was appropriated past the desk; this names it.
        let finance = signed_in(world, &g.preparer);
        let step = [
            ("step", "appropriated"),
            ("fund", "UDF"),
            ("title", "Urban Diplomacy Fund 2027"),
            ("year", "2027"),
            ("amount", "500"),
            ("evidence", "Act 12"),
            ("effective_on_month", "6"),
            ("effective_on_day", "1"),
            ("effective_on_year", "2027"),
        ];
        finance.submit(&finance.get("/desk/funds"), &step).must_be(200);
        let page = auditor(world).get("/desk/ledger/status");
        page.must_be(200).must_say("is obligated and").must_say("By fiscal year").must_say("In the manner of SF 133");
        let line = |number: &str| {
            let row = page.rows().into_iter().find(|r| r.len() == 4 && r[0] == number).unwrap_or_else(|| panic!("no line {number}"));
            row[3].replace(['$', ',', '.'], "").parse::<i64>().expect("an amount")
        };
        assert_eq!((line("1910"), line("2190")), (2_050_000, 800_000));
        assert_eq!(line("1910"), line("2190") + line("2490"), "what was received is obligated or free");
        assert_eq!((line("3020"), line("3050")), (0, 800_000), "nothing is paid yet");
    });
}

#[test]
fn l32_the_financial_report_of_an_award_is_added_up_from_the_journal() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        paid_out(world, &g);
        spend(world, &g, "6,000", &receipt(1)).must_be(200);
        let officer = signed_in(world, &g.fund.officer);
        officer.press(&officer.follow(&officer.get("/desk/spending"), "Flights to Lyon"), "Accept", &[]).must_be(200);
        let iris = auditor(world);
        let award = iris.follow(&iris.get(&format!("/desk/spending/{}", g.number)), "Financial report");
        let line = |page: &crate::support::Page, number: &str| {
            let row = page.rows().into_iter().find(|r| r.len() == 4 && r[0] == number).unwrap_or_else(|| panic!("no line {number}"));
            row[3].replace(['$', ',', '.'], "").parse::<i64>().expect("an amount")
        };
        award.must_be(200).must_say("In the manner of SF 425").must_say("480200 + 490200");
        let position = world.db.read(|conn| ledger::award_position(conn, &g.id.text())).expect("a position").total;
        assert_eq!((line(&award, "10d"), line(&award, "10a")), (position.obligated.cents(), position.paid.cents()));
        let all = ["10a", "10b", "10c", "10d", "10e", "10f", "10g", "10h"].map(|number| line(&award, number));
        assert_eq!(all, [500_000, 500_000, 0, 800_000, 500_000, 100_000, 600_000, 200_000]);
        iris.follow(&award, "490200").must_be(200).must_say("$5,000.00");
        let earlier = iris.submit(&award, &[("until", "2027-01-01")]);
        earlier.must_be(200);
        assert_eq!((line(&earlier, "10a"), line(&earlier, "10d")), (0, 0), "nothing was signed by then");
        iris.submit(&award, &[("until", "soon")]).must_be(422).must_say("Enter a day such as 2027-01-31.");
        iris.get("/desk/ledger/awards/UDF-2027-9999").must_be(404);
        signed_in(world, &g.city.official).get(&award.path).must_be(404);
    });
}

#[test]
fn the_auditors_get_a_signed_note_once_a_day() {
    on_both(|world| {
        ground(world);
        let iris = auditor(world);
        iris.get("/desk/ledger").must_say("The journal was not noted yet.");
        let letters: Vec<_> = world.mail_to_everybody().into_iter().filter(|l| l.subject_line.starts_with("Ledger checkpoint")).collect();
        assert_eq!(letters.len(), 1, "one auditor, one letter");
        let noted = world.db.read(ledger::latest_checkpoint).expect("read").expect("noted");
        for line in noted.note.lines() {
            assert!(letters[0].body_text.contains(line), "the letter lacks {line:?}: {}", letters[0].body_text);
        }
        let page = iris.get("/desk/ledger");
        page.must_say("Download the signed note").must_say(&noted.root);
        world.deliver();
        assert_eq!(world.db.read(ledger::latest_checkpoint).expect("read"), Some(noted.clone()), "not twice a day");
        let head = TreeHead { size: noted.size, root: [0; 32] };
        let outside = ledger::Outside { heads: vec![head], progress: None };
        let report = world.db.snapshot(|conn| ledger::verify_against(conn, outside)).expect("the journal");
        assert!(report.faults.iter().any(|f| f.rule == "L19"), "another root is a fault: {:?}", report.faults);
    });
}
