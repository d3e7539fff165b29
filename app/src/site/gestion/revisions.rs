//! `/gestion/baremes`, `/gestion/regles`, `/gestion/honoraires`, `/gestion/formulaires`, `/gestion/lettres`: what is changed
//! by two people.
//!
//! Read [`RevisionsView`] (the versions of a subject) and [`RevisionView`] (one of them: its documents, what differs, what it
//! would change), then a module. Words of refusals stand in `tables_faults` and `rules_faults`.

mod differences;
mod documents;
mod faults;
mod fees;
mod letters;
mod list;
mod official;
mod one;
mod rules_faults;
mod steps;
mod tables_faults;
mod tries;
mod words;

use jiff::Timestamp;
use revisions::{Difference, Subject};
use uuid::Uuid;
use vocabulary::{Date, FeeRule, codes};

use super::acts::Screen;

pub use fees::{
    FeeFault, FeeField, FeeTry, FeesForm, KEPT_CONTROL, TAXES, fixed_control, share_control,
};
pub(super) use letters::short;
pub use letters::{LetterTry, preview_document};
pub(super) use list::page as list;
pub use official::{FormTry, OfficialPdf};
pub(super) use one::page as one;

/// Whoever took a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Somebody of the house, by their name or address.
    Person(String),
    /// Somebody of another house, or who is gone.
    Elsewhere,
    /// The program itself, or whoever runs the platform, by the name that they gave.
    Program(String),
}

/// How far a version has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its author writes it.
    Draft,
    /// It was sent back to its author.
    Returned,
    /// It waits for a second person.
    InReview {
        /// From when on it should be in force.
        from: Date,
    },
    /// Published, and its day has not come.
    ToCome {
        /// From when on it will be in force.
        from: Date,
    },
    /// In force.
    InForce {
        /// Since when.
        from: Date,
    },
    /// Another one took its place.
    Past {
        /// Since when it was in force.
        from: Date,
    },
    /// Given up.
    GivenUp,
}

/// A line of the list of versions.
#[derive(Clone, Debug)]
pub struct RevisionLine {
    /// Its revision; `None` for what was put in without the desk.
    pub id: Option<Uuid>,
    /// Which of several, in words; empty where there is one.
    pub part: String,
    /// Why it was made.
    pub note: String,
    /// How far it has come.
    pub standing: Standing,
    /// Who wrote it.
    pub author: Whom,
    /// Who looked at it.
    pub reviewer: Option<Whom>,
    /// When it last changed.
    pub at: Timestamp,
}

/// What came of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionDone {
    /// Begun, from what is in force.
    Begun,
    /// Begun, from another version.
    Copied,
    /// Written.
    Written,
    /// Files were taken.
    Imported,
    /// A second look was asked for.
    Asked,
    /// Taken back.
    TakenBack,
    /// Sent back.
    SentBack,
    /// Published.
    Published,
    /// Given up.
    GivenUp,
}

/// Why a step was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevisionProblem {
    /// It is not said why.
    NoteNeeded,
    /// It is not said what must change.
    RemarkNeeded,
    /// Too many words for a reason.
    NoteTooLong,
    /// Too many words for a remark.
    RemarkTooLong,
    /// A document is too long, or did not come whole.
    DocumentTooLong,
    /// No day, or a past one.
    BadDay,
    /// Somebody changed it meanwhile: what was typed is shown beside it.
    Changed,
    /// Somebody changed it meanwhile, and nothing was typed that could be lost.
    ChangedSince,
    /// Whoever asks wrote it.
    OwnWork,
    /// Whoever asks did not write it.
    NotTheAuthor,
    /// It has not come that far, or further.
    NoSuchStep,
    /// Its documents are not sound.
    NotSound,
    /// It says just what is in force.
    SaysTheSame,
    /// A file bears the name of no document.
    UnknownFile(String),
    /// A file is no text.
    NotText(String),
    /// No file came.
    NoFile,
    /// Controls of a list of fees hold no numbers: the form says which.
    BadFees,
    /// It is not said which form or letter.
    NoPart,
    /// The PDF of an official form is not taken.
    Upload(UploadProblem),
}

/// Why the PDF of an official form is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadProblem {
    /// As no file of its kind would be.
    Refused(::documents::Refusal),
    /// It is unfit for a form.
    Form(forms::Problem),
    /// What must look at it did not answer.
    Unanswered,
}

/// The versions of a subject.
#[derive(Clone, Debug)]
pub struct RevisionsView {
    /// What they are of.
    pub subject: Subject,
    /// The versions, newest first.
    pub lines: Vec<RevisionLine>,
    /// The parts that a draft may be begun for, by id and words; empty where there is one.
    pub parts: Vec<(String, String)>,
    /// The one that was chosen.
    pub part: String,
    /// What the house charges today, where that is the subject.
    pub fees: Vec<(String, FeeRule)>,
    /// Whoever reads may write drafts.
    pub writes: bool,
    /// What was typed as a reason.
    pub note: String,
    /// What was done.
    pub done: Option<RevisionDone>,
    /// Why a step was not taken.
    pub problem: Option<RevisionProblem>,
}

/// A version that a draft must be read beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// On its day the draft takes the place of another one than that which was in force when it was begun.
    OtherBase {
        /// Why it was made.
        note: String,
        /// Since when it is in force.
        from: Date,
    },
    /// It takes the place of the draft, later.
    Later {
        /// Why it was made.
        note: String,
        /// From when on it is in force.
        from: Date,
    },
}

