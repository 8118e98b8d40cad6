//! What needs a person today: their roles' cases, what is overdue first, lent roles too, and
//! nothing of what they stepped back from.

use crate::grant::{application, city, fund_of, nothing_contradicts, person, screened, signed_in};
use crate::standard_way::{ROUND, approve, number, recommended};
use crate::support::{World, on_both, on_both_with_its_own_mail};
use diesel::prelude::*;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::intake::Application;
use urban_diplomacy_fund::kernel::Id;
use urban_diplomacy_fund::people::delegation::{self, Loan};
use urban_diplomacy_fund::people::{FundRole, account};
use urban_diplomacy_fund::process::{self, WorkFilter};
use urban_diplomacy_fund::workflow::{self, Wait};

fn waits(world: &World, id: Id<Application>) -> Vec<Wait> {
    world.db.read(|conn| workflow::list_waits_of(conn, &id.text())).expect("rows")
}

#[test]
fn an_officer_sees_what_is_theirs_overdue_first() {
    on_both_with_its_own_mail(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        world.at("2027-01-04T15:00:00Z");
        let first = application(world, &fund, &city(world, "Madison"), 8_000);
        world.at("2027-01-06T15:00:00Z");
        let second = application(world, &fund, &city(world, "Monona"), 8_000);
        let (early, late) = (number(world, first), number(world, second));
        let officer = signed_in(world, &fund.officer);
        assert!(officer.get("/desk").says("What needs me today"));
        let page = officer.get("/desk/work");
        page.must_be(200).must_say("Eligibility check").must_say("Conflict check").must_say("Jan 19, 2027").must_say(&late);
        page.must_say("Pass the eligibility check; Return for changes; Find ineligible").must_say("Nothing of yours is overdue");
        assert!(!page.says("; Withdraw"), "that is for the city");
        let waiting: Vec<(String, Option<String>)> =
            waits(world, first).into_iter().map(|wait| (wait.place, wait.due_on.map(|day| day.to_string()))).collect();
        assert_eq!(waiting, [("conflicts".into(), Some("2027-01-19".into())), ("eligibility".into(), Some("2027-01-19".into()))]);
        assert!(signed_in(world, &fund.approver).get("/desk/work").says("Nothing waits for you here"));

        screened(world, &fund, first);
        assert_eq!(waits(world, first).len(), 1, "the eligibility check is done, the other is not");
        world.at("2027-01-19T15:00:00Z");
        officer.get("/desk").must_say("1 Cases due today");
        officer.get("/desk/work?due=today").must_say(&early);
        world.at("2027-01-20T15:00:00Z");
        officer.get("/desk").must_say("1 Cases overdue");
        let overdue = officer.get("/desk/work?due=overdue&stage=submitted&opportunity=city-engagement-grants-2027");
        overdue.must_say("Overdue since Jan 19, 2027").must_say("1 case is overdue");
        assert!(overdue.says(&early) && !overdue.says(&late));
        let all = officer.get("/desk/work").text();
        assert!(all.find(&early) < all.find(&late), "what is overdue comes first");
        assert!(officer.get("/desk/work?opportunity=no-such-round").says("Nothing waits for you here"));
        assert!(officer.get("/desk/work?stage=panel").says("Nothing waits for you here"));

        let file = officer.get("/desk/work.csv?due=overdue");
        file.must_be(200);
        assert!(file.body.contains(&early) && file.body.contains("2027-01-19") && !file.body.contains(&late), "{}", file.body);

        let form = officer.get(&format!("/desk/applications/{early}/step-back"));
        officer.submit(&form, &[("reason", "My sister works for the city.")]).must_be(200);
        assert!(!officer.get("/desk/work").says(&early), "it is closed to her");
        assert!(!officer.get("/desk").says("Cases overdue"));
        assert!(!officer.get("/desk/work.csv").body.contains(&early));
        assert!(signed_in(world, &fund.both).get("/desk/work").says(&early));
        nothing_contradicts(world, &[first, second]);
    });
}

