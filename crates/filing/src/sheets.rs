//! The sheets of a package: what is to be typed in the SIV, what was checked, and what happened. In French: whoever files and
//! the administration read them.

use demarches::evaluate::QuestionState;
use demarches::facts::Value;
use demarches::kind::FilingChannel;
use dossiers::items::FormState;
use dossiers::tracks::Payment;
use dossiers::{Change, Party, PartyRole, Side, SlotState, State};
use forms::{Part, Sheet};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use qrcode::types::Color;
use qrcode::{EcLevel, QrCode};
use vocabulary::{Cents, Lang};
use wording::numbers;

use crate::plan::{Known, label};

/// The fields of the screen in the order of the form 13750, where a house has none of its own: facts of the démarches and
/// of the price, by their names.
pub(crate) const ORDER: [&str; 20] = [
    "vehicle.plate",
    "vehicle.formula_number",
    "vehicle.first_registered_on",
    "vehicle.make",
    "vehicle.vin",
    "vehicle.genre",
    "national_body",
    "energy",
    "fiscal_cv",
    "net_power_kw",
    "ptac_kg",
    "mass_in_running_order_kg",
    "seats",
    "co2_g_km",
    "vehicle.mileage_km",
    "cession.on",
    "cession.at",
    "cession.code",
    "titulaire.kind",
    "titulaire.siren",
];

fn sheet(known: &Known<'_>, title: &str, parts: Vec<Part>) -> Sheet {
    let reference = known.state.reference;
    let at = instant(known.at);
    Sheet {
        title: format!("{title} du dossier {reference}"),
        subject: format!("Dossier {reference}, export n° {} au {at}", known.number),
        house: known.house.identity.brand.clone(),
        foot: format!("Dossier {reference} · export n° {} · {at}", known.number),
        parts,
    }
}

/// `21/11/2026 12:00`, in Paris.
pub(crate) fn instant(at: Timestamp) -> String {
    let zone = TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC);
    at.to_zoned(zone).strftime("%d/%m/%Y %H:%M").to_string()
}

fn moment(at: dossiers::At) -> String {
    Timestamp::from_microsecond(at.0).map(instant).unwrap_or_default()
}

fn heading(text: &str) -> Part {
    Part::Heading(text.to_owned())
}

fn row(label: &str, value: impl Into<String>) -> (String, String) {
    (label.to_owned(), value.into())
}

/// `00`: what is typed, in the order of the screen, and what is written down of it afterwards.
pub(crate) fn road(known: &Known<'_>) -> Sheet {
    let (state, identity) = (known.state, &known.house.identity);
    let channel = match known.channel {
        Some(FilingChannel::SivPro) => "Transmission directe au SIV",
        Some(FilingChannel::AntsTp) => "Téléprocédure ANTS, pour un tiers",
        None => "À choisir",
    };
    let mut parts = vec![
        Part::Rows(vec![
            row("Référence", state.reference.to_string()),
            row("Démarche", forms::nature(state.kind)),
            row("Voie de dépôt", channel),
            row(
                "Dernier jour",
                state
                    .due_on
                    .map_or_else(|| "aucun délai".to_owned(), |day| numbers::date(day, Lang::Fr)),
            ),
            row("Préparé par", known.operator),
            row("Habilitation", identity.habilitation_number.clone()),
            row("Agrément", identity.agrement_number.clone()),
            row("Préfecture", identity.prefecture.clone()),
        ]),
        heading("À saisir, dans l’ordre de l’écran"),
        Part::Rows(fields(known)),
        heading("Personnes"),
        Part::Rows(people(state)),
    ];
    parts.extend(money(state));
    parts.push(heading("À vérifier"));
    if known.warnings.is_empty() {
        parts.push(Part::Text("Les vérifications entre les pièces ne signalent rien.".to_owned()));
    }
    parts.extend(known.warnings.iter().map(|one| Part::Text(format!("– {one}"))));
    parts.push(heading("À recopier après le dépôt"));
    let boxes = [
        "Numéro de dossier ANTS, ou référence de l’opération SIV",
        "Immatriculation attribuée",
        "Numéro du CPI, et dernier jour",
    ];
    parts.push(Part::Boxes(boxes.map(str::to_owned).to_vec()));
    parts.extend(squares(known.link));
    sheet(known, "Feuille de route", parts)
}

/// A drawing that leads back to the dossier; nothing where the address is too long for one.
fn squares(link: &str) -> Option<Part> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
    let side = code.width();
    let dark = code.to_colors().into_iter().map(|one| one == Color::Dark).collect();
    Some(Part::Squares { side, dark, words: format!("Le dossier à l’écran\u{202f}: {link}") })
}

