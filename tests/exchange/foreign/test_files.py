"""Kinds of files: delimited text, old and open formats, and what is no workbook at all."""

from __future__ import annotations

import base64
import csv
import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop.core.dataset import Dataset
from desktop.core.errors import OfftakeError
from desktop.exchange import package as package_module
from desktop.exchange import reader
from desktop.exchange.delimited import read_any
from desktop.operations.import_foreign import is_foreign, propose, review_foreign
from tests.exchange.binary import save_binary
from tests.exchange.examples import WORKSPACE, exported, rich
from tests.exchange.foreign.sheets import CAPACITY, first, made, notes, proposed

KOREAN = ["업체명", "공장", "금속", "생산능력(톤)", "중량 기준", "상태", "가동 시기", "비고"]
LINE = ["TECK", "Trail", "Ga", "9", "순분", "계획", "2029년 상반기", "두 줄\n비고; 또, 하나"]


def text(separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([KOREAN, LINE])
    return out.getvalue()


@pytest.mark.parametrize(
    ("separator", "codec", "said"),
    [(",", "cp949", "CP949"), (";", "cp949", "CP949"), (",", "utf-8", "UTF-8"),
     (",", "utf-8-sig", "UTF-8"), ("\t", "utf-16", "UTF-16"), (";", "utf-16-be", "UTF-16"),
     ("|", "utf-8", "UTF-8")],
)  # fmt: skip
def test_36_csv_in_any_encoding_and_with_any_separator(
    small: Dataset, tmp_path: Path, separator: str, codec: str, said: str
) -> None:
    path = tmp_path / "lines.csv"
    mark = b"\xfe\xff" if codec == "utf-16-be" else b""
    path.write_bytes(mark + text(separator).encode(codec))
    assert is_foreign(small, path)
    review = review_foreign(small, proposed(small, path))
    found = first(review, "capacity")
    assert (found["nameplate"], found["stage"], found["basis"]) == (9, "announced", "contained")
    assert found["note"] == LINE[-1] and said in notes(review)
    assert {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}[separator] in notes(review)


def test_36_a_line_that_states_the_separator_is_followed(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("sep=;\n" + text(";"), encoding="utf-8")
    assert propose(small, path).tables[0].area == "A1:H2"
    path.with_suffix(".tsv").write_text(text("\t"), encoding="utf-8")
    assert propose(small, path.with_suffix(".tsv")).tables[0].type == "capacity"


def test_36_figures_of_csv_follow_the_column(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Customer;Metal;Quantity (kg);Basis;Start;Use\n"
                    "Optics;Ge;1.234,5;contained;2026;led\nOptics;Ge;1.234;contained;2027;solar\n",
                    encoding="utf-8")  # fmt: skip
    review = review_foreign(small, proposed(small, path))
    assert [c.theirs for i in review.items for c in i.cells if c.field == "quantity"] == [
        1234.5, 1234.0,
    ]  # fmt: skip


# A sheet with the headers of `sheets.py` and one line, in the format of Excel 97.
OLD_XLS = (
    "eNrtV11sVEUUPnP3p7fbv22higXrikJbWrBAoiWKLV0qECUlUH9imshle9uubHc32yWhMepW5MVAIvIgDySGpDEmJv"
    "7ERB80sX3jQaMvPGg0KbyowYfVaAyJ7fqdc2cvl7U13UJI1J7NmZlzZmbPmTk/c+7XX9XPXviw6TKVwMPko/lCJQU9"
    "PAU0i0SYyNC8+UKhUGQXVuBfBXO6Zxv6Yb8AkG1eoe1aqfsV+G/CQUrhl6UI9VESfYYmqBy4Ax7j/b+l7Jlf4rqlwo"
    "r85cvn/M153AcsjX/O9Rz/IWAVsBpYA6wF1jlPANUDG4CrgKuBjeITRHcC1wDvAjYB1wLXAe/W8u/RPeN6jO8D3q95"
    "G9G3rOSd2wKVJqwYDNCnNV+wycX2l+ERH/hnxC+uAAcpzb4RtRKxyO2CXtHBUqzDNJx0J0aKzoNbS+8L9zNpd4r3AX"
    "oo0qU9+hmjR3Q/Le16aWuJ938ie74VzlZqpu/Ey1+XIFBUoaJkUYLidAR5MI4VTXSR4+tlWcHRoXbJDK+6mdlmfzVN"
    "cYztsZN2xkrMSuxM0e+FiCdOpyPM5+3C/21pfKNMPv3v+FO4u4Xuud1Zny/lty3C71iEv2kRfuXf+GcNxFWOCtyHcz"
    "7p63NB6RtyfulX5SqkX50LFA6L/55EFv7BLz5Fh0ZtO3sK4anwm1EmkGjgtKKr9Cwn6fxBERXMczLmKC4W7V7cTlV5"
    "DqPPEQwmTSokfXNa9aDtoeZfwk7aN5H+TaR18w9k/j9pUp6CGuepiKbG0lZyAo/HgYSVzOLh2G9l7UzcStRy3khbsX"
    "h2ItKafWCiDWt6rfH4OPpDWWvEdvpMFqoN9EUfBzmQseIJqLnHgh6xVDJrxZP2EMZWMpk6lozZQ1i7rXPbjgJephqK"
    "+p2XKWY2Aq9btVH3Bj9fTpoL35DmqnEXQ7gjTgz1ci9hnH5zdN3VKw82dT8n/Nz1Dx7awMaiDjWJmRn/JtnRLu0rsr"
    "b4/J0Q3qvSbnT3/9jd4hm3uuN8d5tnfAHpqhJakdjTgLQOtaY6eGLm8Gx3sVf0JGZMelGOTeo1s06ftNbppJUH3Ajr"
    "cYeThFSd8FQJb06eeOdRJ00pUMqlDLmnIuUD5XMpPyi/SwVABVwqCCqoKSUSKlyKJZguxRK42HjJYIolbHTnWELIpV"
    "hClUuxBL6Hn+kA65jf69gxb2rfZtWgbb5TpPvzrcKvzIcXKIwMCsk+3sNneNRooI+DzutC9IjYhUsY5/RFAYARBMaI"
    "6f0jVSzGQv9ciylUOb6QU8OFTcd0087UY1wz7Y/HMqnx1HA20nc8ZiciOx7aPGAdsRMJW+61Nz483HUztaMq+ssyYb"
    "5AYrwF/pdmT77167X+0fC7Z0xqb/noGzbBOe2aSl8qO85eXWcO6usa1fVmVtecOZ1oTmnn/mmO8HY7e1JpO5meOJ5g"
    "mc16vlP/dxFKxzl6+8wbL3yvvONbfX7mGJe+vHR+y9rw2Tdx/o5r7+3m8CjhDeo6uZiKw54zPqHrcoaInu/S8z2e2p"
    "3valc6/ZSdGY+nkjfeEd/v9i1bF9X/Vn7/if4lPrzQHp8nLp6G9AwdRcXFehwt+/4bcFpDn7NQxneVXVH00yjkjqHC"
    "7YcOzy9Lvs/zDbaUPWyXfW6c9KMetJcdfyHIL/f7L6K/1XQFQcdw/jHUpWz7ffCCYbEJc7KoV1PgLA6tWn6gjPu/F3"
    "jRlb8bEmKigy0eWJ4+Xcs4/wbgOyvf/wJ/AclkKu0="
)


def open_document(rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    """Gives the parts of an OpenDocument workbook."""
    cells = [
        "".join(
            f'<table:table-cell office:value-type="float" office:value="{value}"/>'
            if isinstance(value, int)
            else '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in row
        )
        for row in rows
    ]
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Sheet1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": "<manifest/>",
    }


def test_37_a_binary_workbook_is_read_and_its_limits_are_said(
    small: Dataset, tmp_path: Path
) -> None:
    line: list[str | float] = ["KZ", "Onsan", "Ge", 13.0, "contained", "committed", "2028"]
    header: list[str | float] = ["Code", *map(str, CAPACITY)]
    path = save_binary(tmp_path / "x.xlsb", "Capacity", [header, ["CAP-1", *line]])
    review = review_foreign(small, propose(small, path))
    (item,) = review.items
    assert item.code == "CAP-1" and [c.theirs for c in item.cells if c.field == "nameplate"] == [13]
    assert "an error cannot be told from a blank" in notes(review)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_37_old_and_open_kinds_are_read(small: Dataset, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"x.{kind}"
    if kind == "xls":
        path.write_bytes(zlib.decompress(base64.b64decode(OLD_XLS)))
    else:
        line = ["TECK", "Trail", "Ga", 9, "contained", "announced", "2029"]
        with zipfile.ZipFile(path, "w") as package:
            for name, part in open_document([CAPACITY, line]).items():
                package.writestr(name, part)
    review = review_foreign(small, proposed(small, path))
    assert first(review, "capacity")["nameplate"] == 9
    assert "save it as .xlsx to be sure" in notes(review)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("x.csv", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("x.xls", b"<?xml version='1.0'?><Workbook xmlns='urn'/>", "XML"),
        ("x.xlsx", b"PK\x03\x04 and then nothing", "damaged"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "password"),
        ("x.csv", b"", "empty"),
        ("x.csv", b"only one column\n1\n", "no table"),
        ("x.csv", b'a,b\n"' + b"x" * 200_000 + b'",1\n', "quotation marks"),
        ("x.xlsx", b"just text", "not a workbook"),
        ("x.csv", bytes(range(256)) * 20, "not a workbook"),
    ],
)  # fmt: skip
def test_38_what_cannot_be_read_is_one_sentence(
    small: Dataset, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(OfftakeError) as fault:
        propose(small, path)
    assert words in str(fault.value) and name in str(fault.value)
    assert "\n" not in str(fault.value)


def test_38_text_under_a_workbooks_name_is_read_and_said(small: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "x.xls"
    path.write_text(text("\t"), encoding="utf-16")
    proposal = proposed(small, path)
    assert "text under a workbook's name" in "\n".join(map(str, proposal.notes))
    assert proposal.rows == 1


def test_39_bombs_and_endless_sheets_are_refused(
    small: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", b"\0" * (package_module.RATIO_FROM + 1))
    with pytest.raises(OfftakeError, match="would unpack"):
        propose(small, path)
    made(path, [CAPACITY])
    monkeypatch.setattr(reader, "MAX_CELLS", 5)
    with pytest.raises(OfftakeError, match="reaches to G1"):
        read_any(path)


def test_40_a_file_that_is_not_there_is_one_sentence(small: Dataset, tmp_path: Path) -> None:
    with pytest.raises(OfftakeError, match=r"no file “.*none\.csv”"):
        propose(small, tmp_path / "none.csv")
    with pytest.raises(OfftakeError, match="is a folder"):
        propose(small, tmp_path)


def test_our_own_exports_are_not_foreign(tmp_path: Path) -> None:
    dataset = rich()
    assert dataset.workspace == WORKSPACE
    assert not is_foreign(dataset, exported(dataset, tmp_path / "x.xlsx"))


def test_42_an_export_of_another_workspace_is_said_to_be_one(
    small: Dataset, tmp_path: Path
) -> None:
    proposal = propose(small, exported(rich(), tmp_path / "x.xlsx"))
    assert "exported from another workspace" in "\n".join(map(str, proposal.notes))
