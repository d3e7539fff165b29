use alloc::string::String;

use simulator::answer::{LineCode, Warning};
use simulator::baremes::{Baremes, CiteId};
use simulator::facts::Fact;
use vocabulary::{Amount, Lang};

use super::formula::{in_table_unit, table_name};
use super::line_label;
use crate::labels::push_fact;
use crate::numbers::{NARROW, cv, date, euros_short, kg};

/// What a warning says, and what to do about it.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a table of texts, an entry a warning")]
pub fn warning(warning: &Warning, baremes: &Baremes, lang: Lang) -> String {
    let (fr, en) = match *warning {
        Warning::Assumed(fact) => return assumed(fact, lang),
        Warning::UnknownEnergy(code) => {
            return with_code(
                &code,
                lang.pick(
                    "\u{202f}: ce code d’énergie n’est pas dans nos tables. Il est compté comme un moteur thermique\u{202f}; vérifiez la case P.3.",
                    ": this energy code is not in our tables. It is counted as a combustion engine; check field P.3.",
                ),
            );
        }
        Warning::UnconfirmedEnergy(code) => {
            return with_code(
                &code,
                lang.pick(
                    "\u{202f}: l’effet de ce code d’énergie vient de l’usage de la profession, pas d’un texte. Vérifiez avant de payer.",
                    ": what this energy code changes comes from trade practice, not from a text. Check before you pay.",
                ),
            );
        }
        Warning::Doubt { line, cite } => {
            let mut text = about(line, lang);
            text.push_str(lang.pick("un doute demeure.", "some doubt remains."));
            let doubt = doubt(cite, baremes, lang);
            if !doubt.is_empty() {
                text.push(' ');
                text.push_str(&doubt);
            }
            return text;
        }
        Warning::LowConfidence { line, .. } => {
            let mut text = about(line, lang);
            text.push_str(lang.pick(
                "cette valeur n’a été trouvée que de façon indirecte. Vérifiez avant de payer.",
                "this value was found only indirectly. Check before you pay.",
            ));
            return text;
        }
        Warning::GramInDoubt { table, g, kept, other } => {
            let whole = |euros| euros_short(Amount::from_euros(i64::from(euros)), lang);
            return [
                table_name(table, baremes, lang).as_str(),
                ", ",
                &in_table_unit(table, g, lang),
                lang.pick("\u{202f}: nos sources donnent ", ": our sources give "),
                &whole(kept),
                lang.pick(" ou ", " or "),
                &whole(other),
                lang.pick("\u{202f}; nous retenons ", "; we keep "),
                &whole(kept),
                ".",
            ]
            .concat();
        }
        Warning::CarriedOver { line, since } => {
            return [
                line_label(line, lang),
                lang.pick(
                    "\u{202f}: aucun tarif plus récent n’est connu depuis le ",
                    ": no later rate is known since ",
                ),
                &date(since, lang),
                lang.pick(
                    ". Le montant peut encore changer d’ici votre demande.",
                    ". The amount may still change before you apply.",
                ),
            ]
            .concat();
        }
        Warning::MassBracketMismatch { max_technical_mass_kg, ptac_kg } => {
            return [
                lang.pick("Les cases F.1 (", "Fields F.1 ("),
                &kg(max_technical_mass_kg, lang),
                lang.pick(") et F.2 (", ") and F.2 ("),
                &kg(ptac_kg, lang),
                lang.pick(
                    ") ne sont pas dans la même tranche. Nous retenons F.2, comme le simulateur de l’administration.",
                    ") do not fall in the same bracket. We use F.2, as the administration’s simulator does.",
                ),
            ]
            .concat();
        }
        Warning::EstimatedFiscalCv { cv: estimate, .. } => {
            return [
                lang.pick("Puissance fiscale estimée à ", "Fiscal horsepower estimated at "),
                &cv(estimate, lang),
                lang.pick(
                    " d’après la case P.2. Seule la case P.6 du certificat français fera foi.",
                    " from field P.2. Only field P.6 of the French certificate will count.",
                ),
            ]
            .concat();
        }
        Warning::NormMismatch => (
            "Il n’existe pas de barème WLTP pour cette date de première immatriculation. Vérifiez la norme sur le certificat de conformité (COC) et donnez la valeur NEDC.",
            "There is no WLTP table for this date of first registration. Check the standard on the certificate of conformity (COC) and give the NEDC value.",
        ),
        Warning::SumCapNotApplied => (
            "Le malus masse est donné avant le plafond commun aux deux malus, car le malus CO₂ n’est pas connu. Indiquez le CO₂ (case V.7)\u{202f}: le malus masse pourra baisser.",
            "The weight penalty is given before the ceiling shared by both penalties, as the CO₂ penalty is not known. Give the CO₂ (field V.7): the weight penalty may fall.",
        ),
        Warning::NewButRegisteredEarlier => (
            "Vous dites le véhicule neuf, mais il a été immatriculé avant ce certificat. Nous ne comptons aucune réduction pour l’ancienneté\u{202f}; vérifiez l’origine et la case B.",
            "You say the vehicle is new, but it was registered before this certificate. We count no reduction for age; check the origin and field B.",
        ),
        Warning::UsageCoefficientUnknown => (
            "À partir de 2027, le kilométrage pèsera sur la réduction pour l’ancienneté. Sa formule n’est pas publiée dans nos sources\u{202f}: elle n’est pas comptée ici.",
            "From 2027 the mileage will weigh on the reduction for age. Our sources do not give its formula: it is not counted here.",
        ),
        Warning::PriceCapNotApplied => (
            "Ce malus CO₂ est limité à la moitié du prix payé. Indiquez le prix d’achat TTC pour appliquer ce plafond.",
            "This CO₂ penalty is limited to half of the price paid. Give the purchase price, tax included, to apply the cap.",
        ),
        Warning::SpecialPurposeAtLimit => (
            "Véhicule spécialisé de 3\u{202f}500\u{202f}kg exactement\u{202f}: nous suivons sa catégorie (case J), une autre lecture donne le demi-tarif. Vérifiez avant de payer.",
            "Special-purpose vehicle of exactly 3,500\u{202f}kg: we follow its category (field J), another reading gives the half rate. Check before you pay.",
        ),
    };
    lang.pick(fr, en).into()
}

