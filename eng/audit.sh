#!/usr/bin/env bash
# Asks the advisory database about every package we use, direct and transitive. `make audit` calls it.
# Exit code 0: nothing known. 1: something is. 2: nobody could be asked, which is not the same as nothing known.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The configured sources once more, named as audit sources: only then does NuGet say when one of them knows no advisories (NU1905).
sources=$(dotnet nuget list source --format short | awk '$1 ~ /^E/ { print $2 }')
{
  echo '<configuration><packageSources><clear />'
  for source in $sources; do echo "<add key=\"$source\" value=\"$source\" />"; done
  echo '</packageSources><auditSources><clear />'
  for source in $sources; do case $source in http*) echo "<add key=\"$source\" value=\"$source\" />" ;; esac; done
  echo '</auditSources></configuration>'
} >"$work/nuget.config"

# A folder of its own for what restore writes: auditing must not make the next build restore again.
if ! dotnet restore Antpath.slnx --force --configfile "$work/nuget.config" -v quiet -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low \
  -p:MSBuildProjectExtensionsPath=obj/audit/ -p:TreatWarningsAsErrors=false >"$work/output" 2>&1; then
  cat "$work/output"
  echo "audit: the packages could not be restored, so nothing was audited." >&2
  exit 2
fi

found= unasked=
if grep -E 'NU190[1-4]' "$work/output" | sort -u; then
  echo "audit: known vulnerabilities, see above. Raise the version in Directory.Packages.props, or write down why it does not concern us." >&2
  found=yes
elif grep -qE 'NU1900|NU1905' "$work/output"; then
  grep -E 'NU1900|NU1905' "$work/output" | sed 's/.*\(NU190[05]\)/\1/' | sort -u | head -n 3
  echo "audit: the NuGet source has no advisory data, so NO NuGet package was audited. Run it where the public registry can be reached." >&2
  unasked=yes
else
  echo "audit: no known vulnerability in any NuGet package, direct or transitive."
fi

# npm's packages, which only tests use: each lock file on its own.
while IFS= read -r lock; do
  if ! command -v npm >/dev/null || ! (cd "$(dirname "$lock")" && npm audit --package-lock-only --json) >"$work/npm" 2>/dev/null && ! grep -q '"auditReportVersion"' "$work/npm"; then
    echo "audit: npm did not answer for $lock, so it was NOT audited." >&2
    unasked=yes
  elif grep -qE '"total": *[1-9]' <(sed -n '/"metadata"/,$p' "$work/npm" | sed -n '/"vulnerabilities"/,/}/p'); then
    (cd "$(dirname "$lock")" && npm audit --package-lock-only) || true
    echo "audit: known vulnerabilities in $lock, see above. Raise the versions there." >&2
    found=yes
  else
    echo "audit: no known vulnerability in $lock."
  fi
done < <(git ls-files '*package-lock.json')

[ -z "$found" ] || exit 1
[ -z "$unasked" ] || exit 2
