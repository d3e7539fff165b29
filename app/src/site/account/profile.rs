//! The account's front page, and what a person says of themselves.

use accounts::{Field, Strength, Tell};
use leptos::prelude::*;
use vocabulary::Lang;

use super::form::{self, Input, problems as said, tick};
use super::inside;
use super::words::{Problem, strength};
use crate::site::asked::Asked;
use crate::site::document::{Body, Live};
use crate::site::page::Page;
use crate::site::place::Place;

/// The form of the profile.
#[derive(Clone, Debug)]
pub struct ProfileView {
    /// What was typed, or is kept, by field.
    pub typed: Vec<(Field, String)>,
    /// Language of the letters.
    pub lang: Lang,
    /// What to be told.
    pub tell: Tell,
    /// It was just kept.
    pub saved: bool,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// A dossier, as its customer finds it again.
#[derive(Clone, Debug)]
pub struct DossierLine {
    /// Its reference.
    pub reference: String,
    /// Its démarche.
    pub kind: demarches::DemarcheKind,
    /// The plate, where it has one.
    pub plate: String,
    /// Where it stands.
    pub status: dossiers::PublicStatus,
}

/// The dossiers of an account.
fn dossiers_of(asked: &Asked, dossiers: &[DossierLine]) -> AnyView {
    let lang = asked.lang;
    if dossiers.is_empty() {
        return view! {
            <section class="empty">
                <h2>{lang.pick("Vos dossiers", "Your files")}</h2>
                <p>
                    {lang
                        .pick(
                            "Vous n’avez pas encore de dossier. Le prix de votre carte grise se calcule sans compte.",
                            "You have no file yet. The price of your certificate is worked out without an account.",
                        )}
                </p>
                <p>
                    <a class="btn btn-primary" href=asked.href(Page::Simulator)>
                        {lang.pick("Calculer un prix", "Work out a price")}
                    </a>
                </p>
            </section>
        }
        .into_any();
    }
    let lines = dossiers
        .iter()
        .map(|line| {
            let label = asked.published.demarches.get(line.kind).page.label.in_lang(lang);
            let plate = (!line.plate.is_empty()).then(|| format!(", {}", line.plate));
            view! {
                <li>
                    <a href=Place::Dossier
                        .with(&line.reference, lang)>{format!("{} {label}", line.reference)}</a>
                    {plate}
                    " "
                    <span class="pill">{line.status.label(lang)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <h2>{lang.pick("Vos dossiers", "Your files")}</h2>
            <ul class="pieces">{lines}</ul>
            <p>
                <a href=asked
                    .href(
                        Page::Demarches,
                    )>{lang.pick("Commencer un autre dossier", "Start another file")}</a>
            </p>
        </section>
    }
    .into_any()
}

/// `/compte`
pub(super) fn home(
    asked: &Asked,
    (name, email): (&str, &str),
    chosen: Option<Strength>,
    (staff, api_keys, fleet): (bool, bool, bool),
    dossiers: &[DossierLine],
) -> Body {
    let lang = asked.lang;
    let chosen = chosen.map(|chosen| {
        let done = lang.pick("Votre mot de passe est gardé.", "Your password is kept.");
        view! {
            <p class="notice notice-success" role="status">
                {format!("{done} {}", strength(chosen, lang))}
            </p>
        }
    });
    let who = if name.is_empty() { email } else { name };
    let card = |place: Place, title: &'static str, text: &'static str| {
        view! {
            <li class="card">
                <h2>
                    <a href=place.path(lang)>{title}</a>
                </h2>
                <p>{text}</p>
            </li>
        }
    };
    let cards = [
        card(
            Place::Profile,
            lang.pick("Mes coordonnées", "My details"),
            lang.pick(
                "Nom, adresse, téléphone, langue, ce que vous voulez recevoir.",
                "Name, address, telephone, language, what you want to be told.",
            ),
        ),
        card(
            Place::Security,
            lang.pick("Connexion et sécurité", "Sign-in and security"),
            lang.pick(
                "Clés d’accès, mot de passe, codes, appareils connectés.",
                "Passkeys, password, codes, signed-in devices.",
            ),
        ),
        card(
            Place::Data,
            lang.pick("Mes données", "My data"),
            lang.pick(
                "Qui a consulté votre compte, copie de vos données, fermeture.",
                "Who looked at your account, a copy of your data, closing.",
            ),
        ),
    ]
    .collect_view();
    let api_keys = api_keys.then(|| {
        card(
            Place::ApiKeys,
            lang.pick("Clés d’API", "API keys"),
            lang.pick(
                "Pour que vos logiciels agissent en votre nom.",
                "For programs of yours to act in your name.",
            ),
        )
    });
    let fleet = fleet.then(|| {
        card(
            Place::Vehicles,
            lang.pick("Mes véhicules", "My vehicles"),
            lang.pick(
                "Votre liste, vos imports, votre entreprise, des dossiers en nombre.",
                "Your list, your imports, your company, files for many at once.",
            ),
        )
    });
    let back_office = staff.then(|| {
        view! {
            <p>
                <a class="btn" href="/gestion">
                    {lang.pick("Aller à la gestion", "Go to the back-office")}
                </a>
            </p>
        }
    });
    inside(
        asked,
        lang.pick("Mon compte", "My account"),
        200,
        Live::Never,
        view! {
            <p class="lead">
                {lang.pick("Bonjour", "Hello")} " " <strong>{who.to_owned()}</strong>
            </p>
            {chosen}
            {back_office}
            {dossiers_of(asked, dossiers)}
            <ul class="cards">{fleet} {cards} {api_keys}</ul>
        },
    )
}

/// `/compte/profil`
#[expect(clippy::too_many_lines, reason = "a page is one view, read from top to bottom")]
pub(super) fn page(asked: &Asked, view: &ProfileView) -> Body {
    let lang = asked.lang;
    let problems = &view.problems;
    let typed = |field: Field| {
        view.typed.iter().find(|(one, _)| *one == field).map_or("", |(_, text)| text.as_str())
    };
    let input = |field: Field, label, help, kind, autocomplete, inputmode| {
        Input {
            name: field.id(),
            label,
            help,
            kind,
            autocomplete,
            inputmode,
            value: typed(field),
            maxlength: None,
        }
        .view(problems, lang)
    };
    let saved = view.saved.then(|| {
        view! {
            <p class="notice notice-success" role="status">
                {lang.pick("C’est enregistré.", "Saved.")}
            </p>
        }
    });
    let languages = [Lang::Fr, Lang::En]
        .into_iter()
        .map(|one| {
            view! {
                <option value=one.id() lang=one.id() selected=one == view.lang>
                    {one.pick("Français", "English")}
                </option>
            }
        })
        .collect_view();
    inside(
        asked,
        lang.pick("Mes coordonnées", "My details"),
        problems.iter().map(|problem| problem.status()).max().unwrap_or(200),
        Live::Never,
        view! {
            {saved}
            {said(problems, lang)}
            <form method="post" action=Place::Profile.path(lang) novalidate>
                <fieldset>
                    <legend>{lang.pick("Qui vous êtes", "Who you are")}</legend>
                    {input(
                        Field::LastName,
                        lang.pick("Nom", "Last name"),
                        "",
                        "text",
                        "family-name",
                        None,
                    )}
                    {input(
                        Field::FirstNames,
                        lang.pick("Prénoms", "First names"),
                        "",
                        "text",
                        "given-name",
                        None,
                    )}
                    {input(
                        Field::BirthDate,
                        lang.pick("Date de naissance", "Date of birth"),
                        "",
                        "date",
                        "bday",
                        None,
                    )}
                </fieldset>
                <fieldset>
                    <legend>{lang.pick("Où vous écrire", "Where to write")}</legend>
                    {input(
                        Field::AddressLine,
                        lang.pick("Numéro et rue", "Number and street"),
                        "",
                        "text",
                        "address-line1",
                        None,
                    )}
                    {input(
                        Field::AddressMore,
                        lang.pick("Bâtiment, étage (facultatif)", "Building, floor (optional)"),
                        "",
                        "text",
                        "address-line2",
                        None,
                    )}
                    {input(
                        Field::Postcode,
                        lang.pick("Code postal", "Postcode"),
                        "",
                        "text",
                        "postal-code",
                        Some("numeric"),
                    )}
                    {input(
                        Field::City,
                        lang.pick("Commune", "Town"),
                        "",
                        "text",
                        "address-level2",
                        None,
                    )}
                    {input(
                        Field::Phone,
                        lang.pick("Téléphone", "Telephone"),
                        lang.pick("Exemple\u{202f}: 06 12 34 56 78.", "Example: 06 12 34 56 78."),
                        "tel",
                        "tel",
                        Some("tel"),
                    )}
                </fieldset>
                <fieldset>
                    <legend>{lang.pick("Ce que vous recevez", "What you get")}</legend>
                    <div class="field">
                        <label class="field-label" for="language">
                            {lang.pick("Langue des messages", "Language of the messages")}
                        </label>
                        <select class="select" id="language" name="language">
                            {languages}
                        </select>
                    </div>
                    {tick(
                        "tell_reminders",
                        lang.pick("Rappels quand un délai court", "Reminders when a delay runs"),
                        view.tell.reminders,
                        problems,
                        lang,
                    )}
                    {asked
                        .tenant
                        .settings
                        .texts
                        .then(|| {
                            tick(
                                "tell_sms",
                                lang.pick("Par SMS aussi", "By SMS too"),
                                view.tell.sms,
                                problems,
                                lang,
                            )
                        })}
                    {tick(
                        "tell_news",
                        lang.pick("Nouvelles du service", "News of the service"),
                        view.tell.news,
                        problems,
                        lang,
                    )}
                </fieldset>
                {form::send(lang.pick("Enregistrer", "Save"))}
            </form>
        },
    )
}
