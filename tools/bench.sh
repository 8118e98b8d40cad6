#!/usr/bin/env bash
# Measures the release build under load, on SQLite and on PostgreSQL, beside a bare
# handler as the yardstick; then the ledger beside a bare insert. Prints tables and writes
# target/bench/load.json. Ends with 1 when the rush before a deadline or the page of a review missed an aim by more than
# UDF_RUSH_TOLERANCE per cent (50), the rush met an error or lost anything, and when a payment run, the mathematics of a round or a view of
# spending missed one.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${UDF_TEST_POSTGRES:-}" ]; then
    # Durable: a commit waits for the disk, as in a real installation.
    UDF_POSTGRES_DURABLE=1 exec tools/postgres.sh tools/bench.sh
fi
mkdir -p target/bench
missed=0
cargo bench --bench load || missed=$?
cargo bench --bench ledger
cargo bench --bench core
cargo bench --bench workflow
cargo bench --bench run || missed=$?
cargo bench --bench scoring || missed=$?
cargo bench --bench spending || missed=$?
cargo bench --bench print
exit "$missed"
