//! A condition written again, as the rules write it.

use std::fmt;

use super::{Expr, Operand, Sign};
use crate::facts::Value;

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(fact) => f.write_str(fact),
            Self::Not(expr) => write!(f, "not {}", Inside(expr)),
            Self::All(parts) => joined(f, parts, " and "),
            Self::Any(parts) => joined(f, parts, " or "),
            Self::Compare { fact, sign, with } => {
                let sign = match sign {
                    Sign::Equal => "==",
                    Sign::NotEqual => "!=",
                    Sign::Less => "<",
                    Sign::AtMost => "<=",
                    Sign::More => ">",
                    Sign::AtLeast => ">=",
                };
                write!(f, "{fact} {sign} ")?;
                match with {
                    Operand::Fact(other) => f.write_str(other),
                    Operand::Value(value) => written(f, value),
                }
            }
            Self::In { fact, values } => {
                write!(f, "{fact} in (")?;
                for (place, value) in values.iter().enumerate() {
                    if place > 0 {
                        f.write_str(", ")?;
                    }
                    written(f, value)?;
                }
                f.write_str(")")
            }
        }
    }
}

/// A part of a larger condition, in parentheses where it needs them.
struct Inside<'a>(&'a Expr);

impl fmt::Display for Inside<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Expr::All(_) | Expr::Any(_) => write!(f, "({})", self.0),
            _ => self.0.fmt(f),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Expr], between: &str) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        write!(f, "{}", Inside(part))?;
    }
    Ok(())
}

fn written(f: &mut fmt::Formatter<'_>, value: &Value) -> fmt::Result {
    match value {
        Value::Code(code) => write!(f, "'{code}'"),
        other => f.write_str(&other.to_text()),
    }
}
