#!/usr/bin/env bash
# Prints the folder of a PostgreSQL's programs that have pgvector: the machine's own, or Debian's, unpacked into the folder $1.
# Nothing is installed, but for libraries that the server lacks. A reason not to have them is one line on stderr.
set -euo pipefail
folder=$1
log=$folder.log

find_programs() {
  local bin share
  for bin in /usr/lib/postgresql/*/bin "$folder"/usr/lib/postgresql/*/bin; do
    share=${bin%/lib/postgresql/*}/share/postgresql/$(basename "$(dirname "$bin")")
    if [ -x "$bin/postgres" ] && [ -x "$bin/pg_isready" ] && [ -e "$share/extension/vector.control" ]; then
      echo "$bin"
      return
    fi
  done
  return 1
}

fail() {
  echo "$@" >&3
  trap - EXIT
  exit 1
}

# The newest server that can be downloaded together with a package named after its version; $1 are the names there are.
newest_with() {
  local version
  for version in $(sed -nE 's/^postgresql-([0-9]+)$/\1/p' <<<"$1" | sort -rn); do
    if grep -qx "${2/NN/$version}" <<<"$1"; then
      echo "$version"
      return
    fi
  done
  return 1
}

# A list of packages that is too old names files that are gone.
download() {
  apt-get -qq download "$@" || { apt-get -qq update && apt-get -qq download "$@"; }
}

add_libraries() {
  local libraries
  # LLVM only turns queries into machine code, which this server does without.
  libraries=$(dpkg-deb -f "$1" Depends | tr ',' '\n' | grep -oE '^ *lib[^ ]+' | grep -v llvm | xargs)
  [ "$(id -u)" = 0 ] || fail "PostgreSQL needs libraries that root installs: apt-get install $libraries."
  # shellcheck disable=SC2086
  DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $libraries
}

# Debian 12 has no package of pgvector. Its source comes from Debian 13, from the machine's own mirror by settings of
# apt that are private to this folder, verified by Debian's own key, and is built as Debian builds it: for any processor of this kind.
compile_pgvector() {
  local mirror
  mirror=$({ cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null || true; } |
    sed -nE -e 's/^URIs: *(\S+).*/\1/p' -e 's/^deb +(\[[^]]*\] +)?(\S+) .*/\2/p' | grep -v security | head -n 1)
  mkdir -p apt/lists/partial apt/cache/archives/partial pgvector
  : >apt/status
  echo "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" >apt/sources.list
  cat >apt/apt.conf <<END
Dir::State "$PWD/apt"; Dir::State::lists "$PWD/apt/lists"; Dir::State::status "$PWD/apt/status"; Dir::Cache "$PWD/apt/cache";
Dir::Etc::sourcelist "$PWD/apt/sources.list"; Dir::Etc::sourceparts "/dev/null"; APT::Sandbox::User "root";
END
  APT_CONFIG=$PWD/apt/apt.conf apt-get -qq update
  APT_CONFIG=$PWD/apt/apt.conf apt-get -qq source --download-only pgvector
  tar xf pgvector_*.orig.tar.gz -C pgvector --strip-components=1
  make -s -j"$(nproc)" -C pgvector PG_CONFIG="$1/pg_config" OPTFLAGS= with_llvm=no install
}

# It gets its name last, so that a build that was interrupted is never taken for a whole one.
build() {
  local names version package compile=no
  rm -rf "$folder" "$folder.new"
  mkdir -p "$folder.new"
  cd "$folder.new"
  names=$(apt-cache pkgnames postgresql-)
  if [ -z "$names" ]; then
    apt-get -qq update
    names=$(apt-cache pkgnames postgresql-)
  fi
  if version=$(newest_with "$names" postgresql-NN-pgvector); then
    package=postgresql-$version-pgvector
  elif version=$(newest_with "$names" postgresql-server-dev-NN); then
    package=postgresql-server-dev-$version
    compile=yes
    command -v gcc && command -v make || fail 'To build pgvector, gcc and make are needed (apt-get install gcc make libc6-dev).'
  else
    fail 'apt-get knows no PostgreSQL: its lists of packages are empty (apt-get update).'
  fi
  download "postgresql-$version" "postgresql-client-$version" "$package"
  for package in *.deb; do dpkg-deb -x "$package" .; done
  local bin=$PWD/usr/lib/postgresql/$version/bin
  if ldd "$bin/postgres" | grep 'not found'; then add_libraries "postgresql-${version}"_*.deb; fi
  if [ "$compile" = yes ]; then compile_pgvector "$bin"; fi
  rm -rf ./*.deb ./pgvector* ./apt
  mv "$folder.new" "$folder"
}

if find_programs; then exit; fi
exec 3>&2
for tool in apt-get apt-cache dpkg-deb ldd; do
  command -v "$tool" >/dev/null || fail 'No PostgreSQL with pgvector is installed, and one can be put together on Debian and Ubuntu only.'
done
echo "Putting PostgreSQL with pgvector into $folder. This takes some ten seconds, once." >&3
exec 4>&1 >"$log" 2>&1
trap '[ $? = 0 ] || { echo "That failed; its last words, of $log:" && tail -n 3 "$log"; } >&3' EXIT
build
exec >&4
find_programs
