#!/usr/bin/env bash
# Checks the model of leases: the protocol as it is must hold in every state, and each variant with one safeguard taken out must fail, or the check
# would prove nothing. `make model` calls it; with the argument `two` only two workers are looked at, which takes seconds. Spin
# and a C compiler are installed through apt when they are missing.
set -euo pipefail
cd "$(dirname "$0")"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

for tool in spin gcc; do
  command -v "$tool" >/dev/null && continue
  echo "Installing $tool…"
  { command -v apt-get >/dev/null && as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yqq --no-install-recommends "$tool" libc6-dev; } ||
    { echo "$tool is missing and could not be installed: install it yourself ('apt install spin gcc')." >&2; exit 2; }
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# NAME holds|fails FLAGS…: explores every state of the variant. Exploring less than everything is a failure too.
check() {
  local name=$1 expected=$2 found
  shift 2
  mkdir "$work/$name"
  (
    cd "$work/$name"
    spin "$@" -a "$OLDPWD/lease.pml" >/dev/null
    gcc -w -O1 -DSAFETY -DCOLLAPSE -DVECTORSZ=2048 -DMEMLIM=4096 -o pan pan.c
    ./pan -m1000000 >out 2>&1 || true
  )
  if grep -q 'errors: 0' "$work/$name/out" && ! grep -Eq 'max search depth too small|Search not completed|out of memory' "$work/$name/out"; then
    found=holds
  elif grep -Eq 'errors: [1-9]' "$work/$name/out" && grep -q 'assertion violated' "$work/$name/out"; then
    found=fails
  else
    cat "$work/$name/out" >&2
    echo "$name: the search did not end." >&2
    return 1
  fi

  printf '%-40s %-6s %s states\n' "$name" "$found" "$(sed -nE 's/^ *([0-9.e+]+) states, stored.*/\1/p' "$work/$name/out")"
  [ "$found" = "$expected" ] && return
  if [ "$found" = fails ]; then
    grep 'assertion violated' "$work/$name/out" >&2
    (cd "$work/$name" && spin "$@" -t -p -g -k lease.pml.trail "$OLDPWD/lease.pml" 2>/dev/null | tail -60) >&2 || true
    echo "$name: a counterexample (its end is above)." >&2
  else
    echo "$name: was expected to fail. The check has become blind." >&2
  fi
  return 1
}

check two-workers holds -DWORKERS=2
[ "${1:-}" = two ] || check three-workers holds -DWORKERS=3
check two-workers-without-the-fence fails -DWORKERS=2 -DNO_FENCE
check two-workers-without-the-margin fails -DWORKERS=2 -DMARGIN=0
check two-workers-without-the-lease-clock fails -DWORKERS=2 -DNO_CLOCK
