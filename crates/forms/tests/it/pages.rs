//! Reads PDFs again: the text of each page, and its picture.

use std::sync::Arc;

use hayro::hayro_interpret::font::Glyph;
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::kurbo::{Affine, BezPath, Rect};
use hayro::{RenderCache, RenderSettings};

#[derive(Default)]
struct Letters(String);

impl Device<'_> for Letters {
    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        _: Affine,
        _: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        match glyph.as_unicode() {
            Some(BfString::Char(letter)) => self.0.push(letter),
            Some(BfString::String(letters)) => self.0.push_str(&letters),
            None => {}
        }
    }
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The letters of each page, spaces left out: where a line ends is no matter.
pub(crate) fn letters(pdf: &[u8]) -> Vec<String> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).unwrap();
    let cache = InterpreterCache::new();
    pdf.pages()
        .iter()
        .map(|page| {
            let mut letters = Letters::default();
            let bounds = Rect::new(0.0, 0.0, 2000.0, 2000.0);
            let settings = InterpreterSettings::default();
            let mut context = Context::new(Affine::IDENTITY, bounds, &cache, page.xref(), settings);
            interpret_page(page, &mut context, &mut letters);
            spaceless(&letters.0)
        })
        .collect()
}

pub(crate) fn spaceless(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// How dark each dot of each page is, and how wide a line of dots is.
pub(crate) fn dots(pdf: &[u8]) -> Vec<(Vec<u8>, usize)> {
    let pdf = Pdf::new(Arc::new(pdf.to_vec())).unwrap();
    let settings = RenderSettings::default();
    pdf.pages()
        .iter()
        .map(|page| {
            let drawn = hayro::render(
                page,
                &RenderCache::new(),
                &InterpreterSettings::default(),
                &settings,
            );
            let dots = drawn.data_as_u8_slice().chunks(4).map(|dot| dot[3]).collect();
            (dots, usize::from(drawn.width()))
        })
        .collect()
}
