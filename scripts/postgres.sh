#!/usr/bin/env bash
# The project's own throwaway PostgreSQL with pgvector, without Docker: for tests, and to be broken on purpose.
#   start    prints its URL on stdout, all else on stderr; does nothing when it runs already
#   stop     ends it in good order; kill: at once, as a crash does; destroy: and deletes its data
# Every POSTGRES_PORT is a cluster of its own. All of a machine share the programs, so that those are made once.
set -euo pipefail
scripts=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
uid=$(id -u)
root=${POSTGRES_ROOT:-/var/tmp/delete-postgres-$uid}
# Below the ports that systems lend to connections: one of those may be taken at the moment of a restart.
port=${POSTGRES_PORT:-25432}
data=$root/clusters/$port
# Fast and forgetful unless the caller says otherwise: of two that name one setting, the later counts.
options="-c fsync=off -c synchronous_commit=off -c full_page_writes=off ${POSTGRES_OPTIONS:-}"

fail() {
  { [ $# = 0 ] || echo "$@"; } >&2
  echo 'To use a PostgreSQL with pgvector that you have, set TEST_DATABASE_URL to its URL.' >&2
  exit 1
}

# PostgreSQL refuses to run as root, and wants its user to have a name; `nobody` is one that every machine has.
user=$(id -un)
if [ "$uid" = 0 ]; then user=$(id -un postgres 2>/dev/null || echo nobody); fi
as_server() {
  if [ "$uid" = 0 ]; then
    setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"
  else
    "$@"
  fi
}

# Whether the process in the pid file is this cluster's, and not one that was given its number after a crash.
is_running() {
  [ -s "$data/postmaster.pid" ] && as_server test "/proc/$(head -1 "$data/postmaster.pid")/cwd" -ef "$data" 2>/dev/null
}

find_programs() {
  bin=$(bash "$scripts/postgres-programs.sh" "$root/programs" 9>&-) || fail
}

create() {
  rm -rf "$data" && install -d -m 700 "$data" || return
  if [ "$uid" = 0 ]; then chown "$user" "$data"; fi
  as_server "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync &&
    echo 'CREATE DATABASE delete' | as_server "$bin/postgres" --single -D "$data" postgres &&
    : >"$data/created"
}

launch() {
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "Port $port is taken by another program. Set POSTGRES_PORT to a free one."
  fi
  rm -f "$data/postmaster.pid"
  as_server "$bin/pg_ctl" -D "$data" -w -t 60 -l "$data/server.log" start -o "-p $port -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories=$data -c max_connections=200 -c shared_buffers=256MB -c jit=off $options" >/dev/null 2>&1 9>&-
}

start() {
  find_programs
  as_server test -x "$root" || fail "The folder $root cannot be reached by the user $user, as whom the server runs. Set POSTGRES_ROOT to another one."
  if ! is_running; then
    [ -e "$data/created" ] || create >"$root/create.log" 2>&1 || fail "The cluster could not be made: $(tail -n 1 "$root/create.log")"
    # What is left of one that was killed needs a moment to notice.
    launch || { sleep 2 && launch; } || fail "PostgreSQL did not start: $(tail -n 1 "$data/server.log")"
  fi
  "$bin/pg_isready" -q -U postgres -h 127.0.0.1 -p "$port" -t 30 || fail "PostgreSQL does not answer on port $port; it says why in $data/server.log."
  echo "postgresql://postgres@127.0.0.1:$port/delete"
}

end() {
  is_running || return 0
  find_programs
  as_server "$bin/pg_ctl" -D "$data" -m "$1" -w -t 60 stop >/dev/null
}

case ${1:-} in start | stop | kill | destroy) ;; *) echo 'postgres.sh start|stop|kill|destroy' >&2 && exit 2 ;; esac
for tool in flock setpriv; do
  command -v "$tool" >/dev/null || fail "The program $tool is missing: this works on Linux only."
done
mkdir -p "$root"
[ -O "$root" ] || fail "The folder $root belongs to somebody else. Set POSTGRES_ROOT to another one."
mkdir -p "$root/clusters"
# Two that come at once take turns; the server itself must not inherit the lock.
exec 9>"$root/lock"
flock 9
cd "$root"
case $1 in
start) start ;;
stop) end fast ;;
kill) end immediate ;;
destroy) end immediate && rm -rf "$data" ;;
esac
