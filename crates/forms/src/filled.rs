//! What is printed on a form in a case.

use std::collections::BTreeMap;

use vocabulary::plain;

use crate::catalogue::{self, Field, Only, Role};
use crate::people::Signatory;
use crate::{Case, Form, silent, values};

/// A form with all that is printed on it, but the signature.
#[derive(Clone, PartialEq, Eq)]
pub struct Filled {
    /// Which.
    pub form: Form,
    /// The reference of the dossier.
    pub reference: String,
    /// The version of the rules of the démarches.
    pub rules: String,
    /// Who signs.
    pub signatory: Signatory,
    /// The sections, in their order.
    pub blocks: Vec<Block>,
    /// What the signatory states, a paragraph each.
    pub statements: Vec<String>,
    /// Place, date, name and quality: above the signature.
    pub signing: Vec<Vec<Line>>,
}

/// A section.
#[derive(Clone, PartialEq, Eq)]
pub struct Block {
    /// Its title.
    pub title: String,
    /// Its lines, and the fields of each.
    pub rows: Vec<Vec<Line>>,
}

/// A field and its text.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// The field, by the name that field maps give it.
    pub id: String,
    /// What it is.
    pub field: &'static Field,
    /// What is printed; empty where nothing is.
    pub text: String,
}

silent!(Filled, Block, Line);

/// What keeps a form from being filled: all of it at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} cannot be filled: {}", .form.id(), .gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
pub struct Missing {
    /// Which form.
    pub form: Form,
    /// What, in the order of the form.
    pub gaps: Vec<Gap>,
}

/// A field that cannot be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which: `mandant.commune`; `signer` where nobody in the case may sign in that quality.
    pub field: String,
    /// What stands above it on the form, in French.
    pub label: &'static str,
    /// Why.
    pub why: Why,
}

/// Why a field cannot be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing is known, and it must not be empty.
    Empty,
    /// Longer than so many characters.
    TooLong(usize),
    /// A letter that the forms cannot show.
    Character(char),
    /// There is nobody in that place.
    Nobody,
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.why {
            Why::Empty => write!(f, "{} is empty", self.field),
            Why::TooLong(most) => write!(f, "{} is longer than {most} characters", self.field),
            Why::Character(found) => write!(f, "{} holds {found:?}", self.field),
            Why::Nobody => write!(f, "{} is nobody", self.field),
        }
    }
}

/// Fills `form` for `case`.
///
/// # Errors
///
/// [`Missing`] names every field that must not be empty, is too long or cannot be shown.
pub fn filled(form: Form, case: &Case) -> Result<Filled, Missing> {
    fill(form, case, false)
}

/// Fills `form` for `case`, with empty lines for people whom no dossier names (heirs, a professional, whoever sells or
/// buys): the sheet is printed, and they are written on it by hand.
///
/// # Errors
///
/// [`Missing`] names what else is missing, as [`filled`] does.
pub fn filled_by_hand(form: Form, case: &Case) -> Result<Filled, Missing> {
    fill(form, case, true)
}

fn fill(form: Form, case: &Case, by_hand: bool) -> Result<Filled, Missing> {
    let sheet = catalogue::of(form);
    let mut gaps = Vec::new();
    let unnamed = || if by_hand { case.unnamed_signatory() } else { None };
    let Some(signatory) = case.signatory().or_else(unnamed) else {
        let gap = Gap { field: "signer".into(), label: "Signataire", why: Why::Nobody };
        return Err(Missing { form, gaps: vec![gap] });
    };
    let mut left_empty = signatory.name.is_empty();
    let mut blocks = Vec::new();
    for section in &sheet.sections {
        let mut rows = Vec::new();
        let mut fill = |of: Option<Who<'_>>| {
            for row in section.blocks.iter().flat_map(|name| catalogue::rows(name)) {
                let lines = fill_row(case, &signatory, of, row, &mut gaps);
                if !lines.is_empty() {
                    rows.push(lines);
                }
            }
        };
        match section.of {
            None => fill(None),
            Some(Role::Agent) => fill(Some(Who { role: Role::Agent, number: 1, is: Is::House })),
            Some(role) => {
                let people = case.of(role);
                for (person, number) in people.iter().zip(1..) {
                    fill(Some(Who { role, number, is: Is::Named(person) }));
                }
                if people.is_empty() && by_hand && role.is_never_named() {
                    left_empty = true;
                    for number in 1..=if role.is_list() { EMPTY_LINES } else { 1 } {
                        fill(Some(Who { role, number, is: Is::ByHand }));
                    }
                }
            }
        }
        if !rows.is_empty() {
            blocks.push(Block { title: section.title.clone(), rows });
        } else if let Some(role) = section.of.filter(|role| !role.may_lack()) {
            gaps.push(Gap { field: role.id().into(), label: &section.title, why: Why::Nobody });
        }
    }
    let signing = catalogue::rows(catalogue::SIGNATURE)
        .iter()
        .map(|row| fill_row(case, &signatory, None, row, &mut gaps))
        .collect();
    if left_empty {
        // Where it is signed, and by whom, is written with the rest.
        gaps.retain(|gap| {
            gap.why != Why::Empty || !["place", "signer.name"].contains(&gap.field.as_str())
        });
    }
    if !gaps.is_empty() {
        return Err(Missing { form, gaps });
    }
    let statements = sheet
        .statements
        .iter()
        .filter(|statement| statement.is_for(signatory.signer))
        .map(|statement| stated(case, &signatory, &statement.text, by_hand))
        .collect();
    let (reference, rules) = (case.reference.clone(), case.rules.clone());
    Ok(Filled { form, reference, rules, signatory, blocks, statements, signing })
}

