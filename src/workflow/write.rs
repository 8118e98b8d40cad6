//! Writes a definition as TOML. What is written reads back as an equal definition, and so has
//! the same hash; comments of a file it came from are not in it.

use super::definition::{Approval, Band, Definition, Effect, Place, Span, Transition};
use std::fmt::Write;

/// The definition as a file.
#[must_use]
pub fn to_toml(definition: &Definition) -> String {
    let mut out = String::new();
    line(&mut out, "name", &quoted(&definition.name));
    if let Some(title) = &definition.title {
        line(&mut out, "title", &quoted(title));
    }
    line(&mut out, "version", &quoted(&definition.version));
    line(&mut out, "start", &quoted(&definition.start));
    line(&mut out, "ends", &list(&definition.ends));
    // A file without a table of a kind still names the kind.
    if definition.places.is_empty() {
        line(&mut out, "place", "[]");
    }
    if definition.transitions.is_empty() {
        line(&mut out, "transition", "[]");
    }
    for place in &definition.places {
        write_place(&mut out, place);
    }
    for step in &definition.transitions {
        write_step(&mut out, step);
    }
    for set in &definition.separate {
        out.push_str("\n[[separate]]\n");
        line(&mut out, "steps", &list(&set.steps));
        line(&mut out, "most", &set.most.to_string());
    }
    out
}

fn write_place(out: &mut String, place: &Place) {
    out.push_str("\n[[place]]\n");
    line(out, "id", &quoted(&place.id));
    if let Some(stage) = &place.stage {
        line(out, "stage", &quoted(stage));
    }
    line(out, "label", &quoted(&place.label));
    line(out, "applicant_label", &quoted(&place.applicant_label));
    some_list(out, "owners", &place.owners);
    some_span(out, "within", place.within);
    some_span(out, "remind_before", place.remind_before);
    some_list(out, "escalate_to", &place.escalate_to);
}

fn write_step(out: &mut String, step: &Transition) {
    out.push_str("\n[[transition]]\n");
    line(out, "id", &quoted(&step.id));
    if let Some(act) = &step.act {
        line(out, "act", &quoted(act));
    }
    line(out, "label", &quoted(&step.label));
    line(out, "from", &list(&step.from));
    line(out, "to", &list(&step.to));
    some_list(out, "clears", &step.clears);
    some_list(out, "by", &step.by);
    if step.system {
        line(out, "system", "true");
    }
    some_span(out, "after", step.after);
    if let Some(guard) = &step.guard {
        line(out, "guard", &quoted(guard.text()));
    }
    if step.reason_required {
        line(out, "reason_required", "true");
    }
    some_list(out, "distinct_from", &step.distinct_from);
    if !step.effects.is_empty() {
        let effects: Vec<String> = step.effects.iter().map(effect).collect();
        line(out, "effects", &format!("[{}]", effects.join(", ")));
    }
    if let Some(approval) = &step.approval {
        write_approval(out, approval);
    }
}

fn write_approval(out: &mut String, approval: &Approval) {
    out.push_str("\n[transition.approval]\n");
    line(out, "quorum", &approval.quorum.to_string());
    some_list(out, "binds", &approval.binds);
    if approval.fresh_sign_in {
        line(out, "fresh_sign_in", "true");
    }
    if let Some(measure) = &approval.measure {
        line(out, "measure", &quoted(measure));
    }
    if !approval.bands.is_empty() {
        let bands: Vec<String> = approval.bands.iter().map(band).collect();
        line(out, "bands", &format!("[{}]", bands.join(", ")));
    }
}

fn band(band: &Band) -> String {
    let mut parts = Vec::new();
    if let Some(most) = band.up_to_cents {
        parts.push(format!("up_to = {}", quoted(&most.plain())));
    }
    parts.push(format!("quorum = {}", band.quorum));
    if !band.by.is_empty() {
        parts.push(format!("by = {}", list(&band.by)));
    }
    format!("{{ {} }}", parts.join(", "))
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Ledger(event) => format!("{{ ledger = {} }}", quoted(event)),
        Effect::Notify(fact) => format!("{{ notify = {} }}", quoted(fact)),
    }
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

fn some_list(out: &mut String, key: &str, words: &[String]) {
    if !words.is_empty() {
        line(out, key, &list(words));
    }
}

fn some_span(out: &mut String, key: &str, span: Option<Span>) {
    match span {
        Some(Span::BusinessDays(n)) => line(out, key, &format!("{{ business_days = {n} }}")),
        Some(Span::Days(n)) => line(out, key, &format!("{{ days = {n} }}")),
        None => {}
    }
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(", "))
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests;
