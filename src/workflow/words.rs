//! Parts of a definition as people read them.

use super::definition::{Approval, Band};

/// How many people an approval needs, for which amounts.
#[must_use]
pub fn needs(approval: &Approval) -> String {
    let people = |n: u32| if n == 1 { "1 person".to_owned() } else { format!("{n} people") };
    if approval.bands.is_empty() {
        return people(approval.quorum);
    }
    let mut below: Option<String> = None;
    let mut said = Vec::new();
    for Band { by, quorum, up_to_cents } in &approval.bands {
        let amount = match (&below, up_to_cents) {
            (_, Some(most)) => format!("up to {most}"),
            (Some(below), None) => format!("over {below}"),
            (None, None) => "of any amount".into(),
        };
        let by = if by.is_empty() { String::new() } else { format!(" ({})", by.join(", ").replace('_', " ")) };
        said.push(format!("{}{by} {amount}", people(*quorum)));
        below = up_to_cents.map(|most| most.to_string());
    }
    said.join(", ")
}
