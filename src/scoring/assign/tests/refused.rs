//! What is refused, in which words.

use super::*;

fn refused(text: &str) -> String {
    Table::read(text.as_bytes()).expect_err(text).to_string()
}

#[test]
fn a_table_is_read_whole_or_refused_with_its_line() {
    let head = "application,reviewer,affinity,conflict,region,fixed\n";
    for (rows, words) in [
        ("", "The file holds no pairs"),
        ("a,r,1,0,,\na,s,x,0,,\n", "Line 3: the affinity “x” cannot be used: it is no number"),
        ("a,r,NaN,0,,\n", "Line 2: the affinity “NaN”"),
        ("a,r,-inf,0,,\n", "Line 2: the affinity “-inf”"),
        ("a,r,1e400,0,,\n", "it is larger than"),
        ("a,r,\"0,5\",0,,\n", "with a point"),
        ("a,r,1,maybe,,\n", "Line 2: “maybe” in the column conflict is neither yes nor no"),
        (",r,1,0,,\n", "Line 2: the application is empty"),
        ("a,,1,0,,\n", "Line 2: the reviewer is empty"),
        ("a,r,1,0,,\nb,r,1,0,,\na,r,2,0,,\n", "Line 4: application a and reviewer r stand in line 2 already"),
        ("a,r,1\n", "Line 2: it has 3 cells, but the headings are 6"),
        ("a,r,1,1,,yes\n", "Line 2: r is fixed to a and has a conflict"),
    ] {
        let told = refused(&format!("{head}{rows}"));
        assert!(told.contains(words), "{rows}: {told}");
    }
    let regions = Rules { two_regions: true, only_listed: false };
    let two = Table::read(format!("{head}a,r,1,0,N,\na,s,1,0,N,\nb,r,1,0,S,\n").as_bytes()).expect("regions matter only if asked for");
    assert!(report(&two, &order(1, 0, 2)).is_ok());
    let told = report(&two, &Order { rules: regions, ..order(2, 0, 2) }).expect_err("two regions").to_string();
    assert!(told.contains("Line 4: reviewer r is from S here and from N in line 2"), "{told}");
    assert!(refused("").contains("“application” is missing"));
    assert!(refused("application,reviewer,conflict\na,r,0\n").contains("“affinity” is missing"));
    assert!(refused("application,reviewer,affinity,conflict,Affinity\n").contains("there twice"));
    assert!(refused(&format!("{head}{},r,1,0,,\n", "x".repeat(201))).contains("longer than 200"));
    assert_eq!(Table::read(&[0xFF, 0xFE]).err(), Some(TableError::NotText));
}

#[test]
fn what_is_impossible_is_explained_with_what_helps() {
    let why = |table: &Table, order: Order| report(table, &order).expect_err("impossible").to_string();
    // Three applications with two reviewers, who have room for four.
    let mut cells = vec![vec![Some(1), Some(1), None, None, None]; 3];
    cells.extend(vec![vec![Some(1); 5]; 1]);
    let told = why(&table(&cells), order(2, 0, 2));
    assert_eq!(
        told,
        "There is no such assignment. Reviews: 3 applications (a00, a01, a02) together need 6, but only 4 can be given: 2 reviewers (r00, r01) can take 4 \
         within the load limit. Any one of these makes it possible: raise load-max to 3; add 1 reviewer without conflicts who takes up to 2; lower \
         per-application to 1."
    );
    let told = why(&table(&[vec![Some(1), None], vec![Some(1), Some(1)]]), order(2, 0, 2));
    assert!(
        told.contains("1 application (a00) needs 2, but only 1 can be given: that is how many pairs without a conflict there are."),
        "{told}"
    );
    assert!(!told.contains("load-max"), "{told}");
    let told = why(&table(&[vec![Some(1), None], vec![Some(1), None]]), order(1, 1, 2));
    assert!(told.contains("Loads: 1 reviewer (r01) is to get at least 1 reviews, but only 0 can be given"), "{told}");
    assert!(told.ends_with("This makes it possible: lower load-min to 0."), "{told}");
    let told = why(&table(&[vec![None, None]]), order(1, 1, 1));
    assert!(told.contains("Reviews: ") && told.contains("Loads: "), "{told}");
}

#[test]
fn orders_that_contradict_themselves_are_refused() {
    let small = table(&[vec![Some(1), Some(2)]]);
    let told = |order: Order| report(&small, &order).expect_err("refused").to_string();
    assert!(told(order(1, 3, 2)).contains("the least is above the most"));
    assert!(told(order(0, 0, 2)).contains("needs 0 reviews"));
    let both = Wishes { fair: true, shortfall: true, connect: false };
    assert!(told(Order { wishes: both, ..order(1, 0, 2) }).contains("Choose one of the two"));
    let regions = Rules { two_regions: true, only_listed: false };
    assert!(told(Order { rules: regions, ..order(2, 0, 2) }).contains("no column region"));
    assert!("0".parse::<Chance>().is_err() && "1.1".parse::<Chance>().is_err() && "x".parse::<Chance>().is_err());
}

#[test]
fn a_problem_is_checked() {
    let application = |id: &str, reviews| Application { id: id.into(), reviews };
    let reviewer = |id: &str| Reviewer { id: id.into(), least: 0, most: 1, region: None };
    let pair = |row: &str, column: &str, affinity, fixed| Pair {
        application: row.into(),
        reviewer: column.into(),
        affinity,
        conflict: false,
        fixed,
    };
    let made = |applications: &[Application], reviewers: &[Reviewer], pairs: &[Pair], only_listed| {
        Problem::new(applications.to_vec(), reviewers.to_vec(), pairs, Rules { only_listed, two_regions: false }).map(|_| ())
    };
    let (a, r) = ([application("a", 1), application("b", 1)], [reviewer("r"), reviewer("s")]);
    assert_eq!(made(&a, &r, &[], false), Ok(()));
    assert_eq!(made(&[], &r, &[], false), Err(ProblemError::Empty(0, 2)));
    assert_eq!(made(&[a[0].clone(), a[0].clone()], &r, &[], false), Err(ProblemError::Twice("a".into())));
    assert!(matches!(made(&a, &r, &[pair("c", "r", 0, false)], false), Err(ProblemError::Unknown(..))));
    assert!(matches!(made(&a, &r, &[pair("a", "r", 0, false), pair("a", "r", 0, false)], false), Err(ProblemError::PairTwice(..))));
    assert!(matches!(made(&a, &r, &[pair("a", "r", i64::MIN, false)], false), Err(ProblemError::TooLarge(..))));
    let fixed = [pair("a", "r", 0, true), pair("b", "r", 0, true)];
    assert_eq!(made(&a, &r, &fixed, false), Err(ProblemError::TooManyFixed("r".into(), 2, 1)));
    let fixed = [pair("a", "r", 0, true), pair("a", "s", 0, true)];
    assert_eq!(made(&a, &r, &fixed, false), Err(ProblemError::TooManyFixed("a".into(), 2, 1)));
    let many: Vec<Reviewer> = (0..2_001).map(|one| reviewer(&format!("r{one}"))).collect();
    let more: Vec<Application> = (0..2_000).map(|one| application(&format!("a{one}"), 1)).collect();
    assert!(matches!(made(&more, &many, &[], false), Err(ProblemError::TooMany(..))));
}
