//! Reasons to refuse a piece, fields, checks, signers, sources that do not hold together.

use super::refused;
use crate::refusal::Why;

fn name(text: &str) -> String {
    text.to_owned()
}

#[test]
fn two_reasons_that_one_piece_can_have_never_share_a_key() {
    refused(
        "code = \"flou\"\nshortcut = \"2\"",
        "code = \"flou\"\nshortcut = \"1\"",
        "rejection.flou",
        &Why::Shortcut { shortcut: '1', other: name("illisible"), piece: name("acte_etat_civil") },
    );
    let clash = "code = \"ct_perime\"\nshortcut = \"e\"";
    refused(
        clash,
        &clash.replace("\"e\"", "\"d\""),
        "rejection.ct_perime",
        &Why::Shortcut {
            shortcut: 'd',
            other: name("ct_defavorable"),
            piece: name("pv_controle_technique"),
        },
    );
}

#[test]
fn the_reasons_that_the_checks_propose_are_there() {
    refused(
        "code = \"sans_prenom\"",
        "code = \"pas_de_prenom\"",
        "rejection",
        &Why::Missing(name("sans_prenom")),
    );
    let twice = Why::Twice(name("flou"));
    refused("code = \"tronque\"", "code = \"flou\"", "rejection.flou", &twice);
    let piece = "pieces = [\"permis_conduire\"]";
    let unknown = Why::Unknown(name("permis"), "kinds of piece");
    refused(piece, "pieces = [\"permis\"]", "rejection.permis_inadapte", &unknown);
    let addition = Why::Unknown(name("photo"), "additions of a reason");
    refused(
        "addition = \"words\"",
        "addition = \"photo\"",
        "rejection.non_conforme_ants",
        &addition,
    );
}

#[test]
fn every_check_and_every_signer_has_words() {
    refused("[check.mileage]", "[check.kilometres]", "check", &Why::Missing(name("mileage")));
    let unknown = Why::Unknown(name("kilometres"), "checks");
    refused("[check.mileage]", "[check.kilometres]", "check.kilometres", &unknown);
    refused("[signer.tuteur]", "[signer.oncle]", "signer", &Why::Missing(name("tuteur")));
    refused("en = \"the host\"", "en = \"\"", "signer.hebergeant", &Why::Silent("English"));
}

#[test]
fn a_piece_names_fields_signers_and_sources_that_exist() {
    refused(
        "typed_fields = [\"vin\", \"P.6\"]",
        "typed_fields = [\"vin\", \"P.9\"]",
        "piece_kind.coc",
        &Why::Unknown(name("P.9"), "fields"),
    );
    refused(
        "signatures = [\"titulaire\", \"hebergeant\"]",
        "signatures = [\"titulaire\", \"voisin\"]",
        "piece_kind.attestation_hebergement",
        &Why::Unknown(name("voisin"), "signers"),
    );
    let why = "why_en = \"It proves that VAT was settled.\"\nsource = \"f10519\"";
    let at = "piece_kind.quitus_fiscal";
    refused(why, &why.replace("f10519", "f1"), at, &Why::Unknown(name("f1"), "sources"));
    let silent = why.replace("It proves that VAT was settled.", "");
    refused(why, &silent, "piece_kind.quitus_fiscal.why", &Why::Silent("English"));
    refused(
        "bears = \"parent\"",
        "bears = \"oncle\"",
        "piece_kind.piece_identite_parent",
        &Why::Unknown(name("oncle"), "bearers of a name"),
    );
    refused(
        "{ nature = \"permis_rose\", until = 2033-01-19,",
        "{ nature = \"permis_rose\",",
        "piece_kind.permis_conduire",
        &Why::Delay,
    );
    refused(
        "role = \"plate_or_vin\"",
        "role = \"number\"",
        "field.immatriculation_ou_vin",
        &Why::Unknown(name("number"), "roles of a field"),
    );
    refused(
        "genres = [\"VP\", \"CTTE\"]",
        "genres = [\"VP\", \"VAN\"]",
        "licence[0]",
        &Why::Unknown(name("VAN"), "kinds of vehicle"),
    );
}

#[test]
fn a_source_stands_once_and_the_version_has_a_name() {
    refused("id = \"f1050\"", "id = \"f1028\"", "source.f1028", &Why::Twice(name("f1028")));
    refused(
        "version = \"2026-11-22\"",
        "version = \"\"",
        "version",
        &Why::Missing(name("version")),
    );
}
