//! What one version of a workflow changes in another, in plain words.

use super::definition::{Approval, Band, Definition, Effect, Place, Span, Transition};

/// The differences, each as a sentence; none when the two are equal but for their version.
#[must_use]
pub fn changes(old: &Definition, new: &Definition) -> Vec<String> {
    let mut said = Vec::new();
    let mut tell = Telling { said: &mut said, of: String::new() };
    tell.words("The title", old.title(), new.title());
    tell.words("The start", label(old, &old.start), label(new, &new.start));
    tell.words("The ends", &labels(old, &old.ends), &labels(new, &new.ends));
    for place in new.places.iter().filter(|place| old.place(&place.id).is_none()) {
        tell.said.push(format!("The place “{}” is new.", place.label));
    }
    for place in &old.places {
        match new.place(&place.id) {
            Some(now) => tell.place(place, now),
            None => tell.said.push(format!("The place “{}” is gone.", place.label)),
        }
    }
    for step in new.transitions.iter().filter(|step| old.transition(&step.id).is_none()) {
        tell.said.push(format!("The step “{}” is new, from {} to {}.", step.label, labels(new, &step.from), labels(new, &step.to)));
    }
    for step in &old.transitions {
        match new.transition(&step.id) {
            Some(now) => tell.step((old, step), (new, now)),
            None => tell.said.push(format!("The step “{}” from {} is gone.", step.label, labels(old, &step.from))),
        }
    }
    if old.separate != new.separate {
        said.push("Which steps one person may not take together is changed.".into());
    }
    said
}

struct Telling<'a> {
    said: &'a mut Vec<String>,
    of: String,
}

impl Telling<'_> {
    fn words(&mut self, what: &str, old: &str, new: &str) {
        if old != new {
            let said = |text: &str| if text.is_empty() { "nothing".to_owned() } else { format!("“{text}”") };
            self.said.push(format!("{}{what} was {} and is {}.", self.of, said(old), said(new)));
        }
    }

    fn plain(&mut self, what: &str, old: &str, new: &str) {
        if old != new {
            self.said.push(format!("{}{what} was {old} and is {new}.", self.of));
        }
    }

    fn place(&mut self, old: &Place, new: &Place) {
        self.of = format!("{}: ", old.label);
        self.words("the label", &old.label, &new.label);
        self.words("what the applicant reads", &old.applicant_label, &new.applicant_label);
        self.words("what the program knows it as", old.stage(), new.stage());
        self.plain("the owner", &roles(&old.owners), &roles(&new.owners));
        self.plain("the deadline", &span(old.within), &span(new.within));
        self.plain("the reminder before the deadline", &span(old.remind_before), &span(new.remind_before));
        self.plain("who is told when it is late", &roles(&old.escalate_to), &roles(&new.escalate_to));
        self.of = String::new();
    }

    fn step(&mut self, (before, old): (&Definition, &Transition), (after, new): (&Definition, &Transition)) {
        self.of = format!("Step “{}”: ", old.label);
        self.words("the label", &old.label, &new.label);
        self.words("what it does", old.act(), new.act());
        self.words("it leaves", &labels(before, &old.from), &labels(after, &new.from));
        self.words("it enters", &labels(before, &old.to), &labels(after, &new.to));
        self.words("it ends beside it", &labels(before, &old.clears), &labels(after, &new.clears));
        self.plain("who may take it", &takers(old), &takers(new));
        self.plain("it is taken by itself after", &span(old.after), &span(new.after));
        let guard = |step: &Transition| step.guard.as_ref().map(|guard| guard.text().to_owned()).unwrap_or_default();
        self.words("its condition", &guard(old), &guard(new));
        self.plain("a reason", needed(old.reason_required), needed(new.reason_required));
        let others = |of: &Definition, step: &Transition| {
            let labels: Vec<&str> = step.distinct_from.iter().map(|id| of.transition_label(id)).collect();
            labels.join(", ")
        };
        self.words("taken by another person than", &others(before, old), &others(after, new));
        self.words("its effects", &effects(old), &effects(new));
        self.approval(old.approval.as_ref(), new.approval.as_ref());
        self.of = String::new();
    }

    fn approval(&mut self, old: Option<&Approval>, new: Option<&Approval>) {
        match (old, new) {
            (Some(old), Some(new)) => {
                if needs(old) != needs(new) {
                    self.said.push(format!("{}it needed {}, and needs {}.", self.of, needs(old), needs(new)));
                }
                self.words("the approval binds", &old.binds.join(", "), &new.binds.join(", "));
                self.plain("signing in again", needed(old.fresh_sign_in), needed(new.fresh_sign_in));
                let measure = |approval: &Approval| approval.measure.clone().unwrap_or_default();
                self.words("the amount that chooses the band", &measure(old), &measure(new));
            }
            (None, Some(new)) => self.said.push(format!("{}it is an approval now and needs {}.", self.of, needs(new))),
            (Some(_), None) => self.said.push(format!("{}it is no approval any more.", self.of)),
            (None, None) => {}
        }
    }
}

fn label<'a>(of: &'a Definition, place: &'a str) -> &'a str {
    of.place(place).map_or(place, |p| &p.label)
}

fn labels(of: &Definition, places: &[String]) -> String {
    places.iter().map(|place| label(of, place)).collect::<Vec<_>>().join(", ")
}

fn roles(names: &[String]) -> String {
    if names.is_empty() { "nobody".into() } else { names.iter().map(|name| name.replace('_', " ")).collect::<Vec<_>>().join(", ") }
}

fn takers(step: &Transition) -> String {
    if step.system { "the program itself".into() } else { roles(&step.by) }
}

fn span(of: Option<Span>) -> String {
    of.map_or_else(|| "none".into(), |span| span.to_string())
}

fn needed(is_needed: bool) -> &'static str {
    if is_needed { "needed" } else { "not needed" }
}

fn effects(step: &Transition) -> String {
    let words = step.effects.iter().map(|effect| match effect {
        Effect::Ledger(word) | Effect::Notify(word) => word.as_str(),
    });
    words.collect::<Vec<_>>().join(", ")
}

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
        let by = if by.is_empty() { String::new() } else { format!(" ({})", roles(by)) };
        said.push(format!("{}{by} {amount}", people(*quorum)));
        below = up_to_cents.map(|most| most.to_string());
    }
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;
    use crate::kernel::Money;

    fn standard() -> Definition {
        parse("w", include_str!("../../config/workflows/grant-standard.toml")).expect("it parses").definition
    }

    #[test]
    fn what_is_equal_has_no_changes_and_what_is_not_is_said_in_words() {
        let old = standard();
        assert_eq!(changes(&old, &Definition { version: "9".into(), ..old.clone() }), Vec::<String>::new());
        let mut new = standard();
        for step in &mut new.transitions {
            if let Some(band) = step.approval.as_mut().and_then(|approval| approval.bands.first_mut()) {
                band.up_to_cents = Some(Money::from_dollars(10_000));
            }
        }
        for place in new.places.iter_mut().filter(|place| place.id == "panel") {
            (place.within, place.label) = (Some(Span::Days(1)), "Panel".into());
        }
        let said = changes(&old, &new);
        assert_eq!(
            said,
            [
                "With the panel: the label was “With the panel” and is “Panel”.",
                "With the panel: the deadline was 10 business days and is 1 day.",
                "Step “Approve”: it needed 1 person up to $25,000.00, 2 people over $25,000.00, and needs 1 person up to $10,000.00, 2 people over $10,000.00.",
            ]
        );
    }
}
