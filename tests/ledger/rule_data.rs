//! Chart and rules as data: mistakes are named with file, line and mend, and a
//! rule that posts to a wrong account breaks a tie-point.

use crate::books::*;
use crate::memory::{Memory, rules};
use std::fs;
use urban_diplomacy_fund::ledger::{Code, Dims, Leg, Rulebook, Track};

fn file(name: &str) -> String {
    fs::read_to_string(format!("{}/config/ledger/{name}", env!("CARGO_MANIFEST_DIR"))).expect("the file is there")
}

fn parse(chart: &str, rules: &str) -> Result<Rulebook, String> {
    Rulebook::parse(("chart.toml", chart), ("rules.toml", rules)).map_err(|e| e.to_string())
}

#[test]
fn mistakes_name_file_line_and_mend() {
    let (chart, rules) = (file("chart-2025.toml"), file("posting-rules-2025.toml"));
    let line_of = |text: &str, part: &str| text[..text.find(part).expect("the part")].matches('\n').count() + 1;
    let broken_chart = [
        ("code = \"445000\"", "code = \"4450 00\"", "is no account code"),
        ("code = \"445000\"", "code = \"411900\"", "stands twice"),
        ("role = \"transit\"", "role = \"bank\"", "is given twice"),
        ("role = \"transit\"\n", "", "no account has the role"),
        ("normal = \"dr\"", "normal = \"left\"", "unknown variant"),
        ("normal = \"dr\"", "normally = \"dr\"", "unknown field"),
        ("dims = [\"fund\", \"program\"]", "dims = [\"fund\", \"fund\"]", "names a dimension twice"),
        ("-10-01\"\n", "-13-01\"\n", "input is out of range"),
    ];
    for (good, bad, words) in broken_chart {
        assert!(chart.contains(good), "{good}");
        let error = parse(&chart.replacen(good, bad, 1), &rules).expect_err(bad);
        assert!(error.starts_with("chart.toml, line ") && error.contains(words), "{bad}: {error}");
    }
    let broken_rules = [
        ("dr = \"411900\"", "dr = \"411901\"", "is not in the chart"),
        ("cr = \"445000\"", "cr = \"310100\"", "each track must balance by itself"),
        ("cr = \"445000\"", "cr = \"411900\"", "moves nothing"),
        ("event = \"fund.apportion\"", "event = \"fund.appropriate\"", "stand twice"),
        ("id = \"L28\"", "id = \"L99\"", "tie-point L28 is missing"),
        ("tie = \"141000 = 480200\"", "tie = \"141000 480200\"", "needs “=”"),
        ("tie = \"141000 = 480200\"", "tie = \"141000 = 480299\"", "is not in the chart"),
        ("tie = \"141000 = 480200\"", "tie = \"490100 = 480200\"", "no tie-point watches account 141000"),
        ("tie = \"461000.held <= 461000\"", "tie = \"461000 <= 461000\"", "no tie-point counts the holds"),
        ("approved_by = \"accounting adviser of the fund\"", "approved_by = \"finance of the fund\"", "another person"),
        ("hold = \"open\"", "hold = \"ajar\"", "unknown variant"),
        ("cr = \"480100@to\"", "cr = \"461000@to\"", "has no category"),
    ];
    for (good, bad, words) in broken_rules {
        assert!(rules.contains(good), "{good}");
        let error = parse(&chart, &rules.replacen(good, bad, 1)).expect_err(bad);
        assert!(error.starts_with("rules.toml, line ") && error.contains(words), "{bad}: {error}");
    }
    let error =
        parse(&chart, &rules.replacen("dr = \"480100\", cr = \"490100\"", "dr = \"480100\", cr = \"490109\"", 1)).expect_err("unknown");
    let rule = line_of(&rules, "event = \"claim.accept\"") - 1;
    assert!(error.starts_with(&format!("rules.toml, line {rule}:")), "{error}");
}

