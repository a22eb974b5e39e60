#!/usr/bin/env bash
# Compares the build of the same small program with this SDK and with the official one. Makes clean
# builds in turn, and prints CPU seconds, sizes and crates: medians of ROUNDS rounds (default 3).
#
#   bench/build.sh          # about ten minutes per round on two cores; use an idle machine
#
# Needs bash, awk and strip. Cargo fetches missing dependencies first; the builds are offline.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
rounds=${ROUNDS:-3}
apps=(app-querysmith app-aws-sdk)
export CARGO_TARGET_DIR
CARGO_TARGET_DIR=$(mktemp -d)
samples=$(mktemp)
trap 'rm -rf "$CARGO_TARGET_DIR" "$samples"' EXIT

# put APP FIGURE VALUE
put() { printf '%s\t%s\t%s\n' "$@" >>"$samples"; }

# build APP FIGURE ARGUMENTS...: makes a clean build and records the CPU seconds of all its processes.
build() {
    local app=$1 figure=$2
    shift 2
    rm -rf "${CARGO_TARGET_DIR:?}"/*
    local TIMEFORMAT='%U %S' seconds
    seconds=$({ time cargo build --manifest-path "$app/Cargo.toml" --offline --locked --quiet "$@"; } 2>&1)
    put "$app" "$figure" "$(awk '{print $1 + $2}' <<<"$seconds")"
}

for app in "${apps[@]}"; do
    cargo fetch --quiet --locked --manifest-path "$app/Cargo.toml"
    crates=$(cargo tree --offline --manifest-path "$app/Cargo.toml" -e normal --prefix none |
        sed 's/ (\*)$//' | sort -u | wc -l)
    put "$app" 'crates in the tree' "$crates"
done
for round in $(seq "$rounds"); do
    for app in "${apps[@]}"; do
        echo "round $round of $rounds: $app" >&2
        build "$app" 'clean debug build, CPU s'
        build "$app" 'clean release build, CPU s' --release
        strip -s -o "$CARGO_TARGET_DIR/stripped" "$CARGO_TARGET_DIR/release/$app"
        put "$app" 'stripped release binary, MiB' \
            "$(stat -c %s "$CARGO_TARGET_DIR/stripped" | awk '{print $1 / 1048576}')"
    done
done

median() { sort -n | awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }
of() { awk -F'\t' -v a="$1" -v f="$2" '$1 == a && $2 == f {print $3}' "$samples" | median; }
echo '| | querysmith | aws-config + aws-sdk-sts | ratio |'
echo '|---|---:|---:|---:|'
cut -f2 "$samples" | sort -u | while read -r figure; do
    awk -v f="$figure" -v a="$(of "${apps[0]}" "$figure")" -v b="$(of "${apps[1]}" "$figure")" \
        'BEGIN {printf "| %s | %.4g | %.4g | %.0f %% |\n", f, a, b, 100 * a / b}'
done
