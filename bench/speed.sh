#!/usr/bin/env bash
# How fast a call is, beside AWS's own SDK and bare hyper: time, instructions, allocations, calls a
# second over loopback, and what a new client costs. Prints a table of medians and one of ratios.
#
#   bench/speed.sh                                # about ten minutes; leave the machine alone
#   ROUNDS=3 LATENCY_N=3000 CALLGRIND=0 bench/speed.sh
#
# The comparison is not ours: it has to be at ../shared/bench, beside this repository, and its
# README says what is measured, how, and what else can be set. Wanted: bash, awk, a C compiler (AWS's
# SDK builds C), valgrind for instructions, taskset.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if ! comparison=$(cd ../../shared/bench && pwd); then
    echo 'expected the comparison at ../shared/bench, beside this repository' >&2
    exit 1
fi
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

# One package at a time: in one call cargo would unify the features of all.
for package in stub peer-floor peer-aws; do
    cargo build --quiet --release --locked --manifest-path "$comparison/Cargo.toml" -p "$package"
done
cargo build --quiet --release --manifest-path peer-querysmith/Cargo.toml

export BUILD=0 PEER_BIN_querysmith=$CARGO_TARGET_DIR/release/peer-querysmith
export PEERS=${PEERS:-floor-hyper aws querysmith} RESULTS=${RESULTS:-$CARGO_TARGET_DIR/results}
exec "$comparison/measure.sh"