#[test]
fn a_version_extends_the_one_it_names_and_keeps_its_promises() {
    let base = parse(&file("chart-2025.toml"), &file("posting-rules-2025.toml")).expect("sound");
    let rules = file("posting-rules-2027.toml");
    let extended = |rules: &str| base.extended(None, ("rules.toml", rules)).map_err(|e| e.to_string());
    let whole = extended(&rules).expect("sound");
    assert_eq!((whole.rules.rules.len(), whole.rules.tie_points.len()), (base.rules.rules.len() + 2, base.rules.tie_points.len()));
    for (good, bad, words) in [
        ("extends = \"rules-2025\"", "extends = \"rules-2024\"", "it extends rules-2024, which must be read before it"),
        ("extends = \"rules-2025\"\n", "", "add: extends = \"rules-2025\""),
        ("chart = \"chart-2025\"", "chart = \"chart-2027\"", "these rules are for chart-2027"),
        ("keeps = [\"L25\"", "keeps = [\"L24\", \"L25\"", "tie-point L24 is missing"),
        ("dr = \"461000\", cr = \"451000\"", "dr = \"461000\", cr = \"M110\"", "each track must balance"),
    ] {
        assert!(rules.contains(good), "{good}");
        let told = extended(&rules.replacen(good, bad, 1)).expect_err(bad);
        assert!(told.starts_with("rules.toml, line ") && told.contains(words), "{bad}: {told}");
    }
}

/// Posts every event there is. `Err`: the first tie-point that breaks, or an event
/// that is refused. `Ok`: what stands on each code in the end.
fn lived(book: &Rulebook) -> Result<Vec<i64>, String> {
    let mut memory = Memory::new(book);
    let steps: &[(&str, i64)] = &[
        ("fund.open/appropriation", 900),
        ("fund.open/apportionment", 800),
        ("fund.open/allotment", 700),
        ("fund.open/obligation", 600),
        ("fund.open/advance", 100),
        ("fund.open/unpaid_cost", 90),
        ("fund.open/paid_cost", 80),
        ("fund.appropriate", 9_000),
        ("fund.apportion", 8_000),
        ("fund.allot", 7_000),
        ("fund.withdraw", 40),
        ("award.reserve", 5_000),
        ("award.commit", 4_900),
        ("award.decommit", 100),
        ("award.obligate", 4_500),
        ("award.increase", 300),
        ("award.deobligate", 200),
        ("advance.pay", 1_500),
        ("bank.settle", 500),
        ("advance.liquidate", 700),
        ("advance.refund/to_award", 100),
        ("advance.refund/to_allotment", 100),
        ("payment.return/advance_in_transit", 100),
        ("payment.return/advance_settled", 100),
        ("claim.accept", 900),
        ("claim.pay", 600),
        ("payment.return/claim_in_transit", 50),
        ("payment.return/claim_settled", 50),
        ("claim.accept_and_pay", 200),
        ("cost.bill", 150),
        ("cost.collect/to_allotment", 50),
        ("cost.collect/to_award", 50),
        ("cost.refund", 30),
    ];
    for (event, dollars) in steps {
        let name = event.split('/').next().expect("an event");
        let leg = leg_for(name, "travel", *dollars);
        let (event, leg) = match event.strip_prefix("fund.open/") {
            Some(part) => ("fund.open", leg.in_part(part)),
            None => (*event, leg),
        };
        if let Err(code) = memory.try_post(event, vec![leg]) {
            return Err(format!("{event}: {code:?}"));
        }
        if let Some(fault) = memory.faults().into_iter().next() {
            return Err(format!("{event}: {fault}"));
        }
    }
    let moves: [(&str, Vec<Leg>); 4] = [
        ("award.rebudget", vec![leg("travel", 90).moving_to("training")]),
        ("advance.shift", vec![leg("travel", 60).moving_to("training")]),
        ("claim.accept", vec![leg("training", 20)]),
        ("cost.offset", vec![leg("travel", 10).moving_to("training")]),
    ];
    for (event, legs) in moves {
        if let Err(code) = memory.try_post(event, legs) {
            return Err(format!("{event}: {code:?}"));
        }
        if let Some(fault) = memory.faults().into_iter().next() {
            return Err(format!("{event}: {fault}"));
        }
    }
    Ok(book.chart.accounts.iter().map(|a| memory.stands(&a.code, &Dims::default())).collect())
}

