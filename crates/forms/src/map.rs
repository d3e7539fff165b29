//! Where the fields stand on an official form: written by an admin, so it is input like any other.

use serde::Deserialize;

use crate::catalogue::{self, Field, Role};
use crate::{Form, Problem, TemplateProblem};

/// The name of the place of the signature.
pub(crate) const SIGNATURE: &str = "signature";
/// The name of the place of a company's stamp: a form need not have one.
pub(crate) const STAMP: &str = "stamp";
/// Most places.
const MOST: usize = 400;
/// Longest map, in bytes.
const LONGEST: usize = 128 * 1024;
/// Longest side of a place, in tenths of a millimetre.
const LONGEST_SIDE: u16 = 3000;

/// The places of the fields of a form on its official PDF.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldMap {
    /// The form, by its id.
    pub form: String,
    /// The version of the official form: 7 of 13750*07.
    pub version: u8,
    /// The places.
    #[serde(rename = "place")]
    pub places: Vec<Place>,
}

/// Where a field stands. Lengths are tenths of a millimetre, from the left and the upper edge of the page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Which field; `signature` for the box of the signature.
    pub field: String,
    /// From 1.
    pub page: u16,
    /// From the left edge.
    pub x: u16,
    /// From the upper edge.
    pub y: u16,
    /// How wide.
    pub width: u16,
    /// How high.
    #[serde(default = "line")]
    pub height: u16,
    /// Size of the letters, in tenths of a point.
    #[serde(default = "ten")]
    pub size: u16,
    /// How it is written.
    #[serde(default)]
    pub shape: Shape,
}

const fn line() -> u16 {
    50
}

const fn ten() -> u16 {
    100
}

/// How a field is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Text, smaller where it is long.
    #[default]
    Text,
    /// So many boxes, one a character, over the width.
    Cells(u8),
    /// A cross in the middle.
    Mark,
}

impl FieldMap {
    /// Reads a map written in TOML, for `form`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it by itself; [`operations`](crate::operations) looks at it beside the PDF.
    pub fn read(text: &str, form: Form) -> Result<Self, Vec<TemplateProblem>> {
        if text.len() > LONGEST {
            return Err(vec![Problem::TooLong { most: LONGEST }.into()]);
        }
        let map: Self = toml::from_str(text).map_err(|error| {
            let why = error.message().chars().take(200).collect();
            vec![Problem::NotAMap { why }.into()]
        })?;
        let problems: Vec<_> = map.problems(form).into_iter().map(TemplateProblem).collect();
        if problems.is_empty() { Ok(map) } else { Err(problems) }
    }

    /// A map to begin with: a place for each field of `form` and for its signature, in two columns on the first page. Whoever
    /// has the official form before them puts each where it belongs, and strikes out those that it does not have.
    #[must_use]
    pub fn sketch(form: Form) -> String {
        let mut text = format!(
            "# {}\n# x, y, width, height : dixièmes de millimètre, depuis le coin en haut à gauche de la page.\n\
             # size : dixièmes de point. shape : {{ cells = 17 }} pour des cases, \"mark\" pour une croix.\n\
             # Un champ facultatif que le formulaire n’a pas se retire.\n\
             form = \"{}\"\nversion = 1\n",
            form.title(),
            form.id(),
        );
        for (place, (role, field)) in (0_u16..).zip(catalogue::all(form)) {
            let id = id_of(role, field);
            let (x, y) = (if place % 2 == 0 { 100 } else { 1050 }, 100 + place / 2 * 55);
            let optional = if field.optional { ", facultatif" } else { "" };
            let shape = match field.cells {
                Some(cells) => format!("shape = {{ cells = {cells} }}\n"),
                None if field.check => "shape = \"mark\"\n".to_owned(),
                None => String::new(),
            };
            let head =
                format!("\n# {}{optional}\n[[place]]\nfield = \"{id}\"\npage = 1\n", field.label);
            text.push_str(&head);
            let size = format!("x = {x}\ny = {y}\nwidth = 900\nheight = 50\n{shape}");
            text.push_str(&size);
        }
        text.push_str("\n# Signature\n[[place]]\nfield = \"signature\"\npage = 1\n");
        text.push_str("x = 1050\ny = 2650\nwidth = 900\nheight = 250\n");
        text
    }

    fn problems(&self, form: Form) -> Vec<Problem> {
        let mut found = Vec::new();
        if self.form != form.id() {
            found.push(Problem::OtherForm { named: shown(&self.form), due: form });
        }
        if self.places.len() > MOST {
            found.push(Problem::NotAMap {
                why: format!("{} places, {MOST} at most", self.places.len()),
            });
            return found;
        }
        for (index, place) in self.places.iter().enumerate() {
            let field = shown(&place.field);
            let drawn = [SIGNATURE, STAMP].contains(&place.field.as_str());
            if !drawn && !catalogue::is_field(form, &place.field) {
                found.push(Problem::UnknownField { field });
                continue;
            }
            let same = |other: &Place| other.field == place.field && other.page == place.page;
            let more = drawn && self.places[..index].iter().any(|one| one.field == place.field);
            if more || self.places[..index].iter().any(same) {
                found.push(Problem::Twice { field: field.clone() });
            }
            let cells = matches!(place.shape, Shape::Cells(0 | 61..));
            let sides = [place.width, place.height];
            let bad = sides.iter().any(|side| *side < 10 || *side > LONGEST_SIDE);
            if bad || cells || !(40..=400).contains(&place.size) {
                found.push(Problem::BadSize { field });
            }
        }
        for id in needed(form) {
            if !self.places.iter().any(|place| place.field == id) {
                found.push(Problem::NoPlace { field: id });
            }
        }
        if !self.places.iter().any(|place| place.field == SIGNATURE) {
            found.push(Problem::NoSignature);
        }
        found
    }
}

/// The fields that a map of `form` must place. Of several people the first one is enough: what a case has more is looked at
/// when it is printed.
fn needed(form: Form) -> impl Iterator<Item = String> {
    let needed = catalogue::all(form).filter(|(role, field)| {
        !field.optional && !role.is_some_and(|role| role.is_list() && role.may_lack())
    });
    needed.map(|(role, field)| id_of(role, field))
}

fn id_of(role: Option<Role>, field: &Field) -> String {
    match role {
        None => field.id.clone(),
        Some(role) if role.is_list() => format!("{}.1.{}", role.id(), field.id),
        Some(role) => format!("{}.{}", role.id(), field.id),
    }
}

/// What somebody typed, in a length that can be shown.
fn shown(typed: &str) -> String {
    typed.chars().filter(|sign| !sign.is_control()).take(60).collect()
}
