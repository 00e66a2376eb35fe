"""What the built application holds of Qt and of the packages, and what it leaves out.

The lists are short on purpose: what Offtake uses is named, everything else stays behind, and so
does each library that nothing needs any more. `offtake.spec` asks here, and the tests do.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent

#: One line of PyInstaller's lists: where a file goes, where it is, what it is.
Entry = tuple[str, str, str]

#: Modules that no part of Offtake uses, though something that it uses could.
LEFT_OUT = (
    *("tkinter", "unittest", "doctest", "test", "lib2to3", "distutils", "setuptools"),
    *("pkg_resources", "ensurepip", "pip", "venv", "idlelib", "turtle"),
    # Nothing talks to a network, so no OpenSSL; hashlib has hashes of its own.
    *("ssl", "_ssl", "_hashlib", "ftplib", "smtplib", "xmlrpc", "curses", "_curses", "readline"),
    *("numpy.f2py", "numpy.testing", "numpy.distutils", "numpy._pyinstaller", "numpy.tests"),
    *("matplotlib", "scipy", "pandas", "PIL", "h5py", "cupy", "numba", "IPython", "jupyter_rfb"),
    *("lxml", "defusedxml", "OpenGL", "PyQt5", "PyQt6", "PySide2", "greenlet", "colorcet"),
    *("pyqtgraph.opengl", "pyqtgraph.examples", "pyqtgraph.jupyter"),
    *("MySQLdb", "psycopg2", "psycopg", "pysqlite2", "asyncpg", "aiosqlite", "pymysql"),
    *("sqlalchemy.testing", "sqlalchemy.ext.mypy", "sqlalchemy.dialects.postgresql"),
    *("sqlalchemy.dialects.mysql", "sqlalchemy.dialects.oracle", "sqlalchemy.dialects.mssql"),
    "babel.messages",
    *(f"PySide6.{name}" for name in (
        "QtNetwork", "QtQml", "QtQuick", "QtQuickWidgets", "QtSql", "QtTest", "QtXml", "QtDBus",
        "QtPrintSupport", "QtSvgWidgets", "QtConcurrent",
        "QtDesigner", "QtHelp", "QtUiTools", "QtQuickControls2", "QtQuickTest",
    )),
)  # fmt: skip

#: The plugins of Qt that are used, by folder and by the name without prefix and suffix.
PLUGINS = {
    # Without a screen, PDFs are written and the installation is checked `offscreen`.
    "platforms": {"qxcb", "qwayland", "qoffscreen", "qwindows", "qcocoa"},
    # Korean is typed through these; fcitx serves programs that ask for ibus.
    "platforminputcontexts": {
        "composeplatforminputcontextplugin",
        "ibusplatforminputcontextplugin",
    },
    "iconengines": {"qsvgicon"},
    "imageformats": {"qsvg", "qico", "qicns", "qjpeg"},
    # The file dialogs of the desktop, without the libraries of any one desktop.
    "platformthemes": {"qxdgdesktopportal"},
    "styles": {"qmacstyle"},
    "wayland-shell-integration": {"xdg-shell"},
    "wayland-decoration-client": {"bradient"},
}
#: What every Linux desktop has, and what must be of one piece with its screen and its fonts.
OF_THE_SYSTEM = {
    *("libX11", "libX11-xcb", "libxcb", "libXau", "libXdmcp", "libbsd", "libmd"),
    *("libfontconfig", "libfreetype", "libexpat", "libdbus-1", "libglib-2.0", "libgthread-2.0"),
    *("libstdc++", "libgcc_s", "libz"),
}
#: Libraries that Qt brings for drawing by a graphics card, which Offtake does not do.
GRAPHICS = {"opengl32sw", "d3dcompiler_47", "libegl", "libglesv2"}
#: The languages of the program; Qt's own texts and the names of countries come in these.
LANGUAGES = ("en", "ko")


def version() -> str:
    """Give the version of the program, without loading it."""
    tree = ast.parse((ROOT / "desktop" / "__init__.py").read_text(encoding="utf-8"))
    for statement in tree.body:
        if (
            isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
            and statement.targets[0].id == "__version__"
        ):
            return str(ast.literal_eval(statement.value))
    raise SystemExit("desktop/__init__.py names no version.")


def keeps_file(target: str) -> bool:
    """Tell whether a file belongs into the application; `target` is where it would go."""
    path = _path(target)
    stem = path.name.split(".")[0].casefold()
    if "PySide6" in path.parts:
        if "plugins" in path.parts:
            folder = path.parts[path.parts.index("plugins") + 1]
            return stem.removeprefix("lib") in PLUGINS.get(folder, ())
        if path.suffix == ".qm":
            return path.stem in {f"qtbase_{language}" for language in LANGUAGES}
        return stem not in GRAPHICS and "qml" not in path.parts
    if path.parts[:1] == ("babel",):
        return path.suffix != ".dat" or path.stem in {*LANGUAGES, "root", "global"}
    if path.parts[:1] == ("pyqtgraph",):
        return path.suffix == ".svg"
    if len(path.parts) == 1 and path.name.split(".so")[0] in OF_THE_SYSTEM:
        return False
    return stem not in GRAPHICS


_CODE = ("BINARY", "EXTENSION")


def is_binding(path: PurePosixPath) -> bool:
    """Tell whether a file is a module of Python or the library that such modules share."""
    name = path.name.casefold()
    return (
        name.endswith(".pyd")
        or ".abi3." in name
        or ".cpython-" in name
        or name.startswith(("libpython", "python3", "libpyside", "pyside6.", "shiboken6."))
    )


def is_library(target: str) -> bool:
    """Tell whether a file only stays when something needs it: Qt's and the system's libraries."""
    path = _path(target)
    if "plugins" in path.parts or is_binding(path):
        return False
    shared = ".so" in path.name or path.suffix in (".dll", ".dylib") or "Versions" in path.parts
    return shared and (len(path.parts) == 1 or path.parts[0] == "PySide6")


def without_unused(
    entries: Iterable[Entry], imports: Callable[[str], Iterable[str]]
) -> list[Entry]:
    """Leave out what is not wanted, and then each library that nothing left needs.

    `imports` gives the names of the libraries that a library was linked with.
    """
    wanted = [entry for entry in entries if keeps_file(entry[0])]
    links = [entry for entry in wanted if entry[2] == "SYMLINK"]
    files = [entry for entry in wanted if entry[2] != "SYMLINK"]
    # Several folders may hold a library of the same name; Windows knows names in any case.
    libraries: dict[str, list[Entry]] = {}
    for entry in files:
        if is_library(entry[0]) and entry[2] in _CODE:
            libraries.setdefault(_path(entry[0]).name.casefold(), []).append(entry)
    kept = [entry for entry in files if not (is_library(entry[0]) and entry[2] in _CODE)]
    waiting = [source for _, source, kind in kept if kind in _CODE]
    while waiting:
        for needed in imports(waiting.pop()):
            found = libraries.pop(_path(needed).name.casefold(), [])
            kept += found
            waiting += [source for _, source, _ in found]
    # What describes a framework of macOS goes where its library goes.
    gone = {_framework(entry[0]) for entries in libraries.values() for entry in entries} - {None}
    kept = [entry for entry in kept if _framework(entry[0]) not in gone]
    there = {_path(entry[0]) for entry in kept}
    there |= {folder for path in there for folder in path.parents}
    for target, source, kind in links:
        # A link says where it leads, seen from the folder that it lies in; it may lead to a link.
        leads_to = PurePosixPath(os.path.normpath(_path(target).parent / source))
        framework = _framework(target)
        inside = framework is not None and framework in there
        if inside or leads_to in there:
            kept.append((target, source, kind))
    return kept


def _framework(target: str) -> PurePosixPath | None:
    path = _path(target)
    return next((p for p in (path, *path.parents) if p.suffix == ".framework"), None)


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--is"] and sys.argv[2:] != [version()]:
        raise SystemExit(f"The version is {version()}: tag it v{version()}, or raise it first.")
    print(version())
