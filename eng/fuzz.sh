#!/usr/bin/env bash
# Spoilt inputs for every reader of what strangers send. `make fuzz` calls it:
#   eng/fuzz.sh                        one minute for each target
#   eng/fuzz.sh --minutes N            N minutes for each
#   eng/fuzz.sh --target NAME          only one: submission, template, cursor, link, token
#   eng/fuzz.sh --target NAME --seed N one input, as a finding names it
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=1 seed='' target=''
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes=${2:?--minutes wants a number}; shift 2 ;;
    --target) target=${2:?--target wants a name}; shift 2 ;;
    --seed) seed=${2:?--seed wants a number} minutes=''; shift 2 ;;
    *) echo "fuzz: unknown argument $1; see the head of eng/fuzz.sh" >&2; exit 2 ;;
  esac
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export ANTPATH_FUZZ_MINUTES=$minutes ANTPATH_FUZZ_SEED=$seed ANTPATH_FUZZ_TARGET=$target
dotnet build tests/Antpath.Engine.Tests -v quiet -clp:NoSummary -p:RunAnalyzers=false
exec dotnet run --no-build --project tests/Antpath.Engine.Tests -- --filter-class '*.FuzzTests' --output Detailed --show-stdout All
