"""What is shipped: every part is named with its version and its terms, and nothing is stale."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path

import inside_qt
import part
import parts
import pytest
import sbom
import shipped

import desktop
from desktop.operations.licences import licence_text, shipped_parts


@pytest.fixture(scope="module")
def installed() -> tuple[list[part.Part], dict[str, str]]:
    return parts.collect()


#: On other systems the packages hold other libraries; a build lists those that it finds.
only_linux = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the kept list is that of Linux"
)


def test_the_list_of_parts_names_the_installed_packages(
    installed: tuple[list[part.Part], dict[str, str]],
) -> None:
    assert parts.of_packages(parts.kept()) == parts.of_packages(installed[0])


@only_linux
def test_the_list_of_parts_is_that_of_the_installed_packages(
    installed: tuple[list[part.Part], dict[str, str]],
) -> None:
    kept = (parts.FOLDER / "parts.json").read_text(encoding="utf-8")
    assert kept == parts.to_json(installed[0]), "run packaging/parts.py"


@only_linux
def test_the_texts_are_those_of_the_installed_packages(
    installed: tuple[list[part.Part], dict[str, str]],
) -> None:
    folder = parts.FOLDER / "packages"
    kept = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert kept == installed[1], "run packaging/parts.py"


def test_every_locked_package_is_listed_with_the_version_that_is_installed() -> None:
    rows = json.loads((parts.FOLDER / "parts.json").read_text(encoding="utf-8"))
    listed = {row["package"]: row["version"] for row in rows if "package" in row}
    assert listed == {name: metadata.version(name) for name in parts.locked()}
    assert listed == parts.locked()


def test_every_part_has_terms_that_can_be_read_in_the_program() -> None:
    for shown in shipped_parts():
        assert len(licence_text(shown)) > 60, shown.name


def test_what_is_inside_of_a_part_names_a_part_that_is_there() -> None:
    names = {shown.name for shown in shipped_parts()}
    inner = {shown.inside for shown in shipped_parts()} - {""}
    assert inner <= names
    assert {"PySide6 and Qt", "NumPy", "python-calamine"} <= inner


def test_no_text_is_kept_that_no_part_names() -> None:
    # The terms of what only a built application holds are named by built_parts.
    built = {"PSF-2.0.txt", "PyInstaller.txt", "Microsoft-runtime.txt", "bzip2-1.0.6.txt"}
    used = {name for shown in shipped_parts() for name in shown.texts} | built
    used |= {"0BSD.txt", "Public-domain.txt"}
    assert {file.name for file in (parts.FOLDER / "texts").iterdir()} <= used


def test_the_parts_of_qt_were_looked_over_for_the_locked_qt() -> None:
    assert parts.locked()["pyside6-essentials"].startswith(inside_qt.LOOKED_OVER + ".")


def test_qt_comes_with_a_word_on_how_it_is_replaced() -> None:
    qt = next(shown for shown in shipped_parts() if shown.name == "PySide6 and Qt")
    text = licence_text(qt)
    assert "you may replace them" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text
    assert "GNU GENERAL PUBLIC LICENSE" in text


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("MIT OR Apache-2.0", ["MIT.txt"]),
        ("(Apache-2.0 OR MIT) AND BSD-3-Clause", ["Apache-2.0.txt", "BSD-3-Clause.txt"]),
        ("Unlicense OR MIT", ["Public-domain.txt"]),
        ("X11 AND HPND", ["X11.txt", "HPND.txt"]),
        ("MIT AND HPND-sell-variant", ["MIT.txt", "HPND-sell-variant.txt"]),
        ("LicenseRef-ICC-License", ["ICC.txt"]),
    ],
)
def test_a_licence_expression_leads_to_its_texts(expression: str, texts: list[str]) -> None:
    assert list(parts.licence_texts(expression)) == texts


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("IJG", "Permission for use of this software is granted only if the user accepts"),
        ("Imlib2", "Making the source available publicly means including the source"),
        ("Libpng-2.0", "PNG Reference Library License version 2"),
        ("X11", "the name of the X Consortium shall not be used in advertising"),
    ],
)
def test_terms_are_given_in_full(name: str, words: str) -> None:
    text = (parts.FOLDER / "texts" / f"{name}.txt").read_text(encoding="utf-8")
    assert words in " ".join(text.split())


def test_those_who_ask_to_be_named_are_named() -> None:
    qt = next(shown for shown in shipped_parts() if shown.name == "PySide6 and Qt")
    text = " ".join(licence_text(qt).split())
    assert "This software is based in part on the work of the Independent JPEG Group." in text
    assert "The FreeType Project (https://freetype.org)" in text


def test_terms_without_a_text_stop_the_release() -> None:
    with pytest.raises(SystemExit, match=r"Secret-1\.0"):
        list(parts.licence_texts("MIT AND Secret-1.0"))


def test_the_bill_of_materials_holds_every_part_inside_of_its_own(
    installed: tuple[list[part.Part], dict[str, str]], tmp_path: Path
) -> None:
    sbom.write(installed[0], tmp_path / "bill.json")
    bill = json.loads((tmp_path / "bill.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    assert bill["metadata"]["component"]["version"] == desktop.__version__
    outer = {component["name"]: component for component in bill["components"]}
    count = sum(1 + len(component.get("components", ())) for component in outer.values())
    assert count == len(installed[0])
    assert outer["NumPy"]["purl"] == f"pkg:pypi/numpy@{metadata.version('numpy')}"
    assert "OpenBLAS" in {inner["name"] for inner in outer["NumPy"]["components"]}
    every = [*outer.values(), *(i for c in outer.values() for i in c.get("components", ()))]
    references = [component["bom-ref"] for component in every]
    assert len(set(references)) == len(references)
    for component in every:
        (terms,) = component["licenses"]
        assert terms.get("expression") or terms["license"].get("id") or terms["license"]["name"]


def test_the_same_parts_give_the_same_bill(
    installed: tuple[list[part.Part], dict[str, str]],
) -> None:
    assert sbom.bill(installed[0]) == sbom.bill(installed[0])
    assert sbom.bill(installed[0])["serialNumber"] != sbom.bill(installed[0][:-1])["serialNumber"]


def test_the_version_stands_in_one_place() -> None:
    assert shipped.version() == desktop.__version__
    project = (shipped.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert 'dynamic = ["version"]' in project
