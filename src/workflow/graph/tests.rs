//! The drawing as geometry: whatever the definition, no line crosses a box or a label, no two
//! labels meet, and lines lie on one another only where they lead to the same place or are one step.

use super::super::definition::{Definition, Place, Transition};
use super::super::dice::Dice;
use super::super::{Marking, parse};
use super::svg;
use super::ways::{BOX, Layout, layout};

const STANDARD: &str = include_str!("../../../tests/fixtures/workflows/grant-standard-1.1.toml");

/// Left, top, right, bottom.
type Area = (usize, usize, usize, usize);

fn meet(a: Area, b: Area) -> bool {
    a.0 < b.2 && b.0 < a.2 && a.1 < b.3 && b.1 < a.3
}

fn boxes(layout: &Layout) -> Vec<Area> {
    layout.spots.iter().map(|spot| (spot.x, spot.y, spot.x + BOX, spot.y + spot.height)).collect()
}

fn labels(layout: &Layout) -> Vec<Area> {
    let area = |port: &super::ways::Port| {
        let longest = port.lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        (port.x + 6, port.y - 3 - port.lines.len() * 16, port.x + 6 + longest * 7, port.y - 1)
    };
    layout.ports.iter().map(area).collect()
}

/// The straight parts of each way as thin areas, with the place they lead to.
fn parts(layout: &Layout) -> Vec<(usize, Area)> {
    let part = |a: (usize, usize), b: (usize, usize)| (a.0.min(b.0), a.1.min(b.1), a.0.max(b.0), a.1.max(b.1));
    layout.ways.iter().flat_map(|way| way.points.iter().zip(way.points.iter().skip(1)).map(move |(a, b)| (way.to, part(*a, *b)))).collect()
}

fn is_clear(definition: &Definition) {
    let layout = layout(definition);
    let (boxes, labels, parts) = (boxes(&layout), labels(&layout), parts(&layout));
    assert!(layout.width <= 1_280, "{}", layout.width);
    for (i, a) in boxes.iter().enumerate() {
        assert!(a.2 <= layout.width && a.3 <= layout.height);
        assert!(boxes.iter().skip(i + 1).all(|b| !meet(*a, *b)), "two boxes");
        assert!(labels.iter().all(|label| !meet(*a, *label)), "a label in a box");
        // A line touches the edge of its own box and no more.
        assert!(parts.iter().all(|(_, p)| !meet(*a, (p.0, p.1, p.2.max(p.0 + 1), p.3.max(p.1 + 1)))), "a line through a box");
    }
    for (i, a) in labels.iter().enumerate() {
        assert!(labels.iter().skip(i + 1).all(|b| !meet(*a, *b)), "two labels");
        assert!(parts.iter().all(|(_, p)| !meet(*a, (p.0, p.1, p.2.max(p.0 + 1), p.3.max(p.1 + 1)))), "a line through a label");
    }
    for (i, (to, a)) in parts.iter().enumerate() {
        for (other, b) in parts.iter().skip(i + 1).filter(|(other, _)| other != to) {
            let level = a.1 == a.3 && b.1 == b.3 && a.1 == b.1 && a.0 < b.2 && b.0 < a.2;
            let upright = a.0 == a.2 && b.0 == b.2 && a.0 == b.0 && a.1 < b.3 && b.1 < a.3;
            let one_step = labels.iter().any(|label| a.1 == label.3 + 1 && a.0 == b.0 && a.0 + 6 == label.0);
            assert!(one_step || !level && !upright, "lines to {to} and {other} lie on one another: {a:?} {b:?}");
        }
    }
    for way in &layout.ways {
        let (last, spot) = (way.points[way.points.len() - 1], &layout.spots[way.to]);
        assert!(last.0 == spot.x && last.1 > spot.y && last.1 < spot.y + spot.height, "a way that does not arrive");
    }
}

fn random(dice: &mut Dice) -> Definition {
    let count = 2 + dice.below(28);
    let id = |i: usize| format!("p{i}");
    let words = ["In", "review", "Returned", "for", "changes", "Award", "offered"];
    let label = |dice: &mut Dice| (0..1 + dice.below(4)).map(|_| words[dice.below(words.len())]).collect::<Vec<_>>().join(" ");
    let base = parse("w.toml", STANDARD).expect("parses").definition;
    let places = (0..count).map(|i| Place { id: id(i), label: label(dice), ..base.places[0].clone() }).collect();
    let step = |i: usize, dice: &mut Dice| {
        let some = |dice: &mut Dice| (0..1 + dice.below(8) / 7).map(|_| id(dice.below(count))).collect::<Vec<_>>();
        Transition { id: format!("t{i}"), label: label(dice), from: some(dice), to: some(dice), ..base.transitions[0].clone() }
    };
    let transitions = (0..dice.below(count * 2)).map(|i| step(i, dice)).collect();
    Definition { places, transitions, start: id(0), ends: vec![id(count - 1)], ..base }
}

#[test]
fn no_line_crosses_a_box_or_a_label() {
    is_clear(&parse("w.toml", STANDARD).expect("parses").definition);
    let mut dice = Dice::new("drawing");
    (0..300).for_each(|_| is_clear(&random(&mut dice)));
}

#[test]
fn the_text_alternative_says_what_the_picture_shows() {
    let d = parse("w.toml", STANDARD).expect("parses").definition;
    let plain = svg(&d, None);
    assert!(plain.contains("<title id=\"workflow-title\">The way of a case: grant-standard, version 1.1.0</title>"));
    assert!(!plain.contains("#ffe396"), "nothing is marked");
    assert!(plain.contains("\nApprove: from Recommended to Approved, by approving official, an approval, money is moved."));
    assert!(plain.contains("\nLapse: from Recommended to In review, by the program, money is moved."));
    let marked = svg(&d, Some(&Marking::at("in_review")));
    assert!(marked.contains("version 1.1.0. The case stands in: In review</title>"));
    assert_eq!(marked.matches("#ffe396").count(), 1);
}
