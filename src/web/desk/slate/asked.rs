//! What is asked for on the page of a slate: the budget, other counts for the published rules, and some rules more. It stands in the
//! address, so that a comparison can be looked at again; nothing of it is kept.

use crate::db::Error;
use crate::kernel::{FieldError, Money};
use crate::opportunity::{Definition, SelectionRule};
use crate::places;
use crate::reporting::disparity::Policy;
use crate::slate::{Situation, Wish, published};
use crate::web::Form;
use crate::web::fields::{Choices, Field};
use crate::web::sheet::Input;

/// How many rules can be tried beside the published ones.
const MORE: usize = 3;
/// The most that a rule counts.
const MOST: i64 = 10_000;
/// Fields of the forms of the page that ask for nothing.
const OTHERS: [&str; 8] = ["page", "done", "seen", "after", "reason", "format", "asked", "idempotency_key"];

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) wish: Wish,
    /// Whether the rules are the published ones, which alone can be adopted.
    pub(super) is_published: bool,
}

/// Reads it.
pub(super) fn read(form: &Form, definition: &Definition) -> Result<Asked, Vec<FieldError>> {
    let (mut mistakes, mut rules) = (Vec::new(), Vec::new());
    let budget = match form.text("budget") {
        nothing if nothing.is_empty() => None,
        typed => Money::parse(&typed).map_err(|e| mistakes.push(FieldError::new("budget", e.to_string()))).ok(),
    };
    let known = published(definition);
    for (rule, n) in known.iter().zip(1..) {
        let name = format!("rule_{n}");
        match form.text(&name) {
            _ if !form.has(&name) => rules.push(rule.clone()),
            nothing if nothing.is_empty() => {}
            typed => match count(&typed, &name) {
                Ok(count) => rules.push(counting(rule, count)),
                Err(mistake) => mistakes.push(mistake),
            },
        }
    }
    for n in 1..=MORE {
        match further(form, n, definition) {
            Ok(rule) => rules.extend(rule),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok(Asked { is_published: rules == known, wish: Wish { budget, rules } })
}

/// One of the rules more; none where nothing is typed.
fn further(form: &Form, n: usize, definition: &Definition) -> Result<Option<SelectionRule>, FieldError> {
    let (group_name, count_name) = (format!("group_{n}"), format!("count_{n}"));
    let (key, typed) = (form.text(&group_name), form.text(&count_name));
    if key.is_empty() {
        return if typed.is_empty() {
            Ok(None)
        } else {
            Err(FieldError::new(group_name, "Choose what is counted, or empty the number below."))
        };
    }
    let rule = group(&key, definition).ok_or_else(|| FieldError::new(group_name, "Choose one of the list."))?;
    let count = count(&typed, &count_name)?;
    let is_floor = form.text(&format!("side_{n}")) == "least";
    Ok(Some(SelectionRule { at_least: is_floor.then_some(count), at_most: (!is_floor).then_some(count), ..rule }))
}

fn count(typed: &str, name: &str) -> Result<i64, FieldError> {
    let read = typed.parse::<i64>().ok().filter(|count| (0..=MOST).contains(count));
    read.ok_or_else(|| FieldError::new(name, format!("Enter a whole number from 0 to {MOST}.")))
}

/// The same rule with another count.
fn counting(rule: &SelectionRule, count: i64) -> SelectionRule {
    SelectionRule { at_least: rule.at_least.map(|_| count), at_most: rule.at_most.map(|_| count), ..rule.clone() }
}

/// What is counted, under the key of the list.
fn group(key: &str, definition: &Definition) -> Option<SelectionRule> {
    let rule = |by: &str| SelectionRule { by: by.to_owned(), ..SelectionRule::default() };
    let (by, rest) = key.split_once(':').map_or((key, None), |(by, rest)| (by, Some(rest)));
    match (by, rest) {
        ("city" | "state" | "population" | "kind", None) => Some(rule(by)),
        ("state", Some(code)) => places::state_name(code).map(|_| SelectionRule { of: Some(code.to_owned()), ..rule(by) }),
        ("kind", Some(id)) => definition.activity_kind(id).map(|kind| SelectionRule { of: Some(kind.id.clone()), ..rule(by) }),
        ("population", Some(span)) => {
            let (from, below) = span.split_once(':')?;
            let from = from.parse::<i64>().ok().filter(|from| *from >= 1)?;
            let below = if below.is_empty() { None } else { Some(below.parse::<i64>().ok().filter(|below| *below > from)?) };
            Some(SelectionRule { from: Some(from), below, ..rule(by) })
        }
        ("answer", Some(rest)) => {
            let (question, of) = rest.split_once(':').map_or((rest, None), |(question, of)| (question, Some(of)));
            let options = definition.choices(question)?;
            let is_there = of.is_none_or(|of| options.iter().any(|option| option == of));
            is_there.then(|| SelectionRule { of: of.map(str::to_owned), ..rule(question) })
        }
        _ => None,
    }
}

/// Everything that can be counted: its key, and what people read.
fn groups(situation: &Situation) -> Result<Vec<(String, String)>, Error> {
    let definition = &situation.definition;
    let policy = Policy::on(situation.round.closes.at.day_in(situation.round.closes.zone))?;
    let mut keys: Vec<String> = ["city", "state"].map(str::to_owned).into();
    keys.extend(situation.states().into_iter().map(|code| format!("state:{code}")));
    keys.push("population".to_owned());
    for (from, below, _) in policy.bands() {
        keys.push(format!("population:{from}:{}", below.map_or_else(String::new, |below| below.to_string())));
    }
    keys.push("kind".to_owned());
    keys.extend(definition.activities.kinds.iter().map(|kind| format!("kind:{}", kind.id)));
    for question in definition.choice_questions() {
        keys.push(format!("answer:{question}"));
        keys.extend(definition.choices(question).unwrap_or_default().iter().map(|option| format!("answer:{question}:{option}")));
    }
    Ok(keys.into_iter().filter_map(|key| group(&key, definition).map(|rule| (key, rule.group_words(definition)))).collect())
}

/// The questions of the comparison, with what was typed.
pub(super) fn inputs(situation: &Situation, (form, errors): (&Form, &[FieldError])) -> Result<Vec<Input>, Error> {
    let budget = if form.has("budget") { form.text("budget") } else { situation.standard.plain() };
    let hint = format!("In dollars. {} is free for the round.", situation.free);
    let mut inputs = vec![Input::line(Field::new("budget", "Budget").hint(hint).decimal().value(budget).errors(errors))];
    for (rule, n) in published(&situation.definition).iter().zip(1..) {
        let name = format!("rule_{n}");
        let count = rule.at_least.or(rule.at_most).unwrap_or(0).to_string();
        let value = if form.has(&name) { form.text(&name) } else { count };
        let side = if rule.at_least.is_some() { "At least" } else { "At most" };
        let label = format!("{side} so many {}", rule.group_words(&situation.definition));
        let hint = format!("Published: “{}”. Empty it to try without.", rule.words(&situation.definition));
        inputs.push(Input::line(Field::new(&name, label).hint(hint).numeric().value(value).optional().errors(errors)));
    }
    let groups = groups(situation)?;
    for n in 1..=MORE {
        let [side, group, count] = ["side", "group", "count"].map(|part| format!("{part}_{n}"));
        let chosen = if form.text(&side) == "least" { "least" } else { "most" };
        let sides = Choices::new(&side, format!("Further rule {n}: at most, or at least"), [("most", "At most"), ("least", "At least")]);
        let counted = Choices::new(&group, format!("Further rule {n}: what is counted"), groups.clone()).blank("No further rule");
        let number = Field::new(&count, format!("Further rule {n}: how many")).numeric().value(form.text(&count)).optional();
        inputs.push(Input::select(sides.chosen(chosen)));
        inputs.push(Input::select(counted.optional().chosen(&form.text(&group)).errors(errors)));
        inputs.push(Input::line(number.errors(errors)));
    }
    Ok(inputs)
}

/// What is asked for as part of an address; nothing where that is nothing.
pub(super) fn address(form: &Form) -> String {
    let fields: Vec<_> = form
        .fields()
        .iter()
        .filter(|(name, value)| !OTHERS.contains(&name.as_str()) && (!value.is_empty() || name.starts_with("rule_")))
        .collect();
    serde_urlencoded::to_string(fields).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::opportunity::read as read_round;

    const ROUND: &str = include_str!("../../../../config/opportunities/training-and-conference-support-2027.toml");
    const CHOICE: &str = "\n[selection]\none_per_city = true\n\n[[selection.rules]]\nat_most = 3\nby = \"state\"\n";

    fn asked(fields: &[(&str, &str)]) -> Result<Asked, Vec<FieldError>> {
        let definition = read_round("round.toml", &format!("{ROUND}{CHOICE}")).expect("sound");
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        read(&Form::default().with_fields(fields), &definition)
    }

    #[test]
    fn without_a_word_the_published_rules_hold() {
        let plain = asked(&[]).expect("read");
        assert_eq!((plain.is_published, plain.wish.budget, plain.wish.rules.len()), (true, None, 2));
        let typed = asked(&[("budget", "$20,000"), ("rule_1", "1"), ("rule_2", "3"), ("side_1", "most"), ("group_1", ""), ("count_1", "")]);
        let typed = typed.expect("read");
        assert_eq!((typed.is_published, typed.wish.budget), (true, Some(Money::from_dollars(20_000))));
    }

    #[test]
    fn other_rules_are_tried_and_told_apart() {
        let other = asked(&[("rule_1", ""), ("rule_2", "1"), ("side_1", "least"), ("group_1", "population:1:2500"), ("count_1", "2")]);
        let other = other.expect("read");
        assert!(!other.is_published);
        let [state, people] = &other.wish.rules[..] else { panic!("two rules") };
        assert_eq!((state.at_most, state.by.as_str()), (Some(1), "state"));
        assert_eq!((people.at_least, people.from, people.below), (Some(2), Some(1), Some(2_500)));
        let answer = asked(&[("group_2", "answer:contact_with_government:Never"), ("count_2", "0")]).expect("read");
        assert_eq!(answer.wish.rules.last().and_then(|rule| rule.of.as_deref()), Some("Never"));
        for key in
            ["planet", "state:XX", "kind:party", "population:5:2", "population:x:", "answer:mayor", "answer:contact_with_government:Hm"]
        {
            let refused = asked(&[("group_1", key), ("count_1", "1")]).expect_err(key);
            assert_eq!(refused[0].field, "group_1");
        }
    }

    #[test]
    fn what_is_no_number_is_told_beside_its_field() {
        let typed = [("budget", "NaN"), ("rule_2", "-1"), ("group_1", "city"), ("count_1", "many"), ("count_2", "3"), ("rule_1", "1e3")];
        let fields: Vec<String> = asked(&typed).expect_err("mistakes").into_iter().map(|mistake| mistake.field).collect();
        assert_eq!(fields, ["budget", "rule_1", "rule_2", "count_1", "group_2"]);
        assert_eq!(asked(&[("budget", "20000.001")]).expect_err("a mistake")[0].field, "budget");
    }

    #[test]
    fn an_address_holds_what_was_asked_and_nothing_else() {
        let fields = [("budget", "5"), ("rule_1", ""), ("group_1", ""), ("reason", "x"), ("page", "2")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        assert_eq!(address(&Form::default().with_fields(fields)), "budget=5&rule_1=");
    }
}
