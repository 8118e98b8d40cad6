//! What the published rule says, what exact fractions say, and what must hold for any counts.

use super::*;
use proptest::prelude::*;

const RULE: Terms = Terms { least: 1, hundredths: Terms::FOUR_FIFTHS };

fn counts(pairs: &[(usize, usize)]) -> Vec<Counts> {
    pairs.iter().map(|(selected, all)| Counts::new(*selected, *all).expect("counts")).collect()
}

fn near(ours: f64, theirs: f64) {
    assert!((ours - theirs).abs() <= 1e-11 * theirs, "{ours} {theirs}");
}

/// O14: the examples of the EEOC's questions and answers on the four-fifths rule. Exactly 0.80 is no flag.
#[test]
fn o14_four_fifths_of_the_highest_rate_is_enough() {
    let all = compare(&counts(&[(60, 100), (45, 100), (48, 100), (51, 100)]), RULE);
    assert!(all[0].is_highest && all[0].against.is_none());
    let told: Vec<_> = all[1..].iter().filter_map(|group| group.against).map(|a| (a.hundredths(), a.is_below)).collect();
    assert_eq!(told, [(75, true), (80, false), (85, false)]);
    // The same shares from counts of other sizes: floats would make 0.8000000000000002 or less than 0.8 of some of these.
    for (top, own) in [((3, 7), (12, 35)), ((1, 3), (4, 15)), ((7, 9), (28, 45)), ((60, 100), (4_800, 10_000))] {
        let against = compare(&counts(&[top, own]), RULE)[1].against.expect("compared");
        assert!(!against.is_below && against.hundredths() == 80, "{top:?} {own:?}");
    }
    let just_below = compare(&counts(&[(5_000_000, 10_000_000), (3_999_999, 10_000_000)]), RULE)[1].against.expect("compared");
    assert!(just_below.is_below && just_below.hundredths() == 79, "what reads 0.80 is never flagged");
}

#[test]
fn fishers_test_is_that_of_exact_fractions() {
    let rows = [
        ((8, 10), (1, 6), 0.034_965_034_965_034_97),
        ((3, 4), (1, 4), 0.485_714_285_714_285_7),
        ((45, 100), (60, 100), 0.047_165_485_383_019_28),
        ((1, 24), (5, 37), 0.388_479_558_498_050_2),
        ((0, 5), (5, 5), 0.007_936_507_936_507_936),
        ((2, 6), (4, 6), 0.567_099_567_099_567_1),
        ((30, 1000), (45, 2000), 0.216_800_428_053_532_22),
        ((172, 218), (90, 217), 9.041_009_036_526_075e-16),
        ((18, 165), (123, 181), 7.686_224_774_595_132e-29),
    ];
    for (one, other, p) in rows {
        near(fisher::two_sided(one, other), p);
        near(fisher::two_sided(other, one), p);
    }
    for (one, other) in [((0, 0), (3, 5)), ((0, 4), (0, 9)), ((4, 4), (9, 9)), ((10, 10), (10, 10))] {
        assert_eq!(fisher::two_sided(one, other).to_bits(), 1.0_f64.to_bits(), "{one:?} {other:?}");
    }
}

#[test]
fn wilsons_interval_is_that_of_the_formula() {
    for ((selected, all), (low, high)) in [
        ((8, 10), (0.490_162_471_536_641_83, 0.943_317_848_545_624_7)),
        ((0, 20), (0.0, 0.161_125_158_052_819_38)),
        ((5, 5), (0.565_517_535_216_825_1, 1.0)),
        ((60, 100), (0.502_002_586_791_061_8, 0.690_598_713_567_541_3)),
    ] {
        let (ours_low, ours_high) = wilson::interval(selected, all);
        assert!((ours_low - low).abs() < 1e-15 && (ours_high - high).abs() < 1e-15, "{selected} of {all}: {ours_low} {ours_high}");
    }
}

#[test]
fn groups_with_too_few_are_counts_alone() {
    let terms = Terms { least: 5, ..RULE };
    // The small group would be the highest, and would flag the others.
    let all = compare(&counts(&[(4, 4), (10, 20), (2, 20), (0, 0)]), terms);
    assert!(all[0].rate.is_none() && all[0].against.is_none() && !all[0].is_highest);
    assert!(all[1].is_highest && all[2].against.is_some_and(|a| a.is_below));
    assert_eq!(all[3], Standing { counts: Counts::default(), rate: None, is_highest: false, against: None });
    // Nobody to be held against: one group alone, and nobody selected.
    let alone = compare(&counts(&[(4, 4), (10, 20)]), terms);
    assert!(alone[1].rate.is_some() && alone.iter().all(|group| !group.is_highest && group.against.is_none()));
    let nobody = compare(&counts(&[(0, 30), (0, 20)]), terms);
    assert!(nobody.iter().all(|group| group.rate.is_some() && !group.is_highest && group.against.is_none()));
    assert!(compare(&[], terms).is_empty());
    // A rule that asks for nobody still never divides by nobody.
    assert!(compare(&counts(&[(0, 0), (1, 1)]), Terms { least: 0, ..RULE })[0].rate.is_none());
}

