#!/usr/bin/env bash
# Every test there is. Starts a PostgreSQL cluster of its own and runs itself again beside it.
set -euo pipefail
cd "$(dirname "$0")/.."

# Everything is built once, so what only serves the next build is not kept: it would take as much room as all the rest.
export CARGO_INCREMENTAL=0

if [ -z "${UDF_TEST_POSTGRES:-}" ]; then
    tools/need.sh
    free=$(df --output=avail -k . | tail -n 1)
    [ "$free" -ge $((12 * 1024 * 1024)) ] || echo "Only $((free / 1024 / 1024)) GiB are free here: building and testing takes about 12 GiB." >&2
    exec tools/postgres.sh tools/test.sh
fi

step() {
    printf '\n== %s (%d s)\n' "$1" "$SECONDS"
}
step "Format";                       cargo fmt --check
step "Lints";                        cargo clippy --quiet --all-targets -- -D warnings
step "Lints without printing";       cargo clippy --quiet --lib --bins --test scenarios --no-default-features -- -D warnings
step "Documentation";                RUSTDOCFLAGS="-D warnings" cargo doc --quiet --no-deps
step "Dependencies";                 tools/audit.sh --if-installed
step "Tests on SQLite and PostgreSQL"; cargo test --quiet
[ -z "${UDF_TEST_FULL:-}" ] || { step "Attachments in S3"; cargo clippy --quiet --lib --bins --test s3 --features s3 -- -D warnings; tools/s3.sh cargo test --quiet --features s3 --test s3; cargo test --quiet --features s3 --lib files::; }
[ -z "${UDF_TEST_FULL:-}" ] || { step "Long scores and draws"; cargo test --quiet --lib scoring:: -- --ignored; }
[ -z "${UDF_TEST_FULL:-}" ] || { step "Power cuts"; tools/power_cut.sh; }
step "Conformance";                  tools/conformance.sh
step "Browser";                      tools/browser.sh
step "All tests pass"
