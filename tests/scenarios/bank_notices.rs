//! What a bank says of an account: notices of change, which a second person takes over, and answers to test entries. And
//! the key that seals account numbers, which can be changed.

use crate::bank_safety::{before, changed, current, verified};
use crate::grant::{day, nothing_contradicts, signed_in};
use crate::money::{Ground, ask, ground, paid_out, prepared_run, verified_account};
use crate::support::{World, on_both};
use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use diesel::prelude::*;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::config;
use urban_diplomacy_fund::db::{Error, schema};
use urban_diplomacy_fund::disbursement::{self, BankDetails, NoticeOfChange, PrenoteState, ProposeError, Run, SealedIn, Source};
use urban_diplomacy_fund::kernel::{Id, Timestamp};
use urban_diplomacy_fund::vault::{Place, Vault};

const RIGHT: &str = "000777888999";
/// Another key for the vault.
const NEW_KEY: &str = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";

fn notice(g: &Ground, code: &str, account: Option<&str>, trace: &str) -> NoticeOfChange {
    NoticeOfChange {
        payment: None,
        organisation: g.city.id,
        code: code.into(),
        routing_number: None,
        account_number: account.map(str::to_owned),
        kind: None,
        holder: None,
        trace: trace.into(),
    }
}

fn opened(vault: &Vault, details: &BankDetails) -> Option<String> {
    let id = details.id.text();
    let place = Place { table: "bank_details", column: "account_sealed", row: &id };
    vault.open(place, &details.account_sealed).ok().map(|number| number.expose_secret().to_owned())
}

#[test]
fn b6_a_notice_of_change_moves_no_money_until_a_second_person_takes_it_over() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "5,000").must_be(200);
        let trace = paid_out(world, &g);
        let first = current(world, &g);
        let said = notice(&g, "C01", Some(RIGHT), &trace);
        let id = world.db.write(|tx| disbursement::propose_bank_change(tx, &g.preparer, &said)).expect("kept");
        let again = world.db.write(|tx| disbursement::propose_bank_change(tx, &g.second, &said)).expect("known");
        assert_eq!(id, again, "the same notice twice is one");
        assert_eq!(current(world, &g), first, "nothing changes by itself");
        let told = world.mail_to(&g.city.official.email);
        assert!(told.iter().any(|mail| mail.subject_line.starts_with("The bank says") && mail.body_text.contains("C01")));
        assert!(told.iter().all(|mail| !mail.body_text.contains(RIGHT)));
        let path = format!("/desk/bank-details/notices/{id}");
        // Whoever read it in decides nothing, nor does anybody else but finance.
        let fay = signed_in(world, &g.preparer);
        fay.get(&path).must_be(200).must_say("another finance officer decides it").must_say("•••• 8999");
        fay.post(&format!("{path}/take-over"), &[]).must_be(403);
        let rene = signed_in(world, &g.releaser);
        assert!(!rene.get(&path).text().contains("Take it over"));
        rene.post(&format!("{path}/take-over"), &[]).must_be(404);
        signed_in(world, &g.city.official).get(&path).must_be(404);
        let fred = signed_in(world, &g.second);
        let page = fred.follow(&fred.get("/desk/bank-details"), "Madison, WI");
        assert!(!page.body.contains(RIGHT));
        fred.press(&page, "Set it aside", &[("reason", " ")]).must_be(422).must_say("Say why, in at most 500 characters.");
        fred.press(&page, "Take it over", &[]).must_be(200).must_say("•••• 8999").must_say("Money can go there from");
        fred.post(&format!("{path}/set-aside"), &[("reason", "Late")]).must_be(409);
        let second = current(world, &g);
        assert_eq!((second.number, second.source, second.holder.as_str()), (2, Source::Notice, "City of Madison"));
        assert_eq!((second.entered.name.as_str(), second.verified.as_ref().map(|done| done.name.as_str())), ("Fay", Some("Fred")));
        assert_eq!(opened(&world.app.vault, &second).as_deref(), Some(RIGHT));
        assert!(world.db.read(|conn| disbursement::bank_details(conn, first.id)).expect("kept").blocked_reason.is_some());
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn b6_a_notice_that_cannot_be_or_comes_too_late_is_refused_or_set_aside() {
    on_both(|world| {
        let g = ground(world);
        let propose = |who, said: &NoticeOfChange| world.db.write(|tx| disbursement::propose_bank_change(tx, who, said));
        let some = notice(&g, "C01", Some(RIGHT), "061000140000009");
        assert!(matches!(propose(&g.preparer, &some), Err(ProposeError::NoBankDetails)));
        verified_account(world, &g);
        assert!(matches!(propose(&g.releaser, &some), Err(ProposeError::NotFinance)));
        assert!(matches!(propose(&g.city.official, &some), Err(ProposeError::NotFinance)));
        assert!(matches!(propose(&g.preparer, &notice(&g, "C01", None, "1")), Err(ProposeError::NothingToCorrect)));
        for (code, account, trace) in [("C1", RIGHT, "1"), ("R01", RIGHT, "1"), ("C01", "12*", "1"), ("C01", RIGHT, "")] {
            let odd = propose(&g.preparer, &notice(&g, code, Some(account), trace));
            assert!(matches!(odd, Err(ProposeError::Wrong(_))), "{code} {account} {trace}: {odd:?}");
        }
        let wrong = NoticeOfChange { routing_number: Some("021000022".into()), ..notice(&g, "C02", None, "1") };
        assert!(matches!(propose(&g.preparer, &wrong), Err(ProposeError::Wrong(_))));
        let id = propose(&g.preparer, &some).expect("kept");
        // The city was quicker.
        changed(world, &g, ("121140399", "000123456780")).must_be(200);
        let fred = signed_in(world, &g.second);
        let page = fred.get(&format!("/desk/bank-details/notices/{id}"));
        fred.press(&page, "Take it over", &[]).must_be(409).must_say("no longer the ones in use");
        fred.press(&page, "Set it aside", &[("reason", "The city entered a new account.")]).must_be(200).must_say("No notice waits.");
        fred.get(&format!("/desk/bank-details/notices/{id}")).must_say("Set aside: The city entered a new account.");
        assert_eq!(current(world, &g).number, 2);
    });
}

