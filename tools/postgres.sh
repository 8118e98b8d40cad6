#!/usr/bin/env bash
# Runs a command beside a PostgreSQL cluster of its own:
#
#     tools/postgres.sh COMMAND [ARGUMENT…]
#
# The cluster lives in a temporary folder, listens on a free loopback port, runs
# as an unprivileged user and keeps nothing. The command finds it in
# UDF_TEST_POSTGRES. With UDF_POSTGRES_DURABLE=1 commits wait for the disk. Everything is gone afterwards, also when this script is killed.
set -euo pipefail

newest_bin() {
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -n "$found" ] || found=$(dirname "$(command -v initdb || true)")
    [ -x "$found/initdb" ] || { echo "PostgreSQL 15 or newer is needed: its initdb was not found." >&2; exit 1; }
    echo "$found"
}

bin=$(newest_bin)
base=$(mktemp -d "${TMPDIR:-/tmp}/udf-postgres.XXXXXX")
as=()
if [ "$(id -u)" -eq 0 ]; then
    user=nobody
    id postgres >/dev/null 2>&1 && user=postgres
    as=(setpriv "--reuid=$(id -u $user)" "--regid=$(id -g $user)" --clear-groups env "HOME=$base")
    chown "$user" "$base"
fi

child=
stop() {
    [ -z "$child" ] || kill -TERM -- "-$child" 2>/dev/null || true
    [ -d "$base" ] || return 0
    "${as[@]}" "$bin/pg_ctl" -D "$base/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$base"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# A watchman in a session of its own, for the case that this script is killed outright.
export -f stop
export base bin child
setsid bash -c '
    as=("${@:2}")
    while kill -0 "$1" 2>/dev/null && [ -d "$base" ]; do sleep 1; done
    stop' watchman $$ "${as[@]}" </dev/null >/dev/null 2>&1 &

password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
printf '%s\n' "$password" > "$base/password"
[ ${#as[@]} -eq 0 ] || chown "$user" "$base/password"
cd "$base"
"${as[@]}" "$bin/initdb" -D "$base/data" -U udf --pwfile="$base/password" --auth=password --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$base/initdb.log" 2>&1 \
    || { cat "$base/initdb.log" >&2; exit 1; }
cat >> "$base/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$base'
max_connections = 300
shared_buffers = 128MB
jit = off
max_wal_size = 4GB
CONF
# Tests do not test the disk; measurements do.
[ -n "${UDF_POSTGRES_DURABLE:-}" ] || cat >> "$base/data/postgresql.conf" <<CONF
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
CONF

started=
for _ in 1 2 3 4 5 6 7 8 9 10; do
    port=$((20000 + RANDOM % 12000))
    if "${as[@]}" "$bin/pg_ctl" -D "$base/data" -o "-p $port" -l "$base/server.log" -w -t 30 start >/dev/null 2>&1; then
        started=yes
        break
    fi
done
[ -n "$started" ] || { cat "$base/server.log" >&2; exit 1; }

cd "$OLDPWD"
export UDF_TEST_POSTGRES="postgres://udf:$password@127.0.0.1:$port/postgres"
# In a process group of its own, so that all of it can be stopped.
set -m
"$@" </dev/null &
child=$!
set +m
status=0
wait "$child" || status=$?
child=
exit "$status"
