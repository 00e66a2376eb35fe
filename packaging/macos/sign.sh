#!/usr/bin/env bash
# Signs Offtake.app from the inside out with the hardened runtime. Does nothing without an identity.
#
# OFFTAKE_SIGN_IDENTITY   such as "Developer ID Application: Name (TEAM)"
set -euo pipefail

app=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
if [ -z "${OFFTAKE_SIGN_IDENTITY:-}" ]; then
    echo "Not signed: OFFTAKE_SIGN_IDENTITY names no identity."
    exit 0
fi
sign() {
    codesign --force --timestamp --options runtime --sign "$OFFTAKE_SIGN_IDENTITY" "$@"
}

find "$app/Contents" -type f \( -name '*.so' -o -name '*.dylib' \) -print0 |
    while IFS= read -r -d '' file; do sign "$file"; done
find "$app/Contents" -type d -name '*.framework' -prune -print0 |
    while IFS= read -r -d '' framework; do sign "$framework"; done
# This signs the program itself, too, as the main executable of the bundle.
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict --verbose=2 "$app"
