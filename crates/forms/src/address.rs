use vocabulary::{AddressFault, AddressField, PostalAddress};

/// The parts of an address that was typed in two lines, a postcode and a town, as the forms split it: `12 bis rue de la
/// Paix` is the number 12, its extension, the type of street and its name.
///
/// # Errors
///
/// Every part that is refused: those of [`PostalAddress::read`].
pub fn from_lines(
    line: &str,
    more: &str,
    postcode: &str,
    city: &str,
    country: &str,
) -> Result<PostalAddress, Vec<(AddressField, AddressFault)>> {
    let (number, extension, street) = parted(line);
    PostalAddress::read(|field| match field {
        AddressField::Building => more,
        AddressField::Number => &number,
        AddressField::Extension => &extension,
        AddressField::Street => street,
        AddressField::Postcode => postcode,
        AddressField::Commune => city,
        AddressField::Country => country,
        AddressField::Floor | AddressField::StreetType | AddressField::Locality => "",
    })
}

/// The number, what follows it, and the rest of a line.
fn parted(line: &str) -> (String, String, &str) {
    let line = line.trim();
    let end = line.find(|sign: char| !sign.is_ascii_digit() && sign != '-').unwrap_or(line.len());
    let (number, rest) = line.split_at(end);
    if number.is_empty() || !number.starts_with(|sign: char| sign.is_ascii_digit()) {
        return (String::new(), String::new(), line);
    }
    let glued = !rest.starts_with([' ', ',']);
    let rest = rest.trim_start_matches([' ', ',']);
    let word = rest.split([' ', ',']).next().unwrap_or_default();
    let known = ["bis", "ter", "quater", "quinquies"];
    let letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    if known.iter().any(|one| word.eq_ignore_ascii_case(one)) || letter {
        let street = rest.get(word.len()..).unwrap_or_default().trim_start_matches([' ', ',']);
        if !street.is_empty() {
            return (number.to_owned(), word.to_owned(), street);
        }
    }
    // `3ème étage` begins with no number of a street.
    if glued {
        (String::new(), String::new(), line)
    } else {
        (number.to_owned(), String::new(), rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_parted_as_the_form_parts_it() {
        let parts = |line: &str| {
            let read = from_lines(line, "", "75002", "Paris", "").unwrap();
            [
                AddressField::Number,
                AddressField::Extension,
                AddressField::StreetType,
                AddressField::Street,
            ]
            .map(|field| read.text(field).to_owned())
        };
        assert_eq!(parts("12 bis rue de la Paix"), ["12", "bis", "rue", "de la Paix"]);
        assert_eq!(parts("12bis, rue de la Paix"), ["12", "bis", "rue", "de la Paix"]);
        assert_eq!(parts("12-14 bd Voltaire"), ["12-14", "", "boulevard", "Voltaire"]);
        assert_eq!(parts("7 B impasse des Lilas"), ["7", "B", "impasse", "des Lilas"]);
        assert_eq!(parts("Le Bourg"), ["", "", "", "Le Bourg"]);
        assert_eq!(parts("3ème escadron"), ["", "", "", "3ème escadron"]);
    }

    #[test]
    fn an_address_abroad_keeps_its_country() {
        let read = from_lines("Königsallee 5", "", "40212", "Düsseldorf", "Allemagne").unwrap();
        assert_eq!(read.text(AddressField::Country), "Allemagne");
        assert_eq!(read.text(AddressField::Street), "Königsallee 5");
    }
}
