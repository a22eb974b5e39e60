"""Tests without measurements: `python3 -m unittest tools.tests`, in the directory `bench`."""

import doctest
import itertools
import pathlib
import tempfile
import unittest
from unittest import mock

import picture

from . import builds, callgrind, drawing, figures, machine, tables


def load_tests(_loader, tests, _pattern):
    for module in (builds, callgrind, figures, tables):
        tests.addTests(doctest.DocTestSuite(module))
    return tests


def summary(value):
    return {"min": value, "median": value, "max": value}


def results(**changes):
    """Results with one figure of each part."""
    call = {"in_memory_cpu_us_per_call": summary(8.0)}
    debug = {"debug_cpu_seconds": summary(30.0)}
    slow = {"debug_cpu_seconds": summary(120.0)}
    parts = {
        "speed": {"date": "2026-02-03", "machine": "m", "rounds": 1, "figures": {"querysmith": call, "aws-sdk": call}},
        "builds": {
            "date": "2026-02-03",
            "machine": "m",
            "rounds": 1,
            "figures": {"querysmith": debug, "aws-sdk": slow, "hyper": debug},
        },
    }
    return {**parts, **changes}


class TablesShowTheResults(unittest.TestCase):
    def test_a_row_has_both_sdks_their_ratio_and_the_lower_bound(self):
        self.assertIn("| clean debug build, CPU s | 30 | 120 | 25 % | 30 |", tables.overview(results()))

    def test_the_lower_bound_is_empty_where_it_does_not_apply(self):
        self.assertIn("| in-memory call, CPU µs | 8 | 8 | 100 % |  |", tables.overview(results()))

    def test_figures_that_were_not_measured_have_no_row(self):
        self.assertEqual(len(tables.overview(results())), 4)
        self.assertEqual(len(tables.overview({})), 2)

    def test_a_range_stands_only_beside_a_figure_that_varies(self):
        changed = results()
        figures = changed["builds"]["figures"]
        figures["querysmith"] = {"debug_cpu_seconds": {"min": 29.8, "median": 30, "max": 30.2}}
        figures["hyper"] = {"debug_cpu_seconds": {"min": 29, "median": 30, "max": 31}}
        lines = tables.details(changed)
        self.assertIn("| clean debug build, CPU s | 30 | 120 | 30 (29 to 31) |  |", lines)


class ThePictureShowsTheResults(unittest.TestCase):
    def test_the_same_results_give_the_same_bytes(self):
        self.assertEqual(drawing.picture(results()), drawing.picture(results()))

    def test_the_largest_value_has_the_longest_bar(self):
        svg = drawing.picture(results())
        width = drawing.WIDTH - drawing.LABEL - drawing.VALUE
        self.assertIn(f'width="{width:.1f}"', svg)
        self.assertIn(f'width="{width / 4:.1f}"', svg)


class ChangedFilesAreFound(unittest.TestCase):
    def test_every_file_that_shows_other_results_is_named(self):
        with tempfile.TemporaryDirectory() as folder:
            bench = pathlib.Path(folder) / "bench"
            bench.mkdir()
            for file in (bench.parent / "README.md", bench / "README.md"):
                file.write_text(f"{tables.START}\n{tables.END}\n", encoding="utf-8")
            picture.write(results(), bench)
            self.assertEqual(picture.out_of_date(results(), bench), [])
            other = results(builds={"date": "2026-02-04", "machine": "m", "figures": {}})
            names = [str(name) for name in picture.out_of_date(other, bench)]
            self.assertEqual(names, ["bench/comparison.svg", "README.md", "bench/README.md"])


class DisturbedMeasurementsAreRepeated(unittest.TestCase):
    def run_with(self, busy, patience=600):
        """The number of runs if the CPU time of all processes takes these values: before and after
        each wait, and before and after each run."""
        runs = []
        replaced = {
            "busy_seconds": mock.Mock(side_effect=busy),
            "children_seconds": lambda: 0.0,
            "progress": lambda _message: None,
            "time": mock.Mock(monotonic=mock.Mock(side_effect=itertools.count())),
        }
        with mock.patch.multiple(machine, **replaced):
            machine.Watch(patience).undisturbed(lambda: runs.append(None))
        return len(runs)

    def test_a_quiet_machine_needs_one_run(self):
        self.assertEqual(self.run_with([5.0, 5.0, 5.0, 5.0]), 1)

    def test_a_run_starts_when_the_machine_is_idle(self):
        self.assertEqual(self.run_with([0.0, 50.0, 50.0, 99.0, 99.0, 99.0, 99.0, 99.0]), 1)

    def test_a_disturbed_run_is_repeated(self):
        self.assertEqual(self.run_with([5.0, 5.0, 5.0, 95.0, 95.0, 95.0, 95.0, 95.0]), 2)

    def test_the_number_of_runs_is_limited(self):
        disturbed = itertools.chain.from_iterable((n, n, n, n + 100) for n in itertools.count(0, 100))
        self.assertEqual(self.run_with(disturbed), machine.ATTEMPTS)

    def test_patience_is_limited(self):
        self.assertEqual(self.run_with(itertools.count(0, 100), patience=20), 1)

    def test_disturbed_runs_cost_patience(self):
        disturbed = itertools.chain.from_iterable((n, n, n, n + 100) for n in itertools.count(0, 100))
        self.assertEqual(self.run_with(disturbed, patience=5), 3)

    def test_a_system_without_the_counters_is_taken_as_quiet(self):
        self.assertEqual(self.run_with([None, None]), 1)


if __name__ == "__main__":
    unittest.main()