/// What was taken for a fact that was not said.
fn assumed(fact: Fact, lang: Lang) -> String {
    let (fr, en) = match fact {
        Fact::Genre => (
            "Genre non indiqué\u{202f}: nous comptons une voiture particulière (VP). Vérifiez la case J.1.",
            "Type not given: we count a passenger car (VP). Check field J.1.",
        ),
        Fact::Energy => (
            "Énergie non indiquée\u{202f}: nous comptons un moteur thermique. Vérifiez la case P.3.",
            "Energy not given: we count a combustion engine. Check field P.3.",
        ),
        Fact::Origin => (
            "Origine non indiquée\u{202f}: elle est déduite de la démarche. Si le véhicule est transformé en voiture particulière, précisez-le\u{202f}: les malus peuvent être dus.",
            "Origin not given: it is taken from the procedure. If the vehicle is converted into a passenger car, say so: the penalties may be due.",
        ),
        Fact::Body => (
            "Carrosserie non indiquée\u{202f}: nous comptons un fourgon. Vérifiez la case J.2\u{202f}: un pick-up (BE) peut devoir les malus.",
            "Body not given: we count a van. Check field J.2: a pick-up (BE) may owe the penalties.",
        ),
        Fact::EcCategory => (
            "Catégorie européenne non indiquée\u{202f}: elle est déduite du genre. Vérifiez la case J\u{202f}: un utilitaire tout-terrain (N1G) peut devoir les malus.",
            "European category not given: it follows from the national type. Check field J: an off-road van (N1G) may owe the penalties.",
        ),
        Fact::Co2Norm => (
            "Norme du CO₂ non indiquée\u{202f}: elle est déduite des dates. Vérifiez-la sur le certificat de conformité (COC).",
            "CO₂ standard not given: it is taken from the dates. Check it on the certificate of conformity (COC).",
        ),
        Fact::Seats => (
            "Nombre de places non indiqué\u{202f}: nous en comptons cinq. Vérifiez la case S.1.",
            "Number of seats not given: we count five. Check field S.1.",
        ),
        Fact::ElectricPowerKw => (
            "Puissance du moteur électrique non indiquée. Si le véhicule est hybride, même léger, précisez-la\u{202f}: elle peut changer le malus masse.",
            "Power of the electric motor not given. If the vehicle is a hybrid, even a mild one, give it: it can change the weight penalty.",
        ),
        Fact::Holder => (
            "Titulaire non indiqué\u{202f}: nous comptons un particulier. Précisez s’il s’agit d’une société.",
            "Holder not given: we count a private person. Say so if it is a company.",
        ),
        Fact::MalusSettled => (
            "Nous supposons que le malus a été réglé à la première immatriculation en France. S’il en avait été exonéré, dites-le.",
            "We take it that the penalty was settled at the first registration in France. If the car was exempt then, say so.",
        ),
        Fact::NewCertificate => (
            "Nous supposons qu’un nouveau certificat est imprimé. Si vous recevez une étiquette d’adresse, rien n’est dû.",
            "We take it that a new certificate is printed. If you receive an address label, nothing is due.",
        ),
        Fact::ErrorBy => (
            "Nous supposons que l’erreur vient du demandeur. Si elle vient de l’administration, rien n’est dû.",
            "We take it that the applicant made the mistake. If the administration did, nothing is due.",
        ),
        _ => {
            let mut text =
                String::from(lang.pick("Information non donnée\u{202f}: ", "Not given: "));
            push_fact(&mut text, fact, lang);
            text.push_str(lang.pick(
                ". Une valeur courante est utilisée\u{202f}; précisez-la.",
                ". A common value is used; give yours.",
            ));
            return text;
        }
    };
    lang.pick(fr, en).into()
}

