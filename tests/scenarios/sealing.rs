//! What the seal of a closed award is of: each part that is changed behind the program's back is found and named, and triggers
//! keep what they can. An old seal is compared in the form in which it was made.

use crate::closeout_list::{closed, refunded, reported};
use crate::grant::{nothing_contradicts, signed_in};
use crate::money::Ground;
use crate::support::{Backend, World, on_both};
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use urban_diplomacy_fund::award;
use urban_diplomacy_fund::compliance::{self, Seal, TickError};
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::process::{self, SealCheck};
use urban_diplomacy_fund::spending::{self, Expense, Which};

fn sql(world: &World, text: &str) {
    world.db.write(|tx| diesel::sql_query(text).execute(&mut **tx).map_err(Error::from)).expect(text);
}

fn check(world: &World, g: &Ground) -> SealCheck {
    world.db.read(|conn| process::check_seal(conn, g.id.cast())).expect("the record").expect("a seal")
}

/// An award of which an activity was held and the list ticked, closed and sealed.
fn sealed(world: &World) -> Ground {
    let g = reported(world);
    refunded(world, &g);
    let city = signed_in(world, &g.city.official);
    let page = city.follow(&city.get(&format!("/portal/awards/{}/activities", g.number)), "Protocol course");
    city.press(&page, "Save this activity", &[("state", "held"), ("attended-0", "yes")]).must_be(200).must_say("Held");
    let ticked = world.db.write(|tx| compliance::tick(tx, &g.fund.officer, g.id.cast(), ("property", "No equipment.")));
    ticked.map_err(|e: TickError| e.to_string()).expect("ticked");
    closed(world, &g);
    assert!(check(world, &g).holds());
    g
}

/// From now on nothing keeps these tables as they are.
fn without_guards(world: &World) {
    let guards = [
        "expenses_decided_stay",
        "expenses_sealed_update",
        "expenses_sealed_more",
        "activity_records_sealed_update",
        "closeout_items_sealed_update",
    ];
    match world.backend {
        Backend::Sqlite => guards.iter().for_each(|guard| sql(world, &format!("DROP TRIGGER {guard}"))),
        Backend::Postgres => ["expenses", "activity_records", "closeout_items"]
            .iter()
            .for_each(|table| sql(world, &format!("ALTER TABLE {table} DISABLE TRIGGER USER"))),
    }
}

#[test]
fn whatever_of_a_sealed_record_changes_is_found_by_its_part() {
    on_both(|world| {
        let g = sealed(world);
        without_guards(world);
        let foreign = ("currency = 'EUR', foreign_minor = 1, fx_rate = '1.1', fx_source = 'x'", "currency = NULL, foreign_minor = NULL");
        let cents = ("advance_cents = advance_cents - 1, disallowed_cents = disallowed_cents + 1", "advance_cents = advance_cents + 1");
        for (part, done, undone) in [
            ("expenses", "UPDATE expenses SET payee = payee || '!'".to_owned(), shorter("expenses", "payee")),
            ("expenses", "UPDATE expenses SET reason = 'Another.'".to_owned(), "UPDATE expenses SET reason = NULL".to_owned()),
            (
                "expenses",
                format!("UPDATE expenses SET {}", foreign.0),
                format!("UPDATE expenses SET {}, fx_rate = NULL, fx_source = NULL", foreign.1),
            ),
            ("expenses", format!("UPDATE expenses SET {}", cents.0), format!("UPDATE expenses SET {}, disallowed_cents = 0", cents.1)),
            (
                "expenses",
                "INSERT INTO expense_flags (expense_id, kind, words, citation) SELECT id, 'duplicate_receipt', 'x', 'y' FROM expenses"
                    .to_owned(),
                "DELETE FROM expense_flags".to_owned(),
            ),
            ("activities", "UPDATE activity_records SET title = title || '!'".to_owned(), shorter("activity_records", "title")),
            ("activities", "UPDATE activity_people SET name = name || '!'".to_owned(), shorter("activity_people", "name")),
            ("checklist", "UPDATE closeout_items SET note = note || '!'".to_owned(), shorter("closeout_items", "note")),
        ] {
            sql(world, &done);
            assert_eq!(check(world, &g).changed, [part], "{done}");
            sql(world, &undone);
            assert!(check(world, &g).holds(), "{undone}: {:?}", check(world, &g).changed);
        }
        let (award, city, by) = (g.id.text(), g.city.id.text(), g.fund.officer.account.expect("an account").text());
        let amendment = format!(
            "INSERT INTO amendments (id, award_id, n, kind, stage, by_fund, reason, from_version, from_end, amount_cents, period_end, digest,
                needs_signature, asked_by, asked_by_name, asked_at, version)
             VALUES ('01890000-0000-7000-8000-0000000000a1', '{award}', 7, 'extension', 'withdrawn', TRUE, 'x', 1, '2028-12-31', 1,
                '2028-12-31', 'x', FALSE, '{by}', 'x', '2027-01-01 00:00:00', 1)"
        );
        sql(world, &amendment);
        assert_eq!(check(world, &g).changed, ["amendments"]);
        let condition = format!(
            "INSERT INTO award_conditions (id, application_id, organisation_id, text, reason, remedy, citation, imposed_by, imposed_by_name,
                imposed_at)
             VALUES ('01890000-0000-7000-8000-0000000000a2', '{award}', '{city}', 'x', 'x', 'x', 'x', '{by}', 'x', '2027-01-01 00:00:00')"
        );
        sql(world, &condition);
        assert_eq!(check(world, &g).changed, ["amendments", "conditions"]);
        nothing_contradicts(world, &[g.id]);
    });
}

