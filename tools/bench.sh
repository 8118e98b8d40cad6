#!/usr/bin/env bash
# Measures the release build under load, on SQLite and on PostgreSQL, beside a bare
# handler as the yardstick; then the ledger beside a bare insert. Prints tables and writes
# target/bench/load.json.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -z "${UDF_TEST_POSTGRES:-}" ]; then
    # Durable: a commit waits for the disk, as in a real installation.
    UDF_POSTGRES_DURABLE=1 exec tools/postgres.sh tools/bench.sh
fi
mkdir -p target/bench
cargo bench --bench load
cargo bench --bench ledger
cargo bench --bench core
cargo bench --bench workflow
cargo bench --bench print
