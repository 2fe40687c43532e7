#!/bin/sh
# render.sh OUT WORD=VALUE...: the *.conf beside this file, with @WORD@ replaced, into the folder OUT.
# OUT itself is @CONF@, and this folder, which holds the error pages, is @ERRORS@.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
shift
mkdir -p "$out"

script=
for pair in "CONF=$out" "ERRORS=$here" "$@"; do
    # A path may hold what sed takes for its own.
    value=$(printf '%s' "${pair#*=}" | sed 's/[&|\\]/\\&/g')
    script="$script;s|@${pair%%=*}@|$value|g"
done
for file in "$here"/*.conf; do
    sed "${script#;}" "$file" >"$out/${file##*/}"
done
if grep -n '@[A-Z]\{2,\}@' "$out"/*.conf; then
    echo "render.sh: these words were not given" >&2
    exit 2
fi
