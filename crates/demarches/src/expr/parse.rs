//! From tokens to a checked condition. `or` binds weakest, then `and`, then `not`.

use std::{iter::Peekable, vec::IntoIter};

use super::{
    Expr, Operand, Sign,
    token::{Token, tokens},
};
use crate::facts::{FactRules, FactType, Value};

/// Parentheses and `not` inside one another: no rule needs more, and the stack is never at risk.
const DEEPEST: u8 = 32;

/// Why a condition is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExprError {
    /// A character that no condition uses.
    #[error("unexpected character {0:?}")]
    UnexpectedChar(char),
    /// A quote is not closed.
    #[error("a quote is not closed")]
    UnclosedQuote,
    /// A number that fits no fact.
    #[error("a number is too large")]
    NumberTooLarge,
    /// The condition stops in the middle.
    #[error("the condition ends too early")]
    UnexpectedEnd,
    /// A word that cannot stand there.
    #[error("{0} cannot stand there")]
    Unexpected(String),
    /// Too many parentheses inside one another.
    #[error("more than {DEEPEST} parentheses inside one another")]
    TooDeep,
    /// No such fact.
    #[error("no fact is named {0}")]
    UnknownFact(String),
    /// A fact that is not yes or no stands alone.
    #[error("{0} is not a yes-or-no fact")]
    NotYesOrNo(String),
    /// The fact can never have that value, or be ordered so.
    #[error("{0} cannot be compared so")]
    BadComparison(String),
}

impl Expr {
    /// Reads `text` and checks it against `rules`.
    ///
    /// # Errors
    ///
    /// [`ExprError`] when the text is no condition, names an unknown fact, or compares a fact with a value that it
    /// can never have.
    pub fn parse(text: &str, rules: &FactRules) -> Result<Self, ExprError> {
        let mut parser = Parser { tokens: tokens(text)?.into_iter().peekable(), rules, depth: 0 };
        let expr = parser.any()?;
        match parser.tokens.next() {
            None => Ok(expr),
            Some(token) => Err(unexpected(&token)),
        }
    }
}

struct Parser<'a> {
    tokens: Peekable<IntoIter<Token>>,
    rules: &'a FactRules,
    depth: u8,
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> Result<Expr, ExprError> {
        let mut parts = vec![self.all()?];
        while self.tokens.next_if_eq(&Token::Or).is_some() {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    fn all(&mut self) -> Result<Expr, ExprError> {
        let mut parts = vec![self.unary()?];
        while self.tokens.next_if_eq(&Token::And).is_some() {
            parts.push(self.unary()?);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn unary(&mut self) -> Result<Expr, ExprError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(ExprError::TooDeep);
        }
        let expr = match self.next()? {
            Token::Not => Expr::Not(Box::new(self.unary()?)),
            Token::Open => {
                let inside = self.any()?;
                self.expect(&Token::Close)?;
                inside
            }
            Token::Name(fact) => self.about(fact)?,
            other => return Err(unexpected(&other)),
        };
        self.depth -= 1;
        Ok(expr)
    }

    /// What follows a fact: a sign, a list, or nothing where it is yes or no.
    fn about(&mut self, fact: String) -> Result<Expr, ExprError> {
        let fact_type = self.type_of(&fact)?;
        match self.tokens.peek() {
            Some(Token::Sign(sign)) => {
                let sign = *sign;
                self.tokens.next();
                let with = self.operand(&fact, fact_type, sign)?;
                Ok(Expr::Compare { fact, sign, with })
            }
            Some(Token::In) => {
                self.tokens.next();
                let values = self.list(&fact, fact_type)?;
                Ok(Expr::In { fact, values })
            }
            _ if *fact_type == FactType::Bool => Ok(Expr::Fact(fact)),
            _ => Err(ExprError::NotYesOrNo(fact)),
        }
    }

    fn operand(
        &mut self,
        fact: &str,
        fact_type: &FactType,
        sign: Sign,
    ) -> Result<Operand, ExprError> {
        let bad = || ExprError::BadComparison(fact.to_owned());
        let ordered = matches!(fact_type, FactType::Int { .. } | FactType::Date { .. });
        let silent = matches!(fact_type, FactType::Bool | FactType::Text(_));
        if silent || (sign.orders() && !ordered) {
            return Err(bad());
        }
        let operand = match self.next()? {
            Token::Name(other) => {
                let same = self.type_of(&other)?.compares_with(fact_type);
                return if same { Ok(Operand::Fact(other)) } else { Err(bad()) };
            }
            token => value(&token)?,
        };
        if fact_type.allows(&operand) { Ok(Operand::Value(operand)) } else { Err(bad()) }
    }

    fn list(&mut self, fact: &str, fact_type: &FactType) -> Result<Vec<Value>, ExprError> {
        self.expect(&Token::Open)?;
        let mut values = Vec::new();
        loop {
            let token = self.next()?;
            let value = value(&token)?;
            if !fact_type.allows(&value) {
                return Err(ExprError::BadComparison(fact.to_owned()));
            }
            values.push(value);
            match self.next()? {
                Token::Comma => {}
                Token::Close => return Ok(values),
                other => return Err(unexpected(&other)),
            }
        }
    }

    /// The type of `fact`, borrowed from the rules rather than from the parser.
    fn type_of(&self, fact: &str) -> Result<&'a FactType, ExprError> {
        self.rules
            .get(fact)
            .map(|rule| &rule.fact_type)
            .ok_or_else(|| ExprError::UnknownFact(fact.to_owned()))
    }

    fn next(&mut self) -> Result<Token, ExprError> {
        self.tokens.next().ok_or(ExprError::UnexpectedEnd)
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), ExprError> {
        let token = self.next()?;
        if token == *wanted { Ok(()) } else { Err(unexpected(&token)) }
    }
}

fn value(token: &Token) -> Result<Value, ExprError> {
    match token {
        Token::Int(number) => Ok(Value::Int(*number)),
        Token::Code(code) => Ok(Value::Code(code.clone())),
        other => Err(unexpected(other)),
    }
}

/// A list of one needs no wrapping.
fn one_or(mut parts: Vec<Expr>, wrap: fn(Vec<Expr>) -> Expr) -> Expr {
    if parts.len() == 1 { parts.remove(0) } else { wrap(parts) }
}

fn unexpected(token: &Token) -> ExprError {
    ExprError::Unexpected(match token {
        Token::Name(name) => name.clone(),
        Token::Code(code) => format!("'{code}'"),
        Token::Int(number) => number.to_string(),
        Token::Sign(_) => "a sign of comparison".to_owned(),
        Token::In => "in".to_owned(),
        Token::And => "and".to_owned(),
        Token::Or => "or".to_owned(),
        Token::Not => "not".to_owned(),
        Token::Open => "(".to_owned(),
        Token::Close => ")".to_owned(),
        Token::Comma => ",".to_owned(),
    })
}
