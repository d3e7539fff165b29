//! From text to tokens.

use super::{ExprError, Sign};

/// A word of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Name(String),
    Code(String),
    Int(i64),
    Sign(Sign),
    In,
    And,
    Or,
    Not,
    Open,
    Close,
    Comma,
}

/// Cuts `text` into tokens.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, ExprError> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = match first {
            '(' => (Token::Open, 1),
            ')' => (Token::Close, 1),
            ',' => (Token::Comma, 1),
            '\'' => code(rest)?,
            '=' | '!' | '<' | '>' => sign(rest, first)?,
            '0'..='9' => int(rest)?,
            'a'..='z' | 'A'..='Z' => word(rest),
            other => return Err(ExprError::UnexpectedChar(other)),
        };
        found.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(found)
}

fn code(rest: &str) -> Result<(Token, usize), ExprError> {
    let inside = &rest[1..];
    let end = inside.find('\'').ok_or(ExprError::UnclosedQuote)?;
    Ok((Token::Code(inside[..end].to_owned()), end + 2))
}

fn sign(rest: &str, first: char) -> Result<(Token, usize), ExprError> {
    let (sign, length) = match rest.as_bytes() {
        [b'=', b'=', ..] => (Sign::Equal, 2),
        [b'!', b'=', ..] => (Sign::NotEqual, 2),
        [b'<', b'=', ..] => (Sign::AtMost, 2),
        [b'>', b'=', ..] => (Sign::AtLeast, 2),
        [b'<', ..] => (Sign::Less, 1),
        [b'>', ..] => (Sign::More, 1),
        _ => return Err(ExprError::UnexpectedChar(first)),
    };
    Ok((Token::Sign(sign), length))
}

fn int(rest: &str) -> Result<(Token, usize), ExprError> {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let number = rest[..end].parse().map_err(|_| ExprError::NumberTooLarge)?;
    Ok((Token::Int(number), end))
}

fn word(rest: &str) -> (Token, usize) {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let end = rest.find(|c: char| !is_name(c)).unwrap_or(rest.len());
    let token = match &rest[..end] {
        "in" => Token::In,
        "and" => Token::And,
        "or" => Token::Or,
        "not" => Token::Not,
        name => Token::Name(name.to_owned()),
    };
    (token, end)
}
