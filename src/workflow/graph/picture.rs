//! The definition as a stand-alone SVG: readable without color, with a text alternative that
//! lists every place and step, and with the places in which a case stands, where asked.

use super::super::definition::{Definition, Transition};
use super::super::net::Marking;
use super::ways::{BOX, Layout, Port, Spot, layout};
use std::fmt::Write;

/// The definition as an SVG. Places of `marking` are filled, and named in the text alternative.
#[must_use]
pub fn svg(definition: &Definition, marking: Option<&Marking>) -> String {
    let layout = layout(definition);
    let (width, height) = (layout.width.max(560), layout.height + 24);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"workflow-title workflow-desc\" font-family=\"sans-serif\" font-size=\"12\">\n"
    );
    let _ = writeln!(out, "<title id=\"workflow-title\">{}</title>", escaped(&title(definition, marking)));
    let _ = writeln!(out, "<desc id=\"workflow-desc\">{}</desc>", escaped(&description(definition)));
    out.push_str("<defs><marker id=\"workflow-tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\" fill=\"#3d4551\"/></marker></defs>\n");
    let _ = writeln!(out, "<rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>");
    lines(&mut out, definition, &layout);
    for (place, spot) in definition.places.iter().zip(&layout.spots) {
        let is_marked = marking.is_some_and(|marking| marking.has(&place.id));
        frame(&mut out, spot, (definition.ends.contains(&place.id), is_marked));
    }
    for port in &layout.ports {
        label(&mut out, port, definition.transitions.get(port.step).is_some_and(|step| step.system));
    }
    let _ = writeln!(
        out,
        "<text x=\"16\" y=\"{}\" fill=\"#3d4551\">Double frame: an end. Dashed, in italics: taken by the program. $: money is moved.</text>",
        height - 10
    );
    out.push_str("</svg>\n");
    out
}

fn title(definition: &Definition, marking: Option<&Marking>) -> String {
    let stands: Vec<&str> =
        marking.iter().flat_map(|m| definition.places.iter().filter(|p| m.has(&p.id))).map(|p| p.label.as_str()).collect();
    let now = if stands.is_empty() { String::new() } else { format!(". The case stands in: {}", stands.join(", ")) };
    format!("The way of a case: {}, version {}{now}", definition.title(), definition.version)
}

/// Every step in a sentence.
fn description(definition: &Definition) -> String {
    let label = |id: &String| definition.place(id).map_or(id.clone(), |place| place.label.clone());
    let all = |ids: &[String]| ids.iter().map(label).collect::<Vec<_>>().join(" and ");
    let start = definition.place(&definition.start).map_or(&definition.start, |place| &place.label);
    let mut out = format!("A case begins in {start} and ends in {}.", definition.ends.iter().map(label).collect::<Vec<_>>().join(" or "));
    for step in &definition.transitions {
        let _ = write!(out, "\n{}: from {} to {}, {}.", step.label, all(&step.from), all(&step.to), taken(step));
    }
    out
}

fn taken(step: &Transition) -> String {
    let by = step.by.iter().map(|role| role.replace('_', " ")).collect::<Vec<_>>().join(" or ");
    let who = match (step.system, step.after) {
        (true, Some(after)) => format!("by the program after {after}"),
        (true, None) => "by the program".into(),
        (false, _) => format!("by {by}"),
    };
    let money = if step.ledger_events().next().is_some() { ", money is moved" } else { "" };
    let approval = if step.approval.is_some() { ", an approval" } else { "" };
    format!("{who}{approval}{money}")
}

/// The ways, those to one place together: a white rim lifts them over those they cross.
fn lines(out: &mut String, definition: &Definition, layout: &Layout) {
    for to in 0..layout.spots.len() {
        let ways: Vec<_> = layout.ways.iter().filter(|way| way.to == to).collect();
        for way in &ways {
            let _ = writeln!(out, "<path d=\"{}\" fill=\"none\" stroke=\"#fff\" stroke-width=\"5\"/>", path(&way.points));
        }
        for way in ways {
            let Some(step) = definition.transitions.get(way.step) else { continue };
            let dashes = if step.system { " stroke-dasharray=\"5 3\"" } else { "" };
            let _ = writeln!(
                out,
                "<path d=\"{}\" fill=\"none\" stroke=\"#3d4551\" stroke-width=\"1.3\" stroke-linejoin=\"round\"{dashes} marker-end=\"url(#workflow-tip)\"><title>{}</title></path>",
                path(&way.points),
                escaped(&step.label)
            );
        }
    }
}

fn path(points: &[(usize, usize)]) -> String {
    let mut out = String::new();
    for (i, (x, y)) in points.iter().enumerate() {
        let _ = write!(out, "{}{x} {y}", if i == 0 { "M" } else { "L" });
    }
    out
}

fn frame(out: &mut String, spot: &Spot, (is_end, is_marked): (bool, bool)) {
    let Spot { x, y, height, .. } = spot;
    let (fill, line) = if is_marked { ("#ffe396", 3) } else { ("#f4f6f9", 1) };
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{BOX}\" height=\"{height}\" rx=\"7\" fill=\"{fill}\" stroke=\"#1b1b1b\" stroke-width=\"{line}\"/>"
    );
    if is_end {
        let _ = writeln!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"5\" fill=\"none\" stroke=\"#1b1b1b\"/>",
            x + 4,
            y + 4,
            BOX - 8,
            height - 8
        );
    }
    let first = y + (height - spot.lines.len() * 16) / 2 + 12;
    for (i, line) in spot.lines.iter().enumerate() {
        let weight = if is_marked { " font-weight=\"bold\"" } else { "" };
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"13\"{weight} fill=\"#1b1b1b\">{}</text>",
            x + BOX / 2,
            first + i * 16,
            escaped(line)
        );
    }
}

/// The label of a step above its line.
fn label(out: &mut String, port: &Port, by_program: bool) {
    let style = if by_program { " font-style=\"italic\"" } else { "" };
    for (i, line) in port.lines.iter().rev().enumerate() {
        let _ = writeln!(out, "<text x=\"{}\" y=\"{}\"{style} fill=\"#1b1b1b\">{}</text>", port.x + 6, port.y - 4 - i * 16, escaped(line));
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
