//! What a package holds, in words and by the names of papers: enough to make it again.

use std::collections::BTreeMap;

use demarches::kind::FilingChannel;
use demarches::{Demarches, Evaluation};
use dossiers::items::FormState;
use dossiers::operations::Entry;
use dossiers::{Id, PartyRole, Slot, SlotState, State};
use forms::Sheet;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tenants::Tenant;
use uuid::Uuid;
use vocabulary::{Date, Lang};
use wording::numbers;

use crate::name::{Names, initials, order, slug};
use crate::sheets;

/// A package.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The dossier, as people call it.
    pub reference: String,
    /// Which of its packages, from 1.
    pub number: i32,
    /// The version of the dossier that it shows.
    pub version: i64,
    /// The instant that it shows, which is that of each file.
    pub at: Timestamp,
    /// The folder in the ZIP.
    pub folder: String,
    /// The rules that the dossier is filled under: name and hash.
    pub rules: String,
    /// The hash of the tables that it was priced with.
    pub baremes: String,
    /// Who exports it.
    pub house: String,
    /// The papers, in the order of reading.
    pub papers: Vec<Paper>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plan({}, {}, {} papers)", self.reference, self.number, self.papers.len())
    }
}

impl Plan {
    /// What stands at the foot of a paper called `title`.
    pub(crate) fn foot(&self, title: &str) -> String {
        format!("Dossier {} · {title}", self.reference)
    }

    /// The name of the ZIP.
    #[must_use]
    pub fn file_name(&self) -> String {
        format!("{}_{}.zip", self.folder, self.number)
    }
}

/// A file of a package.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub content: Content,
}

/// What a file is made of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Sheet(Sheet),
    /// Papers that somebody sent, bound into one PDF: pictures, or one PDF.
    Bound {
        /// What they are called.
        title: String,
        /// They.
        papers: Vec<Held>,
    },
    /// A form that was signed on a screen, as it was signed.
    SignedForm(Held),
    /// What proves that signature.
    Proof(Uuid),
}

/// A paper that is kept elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Its id there.
    pub id: Uuid,
    /// SHA-256 of its bytes, in small hexadecimal digits.
    pub sha256: String,
    /// A PDF; else a JPEG.
    pub is_pdf: bool,
}

/// Where the bytes of a paper come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A document that somebody sent.
    Document(Uuid),
    /// The form of a signature on a screen.
    SignedForm(Uuid),
    /// Its proof.
    Proof(Uuid),
}

/// A line of what happened, as the customer is told it.
#[derive(Clone, Debug)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// On which side.
    pub by: String,
    /// What.
    pub text: String,
}

/// All that a plan is made of.
pub struct Known<'a> {
    /// The dossier.
    pub state: &'a State,
    /// What happened to it, oldest first.
    pub history: &'a [Entry],
    /// The same as it is told.
    pub told: &'a [Told],
    /// The rules that it is filled under.
    pub rules: &'a Demarches,
    /// Its case on the day of the export.
    pub case: &'a Evaluation<'a>,
    /// What the rules across pieces found that is not green, in French.
    pub warnings: &'a [String],
    /// Documents that were accepted, by their id.
    pub documents: &'a BTreeMap<Uuid, Held>,
    /// Documents that the law wanted destroyed once they were filed, each with the day on which they were.
    pub destroyed: &'a BTreeMap<Uuid, Date>,
    /// Forms that were signed on a screen, by the id of their proof.
    pub signed: &'a BTreeMap<Uuid, Held>,
    /// The staff, by name.
    pub staff: &'a dyn Fn(Id) -> String,
    /// Who exports.
    pub operator: &'a str,
    /// The house.
    pub house: &'a Tenant,
    /// The whole address of the dossier at the desk.
    pub link: &'a str,
    /// By which way it will be filed.
    pub channel: Option<FilingChannel>,
    /// Which of its packages, from 1.
    pub number: i32,
    /// The instant.
    pub at: Timestamp,
}

