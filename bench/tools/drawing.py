"""Draws the bar chart of the results. The same results give the same bytes."""

from xml.sax.saxutils import escape

from . import tables

ROWS = [tables.DEBUG, tables.RELEASE, tables.CRATES, tables.BINARY, tables.CALL, tables.ALLOCATIONS]
PROGRAM = "GetCallerIdentity, then AssumeRole, with default features"

WIDTH = 760
LABEL = 215  # the width of the labels on the left
VALUE = 130  # the width of the values on the right
BAR = 12
GAP = 3
MARGIN = 15  # between two rows
TOP = 62
# Legible on a light and on a dark background.
COLORS = {"querysmith": "#2f6f4f", "aws-sdk": "#b9bfc6", "hyper": "#7f9fb5"}
TEXT = "#6e7781"


def picture(results):
    """The chart as SVG. The bars of a row are relative to its largest value, as units differ."""
    lines = []
    x = LABEL
    for subject, color in COLORS.items():
        lines += [_bar(x, 34, BAR, color), _text(x + BAR + 6, 45, tables.SUBJECTS[subject])]
        x += 190 if subject == "aws-sdk" else 110
    y = TOP
    for row in ROWS:
        bars, height = _row(row, results, y)
        lines += bars
        y += height
    speed, builds = results["speed"], results["builds"]
    dates = " and ".join(sorted({speed["date"], builds["date"]}))
    height = y + 26
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
            f'width="{WIDTH}" height="{height}" font-family="system-ui, sans-serif" fill="{TEXT}" '
            f'role="img" aria-label="The same program with each SDK: {escape(PROGRAM)}">',
            _text(0, 20, "The same program with each SDK. Shorter is better.", weight="bold", size=14),
            *lines,
            _text(0, height - 8, f"{dates}, {builds['machine']}", size=11),
            "</svg>",
            "",
        ]
    )


def _row(row, results, y):
    """The elements of a row, and its height."""
    values = {subject: row.value(results, subject) for subject in COLORS}
    values = {subject: value for subject, value in values.items() if value is not None}
    height = len(values) * (BAR + GAP) + MARGIN
    middle = y + (height - MARGIN) / 2 + 4
    lines = [_text(LABEL - 12, f"{middle:.1f}", row.name, anchor="end")]
    largest = max(values.values(), default=0)
    for index, (subject, value) in enumerate(values.items()):
        top = y + index * (BAR + GAP)
        length = max((WIDTH - LABEL - VALUE) * value / largest, 1)
        label = f"{tables.number(value)} {row.unit}".strip()
        lines.append(_bar(LABEL, top, length, COLORS[subject]))
        lines.append(_text(f"{LABEL + length + 8:.1f}", top + 10, label))
    return lines, height


def _bar(x, y, length, color):
    return f'  <rect x="{x}" y="{y}" width="{length:.1f}" height="{BAR}" rx="2" fill="{color}"/>'


def _text(x, y, content, anchor="start", weight="normal", size=13):
    return (
        f'  <text x="{x}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" font-size="{size}">'
        f"{escape(content)}</text>"
    )
