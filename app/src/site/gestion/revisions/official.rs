//! An official form: its PDF, what is refused of it or of its places, and how it looks filled.

use documents::Refusal;
use forms::Problem;
use leptos::prelude::*;
use vocabulary::Lang;

use super::{RevisionView, UploadProblem, address};
use crate::design::table::{Column, table};

/// The PDF of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficialPdf {
    /// Its name.
    pub name: String,
    /// How long it is.
    pub bytes: usize,
    /// How many pages it has, where it can be read.
    pub pages: Option<usize>,
    /// Its SHA-256.
    pub sha256: String,
    /// It is another one than what is in force.
    pub changed: bool,
}

/// A version filled with an example.
#[derive(Clone, Debug)]
pub struct FormTry {
    /// Which example.
    pub example: forms::Example,
    /// What has no place or does not fit.
    pub problems: Vec<Problem>,
}

/// What came with the version as its PDF.
pub(super) fn pdf(view: &RevisionView, lang: Lang) -> AnyView {
    match &view.pdf {
        None => view! {
            <p id="pdf">
                {lang
                    .pick(
                        "Aucun PDF n’est dans cette version. Prenez celui de l’administration, tel qu’elle le publie.",
                        "There is no PDF in this version. Take that of the administration, as it publishes it.",
                    )}
            </p>
        }
        .into_any(),
        Some(pdf) => {
            let id = view.line.as_ref().and_then(|line| line.id);
            let query = crate::query::encode([("document", pdf.name.as_str())]);
            let pages = pdf.pages.map(|pages| format!("{pages} {}, ", lang.pick("page(s)", "page(s)")));
            let length = format!("{} {}", pdf.bytes.div_ceil(1024), lang.pick("Kio", "KiB"));
            let other = pdf.changed.then(|| {
                lang.pick(
                    " Il diffère de celui qui est en vigueur.",
                    " It is another one than that in force.",
                )
            });
            view! {
                <p id="pdf">
                    <a
                        href=format!("{}/fichier?{query}", address(view.subject, id))
                        download=pdf.name.clone()
                    >
                        {pdf.name.clone()}
                    </a>
                    {lang.pick("\u{202f}: ", ": ")}
                    {pages}
                    {length}
                    ". SHA-256 "
                    <code class="digest">{pdf.sha256.clone()}</code>
                    "."
                    {other}
                </p>
            }
            .into_any()
        }
    }
}

/// How the version looks filled.
pub(super) fn tries(view: &RevisionView, tried: &[FormTry], lang: Lang) -> AnyView {
    let id = view.line.as_ref().and_then(|line| line.id);
    let path = address(view.subject, id);
    let rows = tried
        .iter()
        .map(|one| {
            let name = example(one.example, lang);
            let query = crate::query::encode([("document", one.example.id())]);
            let href = format!("{path}/fichier?{query}");
            let outcome = if one.problems.is_empty() {
                let open = format!(
                    "{} ({name})",
                    lang.pick("Ouvrir le PDF rempli", "Open the filled PDF")
                );
                view! { <a href=href>{open}</a> }.into_any()
            } else {
                let problems = one
                    .problems
                    .iter()
                    .map(|problem| view! { <li>{problem.text(lang)}</li> })
                    .collect_view();
                view! {
                    <p>
                        {lang
                            .pick(
                                "Un tel cas serait rempli sur notre modèle de travail\u{202f}:",
                                "Such a case would be filled on our working sheet:",
                            )}
                    </p>
                    <ul>{problems}</ul>
                }
                .into_any()
            };
            view! {
                <tr>
                    <th scope="row">{name}</th>
                    <td>{outcome}</td>
                </tr>
            }
        })
        .collect_view();
    table(
        lang.pick("Le formulaire rempli d’exemples", "The form filled with examples").to_owned(),
        &[
            Column::Text(lang.pick("Exemple", "Example")),
            Column::Text(lang.pick("Résultat", "Outcome")),
        ],
        rows.into_any(),
    )
}

const fn example(example: forms::Example, lang: Lang) -> &'static str {
    match example {
        forms::Example::Ordinary => lang.pick("cas ordinaire", "ordinary case"),
        forms::Example::Long => lang.pick(
            "noms et adresse très longs, cinq cotitulaires",
            "very long names and address, five co-holders",
        ),
    }
}

