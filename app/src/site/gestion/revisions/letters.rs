//! A letter of the house: what it may tell, what is refused of it, and how it looks filled.

use leptos::prelude::*;
use notifications::{Length, Template, Why};
use vocabulary::Lang;

use super::{RevisionView, address};
use crate::site::gestion::control::{Tone, notice};

/// A letter filled with nobody's values, in one language.
#[derive(Clone, Debug)]
pub struct LetterTry {
    /// Which language.
    pub lang: Lang,
    /// Subject and words of the mail; none where it goes to telephones alone.
    pub mail: Option<(String, String)>,
    /// What goes to a telephone, and how long it is.
    pub short: Option<(String, Length)>,
}

/// The name under which the page of a letter is served, alone.
#[must_use]
pub const fn preview_document(lang: Lang) -> &'static str {
    lang.pick("apercu.fr.html", "apercu.en.html")
}

/// The values that the letter may tell, as they are written.
pub(super) fn values(template: Template, lang: Lang) -> AnyView {
    let named = |names: &[&'static str]| {
        names
            .iter()
            .map(|name| {
                view! {
                    <code>{format!("{{{{ {name} }}}}")}</code>
                    " "
                }
            })
            .collect_view()
    };
    let optional = (!template.optional().is_empty()).then(|| {
        view! {
            <p>
                {lang
                    .pick(
                        "Parfois absentes, donc sous {% if … is defined and … %}\u{202f}: ",
                        "Sometimes absent, hence under {% if … is defined and … %}: ",
                    )} {named(template.optional())}
            </p>
        }
    });
    let form = lang.pick(
        "La première ligne de mail.fr.txt est l’objet. mail.fr.mjml est la page, sms.fr.txt le SMS de ceux qui en veulent. Les dates, sommes et durées passent par un filtre\u{202f}: | day, | moment, | euros, | days.",
        "The first line of mail.en.txt is the subject. mail.en.mjml is the page, sms.en.txt the text of those who want one. Dates, sums and durations go through a filter: | day, | moment, | euros, | days.",
    );
    view! {
        <details id="values">
            <summary>
                {lang.pick("Ce que cette lettre peut dire", "What this letter may tell")}
            </summary>
            <p>{form}</p>
            <p>
                {lang.pick("Toujours là\u{202f}: ", "Always there: ")} {named(template.required())}
            </p>
            {optional}
            <p>
                {lang.pick("De la maison\u{202f}: ", "Of the house: ")}
                {named(&["house.brand", "house.phone", "house.email", "house.site"])}
            </p>
        </details>
    }
    .into_any()
}

/// How the version looks filled.
pub(super) fn tries(view: &RevisionView, tried: &[LetterTry], lang: Lang) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id);
    let path = address(view.subject, id);
    let sections = tried.iter().map(|one| in_language(one, &path, lang)).collect_view();
    view! {
        <p class="muted">
            {lang
                .pick(
                    "Rempli avec des valeurs d’exemple\u{202f}: ce ne sont celles de personne.",
                    "Filled with sample values: they are nobody’s.",
                )}
        </p>
        {sections}
    }
    .into_any()
}

fn in_language(tried: &LetterTry, path: &str, lang: Lang) -> AnyView {
    let of = tried.lang;
    let name = of.pick("Français", "English");
    let title = format!("letter-{}", of.id());
    let mail = tried.mail.as_ref().map(|(subject, text)| {
        let query = crate::query::encode([("document", preview_document(of))]);
        let frame =
            format!("{} {subject}", lang.pick("Page du message\u{202f}:", "Page of the message:"));
        view! {
            <p lang=of.id()>
                <strong>{lang.pick("Objet\u{202f}: ", "Subject: ")}</strong>
                {subject.clone()}
            </p>
            <div class="desk-pair">
                <iframe
                    class="desk-preview"
                    title=frame
                    src=format!("{path}/fichier?{query}")
                    sandbox=""
                ></iframe>
                <div
                    class="table-scroll"
                    role="region"
                    tabindex="0"
                    aria-label=format!(
                        "{} ({name})",
                        lang.pick("Texte du message", "Words of the message"),
                    )
                >
                    <pre class="desk-text" lang=of.id()>
                        {text.clone()}
                    </pre>
                </div>
            </div>
        }
    });
    let short = tried.short.as_ref().map(|(text, length)| short(text, *length, (of, lang)));
    view! {
        <section aria-labelledby=title.clone()>
            <h3 id=title.clone() lang=of.id()>
                {name}
            </h3>
            {mail}
            {short}
        </section>
    }
    .into_any()
}

