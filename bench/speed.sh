#!/usr/bin/env bash
# Compares the speed of a call with AWS's SDK and bare hyper: time, instructions, allocations, calls
# per second over loopback, and the creation of a client. Prints a table of medians and one of ratios.
#
#   bench/speed.sh                                # about ten minutes; use an idle machine
#   ROUNDS=3 LATENCY_N=3000 CALLGRIND=0 bench/speed.sh
#
# The comparison is not part of this repository. It has to be at ../shared/bench, next to this
# repository; its README explains the measurements and all settings. Needs bash, awk, taskset, a C
# compiler (AWS's SDK builds C), and valgrind to count instructions.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if ! comparison=$(cd ../../shared/bench && pwd); then
    echo 'expected the comparison at ../shared/bench, next to this repository' >&2
    exit 1
fi
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

# One package at a time, because cargo would unify the features of all packages in one call.
for package in stub peer-floor peer-aws; do
    cargo build --quiet --release --locked --manifest-path "$comparison/Cargo.toml" -p "$package"
done
cargo build --quiet --release --manifest-path peer-querysmith/Cargo.toml

export BUILD=0 PEER_BIN_querysmith=$CARGO_TARGET_DIR/release/peer-querysmith
export PEERS=${PEERS:-floor-hyper aws querysmith} RESULTS=${RESULTS:-$CARGO_TARGET_DIR/results}
exec "$comparison/measure.sh"
