#!/usr/bin/env bash
# Runs a command beside a server of its own that speaks S3 (moto, in target/s3-venv):
#
#     tools/s3.sh COMMAND [ARGUMENT…]
#
# It listens on a free loopback port, keeps everything in memory and has the bucket udf-test. The command finds it in
# UDF_TEST_S3, as host:port. It is gone afterwards.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$PWD/target/s3-venv
if ! cmp -s tests/s3/requirements.txt "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r tests/s3/requirements.txt
    cp tests/s3/requirements.txt "$venv/installed.txt"
fi

log=$(mktemp "${TMPDIR:-/tmp}/udf-s3.XXXXXX")
server=
stop() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -f "$log"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# The server writes an access log of every request; only its last words matter.
port=$((20000 + RANDOM % 12000))
"$venv/bin/moto_server" -H 127.0.0.1 -p "$port" >"$log" 2>&1 </dev/null &
server=$!
make_bucket() {
    "$venv/bin/python" - "http://127.0.0.1:$port/udf-test" <<'PYTHON'
import sys, time, urllib.request
for _ in range(200):
    try:
        urllib.request.urlopen(urllib.request.Request(sys.argv[1], method="PUT"), timeout=5)
        sys.exit(0)
    except OSError:
        time.sleep(0.1)
sys.exit(1)
PYTHON
}
make_bucket || { tail -n 20 "$log" >&2; exit 1; }

export UDF_TEST_S3="127.0.0.1:$port"
"$@" </dev/null