/// Lines for people of whom there may be several, where they are written by hand.
const EMPTY_LINES: u32 = 4;
/// What stands in a statement in the place of a name that is written by hand.
const EMPTY_NAME: &str = "______________________________";

#[derive(Clone, Copy)]
struct Who<'a> {
    role: Role,
    number: u32,
    is: Is<'a>,
}

#[derive(Clone, Copy)]
enum Is<'a> {
    House,
    Named(&'a crate::Person),
    ByHand,
}

/// The fields of a row that apply; none where all of them may be empty, and are.
fn fill_row(
    case: &Case,
    signatory: &Signatory,
    of: Option<Who<'_>>,
    row: &'static [Field],
    gaps: &mut Vec<Gap>,
) -> Vec<Line> {
    // What is not there for such a person is not empty either: it is on no line.
    let kind = of.and_then(|who| match who.is {
        Is::Named(person) if person.as_company().is_some() => Some(Only::Company),
        Is::Named(_) => Some(Only::Natural),
        Is::ByHand if who.role == Role::Professional => Some(Only::Company),
        Is::ByHand | Is::House => None,
    });
    let by_hand = of.is_some_and(|who| matches!(who.is, Is::ByHand));
    let applies = |field: &&Field| field.only.zip(kind).is_none_or(|(only, kind)| only == kind);
    let mut lines = Vec::new();
    for field in row.iter().filter(applies) {
        let (id, text) = match of {
            None => (field.id.clone(), values::of_case(case, signatory, &field.id)),
            Some(Who { role, number, is }) => {
                let text = match is {
                    Is::Named(person) => values::of_person(case, role, person, &field.id),
                    Is::House => values::of_house(case, &field.id),
                    Is::ByHand => String::new(),
                };
                let id = if role.is_list() {
                    format!("{}.{number}.{}", role.id(), field.id)
                } else {
                    format!("{}.{}", role.id(), field.id)
                };
                (id, text)
            }
        };
        let text = tidy(&text);
        if let Some(why) = fault(field, &text).filter(|_| !by_hand) {
            gaps.push(Gap { field: id.clone(), label: &field.label, why });
        }
        lines.push(Line { id, field, text });
    }
    let idle = |line: &Line| line.field.optional && line.text.is_empty() && !line.field.check;
    if !by_hand && lines.iter().all(idle) { Vec::new() } else { lines }
}

fn fault(field: &Field, text: &str) -> Option<Why> {
    if text.is_empty() {
        return (!field.optional).then_some(Why::Empty);
    }
    let typed =
        if field.cells.is_some() { in_cells(text).chars().count() } else { text.chars().count() };
    if typed > field.max {
        return Some(Why::TooLong(field.max));
    }
    plain::unprintable(text).map(Why::Character)
}

/// One space between words, and letters with their accents in one piece.
fn tidy(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.trim().chars() {
        let joined = written.chars().next_back().and_then(|last| joined(last, letter));
        match joined {
            Some(one) => {
                written.pop();
                written.push(one);
            }
            None if letter == ' ' && written.ends_with(' ') => {}
            None => written.push(letter),
        }
    }
    written
}

/// A letter and the accent that follows it apart, as some keyboards and files write them.
fn joined(letter: char, accent: char) -> Option<char> {
    let (from, to) = match accent {
        '\u{300}' => ("aeiouAEIOU", "àèìòùÀÈÌÒÙ"),
        '\u{301}' => ("aeiouyAEIOUYcnszCNSZ", "áéíóúýÁÉÍÓÚÝćńśźĆŃŚŹ"),
        '\u{302}' => ("aeiouAEIOU", "âêîôûÂÊÎÔÛ"),
        '\u{303}' => ("anoANO", "ãñõÃÑÕ"),
        '\u{308}' => ("aeiouyAEIOUY", "äëïöüÿÄËÏÖÜŸ"),
        '\u{30a}' => ("auAU", "åůÅŮ"),
        '\u{30c}' => ("csznreCSZNRE", "čšžňřěČŠŽŇŘĚ"),
        '\u{327}' => ("csCS", "çşÇŞ"),
        _ => return None,
    };
    from.chars().zip(to.chars()).find(|(one, _)| *one == letter).map(|(_, whole)| whole)
}

/// What goes into boxes of one character each: no separators.
pub(crate) fn in_cells(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

/// `text` with what stands in braces replaced.
fn stated(case: &Case, signatory: &Signatory, text: &str, by_hand: bool) -> String {
    let mut written = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        written.push_str(before);
        let name = named(case, signatory, name);
        written.push_str(if by_hand && name.is_empty() { EMPTY_NAME } else { &name });
        rest = after;
    }
    tidy(&(written + rest))
}

fn named(case: &Case, signatory: &Signatory, name: &str) -> String {
    let role = Role::ALL
        .into_iter()
        .find_map(|role| Some((role, name.strip_prefix(role.id())?.strip_prefix('.')?)));
    match role {
        Some((role, field)) => case
            .of(role)
            .first()
            .map(|person| values::of_person(case, role, person, field))
            .unwrap_or_default(),
        None => values::of_case(case, signatory, name),
    }
}

impl Filled {
    /// Every field that holds something, in the order of the form.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        let rows = self.blocks.iter().flat_map(|block| &block.rows).chain(&self.signing);
        rows.flatten().filter(|line| !line.text.is_empty())
    }

    /// The text of the field `id`.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<&str> {
        self.lines().find(|line| line.id == id).map(|line| line.text.as_str())
    }

    /// All texts by their fields: what changed between two of them makes a signature void.
    #[must_use]
    pub fn texts(&self) -> BTreeMap<&str, &str> {
        self.lines().map(|line| (line.id.as_str(), line.text.as_str())).collect()
    }
}
