"""Measures the speed of the clients in `comparison/`."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import tempfile

from . import callgrind, figures, machine
from .machine import progress

WORKSPACE = pathlib.Path(__file__).resolve().parent.parent / "comparison"
CLIENTS = ["querysmith", "aws-sdk", "hyper", "reqsign"]
LOWER_BOUND = "hyper"  # the client without an SDK, which cannot be measured in memory

SEQUENTIAL = 10_000
CONCURRENT = 40_000
TASKS = 16
IN_MEMORY = 30_000
CREATIONS = 5  # of a first client, each in a new process


def measure(rounds):
    """Builds, checks and measures the clients, and returns their figures."""
    programs, watch = _build(), machine.Watch()
    samples = figures.Samples()
    with _stub(programs, "--strict") as (_, endpoint):
        for client in CLIENTS:
            _run(programs[client], "check", endpoint=endpoint)
    progress("all clients send the same call, and read the same response")
    for round_number in range(1, rounds + 1):
        progress(f"speed: round {round_number} of {rounds}")
        with _stub(programs) as (stub, endpoint):
            _measure_round(programs, samples, watch, stub, endpoint)
    for client in CLIENTS:
        if client != LOWER_BOUND:
            _count(programs, samples, client)
    for figure in ("sequential_calls_per_second", "concurrent_calls_per_second"):
        samples.add_shares(figure, LOWER_BOUND)
    return {
        "date": machine.today(),
        "machine": machine.description(),
        "rounds": rounds,
        "figures": samples.summary(),
    }


def _build():
    """The paths of the programs. One package per build, so that cargo does not unify their features."""
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", WORKSPACE.parent.parent / "target"))
    target = target.absolute() / "comparison"
    for package in ["stub", *CLIENTS]:
        progress(f"building {package}")
        command = ["cargo", "build", "--quiet", "--release", "--package", f"bench-{package}"]
        subprocess.run([*command, "--target-dir", target], cwd=WORKSPACE, check=True)
    programs = {"stub": target / "release" / "stub"}
    for client in CLIENTS:
        programs[client] = target / "release" / f"client-{client}"
    return programs


@contextlib.contextmanager
def _stub(programs, *options):
    """A stub that is running, on the last processor, and its URL."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([programs["stub"], *options], preexec_fn=_on_processor(-1), **pipes) as stub:
        try:
            yield stub, stub.stdout.readline().strip().removeprefix("endpoint=")
        finally:
            stub.stdin.close()


def _on_processor(index):
    """Moves a new process to one processor, where this is possible and there are at least two."""

    def move():
        os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[index]})

    can_move = hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1
    return move if can_move else None


def _run(program, *command, endpoint=None):
    """The figures that the command of a client prints. The client runs on the first processor."""
    options = ["--endpoint", endpoint] if endpoint else []
    result = subprocess.run(
        [program, *options, *map(str, command)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        preexec_fn=_on_processor(0),
    )
    return figures.parse(result.stdout)


def _measure_round(programs, samples, watch, stub, endpoint):
    """Takes each figure from one client after the other, because the machine's speed may drift."""

    def sample(client, prefix, *command, url=None):
        def run():
            return _run(programs[client], *command, endpoint=url)

        samples.add(client, watch.undisturbed(run, companion=stub), prefix)

    for client in CLIENTS:
        sample(client, "sequential_", "sequential", SEQUENTIAL, url=endpoint)
    for client in CLIENTS:
        sample(client, "concurrent_", "concurrent", CONCURRENT, TASKS, url=endpoint)
    for client in CLIENTS:
        if client != LOWER_BOUND:
            sample(client, "in_memory_", "in-memory", IN_MEMORY)
    for _ in range(CREATIONS):
        for client in CLIENTS:
            sample(client, "create_", "create", 20)


def _count(programs, samples, client):
    """Counts allocations and instructions, which hardly vary."""
    progress(f"counting: {client}")
    program = programs[client]
    counting = program.with_name(program.name + "-allocations")
    samples.add(client, _run(counting, "allocations", 1000))
    if not shutil.which("valgrind"):
        progress("skipped: instructions are counted by valgrind, which is not installed")
        return
    fewer, more = (_instructions(program, calls) for calls in (1000, 2000))
    samples.add(client, callgrind.per_call(fewer, more, 1000))


def _instructions(program, calls):
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "callgrind.out"
        # A fixed warm-up, so that two runs differ by the measured calls only.
        client = [program, "--warm-up", "100", "in-memory", str(calls)]
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={file}", *client]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"{result.stderr}\n{program.name} failed under valgrind")
        with file.open(encoding="utf-8") as lines:
            return callgrind.instructions(line.rstrip("\n") for line in lines)
