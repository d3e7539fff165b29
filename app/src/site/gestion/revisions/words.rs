//! What versions are called, in both languages.

use leptos::prelude::*;
use revisions::Subject;
use vocabulary::{Date, Lang};
use wording::numbers::date;

use super::{Beside, RevisionDone, RevisionProblem, Standing, Whom, official};
use crate::site::gestion::control::pill;

/// The versions of a subject.
pub(super) const fn subject(subject: Subject, lang: Lang) -> &'static str {
    match subject {
        Subject::Baremes => lang.pick("Barèmes", "Tax tables"),
        Subject::Demarches => lang.pick("Règles des démarches", "Rules of the procedures"),
        Subject::Fees => lang.pick("Honoraires", "Our fees"),
        Subject::Form => lang.pick("Formulaires officiels", "Official forms"),
        Subject::Letter => lang.pick("Textes des lettres", "Words of the letters"),
    }
}

/// What a subject decides, in a sentence.
pub(super) const fn about(subject: Subject, lang: Lang) -> &'static str {
    match subject {
        Subject::Baremes => lang.pick(
            "Les tarifs et les règles de calcul des taxes, communs à toutes les maisons. Une personne prépare un brouillon, une autre le relit et le publie\u{202f}; ce qui est publié ne change plus.",
            "The rates and computing rules of the taxes, common to all houses. One person prepares a draft, another looks at it and publishes it; what is published never changes.",
        ),
        Subject::Demarches => lang.pick(
            "Les questions, les pièces, les blocages et les délais des démarches, communs à toutes les maisons. Un dossier commencé garde les règles sous lesquelles il a été rempli.",
            "The questions, documents, blocks and delays of the procedures, common to all houses. A file that was begun keeps the rules under which it was filled.",
        ),
        Subject::Fees => lang.pick(
            "Ce que la maison demande pour ses services. Les commandes déjà passées gardent leur prix.",
            "What the house charges for its services. Orders already made keep their price.",
        ),
        Subject::Form => lang.pick(
            "Les formulaires officiels que la maison remplit, avec la place de chaque champ. Sans eux, c’est notre modèle de travail qui est rempli. Un formulaire déjà lu ou signé reste tel qu’il était.",
            "The official forms that the house fills, with the place of each field. Without them, our working sheet is filled. A form that was read or signed already stays as it was.",
        ),
        Subject::Letter => lang.pick(
            "Ce que disent les courriels et les SMS de la maison, en français et en anglais. Ce qui est publié part dès la lettre suivante\u{202f}; chaque message envoyé garde la version qui l’a écrit.",
            "What the house’s e-mails and texts say, in French and in English. What is published goes with the next letter; each message sent keeps the version that wrote it.",
        ),
    }
}

/// No version of a subject was ever made.
pub(super) const fn none_yet(subject: Subject, lang: Lang) -> &'static str {
    match subject {
        Subject::Form => lang.pick(
            "Aucun formulaire officiel n’est enregistré\u{202f}: notre modèle de travail est rempli à sa place, et n’est pas déposé.",
            "No official form is recorded: our working sheet is filled in its place, and is not filed.",
        ),
        Subject::Letter => lang.pick(
            "Aucune lettre n’a été changée\u{202f}: ce sont les textes livrés avec le programme qui partent.",
            "No letter was changed: the words that come with the program are sent.",
        ),
        _ => lang.pick(
            "Aucune version n’est enregistrée\u{202f}: c’est ce qui est livré avec le programme qui s’applique.",
            "No version is recorded: what comes with the program applies.",
        ),
    }
}

/// How far a version has come, in a frame.
pub(super) fn standing(standing: Standing, lang: Lang) -> AnyView {
    let day = |from: Date| date(from, lang);
    match standing {
        Standing::Draft => pill("", lang.pick("brouillon", "draft")),
        Standing::Returned => pill("is-blocked", lang.pick("brouillon renvoyé", "draft sent back")),
        Standing::InReview { from } => pill(
            "is-yours",
            format!("{} {}", lang.pick("à relire, pour le", "to look at, for"), day(from)),
        ),
        Standing::ToCome { from } => pill(
            "is-waiting",
            format!("{} {}", lang.pick("publié, à partir du", "published, from"), day(from)),
        ),
        Standing::InForce { from } => pill(
            "is-done",
            format!("{} {}", lang.pick("en vigueur depuis le", "in force since"), day(from)),
        ),
        Standing::Past { from } => pill(
            "",
            format!(
                "{} {}",
                lang.pick("remplacé, avait pris effet le", "replaced, had begun on"),
                day(from)
            ),
        ),
        Standing::GivenUp => pill("", lang.pick("abandonné", "given up")),
    }
}