fn with_code(code: &[u8], end: &str) -> String {
    [core::str::from_utf8(code).unwrap_or_default(), end].concat()
}

/// « Taxe régionale : », or the procedure as a whole.
fn about(line: Option<LineCode>, lang: Lang) -> String {
    let subject = match line {
        Some(code) => line_label(code, lang),
        None => lang.pick("Démarche", "Procedure"),
    };
    [subject, lang.pick("\u{202f}: ", ": ")].concat()
}

/// What a citation says is in doubt; empty when it says nothing.
fn doubt(cite: CiteId, baremes: &Baremes, lang: Lang) -> String {
    let cite = baremes.cites.get(usize::from(cite.0));
    match (cite.and_then(|cite| cite.doubt.as_ref()), lang) {
        (None, _) => String::new(),
        (Some(doubt), Lang::Fr) => set_in_french(&doubt.fr),
        (Some(doubt), Lang::En) => doubt.en.clone(),
    }
}

/// The narrow no-break spaces of French in a text of the tables, which is typed with ordinary ones.
fn set_in_french(text: &str) -> String {
    let mut set = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after = letters.peek().copied().unwrap_or(' ');
        let narrow = matches!(after, ':' | ';' | '!' | '?' | '€' | '%' | '»')
            || before == '«'
            || (before.is_ascii_digit() && after.is_ascii_digit());
        set.push(match letter {
            ' ' if narrow => NARROW,
            '\'' => '’',
            letter => letter,
        });
        before = letter;
    }
    set
}

#[cfg(test)]
mod tests {
    use super::set_in_french;

    #[test]
    fn a_text_typed_with_ordinary_spaces_is_set() {
        assert_eq!(
            set_in_french("Dit « 1 800 kg » : 12 %, l'autre 10 € ; vu ?"),
            "Dit «\u{202f}1\u{202f}800 kg\u{202f}»\u{202f}: 12\u{202f}%, l’autre 10\u{202f}€\u{202f}; vu\u{202f}?"
        );
        assert_eq!(set_in_french(""), "");
    }
}
