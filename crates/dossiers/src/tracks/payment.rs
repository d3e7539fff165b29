use super::steps;

vocabulary::codes! {
    /// Where the money is.
    pub enum Payment {
        /// Nothing was ordered.
        Devis = "devis",
        /// Ordered, not paid or not whole.
        APayer = "a_payer",
        /// Paid.
        Payee = "payee",
        /// The price was too low: the rest is due before filing.
        ComplementDu = "complement_du",
        /// More came than was due.
        TropPercu = "trop_percu",
        /// Nothing is due either way.
        Soldee = "soldee",
        /// A part was given back.
        RemboursePartiel = "rembourse_partiel",
        /// All was given back.
        Rembourse = "rembourse",
        /// The bank is asked to take it back.
        Contestee = "contestee",
    }
}

steps!(
    Payment,
    [
        (Devis, APayer, On),
        (APayer, Payee, On),
        (Payee, ComplementDu, Back),
        (Payee, TropPercu, On),
        (Payee, Soldee, On),
        (ComplementDu, Soldee, On),
        (ComplementDu, TropPercu, On),
        (TropPercu, Soldee, On),
        (TropPercu, ComplementDu, Back),
        (Soldee, ComplementDu, Back),
        (Soldee, TropPercu, On),
        (RemboursePartiel, ComplementDu, Back),
        (RemboursePartiel, TropPercu, On),
        (Payee, RemboursePartiel, On),
        (Payee, Rembourse, On),
        (Payee, Contestee, On),
        (ComplementDu, RemboursePartiel, On),
        (ComplementDu, Rembourse, On),
        (ComplementDu, Contestee, On),
        (TropPercu, RemboursePartiel, On),
        (TropPercu, Rembourse, On),
        (TropPercu, Contestee, On),
        (Soldee, RemboursePartiel, On),
        (Soldee, Rembourse, On),
        (Soldee, Contestee, On),
        (RemboursePartiel, Rembourse, On),
        (RemboursePartiel, Contestee, On),
        (Contestee, Soldee, On),
        (Contestee, ComplementDu, Back),
        (Contestee, TropPercu, On),
        (Contestee, RemboursePartiel, On),
        (Contestee, Rembourse, On),
    ]
);

impl Payment {
    /// The price was paid: pieces may come, and be checked.
    #[must_use]
    pub const fn lets_work_begin(self) -> bool {
        matches!(self, Self::Payee | Self::ComplementDu | Self::TropPercu | Self::Soldee)
    }

    /// Nothing more is due: the dossier may be filed.
    #[must_use]
    pub const fn lets_file(self) -> bool {
        matches!(self, Self::Payee | Self::TropPercu | Self::Soldee)
    }
}
