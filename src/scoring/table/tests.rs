//! What a file of scores may look like, and what is refused.

use super::*;

fn refusal(text: &str) -> String {
    read(text.as_bytes()).expect_err("a refusal").to_string()
}

#[test]
fn rows_are_sorted_and_columns_found() {
    let text = "\u{feff}Score, note ,REVIEWER,Application\r\n4,\"a, b\",y,B\r\n 3.5 ,,x,A\r\n-0,,y,A\r\n,,x,B\r\n";
    let table = read(text.as_bytes()).expect("a table");
    assert_eq!((table.applications.clone(), table.reviewers.clone()), (vec!["A".to_owned(), "B".into()], vec!["x".to_owned(), "y".into()]));
    let cells: Vec<(usize, usize, f64)> = table.cells.iter().map(|cell| (cell.application, cell.reviewer, cell.score)).collect();
    assert_eq!(cells, [(0, 0, 3.5), (0, 1, 0.0), (1, 1, 4.0)]);
    let other = read(b"application,reviewer,score\nB,x,\nA,y,0\nA,x,3.5\nB,y,4\n").expect("a table");
    assert_eq!(table.digest(), other.digest(), "the order of rows and columns is not part of it");
}

#[test]
fn a_refusal_names_the_line() {
    let head = "application,reviewer,score\n";
    for (rows, said) in [
        ("a,x,1\na,y,good\n", "Line 3: the score “good” is no number"),
        ("a,x,NaN\n", "Line 2: the score “NaN” is no number"),
        ("a,x,inf\n", "Line 2: the score “inf” is no number"),
        ("a,x,1e300\n", "Line 2: the score 1e300 is beyond"),
        ("a,x,\"3,5\"\n", "Line 2: the score “3,5” is no number"),
        ("a,x,1\n,x,1\n", "Line 3: the application is empty"),
        ("a,,1\n", "Line 2: the reviewer is empty"),
        ("a,x,1\nb,x,1\na,x,2\n", "Line 4: reviewer “x” has scored application “a” before, in line 2"),
        ("a,x,1\na,x,\n", "Line 3: reviewer “x” has scored"),
        ("a,x,1\na,x\n", "Line 3: it has more or fewer cells"),
        ("a,\"x\ny\",1\na,z,?\n", "Line 4: the score “?”"),
        ("", "The file holds no scores"),
        ("a,x,\n", "The file holds no scores"),
    ] {
        let refusal = refusal(&format!("{head}{rows}"));
        assert!(refusal.starts_with(said), "{rows:?}: {refusal}");
    }
    assert!(refusal("application,score\na,1\n").contains("“reviewer” is missing"));
    assert!(refusal("application;reviewer;score\na;x;1\n").contains("It reads: application;reviewer;score"));
    assert!(refusal("application,reviewer,score,Score\na,x,1,2\n").contains("“score” stands twice"));
    assert!(refusal("").contains("is missing"));
    assert!(refusal(&format!("{head}{},x,1\n", "a".repeat(201))).starts_with("Line 2: the application has more than 200 bytes"));
    assert!(read(b"application,reviewer,score\na,\xff,1\n").is_err());
}

#[test]
fn too_many_are_refused() {
    let mut text = String::from("application,reviewer,score\n");
    for at in 0..=MOST_APPLICATIONS {
        text.push_str(&format!("a{at},x,1\n"));
    }
    assert!(refusal(&text).starts_with("There are 20001 applications"));
}

#[test]
fn costs_are_cents() {
    let costs = read_costs(b"Cost,Application\n12500,a\n0.5,b\n0,c\n").expect("costs");
    assert_eq!(costs.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 1_250_000), ("b".to_owned(), 50), ("c".to_owned(), 0)]);
    for (row, said) in [
        ("a,-1", "is no amount"),
        ("a,1.005", "is no amount"),
        ("a,", "is no amount"),
        ("a,1\na,2", "has a cost before, in line 2"),
        (",1", "is empty"),
    ] {
        let refusal = read_costs(format!("application,cost\n{row}\n").as_bytes()).expect_err("a refusal").to_string();
        assert!(refusal.contains(said), "{row}: {refusal}");
    }
}
