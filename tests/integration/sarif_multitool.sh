#!/usr/bin/env bash
# Holds SARIF files against the standard and against what GitHub takes; without any, what iamscope says of the fixtures.
# Needs node and npm, and without files `iamscope` on the PATH.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ $# = 0 ]; then
  cd "$(dirname "${BASH_SOURCE[0]}")/../.."
  iamscope check --exit-zero --no-config --output "sarif=$work/iamscope.sarif" fixtures
  set -- "$work/iamscope.sarif"
fi

npm install --prefix "$work" --silent --no-audit --no-fund --ignore-scripts @microsoft/sarif-multitool@5.7.0
# its own launcher goes through a shell, which takes the `;` below for the end of a command
multitool=$(cd "$work" && node -p "require('@microsoft/sarif-multitool')")
chmod u+x "$multitool"

export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
# notes are left out: they ask the network for every address, and for codes like `IS0001`
"$multitool" validate "$@" --rule-kind 'Gh;Sarif' --level 'Error;Warning' | tee "$work/output"
if grep -qE ': (error|warning) ' "$work/output" || ! grep -q 'Analysis completed successfully' "$work/output"; then
  echo "failed: the SARIF is not what GitHub takes" >&2
  exit 1
fi
