//! Somebody of a dossier, as the forms of the administration want them.

use dossiers::{Party, PartyRole};
use leptos::prelude::*;
use vocabulary::{Lang, codes};

use super::{address, address_of, body};
use crate::site::asked::Asked;
use crate::site::document::Body;
use crate::site::forms::error_summary;
use crate::site::place::Place;

codes! {
    /// What is said of somebody, by its name in the form.
    #[expect(missing_docs, reason = "the names say it")]
    pub enum PartyField {
        CompanyName = "company_name",
        Siren = "siren",
        LastName = "last_name",
        UsedName = "used_name",
        FirstNames = "first_names",
        BirthDate = "birth_date",
        BirthPlace = "birth_place",
        AddressLine = "address_line",
        AddressMore = "address_more",
        Postcode = "postcode",
        City = "city",
        Email = "email",
        Phone = "phone",
    }
}

impl PartyField {
    /// What is asked of somebody in the quality `role`, in its order.
    #[must_use]
    pub const fn of(role: PartyRole) -> &'static [Self] {
        match role {
            PartyRole::Holder | PartyRole::CoHolder | PartyRole::Minor => &[
                Self::LastName,
                Self::UsedName,
                Self::FirstNames,
                Self::BirthDate,
                Self::BirthPlace,
                Self::AddressLine,
                Self::AddressMore,
                Self::Postcode,
                Self::City,
                Self::Email,
                Self::Phone,
            ],
            PartyRole::Parent | PartyRole::Host | PartyRole::Seller => &[
                Self::LastName,
                Self::FirstNames,
                Self::AddressLine,
                Self::AddressMore,
                Self::Postcode,
                Self::City,
                Self::Email,
            ],
            PartyRole::Company => &[
                Self::CompanyName,
                Self::Siren,
                Self::LastName,
                Self::FirstNames,
                Self::AddressLine,
                Self::AddressMore,
                Self::Postcode,
                Self::City,
                Self::Email,
                Self::Phone,
            ],
            PartyRole::Lessor => &[
                Self::CompanyName,
                Self::Siren,
                Self::AddressLine,
                Self::AddressMore,
                Self::Postcode,
                Self::City,
            ],
        }
    }

    /// Whether the forms cannot do without it.
    #[must_use]
    pub fn is_needed(self, role: PartyRole) -> bool {
        match self {
            Self::UsedName | Self::AddressMore | Self::Email | Self::Phone => false,
            field => Self::of(role).contains(&field),
        }
    }

    /// What is kept of it.
    #[must_use]
    pub fn text(self, party: &Party) -> String {
        match self {
            Self::CompanyName => &party.company_name,
            Self::Siren => &party.siren,
            Self::LastName => &party.last_name,
            Self::UsedName => &party.used_name,
            Self::FirstNames => &party.first_names,
            Self::BirthDate => {
                return party.birth_date.map(|day| day.to_string()).unwrap_or_default();
            }
            Self::BirthPlace => &party.birth_place,
            Self::AddressLine => &party.address_line,
            Self::AddressMore => &party.address_more,
            Self::Postcode => &party.postcode,
            Self::City => &party.city,
            Self::Email => &party.email,
            Self::Phone => &party.phone,
        }
        .clone()
    }

    /// Keeps `text`; a day is read by whoever checks it.
    pub fn put(self, party: &mut Party, text: &str) {
        let place = match self {
            Self::CompanyName => &mut party.company_name,
            Self::Siren => &mut party.siren,
            Self::LastName => &mut party.last_name,
            Self::UsedName => &mut party.used_name,
            Self::FirstNames => &mut party.first_names,
            Self::BirthDate => return,
            Self::BirthPlace => &mut party.birth_place,
            Self::AddressLine => &mut party.address_line,
            Self::AddressMore => &mut party.address_more,
            Self::Postcode => &mut party.postcode,
            Self::City => &mut party.city,
            Self::Email => &mut party.email,
            Self::Phone => &mut party.phone,
        };
        text.clone_into(place);
    }

    const fn label(self, role: PartyRole, lang: Lang) -> &'static str {
        match self {
            Self::CompanyName => lang.pick("Raison sociale", "Company name"),
            Self::Siren => lang.pick("SIREN", "SIREN"),
            Self::LastName if matches!(role, PartyRole::Company) => {
                lang.pick("Nom de la personne qui signe", "Last name of whoever signs")
            }
            Self::FirstNames if matches!(role, PartyRole::Company) => {
                lang.pick("Prénom de la personne qui signe", "First name of whoever signs")
            }
            Self::LastName => lang.pick("Nom de naissance", "Name at birth"),
            Self::UsedName => lang.pick("Nom d’usage (facultatif)", "Name in use (optional)"),
            Self::FirstNames => lang.pick("Prénoms", "First names"),
            Self::BirthDate => lang.pick("Date de naissance", "Date of birth"),
            Self::BirthPlace => lang.pick("Commune de naissance", "Town of birth"),
            Self::AddressLine => lang.pick("Numéro et rue", "Number and street"),
            Self::AddressMore => lang.pick(
                "Bâtiment, étage, «\u{202f}chez\u{202f}» (facultatif)",
                "Building, floor, “c/o” (optional)",
            ),
            Self::Postcode => lang.pick("Code postal", "Postcode"),
            Self::City => lang.pick("Commune", "Town"),
            Self::Email => lang.pick("Adresse e-mail (facultatif)", "E-mail address (optional)"),
            Self::Phone => lang.pick("Téléphone (facultatif)", "Telephone (optional)"),
        }
    }

    const fn help(self, role: PartyRole, lang: Lang) -> &'static str {
        match self {
            Self::FirstNames if !matches!(role, PartyRole::Company) => lang.pick(
                "Tous, dans l’ordre de la pièce d’identité.",
                "All of them, in the order of the identity paper.",
            ),
            Self::AddressMore => lang.pick(
                "Un titre mal adressé revient\u{202f}: dites tout ce que le facteur doit savoir.",
                "A title with a poor address comes back: say all that the postman must know.",
            ),
            Self::Email
                if matches!(role, PartyRole::CoHolder | PartyRole::Host | PartyRole::Parent) =>
            {
                lang.pick(
                    "Pour lui envoyer un lien et qu’il signe de son côté.",
                    "To send them a link, so that they sign on their side.",
                )
            }
            _ => "",
        }
    }

    /// What a browser may fill in by itself: of the person at the screen alone.
    const fn autocomplete(self, role: PartyRole) -> &'static str {
        if !matches!(role, PartyRole::Holder) {
            return "off";
        }
        match self {
            Self::LastName => "family-name",
            Self::FirstNames => "given-name",
            Self::BirthDate => "bday",
            Self::AddressLine => "address-line1",
            Self::AddressMore => "address-line2",
            Self::Postcode => "postal-code",
            Self::City => "address-level2",
            Self::Email => "email",
            Self::Phone => "tel",
            _ => "off",
        }
    }

    const fn kind(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::BirthDate => ("date", None),
            Self::Postcode | Self::Siren => ("text", Some("numeric")),
            Self::Email => ("email", Some("email")),
            Self::Phone => ("tel", Some("tel")),
            _ => ("text", None),
        }
    }
}

