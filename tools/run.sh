#!/usr/bin/env bash
# Builds the program, fills data/ with the demo fund when there is none, and serves it.
# The quick (dev) build is used: its dependencies are optimised, and it takes a third of the time.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cargo >/dev/null || { echo "A Rust toolchain is needed: see https://rustup.rs" >&2; exit 1; }

cargo build --bin udf
udf=${CARGO_TARGET_DIR:-target}/debug/udf
port=${PORT:-8080}

# A demo of its own: these settings win over a configuration file.
export UDF__FUND__DEMO=true
export UDF__SERVER__PUBLIC_ORIGIN="http://localhost:$port"
unset DATABASE_URL
in_folder() {
    export UDF__DATABASE__URL="sqlite://$1/udf.db" UDF__FILES__FOLDER="$1/files" UDF__VAULT__KEY_PATH="$1/vault.key"
}

# Made aside and moved when whole, so that an interrupted first start leaves nothing half done.
if [ ! -e data/udf.db ]; then
    rm -rf data/.new
    mkdir -p data/.new
    in_folder data/.new
    "$udf" demo | tee data/.new/sign-ins.txt
    for part in files vault.key sign-ins.txt udf.db; do
        [ ! -e "data/.new/$part" ] || mv "data/.new/$part" data/
    done
    rm -rf data/.new
else
    cat data/sign-ins.txt 2>/dev/null || true
fi

in_folder data
exec "$udf" serve --bind "127.0.0.1:$port"
