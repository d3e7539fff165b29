crate::codes! {
    /// A language of the site. French is the default, and the language of the law.
    pub enum Lang {
        /// French.
        Fr = "fr",
        /// English.
        En = "en",
    }
}

impl Lang {
    /// The one of two texts that is in this language: both must be there, or it does not compile.
    #[must_use]
    pub const fn pick<T: Copy>(self, fr: T, en: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    /// The other language, for the switch in the header.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }
}
