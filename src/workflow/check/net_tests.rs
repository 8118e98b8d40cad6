//! S3–S9: the walk over every marking, with small nets in which one thing is wrong.

use super::tests::{and, finds, place, said, step, with};
use std::fmt::Write;

#[test]
fn s3_every_place_can_be_reached() {
    finds("S3", &[(and(&place("attic")), "no case can ever reach “attic”")]);
}

#[test]
fn s4_a_case_can_always_come_to_an_end() {
    let trap = format!("{}{}", place("trap"), step("fall", "review", "trap", "by = [\"officer\"]"));
    let round = format!("{trap}{}", step("turn", "trap", "trap", "by = [\"officer\"]"));
    finds("S4", &[(and(&trap), "a case in “trap” can never come to an end"), (and(&round), "a case in “trap” can never come to an end")]);
}

#[test]
fn s5_an_end_stands_alone_and_s7_no_place_is_entered_twice() {
    let fork = and(&place("aside")).replace("to = [\"review\"]\nby = [\"citizen\"]", "to = [\"review\", \"aside\"]\nby = [\"citizen\"]");
    let found = said(&fork);
    assert!(
        found.iter().any(|f| f.contains("a case can end while it still stands in “declined aside”") && f.ends_with("(S5)")),
        "{found:#?}"
    );
    let cleared = fork.replace("to = [\"done\"]", "to = [\"done\"]\nclears = [\"aside\"]");
    let found = said(&cleared.replace("to = [\"declined\"]", "to = [\"declined\"]\nclears = [\"aside\"]"));
    assert_eq!(found, Vec::<String>::new(), "what is cleared does not stand beside the end");
    let twice = format!("{}{}", fork, step("again", "aside", "review", "by = [\"officer\"]"));
    assert!(said(&twice).iter().any(|f| f.contains("“again” can enter a place in which the case stands already") && f.ends_with("(S7)")));
}

#[test]
fn s6_every_step_can_be_taken() {
    let never =
        step("never", "review", "declined", "by = [\"officer\"]").replace("from = [\"review\"]", "from = [\"review\", \"approved\"]");
    let guarded = |guard: &str| and(&step("never", "review", "declined", &format!("by = [\"officer\"]\nguard = '{guard}'")));
    let rows = [
        (and(&never), "“never” can never be taken"),
        (guarded("ready && !ready"), "its guard holds for no facts"),
        (guarded("n > 3 && n < 4"), "its guard holds for no facts"),
    ];
    finds("S6", &rows);
    assert_eq!(said(&guarded("n > 3 && n < 5")), Vec::<String>::new());
}

fn list(letter: char, numbers: impl Iterator<Item = usize>) -> Vec<String> {
    numbers.map(|i| format!("\"{letter}{i}\"")).collect()
}

/// A fork into so many places `a`, and a join from as many places `b`.
fn wide(n: usize) -> String {
    let mut text = "name = \"wide\"\nversion = \"1\"\nstart = \"s\"\nends = [\"e\"]\n".to_owned();
    for id in ["s".to_owned(), "e".to_owned()].into_iter().chain((0..n).flat_map(|i| [format!("a{i}"), format!("b{i}")])) {
        let _ = write!(text, "{}", place(&id));
    }
    arc(&mut text, "fork", &["\"s\"".into()], &list('a', 0..n));
    arc(&mut text, "join", &list('b', 0..n), &["\"e\"".into()]);
    text
}

fn arc(text: &mut String, id: &str, from: &[String], to: &[String]) {
    let step = step(id, "x", "y", "by = [\"officer\"]");
    *text += &step.replace("[\"x\"]", &format!("[{}]", from.join(", "))).replace("[\"y\"]", &format!("[{}]", to.join(", ")));
}

/// So many branches that run beside one another: 2ⁿ states, and two.
fn branches(n: usize) -> String {
    let mut text = wide(n);
    (0..n).for_each(|i| arc(&mut text, &format!("t{i}"), &list('a', i..=i), &list('b', i..=i)));
    text
}

/// A binary counter of so many digits: 2ⁿ states one after the other, and two.
fn counter(n: usize) -> String {
    let mut text = wide(n);
    for i in 0..n {
        let (ones, zeros) = (list('b', 0..i), list('a', 0..i));
        arc(&mut text, &format!("t{i}"), &[ones, list('a', i..=i)].concat(), &[zeros, list('b', i..=i)].concat());
    }
    text
}

