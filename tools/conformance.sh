#!/usr/bin/env bash
# Programs that are not ours judge what ours writes: beancount and hledger read the
# ledger's exports of a season of demo grants and must come to the same balances.
# UDF_CONFORMANCE_APPLICATIONS chooses how many.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --quiet --bin udf
udf=$PWD/${CARGO_TARGET_DIR:-target}/debug/udf
venv=$PWD/target/conformance-venv
if ! cmp -s tests/conformance/requirements.txt "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/conformance/requirements.txt
    cp tests/conformance/requirements.txt "$venv/installed.txt"
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/udf-conformance.XXXXXX")
trap 'rm -rf "$folder"' EXIT
unset DATABASE_URL
export UDF__DATABASE__URL="sqlite://$folder/udf.db" UDF__DATABASE__DURABLE=false
export UDF__FILES__FOLDER="$folder/files" UDF__VAULT__KEY_PATH="$folder/vault.key"
"$udf" demo --seed 7 --as-of 2026-11-24 --cities 250 --applications "${UDF_CONFORMANCE_APPLICATIONS:-1000}" >/dev/null
"$udf" ledger verify >/dev/null
"$venv/bin/python" tests/conformance/accounting.py "$udf" "$folder"
