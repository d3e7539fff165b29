//! Papers hold to the XSD of Factur-X, to the rules of EN 16931 and to those of France, as others check them.

use std::process::Command;

use invoices::{Content, Item, Kind};
use uuid::Uuid;
use vocabulary::Cents;

use crate::files::made;
use crate::support::{content, credit_note};

/// The Python with `factur-x` and `saxonche` that `cargo xtask test` makes.
#[expect(clippy::disallowed_methods, reason = "only the machine knows where its Python is")]
fn python() -> String {
    std::env::var("FACTURX_PYTHON")
        .expect("FACTURX_PYTHON is not set: `cargo xtask setup` makes such a Python and says where")
}

/// What others say is not held in `papers`.
fn broken(papers: &[(Kind, Content)]) -> String {
    let folder = std::env::temp_dir().join(format!("carteclaire-papers-{}", Uuid::now_v7()));
    std::fs::create_dir(&folder).unwrap();
    let files = papers.iter().enumerate().map(|(place, (kind, content))| {
        let file = folder.join(format!("{place}.pdf"));
        std::fs::write(&file, made(*kind, content)).unwrap();
        file
    });
    let check = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/check.py");
    let said = Command::new(python()).arg(check).args(files).output().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert_eq!(
        said.status.success(),
        text.is_empty(),
        "{text}{}",
        String::from_utf8_lossy(&said.stderr)
    );
    text
}

/// `content` of the lines of `wanted` alone.
fn only(content: Content, wanted: impl Fn(&Item) -> bool) -> Content {
    let lines = content.lines.iter().filter(|line| wanted(&line.item)).cloned().collect();
    Content { lines, ..content }
}

#[test]
fn every_kind_of_paper_holds_to_the_schema_to_en_16931_and_to_the_rules_of_france() {
    let mut of_company = content();
    of_company.buyer.siren = "552 081 317".to_owned();
    let mut by_transfer = content();
    by_transfer.means = "transfer".to_owned();
    let mut without_account = by_transfer.clone();
    without_account.seller.iban.clear();
    let mut without_vat = content();
    without_vat.vat_rate = 0;
    without_vat.seller.vat_number.clear();
    if let Some(fee) = without_vat.lines.last_mut() {
        fee.sum.vat = Cents::ZERO;
    }
    // A part of the fee whose VAT is what is left over, not what the rate gives.
    let mut odd = credit_note();
    if let Some(fee) = odd.lines.last_mut() {
        fee.sum = invoices::Sum { net: Cents(1_246), vat: Cents(248) };
    }
    let mut nowhere = content();
    nowhere.buyer.address = invoices::Address::default();
    let of_company_back = Content { corrects: credit_note().corrects, ..of_company.clone() };
    let is_fee = |item: &Item| *item == Item::Fee;
    let papers = [
        (Kind::Invoice, content()),
        (Kind::CreditNote, credit_note()),
        (Kind::Invoice, of_company),
        (Kind::CreditNote, of_company_back),
        (Kind::Invoice, by_transfer),
        (Kind::Invoice, without_account),
        (Kind::Invoice, without_vat.clone()),
        (Kind::Invoice, only(without_vat, is_fee)),
        (Kind::Invoice, only(content(), is_fee)),
        (Kind::CreditNote, only(credit_note(), |item| !is_fee(item))),
        (Kind::CreditNote, odd),
        (Kind::Invoice, nowhere),
    ];
    assert_eq!(broken(&papers), "");
}

#[test]
fn whoever_checks_sees_what_is_wrong() {
    let mut nameless = content();
    nameless.buyer.name.clear();
    nameless.seller.siren = "12".to_owned();
    let said = broken(&[(Kind::Invoice, nameless)]);
    assert!(said.contains("BR-07") && said.contains("BR-FR-10"), "{said}");
}