#[test]
fn s7_more_than_a_million_states_are_refused_and_the_walk_stops_there() {
    assert_eq!(said(&branches(10)), Vec::<String>::new(), "1,026 states");
    assert_eq!(said(&counter(10)), Vec::<String>::new(), "1,026 states");
    finds("S7", &[(counter(20), "more than 1,000,000 states"), (branches(64), "more than 128 places")]);
}

#[test]
fn s8_money_leaves_only_after_an_approval() {
    let rows = [
        (with("[transition.approval]\nmeasure = \"amount\"\nbinds = [\"amount\"]\nbands", "#"), "“approve” posts “commit”"),
        (
            and(&step("shortcut", "review", "approved", "by = [\"officer\"]")),
            "“accept” posts “obligate” although no approval need come before it; put an approval on every way there. One way without: “Submit”, “shortcut”, “Accept”",
        ),
    ];
    for (text, words) in rows {
        let found = said(&text);
        assert!(found.iter().any(|f| f.contains(words) && f.ends_with("(S8)")), "{words}: {found:#?}");
    }
}

#[test]
fn s8_an_approval_before_the_last_way_back_does_not_count() {
    // What was approved once is remembered in a place of its own, and the case goes back.
    let remembered = with("to = [\"approved\"]", "to = [\"approved\", \"stamp\"]")
        .replace("from = [\"approved\"]\nto = [\"done\"]", "from = [\"approved\"]\nto = [\"done\"]\nclears = [\"stamp\"]")
        + &place("stamp");
    assert_eq!(said(&remembered), Vec::<String>::new());
    let back = |to: &str| step("reopen", "approved", to, "by = [\"officer\"]");
    let pay = |from: &str| {
        step("pay", from, "done", "by = [\"officer\"]\neffects = [{ ledger = \"obligate\" }]")
            .replace(&format!("[\"{from}\"]"), &format!("[\"{from}\", \"stamp\"]"))
    };
    for (to, from) in [("review", "recommended"), ("recommended", "recommended"), ("review", "review")] {
        let found = said(&format!("{remembered}{}{}", back(to), pay(from)));
        let told = found.iter().find(|f| f.contains("“pay” posts “obligate”") && f.ends_with("(S8)"));
        assert!(told.is_some_and(|f| f.contains("“Approve” does not count after the way back")), "{to} {from}: {found:#?}");
    }
    // A way to a place beyond the approval takes nothing back.
    let on = format!("{remembered}{}{}{}", place("signing"), step("sign", "approved", "signing", "by = [\"citizen\"]"), pay("signing"));
    assert_eq!(said(&on), Vec::<String>::new());
}

#[test]
fn s8_one_of_several_approvals_is_enough_and_each_way_needs_one() {
    let small = step("approve_small", "recommended", "approved", "by = [\"approver\"]\napproval = {}\neffects = [{ ledger = \"commit\" }]");
    assert_eq!(said(&and(&small)), Vec::<String>::new());
    let found = said(&and(&small.replace("approval = {}\neffects = [{ ledger = \"commit\" }]", "")));
    assert!(found.iter().any(|f| f.contains("“accept” posts") && f.ends_with("(S8)")), "{found:#?}");
}

#[test]
fn s9_w11_of_the_steps_of_the_program_one_is_possible_at_a_time() {
    let own = |id: &str, more: &str| step(id, "review", "declined", &format!("system = true\n{more}"));
    let two = |a: &str, b: &str| and(&(own("one", a) + &own("two", b)));
    let rows = [
        (two("", ""), "give both guards that exclude each other"),
        (two("guard = \"ready\"", ""), "give both guards"),
        (two("guard = \"ready\"", "guard = \"n > 1\""), "both guards hold when n is 2 and ready is so"),
        (two("guard = 'amount <= money(\"5\")'", "guard = 'amount >= money(\"5\")'"), "both guards hold when amount is $5.00"),
        (two("after = { days = 5 }", "after = { days = 5 }"), "give both guards"),
        (two("after = { days = 5 }", "after = { business_days = 3 }"), "give both guards"),
        (two("after = { days = 5 }", "after = { days = 9 }"), "“one” is always taken before “two” is due"),
        (two("after = { days = 5 }", "guard = \"ready\""), "give both guards"),
    ];
    finds("S9", &rows);
    let apart = [
        two("guard = \"ready\"", "guard = \"!ready\""),
        two("guard = \"ready\"", "after = { days = 5 }\nguard = \"!ready\""),
        two("guard = \"ready\"\nafter = { days = 5 }", "after = { days = 9 }"),
        two("guard = 'kind == \"a\"'", "guard = 'kind == \"b\" && n in [1, 2]'"),
    ];
    for text in apart {
        assert_eq!(said(&text), Vec::<String>::new());
    }
}
