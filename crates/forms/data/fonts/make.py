"""Makes regular.ttf and bold.ttf: the letters of the languages of Europe that use Latin ones, of the house's typeface.

    npm pack @fontsource/atkinson-hyperlegible-next@5.3.0 && tar xzf *.tgz
    pip install fonttools brotli
    python make.py package/files
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

FILES = Path(sys.argv[1])
OTHERS = "ȘșȚțẞ‐‑–—‘’‚“”„†•…‹›€™−"
KEPT = {*range(0x20, 0x7F), *range(0xA0, 0x180), *map(ord, OTHERS)}
LAYOUT = ("GSUB", "GPOS", "GDEF", "gasp", "STAT", "HVAR")

for weight, name in ((400, "regular"), (700, "bold")):
    parts = []
    for letters in ("latin", "latin-ext"):
        font = TTFont(FILES / f"atkinson-hyperlegible-next-{letters}-{weight}-normal.woff2")
        font.flavor = None
        for table in LAYOUT:
            if table in font:
                del font[table]
        part = Path(f"{letters}-{weight}.ttf")
        font.save(part)
        parts.append(str(part))
    whole = Path(f"whole-{weight}.ttf")
    Merger().merge(parts).save(whole)
    font = TTFont(whole, recalcTimestamp=False)
    options = subset.Options(hinting=False, notdef_outline=True, glyph_names=False)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=KEPT)
    subsetter.subset(font)
    font["head"].created = font["head"].modified = 3786912000
    font.save(Path(__file__).parent / f"{name}.ttf")
    for part in (*parts, whole):
        Path(part).unlink()