/// What is refused of a version, and how to mend it.
pub(super) fn said(problem: &Problem, lang: Lang) -> (String, String) {
    let mend = match problem {
        Problem::NotAPdf | Problem::TooLong { .. } | Problem::TooManyPages { .. } => lang.pick(
            "Prenez le formulaire seul, en PDF, sur le site de l’administration.",
            "Take the form alone, as a PDF, from the website of the administration.",
        ),
        Problem::Locked | Problem::TooDemanding => lang.pick(
            "Ouvrez-le et imprimez-le dans un nouveau PDF\u{202f}: il en sort sans mot de passe et plus simple.",
            "Open it and print it into a new PDF: it comes out without password and simpler.",
        ),
        Problem::NotAMap { .. } => lang.pick(
            "Un document est fait de form, version, puis d’une table [[place]] par champ.",
            "A document is made of form, version, then one table [[place]] a field.",
        ),
        Problem::OtherForm { .. } => {
            lang.pick("Corrigez la clé form.", "Mend the key form.")
        }
        Problem::UnknownField { .. } => lang.pick(
            "Regardez l’orthographe\u{202f}: un nouveau brouillon nomme tous les champs.",
            "Look at the spelling: a new draft names every field.",
        ),
        Problem::Twice { .. } => {
            lang.pick("Retirez l’une des deux tables.", "Take one of both tables away.")
        }
        Problem::NoSuchPage { .. } => {
            lang.pick("Les pages se comptent à partir de 1.", "Pages are counted from 1.")
        }
        Problem::Outside { .. } => lang.pick(
            "x, y, width et height sont en dixièmes de millimètre, depuis le coin en haut à gauche.",
            "x, y, width and height are tenths of a millimetre, from the upper left corner.",
        ),
        Problem::BadSize { .. } => lang.pick(
            "Une place a 10 à 3000 dixièmes de millimètre de côté, des lettres de 40 à 400 dixièmes de point, 60 cases au plus.",
            "A place has sides of 10 to 3000 tenths of a millimetre, letters of 40 to 400 tenths of a point, 60 boxes at most.",
        ),
        Problem::NoPlace { .. } | Problem::NoSignature => {
            lang.pick("Ajoutez sa table [[place]].", "Add its table [[place]].")
        }
        Problem::DoesNotFit { .. } => lang.pick(
            "Agrandissez la place, ou prenez des lettres plus petites.",
            "Make the place larger, or take smaller letters.",
        ),
    };
    (problem.text(lang), mend.to_owned())
}

/// Why a file was not taken.
pub(super) fn not_taken(problem: &UploadProblem, lang: Lang) -> String {
    let nothing = lang.pick("Rien n’a été pris.", "Nothing was taken.");
    match problem {
        UploadProblem::Refused(refusal) => {
            let sentence = refusal.sentence(lang);
            // What is said there of photos and pieces helps nobody here.
            let mend = match refusal {
                Refusal::Script
                | Refusal::Attachment
                | Refusal::Password
                | Refusal::TwoInOne
                | Refusal::TooDemanding => lang.pick(
                    "Ouvrez le formulaire et imprimez-le dans un nouveau PDF\u{202f}: il en sort sans script, sans fichier joint et sans mot de passe.",
                    "Open the form and print it into a new PDF: it comes out without script, attached file or password.",
                ),
                _ => lang.pick(
                    "Prenez de nouveau le formulaire, en PDF, sur le site de l’administration.",
                    "Take the form again, as a PDF, from the website of the administration.",
                ),
            };
            format!("{} {} {mend} {nothing}", sentence.what, sentence.why)
        }
        UploadProblem::Form(problem) => {
            let (what, mend) = said(problem, lang);
            format!("{what} {mend} {nothing}")
        }
        UploadProblem::Unanswered => {
            let why = lang.pick(
                "L’antivirus ne répond pas\u{202f}: aucun fichier n’est pris sans son avis. Recommencez dans quelques minutes.",
                "The antivirus does not answer: no file is taken without its word. Try again in some minutes.",
            );
            format!("{why} {nothing}")
        }
    }
}
