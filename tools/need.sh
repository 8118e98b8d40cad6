#!/usr/bin/env bash
# Installs what the tests need beside Rust and Node, where it is missing:
# PostgreSQL 15 or newer, Chromium, Python's venv, hledger. Only on Debian, and only as
# root; elsewhere it says what to install.
set -euo pipefail

has_postgres() {
    local bin
    for bin in /usr/lib/postgresql/*/bin; do
        [ -x "$bin/initdb" ] && [ "$(basename "$(dirname "$bin")")" -ge 15 ] && return 0
    done
    command -v initdb >/dev/null && initdb --version | grep -qE ' (1[5-9]|[2-9][0-9])'
}
has_chromium() {
    [ -n "${UDF_CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome
}
has_venv() {
    python3 -c 'import ensurepip, venv'
}

missing=()
has_postgres >/dev/null 2>&1 || missing+=(postgresql)
has_chromium >/dev/null 2>&1 || missing+=(chromium)
has_venv >/dev/null 2>&1 || missing+=(python3-venv)
command -v hledger >/dev/null || missing+=(hledger)
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "The tests need PostgreSQL 15 or newer, Chromium, Python 3 with venv, and hledger; missing here: ${missing[*]} (Debian package names). Install them, or run this as root on Debian." >&2
    exit 1
fi

echo "Installing ${missing[*]} …"
export DEBIAN_FRONTEND=noninteractive
install() {
    apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
apt-get update -qq
case " ${missing[*]} " in *" postgresql "*)
    # The tests start a cluster of their own; Debian need not start another.
    install postgresql-common
    sed -i 's/^#\?create_main_cluster.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
    ;;
esac
install "${missing[@]}"
