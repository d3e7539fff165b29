use super::steps;

vocabulary::codes! {
    /// Where the pieces are.
    pub enum Pieces {
        /// Some are still to come.
        Attendues = "attendues",
        /// All are there, nobody looked yet.
        Recues = "recues",
        /// Somebody checks them.
        EnControle = "en_controle",
        /// One at least was refused.
        ACorriger = "a_corriger",
        /// All were accepted.
        Validees = "validees",
    }
}

steps!(
    Pieces,
    [
        (Attendues, Recues, On),
        (Recues, Attendues, Back),
        (Recues, EnControle, On),
        (EnControle, ACorriger, Back),
        (ACorriger, EnControle, On),
        (EnControle, Validees, On),
        (Validees, EnControle, Back),
        // A fact changed, and asks for one more piece.
        (EnControle, Attendues, Back),
        (Validees, Attendues, Back),
    ]
);
