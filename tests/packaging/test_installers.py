"""The installers' own files, read as the systems read them, since not all can be run here."""

from __future__ import annotations

import ast
import configparser
import plistlib
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import bundle
import program_icons
import pytest
import shipped

PACKAGING = shipped.ROOT / "packaging"
WORKFLOWS = sorted((shipped.ROOT / ".github" / "workflows").glob("*.yml"))


def sections(script: str) -> dict[str, list[str]]:
    """Gives the lines of an Inno Setup script by its sections, comments left out."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in script.splitlines():
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1]
        elif line.strip() and not line.startswith((";", "#")):
            found.setdefault(name, []).append(line)
    return found


@pytest.fixture(scope="module")
def setup() -> dict[str, list[str]]:
    return sections((PACKAGING / "windows" / "offtake.iss").read_text(encoding="utf-8"))


def options(lines: list[str]) -> dict[str, str]:
    return dict(line.split("=", 1) for line in lines)


def fields(line: str) -> dict[str, str]:
    """Gives the fields of an entry such as `Name: "x"; Flags: y`."""
    pairs = re.findall(r'(\w+): ("(?:[^"]|"")*"|[^;]+)', line)
    return {
        name: value[1:-1].replace('""', '"') if value.startswith('"') else value.strip()
        for name, value in pairs
    }


def test_the_windows_installer_is_per_user_and_asks_for_no_rights(
    setup: dict[str, list[str]],
) -> None:
    asked = options(setup["Setup"])
    assert asked["PrivilegesRequired"] == "lowest"
    assert asked["DefaultDirName"].startswith("{localappdata}")
    assert asked["AppVersion"] == "{#AppVersion}"
    # The search path in the registry is read by programs only when they are told of the change.
    assert asked["ChangesEnvironment"] == "yes"
    assert all(fields(line)["Root"] == "HKCU" for line in setup["Registry"])


def test_the_windows_installer_takes_what_the_build_makes(setup: dict[str, list[str]]) -> None:
    (files,) = map(fields, setup["Files"])
    folder = files["Source"].replace("\\", "/").removesuffix("/*")
    assert (PACKAGING / "windows" / folder).resolve() == shipped.ROOT / "dist" / "Offtake"
    asked = options(setup["Setup"])
    for named in ("LicenseFile", "SetupIconFile"):
        assert (PACKAGING / "windows" / asked[named].replace("\\", "/")).resolve().is_file()


def test_windows_opens_workspaces_with_the_program(setup: dict[str, list[str]]) -> None:
    keys = {fields(line)["Subkey"]: fields(line)["ValueData"] for line in setup["Registry"]}
    assert keys["Software\\Classes\\.offtake"] == "Offtake.Workspace"
    command = keys["Software\\Classes\\Offtake.Workspace\\shell\\open\\command"]
    # In quotes, or a path with a space would be two arguments.
    assert command == '"{app}\\Offtake.exe" "%1"'


def test_removing_the_program_leaves_what_the_user_made(setup: dict[str, list[str]]) -> None:
    # Inno Setup removes what it installed; anything more would have to be named here.
    assert "UninstallDelete" not in setup
    assert [fields(line)["Name"] for line in setup["InstallDelete"]] == ["{app}\\_internal"]


def test_the_taskbar_knows_the_program_by_the_name_that_it_gives_itself(
    setup: dict[str, list[str]],
) -> None:
    from desktop.ui.system_requests import WINDOWS_IDENTITY

    assert {fields(line)["AppUserModelID"] for line in setup["Icons"]} == {WINDOWS_IDENTITY}


@pytest.mark.parametrize(("version", "numbers"), [("0.1.0", (0, 1, 0, 0)), ("12.3", (12, 3, 0, 0))])
def test_windows_is_told_the_version_in_four_numbers(
    version: str, numbers: tuple[int, ...]
) -> None:
    assert bundle.version_numbers(version) == numbers


def test_the_version_resource_is_one_that_pyinstaller_can_read(tmp_path: Path) -> None:
    text = Path(bundle.windows_version(tmp_path / "version.txt")).read_text(encoding="utf-8")
    (call,) = ast.parse(text).body
    assert isinstance(call, ast.Expr)
    strings = {
        node.args[0].value: node.args[1].value
        for node in ast.walk(call)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "StringStruct"
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[1], ast.Constant)
    }
    assert strings["ProductVersion"] == strings["FileVersion"] == shipped.version()
    assert strings["OriginalFilename"] == "Offtake.exe"


def test_macos_reads_the_version_and_the_kind_of_document() -> None:
    info = bundle.info_plist()
    assert info["CFBundleShortVersionString"] == info["CFBundleVersion"] == shipped.version()
    (document,) = info["CFBundleDocumentTypes"]
    (declared,) = info["UTExportedTypeDeclarations"]
    assert document["LSItemContentTypes"] == [declared["UTTypeIdentifier"]]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["offtake"]
    # What the locked Qt runs on, as wheels.py has it.
    assert info["LSMinimumSystemVersion"] == "13.0"
    # Dark windows are wanted, and sharp ones.
    assert info["NSRequiresAquaSystemAppearance"] is False
    assert info["NSHighResolutionCapable"] is True


def test_the_hardened_runtime_is_opened_no_further_than_needed() -> None:
    entitlements = plistlib.loads((PACKAGING / "macos" / "entitlements.plist").read_bytes())
    assert set(entitlements) == {
        "com.apple.security.cs.disable-library-validation",
        "com.apple.security.cs.allow-unsigned-executable-memory",
    }


def test_linux_opens_workspaces_with_the_program() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(PACKAGING / "linux" / "offtake.desktop", encoding="utf-8")
    menu = entry["Desktop Entry"]
    kind = ElementTree.parse(PACKAGING / "linux" / "offtake.xml").getroot()[0]
    assert menu["MimeType"].split(";")[0] == kind.get("type") == "application/x-offtake"
    globs = [child.get("pattern") for child in kind if child.tag.endswith("glob")]
    assert globs == ["*.offtake"]
    assert menu["Exec"].endswith("%f")
    # The window says the same name, so that the desktop finds its icon.
    assert menu["StartupWMClass"] == "offtake"


@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("sh"), reason="needs a shell")
def test_the_linux_installer_installs_updates_and_removes(tmp_path: Path) -> None:
    unpacked = tmp_path / "un packed"
    shutil.copytree(PACKAGING / "linux", unpacked)
    shutil.copytree(
        shipped.ROOT / "resources" / "icons", unpacked / "_internal" / "resources" / "icons"
    )
    (unpacked / "offtake").write_text("#!/bin/sh\necho started\n", encoding="ascii")
    (unpacked / "offtake").chmod(0o755)
    home = tmp_path / "home 홍"
    kept = home / ".local" / "share" / "Offtake" / "backups" / "plan.offtake"
    kept.parent.mkdir(parents=True)
    kept.touch()

    def install(*arguments: str) -> None:
        environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
        command = ["sh", str(unpacked / "install.sh"), *arguments]
        subprocess.run(command, env=environment, check=True, capture_output=True)

    install()
    install()
    share = home / ".local" / "share"
    started = subprocess.run([home / ".local" / "bin" / "offtake"], capture_output=True, check=True)
    assert started.stdout == b"started\n"
    entry = (share / "applications" / "offtake.desktop").read_text(encoding="utf-8")
    assert f'Exec="{share}/offtake-program/offtake" %f' in entry
    assert (share / "icons" / "hicolor" / "48x48" / "apps" / "offtake.png").exists()
    install("--remove")
    left = {file.name for file in home.rglob("*") if file.is_file()}
    assert {name for name in left if "offtake" in name} == {"plan.offtake"}


def test_the_icons_are_of_the_drawing_of_today() -> None:
    assert not program_icons.is_stale(), "run packaging/program_icons.py"


def test_a_changed_drawing_makes_the_icons_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = tmp_path / "offtake.svg"
    changed.write_text(program_icons.DRAWING.read_text(encoding="utf-8") + "<!-- -->", "utf-8")
    monkeypatch.setattr(program_icons, "DRAWING", changed)
    assert program_icons.is_stale()


def sides_of_png(content: bytes) -> tuple[int, int]:
    assert content.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", content[16:24])
    return int(width), int(height)


def test_the_icon_of_windows_holds_every_size() -> None:
    content = (program_icons.FOLDER / "offtake.ico").read_bytes()
    _, kind, count = struct.unpack("<HHH", content[:6])
    assert kind == 1
    found = []
    for number in range(count):
        entry = struct.unpack("<BBBBHHII", content[6 + 16 * number : 22 + 16 * number])
        side = entry[0] or 256
        assert sides_of_png(content[entry[7] : entry[7] + entry[6]]) == (side, side)
        found.append(side)
    assert tuple(found) == program_icons.ICO_SIDES


def test_the_icon_of_macos_holds_every_kind() -> None:
    content = (program_icons.FOLDER / "offtake.icns").read_bytes()
    assert content[:4] == b"icns" and struct.unpack(">I", content[4:8]) == (len(content),)
    place, found = 8, {}
    while place < len(content):
        kind, (length,) = (
            content[place : place + 4],
            struct.unpack(">I", content[place + 4 : place + 8]),
        )
        found[kind] = sides_of_png(content[place + 8 : place + length])
        place += length
    assert found == {kind: (side, side) for kind, side in program_icons.ICNS_KINDS.items()}


@pytest.mark.parametrize("side", program_icons.PNG_SIDES)
def test_each_picture_of_linux_has_its_size(side: int) -> None:
    content = (program_icons.FOLDER / f"offtake-{side}.png").read_bytes()
    assert sides_of_png(content) == (side, side)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_pins_its_actions_and_runs_on_all_systems(workflow: Path) -> None:
    text = workflow.read_text(encoding="utf-8")
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", name) for name in used)
    assert all(system in text for system in ("windows-2", "macos-", "ubuntu-2"))
    assert "-latest" not in text


@pytest.mark.parametrize(
    "script",
    sorted(PACKAGING.rglob("*.sh")),
    ids=lambda path: path.relative_to(PACKAGING).as_posix(),
)
@pytest.mark.skipif(sys.platform == "win32" or not shutil.which("bash"), reason="needs bash")
def test_a_script_can_be_read_by_its_shell(script: Path) -> None:
    subprocess.run(["bash", "-n", str(script)], check=True)
