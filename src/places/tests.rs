//! The register on a database: quick to read in, harmless to read twice, easy to search.

use super::*;
use crate::db::{self, Db, Options, Url};
use crate::kernel::{Clock, IdSource};

fn database(folder: &tempfile::TempDir) -> Db {
    let url = Url::parse(&format!("sqlite://{}/t.db", folder.path().display())).expect("a URL");
    let db = Db::open(&url, &Options { pool_size: 2, durable: false }, Clock::System, IdSource::seeded(1)).expect("a database");
    db::run_migrations(&db).expect("migrated");
    db
}

#[test]
fn the_register_is_read_once_and_searched() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = database(&folder);
    let mut all = read_bundled().expect("places");
    let import_all = |all: &[Place]| db.write(|tx| import(tx, all, |_| ())).expect("imported");
    assert_eq!(import_all(&all), ImportReport { added: all.len(), ..ImportReport::default() });
    all[0].population += 1;
    assert_eq!(import_all(&all), ImportReport { added: 0, changed: 1, unchanged: all.len() - 1 });
    let names = |text: &str, state: &str| -> Vec<String> {
        let found = db.read(|conn| search(conn, &Wish::parse(text, state))).expect("found");
        assert!(found.len() <= 20);
        found.iter().map(Place::full_name).collect()
    };
    assert_eq!(names("madison", "").first().map(String::as_str), Some("Madison, WI"));
    assert_eq!(names("Madison, AL", "").first().map(String::as_str), Some("Madison, AL"));
    assert!(
        names("saint paul", "MN").contains(&"Saint Paul, MN".to_owned()) || names("saint paul", "MN").contains(&"St. Paul, MN".to_owned())
    );
    assert!(names("salem", "NC").contains(&"Winston-Salem, NC".to_owned()), "any word counts");
    assert!(names("zzzz", "").is_empty() && names("%", "").is_empty());
}
