use vocabulary::Date;

/// Why a set of tables is not taken: one fault, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {key}: {reason}")]
pub struct Refusal {
    /// Name of the file: `y1_regional.toml`.
    pub file: String,
    /// Path of the key in it: `rate[2].periods[1].amount`; empty when the file as a whole is meant.
    pub key: String,
    /// What is wrong.
    pub reason: Reason,
}

/// What can be wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// A file that the tables are made of was not given.
    #[error("the file is missing")]
    FileMissing,
    /// The tables have no file of this name.
    #[error("no table has this file name")]
    FileUnknown,
    /// The file was given twice.
    #[error("the file is given twice")]
    FileTwice,
    /// The text is no TOML.
    #[error("not TOML: {0}")]
    Syntax(String),
    /// The value has not the shape that this key asks for.
    #[error("{0}")]
    Shape(String),
    /// A key that must be there is not.
    #[error("missing")]
    Missing,
    /// A key that this file has no use for.
    #[error("not a key of this file")]
    KeyUnknown,
    /// A number with a decimal point, or a bare date.
    #[error("written as a number with a decimal point or as a bare date: write it between quotes")]
    NotQuoted,
    /// A text with a control character.
    #[error("the text holds a control character")]
    ControlCharacter,
    /// No day of the calendar.
    #[error("`{0}` is no day of the calendar, written YYYY-MM-DD")]
    BadDate(String),
    /// The last day comes before the first.
    #[error("ends on {to}, before it begins on {from}")]
    EndsBeforeItBegins {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Two periods share days.
    #[error("from {from} to {to} both this and `{with}` are in force")]
    Overlap {
        /// Key of the other one.
        with: String,
        /// First day in common.
        from: Date,
        /// Last day in common.
        to: Date,
    },
    /// Days without a value.
    #[error("nothing is in force for {what} from {from} to {to}")]
    Gap {
        /// Of what: a region, a class of vehicles, or the list itself.
        what: String,
        /// First day without a value.
        from: Date,
        /// Last day without a value.
        to: Date,
    },
    /// No amount, or one with more decimals than its unit has.
    #[error("`{0}` is no amount of this unit, written like \"54.95\"")]
    BadAmount(String),
    /// A sum below nought.
    #[error("{0} is negative")]
    Negative(String),
    /// Above the ceiling on what a region may vote.
    #[error("{amount} is above the ceiling of {ceiling} per CV")]
    AboveCeiling {
        /// The rate, as written.
        amount: String,
        /// The ceiling, as written.
        ceiling: String,
    },
    /// More than the whole.
    #[error("{0} is more than 100 hundredths")]
    PercentAbove100(u32),
    /// The region is not in `regions.toml`.
    #[error("region `{0}` is not in regions.toml")]
    UnknownRegion(String),
    /// No INSEE code.
    #[error("`{0}` is no INSEE code")]
    BadCode(String),
    /// The code, identifier or département stands elsewhere already.
    #[error("`{0}` stands twice")]
    Twice(String),
    /// No operation of the simulator.
    #[error("the simulator has no operation `{0}`")]
    UnknownOperation(String),
    /// An operation of the simulator without a rule.
    #[error("operation `{0}` has no rule")]
    MissingOperation(&'static str),
    /// No genre (J.1) of the simulator.
    #[error("`{0}` is no genre (J.1)")]
    UnknownGenre(String),
    /// A genre (J.1) without a rule.
    #[error("genre `{0}` has no rule")]
    MissingGenre(&'static str),
    /// No category (J) of the simulator.
    #[error("`{0}` is no category (J)")]
    UnknownCategory(String),
    /// No fact of the simulator.
    #[error("the simulator has no fact `{0}`")]
    UnknownFact(String),
    /// The source is not in `sources.toml`.
    #[error("source `{0}` is not in sources.toml")]
    UnknownSource(String),
    /// A value that names no source, itself or by the table around it.
    #[error("no source is named")]
    NoSource,
    /// A doubt in one language only.
    #[error("`doubt` and `doubt_fr` go together")]
    DoubtInOneLanguage,
    /// A word that this key does not know.
    #[error("`{word}` is none of {allowed}")]
    UnknownWord {
        /// The word.
        word: String,
        /// Those that it knows.
        allowed: String,
    },
    /// A table with too many or too few amounts.
    #[error("{found} amounts where first_g and cap_from_g ask for {expected}")]
    WrongLength {
        /// `cap_from_g − first_g`.
        expected: u32,
        /// Amounts found.
        found: usize,
    },
    /// A scale that falls where it may only rise.
    #[error("{after} after {before}: a scale never falls")]
    Falls {
        /// The greater value.
        before: u32,
        /// The lesser one that follows.
        after: u32,
    },
    /// A bracket that does not begin where the one before ended.
    #[error("begins at {found}, and should at {expected}")]
    NotContiguous {
        /// Where it should begin.
        expected: u32,
        /// Where it does.
        found: u32,
    },
    /// A bracket that is open and not last, or last and not open.
    #[error("the last bracket, and only that one, has no upper bound")]
    OpenBracket,
    /// A rare gram whose kept amount is not the one in the table.
    #[error("the table says {table}, not {kept}")]
    NotTheTable {
        /// In the table.
        table: u32,
        /// Said to be kept.
        kept: u32,
    },
    /// More rows than can be numbered.
    #[error("too many rows")]
    TooMany,
}
