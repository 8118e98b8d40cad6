//! Periods: closed by one, sealed by another, and then shut for ever (L16).

use crate::books::*;
use urban_diplomacy_fund::ledger::{self, Code, Command, Leg, PeriodError, PeriodState};

/// Appropriates on a day of January or February.
fn appropriate(books: &Books, month: u32, date: u32, dollars: i64) -> Result<i64, Code> {
    let command = Command { effective_on: day(month, date), ..command("fund.appropriate", [Leg::of_fund(usd(dollars))]) };
    books.post(&command.approved_by("olga")).map(|receipt| receipt.seq)
}

fn opened(books: &Books, month: u32) -> String {
    let last = if month == 1 { 31 } else { 28 };
    books.db.write(|tx| ledger::open_period(tx, &person("ada"), day(month, 1), day(month, last))).expect("it opens").id
}

fn state(books: &Books, id: &str) -> PeriodState {
    books.db.read(|c| ledger::period(c, id)).expect("a period").state
}

#[test]
fn l16_nothing_posts_into_a_closed_or_sealed_period() {
    on_both(|books| {
        appropriate(books, 1, 11, 100).expect("days without a period are open");
        let january = opened(books, 1);
        appropriate(books, 1, 31, 10).expect("an open period takes journals");
        books.db.write(|tx| ledger::close_period(tx, &person("ada"), &january, "month end")).expect("it closes");
        for (date, code) in [(1, Err(Code::PeriodClosed)), (31, Err(Code::PeriodClosed))] {
            assert_eq!(appropriate(books, 1, date, 1), code);
        }
        appropriate(books, 2, 1, 1).expect("the day after is open");
        books.db.write(|tx| ledger::reopen_period(tx, &person("ada"), &january, "a late bill")).expect("it opens again");
        appropriate(books, 1, 31, 5).expect("an open period takes journals");
        books.db.write(|tx| ledger::close_period(tx, &person("ada"), &january, "month end")).expect("it closes");

        let same = books.db.write(|tx| ledger::seal_period(tx, &person("ada"), &january));
        assert!(matches!(same, Err(PeriodError::SamePerson)), "{same:?}");
        let seal = books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &january)).expect("another person seals");
        assert_eq!((seal.at_seq, state(books, &january)), (4, PeriodState::Sealed));
        assert_eq!(appropriate(books, 1, 31, 1), Err(Code::PeriodSealed));
        for refused in [
            books.db.write(|tx| ledger::reopen_period(tx, &person("olga"), &january, "please")),
            books.db.write(|tx| ledger::close_period(tx, &person("olga"), &january, "again")),
            books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &january).map(drop)),
        ] {
            assert!(matches!(refused, Err(PeriodError::Stands(PeriodState::Sealed))), "{refused:?}");
        }
        appropriate(books, 2, 2, 7).expect("corrections go into the open period");
    });
}

#[test]
fn l16_a_reversal_goes_into_the_open_period() {
    on_both(|books| {
        let seq = appropriate(books, 1, 11, 100).expect("posts");
        let january = opened(books, 1);
        books.db.write(|tx| ledger::close_period(tx, &person("ada"), &january, "month end")).expect("it closes");
        books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &january)).expect("it is sealed");
        let reversal = |date| Command::reversal(format!("r-{date}"), seq, "a mistake", date, &person("ada")).approved_by("olga");
        assert_eq!(books.post(&reversal(day(1, 20))), Err(Code::PeriodSealed));
        books.post(&reversal(day(2, 1))).expect("February is open");
    });
}

#[test]
fn periods_do_not_overlap_and_are_sealed_in_order() {
    on_both(|books| {
        let (january, february) = (opened(books, 1), opened(books, 2));
        let open = |from, to| books.db.write(|tx| ledger::open_period(tx, &person("ada"), from, to));
        assert!(matches!(open(day(2, 28), day(3, 31)), Err(PeriodError::Overlaps(id)) if id == february));
        assert!(matches!(open(day(4, 2), day(4, 1)), Err(PeriodError::Backwards)));
        let seal = |id: &str| books.db.write(|tx| ledger::seal_period(tx, &person("olga"), id));
        assert!(matches!(seal(&january), Err(PeriodError::Stands(PeriodState::Open))));
        for id in [&january, &february] {
            books.db.write(|tx| ledger::close_period(tx, &person("ada"), id, "month end")).expect("it closes");
        }
        assert!(matches!(seal(&february), Err(PeriodError::EarlierOpen(id)) if id == january));
        seal(&january).expect("the first");
        seal(&february).expect("then the second");
    });
}

/// The second net: the database itself refuses what the engine would.
#[test]
fn l16_the_database_refuses_too() {
    on_both(|books| {
        appropriate(books, 1, 11, 100).expect("posts");
        let january = opened(books, 1);
        books.db.write(|tx| ledger::close_period(tx, &person("ada"), &january, "month end")).expect("it closes");
        let refused = |sql: &str| books.sql(sql).expect_err(sql);
        let journal = "INSERT INTO journals (seq, id, idem_key, request_hash, event, variant, rule_set_id, booked_at, effective_on, actor_name, prev_hash, leaf_hash)
            VALUES (2, 'x', 'x', 'x', 'x', '', 'rules-2025', '2027-01-11 00:00:00', '2027-01-11', 'x', 'x', 'y')";
        assert!(refused(journal).contains("period is closed"));
        let overlap = "INSERT INTO ledger_periods VALUES ('o', '2027-01-31', '2027-02-01', NULL, 'x', '2027-01-11 00:00:00')";
        assert!(refused(overlap).contains("periods overlap"));
        books.db.write(|tx| ledger::seal_period(tx, &person("olga"), &january)).expect("it is sealed");
        let step = format!("INSERT INTO ledger_period_steps VALUES ('{january}', 9, 'reopen', NULL, 'x', 'x', '2027-01-11 00:00:00')");
        assert!(refused(&step).contains("period is sealed"));
        for sql in ["UPDATE ledger_period_seals SET at_seq = 9", "DELETE FROM ledger_period_seals", "DELETE FROM ledger_period_steps"] {
            assert!(refused(sql).contains("append only"), "{sql}");
        }
    });
}
