//! Pages of a PDF as pictures, and pictures as a PDF.

use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{RenderCache, RenderSettings};
use image::RgbImage;
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf as Writer, Rect, Ref};

use super::Page;
use crate::Refusal;
use crate::look::open_pdf;

/// How much a page is enlarged, by its longest side in points (72 an inch): A4 is drawn at 200 dots an inch.
const SCALES: [(f32, f32); 6] =
    [(300.0, 5.0), (900.0, 2.8), (1300.0, 2.0), (2600.0, 1.2), (5200.0, 0.6), (14_400.0, 0.2)];
/// The shortest side of a page, in points.
const SHORTEST: f32 = 8.0;
/// Dots an inch of what is bound, for the size of its pages.
const DOTS: u32 = 200;

/// Draws each page, with what was filled in.
pub(super) fn draw(file: Arc<Vec<u8>>, mut each: impl FnMut(RgbImage)) -> Result<(), Refusal> {
    let pdf = open_pdf(file)?;
    let settings = InterpreterSettings::default();
    let cache = RenderCache::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        if !(width >= SHORTEST && height >= SHORTEST) {
            return Err(Refusal::Damaged);
        }
        let (_, scale) = SCALES
            .into_iter()
            .find(|(longest, _)| width <= *longest && height <= *longest)
            .ok_or(Refusal::TooManyPixels)?;
        let wanted = RenderSettings {
            x_scale: scale,
            y_scale: scale,
            bg_color: WHITE,
            ..RenderSettings::default()
        };
        let drawn = hayro::render(page, &cache, &settings, &wanted);
        let (wide, high) = (u32::from(drawn.width()), u32::from(drawn.height()));
        let dots = drawn.data_as_u8_slice().chunks_exact(4);
        let dots = dots.flat_map(|dot| [dot[0], dot[1], dot[2]]).collect();
        each(RgbImage::from_raw(wide, high, dots).ok_or(Refusal::Damaged)?);
    }
    Ok(())
}

/// The pictures of `pages` as a PDF that holds nothing else.
pub(super) fn bind(pages: &[Page]) -> Vec<u8> {
    let mut numbers = (1..).map(Ref::new);
    let mut next = || numbers.next().expect("numbers do not run out");
    let (catalog, tree) = (next(), next());
    let kids: Vec<[Ref; 3]> = pages.iter().map(|_| [next(), next(), next()]).collect();
    let mut pdf = Writer::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids(kids.iter().map(|[page, ..]| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (page, [number, content, picture]) in pages.iter().zip(kids) {
        let points = |dots: u32| f32::from(u16::try_from(dots * 72 / DOTS).unwrap_or(u16::MAX));
        let (width, height) = (points(page.width), points(page.height));
        let mut written = pdf.page(number);
        written.media_box(Rect::new(0.0, 0.0, width, height)).parent(tree).contents(content);
        written.resources().x_objects().pair(Name(b"P"), picture);
        written.finish();
        let mut drawing = Content::new();
        drawing.transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(Name(b"P"));
        pdf.stream(content, &drawing.finish());
        let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        let mut image = pdf.image_xobject(picture, &page.picture);
        image.filter(Filter::DctDecode);
        image.width(side(page.width)).height(side(page.height));
        image.color_space().device_rgb();
        image.bits_per_component(8);
    }
    pdf.finish()
}
