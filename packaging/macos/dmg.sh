#!/usr/bin/env bash
# Makes a disk image of Offtake.app beside a link to Applications, and has it notarised by Apple
# where there are credentials.
#
# OFFTAKE_SIGN_IDENTITY     signs the image, too
# OFFTAKE_NOTARY_PROFILE    profile of `xcrun notarytool store-credentials`
set -euo pipefail

app=$1
image=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# ditto keeps the links inside of Qt's frameworks, which a signature covers.
ditto "$app" "$folder/$(basename "$app")"
ln -s /Applications "$folder/Applications"
rm -f "$image"
# What looks through new files in the background makes hdiutil say "Resource busy" at times.
for attempt in 1 2 3; do
    if hdiutil create -volname Offtake -srcfolder "$folder" -fs HFS+ -format UDZO -ov "$image"; then
        break
    elif [ "$attempt" = 3 ]; then
        exit 1
    fi
    sleep 10
done

if [ -n "${OFFTAKE_SIGN_IDENTITY:-}" ]; then
    codesign --force --timestamp --sign "$OFFTAKE_SIGN_IDENTITY" "$image"
fi
if [ -n "${OFFTAKE_NOTARY_PROFILE:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$OFFTAKE_NOTARY_PROFILE" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
else
    echo "Not notarised: OFFTAKE_NOTARY_PROFILE names no credentials."
fi
