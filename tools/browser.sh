#!/usr/bin/env bash
# The browser tests: the program as built, Chromium, and axe on every page, wide and narrow.
# Pictures of the pages are left in target/screenshots/. UDF_BINARY names a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."
# Builds target/debug/udf with the libraries that the other tests used.
[ -n "${UDF_BINARY:-}" ] || cargo test --quiet --no-run --test scenarios
for name in "${UDF_CHROMIUM:-}" chromium chromium-browser google-chrome; do
    UDF_CHROMIUM=$(command -v "$name" 2>/dev/null || true)
    [ -z "$UDF_CHROMIUM" ] || break
done
[ -n "$UDF_CHROMIUM" ] || { echo "Chromium was not found; install it, or name it in UDF_CHROMIUM." >&2; exit 1; }
export UDF_CHROMIUM UDF_BINARY=${UDF_BINARY:-${CARGO_TARGET_DIR:-target}/debug/udf}
rm -f target/looked-at.txt
node --test --test-concurrency=1 --test-reporter=spec --test-reporter-destination=stdout \
    --test-reporter=./tests/browser/seconds.mjs --test-reporter-destination=stdout tests/browser/*.test.mjs
node tests/browser/pages.mjs # every page of the program was looked at