/// Somebody, and what is wrong with what was typed.
#[derive(Clone, Copy, Debug)]
pub struct PartyView<'a> {
    /// The dossier.
    pub id: &'a str,
    /// Their name in addresses.
    pub name: &'a str,
    /// In which quality.
    pub role: PartyRole,
    /// Which of several.
    pub number: u32,
    /// What is known.
    pub party: &'a Party,
    /// What is wrong.
    pub problems: &'a [(PartyField, &'static str)],
    /// The towns of the postcode.
    pub cities: &'a [String],
    /// It was ordered.
    pub ordered: bool,
}

/// What somebody is called in the quality `role`.
pub(super) fn title(role: PartyRole, number: u32, lang: Lang) -> String {
    let label = match role {
        PartyRole::Holder => lang.pick("Le titulaire", "The holder"),
        PartyRole::CoHolder => lang.pick("Le cotitulaire", "The co-holder"),
        PartyRole::Host => lang.pick("La personne qui héberge", "Whoever houses the holder"),
        PartyRole::Minor => lang.pick("Le titulaire mineur", "The holder, a minor"),
        PartyRole::Parent => lang.pick("Le parent qui signe", "The parent who signs"),
        PartyRole::Company => lang.pick("L’entreprise titulaire", "The company"),
        PartyRole::Lessor => lang.pick("Le loueur", "The lessor"),
        PartyRole::Seller => lang.pick("Le vendeur", "The seller"),
    };
    if number > 1 { format!("{label} {number}") } else { label.to_owned() }
}