/// The fields: in the order of the house, then every other that is known.
fn fields(known: &Known<'_>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String, String)> = Vec::new();
    for one in known.case.questions.iter().filter(|one| one.state == QuestionState::Answered) {
        let Some(value) = known.case.facts.get(&one.question.fact) else { continue };
        let text = value.to_text();
        let choice = one.question.choices.iter().find(|choice| choice.value == text);
        let said = match (value, choice) {
            (_, Some(choice)) => choice.label.in_lang(Lang::Fr).to_owned(),
            (Value::Day(day), None) => numbers::date_short(*day),
            (Value::Bool(yes), None) => if *yes { "oui" } else { "non" }.to_owned(),
            (_, None) => text,
        };
        let asked = one.question.label_in(known.state.kind).in_lang(Lang::Fr);
        all.push((one.question.fact.clone(), asked.to_owned(), said));
    }
    for (name, value) in &known.state.facts {
        let Some(fact) = simulator::facts::Fact::parse(name) else { continue };
        let label = wording::labels::fact_label(fact, Lang::Fr);
        all.push((name.clone(), label, value.clone()));
    }
    let own = &known.house.settings.siv_order;
    let order: Vec<&str> =
        if own.is_empty() { ORDER.to_vec() } else { own.iter().map(String::as_str).collect() };
    let place = |name: &str| order.iter().position(|one| *one == name).unwrap_or(order.len());
    all.sort_by_key(|(name, ..)| place(name));
    all.into_iter().map(|(_, label, value)| (label, value)).collect()
}

fn people(state: &State) -> Vec<(String, String)> {
    let mut people: Vec<_> = state.parties.values().collect();
    people.sort_by_key(|(role, _)| *role);
    people.into_iter().map(|(role, party)| row(quality(*role), person(party))).collect()
}

const fn quality(role: PartyRole) -> &'static str {
    match role {
        PartyRole::Holder => "Titulaire",
        PartyRole::CoHolder => "Cotitulaire",
        PartyRole::Host => "Hébergeant",
        PartyRole::Minor => "Titulaire mineur",
        PartyRole::Parent => "Parent ou tuteur",
        PartyRole::Company => "Société titulaire",
        PartyRole::Lessor => "Bailleur",
        PartyRole::Seller => "Vendeur",
    }
}

fn person(party: &Party) -> String {
    let mut lines = Vec::new();
    if party.company_name.is_empty() {
        let used = &party.used_name;
        let used = if used.is_empty() { String::new() } else { format!(" (nom d’usage {used})") };
        lines.push(format!("{}{used} {}", party.last_name.to_uppercase(), party.first_names));
    } else {
        lines.push(format!("{}, SIREN {}", party.company_name, party.siren));
    }
    if let Some(born) = party.birth_date {
        lines.push(format!("né(e) le {} à {}", numbers::date_short(born), party.birth_place));
    }
    let street = [party.address_line.as_str(), party.address_more.as_str()];
    let street: Vec<&str> = street.into_iter().filter(|part| !part.is_empty()).collect();
    if !street.is_empty() {
        lines.push(format!("{}, {} {}", street.join(", "), party.postcode, party.city));
    }
    lines.join("\n")
}

fn money(state: &State) -> Vec<Part> {
    let sum = |cents: Cents| numbers::euros(cents, Lang::Fr);
    let Some(order) = &state.order else { return Vec::new() };
    let mut rows: Vec<(String, String)> =
        order.lines.iter().map(|line| (line.code.to_uppercase(), sum(line.cents))).collect();
    rows.push(row("Arrondi", sum(order.rounding)));
    rows.push(row("Total des taxes", sum(order.taxes)));
    rows.push(row("Calculé pour le", numbers::date(order.issued_on, Lang::Fr)));
    rows.push(row("Barèmes", order.baremes.clone()));
    rows.push(row("Règles", state.rules.version.clone()));
    rows.push(row("Paiement", payment(state.payment)));
    vec![heading("Taxes"), Part::Rows(rows)]
}

const fn payment(payment: Payment) -> &'static str {
    match payment {
        Payment::Devis => "pas encore commandé",
        Payment::APayer => "à payer",
        Payment::Payee => "payé",
        Payment::ComplementDu => "complément dû",
        Payment::TropPercu => "trop-perçu",
        Payment::Soldee => "soldé",
        Payment::RemboursePartiel => "remboursé en partie",
        Payment::Rembourse => "remboursé",
        Payment::Contestee => "contesté",
    }
}