/// Whoever took a step.
pub(super) fn whom(whom: &Whom, lang: Lang) -> String {
    match whom {
        Whom::Person(name) => name.clone(),
        Whom::Elsewhere => lang
            .pick(
                "une personne d’une autre maison, ou dont le compte est fermé",
                "somebody of another house, or whose account is closed",
            )
            .to_owned(),
        Whom::Program(name) => {
            format!("{name} {}", lang.pick("(hors du bureau)", "(not at the desk)"))
        }
    }
}

/// What was done.
pub(super) const fn done(done: RevisionDone, lang: Lang) -> &'static str {
    match done {
        RevisionDone::Begun => lang.pick(
            "Le brouillon est commencé, à partir de ce qui est en vigueur.",
            "The draft is begun, from what is in force.",
        ),
        RevisionDone::Copied => lang.pick(
            "Le brouillon est commencé, à partir de la version que vous avez choisie.",
            "The draft is begun, from the version that you chose.",
        ),
        RevisionDone::Written => lang.pick("Le brouillon est enregistré.", "The draft is saved."),
        RevisionDone::Imported => {
            lang.pick("Les fichiers sont dans le brouillon.", "The files are in the draft.")
        }
        RevisionDone::Asked => lang.pick(
            "La relecture est demandée. Une autre personne que vous décide.",
            "A second look is asked for. Somebody other than you decides.",
        ),
        RevisionDone::TakenBack => {
            lang.pick("Le brouillon est de nouveau à vous.", "The draft is yours again.")
        }
        RevisionDone::SentBack => lang
            .pick("Le brouillon est renvoyé à son auteur.", "The draft went back to its author."),
        RevisionDone::Published => lang.pick(
            "C’est publié. Les serveurs le savent déjà, et l’appliqueront au jour dit.",
            "It is published. The servers know already, and will apply it on its day.",
        ),
        RevisionDone::GivenUp => lang.pick("Le brouillon est abandonné.", "The draft is given up."),
    }
}

/// A version that a draft must be read beside: what comes of the two.
pub(super) fn beside(beside: &Beside, lang: Lang) -> String {
    let named = |note: &str| format!("«\u{202f}{note}\u{202f}»");
    let (dated, by) =
        (|day: Date| date(day, lang), lang.pick("en vigueur depuis le", "in force since"));
    match beside {
        Beside::OtherBase { note, from } => format!(
            "{} {} ({by} {}). {}",
            lang.pick(
                "Ce qui est en vigueur au jour demandé n’est pas ce qui l’était quand ce brouillon a été commencé\u{202f}: c’est",
                "What is in force on the day asked for is not what was when this draft was begun: it is",
            ),
            named(note),
            dated(*from),
            lang.pick(
                "Les différences sont comptées contre elle\u{202f}; ce que le brouillon ne reprend pas serait perdu.",
                "The differences are counted against it; what the draft does not take over would be lost.",
            ),
        ),
        Beside::Later { note, from } => format!(
            "{} {} {} {}. {}",
            lang.pick("Une version déjà publiée prendra la place de celle-ci\u{202f}:", "A version that is published already will take the place of this one:"),
            named(note),
            lang.pick("le", "on"),
            dated(*from),
            lang.pick(
                "Ce que le brouillon corrige y revient, si elle ne le dit pas aussi.",
                "What the draft mends comes back then, unless that one says it too.",
            ),
        ),
    }
}

