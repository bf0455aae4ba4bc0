#!/usr/bin/env bash
# The deterministic simulation, as long as you like. `make simulate` calls it:
#   eng/simulate.sh                    10,000 seeds, as in the nightly run
#   eng/simulate.sh --seeds N          N seeds, from 1
#   eng/simulate.sh --first F          …from F
#   eng/simulate.sh --seed N           one seed, with its log of events
set -euo pipefail
cd "$(dirname "$0")/.."

seeds=10000 first=1 log=
while [ $# -gt 0 ]; do
  case "$1" in
    --seeds) seeds=${2:?--seeds wants a number}; shift 2 ;;
    --first) first=${2:?--first wants a number}; shift 2 ;;
    --seed) first=${2:?--seed wants a number} seeds=1 log=$(mktemp); shift 2 ;;
    *) echo "simulate: unknown argument $1; see the head of eng/simulate.sh" >&2; exit 2 ;;
  esac
done

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
export ANTPATH_SIMULATION_FIRST_SEED=$first ANTPATH_SIMULATION_SEEDS=$seeds ANTPATH_SIMULATION_LOG=$log
dotnet build tests/Antpath.Engine.Tests -v quiet -clp:NoSummary -p:RunAnalyzers=false
code=0
dotnet run --no-build --project tests/Antpath.Engine.Tests -- --filter-method '*SimulationTests.Invariants_hold_for_every_seed' --xunit-diagnostics on || code=$?
if [ -n "$log" ]; then
  cat "$log"
  rm -f "$log"
fi
exit "$code"
