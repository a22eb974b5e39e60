"""Reads the output files of callgrind."""

import re

# SHA-256's compression function in ring, aws-lc and the crate sha2. Processors have instructions for
# it that callgrind lacks, so that its share is far larger under callgrind.
SHA256 = re.compile(r"sha256.*(compress|block)", re.IGNORECASE)
_NAME = re.compile(r"\((\d+)\)(?: (.*))?")


def instructions(lines):
    """The instructions of all functions, and those of SHA-256's compression function.

    Each function's lines have its own cost. The line after `calls=` has the cost of the called
    function, which is counted where that function is defined. A name stands only where its number is
    first used.

    >>> instructions('''events: Ir
    ... fn=(1) main
    ... 10 100
    ... +2 5
    ... cfn=(2) sha2::sha256::soft::compress
    ... calls=3 40
    ... * 900
    ... fn=(2)
    ... 40 900
    ... fn=(3) sha256_update
    ... 50 7
    ... totals: 1012'''.splitlines())
    (1012, 900)
    """
    names, function, total, sha256 = {}, None, 0, 0
    is_callee = False
    for line in lines:
        key, separator, rest = line.partition("=")
        if separator and key in ("fn", "cfn"):
            number, name = _NAME.match(rest).groups()
            if name is not None:
                names[number] = SHA256.search(name) is not None
            if key == "fn":
                function = number
        elif key == "calls":
            is_callee = True
        elif line[:1] in "0123456789+-*" and line:
            if not is_callee:
                cost = int(line.split()[1])
                total += cost
                sha256 += cost if names.get(function) else 0
            is_callee = False
    return total, sha256


def per_call(fewer, more, calls):
    """Figures of one call, from the counts of two runs that differ by this number of calls.

    >>> per_call((1000, 300), (5000, 1300), 10)
    {'instructions': 400.0, 'sha256_instructions': 100.0, 'instructions_without_sha256': 300.0}
    """
    total, sha256 = ((after - before) / calls for before, after in zip(fewer, more))
    return {
        "instructions": total,
        "sha256_instructions": sha256,
        "instructions_without_sha256": total - sha256,
    }
