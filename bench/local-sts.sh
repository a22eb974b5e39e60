#!/usr/bin/env bash
# Compares the calls per second of the local stand-in for STS, which verifies signatures, trust policies
# and constraints, with those of a stub that checks nothing and sends the same bytes every time.
#
#   bench/local-sts.sh                       # a minute; use an idle machine
#   CLIENTS=raw ROUNDS=3 CALLS=10000 CONNECTIONS=1 PIN=1 bench/local-sts.sh
#
# The client `sdk` makes calls as an application does; `raw` sends the same bytes again and again.
# With PIN=1, the servers run on one processor and the client on another, which measures their CPU time;
# otherwise, both servers use all processors. Needs bash, and taskset for PIN=1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}

cargo build --quiet --release --locked --manifest-path comparison/Cargo.toml -p bench-stub
cargo build --quiet --release --locked --manifest-path ../Cargo.toml -p querysmith-local-sts
cargo build --quiet --release --manifest-path local-sts/Cargo.toml

on_server=() on_client=()
if [[ ${PIN:-0} == 1 ]] && (($(nproc) >= 2)) && command -v taskset >/dev/null; then
    on_server=(taskset -c 1) on_client=(taskset -c 0)
fi

outputs=$(mktemp -d)
servers=()
stop_servers() {
    for server in "${servers[@]}"; do
        kill "$server" 2>/dev/null || true
    done
    rm -rf "$outputs"
}
trap stop_servers EXIT
# The stub serves until its input ends.
mkfifo "$outputs/input"
exec 3<>"$outputs/input"

# start NAME PATTERN COMMAND...: starts a server and prints its port, which it prints after PATTERN.
start() {
    local output=$outputs/$1 pattern=$2 deadline=$((SECONDS + 10))
    shift 2
    "${on_server[@]}" "$@" >"$output" 2>&1 <&3 &
    servers+=($!)
    until port=$(sed -n "s/.*$pattern\([0-9]\{1,\}\).*/\1/p;T;q" "$output") && [[ -n $port ]]; do
        kill -0 $! 2>/dev/null || { cat "$output" >&2; exit 1; }
        ((SECONDS < deadline)) || { echo 'a server does not start' >&2; exit 1; }
        sleep 0.1
    done
}

readonly url='http:\/\/127\.0\.0\.1:'
start stub "$url" "$CARGO_TARGET_DIR/release/stub"
stub=127.0.0.1:$port
start local-sts "$url" "$CARGO_TARGET_DIR/release/querysmith-local-sts" --port 0 --state local-sts/state.json
for client in ${CLIENTS:-sdk raw}; do
    echo "-- $client"
    "${on_client[@]}" "$CARGO_TARGET_DIR/release/load-local-sts" "$client" "${ROUNDS:-7}" "${CALLS:-50000}" \
        "${CONNECTIONS:-16}" "local-sts=127.0.0.1:$port" "stub=$stub"
done