/// `/dossier/{id}/personne/{name}`
pub(super) fn page(asked: &Asked, view: &PartyView<'_>) -> Body {
    let lang = asked.lang;
    let errors: Vec<(String, String)> = view
        .problems
        .iter()
        .map(|(field, text)| (field.id().to_owned(), (*text).to_owned()))
        .collect();
    let status = if errors.is_empty() { 200 } else { 422 };
    let title = title(view.role, view.number, lang);
    body(
        asked,
        title.clone(),
        status,
        address_of(asked, Place::Party, view.id, view.name),
        view! {
            {error_summary(&errors, lang)}
            <p>
                <a href=address(
                    asked,
                    Place::Dossier,
                    view.id,
                )>{lang.pick("← Retour au dossier", "← Back to the dossier")}</a>
            </p>
            <h1>{title}</h1>
            <p class="lead">
                {lang
                    .pick(
                        "Recopiez exactement les pièces\u{202f}: c’est ce qui sera imprimé sur les formulaires et sur le titre.",
                        "Copy the papers exactly: this is printed on the forms and on the title.",
                    )}
            </p>
            <form
                method="post"
                action=address_of(asked, Place::Party, view.id, view.name)
                novalidate
            >
                {controls(view, lang)}
                <button class="btn btn-primary" type="submit">
                    {lang.pick("Enregistrer", "Save")}
                </button>
            </form>
        },
    )
}

/// What is asked of somebody, each in its box.
pub(in crate::site) fn controls(view: &PartyView<'_>, lang: Lang) -> AnyView {
    let fields = PartyField::of(view.role).iter().map(|field| control(*field, view, lang));
    let options = view
        .cities
        .iter()
        .map(|city| view! { <option value=city.clone()></option> })
        .collect_view();
    view! {
        <datalist id="cities">{options}</datalist>
        {fields.collect_view()}
    }
    .into_any()
}

fn control(field: PartyField, view: &PartyView<'_>, lang: Lang) -> AnyView {
    let name = field.id();
    let error = view.problems.iter().find(|(one, _)| *one == field).map(|(_, text)| *text);
    let (help_id, error_id) = (format!("{name}-help"), format!("{name}-error"));
    let described = format!("{help_id} {error_id}");
    let right = error.is_none();
    let invalid = if right { "false" } else { "true" };
    let (kind, inputmode) = field.kind();
    let help = field.help(view.role, lang);
    let list = matches!(field, PartyField::City).then_some("cities");
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {field.label(view.role, lang)}
            </label>
            <p class="field-help" id=help_id hidden=help.is_empty()>
                {help}
            </p>
            <p class="field-error" id=error_id hidden=right>
                {error}
            </p>
            <input
                class="input"
                id=name
                name=name
                r#type=kind
                inputmode=inputmode
                autocomplete=field.autocomplete(view.role)
                list=list
                maxlength="200"
                spellcheck="false"
                value=field.text(view.party)
                aria-describedby=described
                aria-invalid=invalid
            />
        </div>
    }
    .into_any()
}