/// Sends the test entry of the current account with a run, as its file would, under this trace.
fn prenote_sent(world: &World, g: &Ground, trace: &str) {
    let payments = world.db.read(|conn| disbursement::list_payments(conn, disbursement::Which::Award(g.id.cast()))).expect("payments");
    let run = payments.iter().find_map(|payment| payment.run).expect("a run");
    let now = world.clock.now();
    let waiting = world.db.read(|conn| disbursement::prenotes_to_send(conn, now)).expect("readable");
    let ids: Vec<Id<disbursement::Prenote>> = waiting.iter().map(|prenote| prenote.id).collect();
    assert_eq!(ids.len(), 1);
    world.db.write(|tx| disbursement::mark_prenotes_sent(tx, &ids, run)).expect("sent");
    assert!(world.db.write(|tx| disbursement::mark_prenotes_sent(tx, &ids, run)).is_err(), "once");
    world
        .db
        .write(|tx| {
            use schema::prenotes as n;
            diesel::update(n::table.find(ids[0].text())).set(n::trace_number.eq(trace)).execute(&mut **tx)?;
            Ok::<_, Error>(())
        })
        .expect("traced");
    let sent = world.db.read(|conn| disbursement::prenotes_to_send(conn, now)).expect("readable");
    assert_eq!(sent, vec![]);
}

