//! PostgreSQL databases that serve one test after another. Copying the template and dropping the copy writes and removes a
//! thousand files, which took a quarter of the time of all scenarios; here a database gets another name, so that nobody who
//! knew it finds it again, and holds afterwards exactly the rows of the template. One whose tables, triggers or functions a test
//! changed is not used again.

use super::super::fresh_number;
use diesel::prelude::*;
use diesel::sql_types::Text;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use urban_diplomacy_fund::db::{Conn, Db, Error};

/// How often a database is used: nothing vacuums it, so it grows a little each time.
const USES: usize = 40;

/// Databases that wait for a test.
static FREE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// What the template was when it was made.
pub struct Pristine {
    shape: String,
    rows: String,
}

/// Everything that a change of tables, constraints, triggers, functions, statistics or settings leaves in the catalogue.
const SHAPE: &str = "SELECT concat_ws(' ',
    (SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM pg_class WHERE relkind <> 't'),
    (SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM pg_attribute WHERE attrelid > 16383),
    (SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM pg_constraint),
    (SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM pg_trigger),
    (SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM pg_index),
    (SELECT concat(count(*), '/', max(xmin::text::bigint)) FROM pg_proc),
    (SELECT count(*) FROM pg_statistic WHERE starelid > 16383),
    (SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database())
) AS answer";

const TABLES: &str = "SELECT relname::text AS answer FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0 ORDER BY relname";

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Text)]
    answer: String,
}

fn ask(conn: &mut Conn, sql: &str) -> Result<Vec<String>, Error> {
    Ok(diesel::sql_query(sql).load::<Answer>(conn)?.into_iter().map(|row| row.answer).collect())
}

impl Pristine {
    /// Reads what a template holds.
    pub fn of(template: &Db) -> Self {
        let read = |conn: &mut Conn| -> Result<Self, Error> {
            let mut rows = String::new();
            for table in ask(conn, TABLES)? {
                let asked = format!("SELECT coalesce(json_agg(t), '[]')::text AS answer FROM {table} t");
                let held = ask(conn, &asked)?.concat();
                assert!(!held.contains("$rows$"), "the mark of a text stands in {table}");
                let _ = writeln!(rows, "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, $rows${held}$rows$);");
            }
            Ok(Self { shape: ask(conn, SHAPE)?.concat(), rows })
        };
        template.read(read).expect("the template can be read")
    }

    /// Makes a database hold what the template held; not where more than rows was changed.
    fn put_back(&self, used: &Db) -> Result<bool, Error> {
        used.read(|conn| {
            if ask(conn, SHAPE)?.concat() != self.shape {
                return Ok(false);
            }
            let emptied = "FOR held IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                AND pg_relation_size(oid) > 0 LOOP EXECUTE format('DELETE FROM %s', held); END LOOP;";
            let all = format!(
                "DO $all$ DECLARE held regclass; BEGIN SET LOCAL session_replication_role = replica; {emptied} {} END $all$",
                self.rows
            );
            diesel::sql_query(all).execute(conn)?;
            Ok(true)
        })
    }
}

/// A name for a database that was used so often; nobody else has it.
pub fn name(uses: usize) -> String {
    format!("test_{}_{}_{uses}", std::process::id(), fresh_number())
}

/// A database that was put back, if there is one.
pub fn take() -> Option<String> {
    FREE.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

/// Keeps a database for the next test, under a name nobody knows; else it is gone. `maintain` runs a statement on the
/// maintenance database, `open` opens a database by its name.
pub fn keep(old: &str, pristine: &Pristine, maintain: impl Fn(&str) -> Result<(), Error>, open: impl Fn(&str) -> Db) {
    let uses = old.rsplit('_').next().and_then(|uses| uses.parse().ok()).unwrap_or(USES) + 1;
    let new = name(uses);
    let renamed = [
        format!("ALTER DATABASE {old} WITH ALLOW_CONNECTIONS FALSE"),
        format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{old}'"),
        format!("ALTER DATABASE {old} RENAME TO {new}"),
        format!("ALTER DATABASE {new} WITH ALLOW_CONNECTIONS TRUE"),
    ];
    let is_back =
        uses < USES && renamed.iter().all(|statement| maintain(statement).is_ok()) && pristine.put_back(&open(&new)).unwrap_or(false);
    if is_back {
        FREE.lock().unwrap_or_else(PoisonError::into_inner).push(new);
        return;
    }
    for gone in [old, &new] {
        maintain(&format!("DROP DATABASE IF EXISTS {gone} WITH (FORCE)")).expect("a database can be removed");
    }
}
