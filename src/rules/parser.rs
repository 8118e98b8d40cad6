//! Tokens → expression tree, by recursive descent with CEL's precedence:
//! `||` < `&&` < comparison and `in` < `+ -` < `*` < `!` and unary `-`.

use super::RuleError;
use super::evaluate::Value;
use super::lexer::{Token, tokens};
use crate::kernel::Money;
use chrono::NaiveDate;

/// Deeper nesting is refused, so that no text can exhaust the stack.
const DEEPEST: usize = 40;
/// More words and marks are refused for the same reason: `a || a || …` nests too.
const LONGEST: usize = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Or,
    And,
    Equal,
    Differs,
    Below,
    AtMost,
    Above,
    AtLeast,
    Plus,
    Minus,
    Times,
}

impl Op {
    /// How it is written.
    pub(super) fn mark(self) -> &'static str {
        LEVELS.iter().flat_map(|level| level.iter()).find(|(_, op)| *op == self).map_or("", |(mark, _)| mark)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expr {
    Literal(Value),
    Name(usize, String),
    Has(String),
    Not(usize, Box<Expr>),
    In(usize, Box<Expr>, Vec<Value>),
    /// A member of the set with this name.
    Within(usize, Box<Expr>, String),
    /// How many members the set with this name has.
    Size(usize, String),
    Binary(usize, Op, Box<Expr>, Box<Expr>),
}

impl Expr {
    /// The conditions that `&&` joins, in order.
    pub(super) fn conditions(&self) -> Vec<&Self> {
        match self {
            Self::Binary(_, Op::And, left, right) => [left.conditions(), right.conditions()].concat(),
            one => vec![one],
        }
    }

    pub(super) fn collect_names(&self, into: &mut Vec<String>) {
        match self {
            Self::Literal(_) => {}
            Self::Name(_, name) | Self::Has(name) | Self::Size(_, name) => into.push(name.clone()),
            Self::Not(_, inner) | Self::In(_, inner, _) => inner.collect_names(into),
            Self::Within(_, inner, name) => {
                inner.collect_names(into);
                into.push(name.clone());
            }
            Self::Binary(_, _, left, right) => {
                left.collect_names(into);
                right.collect_names(into);
            }
        }
    }
}

pub(super) fn parse(text: &str) -> Result<Expr, RuleError> {
    let end = text.chars().count();
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0, end };
    if parser.tokens.is_empty() {
        return Err(RuleError::new(0, "The rule is empty. Write a comparison, such as population <= 50000."));
    }
    if parser.tokens.len() > LONGEST {
        return Err(RuleError::new(0, "The rule is too long. Write several rules, or a shorter one."));
    }
    let expr = parser.level(0)?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.mistake("The rule should end here. Join two comparisons with && or ||.")),
    }
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
    end: usize,
}

