//! S16: what another version of a definition changes, in plain words, for whoever has to
//! approve it. What says nothing different is not told.

use super::definition::{Approval, Band, Definition, Effect, Place, Separation, Span, Transition};
use std::collections::BTreeSet;

/// What is different in `new`, one sentence for each change; none when nothing is.
#[must_use]
pub fn changes(old: &Definition, new: &Definition) -> Vec<String> {
    let mut said = Vec::new();
    whole(&mut said, old, new);
    for place in old.places.iter().filter(|place| new.place(&place.id).is_none()) {
        said.push(format!("the place “{}” is gone", place.label));
    }
    for place in &new.places {
        match old.place(&place.id) {
            None => said.push(format!("there is a new place, “{}”{}", place.label, with(&new_place(place)))),
            Some(before) => places(&mut said, before, place),
        }
    }
    for step in old.transitions.iter().filter(|step| new.transition(&step.id).is_none()) {
        said.push(format!("the step “{}”{} is gone", step.label, where_from(old, step)));
    }
    for step in &new.transitions {
        match old.transition(&step.id) {
            None => said.push(format!("there is a new step, “{}”{}, {}", step.label, where_from(new, step), taken_by(step))),
            Some(before) => steps(&mut said, (old, before), (new, step)),
        }
    }
    separations(&mut said, old, new);
    said
}

fn whole(said: &mut Vec<String>, old: &Definition, new: &Definition) {
    if old.title() != new.title() {
        said.push(format!("it is called “{}” (before: “{}”)", new.title(), old.title()));
    }
    if old.start != new.start {
        said.push(format!("a case begins in “{}” (before: “{}”)", place_label(new, &new.start), place_label(old, &old.start)));
    }
    for end in new.ends.iter().filter(|end| !old.ends.contains(end)) {
        said.push(format!("a case can now end in “{}”", place_label(new, end)));
    }
    for end in old.ends.iter().filter(|end| !new.ends.contains(end)) {
        said.push(format!("a case no longer ends in “{}”", place_label(old, end)));
    }
}

fn place_label<'a>(d: &'a Definition, id: &'a str) -> &'a str {
    d.place(id).map_or(id, |place| &place.label)
}

/// A sentence for one thing that may have changed.
fn tell<T: PartialEq>(said: &mut Vec<String>, (before, now): (T, T), words: impl FnOnce(&T, &T) -> String) {
    if before != now {
        said.push(words(&before, &now));
    }
}

fn places(said: &mut Vec<String>, before: &Place, now: &Place) {
    let name = format!("“{}”", now.label);
    tell(said, (&before.label, &now.label), |b, n| format!("the place “{b}” is now called “{n}”"));
    tell(said, (&before.applicant_label, &now.applicant_label), |b, n| format!("in {name} the applicant reads “{n}” (before: “{b}”)"));
    tell(said, (before.stage(), now.stage()), |b, n| format!("{name} counts as “{}” (before: “{}”)", spaced(n), spaced(b)));
    tell(said, (roles(&before.owners), roles(&now.owners)), |b, n| format!("a case in {name} is the work of {n} (before: {b})"));
    tell(said, (before.within, now.within), |b, n| format!("a case in {name} is late after {} (before: {})", length(*n), length(*b)));
    tell(said, (before.remind_before, now.remind_before), |b, n| {
        format!("in {name} the reminder comes {} before that (before: {})", length(*n), length(*b))
    });
    tell(said, (roles(&before.escalate_to), roles(&now.escalate_to)), |b, n| {
        format!("when a case in {name} is late, {n} hear of it (before: {b})")
    });
}

fn new_place(place: &Place) -> Vec<String> {
    let owners = (!place.owners.is_empty()).then(|| format!("the work of {}", roles(&place.owners)));
    let within = place.within.map(|within| format!("late after {within}"));
    owners.into_iter().chain(within).collect()
}

fn with(parts: &[String]) -> String {
    parts.iter().map(|part| format!(", {part}")).collect()
}