/// A text to a telephone, and how it is paid for.
pub(in crate::site::gestion) fn short(
    text: &str,
    length: Length,
    (of, lang): (Lang, Lang),
) -> AnyView {
    let parts = format!(
        "{} {}, {} {}",
        length.units,
        lang.pick("signes", "signs"),
        length.parts,
        if length.parts == 1 {
            lang.pick("SMS facturé", "text paid for")
        } else {
            lang.pick("SMS facturés", "texts paid for")
        },
    );
    let signs = (!length.plain).then(|| {
        let why = lang.pick(
            "Un signe hors de l’alphabet des téléphones (ê, ç, œ…) y réduit chaque SMS de 160 à 70 signes.",
            "A sign outside the alphabet of telephones (ê, ç, œ…) reduces each text from 160 to 70 signs.",
        );
        notice(Tone::Know, why)
    });
    view! {
        <p>
            <strong>{lang.pick("SMS\u{202f}: ", "Text: ")}</strong>
            <span lang=of.id()>{text.to_owned()}</span>
        </p>
        <p class="muted">{parts}</p>
        {signs}
    }
    .into_any()
}

/// What is refused of a letter, and how to mend it.
pub(super) fn said(why: &Why, lang: Lang) -> (String, String) {
    let both = |what: (&str, &str), mend: (&str, &str)| {
        (lang.pick(what.0, what.1).to_owned(), lang.pick(mend.0, mend.1).to_owned())
    };
    let named = |what: (&str, &str), name: &str, mend: (&str, &str)| {
        let (what, mend) = both(what, mend);
        (format!("{what} {name}"), mend)
    };
    match why {
        Why::Missing => both(
            ("Ce texte est vide ou absent.", "This text is empty or absent."),
            (
                "Une lettre dit la même chose en français et en anglais, en page et en texte.",
                "A letter says the same in French and in English, as a page and as words.",
            ),
        ),
        Why::NotShort => both(
            ("Cette lettre ne part pas par là.", "This letter does not go that way."),
            (
                "Laissez ce document de côté\u{202f}: seules certaines lettres partent aussi par SMS.",
                "Leave this document aside: only some letters go by text too.",
            ),
        ),
        Why::NoSubject => both(
            (
                "Il manque l’objet, ou ce qui le suit.",
                "The subject is missing, or what follows it.",
            ),
            (
                "La première ligne est l’objet\u{202f}; une ligne vide, puis le texte.",
                "The first line is the subject; an empty line, then the words.",
            ),
        ),
        Why::Syntax(said) => named(
            ("Cela ne peut pas être rempli\u{202f}:", "This cannot be filled:"),
            said,
            (
                "Regardez les accolades et les balises {% … %} de cette ligne, et leurs fins.",
                "Look at the braces and the tags {% … %} of this line, and at their ends.",
            ),
        ),
        Why::Unknown(name) => named(
            ("Cette lettre ne connaît pas la valeur", "This letter does not know the value"),
            name,
            (
                "La liste de ses valeurs est au-dessus du texte.",
                "The list of its values is above the text.",
            ),
        ),
        Why::Untold(name) => named(
            ("Ce texte ne dit plus la valeur", "This text does not tell the value any more"),
            name,
            (
                "Qui reçoit la lettre en a besoin\u{202f}: remettez-la.",
                "Whoever gets the letter needs it: put it back.",
            ),
        ),
        Why::NoLink(name) => named(
            ("La page n’a plus de lien vers", "The page has no link any more to"),
            name,
            (
                "Remettez un bouton ou un lien avec href=\"{{ … }}\".",
                "Put a button or a link back with href=\"{{ … }}\".",
            ),
        ),
        Why::NotMjml => both(
            ("La page n’est pas bien formée.", "The page is not well formed."),
            (
                "Chaque balise est fermée\u{202f}; le texte est dans mj-text, le bouton dans mj-button.",
                "Each tag is closed; words stand in mj-text, a button in mj-button.",
            ),
        ),
        Why::Forbidden(what) => named(
            ("Ceci ne va dans aucune lettre\u{202f}:", "This goes into no letter:"),
            what,
            (
                "Une lettre n’apporte ni image, ni style, ni programme\u{202f}: l’ouvrir ne dit rien à personne.",
                "A letter brings no picture, style or program: opening it tells nobody anything.",
            ),
        ),
        Why::Address(address) => named(
            ("Ce lien ne mène pas à une page sûre\u{202f}:", "This link leads to no secured page:"),
            address,
            (
                "Une adresse commence par https://, mailto: ou tel:, ou est une valeur de la lettre.",
                "An address begins with https://, mailto: or tel:, or is a value of the letter.",
            ),
        ),
        Why::TooLong { most } => named(
            ("C’est trop long. Au plus\u{202f}:", "It is too long. At most:"),
            &most.to_string(),
            (
                "En SMS facturés pour un téléphone, en octets pour une lettre.",
                "In texts paid for to a telephone, in bytes for a letter.",
            ),
        ),
    }
}
