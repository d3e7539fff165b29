//! A mark drawn into the box of the signature: what was shown stays as it is, byte for byte, and more is written after it.

use std::fmt::Write as _;
use std::sync::Arc;

use hayro_syntax::Pdf;
use hayro_syntax::object::{ObjectIdentifier, Rect, Stream};
use jiff::Timestamp;
use jiff::tz::Offset;
use pdf_writer::types::{LineCapStyle, LineJoinStyle};
use pdf_writer::{Chunk, Content, Filter, Finish as _, Name, Ref};
use vocabulary::Lang;

use super::Made;
use super::canvas::{self, Ink, Type, length};
use super::document::{FONTS, FOOT, MARK, STAMP};
use super::font::REGULAR;
use super::seal::{self, HouseKey, sha256};
use super::wary::guarded;
use crate::evidence::{EvidenceBody, Proof, SignerIdentity};
use crate::{CONSENT_VERSION, Filled, Mark, consent};

/// Longest PDF that is signed, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Longest name of a browser that is kept, in characters.
const LONGEST: usize = 400;

/// What is known when somebody signs.
#[derive(Clone)]
pub struct Signing<'a> {
    /// The PDF that was shown.
    pub shown: &'a Made,
    /// What is printed on it.
    pub filled: &'a Filled,
    /// The mark.
    pub mark: Mark,
    /// The language that the words of the consent were read in.
    pub lang: Lang,
    /// The account of the signatory, where they have one.
    pub account: Option<String>,
    /// The one-time codes that came back.
    pub proofs: Vec<Proof>,
    /// From which address.
    pub ip: String,
    /// With which browser.
    pub user_agent: String,
    /// When.
    pub at: Timestamp,
}

/// A signed PDF and the proof.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The PDF: begins with the one that was shown.
    pub pdf: Vec<u8>,
    /// The evidence, sealed, as it is kept.
    pub evidence: Vec<u8>,
}

crate::silent!(Signed);

/// Why nothing was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// The PDF was not made here.
    #[error("the PDF has no box for a signature")]
    NotOurs,
    /// There is a mark in the box already.
    #[error("the PDF is signed already")]
    AlreadySigned,
    /// Nothing proves who signs: no one-time code came back.
    #[error("no one-time code proves who signs")]
    NotProved,
    /// The evidence could not be written, which does not happen.
    #[error("the evidence could not be written")]
    NotWritten,
}

/// Draws the mark into the box of the signature and seals the evidence.
///
/// # Errors
///
/// [`NotSigned`] says why not; nothing is made then.
pub fn sign(signing: Signing<'_>, key: &HouseKey) -> Result<Signed, NotSigned> {
    sign_and_stamp(signing, None, key)
}

/// The picture of a company's stamp: a JPEG in colours, of so many pixels.
#[derive(Clone, Copy)]
pub struct StampPicture<'a> {
    /// The bytes.
    pub jpeg: &'a [u8],
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// Signs as [`sign`] does, and draws `stamp` into the box that a company has beside its signature.
///
/// # Errors
///
/// As [`sign`].
pub fn sign_and_stamp(
    signing: Signing<'_>,
    stamp: Option<StampPicture<'_>>,
    key: &HouseKey,
) -> Result<Signed, NotSigned> {
    if signing.proofs.is_empty() {
        return Err(NotSigned::NotProved);
    }
    let shown = &signing.shown.pdf;
    let file = guarded(|| Ok(read(shown))).unwrap_or(Err(NotSigned::NotOurs))?;
    let at = microseconds(signing.at);
    let (form, signatory) = (signing.filled.form, &signing.filled.signatory);
    let hash = sha256(shown);
    let foot = format!(
        "Signé électroniquement (signature simple, eIDAS) par {}, le {} · {} · SHA-256 du document présenté\u{202f}: {hash}",
        signatory.name,
        said(at),
        signing.filled.reference,
    );
    let mut objects = vec![
        (MARK, drawing(MARK, file.mark, &mark(&signing.mark, file.mark, at), None)),
        (FOOT, drawing(FOOT, file.foot, &foot_line(&foot, file.foot), None)),
    ];
    if let (Some(stamp), Some(size)) = (stamp, file.stamp) {
        let number = i32::try_from(file.size).map_err(|_| NotSigned::NotOurs)?;
        objects.push((number, picture(number, stamp)));
        let content = fitted(stamp, size);
        objects.push((STAMP, drawing(STAMP, size, &content, Some(Ref::new(number)))));
    }
    let pdf = appended(shown, &file, &objects);
    let body = EvidenceBody {
        format: seal::FORMAT,
        dossier: signing.filled.reference.clone(),
        form: form.id().to_owned(),
        origin: signing.shown.origin,
        rules: signing.filled.rules.clone(),
        signer: SignerIdentity {
            name: signatory.name.clone(),
            quality: signatory.quality.clone(),
            signer: signatory.signer.id().to_owned(),
            account: signing.account,
        },
        proofs: signing
            .proofs
            .into_iter()
            .map(|proof| Proof { at: microseconds(proof.at), ..proof })
            .collect(),
        ip: signing.ip,
        user_agent: signing.user_agent.chars().take(LONGEST).collect(),
        at,
        lang: signing.lang.id().to_owned(),
        consent_version: CONSENT_VERSION,
        consent: consent(signing.lang).to_owned(),
        mark: signing.mark,
        shown: hash,
        signed: sha256(&pdf),
    };
    let evidence = seal::seal(body, key).map_err(|_| NotSigned::NotWritten)?;
    Ok(Signed { pdf, evidence })
}

