use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;

use async_trait::async_trait;
use filing::packing::{MANIFEST, again, hex, measured};
use filing::{Content, Held, NotPacked, NotRead, Paper, Papers, Plan, Source};
use forms::{Part, Sheet};
use futures_util::StreamExt as _;
use jiff::Timestamp;
use jpeg_encoder::{ColorType, Encoder};
use ring::digest::{SHA256, digest};
use serde_json::Value as Json;
use uuid::Uuid;

/// Papers in memory.
#[derive(Clone, Default)]
pub(crate) struct Memory(BTreeMap<Uuid, Vec<u8>>);

#[async_trait]
impl Papers for Memory {
    async fn read(&self, source: &Source) -> Result<Vec<u8>, NotRead> {
        let (Source::Document(id) | Source::SignedForm(id) | Source::Proof(id)) = source;
        self.0.get(id).cloned().ok_or_else(|| NotRead("destroyed".to_owned()))
    }
}

impl Memory {
    fn put(&mut self, id: u128, bytes: Vec<u8>, is_pdf: bool) -> Held {
        let id = Uuid::from_u128(id);
        let sha256 = hex(digest(&SHA256, &bytes).as_ref());
        self.0.insert(id, bytes);
        Held { id, sha256, is_pdf }
    }
}

fn picture(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let pixels = vec![180; usize::from(width) * usize::from(height) * 3];
    Encoder::new(&mut bytes, 80).encode(&pixels, width, height, ColorType::Rgb).unwrap();
    bytes
}

pub(crate) fn at() -> Timestamp {
    "2026-11-21T11:00:07Z".parse().unwrap()
}

fn sheet(title: &str, lines: usize) -> Sheet {
    let rows = (0..lines).map(|line| (format!("Champ {line}"), "AB-123-CD".to_owned()));
    Sheet {
        title: title.to_owned(),
        subject: "Dossier CG-2026-004217".to_owned(),
        house: "CarteClaire".to_owned(),
        foot: "Dossier CG-2026-004217".to_owned(),
        parts: vec![
            Part::Heading("À saisir".to_owned()),
            Part::Rows(rows.collect()),
            Part::Table {
                head: vec![("Pièce".to_owned(), 1), ("État".to_owned(), 1)],
                rows: vec![vec!["Mandat".to_owned(), "signé".to_owned()]],
            },
            Part::Boxes(vec!["Numéro ANTS".to_owned()]),
            Part::Squares { side: 2, dark: vec![true, false, false, true], words: "x".to_owned() },
        ],
    }
}

/// A package of each kind of paper.
pub(crate) fn package() -> (Plan, Memory) {
    let mut papers = Memory::default();
    let pdf = forms::operations::plain(&sheet("Attestation", 80), at());
    let photos = vec![papers.put(1, picture(60, 40), false), papers.put(2, picture(40, 60), false)];
    let scanned = papers.put(3, pdf.clone(), true);
    let signed = papers.put(4, pdf, true);
    papers.put(5, b"{\"body\":{}}".to_vec(), false);
    let bound = |papers| Content::Bound { title: "Carte grise".to_owned(), papers };
    let one = |name: &str, content| Paper { name: name.to_owned(), content };
    let plan = Plan {
        reference: "CG-2026-004217".to_owned(),
        number: 2,
        version: 41,
        at: at(),
        folder: "cg-2026-004217_changement-titulaire_ab-123-cd".to_owned(),
        rules: "2026-11 sha256:r".to_owned(),
        baremes: "sha256:b".to_owned(),
        house: "CarteClaire".to_owned(),
        papers: vec![
            one("00_feuille-de-route.pdf", Content::Sheet(sheet("Feuille de route", 3))),
            one("10_mandat-13757.pdf", Content::SignedForm(signed)),
            one("21_carte-grise-barree.pdf", bound(photos)),
            one("41_assurance.pdf", bound(vec![scanned])),
            one("90_preuve-signature.json", Content::Proof(Uuid::from_u128(5))),
        ],
    };
    (plan, papers)
}

/// All of its bytes, made as whoever downloads it gets them.
pub(crate) async fn downloaded(
    plan: Plan,
    papers: Memory,
    due: [u8; 32],
) -> Result<Vec<u8>, NotPacked> {
    let mut whole = Vec::new();
    let mut parts = Box::pin(again(plan, Arc::new(papers), due));
    while let Some(part) = parts.next().await {
        whole.extend_from_slice(&part?);
    }
    Ok(whole)
}

