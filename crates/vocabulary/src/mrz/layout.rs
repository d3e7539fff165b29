//! Where each part stands in each shape.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::{InvalidMrz, Mrz, MrzField, MrzKind};
use crate::Date;

/// A zone pasted as one line is cut into lines again.
pub(super) fn broken(lines: Vec<String>) -> Vec<String> {
    let [line] = lines.as_slice() else { return lines };
    let (count, length) = match line.len() {
        90 => (3, 30),
        72 => (2, 36),
        88 => (2, 44),
        _ => return lines,
    };
    (0..count).map(|place| line[place * length..(place + 1) * length].to_owned()).collect()
}

/// Every line is ASCII.
pub(super) fn read(lines: &[String], on: Date) -> Result<Mrz, InvalidMrz> {
    let lengths: Vec<usize> = lines.iter().map(String::len).collect();
    match (lines, lengths.as_slice()) {
        ([one, two, three], [30, 30, 30]) => td1([one, two, three], on),
        ([one, two], [44, 44]) => td3(one, two, on),
        ([one, two], [36, 36]) if one.starts_with("IDFRA") => french_card(one, two, on),
        ([one, two], [36, 36]) => td2(one, two, on),
        ([one], [30]) if one.starts_with("D1") => french_licence(one, on),
        _ => Err(InvalidMrz::Shape),
    }
}

fn td1([one, two, three]: [&str; 3], on: Date) -> Result<Mrz, InvalidMrz> {
    // A number longer than 9 characters goes on in the optional part, its check digit after it (ICAO 9303-5).
    let number = if &one[14..15] == "<" {
        let rest = one[15..30].trim_end_matches('<');
        let (tail, digit) = rest.split_at(rest.len().saturating_sub(1));
        let mut number = one[5..14].to_owned();
        number.push_str(tail);
        checked(&number, digit, MrzField::Number)?;
        number
    } else {
        checked(&one[5..14], &one[14..15], MrzField::Number)?;
        one[5..14].to_owned()
    };
    let born_on = birth(&two[0..6], &two[6..7], on)?;
    let expires_on = expiry(&two[8..14], &two[14..15], on)?;
    checked_parts(
        &[&one[5..30], &two[0..7], &two[8..15], &two[18..29]],
        &two[29..30],
        MrzField::Whole,
    )?;
    let (surname, given_names) = names(three)?;
    Ok(Mrz {
        kind: MrzKind::Td1,
        issuer: plain(&one[2..5]),
        number: plain(&number),
        surname,
        given_names,
        nationality: Some(plain(&two[15..18])),
        sex: sex(&two[7..8]),
        born_on,
        expires_on,
        issued_in: None,
    })
}

fn td2(one: &str, two: &str, on: Date) -> Result<Mrz, InvalidMrz> {
    checked(&two[0..9], &two[9..10], MrzField::Number)?;
    let born_on = birth(&two[13..19], &two[19..20], on)?;
    let expires_on = expiry(&two[21..27], &two[27..28], on)?;
    checked_parts(&[&two[0..10], &two[13..20], &two[21..35]], &two[35..36], MrzField::Whole)?;
    let (surname, given_names) = names(&one[5..])?;
    Ok(Mrz {
        kind: MrzKind::Td2,
        issuer: plain(&one[2..5]),
        number: plain(&two[0..9]),
        surname,
        given_names,
        nationality: Some(plain(&two[10..13])),
        sex: sex(&two[20..21]),
        born_on,
        expires_on,
        issued_in: None,
    })
}

fn td3(one: &str, two: &str, on: Date) -> Result<Mrz, InvalidMrz> {
    checked(&two[0..9], &two[9..10], MrzField::Number)?;
    let born_on = birth(&two[13..19], &two[19..20], on)?;
    let expires_on = expiry(&two[21..27], &two[27..28], on)?;
    // An empty optional part may have `<` instead of 0.
    if !(two[28..42].bytes().all(|c| c == b'<') && &two[42..43] == "<") {
        checked(&two[28..42], &two[42..43], MrzField::Optional)?;
    }
    checked_parts(&[&two[0..10], &two[13..20], &two[21..43]], &two[43..44], MrzField::Whole)?;
    let (surname, given_names) = names(&one[5..])?;
    Ok(Mrz {
        kind: MrzKind::Td3,
        issuer: plain(&one[2..5]),
        number: plain(&two[0..9]),
        surname,
        given_names,
        nationality: Some(plain(&two[10..13])),
        sex: sex(&two[20..21]),
        born_on,
        expires_on,
        issued_in: None,
    })
}

fn french_card(one: &str, two: &str, on: Date) -> Result<Mrz, InvalidMrz> {
    checked(&two[0..12], &two[12..13], MrzField::Number)?;
    let born_on = birth(&two[27..33], &two[33..34], on)?;
    checked_parts(&[one, &two[0..35]], &two[35..36], MrzField::Whole)?;
    let surname = plain(&one[5..30]);
    if surname.is_empty() {
        return Err(InvalidMrz::Check(MrzField::Name));
    }
    let issued_in = match (two_digits(&two[0..2]), two_digits(&two[2..4])) {
        (Some(year), Some(month @ 1..=12)) => {
            u8::try_from(month).ok().map(|month| (century_before(year, on), month))
        }
        _ => None,
    };
    Ok(Mrz {
        kind: MrzKind::FrenchCard,
        issuer: plain(&one[2..5]),
        number: plain(&two[0..12]),
        surname,
        given_names: words(&two[13..27]),
        nationality: None,
        sex: sex(&two[34..35]),
        born_on,
        expires_on: None,
        issued_in,
    })
}