#[test]
fn b7_a_test_entry_goes_before_money_and_one_that_comes_back_freezes_the_account() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "1,000").must_be(200);
        paid_out(world, &g);
        changed(world, &g, ("121140399", RIGHT)).must_be(200);
        verified(world, &g, &[("prenote", "yes")]).must_be(200);
        ask(world, &g, "500").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("A test entry must go to the new account");
        prenote_sent(world, &g, "061000149999998");
        // The run settled on June 2; three banking days later, in the morning of New York, money may follow.
        let details = current(world, &g);
        let usable = details.usable_from.expect("it rests");
        assert_eq!(Some(usable), Timestamp::parse("2027-06-07T04:00:00Z"));
        let prenote = world.db.read(|conn| disbursement::find_prenote(conn, details.id)).expect("readable").expect("a test entry");
        assert_eq!((prenote.state, prenote.clear_on), (PrenoteState::Sent, Some::<NaiveDate>(day("2027-06-07"))));
        before(world, usable, 30);
        prepared_run(world, &g.preparer).1.must_be(409).must_say("from June 7, 2027, 12:00 AM EDT");
        world.clock.set(usable);
        // A trace that no test entry has, then the answer, twice.
        let settle = |trace, code| world.db.write(|tx| disbursement::settle_prenote(tx, &g.preparer, trace, code)).expect("settled");
        assert!(!settle("061000140000077", Some("R03")));
        assert!(settle("061000149999998", None));
        prepared_run(world, &g.preparer).1.must_be(200);
        assert!(settle("061000149999998", Some("R04")) && settle("061000149999998", Some("R04")));
        let told = world.mail_to(&g.city.official.email);
        assert_eq!(told.iter().filter(|mail| mail.subject_line.starts_with("An account of Madison")).count(), 1);
        let fred = signed_in(world, &g.second);
        fred.get(&format!("/desk/bank-details/{}", details.id)).must_say("It came back with R04.").must_say("frozen");
        assert!(world.db.write(|tx| disbursement::settle_prenote(tx, &g.releaser, "061000149999998", None)).is_err());
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn b8_account_numbers_are_sealed_anew_and_the_old_key_can_go() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        let said = notice(&g, "C01", Some(RIGHT), "061000140000001");
        let proposal = world.db.write(|tx| disbursement::propose_bank_change(tx, &g.preparer, &said)).expect("kept");
        let old = std::fs::read_to_string(&world.app.settings.vault.key_path).expect("a key");
        let vault = |key: String| Vault::from_settings(&config::Vault { key, key_path: String::new() }).expect("a vault");
        let (both, new) = (vault(format!("{NEW_KEY},{}", old.trim())), vault(NEW_KEY.into()));
        assert_eq!(opened(&new, &current(world, &g)), None);
        let doer = Doer { account_id: None, name: "command line".into() };
        let reseal = |vault: &Vault, kept, after: &str| world.db.write(|tx| disbursement::reseal(tx, vault, &doer, (kept, after)));
        // A vault without the old key seals nothing anew, and nothing is lost.
        assert!(reseal(&new, SealedIn::BankDetails, "").is_err());
        for kept in [SealedIn::BankDetails, SealedIn::BankProposals] {
            let done = reseal(&both, kept, "").expect("sealed");
            assert_eq!(done.changed, 1);
            let after = done.last.expect("a row");
            assert_eq!(reseal(&both, kept, &after).expect("the end").last, None);
            assert_eq!(reseal(&both, kept, "").expect("twice").changed, 0);
        }
        assert_eq!(opened(&new, &current(world, &g)).as_deref(), Some("000123456789"));
        assert_eq!(opened(&world.app.vault, &current(world, &g)), None);
        // With the new key alone the notice is taken over too.
        let taken = world.db.write(|tx| disbursement::take_over_bank_change(tx, &new, &g.second, proposal));
        assert!(taken.is_ok(), "{taken:?}");
        assert_eq!(opened(&new, &current(world, &g)).as_deref(), Some(RIGHT));
    });
}

/// A file as an earlier version of the program stored it: plain.
const PLAIN: &str = include_str!("../fixtures/nacha/good.ach");

/// Stores a plain file for a run that has none.
fn stored_plain(world: &World, run: Id<Run>) {
    use schema::bank_files as f;
    let sha256 = HEXLOWER.encode(&Sha256::digest(PLAIN.as_bytes()));
    let stored = world.db.write(|tx| {
        let row = (
            (f::run_id.eq(run.text()), f::name.eq("run-0002-20270601.ach"), f::content.eq(PLAIN.as_bytes())),
            (f::sha256.eq(&sha256), f::written_at.eq(tx.now().naive())),
        );
        diesel::insert_into(f::table).values(row).execute(&mut **tx).map_err(Error::from)
    });
    assert_eq!(stored.expect("stored"), 1);
}

