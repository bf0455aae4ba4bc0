#!/usr/bin/env bash
# Everything a release carries, into artifacts/: the NuGet package, the native command line and the server. `make package` calls it.
set -euo pipefail
cd "$(dirname "$0")/.."

rid=${RID:-$(dotnet --info | awk '$1 == "RID:" { print $2; exit }')}
out=artifacts
say() { printf '\n== %s\n' "$*"; }

# A tree of its own for what is built on the way: neither the lock files nor the next debug build must notice.
apart=(-p:UseArtifactsOutput=true -p:ArtifactsPath="$PWD/$out/release")

publish() { # PROJECT OUTPUT [PROPERTY]...
  local project=$1 output=$2
  shift 2
  rm -rf "${out:?}/$output"
  # publishing for one platform adds that platform's packages to the lock file: to a copy of it
  dotnet publish "src/$project" -c Release -r "$rid" -o "$out/$output" -v quiet -nologo -clp:NoSummary \
    "${apart[@]}" -p:NuGetLockFilePath="obj/packages.$rid.lock.json" "$@"
}

say "NuGet package Antpath"
rm -rf "$out/packages"
dotnet pack src/Antpath.Sdk -c Release -o "$out/packages" -v quiet -nologo -clp:NoSummary \
  -p:ContractsPrivateAssets=all -p:RestoreLockedMode=true "${apart[@]}"

package=$(echo "$out"/packages/Antpath.[0-9]*.nupkg)
listing=$(unzip -l "$package")
for framework in net8.0 net10.0; do
  for assembly in Antpath.Sdk Antpath.Contracts; do
    grep -q "lib/$framework/$assembly.dll" <<<"$listing" || { echo "$package lacks lib/$framework/$assembly.dll: it must work alone." >&2; exit 1; }
  done
done
if unzip -p "$package" '*.nuspec' | grep -q 'dependency id="Antpath'; then
  echo "$package depends on a package of ours that nobody publishes." >&2
  exit 1
fi

say "Command line, native, for $rid"
publish Antpath.Cli cli -p:DebugType=none -p:StripSymbols=true
"$out/cli/antpath" --version

say "Server, ready to run, for $rid"
publish Antpath.Server server --no-self-contained -p:PublishReadyToRun=true -p:DebugType=none

say "Emulator, ready to run, for $rid"
publish Antpath.Emulator emulator --no-self-contained -p:PublishReadyToRun=true -p:DebugType=none

say "Made"
ls -lh "$out"/packages/*.nupkg "$out/cli/antpath" "$out/server/antpath-server" "$out/emulator/antpath-emulator" | awk '{ print $5, $9 }'
