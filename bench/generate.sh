#!/usr/bin/env bash
# Compares two binaries of the command `querysmith`: each generates crates from the same models, in
# turns. Prints the medians of the wall-clock time and the CPU time, and their ratios.
#
# Usage: bench/generate.sh OLD NEW MODEL...    ROUNDS=15 by default
#
# With several models, a run generates one crate after the other, each in a process of its own. Use
# an idle machine. TMPDIR is the directory that the crates are written to.
set -euo pipefail
export LC_ALL=C
(($# > 2)) || { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "$0"; exit 2; }
commands=("$(realpath "$1")" "$(realpath "$2")")
shift 2
models=()
for model in "$@"; do models+=("$(realpath "$model")"); done
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec 3>&2

generate() { # COMMAND: all models
    local i
    for i in "${!models[@]}"; do
        "$1" codegen --model "${models[i]}" --out "$work/crate$i" >/dev/null 2>"$work/messages" ||
            { cat "$work/messages" >&3; exit 1; }
    done
}

TIMEFORMAT='%3U %3S'
for ((round = 0; round <= ${ROUNDS:-15}; round++)); do
    for name in 0 1; do
        rm -rf "$work"/crate*
        start=${EPOCHREALTIME/./}
        cpu=$({ time generate "${commands[name]}"; } 2>&1)
        end=${EPOCHREALTIME/./}
        # The first round reads the files for the first time.
        ((round)) && echo "$name $((end - start)) $cpu" >>"$work/times"
    done
done

median() { # NAME COLUMNS: the median of the sum of the columns, in ms
    awk -v name="$1" "\$1 == name {print $2}" "$work/times" | sort -n |
        awk '{v[NR] = $1} END {print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'
}
for what in 'wall-clock time:$2 / 1000' 'CPU time:1000 * ($3 + $4)'; do
    old=$(median 0 "${what#*:}") new=$(median 1 "${what#*:}")
    awk -v what="${what%:*}" -v old="$old" -v new="$new" \
        'BEGIN {printf "%s: %.1f ms -> %.1f ms, ratio %.3f\n", what, old, new, new / old}'
done
