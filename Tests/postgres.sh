#!/usr/bin/env bash
# Runs a command with a PostgreSQL of its own: a cluster in a temporary folder, which is gone afterwards.
# KARWAN_TEST_DATABASE tells the command where it is. Nothing that the machine serves is touched.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$bin" ] || bin=$(pg_config --bindir)
# Each test has a database of its own, and to make and remove one is to sync hundreds of files: in memory where there
# is room, which is seconds instead of minutes.
free=$(df --output=avail /dev/shm 2>/dev/null | tail -1 || true)
if [ "${free:-0}" -ge 2000000 ]; then place=/dev/shm; else place=${TMPDIR:-/tmp}; fi
home=$(mktemp -d "$place/karwan-postgres-XXXXXX")
# initdb refuses to be root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
finish() {
    as_owner "$bin/pg_ctl" stop --pgdata="$home/data" --mode=immediate --silent >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap finish EXIT
trap 'exit 130' INT TERM
if [ "$(id -u)" = 0 ]; then chown postgres "$home"; fi
chmod 755 "$home"
as_owner "$bin/initdb" --pgdata="$home/data" --username=postgres --auth=trust --locale=C --encoding=UTF8 \
    --no-sync >/dev/null
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >>"$home/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$home'
max_connections = 200
shared_buffers = 256MB
max_wal_size = 4GB
checkpoint_timeout = 30min
log_min_messages = fatal
SETTINGS
(cd "$home" && as_owner "$bin/pg_ctl" start --pgdata="$home/data" --log="$home/log" --wait --silent >/dev/null)
export KARWAN_TEST_DATABASE="postgres://postgres@${home//\//%2F}:$port/postgres"
"$@"
