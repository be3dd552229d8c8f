#!/bin/bash
# A PostgreSQL 15 of a test's own in a temporary directory; gone with its owner.
#
#   postgres-cluster.sh create OWNER_PID [nosync]   makes it, starts it, prints its directory
#   postgres-cluster.sh start DIR | stop DIR | kill DIR
#   postgres-cluster.sh standby PRIMARY_DIR OWNER_PID   a hot standby that every commit waits for
#   postgres-cluster.sh promote DIR                     makes it take writes
#
# DIR/port holds the port.
# It listens on 127.0.0.1:PORT and on the socket in DIR/socket. Roles, without a password: `postgres`
# may do everything; `usher_owner` owns databases, `usher_app` is what a server runs as. When OWNER_PID has ended, the cluster is stopped and DIR removed.
set -euo pipefail
bin=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root.
as_postgres() {
  if [[ $(id -u) -eq 0 ]]; then runuser -u postgres -- "$@"; else "$@"; fi
}

pid_of() { head -n 1 "$1/data/postmaster.pid"; }

create() {
  local owner=$1 sync=${2:-} dir
  # Not below a directory of the caller's: user postgres must be able to go there.
  dir=$(mktemp -d "${TMPDIR:-/tmp}/usher-postgres-XXXXXX")
  mkdir "$dir/socket"
  if [[ $(id -u) -eq 0 ]]; then
    chmod 711 "$dir"
    chown postgres "$dir" "$dir/socket"
  fi
  cd "$dir"
  as_postgres "$bin/initdb" --pgdata="$dir/data" --username=postgres --auth=trust \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync --no-instructions >"$dir/initdb.log"
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir/socket'
max_connections = 200
shared_buffers = 64MB
max_wal_size = 512MB
log_min_messages = warning
CONF
  if [[ $sync == nosync ]]; then
    printf 'fsync = off\nfull_page_writes = off\n' >>"$dir/data/postgresql.conf"
  fi
  start_somewhere "$dir"
  query "$dir" 'CREATE ROLE usher_owner LOGIN; CREATE ROLE usher_app LOGIN'
  hand_over "$dir" "$owner"
}

query() { "$bin/psql" -qAtX "postgresql://postgres@127.0.0.1:$(<"$1/port")/postgres" -c "$2"; }

start_somewhere() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    echo $((20000 + RANDOM % 12000)) >"$1/port"
    if start "$1"; then return; fi
  done
  cat "$1/log" >&2
  return 1
}

# The directory is printed; from now on it goes with its owner.
hand_over() {
  "$0" watch "$1" "$2" </dev/null >/dev/null 2>&1 &
  disown
  echo "$1"
}

standby() {
  local primary=$1 owner=$2 dir
  dir=$(mktemp -d "${TMPDIR:-/tmp}/usher-postgres-XXXXXX")
  mkdir "$dir/socket"
  if [[ $(id -u) -eq 0 ]]; then
    chmod 711 "$dir"
    chown postgres "$dir" "$dir/socket"
  fi
  cd "$dir"
  as_postgres "$bin/pg_basebackup" --pgdata="$dir/data" --checkpoint=fast --wal-method=stream \
    --write-recovery-conf --no-sync \
    --dbname="postgresql://postgres@127.0.0.1:$(<"$primary/port")/?application_name=standby" >&2
  echo "unix_socket_directories = '$dir/socket'" >>"$dir/data/postgresql.conf"
  start_somewhere "$dir"
  query "$primary" "ALTER SYSTEM SET synchronous_standby_names = 'standby'"
  query "$primary" 'SELECT pg_reload_conf()' >/dev/null
  for _ in {1..100}; do
    [[ $(query "$primary" "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1 ]] && break
    sleep 0.1
  done
  hand_over "$dir" "$owner"
}

promote() {
  (cd "$1" && as_postgres "$bin/pg_ctl" --pgdata="$1/data" --wait --silent promote)
}

# Waits until it takes connections.
start() {
  (cd "$1" && as_postgres "$bin/pg_ctl" --pgdata="$1/data" --log="$1/log" -o "-p $(<"$1/port")" \
    --wait --silent start </dev/null >/dev/null 2>&1)
}

stop() {
  (cd "$1" && as_postgres "$bin/pg_ctl" --pgdata="$1/data" --mode=immediate --silent stop) || true
}

# As kill -9 and a machine that is switched off do it; the children notice and end, too.
kill_hard() {
  local pid children
  pid=$(pid_of "$1")
  children=$(ps -o pid= --ppid "$pid")
  kill -9 "$pid" $children 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
  rm -f "$1/data/postmaster.pid"
}

watch() {
  local dir=$1 owner=$2
  while kill -0 "$owner" 2>/dev/null && [[ -d $dir ]]; do sleep 0.5; done
  if [[ -d $dir ]]; then
    stop "$dir" >/dev/null 2>&1
    rm -rf "$dir"
  fi
}

case ${1:-} in
  create) create "$2" "${3:-}" ;;
  start) start "$2" ;;
  stop) stop "$2" ;;
  kill) kill_hard "$2" ;;
  standby) standby "$2" "$3" ;;
  promote) promote "$2" ;;
  watch) watch "$2" "$3" ;;
  *)
    sed -n '2,13p' "$0" >&2
    exit 2
    ;;
esac