fn french_licence(line: &str, on: Date) -> Result<Mrz, InvalidMrz> {
    checked(&line[0..29], &line[29..30], MrzField::Whole)?;
    let expires_on = ending(&line[15..21], on).ok_or(InvalidMrz::Check(MrzField::Expiry))?;
    let surname = plain(&line[21..29]);
    if surname.is_empty() {
        return Err(InvalidMrz::Check(MrzField::Name));
    }
    Ok(Mrz {
        kind: MrzKind::FrenchLicence,
        issuer: plain(&line[2..5]),
        number: plain(&line[5..14]),
        surname,
        given_names: Vec::new(),
        nationality: None,
        sex: None,
        born_on: None,
        expires_on: Some(expires_on),
        issued_in: None,
    })
}

pub(super) fn checked(part: &str, digit: &str, field: MrzField) -> Result<(), InvalidMrz> {
    checked_parts(&[part], digit, field)
}

/// Weights 7, 3, 1 over the parts end to end; A counts 10, `<` nothing.
pub(super) fn checked_parts(
    parts: &[&str],
    digit: &str,
    field: MrzField,
) -> Result<(), InvalidMrz> {
    let sum: u32 = parts
        .iter()
        .flat_map(|part| part.bytes())
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(c, weight)| value(c) * weight)
        .sum();
    let due = digit.bytes().next().filter(u8::is_ascii_digit).map(|c| u32::from(c - b'0'));
    if due == Some(sum % 10) { Ok(()) } else { Err(InvalidMrz::Check(field)) }
}

const fn value(character: u8) -> u32 {
    match character {
        b'0'..=b'9' => (character - b'0') as u32,
        b'A'..=b'Z' => (character - b'A') as u32 + 10,
        _ => 0,
    }
}

/// Part of a date of birth may be unknown, and is then `<<`.
fn birth(part: &str, digit: &str, on: Date) -> Result<Option<Date>, InvalidMrz> {
    checked(part, digit, MrzField::Birth)?;
    if part.contains('<') {
        return Ok(None);
    }
    let (year, month, day) = ymd(part).ok_or(InvalidMrz::Check(MrzField::Birth))?;
    let this_century = Date::new(on.year() / 100 * 100 + u16::from(year), month, day);
    let last = Date::new((on.year() / 100 - 1) * 100 + u16::from(year), month, day);
    let date = this_century.ok().filter(|date| *date <= on).or(last.ok());
    date.map(Some).ok_or(InvalidMrz::Check(MrzField::Birth))
}

fn expiry(part: &str, digit: &str, on: Date) -> Result<Option<Date>, InvalidMrz> {
    checked(part, digit, MrzField::Expiry)?;
    if part.contains('<') {
        return Ok(None);
    }
    ending(part, on).map(Some).ok_or(InvalidMrz::Check(MrzField::Expiry))
}

/// The century that puts the end within fifty years of `on`.
fn ending(part: &str, on: Date) -> Option<Date> {
    let (year, month, day) = ymd(part)?;
    let near = on.year() / 100 * 100 + u16::from(year);
    let full = if near > on.year() + 50 {
        near - 100
    } else if near + 50 <= on.year() {
        near + 100
    } else {
        near
    };
    Date::new(full, month, day).ok()
}

/// The latest year with these two digits that is not after `on`.
pub(super) fn century_before(year: u16, on: Date) -> u16 {
    let full = on.year() / 100 * 100 + year;
    if full > on.year() { full - 100 } else { full }
}

pub(super) fn ymd(part: &str) -> Option<(u8, u8, u8)> {
    let two = |from: usize| two_digits(&part[from..from + 2]).and_then(|n| u8::try_from(n).ok());
    Some((two(0)?, two(2)?, two(4)?))
}

fn two_digits(part: &str) -> Option<u16> {
    part.bytes().all(|c| c.is_ascii_digit()).then(|| part.parse().ok())?
}

fn names(part: &str) -> Result<(String, Vec<String>), InvalidMrz> {
    let (surname, given) = part.split_once("<<").unwrap_or((part, ""));
    let surname = plain(surname);
    if surname.is_empty() {
        return Err(InvalidMrz::Check(MrzField::Name));
    }
    Ok((surname, words(given)))
}

fn words(part: &str) -> Vec<String> {
    part.split('<').filter(|word| !word.is_empty()).map(ToOwned::to_owned).collect()
}

/// Fillers become single spaces, those at the ends disappear.
pub(super) fn plain(part: &str) -> String {
    words(part).join(" ")
}

fn sex(part: &str) -> Option<char> {
    part.chars().next().filter(|letter| matches!(letter, 'M' | 'F'))
}
