//! Migrations: each can be undone and redone without a trace, both databases
//! hold the same tables and columns, and `src/db/schema.rs` tells the truth.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::too_many_arguments,
    reason = "a test that cannot go on says so by panicking"
)]

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use std::collections::{BTreeMap, BTreeSet};
use urban_diplomacy_fund::db::{self, Conn, Db, Options, Url};
use urban_diplomacy_fund::kernel::{Clock, IdSource};

/// Columns by table, each as `name type null|not null`.
type Tables = BTreeMap<String, BTreeSet<String>>;

#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    tbl: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    required: i64,
}

fn open(url: &str) -> Db {
    let url = Url::parse(url).expect("a database URL");
    Db::open(&url, &Options { pool_size: 2, durable: false }, Clock::System, IdSource::seeded(1)).expect("the database opens")
}

/// Runs `test` on a fresh SQLite file, and on a fresh PostgreSQL database where one is offered.
fn on_both(name: &str, test: fn(&Db)) {
    let folder = tempfile::tempdir().expect("a folder");
    test(&open(&format!("sqlite://{}", folder.path().join("fund.db").display())));
    let Ok(server) = std::env::var("UDF_TEST_POSTGRES") else { return };
    let database = format!("migrations_{name}");
    let maintenance = open(&server);
    let run =
        |sql: String| maintenance.read(|c| diesel::sql_query(sql).execute(c).map_err(db::Error::from)).expect("the test server obeys");
    run(format!("DROP DATABASE IF EXISTS {database}"));
    run(format!("CREATE DATABASE {database}"));
    let (base, _) = server.rsplit_once('/').expect("a URL with a database");
    test(&open(&format!("{base}/{database}")));
    run(format!("DROP DATABASE {database} WITH (FORCE)"));
}

/// Every table, index, trigger and function with its definition.
fn objects(db: &Db) -> BTreeMap<String, String> {
    db.read(|conn| {
        let sql = match conn {
            Conn::Sqlite(_) => "SELECT type || ' ' || name AS name, coalesce(sql, '') AS definition FROM sqlite_master WHERE name NOT LIKE '\\_\\_diesel%' ESCAPE '\\'",
            Conn::Pg(_) => {
                "SELECT 'index ' || indexname AS name, indexdef AS definition FROM pg_indexes WHERE schemaname = 'public'
                 UNION ALL SELECT 'trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
                 UNION ALL SELECT 'function ' || proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname NOT LIKE 'diesel\\_%'
                 UNION ALL SELECT 'constraint ' || conname || ' on ' || conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 't'
                 UNION ALL SELECT 'column ' || table_name || '.' || column_name, data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public'"
            }
        };
        let found: Vec<Object> = diesel::sql_query(sql).load(conn)?;
        Ok::<_, db::Error>(found.into_iter().map(|o| (o.name, o.definition)).collect())
    })
    .expect("the catalogue is readable")
}

/// Tables and columns, with the types that both databases share.
fn tables(db: &Db) -> Tables {
    let columns: Vec<Column> = db
        .read(|conn| {
            let sql = match conn {
                Conn::Sqlite(_) => {
                    "SELECT m.name AS tbl, c.name AS name, c.type AS kind, (c.\"notnull\" OR c.pk > 0) AS required
                     FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
                }
                Conn::Pg(_) => {
                    "SELECT table_name::text AS tbl, column_name::text AS name, upper(data_type) AS kind, (is_nullable = 'NO')::int::bigint AS required
                     FROM information_schema.columns WHERE table_schema = 'public'"
                }
            };
            diesel::sql_query(sql).load(conn).map_err(db::Error::from)
        })
        .expect("the catalogue is readable");
    let mut found = Tables::new();
    for column in columns.into_iter().filter(|c| !c.tbl.starts_with("__diesel") && !c.tbl.starts_with("sqlite_")) {
        let line = format!("{} {} {}", column.name, diesel_type(&column.kind), if column.required == 1 { "not null" } else { "null" });
        found.entry(column.tbl).or_default().insert(line);
    }
    found
}

/// The diesel name of a column type of either database.
fn diesel_type(kind: &str) -> &str {
    match kind {
        "TEXT" => "Text",
        "BIGINT" => "BigInt",
        "INTEGER" => "Integer",
        "TIMESTAMP" | "TIMESTAMP WITHOUT TIME ZONE" => "Timestamp",
        "BOOLEAN" => "Bool",
        "DATE" => "Date",
        "BYTEA" => "Binary",
        other => other,
    }
}

/// What `src/db/schema.rs` says.
fn declared() -> Tables {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema.rs")).expect("the schema is readable");
    let (mut found, mut table, mut renamed) = (Tables::new(), String::new(), None);
    for line in text.lines().map(str::trim) {
        if let Some(name) = line.strip_suffix(") {").and_then(|head| head.split(" (").next()) {
            table = name.to_owned();
        } else if let Some(name) = line.strip_prefix("#[sql_name = \"") {
            renamed = name.split('"').next().map(str::to_owned);
        } else if let Some((name, kind)) = line.strip_suffix(',').and_then(|l| l.split_once(" -> ")) {
            let name = renamed.take().unwrap_or_else(|| name.to_owned());
            let line = match kind.strip_prefix("Nullable<") {
                Some(inner) => format!("{name} {} null", inner.trim_end_matches('>')),
                None => format!("{name} {kind} not null"),
            };
            found.entry(table.clone()).or_default().insert(line);
        }
    }
    found
}

#[test]
fn each_migration_can_be_undone_and_redone_without_a_trace() {
    on_both("redone", |db| {
        let report = db::run_migrations(db).expect("migrations run up");
        assert!(!report.applied.is_empty());
        let first = objects(db);
        db::revert_all(db).expect("migrations run down");
        let left: Vec<String> =
            objects(db).into_keys().filter(|name| !name.contains("__diesel") && !name.contains("sqlite_autoindex___diesel")).collect();
        assert_eq!(left, Vec::<String>::new(), "down.sql leaves these behind");
        db::run_migrations(db).expect("migrations run up again");
        assert_eq!(objects(db), first, "the schema differs after up, down, up");
        assert_eq!(db::pending_migrations(db).expect("migrations can be listed"), Vec::<String>::new());
    });
}

#[test]
fn both_databases_hold_what_the_schema_declares() {
    on_both("declared", |db| {
        db::run_migrations(db).expect("migrations run");
        let (actual, declared) = (tables(db), declared());
        assert_eq!(actual.keys().collect::<Vec<_>>(), declared.keys().collect::<Vec<_>>(), "tables; run `python3 tools/schema.py .`");
        for (table, columns) in &declared {
            assert_eq!(&actual[table], columns, "columns of {table}; run `python3 tools/schema.py .`");
        }
    });
}

#[test]
fn a_migration_of_one_database_has_its_twin() {
    let versions = |folder: &str| -> BTreeSet<String> {
        let folder = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_dir(folder).expect("a folder of migrations").flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect()
    };
    assert_eq!(versions("sqlite"), versions("postgres"), "SQL that differs is written once for each database, under the same name");
    let shared: Vec<String> = versions("common").intersection(&versions("sqlite")).cloned().collect();
    assert_eq!(shared, Vec::<String>::new(), "a version is either common or differs, not both");
}
