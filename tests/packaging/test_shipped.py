"""What a build takes and leaves, tried on lists that look like those of PyInstaller."""

from __future__ import annotations

import subprocess
import sys

import pytest
import shipped

#: Runs the program with everything absent that a build leaves out.
WITHOUT = """
import sys
sys.path.insert(0, sys.argv[1])
import shipped
def is_out(name):
    return any(name == out or name.startswith(out + ".") for out in shipped.LEFT_OUT)
class Absent:
    def find_spec(self, name, path=None, target=None):
        if is_out(name):
            raise ModuleNotFoundError(name, name=name)
for name in [name for name in sys.modules if is_out(name)]:
    del sys.modules[name]
sys.meta_path.insert(0, Absent())
from desktop.__main__ import main
sys.exit(main(["self-check"]))
"""


@pytest.mark.parametrize(
    "kept",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "PySide6/Qt/plugins/platforms/libqcocoa.dylib",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/platforminputcontexts/libcomposeplatforminputcontextplugin.so",
        "PySide6\\plugins\\iconengines\\qsvgicon.dll",
        "PySide6/Qt/translations/qtbase_ko.qm",
        "PySide6/Qt/lib/libQt6Core.so.6",
        "babel/locale-data/ko.dat",
        "babel/global.dat",
        "resources/help/timeline.png",
    ],
)
def test_a_build_keeps_what_is_used(kept: str) -> None:
    assert shipped.keeps_file(kept)


@pytest.mark.parametrize(
    "left",
    [
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6\\plugins\\tls\\qopensslbackend.dll",
        "PySide6/opengl32sw.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/translations/qtdeclarative_ko.qm",
        "PySide6/Qt/qml/QtQml/qmldir",
        "babel/locale-data/de.dat",
        "pyqtgraph/colors/maps/CET-C1.csv",
        "libfontconfig.so.1",
        "libstdc++.so.6",
    ],
)
def test_a_build_leaves_out_what_is_not(left: str) -> None:
    assert not shipped.keeps_file(left)


def test_a_library_stays_only_when_something_that_stays_needs_it() -> None:
    needs = {
        "qxcb": ["libQt6XcbQpa.so.6"],
        "xcbqpa": ["libQt6Gui.so.6", "libxcb-cursor.so.0", "libc.so.6"],
        "gui": ["libQt6Gui.so.6"],
        "core": ["libxcb-render.so.0"],
    }
    entries = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "qxcb", "BINARY"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "gtk", "BINARY"),
        ("PySide6/QtGui.abi3.so", "gui", "EXTENSION"),
        ("PySide6/Qt/lib/libQt6XcbQpa.so.6", "xcbqpa", "BINARY"),
        ("PySide6/Qt/lib/libQt6Gui.so.6", "qtgui", "BINARY"),
        ("PySide6/Qt/lib/libQt6Network.so.6", "network", "BINARY"),
        ("libQt6Gui.so.6", "PySide6/Qt/lib/libQt6Gui.so.6", "SYMLINK"),
        ("libQt6Network.so.6", "PySide6/Qt/lib/libQt6Network.so.6", "SYMLINK"),
        ("libxcb-cursor.so.0", "cursor", "BINARY"),
        ("libgtk-3.so.0", "gtk3", "BINARY"),
        ("numpy/_core/_multiarray.cpython-311.so", "core", "EXTENSION"),
        ("resources/example/plant.csv", "plant", "DATA"),
    ]
    kept = shipped.without_unused(entries, lambda source: needs.get(source, []))
    assert {entry[0] for entry in entries} - {entry[0] for entry in kept} == {
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libQt6Network.so.6",
        "libgtk-3.so.0",
    }


def test_a_framework_of_macos_goes_or_stays_as_a_whole() -> None:
    def framework(name: str) -> list[shipped.Entry]:
        folder = f"PySide6/Qt/lib/{name}.framework"
        return [
            (f"{folder}/Versions/A/{name}", name, "BINARY"),
            (f"{folder}/Versions/A/Resources/Info.plist", "plist", "DATA"),
            (f"{folder}/Versions/Current", "A", "SYMLINK"),
            (f"{folder}/{name}", f"Versions/Current/{name}", "SYMLINK"),
            (name, f"{folder}/Versions/A/{name}", "SYMLINK"),
        ]

    bindings = [("PySide6/QtCore.abi3.so", "binding", "EXTENSION")]
    python = [
        ("Python.framework/Versions/3.12/Python", "python", "BINARY"),
        ("Python", "Python.framework/Versions/3.12/Python", "SYMLINK"),
    ]
    entries = [*bindings, *python, *framework("QtCore"), *framework("QtNetwork")]
    needs = {"binding": ["@rpath/QtCore.framework/Versions/A/QtCore", "/usr/lib/libc++.1.dylib"]}
    kept = shipped.without_unused(entries, lambda source: needs.get(source, []))
    assert sorted(kept) == sorted([*bindings, *python, *framework("QtCore")])


def test_libraries_of_one_name_stay_in_each_folder_that_has_one() -> None:
    entries = [
        ("python312.dll", "python", "BINARY"),
        ("VCRUNTIME140.dll", "first", "BINARY"),
        ("PySide6\\VCRUNTIME140.dll", "second", "BINARY"),
        ("PySide6\\QtCore.pyd", "qtcore", "EXTENSION"),
    ]
    kept = shipped.without_unused(entries, lambda _: ["vcruntime140.dll"])
    assert sorted(kept) == sorted(entries)


@pytest.mark.slow
def test_nothing_that_is_left_out_is_needed() -> None:
    packaging = str(shipped.ROOT / "packaging")
    result = subprocess.run(
        [sys.executable, "-c", WITHOUT, packaging],
        cwd=shipped.ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(result.stdout.splitlines()) == 8
    assert result.stdout.splitlines()[-1] == "All is well"