#[test]
fn a_lent_role_has_its_worklist_while_it_is_lent() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let id = recommended(world, &fund, &city(world, "Madison"), 8_000);
        let dana = world.db.write(|tx| Ok::<_, Error>(person(tx, "Dana", &[]))).expect("a person");
        let (account, today) = (dana.account.expect("an account"), world.clock.now().day());
        let loan = Loan { to: account, role: FundRole::ApprovingOfficial, most: None, first_day: today, last_day: today };
        signed_in(world, &dana).get("/desk/work").must_be(404);
        let lent = world.db.write(|tx| delegation::lend(tx, &fund.approver, &loan)).expect("lent");
        let page = signed_in(world, &dana).get("/desk/work");
        page.must_be(200).must_say(&number(world, id)).must_say("Approve; Send back to the panel; Reject");
        assert_eq!(waits(world, id).iter().map(|wait| wait.role.as_str()).collect::<Vec<_>>(), ["approving_official"]);
        world.db.write(|tx| delegation::take_back(tx, &fund.approver, lent)).expect("taken back");
        signed_in(world, &dana).get("/desk/work").must_be(404);
        assert!(approve(world, &fund.approver, id).expect("approved"));
        assert_eq!(waits(world, id).iter().map(|wait| wait.role.as_str()).collect::<Vec<_>>(), ["program_officer"]);
        nothing_contradicts(world, &[id]);
    });
}

#[test]
fn pages_of_a_worklist_hold_every_case_once() {
    on_both(|world| {
        let fund = fund_of(world, ROUND, 90_000);
        let ids = ["Madison", "Monona", "Verona"].map(|name| application(world, &fund, &city(world, name), 8_000));
        // Whoever holds two roles that are responsible sees a case once.
        let (today, filter) = (world.clock.now().day(), WorkFilter::default());
        let walk = |limit: usize| {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = world.db.read(|conn| process::list_work(conn, &fund.both, (&filter, today), (after.as_ref(), limit)));
                let page = page.expect("a page");
                assert!(page.rows.len() <= limit);
                seen.extend(page.rows.into_iter().map(|row| (row.reference, row.place)));
                match page.next {
                    Some(next) => after = Some(next),
                    None => return seen,
                }
            }
        };
        let whole = walk(50);
        assert_eq!(whole.len(), 6, "two checks for each of three cases: {whole:?}");
        for limit in [1, 2, 4, 5, 6] {
            assert_eq!(walk(limit), whole, "{limit} a page");
        }
        nothing_contradicts(world, &ids);
    });
}

#[test]
fn w1_rows_are_made_again_from_events_and_a_missing_one_is_found() {
    on_both(|world| {
        use schema::{wf_unlisted as u, wf_waits as w};
        let fund = fund_of(world, ROUND, 90_000);
        let ids = ["Madison", "Monona"].map(|name| application(world, &fund, &city(world, name), 8_000));
        screened(world, &fund, ids[0]);
        let before = ids.map(|id| waits(world, id));
        assert_eq!(before[0].len(), 1);
        let lose = || world.db.write(|tx| diesel::delete(w::table).execute(&mut **tx).map_err(Error::from)).expect("deleted");
        assert_eq!(lose(), 3);
        let faults = world.db.read(|conn| workflow::verify(conn, &ids[0].text())).expect("a case");
        assert_eq!(faults, [format!("{} should wait at “conflicts” for program_officer, and no row says so", ids[0])]);
        let forget = |id: Id<Application>| {
            let insert = |tx: &mut urban_diplomacy_fund::db::Tx<'_>| {
                diesel::insert_into(u::table).values(u::instance_id.eq(id.text())).execute(&mut **tx).map_err(Error::from)
            };
            world.db.write(insert).expect("noted")
        };
        for id in ids {
            forget(id);
        }
        assert_eq!(world.db.read(|conn| workflow::verify(conn, &ids[0].text())).expect("a case"), Vec::<String>::new());
        assert_eq!(process::list_unlisted(&world.db).expect("listed"), 2);
        assert_eq!(process::list_unlisted(&world.db).expect("nothing is left"), 0);
        assert_eq!(ids.map(|id| waits(world, id)), before);
        // A step on a case that was not listed yet lists it as a whole.
        lose();
        for id in ids {
            forget(id);
        }
        world
            .db
            .write(|tx| process::advance(tx, &fund.officer, ids[1], ("clear_conflicts", "None."), &process::Press::default()))
            .expect("done");
        assert_eq!(waits(world, ids[1]).iter().map(|wait| wait.place.as_str()).collect::<Vec<_>>(), ["eligibility"]);
        assert_eq!(process::list_unlisted(&world.db).expect("listed"), 1);
        nothing_contradicts(world, &ids);
        let official =
            world.db.read(|conn| account::find_by_email(conn, "official-monona@demo.example")).expect("a read").expect("a person");
        let official = world.db.read(|conn| account::actor(conn, official.id)).expect("an actor");
        world.db.write(|tx| process::withdraw(tx, &official, ids[1], "Called off.", &process::Press::default())).expect("withdrawn");
        assert_eq!(waits(world, ids[1]), Vec::<Wait>::new(), "an end has no owners");
    });
}
