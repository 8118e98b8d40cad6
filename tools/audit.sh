#!/usr/bin/env bash
# Licences, banned crates, sources and known vulnerabilities of all dependencies
# (deny.toml). Without --if-installed, cargo-deny is installed when missing, which
# takes some minutes once. Vulnerabilities are looked up where the advisory database can be reached.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v cargo-deny >/dev/null; then
    if [ "${1:-}" = --if-installed ]; then
        echo "cargo-deny is not installed: skipped (make audit installs it)."
        exit 0
    fi
    cargo install --locked --quiet cargo-deny
fi
cargo deny --all-features check bans licenses sources
if [ "${1:-}" != --if-installed ]; then
    cargo deny --all-features check advisories
fi