/// Takes the last letter away again.
fn shorter(table: &str, column: &str) -> String {
    format!("UPDATE {table} SET {column} = substr({column}, 1, length({column}) - 1)")
}

#[test]
fn the_rate_and_reason_of_an_expense_and_what_became_of_activities_stay_after_closing() {
    on_both(|world| {
        let g = sealed(world);
        for text in [
            "UPDATE expenses SET currency = 'EUR', foreign_minor = 1, fx_rate = '1.1', fx_source = 'x'",
            "UPDATE expenses SET reason = 'Another.'",
            "UPDATE activity_records SET title = 'Another'",
            "UPDATE activity_records SET attendees_career = 9",
            "DELETE FROM activity_records",
        ] {
            let outcome = world.db.write(|tx| diesel::sql_query(text).execute(&mut **tx).map_err(Error::from));
            assert!(matches!(outcome, Err(Error::Guard(_))), "{text}: {outcome:?}");
        }
        assert!(check(world, &g).holds());
        nothing_contradicts(world, &[g.id]);
    });
}

/// An expense as the first form of seals wrote it.
fn as_at_first(e: &Expense) -> Value {
    json!({
        "id": e.id.text(), "activity": e.activity, "category": e.category, "spent_on": e.spent_on,
        "amount": e.amount.cents(), "description": e.description, "receipt_sha256": e.receipt.as_ref().map(|receipt| &receipt.sha256),
        "state": e.state.to_string(), "from_advance": e.from_advance.cents(), "claimed": e.claimed.cents(),
        "submitted_by": e.submitted_by_name, "submitted_at": e.submitted_at.iso(), "decided_by": e.decided_by_name,
    })
}

#[test]
fn a_seal_of_the_first_form_is_compared_in_that_form() {
    on_both(|world| {
        let g = sealed(world);
        let latest = check(world, &g).seal;
        assert_eq!(latest.format, "udf.award.2");
        let all = world.db.read(|conn| spending::list_expenses(conn, Which::Award(g.id.cast()))).expect("expenses");
        let expenses = Value::Array(all.iter().map(as_at_first).collect());
        let mut parts: BTreeMap<String, String> = serde_json::from_str(&latest.sections).expect("parts");
        for added in ["activities", "amendments", "checklist", "conditions"] {
            assert!(parts.remove(added).is_some(), "{added}");
        }
        parts.insert("expenses".into(), award::digest(&expenses.to_string()));
        let sections = serde_json::to_string(&parts).expect("text");
        let first = Seal { n: 2, format: "udf.award.1".into(), record_sha256: award::digest(&sections), sections, ..latest };
        let by = g.fund.officer.account.expect("an account");
        world.db.write(|tx| compliance::insert_seal(tx, &first, by)).expect("a seal of the first form");
        let found = check(world, &g);
        assert!(found.holds() && found.seal.n == 2, "{:?}", found.changed);
        nothing_contradicts(world, &[g.id]);
    });
}
