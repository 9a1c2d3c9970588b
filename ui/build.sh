#!/bin/sh
# Rebuilds assets/vendor from the pinned packages. The output is committed, so
# neither building nor running Remit needs node; run this to change the version.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --omit=optional --ignore-scripts
made=$(mktemp)
trap 'rm -f "$made"' EXIT
npx sass --no-source-map --style=compressed --no-charset --quiet-deps remit.scss "$made"
node vendor.mjs "$made"