impl std::fmt::Debug for Known<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Known({})", self.state.reference)
    }
}

/// Papers that are signed or accepted, and that are not there: what they are called. No package says that they are without
/// holding them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} papers that are signed or accepted are not there", .0.len())]
pub struct Missing(pub Vec<String>);

/// The package of a dossier as `known`.
///
/// # Errors
///
/// [`Missing`].
pub fn of(known: &Known<'_>) -> Result<Plan, Missing> {
    let state = known.state;
    let reference = state.reference.to_string();
    let mut names = Names::default();
    let road = names.give(0, &["feuille de route"], "pdf");
    let mut papers = vec![(road, Content::Sheet(sheets::road(known)))];
    let checklist = names.give(1, &["checklist"], "pdf");
    let mut proofs = Vec::new();
    let mut files: Vec<(String, String)> = Vec::new();
    let mut missing = Missing(Vec::new());
    let mut held = signed_forms(known, &mut names, (&mut files, &mut missing), &mut proofs);
    held.extend(pieces(known, &mut names, (&mut files, &mut missing)));
    if !missing.0.is_empty() {
        return Err(missing);
    }
    held.sort_by(|one, other| one.0.cmp(&other.0));
    papers.push((checklist, Content::Sheet(sheets::checklist(known, &files))));
    papers.extend(held);
    papers.push((names.give(80, &["dossier"], "pdf"), Content::Sheet(sheets::story(known))));
    for (form, id) in proofs {
        let name = names.give(90, &["preuve signature", &form], "json");
        papers.push((name, Content::Proof(id)));
    }
    let kind = state.kind.id().replace('_', "-");
    let plate = state.answers.get("vehicle.plate").map(String::as_str).unwrap_or_default();
    let parts = [slug(&reference), slug(&kind), slug(plate)];
    let folder: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    Ok(Plan {
        reference,
        number: known.number,
        version: state.version,
        at: known.at,
        folder: folder.join("_"),
        rules: format!("{} {}", state.rules.version, state.rules.hash),
        baremes: state.order.as_ref().map(|order| order.baremes.clone()).unwrap_or_default(),
        house: known.house.identity.brand.clone(),
        papers: papers.into_iter().map(|(name, content)| Paper { name, content }).collect(),
    })
}

type Files = Vec<(String, String)>;

/// The forms that are signed; those on a screen leave their proofs in `proofs`.
fn signed_forms(
    known: &Known<'_>,
    names: &mut Names,
    (files, missing): (&mut Files, &mut Missing),
    proofs: &mut Vec<(String, Uuid)>,
) -> Vec<(String, Content)> {
    let mut papers = Vec::new();
    let done = known.state.forms.iter().filter(|(_, form)| form.state == FormState::Signed);
    for (form, evidence) in done.map(|(name, form)| (name, form.evidence.map(Uuid::from))) {
        let (kind, signer) = form.split_once('/').unwrap_or((form, ""));
        let title = label(known.rules, kind);
        let cerfa = cerfa(known.rules, kind);
        let on_screen = evidence.and_then(|id| known.signed.get(&id));
        let photograph = evidence.and_then(|id| known.documents.get(&id));
        let content = match (on_screen, photograph) {
            (Some(held), _) => {
                proofs.push((form.clone(), held.id));
                Content::SignedForm(held.clone())
            }
            (None, Some(held)) => Content::Bound { title, papers: vec![held.clone()] },
            (None, None) => {
                let of = if signer.is_empty() { String::new() } else { format!(" ({signer})") };
                missing.0.push(format!("{title}{of}"));
                continue;
            }
        };
        let name = names.give(order(kind), &[&format!("{} {cerfa}", short(kind)), signer], "pdf");
        files.push((form.clone(), name.clone()));
        papers.push((name, content));
    }
    papers
}

