#!/usr/bin/env bash
# Every test there is. Builds all of it once while what is missing is installed, then starts a PostgreSQL cluster of its
# own and runs itself again beside it. The browser tests mostly wait, so lints and conformance run beside them, at the
# lowest priority; the tests of Rust have the machine for themselves. How long each step took is said at the end;
# target/test/ keeps that, what ran beside said, and how long each world of the scenarios lasted.
set -euo pipefail
cd "$(dirname "$0")/.."

# Everything is built once, so what only serves the next build is not kept: it would take as much room as all the rest.
# Nor is the table of lines: a panic says where it is without it.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
export UDF_TEST_BEGUN=${UDF_TEST_BEGUN:-$(date +%s)}
kept=$PWD/target/test

# Runs a step and keeps how long it took: NAME COMMAND…
step() {
    local name=$1 begun=$SECONDS
    shift
    printf '\n== %s (%d s)\n' "$name" $(($(date +%s) - UDF_TEST_BEGUN))
    "$@"
    printf '%6d s  %s\n' $((SECONDS - begun)) "$name" >>"$kept/steps.txt"
}

build() {
    cargo test --quiet --no-run &
    building=$!
    trap 'kill "$building" 2>/dev/null || true' EXIT
    [ -n "${UDF_TEST_POSTGRES:-}" ] || tools/need.sh
    wait "$building"
    trap - EXIT
}

lints() {
    step "Lints, beside"                  cargo clippy --quiet --all-targets -- -D warnings
    # With a small test beside, the libraries are those that were checked already.
    step "Lints without printing, beside" cargo clippy --quiet --lib --bins --test layout --no-default-features -- -D warnings
    step "Dependencies, beside"           tools/audit.sh --if-installed
}

conformance() {
    step "Conformance, beside" tools/conformance.sh
}

# One of the two at the lowest priority; what it said is shown at once when it fails.
beside() {
    nice -n 19 tools/test.sh "$1" >"$kept/$1.txt" 2>&1 </dev/null || { cat "$kept/$1.txt" >&2; return 1; }
}

groups=()
wait_for_both() {
    local group failed=
    for group in "${groups[@]}"; do wait "$group" || failed=yes; done
    groups=()
    cat "$kept/lints.txt" "$kept/conformance.txt"
    [ -z "$failed" ] || { echo "What ran beside failed: see above." >&2; return 1; }
}

# What still runs beside ends with this script; then the seconds of each step are told.
finish() {
    local group
    for group in "${groups[@]}"; do kill -TERM -- "-$group" 2>/dev/null || true; done
    printf '\n== Seconds\n'
    cat "$kept/steps.txt" 2>/dev/null || true
    printf '%6d s  all\n' $(($(date +%s) - UDF_TEST_BEGUN))
    [ -s "$kept/worlds.txt" ] || return 0
    printf '\n== The slowest worlds of scenarios (of all: %s/worlds.txt)\n' "$kept"
    sort -rn "$kept/worlds.txt" | awk -F'\t' 'NR <= 15 { printf "%6.1f s  %s on %s\n", $1 / 1000, $3, $2 }'
}

case "${1:-}" in lints | conformance) "$1"; exit ;; esac

trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

if [ -z "${UDF_TEST_BUILT:-}" ]; then
    rm -rf "$kept"
    mkdir -p "$kept"
    free=$(df --output=avail -k . | tail -n 1)
    [ "$free" -ge $((12 * 1024 * 1024)) ] || echo "Only $((free / 1024 / 1024)) GiB are free here: building and testing takes about 12 GiB." >&2
    step "Format" cargo fmt --check
    step "Build"  build
    export UDF_TEST_BUILT=yes
    [ -n "${UDF_TEST_POSTGRES:-}" ] || exec tools/postgres.sh tools/test.sh
fi

# What was built, for those who must not wait for cargo while it serves another.
UDF_BINARY=$(realpath "${CARGO_TARGET_DIR:-target}/debug/udf")
UDF_LIB_TESTS=$(cargo test --quiet --no-run --lib --message-format=json | sed -n 's/.*"executable":"\([^"]*\)".*/\1/p' | tail -n 1)
export UDF_BINARY UDF_LIB_TESTS

trap finish EXIT
# Each in a process group of its own, so that all of it can be stopped.
set -m
beside lints &
groups+=($!)
beside conformance &
groups+=($!)
set +m
step "Browser"                        tools/browser.sh
step "What ran beside, to its end"    wait_for_both
step "Tests on SQLite and PostgreSQL" env UDF_TEST_TIMES="$kept/worlds.txt" cargo test --quiet
if [ -n "${UDF_TEST_FULL:-}" ]; then
    step "Documentation"          env RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
    step "Tests without printing" cargo clippy --quiet --all-targets --no-default-features -- -D warnings
    step "Lints with S3"          cargo clippy --quiet --lib --bins --test s3 --features s3 -- -D warnings
    step "Attachments in S3"      tools/s3.sh cargo test --quiet --features s3 --test s3
    step "Files in S3"            cargo test --quiet --features s3 --lib files::
    step "Long scores and draws"  cargo test --quiet --lib scoring:: -- --ignored
    step "Power cuts"             tools/power_cut.sh
fi
printf '\n== All tests pass\n'