/// As databases keep it.
fn microseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(at.as_microsecond()).unwrap_or(at)
}

/// `22/11/2026 à 13:02:11 UTC`.
fn said(at: Timestamp) -> String {
    let one = Offset::UTC.to_datetime(at);
    let (year, month, day) = (one.year(), one.month(), one.day());
    let (hour, minute, second) = (one.hour(), one.minute(), one.second());
    format!("{day:02}/{month:02}/{year} à {hour:02}:{minute:02}:{second:02} UTC")
}

/// What is read of a PDF of ours before it is added to.
struct File {
    mark: (i32, i32),
    foot: (i32, i32),
    /// The box of a company's stamp, where there is one.
    stamp: Option<(i32, i32)>,
    /// Where its table of objects begins.
    table: usize,
    /// One more than its highest number.
    size: usize,
}

fn read(shown: &[u8]) -> Result<File, NotSigned> {
    if shown.len() > MOST_BYTES {
        return Err(NotSigned::NotOurs);
    }
    let pdf = Pdf::new(Arc::new(shown.to_vec())).map_err(|_| NotSigned::NotOurs)?;
    let sized = |number: i32| -> Result<(i32, i32), NotSigned> {
        let stream: Stream<'_> =
            pdf.xref().get(ObjectIdentifier::new(number, 0)).ok_or(NotSigned::NotOurs)?;
        let bbox: Rect = stream.dict().get(b"BBox").ok_or(NotSigned::NotOurs)?;
        if !stream.raw_data().is_empty() {
            return Err(NotSigned::AlreadySigned);
        }
        let whole = |points: f64| format!("{points:.0}").parse().map_err(|_| NotSigned::NotOurs);
        let size: (i32, i32) = (whole(bbox.x1)?, whole(bbox.y1)?);
        let good = (1..=20_000).contains(&size.0) && (1..=20_000).contains(&size.1);
        if good { Ok(size) } else { Err(NotSigned::NotOurs) }
    };
    let (mark, foot, stamp) = (sized(MARK)?, sized(FOOT)?, sized(STAMP).ok());
    let end =
        String::from_utf8_lossy(shown.get(shown.len().saturating_sub(512)..).unwrap_or_default());
    let after = |word: &str| -> Option<usize> {
        let (_, rest) = end.rsplit_once(word)?;
        rest.split_whitespace().next()?.parse().ok()
    };
    let table = after("startxref").ok_or(NotSigned::NotOurs)?;
    let size = after("/Size").ok_or(NotSigned::NotOurs)?;
    Ok(File { mark, foot, stamp, table, size })
}

/// The PDF with `objects` in the place of those of the same numbers.
fn appended(shown: &[u8], file: &File, objects: &[(i32, Chunk)]) -> Vec<u8> {
    let mut pdf = shown.to_vec();
    pdf.push(b'\n');
    let mut table = String::from("xref\n");
    let mut size = file.size;
    for (number, chunk) in objects {
        size = size.max(usize::try_from(*number).unwrap_or_default() + 1);
        let _ = write!(table, "{number} 1\n{:010} 00000 n \n", pdf.len()); // to memory: does not fail
        pdf.extend_from_slice(chunk.as_bytes());
    }
    let start = pdf.len();
    pdf.extend_from_slice(table.as_bytes());
    let trailer = format!(
        "trailer\n<<\n  /Size {}\n  /Root 1 0 R\n  /Info 3 0 R\n  /Prev {}\n>>\nstartxref\n{start}\n%%EOF",
        size, file.table
    );
    pdf.extend_from_slice(trailer.as_bytes());
    pdf
}

/// The object `number`, which draws `content` in a box, with a picture where it shows one.
fn drawing(number: i32, size: (i32, i32), content: &Content, picture: Option<Ref>) -> Chunk {
    let mut chunk = Chunk::new();
    let mut written = chunk.form_xobject(Ref::new(number), content.as_bytes());
    written.bbox(pdf_writer::Rect::new(0.0, 0.0, length(size.0), length(size.1)));
    let mut resources = written.resources();
    resources.fonts().pair(Name(b"R"), Ref::new(FONTS[0])).pair(Name(b"B"), Ref::new(FONTS[1]));
    if let Some(picture) = picture {
        resources.x_objects().pair(Name(b"Picture"), picture);
    }
    resources.finish();
    written.finish();
    chunk
}