/// The pieces that were accepted: pictures of one piece in one PDF, each PDF for itself.
fn pieces(
    known: &Known<'_>,
    names: &mut Names,
    (files, missing): (&mut Files, &mut Missing),
) -> Vec<(String, Content)> {
    let mut papers = Vec::new();
    let accepted = known.state.slots.iter().filter(|(_, one)| one.state == SlotState::Accepted);
    for (name, slot) in accepted {
        let ids = || slot.documents.iter().map(|id| Uuid::from(*id));
        let held: Vec<&Held> = ids().filter_map(|id| known.documents.get(&id)).collect();
        if let Some(day) = ids().find_map(|id| known.destroyed.get(&id)) {
            files.push((name.clone(), format!("détruite le {}", numbers::date_short(*day))));
        }
        let there =
            |id: &Uuid| known.documents.contains_key(id) || known.destroyed.contains_key(id);
        if slot.documents.is_empty() || !ids().all(|id| there(&id)) {
            missing.0.push(label(known.rules, &slot.kind));
            continue;
        }
        let pictures: Vec<Held> =
            held.iter().filter(|one| !one.is_pdf).map(|one| (*one).clone()).collect();
        let mut groups: Vec<Vec<Held>> = Vec::new();
        if !pictures.is_empty() {
            groups.push(pictures);
        }
        groups.extend(held.iter().filter(|one| one.is_pdf).map(|one| vec![(*one).clone()]));
        for papers_of in groups {
            let who = whose(known.state, name, slot);
            let cerfa = cerfa(known.rules, &slot.kind);
            let what = format!("{} {cerfa}", short(&slot.kind));
            let file = names.give(order(&slot.kind), &[&what, &who], "pdf");
            files.push((name.clone(), file.clone()));
            let title = label(known.rules, &slot.kind);
            papers.push((file, Content::Bound { title, papers: papers_of }));
        }
    }
    papers
}

/// How a kind of piece is called.
pub(crate) fn label(rules: &Demarches, kind: &str) -> String {
    let known = rules.piece_kind(kind).map(|kind| kind.label.in_lang(Lang::Fr));
    known.unwrap_or(kind).to_owned()
}

fn cerfa(rules: &Demarches, kind: &str) -> String {
    let number = rules.piece_kind(kind).and_then(|kind| kind.cerfa.as_ref());
    number.map(|cerfa| cerfa.number.to_string()).unwrap_or_default()
}

/// What a kind is called in a name.
fn short(kind: &str) -> String {
    match kind {
        "demande_immatriculation" => "demande",
        "certificat_immatriculation_barre" => "carte grise barree",
        "pv_controle_technique" => "controle technique",
        "piece_identite" => "identite titulaire",
        "piece_identite_cotitulaire" => "identite cotitulaire",
        "justificatif_domicile" => "domicile",
        "permis_conduire" => "permis",
        "attestation_assurance" => "assurance",
        other => other,
    }
    .to_owned()
}

/// The initials of whom a piece is of, where it is somebody's.
fn whose(state: &State, name: &str, slot: &Slot) -> String {
    let role = match slot.kind.as_str() {
        "piece_identite" | "justificatif_domicile" | "permis_conduire" => PartyRole::Holder,
        "piece_identite_cotitulaire" => PartyRole::CoHolder,
        "piece_identite_hebergeant" | "justificatif_domicile_hebergeant" => PartyRole::Host,
        "piece_identite_mineur" => PartyRole::Minor,
        "piece_identite_parent" => PartyRole::Parent,
        "extrait_kbis" | "extrait_rne" => PartyRole::Company,
        _ => return String::new(),
    };
    let number = name.split_once('/').and_then(|(_, number)| number.parse::<usize>().ok());
    let mut of = state.parties.values().filter(|(one, _)| *one == role);
    let party = of.nth(number.unwrap_or(1).saturating_sub(1));
    party.map(|(_, party)| initials(party)).unwrap_or_default()
}
