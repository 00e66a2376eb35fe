#!/usr/bin/env bash
# Takes the identity for signing into a keychain of its own and names it to the next steps of the
# workflow. CERTIFICATE is a .p12 in base64; PASSWORD opens it; IDENTITY is its name. APPLE_ID, TEAM
# and NOTARY_PASSWORD are for Apple's notary, and may be missing.
set -euo pipefail

keychain=$RUNNER_TEMP/signing.keychain-db
secret=$(uuidgen)
printf '%s' "$CERTIFICATE" | base64 --decode >"$RUNNER_TEMP/identity.p12"
security create-keychain -p "$secret" "$keychain"
security set-keychain-settings -lut 7200 "$keychain"
security unlock-keychain -p "$secret" "$keychain"
security import "$RUNNER_TEMP/identity.p12" -P "$PASSWORD" -k "$keychain" -T /usr/bin/codesign
rm "$RUNNER_TEMP/identity.p12"
security set-key-partition-list -S apple-tool:,apple: -s -k "$secret" "$keychain" >/dev/null
security list-keychains -d user -s "$keychain" login.keychain-db
echo "OFFTAKE_SIGN_IDENTITY=$IDENTITY" >>"$GITHUB_ENV"

if [ -n "${NOTARY_PASSWORD:-}" ]; then
    xcrun notarytool store-credentials offtake --apple-id "$APPLE_ID" --team-id "$TEAM" \
        --password "$NOTARY_PASSWORD"
    echo "OFFTAKE_NOTARY_PROFILE=offtake" >>"$GITHUB_ENV"
fi
