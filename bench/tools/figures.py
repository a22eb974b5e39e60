"""Figures: their lines in the output of programs, their medians, and their shares."""

import statistics


def parse(output):
    """The figures in lines `key=value`; other lines are an error.

    >>> parse("calls_per_second=14300.125\\ncpu_share=0.980\\n")
    {'calls_per_second': 14300.125, 'cpu_share': 0.98}
    >>> parse("no figure")
    Traceback (most recent call last):
    ValueError: expected key=value, found 'no figure'
    """
    figures = {}
    for line in output.splitlines():
        key, separator, value = line.partition("=")
        if not separator:
            raise ValueError(f"expected key=value, found {line!r}")
        figures[key] = float(value)
    return figures


class Samples:
    """The samples of the figures of several subjects, in the order in which they were taken."""

    def __init__(self):
        self._samples = {}

    def add(self, subject, figures, prefix=""):
        """Adds a sample of each of these figures.

        >>> samples = Samples()
        >>> samples.add("one", {"us": 3.0}, prefix="create_")
        >>> samples.of("one", "create_us")
        [3.0]
        """
        for key, value in figures.items():
            self._samples.setdefault(subject, {}).setdefault(prefix + key, []).append(value)

    def of(self, subject, figure):
        return self._samples.get(subject, {}).get(figure, [])

    def add_shares(self, figure, reference):
        """Adds the figure's share of the same figure of the reference, round by round.

        The shares of one round are those of measurements that ran one after the other, so they vary
        less than the figures.

        >>> samples = Samples()
        >>> for one, two in [(9, 10), (40, 50)]:
        ...     samples.add("one", {"speed": one})
        ...     samples.add("two", {"speed": two})
        >>> samples.add_shares("speed", "two")
        >>> samples.of("one", "speed_share"), samples.of("two", "speed_share")
        ([0.9, 0.8], [])
        """
        references = self.of(reference, figure)
        for subject in [subject for subject in self._samples if subject != reference]:
            for value, whole in zip(self.of(subject, figure), references):
                self.add(subject, {figure + "_share": value / whole})

    def summary(self):
        """Minimum, median and maximum of every figure.

        >>> samples = Samples()
        >>> for value in [5, 1, 2]:
        ...     samples.add("one", {"us": value})
        >>> samples.summary()
        {'one': {'us': {'min': 1, 'median': 2, 'max': 5}}}
        """
        return {
            subject: {figure: summarize(values) for figure, values in sorted(figures.items())}
            for subject, figures in self._samples.items()
        }


def summarize(values):
    """Minimum, median and maximum, to four significant digits or, if larger, to whole numbers.

    >>> summarize([0.123456, 0.2, 0.3, 0.4])
    {'min': 0.1235, 'median': 0.25, 'max': 0.4}
    >>> summarize([64000.4])
    {'min': 64000, 'median': 64000, 'max': 64000}
    """
    return {
        "min": shortened(min(values)),
        "median": shortened(statistics.median(values)),
        "max": shortened(max(values)),
    }


def shortened(value):
    if abs(value) >= 1000 or value == int(value):
        return round(value)
    return float(f"{value:.4g}")