#[tokio::test]
async fn the_same_package_made_again_is_the_same_to_the_byte() {
    let (plan, papers) = package();
    let packed = measured(plan.clone(), &papers, 0).await.unwrap();
    let whole = downloaded(plan.clone(), papers.clone(), packed.sha256).await.unwrap();
    assert_eq!(digest(&SHA256, &whole).as_ref(), packed.sha256);
    assert_eq!(whole.len() as u64, packed.length);
    // Kept as text and read again, it is the same plan.
    let kept: Plan = serde_json::from_slice(&serde_json::to_vec(&plan).unwrap()).unwrap();
    assert_eq!(measured(kept, &papers, 0).await.unwrap(), packed);
    let later = Plan { at: "2026-11-21T11:00:09Z".parse().unwrap(), ..plan };
    assert_ne!(measured(later, &papers, 0).await.unwrap().sha256, packed.sha256, "another instant");
}

#[tokio::test]
async fn the_manifest_names_every_file_with_its_hash() {
    let (plan, papers) = package();
    let packed = measured(plan.clone(), &papers, 0).await.unwrap();
    let whole = downloaded(plan.clone(), papers, packed.sha256).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    assert_eq!((zip.len(), packed.files), (6, 6));
    let mut files = BTreeMap::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let (name, modified) = (file.name().unwrap().into_owned(), file.last_modified().unwrap());
        assert_eq!((modified.hour(), modified.minute(), modified.second()), (12, 0, 6), "{name}");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        let name = name.strip_prefix(&format!("{}/", plan.folder)).unwrap().to_owned();
        files.insert(name, bytes);
    }
    let manifest: Json = serde_json::from_slice(&files.remove(MANIFEST).unwrap()).unwrap();
    assert_eq!(manifest["dossier"], "CG-2026-004217");
    assert_eq!((&manifest["export"], &manifest["version"]), (&2.into(), &41.into()));
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len());
    for (line, paper) in listed.iter().zip(&plan.papers) {
        let name = line["name"].as_str().unwrap();
        assert_eq!(name, paper.name, "in the order of reading");
        let bytes = &files[name];
        assert_eq!(line["sha256"], hex(digest(&SHA256, bytes).as_ref()), "{name}");
        assert_eq!(line["bytes"], bytes.len(), "{name}");
        let begins: &[u8] = if name.starts_with("90_") { b"{" } else { b"%PDF-1.7" };
        assert!(bytes.starts_with(begins), "{name}");
    }
    assert_eq!(listed[2]["pages"], 2, "two photographs are one file");
    assert_eq!(listed[2]["sources"].as_array().unwrap().len(), 2);
    assert_eq!(listed[3]["pages"], 2, "a page of a PDF is a page");
}

#[tokio::test]
async fn what_was_signed_is_handed_over_as_it_was_signed() {
    let (plan, papers) = package();
    let signed = papers.0[&Uuid::from_u128(4)].clone();
    let packed = measured(plan.clone(), &papers, 0).await.unwrap();
    let whole = downloaded(plan.clone(), papers, packed.sha256).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut bytes = Vec::new();
    let name = format!("{}/10_mandat-13757.pdf", plan.folder);
    zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
    assert!(bytes == signed);
}

#[tokio::test]
async fn what_is_not_what_it_was_has_no_end() {
    let (plan, mut papers) = package();
    let packed = measured(plan.clone(), &papers, 0).await.unwrap();
    let other = downloaded(plan.clone(), papers.clone(), [7; 32]).await;
    assert!(matches!(other, Err(NotPacked::OtherHash)), "{other:?}");
    papers.0.insert(Uuid::from_u128(2), picture(41, 60));
    let altered = downloaded(plan.clone(), papers.clone(), packed.sha256).await;
    assert!(matches!(altered, Err(NotPacked::Altered(id)) if id == Uuid::from_u128(2)));
    papers.0.remove(&Uuid::from_u128(2));
    let gone = measured(plan, &papers, 0).await;
    assert!(matches!(gone, Err(NotPacked::Paper(_))), "{gone:?}");
}

#[tokio::test]
async fn files_above_the_limit_of_the_house_are_named() {
    let (plan, papers) = package();
    assert_eq!(measured(plan.clone(), &papers, 0).await.unwrap().large, [""; 0]);
    let large = measured(plan, &papers, 10_000).await.unwrap().large;
    assert!(large.contains(&"00_feuille-de-route.pdf".to_owned()), "it holds the fonts: {large:?}");
    assert!(!large.contains(&"90_preuve-signature.json".to_owned()));
}

#[tokio::test]
async fn a_pdf_that_nobody_takes_apart_goes_as_it_is() {
    let (mut plan, mut papers) = package();
    let odd = papers.put(6, b"%PDF-1.4 nothing that a reader knows".to_vec(), true);
    let content = Content::Bound { title: "Facture".to_owned(), papers: vec![odd] };
    plan.papers.push(Paper { name: "50_facture.pdf".to_owned(), content });
    let packed = measured(plan.clone(), &papers, 0).await.unwrap();
    let whole = downloaded(plan.clone(), papers, packed.sha256).await.unwrap();
    let mut zip = zip::ZipArchive::new(Cursor::new(whole)).unwrap();
    let mut bytes = Vec::new();
    let name = format!("{}/50_facture.pdf", plan.folder);
    zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.4 nothing"));
}
