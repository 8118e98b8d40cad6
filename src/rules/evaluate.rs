//! Three-valued evaluation (Kleene): what is missing makes a rule Unknown only where it matters.
//! Total: a type that does not fit, or an overflow, is Unknown too, never a panic.

use super::check::Type;
use super::parser::{Expr, Op};
use crate::kernel::Money;
use chrono::NaiveDate;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The value of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An amount of money.
    Money(Money),
    /// A calendar day.
    Date(NaiveDate),
    /// A text, or one of several choices.
    Text(String),
    /// Several choices, each at most once.
    Set(BTreeSet<String>),
}

impl Value {
    pub(super) fn type_(&self) -> Type {
        match self {
            Self::Bool(_) => Type::Bool,
            Self::Int(_) => Type::Int,
            Self::Money(_) => Type::Money,
            Self::Date(_) => Type::Date,
            Self::Text(_) => Type::Text,
            Self::Set(members) => Type::Set(members.iter().cloned().collect()),
        }
    }

    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Bool(a), Self::Bool(b)) => Some(a.cmp(b)),
            (Self::Int(a), Self::Int(b)) => Some(a.cmp(b)),
            (Self::Money(a), Self::Money(b)) => Some(a.cmp(b)),
            (Self::Date(a), Self::Date(b)) => Some(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(value) => write!(f, "{value}"),
            Self::Int(value) => write!(f, "{value}"),
            Self::Money(value) => write!(f, "{value}"),
            Self::Date(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "{value}"),
            Self::Set(members) if members.is_empty() => f.write_str("none"),
            Self::Set(members) => f.write_str(&members.iter().map(String::as_str).collect::<Vec<_>>().join(", ")),
        }
    }
}

/// The facts that a rule is asked about. A name that is absent is missing.
pub type Facts = BTreeMap<String, Value>;

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not hold.
    Fails,
    /// It cannot be said yet, for want of these facts.
    Unknown(Vec<String>),
}

impl Verdict {
    /// Whether the rule holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        *self == Self::Holds
    }

    /// Whether the rule fails for certain.
    #[must_use]
    pub fn fails(&self) -> bool {
        *self == Self::Fails
    }
}

pub(super) fn evaluate(expr: &Expr, facts: &Facts) -> Verdict {
    let mut missing = Vec::new();
    match value_of(expr, facts, &mut missing) {
        Some(Value::Bool(true)) => Verdict::Holds,
        Some(Value::Bool(false)) => Verdict::Fails,
        _ => {
            missing.sort();
            missing.dedup();
            Verdict::Unknown(missing)
        }
    }
}

/// `None` is Unknown.
pub(super) fn value_of(expr: &Expr, facts: &Facts, missing: &mut Vec<String>) -> Option<Value> {
    match expr {
        Expr::Literal(value) => Some(value.clone()),
        Expr::Name(_, name) => named(name, facts, missing).cloned(),
        Expr::Has(name) => Some(Value::Bool(facts.contains_key(name))),
        Expr::Not(_, inner) => truth(inner, facts, missing).map(|b| Value::Bool(!b)),
        Expr::In(_, inner, list) => {
            let sought = value_of(inner, facts, missing)?;
            Some(Value::Bool(list.contains(&sought)))
        }
        Expr::Within(_, inner, name) => match (value_of(inner, facts, missing), named(name, facts, missing)) {
            (Some(Value::Text(sought)), Some(Value::Set(members))) => Some(Value::Bool(members.contains(&sought))),
            _ => None,
        },
        Expr::Size(_, name) => match named(name, facts, missing) {
            Some(Value::Set(members)) => i64::try_from(members.len()).ok().map(Value::Int),
            _ => None,
        },
        Expr::Binary(_, Op::And, left, right) => {
            let (l, r) = (truth(left, facts, missing), truth(right, facts, missing));
            decided(l == Some(false) || r == Some(false), false, l.zip(r).map(|(a, b)| a && b))
        }
        Expr::Binary(_, Op::Or, left, right) => {
            let (l, r) = (truth(left, facts, missing), truth(right, facts, missing));
            decided(l == Some(true) || r == Some(true), true, l.zip(r).map(|(a, b)| a || b))
        }
        Expr::Binary(_, op, left, right) => {
            let (l, r) = (value_of(left, facts, missing), value_of(right, facts, missing));
            apply(*op, &l?, &r?)
        }
    }
}

/// The fact with this name; one that is missing is noted.
fn named<'a>(name: &str, facts: &'a Facts, missing: &mut Vec<String>) -> Option<&'a Value> {
    let value = facts.get(name);
    if value.is_none() {
        missing.push(name.to_owned());
    }
    value
}

fn decided(is_decided: bool, verdict: bool, otherwise: Option<bool>) -> Option<Value> {
    if is_decided { Some(Value::Bool(verdict)) } else { otherwise.map(Value::Bool) }
}

fn truth(expr: &Expr, facts: &Facts, missing: &mut Vec<String>) -> Option<bool> {
    match value_of(expr, facts, missing) {
        Some(Value::Bool(b)) => Some(b),
        _ => None,
    }
}

fn apply(op: Op, left: &Value, right: &Value) -> Option<Value> {
    let ordering = left.compare(right);
    let holds = match op {
        Op::Equal => ordering? == Ordering::Equal,
        Op::Differs => ordering? != Ordering::Equal,
        Op::Below => ordering? == Ordering::Less,
        Op::AtMost => ordering? != Ordering::Greater,
        Op::Above => ordering? == Ordering::Greater,
        Op::AtLeast => ordering? != Ordering::Less,
        Op::Plus | Op::Minus | Op::Times => return calculate(op, left, right),
        Op::And | Op::Or => return None,
    };
    Some(Value::Bool(holds))
}

fn calculate(op: Op, left: &Value, right: &Value) -> Option<Value> {
    let whole = |a: i64, b: i64| match op {
        Op::Plus => a.checked_add(b),
        Op::Minus => a.checked_sub(b),
        _ => a.checked_mul(b),
    };
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => whole(*a, *b).map(Value::Int),
        (Value::Money(a), Value::Money(b)) if op != Op::Times => whole(a.cents(), b.cents()).map(|c| Value::Money(Money::from_cents(c))),
        (Value::Money(a), Value::Int(n)) | (Value::Int(n), Value::Money(a)) if op == Op::Times => {
            whole(a.cents(), *n).map(|c| Value::Money(Money::from_cents(c)))
        }
        _ => None,
    }
}