#[test]
fn of_equal_groups_the_larger_and_then_the_first_is_held_against() {
    let highest = |pairs: &[(usize, usize)]| compare(&counts(pairs), RULE).iter().position(|group| group.is_highest);
    assert_eq!(highest(&[(1, 2), (5, 10), (2, 4)]), Some(1));
    assert_eq!(highest(&[(1, 3), (1, 2), (1, 2)]), Some(1));
    let equal = compare(&counts(&[(1, 2), (5, 10)]), RULE)[0].against.expect("compared");
    assert_eq!((equal.hundredths(), equal.is_below, equal.millionths()), (100, false, 1_000_000));
    assert_eq!(Counts::new(3, 2), None);
    assert_eq!(Counts::new(0, MOST as usize + 1), None);
}

#[test]
fn a_file_is_read_whatever_its_order_and_refused_with_its_line() {
    let table = read("\u{feff}Selected;x,GROUP,selected\r\n-,South,1\r\n-,Midwest,0\r\n-, South ,0\r\n".as_bytes()).expect("read");
    assert_eq!(
        table.groups,
        [("Midwest".to_owned(), Counts::new(0, 1).expect("counts")), ("South".to_owned(), Counts::new(1, 2).expect("counts"))]
    );
    let told = |text: &str| read(text.as_bytes()).expect_err(text).to_string();
    for (text, words) in [
        ("group,selected\n", "holds no rows"),
        ("group,chosen\nA,1\n", "“selected” is missing"),
        ("group,selected\nA,1\n,0\n", "Line 3: the group is empty"),
        ("group,selected\nA,yes\n", "Line 2: “yes” says neither"),
        ("group,selected\nA,1,2\n", "Line 2: it has more or fewer cells"),
        ("group,selected\nA,\n", "Line 2: “” says neither"),
    ] {
        assert!(told(text).contains(words), "{text}: {}", told(text));
    }
    assert!(read(&[0xff, 0xfe, b'\n']).is_err());
}

#[test]
fn a_report_has_a_number_or_nothing_in_every_place() {
    let table = read(b"group,selected\nA,1\nA,1\nB,0\nB,1\nC,0\n").expect("read");
    let said = serde_json::to_value(report(&table, Terms { least: 2, ..RULE })).expect("JSON");
    assert_eq!((said["highest"].as_str(), said["n"].as_u64(), said["selected"].as_u64()), (Some("A"), Some(5), Some(3)));
    assert_eq!((said["groups"][1]["flag"].as_bool(), said["groups"][1]["ratio"].as_f64()), (Some(true), Some(0.5)));
    for key in ["rate", "low", "high", "ratio", "flag", "p_value"] {
        assert!(said["groups"][2][key].is_null(), "{key}");
    }
}

proptest! {
    /// No table gives a value outside of its range, and the order of the groups means nothing.
    #[test]
    fn every_value_is_in_its_range(pairs in prop::collection::vec((0_usize..60, 0_usize..60), 0..8), least in 0_u32..12) {
        let groups = counts(&pairs.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect::<Vec<_>>());
        let terms = Terms { least, ..RULE };
        let all = compare(&groups, terms);
        for group in &all {
            if let Some(rate) = group.rate {
                prop_assert!(0.0 <= rate.low && rate.low <= rate.share && rate.share <= rate.high && rate.high <= 1.0);
            }
            if let Some(against) = group.against {
                prop_assert!((0.0..=1.0).contains(&against.ratio) && (0.0..=1.0).contains(&against.p));
                prop_assert!(!against.is_below || against.hundredths() < 80);
                prop_assert!(against.is_below || against.hundredths() >= 80);
            }
        }
        prop_assert!(all.iter().filter(|group| group.is_highest).count() <= 1);
        let backwards: Vec<Counts> = groups.iter().rev().copied().collect();
        let mut flags: Vec<_> = compare(&backwards, terms).iter().map(|group| group.against.is_some_and(|a| a.is_below)).collect();
        flags.reverse();
        prop_assert_eq!(flags, all.iter().map(|group| group.against.is_some_and(|a| a.is_below)).collect::<Vec<_>>());
    }

    /// The probability is that of adding up exact binomials.
    #[test]
    fn fishers_test_adds_up_exact_binomials(n in 1_u32..28, m in 1_u32..28, a in 0_u32..28, c in 0_u32..28) {
        let (a, c) = (a.min(n), c.min(m));
        let choose = |n: u32, k: u32| (0..k).fold(1_u128, |product, i| product * u128::from(n - i) / u128::from(i + 1));
        let k = a + c;
        let weight = |x: u32| choose(n, x) * choose(m, k - x);
        let all: Vec<u128> = (k.saturating_sub(m)..=k.min(n)).map(weight).collect();
        let rare: u128 = all.iter().filter(|w| **w <= weight(a)).sum();
        let exact = rare as f64 / all.iter().sum::<u128>() as f64;
        prop_assert!((fisher::two_sided((a, n), (c, m)) - exact).abs() < 1e-12);
    }
}