codes! {
    /// What is shown of a version.
    pub enum Shown {
        /// A document.
        Document = "document",
        /// What differs from what is in force.
        Differences = "differences",
        /// What it would change.
        Tries = "essais",
    }
}

/// A document of a version, as the tabs show it.
#[derive(Clone, Debug)]
pub struct DocumentTab {
    /// Its name.
    pub name: String,
    /// It differs from what is in force.
    pub changed: bool,
    /// So many things are refused in it.
    pub faults: usize,
}

/// Something that is refused, and where.
#[derive(Clone, Debug)]
pub struct Fault {
    /// In which document; empty where that is not known.
    pub document: String,
    /// On which line, where that is known.
    pub line: Option<usize>,
    /// At which key.
    pub key: String,
    /// Why.
    pub why: FaultWhy,
}

/// Why something is refused.
#[derive(Clone, Debug)]
pub enum FaultWhy {
    /// Of the tables.
    Table(baremes::Reason),
    /// Of the rules.
    Rule(demarches::refusal::Why),
    /// A document that is no TOML: what the parser says.
    Toml(String),
    /// Of an official form or of its places.
    Form(forms::Problem),
    /// There is no PDF of the form yet.
    NoPdf,
    /// Of a letter.
    Letter(notifications::Why),
}

/// What a version would change.
#[derive(Clone, Debug)]
pub enum Tries {
    /// Its documents are not sound: nothing can be tried.
    NotSound,
    /// Prices of the cases of the house.
    Tables {
        /// On which day.
        day: Date,
        /// The stretches of days on which something changes.
        changing: Vec<(Date, Date)>,
        /// Every case.
        cases: Vec<baremes::reference::Compared>,
    },
    /// What a house charges, démarche by démarche.
    Fees(Vec<FeeTry>),
    /// An official form, filled with examples.
    Form(Vec<FormTry>),
    /// A letter, filled with nobody's values, in each language.
    Letter(Vec<LetterTry>),
    /// Pieces of the examples of the démarches.
    Rules {
        /// On which day.
        day: Date,
        /// Every example.
        cases: Vec<demarches::examples::Compared>,
        /// The démarches that are told apart, by code and words.
        names: Vec<(demarches::DemarcheKind, String)>,
    },
}

/// What whoever reads may do with a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a form of the page, shown or not")]
pub struct Powers {
    /// Write it, ask for a second look, give it up.
    pub write: bool,
    /// Take it back.
    pub take_back: bool,
    /// Publish it, or send it back.
    pub review: bool,
    /// Begin another one from it.
    pub copy: bool,
}

/// One version.
#[derive(Clone, Debug)]
pub struct RevisionView {
    /// What it is of.
    pub subject: Subject,
    /// Its line in the list; `None` for what is in force without a revision.
    pub line: Option<RevisionLine>,
    /// What it was made from.
    pub based_on: String,
    /// Its edition: what a step names.
    pub edition: i32,
    /// Why, as it is or was typed.
    pub note: String,
    /// What it must be read beside.
    pub beside: Vec<Beside>,
    /// What a second person said who sent it back, and who.
    pub returned: Option<(Whom, String)>,
    /// What is shown.
    pub shown: Shown,
    /// Its documents.
    pub documents: Vec<DocumentTab>,
    /// The one that is shown: name and text, as it is or was typed.
    pub open: (String, String),
    /// The same as the form of a list of fees, where that is the subject.
    pub fees: Option<FeesForm>,
    /// The PDF of an official form.
    pub pdf: Option<OfficialPdf>,
    /// The letter whose words they are, where that is the subject.
    pub letter: Option<notifications::Template>,
    /// What is refused, in all documents.
    pub faults: Vec<Fault>,
    /// What differs from what is in force, document by document.
    pub differences: Vec<(String, Vec<Vec<Difference>>)>,
    /// What it would change; `None` where that is not shown.
    pub tries: Option<Tries>,
    /// The day to be in force from, as it was typed or is proposed.
    pub from: String,
    /// A remark, as it was typed.
    pub remark: String,
    /// What whoever reads may do.
    pub powers: Powers,
    /// They wrote it, and somebody else has to look at it.
    pub own: bool,
    /// What was done.
    pub done: Option<RevisionDone>,
    /// Why a step was not taken.
    pub problem: Option<RevisionProblem>,
    /// What somebody else wrote meanwhile, against what was typed.
    pub meanwhile: Option<Vec<Vec<Difference>>>,
}

/// The name of what is in force without a revision, in addresses.
pub const IN_FORCE: &str = "en-vigueur";

/// The list of the versions of `subject`.
#[must_use]
pub const fn screen_of(subject: Subject) -> Screen {
    match subject {
        Subject::Baremes => Screen::Baremes,
        Subject::Demarches => Screen::Rules,
        Subject::Fees => Screen::Fees,
        Subject::Form => Screen::Forms,
        Subject::Letter => Screen::Letters,
    }
}

/// The screen of one version of `subject`.
#[must_use]
pub const fn screen_of_one(subject: Subject) -> Screen {
    match subject {
        Subject::Baremes => Screen::Bareme,
        Subject::Demarches => Screen::Rule,
        Subject::Fees => Screen::FeeList,
        Subject::Form => Screen::OfficialForm,
        Subject::Letter => Screen::Letter,
    }
}

/// The address of a version.
#[must_use]
pub fn address(subject: Subject, id: Option<Uuid>) -> String {
    let name = id.map_or_else(|| IN_FORCE.to_owned(), |id| id.to_string());
    screen_of_one(subject).path().replace("{revision}", &name)
}