/// Why a step was not taken, with what to do; and the control that it is about.
pub(super) fn problem(problem: &RevisionProblem, lang: Lang) -> (&'static str, String) {
    let say = |control, fr: &str, en: &str| (control, lang.pick(fr, en).to_owned());
    match problem {
        RevisionProblem::NoteNeeded => say(
            "note",
            "Dites en une phrase pourquoi\u{202f}: c’est ce que lira la personne qui relit.",
            "Say in a sentence why: it is what the person who looks at it reads.",
        ),
        RevisionProblem::RemarkNeeded => say(
            "remark",
            "Dites ce qui doit changer\u{202f}: l’auteur n’a que cette phrase.",
            "Say what must change: the author has only this sentence.",
        ),
        RevisionProblem::NoteTooLong => say(
            "note",
            "C’est trop long\u{202f}: 500 caractères au plus. Rien n’a été enregistré.",
            "That is too long: 500 characters at most. Nothing was saved.",
        ),
        RevisionProblem::RemarkTooLong => say(
            "remark",
            "C’est trop long\u{202f}: 500 caractères au plus. Rien n’a été envoyé.",
            "That is too long: 500 characters at most. Nothing was sent.",
        ),
        RevisionProblem::DocumentTooLong => say(
            "text",
            "C’est trop long, ou n’est pas arrivé en entier\u{202f}: un mégaoctet par document, quatre en tout. Rien n’a été enregistré.",
            "That is too long, or did not come whole: one megabyte a document, four in all. Nothing was saved.",
        ),
        RevisionProblem::BadDay => say(
            "from",
            "Choisissez aujourd’hui ou un jour à venir.",
            "Choose today or a day to come.",
        ),
        RevisionProblem::Changed => say(
            "text",
            "Ce brouillon a changé depuis que la page est ouverte. Rien n’a été enregistré\u{202f}; ce que vous aviez tapé est gardé ci-dessous. Relisez, puis recommencez.",
            "This draft changed since the page was opened. Nothing was saved; what you had typed is kept below. Read it again, then try again.",
        ),
        RevisionProblem::ChangedSince => say(
            "steps",
            "Ce brouillon a changé depuis que la page est ouverte. Rien n’a été fait. Relisez, puis recommencez.",
            "This draft changed since the page was opened. Nothing was done. Read it again, then try again.",
        ),
        RevisionProblem::OwnWork => say(
            "steps",
            "Vous avez écrit ce brouillon\u{202f}: une autre personne doit le relire.",
            "You wrote this draft: somebody else has to look at it.",
        ),
        RevisionProblem::NotTheAuthor => say(
            "steps",
            "Ce brouillon est à une autre personne. Vous pouvez en commencer un à partir de lui.",
            "This draft is another person’s. You can begin one from it.",
        ),
        RevisionProblem::NoSuchStep => say(
            "steps",
            "Ce n’est plus possible\u{202f}: la version est déjà plus loin.",
            "That is not possible any more: the version has gone further.",
        ),
        RevisionProblem::NotSound => say(
            "faults",
            "Ce brouillon est refusé par le contrôle\u{202f}: corrigez d’abord ce qui est dit ci-dessous.",
            "The check refuses this draft: first mend what is said below.",
        ),
        RevisionProblem::SaysTheSame => say(
            "text",
            "Ce brouillon dit exactement ce qui est en vigueur ce jour-là\u{202f}: il n’y a rien à publier.",
            "This draft says just what is in force on that day: there is nothing to publish.",
        ),
        RevisionProblem::UnknownFile(name) => (
            "files",
            format!(
                "{} «\u{202f}{name}\u{202f}» {}",
                lang.pick("Le fichier", "The file"),
                lang.pick(
                    "ne porte le nom d’aucun document. Rien n’a été pris.",
                    "bears the name of no document. Nothing was taken.",
                ),
            ),
        ),
        RevisionProblem::NotText(name) => (
            "files",
            format!(
                "{} «\u{202f}{name}\u{202f}» {}",
                lang.pick("Le fichier", "The file"),
                lang.pick(
                    "n’est pas un texte en UTF-8. Rien n’a été pris.",
                    "is no text in UTF-8. Nothing was taken.",
                ),
            ),
        ),
        RevisionProblem::BadFees => say(
            "document",
            "Des prix ne sont pas des nombres. Rien n’a été enregistré\u{202f}; ce que vous aviez tapé est gardé ci-dessous.",
            "Some prices are no numbers. Nothing was saved; what you had typed is kept below.",
        ),
        RevisionProblem::NoPart => say("part", "Choisissez-en un.", "Choose one."),
        RevisionProblem::Upload(problem) => ("files", official::not_taken(problem, lang)),
        RevisionProblem::NoFile => {
            say("files", "Choisissez au moins un fichier.", "Choose at least one file.")
        }
    }
}
