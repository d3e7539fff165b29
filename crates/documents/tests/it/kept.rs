//! What is kept of good files.

use documents::{Kept, Kind, Refusal, Unread, Watermark};

use crate::{reader, samples};

/// Looks, then converts.
async fn convert(file: &[u8], watermark: Option<&Watermark>) -> Result<Kept, Unread> {
    let seen = reader().look(file).await?;
    reader().convert(file, seen, watermark).await
}

/// The colour at a place of a kept picture, given in hundredths of its sides.
fn colour(jpeg: &[u8], x: u32, y: u32) -> [u8; 3] {
    let picture = image::load_from_memory(jpeg).unwrap().into_rgb8();
    picture.get_pixel(picture.width() * x / 100, picture.height() * y / 100).0
}

fn is_red([red, green, blue]: [u8; 3]) -> bool {
    red > 180 && green < 90 && blue < 90
}

#[tokio::test]
async fn every_kind_is_seen_and_becomes_a_jpeg_or_a_pdf() {
    for (ending, file) in samples::each() {
        let seen = reader().look(&file).await.unwrap();
        assert_eq!(seen.kind.extension(), ending);
        let kept = convert(&file, None).await.unwrap();
        assert_eq!(kept.pages.len(), usize::from(seen.pages), "{ending}");
        let wanted = if ending == "pdf" { Kind::Pdf } else { Kind::Jpeg };
        assert_eq!((kept.kind(), Kind::of(kept.file())), (wanted, Ok(wanted)), "{ending}");
        if ending != "pdf" {
            let page = kept.pages.first().unwrap();
            assert!(is_red(colour(&page.picture, 20, 20)), "{ending}");
            assert!(!is_red(colour(&page.picture, 70, 20)), "{ending}");
        }
        for page in &kept.pages {
            assert_eq!(Kind::of(&page.thumbnail), Ok(Kind::Jpeg));
            let small = image::load_from_memory(&page.thumbnail).unwrap();
            assert!(small.width().max(small.height()) <= 320);
        }
    }
}

#[tokio::test]
async fn a_photo_is_turned_upright_and_says_no_more_where_it_was_taken() {
    for (orientation, x, y, width) in
        [(1, 20, 20, 300), (3, 80, 80, 300), (6, 80, 20, 200), (8, 20, 80, 200)]
    {
        let file =
            samples::with_segment(&samples::jpeg(300, 200), 0xE1, &samples::exif(orientation));
        let kept = convert(&file, None).await.unwrap();
        let page = kept.pages.first().unwrap();
        assert_eq!(page.width, width, "{orientation}");
        assert!(is_red(colour(&page.picture, x, y)), "{orientation}");
        for word in [&b"GPS"[..], b"Exif", b"48.8566"] {
            assert!(memchr::memmem::find(kept.file(), word).is_none());
        }
    }
}

#[tokio::test]
async fn a_large_photo_becomes_smaller_and_keeps_its_shape() {
    let kept = convert(&samples::jpeg(6000, 3000), None).await.unwrap();
    let page = kept.pages.first().unwrap();
    assert_eq!((page.width, page.height), (3300, 1650));
}

#[tokio::test]
async fn a_transparent_picture_lies_on_white_paper() {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let clear = image::RgbaImage::from_pixel(50, 50, image::Rgba([0, 0, 0, 0]));
    clear.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let kept = convert(&bytes.into_inner(), None).await.unwrap();
    assert!(colour(kept.file(), 50, 50).iter().all(|part| *part > 250));
}

#[tokio::test]
async fn a_pdf_becomes_pictures_of_its_pages_and_loses_its_author() {
    let kept = convert(&samples::pages(3), None).await.unwrap();
    assert_eq!(kept.pages.len(), 3);
    for page in &kept.pages {
        assert_eq!((page.width, page.height), (1666, 2357));
        // The red square of the sample, at a sixth of the width and almost half of the height.
        assert!(is_red(colour(&page.picture, 18, 46)));
        assert!(!is_red(colour(&page.picture, 60, 46)));
    }
    assert!(memchr::memmem::find(kept.file(), b"Elan").is_none());
    assert!(memchr::memmem::find(kept.file(), b"Facture").is_none());
    // What was kept is a good file itself, of as many pages.
    assert_eq!(reader().look(kept.file()).await.unwrap().pages, 3);
}

#[tokio::test]
async fn what_was_filled_in_a_form_is_seen() {
    let field = "<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [100 100 300 300] /F 4 /AP << /N 6 0 R >> >>";
    let look = samples::stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 200 200]",
        b"1 0 0 rg 0 0 200 200 re f",
    );
    let file = samples::page_with(
        "/AcroForm << /Fields [5 0 R] >>",
        "/Annots [5 0 R]",
        &[field.as_bytes().to_vec(), look],
    );
    reader().look(&file).await.unwrap();
    let kept = convert(&file, None).await.unwrap();
    assert!(is_red(colour(&kept.pages.first().unwrap().picture, 33, 77)));
}

#[tokio::test]
async fn a_scan_of_several_pages_becomes_one_pdf() {
    let file = samples::tiff_pages(3, None);
    assert_eq!(reader().look(&file).await.unwrap().pages, 3);
    let kept = convert(&file, None).await.unwrap();
    assert_eq!((kept.pages.len(), kept.kind()), (3, Kind::Pdf));
}

#[tokio::test]
async fn a_watermark_is_laid_over_every_page_and_can_be_laid_later() {
    let watermark = Watermark::new("CarteClaire, dossier CG-2026-000001");
    let kept = convert(&samples::pages(2), None).await.unwrap();
    let at_once = convert(&samples::pages(2), Some(&watermark)).await.unwrap();
    let later = convert(kept.file(), Some(&watermark)).await.unwrap();
    let ink = |jpeg: &[u8]| {
        let picture = image::load_from_memory(jpeg).unwrap().into_luma8();
        picture.pixels().filter(|dot| (120..200).contains(&dot.0[0])).count()
    };
    for page in 0..2 {
        let plain = ink(&kept.pages[page].picture);
        assert!(ink(&at_once.pages[page].picture) > plain + 50_000);
        assert!(ink(&later.pages[page].picture) > plain + 50_000);
    }
}

#[tokio::test]
async fn a_reader_that_cannot_start_or_says_nothing_refuses_no_file() {
    let file = samples::jpeg(30, 20);
    let absent = documents::Reader::new("/nonexistent".into(), Vec::new(), 1);
    assert!(matches!(absent.look(&file).await, Err(Unread::NotStarted(_))));
    for program in ["/bin/true", "/bin/cat", "/bin/false"] {
        let other = documents::Reader::new(program.into(), Vec::new(), 1);
        assert!(matches!(other.look(&file).await, Err(Unread::Unanswered)), "{program}");
    }
    let killed =
        documents::Reader::new("/bin/sh".into(), vec!["-c".into(), "kill -9 $$".into()], 1);
    assert!(matches!(killed.look(&file).await, Err(Unread::Unanswered)));
    // An abort is of the file's doing: no memory.
    let aborted =
        documents::Reader::new("/bin/sh".into(), vec!["-c".into(), "kill -6 $$".into()], 1);
    assert!(matches!(aborted.look(&file).await, Err(Unread::Refused(Refusal::TooDemanding))));
}

#[tokio::test]
async fn a_small_file_is_never_too_demanding() {
    let (reader, file) = (reader(), samples::pages(1));
    for _ in 0..100 {
        reader.look(&file).await.unwrap();
    }
}
