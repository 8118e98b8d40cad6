//! The check before publishing: every name is known, every operator meets the types it can work on.

use super::RuleError;
use super::evaluate::Value;
use super::parser::{Expr, Op};
use std::collections::BTreeMap;

/// The type of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// True or false.
    Bool,
    /// A whole number.
    Int,
    /// An amount of money.
    Money,
    /// A calendar day.
    Date,
    /// Any text.
    Text,
    /// One of these texts. A text outside the list in a rule is a mistake.
    Choice(Vec<String>),
    /// Any number of these texts, each at most once.
    Set(Vec<String>),
}

/// The names that a rule may use, with their types.
pub type Vocabulary = BTreeMap<String, Type>;

pub(super) fn check(expr: &Expr, vocabulary: &Vocabulary) -> Result<(), RuleError> {
    match type_of(expr, vocabulary)? {
        Type::Bool => Ok(()),
        other => {
            Err(RuleError::new(0, format!("The rule gives {}, but it must be true or false. Compare it with something.", describe(&other))))
        }
    }
}

fn type_of(expr: &Expr, vocabulary: &Vocabulary) -> Result<Type, RuleError> {
    match expr {
        Expr::Literal(value) => Ok(value.type_()),
        Expr::Name(at, name) => named(*at, name, vocabulary),
        Expr::Has(name) => named(0, name, vocabulary).map(|_| Type::Bool),
        Expr::Not(at, inner) => expect_bool(*at, &type_of(inner, vocabulary)?).map(|()| Type::Bool),
        Expr::In(at, inner, list) => {
            let sought = type_of(inner, vocabulary)?;
            list.iter().try_for_each(|value| comparable(*at, &sought, &value.type_(), Some(value)))?;
            Ok(Type::Bool)
        }
        Expr::Within(at, inner, name) => {
            let options = set(*at, name, vocabulary)?;
            let literal = if let Expr::Literal(value) = &**inner { Some(value) } else { None };
            comparable(*at, &Type::Choice(options), &type_of(inner, vocabulary)?, literal)?;
            Ok(Type::Bool)
        }
        Expr::Size(at, name) => set(*at, name, vocabulary).map(|_| Type::Int),
        Expr::Binary(at, op, left, right) => binary(*at, *op, (left, right), vocabulary),
    }
}

fn named(at: usize, name: &str, vocabulary: &Vocabulary) -> Result<Type, RuleError> {
    vocabulary.get(name).cloned().ok_or_else(|| {
        let known = vocabulary.keys().cloned().collect::<Vec<_>>().join(", ");
        RuleError::new(at, format!("The name “{name}” is not known here. Use one of: {known}."))
    })
}

/// The options of a set.
fn set(at: usize, name: &str, vocabulary: &Vocabulary) -> Result<Vec<String>, RuleError> {
    match named(at, name, vocabulary)? {
        Type::Set(options) => Ok(options),
        other => Err(RuleError::new(at, format!("This needs a set of choices, and “{name}” is {}.", describe(&other)))),
    }
}

fn binary(at: usize, op: Op, (left, right): (&Expr, &Expr), vocabulary: &Vocabulary) -> Result<Type, RuleError> {
    let (l, r) = (type_of(left, vocabulary)?, type_of(right, vocabulary)?);
    match op {
        Op::Or | Op::And => {
            expect_bool(at, &l)?;
            expect_bool(at, &r)?;
            Ok(Type::Bool)
        }
        Op::Equal | Op::Differs => {
            let literal = |e: &Expr| if let Expr::Literal(v) = e { Some(v.clone()) } else { None };
            comparable(at, &l, &r, literal(right).as_ref())?;
            comparable(at, &r, &l, literal(left).as_ref())?;
            Ok(Type::Bool)
        }
        Op::Below | Op::AtMost | Op::Above | Op::AtLeast => match (&l, &r) {
            (Type::Int, Type::Int) | (Type::Money, Type::Money) | (Type::Date, Type::Date) => Ok(Type::Bool),
            _ => Err(mismatch(at, &l, &r)),
        },
        Op::Plus | Op::Minus => match (&l, &r) {
            (Type::Int, Type::Int) | (Type::Money, Type::Money) => Ok(l),
            _ => Err(mismatch(at, &l, &r)),
        },
        Op::Times => match (&l, &r) {
            (Type::Int, Type::Int) => Ok(Type::Int),
            (Type::Money, Type::Int) | (Type::Int, Type::Money) => Ok(Type::Money),
            _ => Err(mismatch(at, &l, &r)),
        },
    }
}

fn expect_bool(at: usize, found: &Type) -> Result<(), RuleError> {
    let message = || format!("This needs true or false, and gets {}. Compare it with something.", describe(found));
    if *found == Type::Bool { Ok(()) } else { Err(RuleError::new(at, message())) }
}

fn comparable(at: usize, left: &Type, right: &Type, literal: Option<&Value>) -> Result<(), RuleError> {
    match (left, right) {
        (Type::Choice(options), Type::Text) => match literal {
            Some(Value::Text(text)) if !options.contains(text) => {
                Err(RuleError::new(at, format!("“{text}” is not one of the choices. They are: {}.", options.join(", "))))
            }
            _ => Ok(()),
        },
        (Type::Text | Type::Choice(_), Type::Text | Type::Choice(_)) => Ok(()),
        (Type::Set(_), _) | (_, Type::Set(_)) => {
            Err(RuleError::new(at, "A set cannot be compared. Ask for one of its members, such as \"visa\" in costs, or for its size( )."))
        }
        _ if left == right => Ok(()),
        _ => Err(mismatch(at, left, right)),
    }
}

fn mismatch(at: usize, left: &Type, right: &Type) -> RuleError {
    RuleError::new(at, format!("{} and {} do not go together here.", describe(left), describe(right)))
}

fn describe(found: &Type) -> &'static str {
    match found {
        Type::Bool => "a yes or no",
        Type::Int => "a whole number",
        Type::Money => "an amount of money",
        Type::Date => "a date",
        Type::Text => "a text",
        Type::Choice(_) => "a choice",
        Type::Set(_) => "a set of choices",
    }
}
