//! What the load driver takes for a miss (`benches/load/aims.rs`).

#[path = "../../benches/load/aims.rs"]
mod aims;

use aims::{Figures, TOLERANCE, missed, slow_review};

const GOOD: Figures<'_> = Figures {
    database: "SQLite",
    pace: 1,
    applicants: 2_000,
    saves: (12_000, 99.0),
    submissions: (2_000, 499.0),
    files: 2_000,
    errors: 0,
    lost: 0,
};

#[test]
fn a_rush_that_keeps_its_aims_passes_and_each_miss_is_told() {
    assert_eq!(missed(&GOOD, 0), Vec::<String>::new());
    let bears = Figures { saves: (12_000, 150.0), submissions: (2_000, 750.0), ..GOOD };
    assert_eq!(missed(&bears, TOLERANCE), Vec::<String>::new());
    let rows = [
        (Figures { lost: 1, ..GOOD }, "1 of what was acknowledged is lost"),
        (Figures { errors: 3, ..GOOD }, "3 requests met an error"),
        (Figures { files: 1_999, ..GOOD }, "1999 files were sent by 2000 people"),
        (Figures { submissions: (0, 0.0), ..GOOD }, "0 applications were submitted"),
        (Figures { saves: (12_000, 151.0), ..GOOD }, "95 of 100 saves took up to 151 ms; the aim is 100 ms, and 150 ms fail"),
        (Figures { submissions: (2_000, f64::NAN), ..GOOD }, "95 of 100 submissions"),
        (Figures { lost: 1, pace: 10, ..GOOD }, "SQLite at 10 times the pace: 1 of"),
    ];
    for (figures, words) in rows {
        let told = missed(&figures, TOLERANCE);
        assert!(told.len() == 1 && told[0].contains(words), "{figures:?}: {told:?}");
    }
    let quick = Figures { pace: 10, saves: (12_000, 900.0), ..GOOD };
    assert_eq!(missed(&quick, TOLERANCE), Vec::<String>::new(), "at ten times the pace everything arrives, and later");
}

#[test]
fn a_slow_page_of_a_review_is_told() {
    let of = |p99| slow_review(("SQLite", 1_000), p99, TOLERANCE);
    assert_eq!([of(50.0), of(75.0)], [None, None]);
    let told = "SQLite with 1000 applications: 99 of 100 pages of a review took up to 76 ms; the aim is 50 ms, and 75 ms fail.";
    assert_eq!(of(76.0).as_deref(), Some(told));
    assert!(of(f64::NAN).is_some());
}
