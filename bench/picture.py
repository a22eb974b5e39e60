#!/usr/bin/env python3
"""Writes comparison.svg from results.json. The same results give the same bytes.

The bars of a row are relative to its larger value, because the units of the rows differ.
`--check` writes nothing, and fails if the picture or the table in the README is out of date.
"""

import json
import pathlib
import sys
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parent / "README.md"

WIDTH = 760
LABEL = 190  # the width of the labels on the left
VALUE = 130  # the width of the values on the right
BAR = 13
GAP = 4
ROW = 2 * BAR + GAP + 14
TOP = 62
COLORS = ["#2f6f4f", "#b9bfc6"]  # legible on a light and on a dark background
TEXT = "#6e7781"


def number(value):
    return f"{value:,}"


def text(x, y, content, anchor="start", weight="normal", size=13):
    return (
        f'  <text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}">'
        f"{escape(content)}</text>"
    )


def bar(x, y, length, color):
    return f'  <rect x="{x}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2" fill="{color}"/>'


def picture(results):
    rows = results["rows"]
    height = TOP + ROW * len(rows) + 26
    room = WIDTH - LABEL - VALUE
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="system-ui, sans-serif" fill="{TEXT}" role="img" aria-label="The same program with each SDK: {escape(results["program"])}">',
        text(0, 20, "The same program with each SDK. Shorter is better.", weight="bold", size=14),
    ]
    x = LABEL
    for name, color in zip(results["subjects"], COLORS):
        lines += [bar(x, 34, BAR, color), text(x + BAR + 6, 45, name)]
        x += 130
    for index, row in enumerate(rows):
        y = TOP + ROW * index
        largest = max(row["values"])
        lines.append(text(LABEL - 12, y + BAR + 6, row["name"], anchor="end"))
        for offset, (value, color) in enumerate(zip(row["values"], COLORS)):
            top = y + offset * (BAR + GAP)
            length = max(room * value / largest, 1)
            lines.append(bar(LABEL, top, length, color))
            lines.append(text(LABEL + round(length, 1) + 8, top + 11, f"{number(value)} {row['unit']}".strip()))
    lines += [text(0, height - 8, f"{results['date']}, {results['machine']}", size=11), "</svg>", ""]
    return "\n".join(lines)


def missing_in_readme(results):
    """The values that the table in the README does not have."""
    table = README.read_text(encoding="utf-8")
    cells = ["| {} | {} |".format(*map(number, row["values"])) for row in results["rows"]]
    return [cell for cell in cells if cell not in table]


def main():
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    file = HERE / "comparison.svg"
    expected = picture(results)
    if "--check" not in sys.argv[1:]:
        file.write_text(expected, encoding="utf-8")
        return
    if not file.exists() or file.read_text(encoding="utf-8") != expected:
        sys.exit("bench/comparison.svg does not show bench/results.json; run bench/picture.py")
    missing = missing_in_readme(results)
    if missing:
        sys.exit("the table in README.md differs from bench/results.json; it has no " + ", ".join(missing))


main()
