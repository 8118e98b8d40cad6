//! Pictures of a definition: DOT for Graphviz, and a plain SVG that needs no
//! other program. Places stand in columns by their distance from the start.

use super::definition::Definition;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The definition in the DOT language; money effects are marked with `$`.
#[must_use]
pub fn dot(definition: &Definition) -> String {
    let mut out = format!("digraph {} {{\n  rankdir=LR;\n  node [shape=box, style=rounded];\n", quoted(&definition.name));
    for place in &definition.places {
        let shape = if definition.ends.contains(&place.id) { ", peripheries=2" } else { "" };
        let _ = writeln!(out, "  {} [label={}{shape}];", quoted(&place.id), quoted(&place.label));
    }
    for step in &definition.transitions {
        for from in &step.from {
            for to in &step.to {
                let _ = writeln!(out, "  {} -> {} [label={}];", quoted(from), quoted(to), quoted(&step.label));
            }
        }
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const COLUMN: usize = 240;
const ROW: usize = 90;
const WIDTH: usize = 170;
const HEIGHT: usize = 44;

/// The definition as a stand-alone SVG with a text alternative.
#[must_use]
pub fn svg(definition: &Definition) -> String {
    let spots = layout(definition);
    let right = spots.values().map(|(x, _)| x + WIDTH).max().unwrap_or(0) + 20;
    let bottom = spots.values().map(|(_, y)| y + HEIGHT).max().unwrap_or(0) + 40;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {right} {bottom}\" role=\"img\" font-family=\"sans-serif\" font-size=\"13\">\n<title>{}</title>\n",
        escaped(&definition.name)
    );
    out.push_str("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 8 4 0 8z\"/></marker></defs>\n");
    for step in &definition.transitions {
        for (from, to) in step.from.iter().flat_map(|f| step.to.iter().map(move |t| (f, t))) {
            if let (Some(a), Some(b)) = (spots.get(from.as_str()), spots.get(to.as_str())) {
                out.push_str(&arrow(*a, *b, &step.label));
            }
        }
    }
    for place in &definition.places {
        if let Some((x, y)) = spots.get(place.id.as_str()) {
            let line = if definition.ends.contains(&place.id) { 3 } else { 1 };
            let _ = writeln!(
                out,
                "<g><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"8\" fill=\"#fff\" stroke=\"#1b1b1b\" stroke-width=\"{line}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text></g>",
                x + WIDTH / 2,
                y + HEIGHT / 2 + 5,
                escaped(&place.label)
            );
        }
    }
    out.push_str("</svg>\n");
    out
}

/// Left edge and top of each place.
fn layout(definition: &Definition) -> BTreeMap<&str, (usize, usize)> {
    let mut depth = BTreeMap::from([(definition.start.as_str(), 0_usize)]);
    // Each round settles at least one more place, so that as many rounds as places suffice.
    for _ in &definition.places {
        for step in &definition.transitions {
            let Some(from) = step.from.iter().filter_map(|p| depth.get(p.as_str())).max().copied() else { continue };
            for place in &step.to {
                depth.entry(place).or_insert(from + 1);
            }
        }
    }
    let mut used: BTreeMap<usize, usize> = BTreeMap::new();
    let mut spots = BTreeMap::new();
    for place in &definition.places {
        let column = depth.get(place.id.as_str()).copied().unwrap_or(0);
        let row = used.entry(column).or_default();
        spots.insert(place.id.as_str(), (20 + column * COLUMN, 20 + *row * ROW));
        *row += 1;
    }
    spots
}

fn arrow(from: (usize, usize), to: (usize, usize), label: &str) -> String {
    let forward = to.0 > from.0;
    let (x1, x2) = if forward { (from.0 + WIDTH, to.0) } else { (from.0, to.0 + WIDTH) };
    let (y1, y2) = (from.1 + HEIGHT / 2, to.1 + HEIGHT / 2 + if forward { 0 } else { 12 });
    format!(
        "<g><title>{}</title><line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"#565c65\" marker-end=\"url(#tip)\"/></g>\n",
        escaped(label)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