#[test]
fn b8_files_of_runs_are_sealed_anew_and_those_that_stood_plain_are_sealed() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        ask(world, &g, "1,000").must_be(200);
        paid_out(world, &g);
        ask(world, &g, "500").must_be(200);
        prepared_run(world, &g.preparer).1.must_be(200);
        let runs = world.db.read(|conn| disbursement::list_open_runs(conn, &g.preparer, i32::MAX, 10)).expect("runs");
        let [plain, sealed] = [runs[0].id, runs[1].id];
        stored_plain(world, plain);
        let opened = |vault: &Vault, run| {
            let file = world.db.read(|conn| disbursement::open_bank_file(conn, vault, run)).ok()?.expect("a file");
            Some(String::from_utf8(file.content).expect("text"))
        };
        let written = opened(&world.app.vault, sealed).expect("it opens");
        assert_eq!(opened(&world.app.vault, plain).as_deref(), Some(PLAIN), "what stood before is readable");
        let old = std::fs::read_to_string(&world.app.settings.vault.key_path).expect("a key");
        let vault = |key: String| Vault::from_settings(&config::Vault { key, key_path: String::new() }).expect("a vault");
        let (both, new) = (vault(format!("{NEW_KEY},{}", old.trim())), vault(NEW_KEY.into()));
        let doer = Doer { account_id: None, name: "command line".into() };
        let reseal = |vault: &Vault| world.db.write(|tx| disbursement::reseal(tx, vault, &doer, (SealedIn::BankFiles, "")));
        assert!(reseal(&new).is_err(), "the old key is missing");
        assert_eq!(reseal(&both).expect("sealed").changed, 2);
        assert_eq!(reseal(&both).expect("twice").changed, 0);
        assert_eq!((opened(&new, plain).as_deref(), opened(&new, sealed)), (Some(PLAIN), Some(written)));
        assert_eq!(opened(&world.app.vault, sealed), None, "the old key can go");
        // The file stays the file: its content is sealed anew and nothing else changes.
        let made_plain = world.db.write(|tx| {
            let plain = schema::bank_files::content.eq(PLAIN.as_bytes());
            diesel::update(schema::bank_files::table).set(plain).execute(&mut **tx).map_err(Error::from)
        });
        assert!(made_plain.is_err());
        let run = |sql: &str| world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
        for edit in ["UPDATE bank_files SET name = 'x'", "UPDATE bank_files SET sha256 = 'x'", "DELETE FROM bank_files"] {
            assert!(run(edit).is_err(), "{edit}");
        }
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn b9_the_database_itself_keeps_what_was_entered_verified_and_frozen() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        changed(world, &g, ("121140399", RIGHT)).must_be(200);
        verified(world, &g, &[]).must_be(200);
        let run = |sql: &str| world.db.write(|tx| diesel::sql_query(sql).execute(&mut **tx).map_err(Error::from));
        for edit in [
            "UPDATE bank_details SET holder = 'Mallory'",
            "UPDATE bank_details SET routing_number = '021000021' WHERE number = 2",
            "UPDATE bank_details SET usable_from = verified_at WHERE number = 2",
            "UPDATE bank_details SET usable_from = NULL WHERE number = 2",
            "UPDATE bank_details SET verified_by = NULL, verified_by_name = NULL, verified_at = NULL, how_verified = NULL",
            "UPDATE bank_details SET confirmed_by = entered_by",
            "DELETE FROM bank_details",
        ] {
            assert!(run(edit).is_err(), "{edit}");
        }
        let details = current(world, &g);
        world.db.write(|tx| disbursement::freeze(tx, details.id, "R03: there is no such account")).expect("frozen");
        world.db.write(|tx| disbursement::freeze(tx, details.id, "R04: another")).expect("once is enough");
        assert_eq!(current(world, &g).blocked_reason.as_deref(), Some("R03: there is no such account"));
        assert!(run("UPDATE bank_details SET blocked_reason = NULL WHERE number = 2").is_err());
    });
}
