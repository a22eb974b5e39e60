#!/usr/bin/env python3
"""Writes what shows `results.json`: comparison.svg, and the tables in README.md and bench/README.md.

The same results give the same bytes. `--check` writes nothing, and fails if a file is out of date.
"""

import argparse
import json
import pathlib
import sys

from tools import drawing, tables

HERE = pathlib.Path(__file__).resolve().parent


def contents(results, here):
    """The files that show the results, and what they must contain."""
    readme, bench = here.parent / "README.md", here / "README.md"
    return {
        here / "comparison.svg": drawing.picture(results),
        readme: tables.replaced(readme.read_text(encoding="utf-8"), tables.overview(results)),
        bench: tables.replaced(bench.read_text(encoding="utf-8"), tables.details(results)),
    }


def write(results, here=HERE):
    """Writes the files that show the results."""
    for file, content in contents(results, here).items():
        file.write_text(content, encoding="utf-8")


def out_of_date(results, here=HERE):
    """The files that do not show the results."""
    return [
        file.relative_to(here.parent)
        for file, content in contents(results, here).items()
        if not file.exists() or file.read_text(encoding="utf-8") != content
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing, and fail if a file is out of date")
    arguments = parser.parse_args()
    results = json.loads((HERE / "results.json").read_text(encoding="utf-8"))
    if not arguments.check:
        write(results)
    elif files := out_of_date(results):
        names = ", ".join(map(str, files))
        sys.exit(f"{names}: does not show bench/results.json; run bench/picture.py")


if __name__ == "__main__":
    main()