fn steps(said: &mut Vec<String>, (old, before): (&Definition, &Transition), (new, now): (&Definition, &Transition)) {
    let name = format!("“{}”", now.label);
    tell(said, (&before.label, &now.label), |b, n| format!("the step “{b}” is now called “{n}”"));
    tell(said, (before.act(), now.act()), |b, n| format!("{name} does “{}” (before: “{}”)", spaced(n), spaced(b)));
    let ways = [("from", &before.from, &now.from), ("to", &before.to, &now.to)];
    for (word, b, n) in ways.into_iter().filter(|(_, b, n)| set(b) != set(n)) {
        said.push(format!("{name} leads {word} {} (before: {})", labels(new, n), labels(old, b)));
    }
    if set(&before.clears) != set(&now.clears) {
        said.push(format!("{name} ends what goes on in {} (before: {})", labels(new, &now.clears), labels(old, &before.clears)));
    }
    tell(said, (taken_by(before), taken_by(now)), |b, n| format!("{name} is {n} (before: {b})"));
    let guard = |step: &Transition| step.guard.as_ref().map_or("nothing".to_owned(), |guard| format!("“{}”", guard.text()));
    tell(said, (guard(before), guard(now)), |b, n| format!("{name} asks for {n} (before: {b})"));
    tell(said, (before.reason_required, now.reason_required), |_, n| {
        format!("{name} {} a reason", if *n { "now needs" } else { "no longer needs" })
    });
    approvals(said, &name, (before, now));
    let (b, n) = (set(&before.distinct_from), set(&now.distinct_from));
    for other in n.difference(&b) {
        said.push(format!("whoever took “{}” may no longer take {name}", new.transition_label(other)));
    }
    for other in b.difference(&n) {
        said.push(format!("whoever took “{}” may now take {name}", old.transition_label(other)));
    }
    effects(said, &name, (&before.effects, &now.effects));
}

fn effects(said: &mut Vec<String>, name: &str, (before, now): (&[Effect], &[Effect])) {
    for effect in now.iter().filter(|effect| !before.contains(effect)) {
        said.push(match effect {
            Effect::Ledger(event) => format!("{name} now posts “{event}”"),
            Effect::Notify(fact) => format!("{name} now tells people “{fact}”"),
        });
    }
    for effect in before.iter().filter(|effect| !now.contains(effect)) {
        said.push(match effect {
            Effect::Ledger(event) => format!("{name} no longer posts “{event}”"),
            Effect::Notify(fact) => format!("{name} no longer tells people “{fact}”"),
        });
    }
    let both = |effects: &[Effect], others: &[Effect]| effects.iter().filter(|e| others.contains(e)).cloned().collect::<Vec<_>>();
    if both(before, now) != both(now, before) {
        said.push(format!("{name} does the same things in another order"));
    }
}

fn approvals(said: &mut Vec<String>, name: &str, (before, now): (&Transition, &Transition)) {
    let (b, n) = match (&before.approval, &now.approval) {
        (None, None) => return,
        (None, Some(approval)) => return said.push(format!("{name} is now an approval by {}", all_bands(now, approval))),
        (Some(_), None) => return said.push(format!("{name} is no longer an approval")),
        (Some(b), Some(n)) => (b, n),
    };
    tell(said, (&b.measure, &n.measure), |b, n| {
        let word = |m: &Option<String>| m.as_ref().map_or("no amount".to_owned(), |m| format!("“{m}”"));
        format!("{name} goes by {} (before: {})", word(n), word(b))
    });
    for (from, to) in ranges(b, n) {
        let (was, is) = (asked(before, b, to), asked(now, n, to));
        if was != is {
            said.push(format!("{name} now needs {}{} (before: {})", is.words(&was), amounts(from, to), was.words(&is)));
        }
    }
    for field in set(&n.binds).difference(&set(&b.binds)) {
        said.push(format!("a change of the {} now ends an approval by {name}", spaced(field)));
    }
    for field in set(&b.binds).difference(&set(&n.binds)) {
        said.push(format!("a change of the {} no longer ends an approval by {name}", spaced(field)));
    }
    tell(said, (b.fresh_sign_in, n.fresh_sign_in), |_, n| {
        format!("{name} {} the password again", if *n { "now asks for" } else { "no longer asks for" })
    });
}

/// How many people of which roles an amount needs.
#[derive(PartialEq, Eq)]
struct Asked {
    quorum: u32,
    by: Vec<String>,
}