/// `01`: each piece and form, why it is asked for, where it stands, who looked at it and when, and its file.
pub(crate) fn checklist(known: &Known<'_>, files: &[(String, String)]) -> Sheet {
    let state = known.state;
    let of = |name: &str| {
        let names = files.iter().filter(|(one, _)| one == name).map(|(_, file)| file.as_str());
        names.collect::<Vec<_>>().join("\n")
    };
    let forms = state.forms.iter().map(|(name, form)| {
        let kind = name.split('/').next().unwrap_or(name);
        let said = match form.state {
            FormState::Signed => "signé",
            FormState::ToSign => "à signer",
            FormState::ToCheck => "à vérifier",
            FormState::Refused => "à refaire",
            FormState::Void => "périmé",
        };
        let seen = last(known, |change| {
            matches!(change, Change::Signed { form, .. } | Change::SignatureAccepted { form }
                if form == name)
        });
        vec![label(known.rules, kind), why(known, kind), said.to_owned(), seen, of(name)]
    });
    let pieces = state.slots.iter().map(|(name, slot)| {
        let said = match slot.state {
            SlotState::Accepted => "acceptée",
            SlotState::Waived => "dispensée",
            SlotState::Expected => "attendue",
            SlotState::Received => "reçue",
            SlotState::Checking => "en contrôle",
            SlotState::Refused => "refusée",
        };
        let seen = last(known, |change| {
            matches!(change, Change::Accepted { slot } | Change::Waived { slot, .. } if slot == name)
        });
        vec![label(known.rules, &slot.kind), why(known, &slot.kind), said.to_owned(), seen, of(name)]
    });
    let head = [
        ("Pièce", 24_u8),
        ("Exigée parce que", 32),
        ("État", 11),
        ("Vérifiée par, le", 18),
        ("Fichier", 26),
    ];
    let head = head.map(|(title, share)| (title.to_owned(), share)).to_vec();
    let table = Part::Table { head, rows: forms.chain(pieces).collect() };
    let rules = format!("Règles {} ({}).", state.rules.version, state.rules.hash);
    sheet(known, "Liste de contrôle", vec![table, Part::Text(rules)])
}

fn why(known: &Known<'_>, kind: &str) -> String {
    let asked = known.case.pieces.iter().find(|one| one.kind.id == kind);
    let asked = asked.map(|one| one.condition.unwrap_or(one.why));
    let of_kind = || known.rules.piece_kind(kind).map(|kind| &kind.why);
    asked.or_else(of_kind).map(|text| text.in_lang(Lang::Fr).to_owned()).unwrap_or_default()
}

/// Who made the last change that `is` one, and when.
fn last(known: &Known<'_>, is: impl Fn(&Change) -> bool) -> String {
    let entry = known.history.iter().rev().find(|entry| is(&entry.event.change));
    let Some(event) = entry.map(|entry| &entry.event) else { return String::new() };
    let who = match (event.by.side, event.by.person) {
        (Side::Staff, Some(person)) => (known.staff)(person),
        (Side::Machine, _) => "la maison".to_owned(),
        (Side::Staff, None) => "l’équipe".to_owned(),
        (Side::Customer | Side::Guest, _) => "signataire".to_owned(),
    };
    format!("{who}\n{}", moment(event.at))
}

/// `80`: what happened and what was said, in the order in which it did.
pub(crate) fn story(known: &Known<'_>) -> Sheet {
    let column = |title: &str, share| (title.to_owned(), share);
    let happened = known.told.iter();
    let happened = happened.map(|one| vec![instant(one.at), one.by.clone(), one.text.clone()]);
    let mut parts = vec![
        heading("Ce qui s’est passé"),
        Part::Table {
            head: vec![column("Le", 20), column("Par", 20), column("Quoi", 60)],
            rows: happened.collect(),
        },
        heading("Messages échangés"),
    ];
    let mut messages: Vec<_> = known.state.messages.values().collect();
    messages.sort_by_key(|message| message.at);
    if messages.is_empty() {
        parts.push(Part::Text("Aucun message.".to_owned()));
    }
    for message in messages {
        let from = match message.from {
            Side::Customer => "Le client",
            Side::Guest => "Une personne invitée",
            Side::Staff | Side::Machine => "La maison",
        };
        let words = message.words.as_deref().unwrap_or_default();
        parts.push(Part::Text(format!("{from}, le {}\u{202f}:\n{words}", moment(message.at))));
    }
    sheet(known, "Historique", parts)
}