#[test]
fn a_rule_with_one_wrong_account_does_not_go_unnoticed() {
    let right = lived(rules()).expect("the rules are right");
    let codes: Vec<String> = rules().chart.accounts.iter().map(|a| a.code.clone()).collect();
    let (mut tried, mut silent, mut unnoticed) = (0, 0, Vec::new());
    for (name, rule) in &rules().rules.rules {
        for (n, line) in rule.lines.iter().enumerate().filter(|(_, l)| l.track != Track::Memo) {
            for (code, debit) in codes.iter().flat_map(|code| [(code, true), (code, false)]) {
                let is_other = code != &line.dr.code && code != &line.cr.code;
                if rules().chart.account(code).is_none_or(|a| a.track != line.track) || !is_other {
                    continue;
                }
                let mut book = rules().clone();
                let line = &mut book.rules.rules.get_mut(name).expect("the rule").lines[n];
                let side = if debit { &mut line.dr } else { &mut line.cr };
                let old = std::mem::replace(&mut side.code, code.clone());
                tried += 1;
                if let Ok(stands) = lived(&book) {
                    silent += 1;
                    if stands == right {
                        unnoticed.push(format!("{name:?} line {n}: {old} -> {code}"));
                    }
                }
            }
        }
    }
    // Tie-points and limits catch most. A mistake between two accounts that stand in the
    // same sums, such as 445000 and 451000, only shows in what stands in the end.
    assert_eq!(unnoticed, Vec::<String>::new());
    assert!(tried > 700 && silent * 8 < tried, "{silent} of {tried} broke no tie-point and no limit");
}

#[test]
fn l25_to_l31_each_tie_point_can_fail() {
    use urban_diplomacy_fund::kernel::Money;
    let mut memory = Memory::new(rules());
    for (event, dollars) in [("fund.appropriate", 900), ("fund.apportion", 900), ("fund.allot", 900), ("award.reserve", 500)] {
        memory.try_post(event, vec![leg_for(event, "travel", dollars)]).expect(event);
    }
    for (event, dollars) in [("award.commit", 500), ("award.obligate", 500), ("advance.pay", 200), ("advance.liquidate", 90)] {
        memory.try_post(event, vec![leg("travel", dollars)]).expect(event);
    }
    for (event, dollars) in [("claim.accept", 80), ("claim.pay", 30), ("cost.bill", 10), ("award.reserve", 7)] {
        memory.try_post(event, vec![leg("travel", dollars)]).expect(event);
    }
    let ids: Vec<&str> = rules().rules.tie_points.iter().map(|tie| tie.id.as_str()).collect();
    assert_eq!(ids, ["L25", "L26", "L27", "L28", "L29", "L30a", "L30b", "L30c", "L30d", "L30e", "L31"]);
    for tie in &rules().rules.tie_points {
        assert_eq!(tie.untied(&memory.balances), vec![], "{}", tie.id);
        let breaks = |account: &urban_diplomacy_fund::ledger::AccountKey, more: Money| {
            let mut balances = memory.balances.clone();
            let balance = balances.get_mut(account).expect("an account");
            balance.dr_settled = balance.dr_settled.plus(more).expect("fits");
            !tie.untied(&balances).is_empty()
        };
        let named: Vec<_> = memory.balances.keys().filter(|account| breaks(account, usd(1_000))).collect();
        assert!(!named.is_empty(), "{} watches nothing", tie.id);
        // An equality sees a single cent.
        assert!(tie.text.contains("<=") || named.iter().all(|account| breaks(account, Money::from_cents(1))), "{}", tie.id);
    }
}

#[test]
fn a_published_file_is_never_edited() {
    use urban_diplomacy_fund::ledger::{self, InstallError};
    on_both(|books| {
        ledger::install(&books.db).expect("again is nothing");
        let edited = file("posting-rules-2025.toml").replace("Appropriation received", "Money came in");
        let book = parse(&file("chart-2025.toml"), &edited).expect("sound");
        assert!(matches!(ledger::install_book(&books.db, &book), Err(InstallError::Edited(id)) if id == "rules-2025"));
    });
    assert_eq!(Code::KeyConflict.number(), 401);
}
