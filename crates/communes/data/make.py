#!/usr/bin/env python3
"""Writes communes.txt from the npm package that names the communes.

    npm pack @etalab/decoupage-administratif@6.0.0
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python3 make.py package > communes.txt

The same package always gives the same bytes. LICENSE.txt is the package's own.
"""

import json
import pathlib
import sys
from collections import Counter, defaultdict

# Characters that no name holds, each of which stands for a frequent piece of a name.
# Left out: `#` begins a remark; `+`, `/` and `*` mark an entry.
TOKENS = '!"$%&,.:;<=>?@[]^_{}~'
LONGEST_PIECE = 10
CITIES = {"75056": "Paris", "13055": "Marseille", "69123": "Lyon"}

HEADER = """\
# Postcodes of France and the communes they serve.
# Made by make.py from the npm package @etalab/decoupage-administratif {version}: do not edit.
# Data: code officiel géographique (INSEE) and base officielle des codes postaux (La Poste), put together
# by Etalab; Licence Ouverte / Open Licence (https://www.etalab.gouv.fr/licence-ouverte-open-licence).
# Package: Copyright (c) 2018-2019 Etalab, MIT licence, in LICENSE.txt beside this file.
# A line is a postcode, then its communes: the last 3 characters of the INSEE code (the first 2 are those
# of the postcode) and the name. +: all 5 characters follow. /: an arrondissement, by the name of its city.
# *: the whole city, found by its INSEE code only. A character of the list below stands for what follows it.
"""


def entries(communes):
    """(postcode, INSEE code, mark, name), sorted."""
    for commune in communes:
        code, name, postcodes = commune["code"], commune["nom"], commune.get("codesPostaux", [])
        if not postcodes:
            continue
        if commune["type"] == "arrondissement-municipal":
            city = CITIES[commune["commune"]]
            for postcode in postcodes:
                number = int(postcode[3:])
                expected = f"{city} {number}{'er' if number == 1 else 'e'} Arrondissement"
                if name != expected:
                    sys.exit(f"{code}: {name!r} is not {expected!r}")
                yield postcode, code, "/", city
        elif code in CITIES:
            yield postcodes[0], code, "*", name
        else:
            for postcode in postcodes:
                yield postcode, code, "" if code[:2] == postcode[:2] else "+", name


def pieces(names):
    """The piece that each token stands for: every time the one that saves most bytes."""
    count = Counter(names)
    short = {name: name for name in count}
    chosen = []
    for token in TOKENS:
        saved = Counter()
        for name, times in count.items():
            text = short[name]
            for size in range(2, LONGEST_PIECE + 1):
                for start in range(len(text) - size + 1):
                    piece = text[start : start + size]
                    if not any(other in piece for other, _ in chosen):
                        saved[piece] += times * (len(piece.encode()) - 1)
        piece = min(saved, key=lambda piece: (-saved[piece], piece))
        chosen.append((token, piece))
        short = {name: text.replace(piece, token) for name, text in short.items()}
    return chosen, short


def main():
    package = pathlib.Path(sys.argv[1])
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    communes = json.loads((package / "data" / "communes.json").read_text("utf-8"))
    lines = defaultdict(list)
    listed = sorted(entries(communes))
    for _, code, _, name in listed:
        strange = [c for c in name if c in TOKENS + "#+/*" or c.isdigit() or c.isspace() and c != " "]
        if strange:
            sys.exit(f"{code}: {name!r} holds {strange}")
    chosen, short = pieces([name for _, _, _, name in listed])
    for postcode, code, mark, name in listed:
        lines[postcode].append(mark + (code if mark == "+" else code[2:]) + short[name])
    out = HEADER.format(version=version)
    out += "".join(f"{token}{piece}\n" for token, piece in chosen)
    out += "\n"
    out += "".join(postcode + "".join(line) + "\n" for postcode, line in sorted(lines.items()))
    sys.stdout.buffer.write(out.encode())


main()
