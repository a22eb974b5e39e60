"""Tables of results, and the parts of Markdown files that they replace."""

from typing import NamedTuple

SUBJECTS = {
    "querysmith": "querysmith",
    "aws-sdk": "aws-config + aws-sdk-sts",
    "hyper": "bare hyper + rustls",
    "reqsign": "reqsign",
}
START = "<!-- bench/picture.py writes this table. -->"
END = "<!-- The end of the table. -->"


class Row(NamedTuple):
    """A row of a table: its name, and the part and key of its figure."""

    name: str
    unit: str
    part: str
    figure: str
    scale: float = 1

    def value(self, results, subject, which="median"):
        """The value of a subject in this row's unit; `None` if it has not been measured."""
        figure = results.get(self.part, {}).get("figures", {}).get(subject, {}).get(self.figure)
        return figure and figure[which] * self.scale

    def title(self):
        return f"{self.name}, {self.unit}" if self.unit else self.name


DEBUG = Row("clean debug build", "CPU s", "builds", "debug_cpu_seconds")
RELEASE = Row("clean release build", "CPU s", "builds", "release_cpu_seconds")
CRATES = Row("crates in the dependency tree", "", "builds", "crates")
BINARY = Row("stripped release binary", "MiB", "builds", "stripped_mib")
CALL = Row("in-memory call", "CPU µs", "speed", "in_memory_cpu_us_per_call")
INSTRUCTIONS = Row("in-memory call, instructions outside SHA-256", "", "speed", "instructions_without_sha256")
ALLOCATIONS = Row("in-memory call, allocations", "", "speed", "allocations_per_call")
SEQUENTIAL = Row("sequential calls per second over loopback", "", "speed", "sequential_calls_per_second")
CONCURRENT = Row("calls per second from 16 tasks on one thread", "", "speed", "concurrent_calls_per_second")
CREATE = Row("first client of a process", "µs", "speed", "create_first_us")

OVERVIEW = [DEBUG, RELEASE, CRATES, BINARY, CALL, INSTRUCTIONS, ALLOCATIONS, SEQUENTIAL, CONCURRENT, CREATE]
DETAILS = [
    DEBUG,
    Row("of bare hyper's", "%", "builds", "debug_cpu_seconds_share", 100),
    RELEASE,
    Row("of bare hyper's", "%", "builds", "release_cpu_seconds_share", 100),
    CRATES,
    BINARY,
    CALL,
    INSTRUCTIONS,
    Row("in-memory call, instructions in SHA-256", "", "speed", "sha256_instructions"),
    ALLOCATIONS,
    Row("in-memory call, allocated bytes", "", "speed", "bytes_per_call"),
    SEQUENTIAL,
    Row("of bare hyper's", "%", "speed", "sequential_calls_per_second_share", 100),
    Row("sequential calls, CPU of the client", "µs", "speed", "sequential_cpu_us_per_call"),
    Row("sequential calls, 99th percentile", "µs", "speed", "sequential_latency_p99_us"),
    CONCURRENT,
    Row("of bare hyper's", "%", "speed", "concurrent_calls_per_second_share", 100),
    CREATE,
    Row("every other client of a process", "µs", "speed", "create_next_us"),
]


def number(value):
    """A value with three significant digits or, if it is a count of less than 1,000, all of them.

    >>> [number(value) for value in (0.0984, 7.2, 118.24, 48, 14321, 999.6)]
    ['0.0984', '7.2', '118', '48', '14,300', '1,000']
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 or rounded == int(rounded) else f"{rounded:.3g}"


def overview(results):
    """The table of the README: the two SDKs, their ratio, and the lower bound."""
    lines = [
        f"| | {SUBJECTS['querysmith']} | {SUBJECTS['aws-sdk']} | ratio | {SUBJECTS['hyper']} |",
        "|---|---:|---:|---:|---:|",
    ]
    for row in OVERVIEW:
        one, other, bound = (row.value(results, subject) for subject in ("querysmith", "aws-sdk", "hyper"))
        if one is None or other is None:
            continue
        bound = "" if bound is None else number(bound)
        lines.append(f"| {row.title()} | {number(one)} | {number(other)} | {one / other * 100:.0f} % | {bound} |")
    return lines


def details(results):
    """The table of `bench/README.md`: medians of all clients, with their range if it is wide."""
    lines = ["| | " + " | ".join(SUBJECTS.values()) + " |", "|---|" + "---:|" * len(SUBJECTS)]
    for row in DETAILS:
        cells = [_cell(row, results, subject) for subject in SUBJECTS]
        if any(cells):
            lines.append(f"| {row.title()} | " + " | ".join(cells) + " |")
    return lines


def _cell(row, results, subject):
    low, median, high = (row.value(results, subject, which) for which in ("min", "median", "max"))
    if median is None:
        return ""
    # With whole percents at most, the range would repeat the median.
    is_wide = high - low > 0.02 * median
    return number(median) + (f" ({number(low)} to {number(high)})" if is_wide else "")


def replaced(text, table):
    """The text with this table between the two markers.

    >>> text = f"before\\n\\n{START}\\n\\n| old |\\n\\n{END}\\n\\nafter\\n"
    >>> replaced(text, ["| new |"]) == text.replace("old", "new")
    True
    >>> replaced("no marker", [])
    Traceback (most recent call last):
    ValueError: expected the two markers of a table, found 0 and 0
    """
    if (text.count(START), text.count(END)) != (1, 1):
        raise ValueError(
            f"expected the two markers of a table, found {text.count(START)} and {text.count(END)}"
        )
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    return "\n".join([before + START, "", *table, "", END + after])
