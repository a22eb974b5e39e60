"""Measures the builds of the same small program with each SDK and without one."""

import os
import pathlib
import shutil
import subprocess
import tempfile

from . import figures, machine
from .machine import progress

HERE = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = {"querysmith": "app-querysmith", "aws-sdk": "app-aws-sdk", "hyper": "app-hyper"}
MIB = 1024 * 1024


def measure(rounds):
    """Makes clean builds of the programs in turn, and returns their figures."""
    samples, watch = figures.Samples(), machine.Watch()
    for subject, program in PROGRAMS.items():
        _cargo(program, "fetch")
        samples.add(subject, {"crates": _crates(program)})
    for round_number in range(1, rounds + 1):
        for subject, program in PROGRAMS.items():
            progress(f"builds: round {round_number} of {rounds}: {program}")
            samples.add(subject, _build(program, watch))
    for figure in ("debug_cpu_seconds", "release_cpu_seconds"):
        samples.add_shares(figure, "hyper")
    return {
        "date": machine.today(),
        "machine": machine.description(),
        "rounds": rounds,
        "figures": samples.summary(),
    }


def _build(program, watch):
    """The CPU time of clean builds, and the size of the stripped release program."""
    debug = watch.undisturbed(lambda: _clean_build(program))["cpu_seconds"]
    release = watch.undisturbed(lambda: _clean_build(program, "--release"))
    return {
        "debug_cpu_seconds": debug,
        "release_cpu_seconds": release["cpu_seconds"],
        "stripped_mib": release["stripped_mib"],
    }


def _clean_build(program, *options):
    with tempfile.TemporaryDirectory() as target:
        before = machine.children_seconds()
        _cargo(program, "build", "--offline", "--quiet", *options, CARGO_TARGET_DIR=target)
        measured = {"cpu_seconds": machine.children_seconds() - before}
        if options:
            measured["stripped_mib"] = _stripped_size(pathlib.Path(target) / "release" / program) / MIB
        return measured


def _stripped_size(binary):
    stripped = binary.with_name("stripped")
    if not shutil.which("strip"):
        raise SystemExit("bench/compare needs `strip`, which is part of binutils")
    subprocess.run(["strip", "-s", "-o", stripped, binary], check=True)
    return stripped.stat().st_size


def _crates(program):
    """The number of crates in the program's tree, itself included."""
    arguments = ["-e", "normal", "--prefix", "none", "--offline"]
    tree = _cargo(program, "tree", *arguments, capture_output=True, text=True).stdout
    return count_crates(tree)


def count_crates(tree):
    """The number of different crates in the output of `cargo tree --prefix none`.

    >>> count_crates("a v1.0.0 (/a)\\nb v1.0.0\\nc v2.0.0\\nb v1.0.0 (*)\\n")
    3
    """
    return len({line.removesuffix(" (*)") for line in tree.splitlines() if line})


def _cargo(program, *arguments, capture_output=False, text=False, **variables):
    environment = {**os.environ, "CARGO_INCREMENTAL": "0", **variables}
    # A compiler cache would make the builds of the second round shorter.
    for wrapper in ("RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"):
        environment.pop(wrapper, None)
    return subprocess.run(
        ["cargo", *arguments],
        cwd=HERE / program,
        env=environment,
        check=True,
        capture_output=capture_output,
        text=text,
    )