impl Asked {
    /// With the roles only where they differ.
    fn words(&self, other: &Self) -> String {
        let people = format!("{} {}", self.quorum, if self.quorum == 1 { "person" } else { "people" });
        if self.by == other.by { people } else { format!("{people} of {}", roles(&self.by)) }
    }
}

type Limit = Option<crate::kernel::Money>;

fn asked(step: &Transition, approval: &Approval, up_to: Limit) -> Asked {
    let fits = |band: &&Band| band.up_to_cents.is_none_or(|most| up_to.is_some_and(|amount| amount <= most));
    let band = approval.bands.iter().find(fits);
    let by = band.map(|band| &band.by).filter(|by| !by.is_empty()).unwrap_or(&step.by);
    Asked { quorum: band.map_or(approval.quorum, |band| band.quorum), by: by.clone() }
}

/// The ranges of amounts that either version tells apart: above the one, up to the other.
fn ranges(old: &Approval, new: &Approval) -> Vec<(Limit, Limit)> {
    let limits: BTreeSet<_> = old.bands.iter().chain(&new.bands).filter_map(|band| band.up_to_cents).collect();
    let tops: Vec<Limit> = limits.into_iter().map(Some).chain([None]).collect();
    std::iter::once(None).chain(tops.iter().copied()).zip(tops.iter().copied()).collect()
}

fn amounts(above: Limit, up_to: Limit) -> String {
    match (above, up_to) {
        (None, None) => String::new(),
        (None, Some(most)) => format!(" up to {most}"),
        (Some(least), None) => format!(" above {least}"),
        (Some(least), Some(most)) => format!(" above {least} up to {most}"),
    }
}

fn all_bands(step: &Transition, approval: &Approval) -> String {
    let each = |(above, up_to)| {
        let asked = asked(step, approval, up_to);
        format!("{} of {}{}", asked.quorum, roles(&asked.by), amounts(above, up_to))
    };
    ranges(approval, approval).into_iter().map(each).collect::<Vec<_>>().join(", by ")
}

fn separations(said: &mut Vec<String>, old: &Definition, new: &Definition) {
    let words = |d: &Definition, set: &Separation| {
        let steps = set.steps.iter().map(|id| format!("“{}”", d.transition_label(id))).collect::<BTreeSet<_>>();
        format!("one person may take at most {} of {}", set.most, steps.into_iter().collect::<Vec<_>>().join(", "))
    };
    let has =
        |d: &Definition, sought: &Separation| d.separate.iter().any(|has| has.most == sought.most && set(&has.steps) == set(&sought.steps));
    let (added, gone) = (new.separate.iter().filter(|set| !has(old, set)), old.separate.iter().filter(|set| !has(new, set)));
    said.extend(added.map(|set| format!("from now on {}", words(new, set))));
    said.extend(gone.map(|set| format!("it no longer holds that {}", words(old, set))));
}

/// Words whose order says nothing.
fn set(words: &[String]) -> BTreeSet<&str> {
    words.iter().map(String::as_str).collect()
}

fn taken_by(step: &Transition) -> String {
    match (step.system, step.after) {
        (true, Some(after)) => format!("taken by the program after {after}"),
        (true, None) => "taken by the program".into(),
        (false, _) => format!("for {}", roles(&step.by)),
    }
}

fn where_from(d: &Definition, step: &Transition) -> String {
    format!(" from {} to {}", labels(d, &step.from), labels(d, &step.to))
}

fn labels(d: &Definition, places: &[String]) -> String {
    let labels: BTreeSet<String> = places.iter().map(|place| format!("“{}”", place_label(d, place))).collect();
    if labels.is_empty() { "nothing".into() } else { labels.into_iter().collect::<Vec<_>>().join(" and ") }
}

fn roles(roles: &[String]) -> String {
    let words: BTreeSet<String> = roles.iter().map(|role| spaced(role)).collect();
    if words.is_empty() { "nobody".into() } else { words.into_iter().collect::<Vec<_>>().join(" or ") }
}

fn length(span: Option<Span>) -> String {
    span.map_or("no time".into(), |span| span.to_string())
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}
