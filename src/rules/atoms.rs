//! What the facts of some rules can be, as far as the rules can tell apart: each fact gets the
//! few values at which an answer may change. A comparison that cannot be split at constants,
//! such as one of two amounts, becomes a yes or no of its own that may be either.

use super::check::{Type, Vocabulary};
use super::evaluate::{Facts, Value, value_of};
use super::parser::{Expr, Op};
use crate::kernel::Money;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The values that matter of each fact; `None` among them is a fact that is missing.
pub(super) type Lines = BTreeMap<String, Vec<Option<Value>>>;

/// Collects atoms and constants while it rewrites rules.
pub(super) struct Atoms<'a> {
    vocabulary: &'a Vocabulary,
    constants: BTreeMap<String, BTreeSet<Constant>>,
    asked_for: BTreeSet<String>,
    sizes: BTreeSet<String>,
    /// Comparisons that stand for themselves, as text.
    opaque: BTreeSet<String>,
}

/// A constant as a place on the line of its fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Constant {
    Number(i64),
    Day(NaiveDate),
    Text(String),
}

impl<'a> Atoms<'a> {
    pub(super) fn new(vocabulary: &'a Vocabulary) -> Self {
        Self { vocabulary, constants: BTreeMap::new(), asked_for: BTreeSet::new(), sizes: BTreeSet::new(), opaque: BTreeSet::new() }
    }

    /// The rule with what cannot be split replaced by names of its own.
    pub(super) fn rewrite(&mut self, expr: &Expr) -> Expr {
        match expr {
            Expr::Literal(_) => expr.clone(),
            Expr::Has(name) => {
                self.asked_for.insert(name.clone());
                self.know(name);
                expr.clone()
            }
            Expr::Size(_, name) => {
                self.sizes.insert(name.clone());
                self.know(name);
                expr.clone()
            }
            Expr::Name(_, name) => {
                self.know(name);
                expr.clone()
            }
            Expr::Not(at, inner) => Expr::Not(*at, Box::new(self.rewrite(inner))),
            Expr::Binary(at, op @ (Op::And | Op::Or), left, right) => {
                Expr::Binary(*at, *op, Box::new(self.rewrite(left)), Box::new(self.rewrite(right)))
            }
            Expr::In(_, inner, list) => self.comparison(expr, (inner, None), list.iter()),
            Expr::Within(_, inner, name) => {
                match &**inner {
                    Expr::Literal(member) => self.note(name, std::iter::once(member)),
                    // Any member may be meant.
                    _ => {
                        self.sizes.insert(name.clone());
                    }
                }
                self.comparison(expr, (inner, None), std::iter::empty())
            }
            Expr::Binary(_, _, left, right) => self.comparison(expr, (left, Some(right)), std::iter::empty()),
        }
    }

    /// A comparison: kept where its facts have few values, or where one fact meets constants.
    fn comparison<'v>(&mut self, whole: &Expr, (left, right): (&Expr, Option<&Expr>), list: impl Iterator<Item = &'v Value>) -> Expr {
        let mut names = Vec::new();
        whole.collect_names(&mut names);
        let lines: Vec<&String> = names.iter().filter(|name| !self.is_finite(name)).collect();
        if lines.is_empty() {
            let list: Vec<&Value> = list.collect();
            for name in &names {
                self.know(name);
                self.note(name, list.iter().copied());
            }
            for (here, there) in [(Some(left), right), (right, Some(left))] {
                if let (Some(Expr::Name(_, name)), Some(Expr::Literal(value))) = (here, there) {
                    self.note(name, std::iter::once(value));
                }
            }
            self.note_sizes(whole);
            return whole.clone();
        }
        let constant = |side: Option<&Expr>| side.and_then(|side| value_of(side, &Facts::new(), &mut Vec::new()));
        match (left, right) {
            (Expr::Name(_, name), None) if names.len() == 1 => self.note(name, list),
            (Expr::Name(_, name), Some(other)) | (other, Some(Expr::Name(_, name))) if names.len() == 1 => {
                // A constant that overflows makes the comparison unknown for every value.
                self.note(name, constant(Some(other)).iter());
            }
            _ => {
                let text = text_of(whole);
                self.opaque.insert(text.clone());
                return Expr::Name(0, text);
            }
        }
        whole.clone()
    }

    fn note_sizes(&mut self, expr: &Expr) {
        match expr {
            Expr::Size(_, name) => {
                self.sizes.insert(name.clone());
            }
            Expr::Binary(_, _, left, right) => {
                self.note_sizes(left);
                self.note_sizes(right);
            }
            Expr::Not(_, inner) | Expr::In(_, inner, _) | Expr::Within(_, inner, _) => self.note_sizes(inner),
            Expr::Literal(_) | Expr::Name(..) | Expr::Has(_) => {}
        }
    }

    /// Whether a fact has few values in itself.
    fn is_finite(&self, name: &str) -> bool {
        matches!(self.vocabulary.get(name), Some(Type::Bool | Type::Choice(_) | Type::Set(_)))
    }

    fn know(&mut self, name: &str) {
        self.constants.entry(name.to_owned()).or_default();
    }

    fn note<'v>(&mut self, name: &str, values: impl Iterator<Item = &'v Value>) {
        let constants = self.constants.entry(name.to_owned()).or_default();
        constants.extend(values.filter_map(|value| match value {
            Value::Int(n) => Some(Constant::Number(*n)),
            Value::Money(amount) => Some(Constant::Number(amount.cents())),
            Value::Date(day) => Some(Constant::Day(*day)),
            Value::Text(text) => Some(Constant::Text(text.clone())),
            Value::Bool(_) | Value::Set(_) => None,
        }));
    }

    /// The values at which an answer may change. `None` when a set alone has more than `most`.
    pub(super) fn lines(&self, most: usize) -> Option<Lines> {
        let mut lines: Lines = self.opaque.iter().map(|text| (text.clone(), both())).collect();
        for (name, constants) in &self.constants {
            let mut values: Vec<Option<Value>> = match self.vocabulary.get(name) {
                Some(Type::Bool) => both(),
                Some(Type::Choice(options)) => options.iter().cloned().map(Value::Text).map(Some).collect(),
                Some(Type::Set(options)) => self.subsets(name, options, most)?,
                Some(Type::Int) => numbers(constants).map(|n| Some(Value::Int(n))).collect(),
                Some(Type::Money) => numbers(constants).map(|n| Some(Value::Money(Money::from_cents(n)))).collect(),
                Some(Type::Date) => days(constants).map(|day| Some(Value::Date(day))).collect(),
                Some(Type::Text) | None => texts(constants).map(|text| Some(Value::Text(text))).collect(),
            };
            if self.asked_for.contains(name) {
                values.push(None);
            }
            lines.insert(name.clone(), values);
        }
        Some(lines)
    }

    /// Every set of the members that are asked for; of all members where its size counts.
    fn subsets(&self, name: &str, options: &[String], most: usize) -> Option<Vec<Option<Value>>> {
        let asked = self.constants.get(name);
        let is_asked = |option: &&String| asked.is_some_and(|all| all.contains(&Constant::Text((*option).clone())));
        let members: Vec<&String> =
            if self.is_counted(name) { options.iter().collect() } else { options.iter().filter(is_asked).collect() };
        let count = 1_usize.checked_shl(u32::try_from(members.len()).ok()?).filter(|count| *count <= most)?;
        let chosen = |bits: usize| members.iter().enumerate().filter(move |(i, _)| bits >> i & 1 == 1).map(|(_, m)| (*m).clone());
        Some((0..count).map(|bits| Some(Value::Set(chosen(bits).collect()))).collect())
    }

    /// Whether more of a set is asked for than single members.
    fn is_counted(&self, name: &str) -> bool {
        self.sizes.contains(name)
    }
}

