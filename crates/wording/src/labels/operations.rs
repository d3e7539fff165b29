use simulator::facts::Operation;
use vocabulary::Lang;

/// The short title of an operation.
#[must_use]
pub const fn operation_title(operation: Operation, lang: Lang) -> &'static str {
    let (fr, en) = match operation {
        Operation::VehiculeNeuf => {
            ("Véhicule neuf acheté en France", "New vehicle bought in France")
        }
        Operation::ImportNeuf => ("Véhicule neuf venu de l’étranger", "New vehicle from abroad"),
        Operation::ImportOccasion => {
            ("Véhicule d’occasion venu de l’étranger", "Used vehicle from abroad")
        }
        Operation::ChangementTitulaire => ("Changement de titulaire", "Change of holder"),
        Operation::RachatLeasing => ("Rachat en fin de leasing", "Purchase at the end of a lease"),
        Operation::ChangementLocataire => ("Changement de locataire", "Change of lessee"),
        Operation::CotitulaireAjoutRetrait => {
            ("Ajout ou retrait d’un cotitulaire", "Joint holder added or removed")
        }
        Operation::Conjoint => ("Ajout ou retrait du conjoint", "Spouse added or removed"),
        Operation::SuccessionHeritier => ("Héritage du véhicule", "Vehicle inherited"),
        Operation::ChangementAdresse => ("Changement d’adresse", "Change of address"),
        Operation::Duplicata => ("Duplicata", "Duplicate"),
        Operation::ChangementEtatCivil => {
            ("Changement d’état civil ou de raison sociale", "Change of name or company name")
        }
        Operation::CorrectionErreurSaisie => ("Correction d’une erreur", "Correction of a mistake"),
        Operation::Usurpation => ("Usurpation de plaque", "Stolen plate number"),
        Operation::ConversionSiv => ("Passage au nouveau numéro", "Move to the new plate number"),
        Operation::ModificationTechnique => ("Modification technique", "Technical change"),
        Operation::WwProvisoire => ("Immatriculation provisoire WW", "Provisional WW registration"),
        Operation::WGarage => ("Certificat W garage", "W garage certificate"),
        Operation::VehiculeDemonstration => ("Véhicule de démonstration", "Demonstration vehicle"),
        Operation::RemiseEnCirculation => ("Remise en circulation", "Return to the road"),
        Operation::DeclarationSeule => {
            ("Déclaration sans nouveau certificat", "Declaration without a new certificate")
        }
    };
    lang.pick(fr, en)
}

/// One sentence that says when an operation is the right one.
#[must_use]
pub const fn operation_help(operation: Operation, lang: Lang) -> &'static str {
    let (fr, en) = match operation {
        Operation::VehiculeNeuf => (
            "Le véhicule n’a jamais été immatriculé et vous l’achetez à un vendeur en France.",
            "The vehicle was never registered and you buy it from a seller in France.",
        ),
        Operation::ImportNeuf => (
            "Le véhicule vient de l’étranger et n’y a jamais été immatriculé, même un seul jour.",
            "The vehicle comes from abroad and was never registered there, not even for a day.",
        ),
        Operation::ImportOccasion => (
            "Le véhicule a déjà été immatriculé à l’étranger et jamais en France.",
            "The vehicle was already registered abroad, and never in France.",
        ),
        Operation::ChangementTitulaire => (
            "Vous achetez ou recevez un véhicule déjà immatriculé en France.",
            "You buy or are given a vehicle already registered in France.",
        ),
        Operation::RachatLeasing => (
            "Vous achetez le véhicule que vous louiez.",
            "You buy the vehicle that you were leasing.",
        ),
        Operation::ChangementLocataire => (
            "Le véhicule loué pour deux ans ou plus change de locataire.",
            "A vehicle leased for two years or more gets a new lessee.",
        ),
        Operation::CotitulaireAjoutRetrait => (
            "Une personne autre que votre conjoint ou partenaire de PACS rejoint ou quitte le certificat.",
            "Somebody other than your spouse or PACS partner joins or leaves the certificate.",
        ),
        Operation::Conjoint => (
            "Mariage, PACS, divorce, fin de PACS ou décès\u{202f}: seul le conjoint ou partenaire est ajouté ou retiré.",
            "Marriage, PACS, divorce, end of a PACS or death: only the spouse or partner is added or removed.",
        ),
        Operation::SuccessionHeritier => (
            "Un enfant ou un autre héritier garde le véhicule.",
            "A child or another heir keeps the vehicle.",
        ),
        Operation::ChangementAdresse => (
            "Vous avez déménagé\u{202f}: le certificat doit porter votre nouvelle adresse.",
            "You have moved: the certificate must show your new address.",
        ),
        Operation::Duplicata => (
            "Votre certificat est perdu, volé ou abîmé.",
            "Your certificate is lost, stolen or damaged.",
        ),
        Operation::ChangementEtatCivil => (
            "Votre nom, ou celui de votre société, a changé\u{202f}; le véhicule reste à vous.",
            "Your name, or that of your company, has changed; the vehicle remains yours.",
        ),
        Operation::CorrectionErreurSaisie => (
            "Une information du certificat est fausse et doit être rectifiée.",
            "Something printed on the certificate is wrong and must be put right.",
        ),
        Operation::Usurpation => (
            "Un autre véhicule circule avec votre numéro\u{202f}: vous en demandez un nouveau.",
            "Another vehicle is using your number: you ask for a new one.",
        ),
        Operation::ConversionSiv => (
            "Votre numéro a l’ancien format (123 AB 01) et vous demandez un numéro comme AA-123-AA.",
            "Your number has the old format (123 AB 01) and you ask for one like AA-123-AA.",
        ),
        Operation::ModificationTechnique => (
            "Le véhicule a été transformé\u{202f}: énergie, carrosserie, poids, places, passage en collection.",
            "The vehicle was changed: energy, body, weight, seats, or collector’s status.",
        ),
        Operation::WwProvisoire => (
            "Vous devez rouler avant de recevoir le certificat définitif d’un véhicule importé.",
            "You must drive an imported vehicle before its final certificate arrives.",
        ),
        Operation::WGarage => (
            "Réservé aux professionnels de l’automobile qui déplacent ou essaient des véhicules.",
            "For the motor trade only, to move or test vehicles.",
        ),
        Operation::VehiculeDemonstration => (
            "Réservé aux professionnels\u{202f}: véhicule neuf utilisé pour des essais pendant 3 à 12 mois.",
            "For the motor trade only: a new vehicle used for test drives for 3 to 12 months.",
        ),
        Operation::RemiseEnCirculation => (
            "Le véhicule avait été retiré de la circulation et doit rouler de nouveau.",
            "The vehicle was withdrawn from the road and is to be driven again.",
        ),
        Operation::DeclarationSeule => (
            "Vente, achat par un professionnel, retrait de la circulation\u{202f}: aucun certificat n’est établi.",
            "Sale, purchase by the trade, withdrawal from the road: no certificate is issued.",
        ),
    };
    lang.pick(fr, en)
}