/// Binary operators by level, loosest first. Comparison does not chain.
const LEVELS: [&[(&str, Op)]; 5] = [
    &[("||", Op::Or)],
    &[("&&", Op::And)],
    &[("==", Op::Equal), ("!=", Op::Differs), ("<", Op::Below), ("<=", Op::AtMost), (">", Op::Above), (">=", Op::AtLeast)],
    &[("+", Op::Plus), ("-", Op::Minus)],
    &[("*", Op::Times)],
];

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).map_or(self.end, |(at, _)| *at)
    }

    fn mistake(&self, message: &str) -> RuleError {
        RuleError::new(self.at(), message)
    }

    fn take(&mut self, mark: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Mark(m)) if *m == mark);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, mark: &str) -> Result<(), RuleError> {
        if self.take(mark) { Ok(()) } else { Err(self.mistake(&format!("A “{mark}” is missing here."))) }
    }

    fn operator(&mut self, level: usize) -> Option<Op> {
        let operators = LEVELS.get(level)?;
        let Some(Token::Mark(mark)) = self.peek() else { return None };
        let op = operators.iter().find(|(m, _)| m == mark).map(|(_, op)| *op)?;
        self.next += 1;
        Some(op)
    }

    fn level(&mut self, level: usize) -> Result<Expr, RuleError> {
        if level == LEVELS.len() {
            return self.unary();
        }
        let mut left = self.level(level + 1)?;
        loop {
            let at = self.at();
            if level == 2 && matches!(self.peek(), Some(Token::Name(n)) if n == "in") {
                self.next += 1;
                left = match self.peek().cloned() {
                    Some(Token::Name(set)) => {
                        self.next += 1;
                        Expr::Within(at, Box::new(left), set)
                    }
                    _ => Expr::In(at, Box::new(left), self.list()?),
                };
            } else if let Some(op) = self.operator(level) {
                let right = self.level(level + 1)?;
                left = Expr::Binary(at, op, Box::new(left), Box::new(right));
            } else {
                return Ok(left);
            }
        }
    }

    fn unary(&mut self) -> Result<Expr, RuleError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.mistake("The rule is nested too deeply. Split it in two."));
        }
        let at = self.at();
        let expr = if self.take("!") {
            Expr::Not(at, Box::new(self.unary()?))
        } else if self.take("-") {
            let zero = Expr::Literal(Value::Int(0));
            Expr::Binary(at, Op::Minus, Box::new(zero), Box::new(self.unary()?))
        } else if self.take("(") {
            let inner = self.level(0)?;
            self.expect(")")?;
            inner
        } else {
            self.atom()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn atom(&mut self) -> Result<Expr, RuleError> {
        let at = self.at();
        if let Some(Token::Name(name)) = self.peek().cloned() {
            let is_call = matches!(self.tokens.get(self.next + 1), Some((_, Token::Mark("("))));
            if is_call && matches!(name.as_str(), "has" | "size") {
                self.next += 2;
                let Some(Token::Name(asked)) = self.peek().cloned() else {
                    return Err(self.mistake(&format!("{name}( ) takes one name, such as {name}(partner).")));
                };
                self.next += 1;
                self.expect(")")?;
                return Ok(if name == "has" { Expr::Has(asked) } else { Expr::Size(at, asked) });
            }
            if !is_call && !matches!(name.as_str(), "true" | "false" | "in") {
                self.next += 1;
                return Ok(Expr::Name(at, name));
            }
        }
        self.literal().map(Expr::Literal)
    }

    fn literal(&mut self) -> Result<Value, RuleError> {
        let negative = self.take("-");
        let token = self.peek().cloned().ok_or_else(|| self.mistake("Something is missing here: a name, a number or a text."))?;
        let at = self.at();
        self.next += 1;
        match token {
            Token::Int(n) => Ok(Value::Int(if negative { -n } else { n })),
            _ if negative => Err(RuleError::new(at, "Only a whole number can follow the minus sign in a list.")),
            Token::Text(text) => Ok(Value::Text(text)),
            Token::Name(name) if name == "true" || name == "false" => Ok(Value::Bool(name == "true")),
            Token::Name(name) if name == "date" || name == "money" => self.typed_literal(&name),
            Token::Name(name) => {
                Err(RuleError::new(at, format!("There is no function “{name}”. The functions are has, size, date and money.")))
            }
            Token::Mark(mark) => Err(RuleError::new(at, format!("“{mark}” cannot stand here: a name, a number or a text should."))),
        }
    }

    fn typed_literal(&mut self, function: &str) -> Result<Value, RuleError> {
        self.expect("(")?;
        let at = self.at();
        let Some(Token::Text(text)) = self.peek().cloned() else {
            return Err(self.mistake(&format!("{function}( ) takes a text in quotation marks.")));
        };
        self.next += 1;
        self.expect(")")?;
        if function == "date" {
            let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d");
            return day.map(Value::Date).map_err(|_| RuleError::new(at, "This is not a date that exists. Write it as 2027-03-31."));
        }
        Money::parse(&text).map(Value::Money).map_err(|e| RuleError::new(at, e.to_string()))
    }

    fn list(&mut self) -> Result<Vec<Value>, RuleError> {
        self.expect("[")?;
        let mut values = Vec::new();
        while !self.take("]") {
            if !values.is_empty() {
                self.expect(",")?;
            }
            values.push(self.literal()?);
        }
        Ok(values)
    }
}
