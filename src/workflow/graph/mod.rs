//! Pictures of a definition: DOT for Graphviz, and an SVG that needs no other program. The SVG
//! has layers from left to right in rows ([`layers`]), ways between them that never cross a
//! box or a label ([`ways`]), and a text alternative that says all it shows ([`picture`]).

mod layers;
mod picture;
#[cfg(test)]
mod tests;
mod ways;

pub use picture::svg;

use super::definition::Definition;
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
        let money = if step.ledger_events().next().is_some() { " $" } else { "" };
        let style = if step.system { ", style=dashed" } else { "" };
        for from in &step.from {
            for to in &step.to {
                let _ = writeln!(out, "  {} -> {} [label={}{style}];", quoted(from), quoted(to), quoted(&format!("{}{money}", step.label)));
            }
        }
    }
    out.push_str("}\n");
    out
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
