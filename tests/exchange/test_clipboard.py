"""Cells on the clipboard, as Excel, LibreOffice and we ourselves write and read them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.dataset import Dataset
from desktop.core.fields import (
    CodeField,
    DateField,
    Field,
    LongTextField,
    NumberField,
    PartialDateField,
    PercentField,
    TextField,
)
from desktop.core.i18n import Locale
from desktop.core.partial_date import PartialDate
from desktop.exchange.clipboard import Percent, copied, read, read_text, unguarded
from desktop.operations.cells import Reader

NUMBER, PERCENT = NumberField(label="Nameplate", unit="per year"), PercentField(label="Share")
TEXT, LONG, CODE = TextField(label="Name"), LongTextField(label="Note"), CodeField(label="Code")
DAY, START = DateField(label="As of"), PartialDateField(label="Start")
GERMAN = Locale("en", decimal=",", group=".")

#: What Excel 2019 puts on the clipboard, shortened: a rounded number, a percentage, a merged cell.
EXCEL = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><style><!--td {mso-number-format:General;} --></style></head>
<body link="#0563C1">
<table border=0 cellpadding=0 cellspacing=0 width=192>
<!--StartFragment-->
 <tr height=20 style='height:15.0pt'>
  <td rowspan=3 height=40 class=xl65>Korea
  Zinc</td>
  <td class=xl66 align=right x:num="1234.5678">1,234.6</td>
  <td class=xl67 align=right x:num="0.855">86%</td>
 </tr>
 <tr height=20 style='display:none'><td>hidden</td><td></td><td></td></tr>
 <tr height=20><td class=xl68 x:num="46813">Mar-28</td><td>a&nbsp;b<br>
  c</td></tr>
<!--EndFragment-->
</table></body></html>"""

#: What LibreOffice puts there: every number with its value and its format.
CALC = """<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/></head>
<body><table cellspacing="0" border="0"><colgroup width="85"></colgroup>
<tr><td height="17" align="right" sdval="1200.5" sdnum="1042;">1200.5</td>
<td align="right" sdval="0.5" sdnum="1033;0;0.00%">50.00%</td>
<td align="right" sdval="46096" sdnum="1033;1033;YYYY-MM-DD">2026-03-15</td>
<td align="left" sdnum="1033;0;@">0012</td></tr></table></body></html>"""


def text_of(field: Field, value: Any, where: Locale | None = None) -> str:
    return copied([field], [[value]], Dataset({}), where=where).text


def test_excels_table_gives_exact_numbers_and_values_of_merged_cells() -> None:
    rows = read("Korea Zinc\t1,234.6\t86%", EXCEL)
    assert rows == [["Korea Zinc", 1234.5678, 0.855], ["Korea Zinc", "Mar-28", "a b\nc"]]
    assert isinstance(rows[0][2], Percent)


def test_calcs_table_gives_numbers_percentages_days_and_texts() -> None:
    rows = read("", CALC)
    assert rows == [[1200.5, 0.5, dt.date(2026, 3, 15), "0012"]]
    assert isinstance(rows[0][1], Percent)


def test_the_text_counts_where_the_table_is_not_exact() -> None:
    markup = "<table><tr><td>1,2</td><td>b</td></tr></table>"
    assert read("1,25\tb", markup) == [["1,25", "b"]]
    assert read("", markup) == [["1,2", "b"]]


def test_a_page_with_two_tables_is_no_block_of_cells() -> None:
    one = '<table><tr><td x:num="1">1</td></tr></table>'
    assert read("text", one + one) == [["text"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\nb", [["a"], ["b"]]),
        ('"two\r\nlines"\t"a ""word"""\r\n"a\tb"\tc', [["two\nlines", 'a "word"'], ["a\tb", "c"]]),
        ('5" pipe\t"so" he said\n', [['5" pipe', '"so" he said']]),
        ("\t\r\n\t", [["", ""], ["", ""]]),
        ('"', [['"']]),
        ('"a"\t', [["a", ""]]),
        ("", [[""]]),
    ],
)
def test_text_with_tabs_is_read_as_excel_writes_it(text: str, rows: list[list[str]]) -> None:
    assert read_text(text) == rows


def test_numbers_are_plain_in_the_text_and_exact_in_the_table() -> None:
    found = copied([NUMBER, PERCENT], [[1234.5, 85.5]], Dataset({}), where=GERMAN)
    assert found.text == "1234,5\t85,5%"
    assert 'x:num="1234.5" sdval="1234.5"' in found.html
    assert 'mso-number-format:"0.00%"' in found.html
    assert 'x:num="0.855"' in found.html


def test_days_are_days_and_less_exact_dates_are_texts() -> None:
    rows = [[dt.date(2026, 3, 15), PartialDate.parse("2028-03")]]
    korean = Locale("ko")
    found = copied([DAY, START], rows, Dataset({}), where=korean)
    assert found.text == "2026-03-15\t2028-03"
    assert 'sdval="46096"' in found.html
    assert 'mso-number-format:"\\@"' in found.html.split("</td>")[1]


@pytest.mark.parametrize("text", ["=1+1", "+82 2", "-5", "@name", "'=x", "''-"])
def test_what_would_be_a_formula_gets_an_apostrophe_and_loses_it_again(text: str) -> None:
    found = copied([TEXT], [[text]], Dataset({}))
    assert found.text == "'" + text
    assert unguarded(found.text) == text
    assert unguarded("'quoted'") == "'quoted'"


def test_a_negative_number_stays_a_number() -> None:
    assert text_of(NUMBER, -5.0) == "-5"


def test_headers_stand_above_the_cells() -> None:
    found = copied([TEXT, NUMBER], [["a", None]], Dataset({}), headers=True)
    assert found.text == "Name\tNameplate [per year]\r\na\t"


values = st.tuples(
    st.none() | st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1),
    st.none() | st.floats(-1e15, 1e15).map(lambda x: x + 0.0),
    st.none() | st.floats(0, 100).map(lambda x: round(x, 6)),
    st.none() | st.dates(dt.date(1900, 3, 1), dt.date(2199, 1, 1)),
    st.none()
    | st.sampled_from(["2028", "2028-H1", "2028-Q3", "2028-03", "2028-03-15"]).map(
        PartialDate.parse
    ),
    st.none()
    | st.sampled_from(["one\ntwo", 'a "b"', "a\t\tb", "  x", "a  b", "<b>&amp;", "=1\n=2"]),
)
FIELDS = (TEXT, NUMBER, PERCENT, DAY, START, LONG)


@pytest.mark.parametrize("where", [Locale(), GERMAN, Locale("ko")])
@pytest.mark.parametrize("form", ["text", "html"])
@given(rows=st.lists(values, min_size=1, max_size=4))
def test_what_is_copied_is_pasted_as_it_was(
    rows: list[tuple[Any, ...]], where: Locale, form: str
) -> None:
    reader = Reader(Dataset({}), where)
    made = copied(FIELDS, rows, Dataset({}), where=where)
    back: list[list[Any]] = []
    back += read_text(made.text) if form == "text" else read("", made.html)
    for row, cells in zip(rows, back, strict=True):
        for field, value, cell in zip(FIELDS, row, cells, strict=True):
            wanted = field.parse(value, where)
            assert reader.read(field, cell) == wanted
