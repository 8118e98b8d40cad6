//! Money out that names nobody: no amount alone settles a single payment, a cheque or a voucher, and where more payments of one
//! amount are on their way than are looked at, none of them is the only one (K3).

use crate::cheques::send;
use crate::grant::{city, day, nothing_contradicts, signed_in};
use crate::money::{ask, ground, paid_out, verified_account};
use crate::statements::{bring, journals, june, matches, moved, on_its_way, payments};
use crate::support::{World, on_both};
use diesel::RunQueryDsl;
use urban_diplomacy_fund::banking;
use urban_diplomacy_fund::db::Error;
use urban_diplomacy_fund::disbursement::{self, Payment, PaymentState};

#[test]
fn k3_a_debit_that_names_nobody_settles_no_single_payment_of_its_amount() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        let before = journals(world);
        let rent = june(vec![moved(-500_000, "R1", "OFFICE RENT")]);
        bring(world, &g.preparer, "june.bai", &rent.bai2()).must_be(200).must_say("1 new line: 0 matched, 1 not matched.");
        let fay = signed_in(world, &g.preparer);
        let line = [("date", "2027-06-02"), ("amount", "-5000.00"), ("description", "OFFICE RENT"), ("trace", "")];
        fay.press(&fay.get("/desk/bank"), "Add this line", &line).must_be(200);
        assert!(world.db.read(|conn| banking::list_proposals(conn, &g.preparer)).expect("proposals").is_empty());
        assert_eq!((payments(world, &g)[0].state, journals(world)), (PaymentState::Released, before));
        nothing_contradicts(world, &[g.id]);
    });
}

#[test]
fn k3_a_plain_debit_pays_no_cheques_and_no_vouchers_of_its_sum() {
    for method in ["cheque", "payables"] {
        on_both(|world| {
            let g = ground(world);
            verified_account(world, &g);
            ask(world, &g, "500").must_be(200);
            send(world, &g, (method, "1042"));
            let before = journals(world);
            let rent = june(vec![moved(-150_000, "R1", "OFFICE RENT"), moved(-100_000, "R2", "RENT")]);
            bring(world, &g.preparer, "june.bai", &rent.bai2()).must_be(200).must_say("2 new lines: 0 matched, 2 not matched.");
            assert_eq!(payments(world, &g).iter().map(|p| p.state).collect::<Vec<_>>(), [PaymentState::Released; 2], "{method}");
            assert!(matches(world, &g).is_empty() && journals(world) == before, "{method}");
            nothing_contradicts(world, &[g.id]);
        });
    }
}

/// As many more payments as this one, of the same run and amount, all but the last to another city.
fn alike(world: &World, of: &Payment, more: usize) {
    let other = city(world, "Monona").id;
    let copy = |n: usize| {
        let (city, reference) = match n {
            n if n == more => (of.organisation, of.reference.as_str()),
            1 => (other, "UDF-2027-8888"),
            _ => (other, "UDF-2027-9999"),
        };
        format!(
            "INSERT INTO payments (id, award_id, reference, organisation_id, kind, amount_cents, purpose, state, requested_by,
             requested_by_name, requested_at, run_id, trace_number, released_on, journal_seq, version)
             SELECT 'ffffffff-ffff-7fff-bfff-{n:012}', award_id, '{reference}', '{city}', kind, amount_cents, purpose, state, requested_by,
             requested_by_name, requested_at, run_id, 'X-{n}', released_on, {}, version FROM payments WHERE id = '{}'",
            1_000_000 + n,
            of.id
        )
    };
    let all: Vec<String> = (1..=more).map(copy).collect();
    let done = world.db.write(|tx| all.iter().try_for_each(|sql| diesel::sql_query(sql).execute(&mut **tx).map(drop).map_err(Error::from)));
    done.expect("copied");
}

#[test]
fn k3_more_payments_of_one_amount_than_are_looked_at_are_doubt() {
    on_both(|world| {
        let (g, _) = on_its_way(world);
        let first = payments(world, &g).remove(0);
        alike(world, &first, 200);
        let near = (day("2027-05-28"), day("2027-06-07"));
        let found = world.db.read(|conn| disbursement::list_by_amount(conn, (PaymentState::Released, first.amount), near, None));
        assert!(found.expect("a list").is_none(), "201 are more than are looked at");
        let of = |number: &str| {
            let named = [number.to_owned()];
            let (what, named) = ((PaymentState::Released, first.amount), Some(named.as_slice()));
            world.db.read(|conn| disbursement::list_by_amount(conn, what, near, named)).expect("a list").expect("few").len()
        };
        assert_eq!(
            ["UDF-2027-8888", "UDF-2027-7777", &first.reference].map(of),
            [1, 0, 2],
            "a line that names an award means its payments"
        );
        let line = june(vec![moved(-500_000, "R1", "CITY OF MADISON")]);
        bring(world, &g.preparer, "june.bai", &line.bai2()).must_be(200).must_say("1 new line: 0 matched, 1 not matched.");
        assert!(matches(world, &g).is_empty());
        let states = payments(world, &g).into_iter().filter(|payment| payment.state == PaymentState::Released).count();
        assert_eq!(states, 201);
    });
}

#[test]
fn k3_what_a_line_named_is_no_part_of_the_rest_of_its_run() {
    on_both(|world| {
        let g = ground(world);
        verified_account(world, &g);
        for amount in ["1,000", "2,000", "3,000"] {
            ask(world, &g, amount).must_be(200);
        }
        paid_out(world, &g);
        let words = format!("ACH {}", payments(world, &g)[0].trace.as_deref().expect("a trace"));
        let lines = vec![moved(-100, "R1", "FEE"), moved(-100_000, "R2", &words), moved(-500_000, "R3", "ACH OFFSET")];
        bring(world, &g.preparer, "june.bai", &june(lines).bai2()).must_be(200).must_say("3 new lines: 2 matched, 1 not matched.");
        let mut rules: Vec<String> = matches(world, &g).into_iter().map(|found| found.rule).collect();
        rules.sort();
        assert_eq!(rules, ["batch_total", "batch_total", "trace"]);
        nothing_contradicts(world, &[g.id]);
    });
}