fn both() -> Vec<Option<Value>> {
    vec![Some(Value::Bool(false)), Some(Value::Bool(true))]
}

/// The constants, and one number beside each: what lies between two is like one of these.
fn numbers(constants: &BTreeSet<Constant>) -> impl Iterator<Item = i64> {
    let near = |constant: &Constant| match constant {
        Constant::Number(n) => vec![n.saturating_sub(1), *n, n.saturating_add(1)],
        Constant::Day(_) | Constant::Text(_) => vec![],
    };
    or_one(constants.iter().flat_map(near).collect(), 0)
}

fn days(constants: &BTreeSet<Constant>) -> impl Iterator<Item = NaiveDate> {
    let near = |constant: &Constant| match constant {
        Constant::Day(day) => [day.pred_opt(), Some(*day), day.succ_opt()].into_iter().flatten().collect(),
        Constant::Number(_) | Constant::Text(_) => vec![],
    };
    or_one(constants.iter().flat_map(near).collect(), NaiveDate::default())
}

fn texts(constants: &BTreeSet<Constant>) -> impl Iterator<Item = String> {
    let texts: BTreeSet<String> =
        constants.iter().filter_map(|c| if let Constant::Text(text) = c { Some(text.clone()) } else { None }).collect();
    let mut other = "another text".to_owned();
    while texts.contains(&other) {
        other.push('…');
    }
    texts.into_iter().chain([other])
}

/// The values, or this one where there are none.
fn or_one<T: Ord>(values: BTreeSet<T>, one: T) -> impl Iterator<Item = T> {
    let one = values.is_empty().then_some(one);
    values.into_iter().chain(one)
}

/// An expression as text, for a person to read.
fn text_of(expr: &Expr) -> String {
    let mut out = String::new();
    write_expr(expr, &mut out);
    out
}

fn write_expr(expr: &Expr, out: &mut String) {
    match expr {
        Expr::Literal(Value::Text(text)) => {
            let _ = write!(out, "\"{text}\"");
        }
        Expr::Literal(value) => {
            let _ = write!(out, "{value}");
        }
        Expr::Name(_, name) => out.push_str(name),
        Expr::Has(name) => {
            let _ = write!(out, "has({name})");
        }
        Expr::Size(_, name) => {
            let _ = write!(out, "size({name})");
        }
        Expr::Not(_, inner) => {
            out.push('!');
            write_expr(inner, out);
        }
        Expr::In(_, inner, list) => {
            write_expr(inner, out);
            let _ = write!(out, " in [{}]", list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        }
        Expr::Within(_, inner, name) => {
            write_expr(inner, out);
            let _ = write!(out, " in {name}");
        }
        Expr::Binary(_, op, left, right) => {
            out.push('(');
            write_expr(left, out);
            let _ = write!(out, " {} ", op.mark());
            write_expr(right, out);
            out.push(')');
        }
    }
}
