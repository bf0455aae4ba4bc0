#!/usr/bin/env bash
# Writes down what Contracts and the SDK show to others, after it was changed on purpose: PublicAPI.Unshipped.txt, whose diff is what a review reads.
# What was in a release moves to PublicAPI.Shipped.txt when it is published.
set -euo pipefail
cd "$(dirname "$0")/.."

for project in Contracts Sdk; do
  folder=src/Antpath.$project
  echo '#nullable enable' > "$folder/PublicAPI.Unshipped.txt"
  dotnet build "$folder" -nologo -v:quiet --no-incremental -p:TreatWarningsAsErrors=false -p:BuildProjectReferences=false |
    sed -nE "s/^.*warning RS0016: Symbol '(.*)' is not part of the declared public API .*$/\1/p" | LC_ALL=C sort -u > "$folder/obj/public-api.txt"
  cat "$folder/obj/public-api.txt" >> "$folder/PublicAPI.Unshipped.txt"
  echo "$project: $(wc -l < "$folder/obj/public-api.txt") public symbols not released yet"
done
