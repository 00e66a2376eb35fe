#!/bin/sh
# Puts Offtake into the menu of the user who runs it; no rights of an administrator are needed.
#
#     ./install.sh            install, or bring up to date
#     ./install.sh --remove   take it away again; workspaces, settings and backups stay
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
home=$data/offtake-program
commands=$HOME/.local/bin
sides="16 24 32 48 64 128 256 512"

refresh() {
    # Desktops that lack these find the files by themselves, after a while.
    if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database "$data/applications"
    fi
    if command -v gtk-update-icon-cache >/dev/null; then
        gtk-update-icon-cache -q -t "$data/icons/hicolor" || true
    fi
}

remove() {
    rm -rf "$home"
    rm -f "$commands/offtake" "$data/applications/offtake.desktop" "$data/mime/packages/offtake.xml"
    for side in $sides; do rm -f "$data/icons/hicolor/${side}x${side}/apps/offtake.png"; done
    rm -f "$data/icons/hicolor/scalable/apps/offtake.svg"
}

if [ "${1:-}" = "--remove" ]; then
    remove
    refresh
    echo "Offtake is removed. Your workspaces, settings and backups are where they were."
    exit 0
fi
if [ ! -x "$here/offtake" ]; then
    echo "install.sh: the program is not beside this script; unpack the whole archive." >&2
    exit 1
fi
if [ "$here" = "$home" ]; then
    echo "install.sh: this is the installed copy; run the script of the unpacked archive." >&2
    exit 1
fi

remove
icons=$here/_internal/resources/icons
mkdir -p "$home" "$commands" "$data/applications" "$data/mime/packages"
cp -R "$here/." "$home/"
ln -s "$home/offtake" "$commands/offtake"
# The whole path, in quotes: not every desktop looks into the user's own folder of commands.
sed "s|^Exec=offtake |Exec=\"$home/offtake\" |" "$here/offtake.desktop" \
    >"$data/applications/offtake.desktop"
cp "$here/offtake.xml" "$data/mime/packages/"
for side in $sides; do
    mkdir -p "$data/icons/hicolor/${side}x${side}/apps"
    cp "$icons/program/offtake-$side.png" "$data/icons/hicolor/${side}x${side}/apps/offtake.png"
done
mkdir -p "$data/icons/hicolor/scalable/apps"
cp "$icons/offtake.svg" "$data/icons/hicolor/scalable/apps/"
refresh
echo "Offtake is in your menu; in a terminal it is: $commands/offtake"
