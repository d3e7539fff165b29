use super::*;

fn grey(value: u8) -> RgbImage {
    RgbImage::from_pixel(400, 300, image::Rgb([value; 3]))
}

fn changed(before: &RgbImage, after: &RgbImage) -> usize {
    before.pixels().zip(after.pixels()).filter(|(one, other)| one != other).count()
}

#[test]
fn it_is_seen_on_light_and_on_dark_and_in_every_quarter() {
    let watermark =
        Watermark::identity("CarteClaire", "CG-2026-000001", Date::parse("2026-11-22").unwrap());
    assert_eq!(
        watermark.words(),
        "CarteClaire, dossier CG-2026-000001, usage carte grise uniquement, 22/11/2026"
    );
    for value in [0, 128, 255] {
        let before = grey(value);
        let mut after = before.clone();
        lay(&watermark, &mut after);
        for (x, y) in [(0, 0), (200, 0), (0, 150), (200, 150)] {
            let quarter =
                |picture: &RgbImage| image::imageops::crop_imm(picture, x, y, 200, 150).to_image();
            let seen = changed(&quarter(&before), &quarter(&after));
            assert!((300..15_000).contains(&seen), "{seen} dots of 30,000 on {value}");
        }
    }
}

#[test]
fn other_words_leave_other_dots() {
    let (mut one, mut other) = (grey(255), grey(255));
    lay(&Watermark::new("Œuvre d’été « à 20 € »"), &mut one);
    lay(&Watermark::new("Œuvre d’été « à 30 € »"), &mut other);
    assert!(changed(&one, &other) > 20);
    let mut blank = grey(255);
    lay(&Watermark::new(" \n\0"), &mut blank);
    assert_eq!(changed(&grey(255), &blank), 0);
}
