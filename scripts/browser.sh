#!/usr/bin/env bash
# Installs the browser that `pnpm e2e` drives, unless there is one: Debian's for root, Playwright's own for everybody else.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ -x /usr/bin/chromium ]; then
  exit 0
elif [ "$(id -u)" = 0 ] && grep -q '^ID=debian' /etc/os-release 2>/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core fonts-liberation >/dev/null
else
  npx -y pnpm@12.4.2 exec playwright install --with-deps chromium
fi
