"""The machine: its description, the CPU time of processes, and whether other processes disturb."""

import datetime
import os
import pathlib
import platform
import resource
import subprocess
import sys
import time

QUIET = 0.05  # the share of the CPU time that other processes may take
ATTEMPTS = 4  # to measure without disturbance


def progress(message):
    print(message, file=sys.stderr, flush=True)


def description():
    """The processors, the operating system and the compiler."""
    model = platform.processor() or platform.machine()
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    rust = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True).stdout
    return f"{os.cpu_count()} CPUs ({model}), {platform.system()}, Rust {rust.split()[1]}"


def today():
    return datetime.datetime.now(datetime.timezone.utc).date().isoformat()


def children_seconds():
    """The CPU time of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def busy_seconds(stat=pathlib.Path("/proc/stat")):
    """The CPU time of all processes since the machine started; `None` if it is not known.

    It excludes interrupts: those of a connection on loopback belong to no process.
    """
    if not stat.exists():
        return None
    user, nice, system, _idle, _iowait, _irq, _softirq, steal = (
        int(ticks) for ticks in stat.read_text().splitlines()[0].split()[1:9]
    )
    return (user + nice + system + steal) / os.sysconf("SC_CLK_TCK")


def process_seconds(process):
    """The CPU time of a process that is running."""
    stat = pathlib.Path(f"/proc/{process.pid}/stat")
    if not stat.exists():
        return 0
    # The name of the program, which stands in parentheses, may contain spaces.
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """Keeps the work of other processes out of measurements, as long as its patience lasts."""

    def __init__(self, patience=600):
        # The seconds to spend on waiting for an idle machine and on disturbed runs, in total.
        self.patience = patience

    def undisturbed(self, run, companion=None):
        """Waits until the machine is idle, then returns the result of `run`.

        Repeats it if processes other than its children and the companion took CPU time meanwhile.
        """
        for _ in range(ATTEMPTS):
            self._wait_until_idle()
            start = time.monotonic()
            result, share = _with_foreign_share(run, companion)
            if share <= QUIET or self.patience <= 0:
                return result
            self.patience -= time.monotonic() - start
            progress(f"other processes took {share:.0%} of the CPU time; measuring again")
        progress("the machine is not quiet; keeping the last measurement")
        return result

    def _wait_until_idle(self):
        while self.patience > 0:
            start = time.monotonic()
            _, share = _with_foreign_share(lambda: time.sleep(0.3), None)
            if share <= QUIET:
                return
            self.patience -= time.monotonic() - start
            if self.patience <= 0:
                progress("the machine is not idle; measuring without waiting from now on")


def _with_foreign_share(run, companion):
    def own():
        return children_seconds() + (process_seconds(companion) if companion else 0)

    start, busy, before = time.monotonic(), busy_seconds(), own()
    result = run()
    if busy is None:
        return result, 0
    elapsed, own_seconds = time.monotonic() - start, own() - before
    foreign = busy_seconds() - busy - own_seconds
    # Short measurements may be off by a few ticks.
    ticks = 4 / os.sysconf("SC_CLK_TCK")
    return result, max(foreign - ticks, 0) / (elapsed * (os.cpu_count() or 1))
