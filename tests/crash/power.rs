//! What `tools/power_cut.sh` needs of somebody who knows the books: one who posts and notes
//! each journal that was acknowledged, and one who looks at a picture of the disk.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use urban_diplomacy_fund::audit::Doer;
use urban_diplomacy_fund::db::{Conn, Db, Error, Options, Url, portable};
use urban_diplomacy_fund::kernel::{Clock, IdSource, Money};
use urban_diplomacy_fund::ledger::{self, Command, Leg};
use urban_diplomacy_fund::{app, db};

fn given(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not given"))
}

/// With the program's own settings for a commit that waits for the disk.
fn open(folder: &str) -> Db {
    let url = Url::parse(&format!("sqlite://{}", Path::new(folder).join("fund.db").display())).expect("a URL");
    Db::open(&url, &Options { pool_size: 1, durable: true }, Clock::System, IdSource::random()).expect("the database opens")
}

#[derive(diesel::QueryableByName)]
struct Level {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    synchronous: i32,
}

/// The setting of the pool's only connection: 1 is NORMAL, 2 is FULL.
fn level(db: &Db) -> i32 {
    use diesel::RunQueryDsl;
    let read = |c: &mut Conn| diesel::sql_query("PRAGMA synchronous").get_result::<Level>(c).map_err(Error::from);
    db.read(read).expect("a setting").synchronous
}

#[test]
#[ignore = "tools/power_cut.sh runs it"]
fn posts_until_it_is_ended() {
    let db = open(&given("UDF_POWER_FOLDER"));
    app::migrate(&db).expect("the migrations run");
    assert_eq!(level(&db), 2, "the program's own setting");
    if given("UDF_POWER_LEVEL") == "NORMAL" {
        use diesel::connection::SimpleConnection;
        db.read(|c| c.batch_execute("PRAGMA synchronous = NORMAL").map_err(db::Error::from)).expect("another setting");
        assert_eq!(level(&db), 1);
    }
    let mut notes: File = OpenOptions::new().create(true).append(true).open(given("UDF_POWER_NOTES")).expect("notes");
    let ada = Doer { account_id: Some("ada".to_owned()), name: "ada".to_owned() };
    for n in 1.. {
        let command = Command::new(format!("press {n}"), "fund.appropriate", "fund-2027", db.clock().now().day(), &ada);
        let command = command.legs([Leg::of_fund(Money::from_cents(n))]).evidenced_by("document 1");
        let receipt = db.write(|tx| ledger::post(tx, &command)).expect("it posts");
        assert_eq!(receipt.seq, n, "one journal a press");
        // One byte for each journal that was acknowledged: a size cannot be half written.
        notes.write_all(b".").expect("a note");
    }
}

#[test]
#[ignore = "tools/power_cut.sh runs it"]
fn looks_at_a_picture_of_the_disk() {
    let acknowledged: i64 = given("UDF_POWER_ACKNOWLEDGED").parse().expect("a number");
    let db = open(&given("UDF_POWER_FOLDER"));
    let broken = db.read(portable::integrity_check).err().map(|e| e.detail().to_owned());
    let report = db.snapshot(ledger::verify).expect("the books can be walked");
    let state = if broken.is_none() && report.is_sound() { "sound" } else { "broken" };
    println!("PICTURE {} {state}", (acknowledged - report.journals).max(0));
    eprintln!("{broken:?} {:?}", report.faults);
}