/// The object `number`: the picture of a stamp.
fn picture(number: i32, stamp: StampPicture<'_>) -> Chunk {
    let mut chunk = Chunk::new();
    let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
    let mut written = chunk.image_xobject(Ref::new(number), stamp.jpeg);
    written.filter(Filter::DctDecode);
    written.width(side(stamp.width)).height(side(stamp.height));
    written.color_space().device_rgb();
    written.bits_per_component(8);
    written.finish();
    chunk
}

/// A picture in the middle of its box, as large as it fits, its sides in proportion.
fn fitted(stamp: StampPicture<'_>, (width, height): (i32, i32)) -> Content {
    let side = |side: u32| i64::from(side.max(1));
    let (wide, high) = (side(stamp.width), side(stamp.height));
    let (across, up) = (i64::from(width - 60), i64::from(height - 60));
    let (shown_wide, shown_high) = if across * high < up * wide {
        (across, across * high / wide)
    } else {
        (up * wide / high, up)
    };
    let of = |tenths: i64| length(i32::try_from(tenths).unwrap_or_default());
    let left = (i64::from(width) - shown_wide) / 2;
    let low = (i64::from(height) - shown_high) / 2;
    let mut content = Content::new();
    content.save_state();
    content.transform([of(shown_wide), 0.0, 0.0, of(shown_high), of(left), of(low)]);
    content.x_object(Name(b"Picture"));
    content.restore_state();
    content
}

/// The mark in a box, and below it when it was made.
fn mark(mark: &Mark, (width, height): (i32, i32), at: Timestamp) -> Content {
    let mut content = Content::new();
    let note = format!("Signé électroniquement le {}", said(at));
    let mut small = Type::new(58, Ink::Grey);
    while small.size > 30 && small.font().width(&note, small.size) > width - 60 {
        small.size -= 2;
    }
    canvas::write(&mut content, (30, 35), small, &note);
    let (low, high) = (small.size + 60, height - 30);
    match mark {
        Mark::Typed(text) => typed(&mut content, text, (width - 80, high - low), low),
        Mark::Drawn(strokes) => {
            // As large as it fits, its sides in proportion.
            let (mark_width, mark_height) = (i32::from(Mark::WIDTH), i32::from(Mark::HEIGHT));
            let (across, up) = (width - 80, high - low);
            let (over, under) = if across * mark_height < up * mark_width {
                (across, mark_width)
            } else {
                (up, mark_height)
            };
            let left = 40 + (across - mark_width * over / under) / 2;
            let (r, g, b) = (0.05, 0.16, 0.45);
            content.set_stroke_rgb(r, g, b).set_line_width(length(14));
            content.set_line_cap(LineCapStyle::RoundCap).set_line_join(LineJoinStyle::RoundJoin);
            for stroke in strokes {
                let mut points = stroke.iter().map(|(x, y)| {
                    let y = (mark_height - i32::from(*y)) * over / under;
                    (length(left + i32::from(*x) * over / under), length(low + y))
                });
                let Some(first) = points.next() else { continue };
                content.move_to(first.0, first.1);
                // A dot is a line to itself.
                content.line_to(first.0, first.1);
                for (x, y) in points {
                    content.line_to(x, y);
                }
                content.stroke();
            }
        }
    }
    content
}

fn typed(content: &mut Content, text: &str, (width, height): (i32, i32), low: i32) {
    let mut letters = Type::new(220, Ink::Blue);
    let lines = loop {
        let lines = letters.font().wrap(text, letters.size, width);
        let high = i32::try_from(lines.len()).unwrap_or(i32::MAX / 1000) * letters.size * 6 / 5;
        if letters.size <= 40 || high <= height && (lines.len() == 1 || letters.size <= 110) {
            break lines;
        }
        letters.size -= 5;
    };
    let step = letters.size * 6 / 5;
    let count = i32::try_from(lines.len()).unwrap_or(1);
    let mut y = low + i32::midpoint(height, count * step) - letters.size;
    for line in lines {
        canvas::write(content, (40, y), letters, &line);
        y -= step;
    }
}

/// A line at the foot of each page, in letters as small as it takes.
fn foot_line(text: &str, (width, height): (i32, i32)) -> Content {
    let mut content = Content::new();
    let mut letters = Type::new(58, Ink::Grey);
    let room = width - 960;
    let lines = loop {
        let lines = REGULAR.wrap(text, letters.size, room);
        let high = i32::try_from(lines.len()).unwrap_or(i32::MAX / 1000) * letters.size * 6 / 5;
        if high <= height || letters.size <= 24 {
            break lines;
        }
        letters.size -= 2;
    };
    let mut y = height - letters.size;
    for line in lines {
        canvas::write(&mut content, (480, y), letters, &line);
        y -= letters.size * 6 / 5;
    }
    content
}
