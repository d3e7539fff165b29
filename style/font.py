"""Makes public/fonts/atkinson-hyperlegible-next.woff2 from @fontsource-variable/atkinson-hyperlegible-next 5.3.0 (OFL 1.1).

Run once, from style/, after `npm ci`, with fonttools and brotli installed: python3 font.py
Keeps the Latin letters that French and English need and weights 400 to 700. The Latin source lacks the narrow no-break
space, the subscript two, ≤ and ≥: the first is added empty, the others are composed of its own glyphs.
"""
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from fontTools.varLib import instancer

SOURCE = "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
TARGET = "../public/fonts/atkinson-hyperlegible-next.woff2"
TEXT = "".join(map(chr, range(0x20, 0x7F))) + (
    "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜàâäçèéêëîïôöùûüÿáíóúñæœÆŒß€£«»‹›’‘“”„\u00a0½¼²³×·–—…°§−±•©®"
)
NO_VARIATION = 0xFFFFFFFF

font = TTFont(SOURCE)
options = subset.Options()
options.layout_features = ["ccmp", "locl", "kern", "mark", "tnum", "pnum"]
options.hinting = False
options.notdef_outline = True
options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
subsetter = subset.Subsetter(options)
subsetter.populate(text=TEXT)
subsetter.subset(font)
font = instancer.instantiateVariableFont(font, {"wght": (400, 700)})

glyphs = font.getBestCmap()
order = font.getGlyphOrder()[:]
widths = font["HVAR"].table.AdvWidthMap.mapping


def width_of(name):
    return font["hmtx"].metrics[name][0]


def add(name, character, parts, width, varies_like=None):
    """A glyph composed of `parts` (glyph, dx, dy), as wide as `width`; its width varies like another's, or not."""
    glyph = Glyph()
    glyph.numberOfContours = -1 if parts else 0
    if parts:
        glyph.components = []
    for base, dx, dy in parts:
        part = GlyphComponent()
        part.glyphName, part.x, part.y, part.flags = base, dx, dy, 0x0006
        glyph.components.append(part)
    order.append(name)
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order
    font["glyf"].glyphs[name] = glyph
    if parts:
        glyph.recalcBounds(font["glyf"])
    font["hmtx"].metrics[name] = (width, glyph.xMin if parts else 0)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(character)] = name
    font["gvar"].variations[name] = []
    widths[name] = widths[varies_like] if varies_like else NO_VARIATION


less, greater, minus, squared = (glyphs[ord(c)] for c in "<>−²")
add("nnbsp", "\u202f", [], round(width_of(glyphs[0x20]) * 0.75))
add("twoinf", "₂", [(squared, 0, -380)], width_of(squared), squared)
for name, character, base in (("le", "≤", less), ("ge", "≥", greater)):
    add(name, character, [(base, 0, 70), (minus, -26, -250)], width_of(base), base)

font["maxp"].numGlyphs = len(order)
font.flavor = "woff2"
font.save(TARGET)
