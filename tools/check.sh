#!/usr/bin/env bash
# The quick loop before a commit: no PostgreSQL, no browser.
set -euo pipefail
cd "$(dirname "$0")/.."
unset UDF_TEST_POSTGRES
cargo fmt --check
cargo clippy --quiet --all-targets -- -D warnings
cargo test --quiet
