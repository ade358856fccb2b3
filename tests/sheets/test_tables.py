"""Tables in files: what is read, what is refused, and that nothing written is a formula."""

import csv
from contextlib import suppress
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from posdash.errors import BadFile
from posdash.sheets.tables import BYTES_MOST, ROWS_MOST, Form, Sheet, read, shortened, write

COLUMNS = ("path", "name")
ADA = (2, {"path": "Kiwi", "name": "Ada"})


def sheet(data: bytes | str) -> Sheet:
    return read(data.encode() if isinstance(data, str) else data, "list.csv", COLUMNS)


def refused(data: bytes | str) -> str:
    with pytest.raises(BadFile) as error:
        sheet(data)
    return str(error.value)


def book(*rows: list[object]) -> bytes:
    one = Workbook()
    for row in rows:
        one.active.append(row)
    out = BytesIO()
    one.save(out)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_commas_semicolons_and_tabs_are_told_by_the_first_row(separator, encoding):
    text = f"Path{separator} NAME \nÄpfel{separator}Ada, Bö; x\n".replace(
        "Ada, Bö; x", '"Ada, Bö; x"'
    )
    assert sheet(text.encode(encoding)).rows == ((2, {"path": "Äpfel", "name": "Ada, Bö; x"}),)


def test_rows_are_counted_as_a_spreadsheet_does():
    found = sheet('name,path\n\n"Ada\nB.",Kiwi\r\n,\r\nBen,Kiwi')
    assert [row for row, _ in found.rows] == [3, 5]
    assert found.rows[0][1]["name"] == "Ada\nB."


def test_a_row_may_be_shorter_than_the_first():
    assert sheet("path,name\nKiwi").rows == ((2, {"path": "Kiwi"}),)


def test_a_cell_outside_the_named_columns_is_refused_and_the_others_are_read():
    found = sheet("path,name\nKiwi,Ada,lost\nKiwi,Ben,\n")
    assert [(one.line, one.cause) for one in found.faults] == [
        (2, "A cell stands outside the columns that the first row names.")
    ]
    assert [row for row, _ in found.rows] == [3]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "There is nothing in this file"),
        (" \n\n", "There is nothing in this file"),
        ("path,Salary\n", "“Salary” is not a column of this list. The columns are: path, name."),
        ("path,name,Path\n", "The column “path” is there twice"),
        ("path\nÄ".encode("cp1252"), "list.csv, line 2: This is not UTF-8 text."),
        ("path\nx".encode("utf-16-le"), "not UTF-8 text"),
        ("path\nx".encode("utf-16") + b"x", "not UTF-8 text"),
        ('path,name\nKiwi,"Ada\nx', "From here on this is not CSV"),
        ('path,name\nKiwi,"Ada"x\n', "line 2: From here on this is not CSV"),
        ("path\n" + "x" * 200_000, "From here on this is not CSV"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old Excel file, or one with a password"),
        (b"x" * (BYTES_MOST + 1), "larger than 1 MB"),
        ("path\n" + "x\n" * (ROWS_MOST + 1), "more than 20,000 rows"),
        (",".join(["path", "name", *[""] * 40, "x"]), "more than 30 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_cure(data, said):
    assert said in refused(data)


def test_as_many_rows_as_are_allowed_are_read():
    assert len(sheet("path\n" + "x\n" * ROWS_MOST).rows) == ROWS_MOST


def test_what_is_repeated_of_a_file_is_short_and_harmless():
    nasty = "\u202e<b>\n" + "x" * 5000 + '"'
    [line] = refused(f"path,{nasty}\n").splitlines()
    assert len(line) < 150
    assert "\u202e" not in line
    assert shortened("ﷺ" * 99) == "ﷺ" * 39 + "…"


def test_the_first_sheet_of_a_workbook_is_read_and_numbers_and_dates_become_text():
    data = book(["Name", "path"], [7, "Kiwi"], [None, None], [2.0, 0.5], [True, "x"])
    assert [(row, one["name"], one["path"]) for row, one in sheet(data).rows] == [
        (2, "7", "Kiwi"),
        (4, "2", "0.5"),
        (5, "True", "x"),
    ]


def test_formulas_and_errors_of_a_workbook_are_refused_by_their_row():
    found = sheet(book(["path"], ["Kiwi"], ["=1+1"], ["#N/A"]))
    assert [(one.line, one.cause) for one in found.faults] == [
        (3, "A cell holds a formula."),
        (4, "A cell holds an error of the spreadsheet."),
    ]
    assert [row for row, _ in found.rows] == [2]


def test_macros_are_refused():
    assert "holds macros" in refused(packed(parts(book(["path"])) | {"xl/vbaProject.bin": b"x"}))


@pytest.mark.parametrize(
    ("part", "more"),
    [
        ("xl/worksheets/sheet1.xml", b" " * 11 * 1024**2),
        ("xl/worksheets/sheet1.xml", b"<c/>" * 1_000_000),
        ("xl/styles.xml", b" " * 2 * 1024**2),
    ],
)
def test_a_workbook_that_unpacks_to_very_much_is_refused_before_it_is_parsed(part, more):
    files = parts(book(["path"]))
    files[part] += more
    data = packed(files)
    assert len(data) < BYTES_MOST
    assert "Unpacked, this file is too large" in refused(data)


def test_as_many_rows_of_a_workbook_as_are_allowed_are_read():
    rows = [(f"Company / Team {one % 999}", f"Person {one}") for one in range(ROWS_MOST)]
    assert len(sheet(write(COLUMNS, rows, Form.XLSX)).rows) == ROWS_MOST


def test_a_workbook_that_understates_what_it_unpacks_to_is_refused():
    files = parts(book(["path"]))
    files["xl/worksheets/sheet1.xml"] += b" " * 11 * 1024**2
    size = len(files["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
    data = packed(files).replace(size, (500).to_bytes(4, "little"))
    assert "not an XLSX file, or it is damaged" in refused(data)


def test_entities_in_a_workbook_are_refused():
    files = parts(book(["path"], ["Kiwi"]))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        text = files[part]
        start = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0
        broken = files | {part: text[:start] + bomb + text[start:]}
        assert "not an XLSX file, or it is damaged" in refused(packed(broken))


def test_a_row_that_says_it_is_the_last_of_very_many_takes_no_time():
    files = parts(book(["path"], ["Kiwi"]))
    part = "xl/worksheets/sheet1.xml"
    files[part] = files[part].replace(b'<row r="2"', b'<row r="99999999999999"')
    assert sheet(packed(files)).rows == ()


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(place, value):
    data = bytearray(WHOLE)
    data[place % len(data)] = value
    with suppress(BadFile):
        sheet(bytes(data))


WHOLE = book(["path", "name"], ["Kiwi", "Ada"])

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@pytest.mark.parametrize("form", Form)
@given(cells=st.lists(texts, min_size=1, max_size=4))
@example(cells=["=cmd|' /C calc'!A0", "'=x", "''+1", "@SUM", "＝1"])  # noqa: RUF001
@example(cells=["-1", " =1", "\u00a0=1", "'", "'t Hooft", "#N/A", "TRUE", "1e5", "﹦1"])
@example(cells=['a"b', "a,b;c\td", "\ta", "\na", "a\nb", "https://example.org"])
def test_what_is_written_is_read_back_and_no_cell_begins_like_a_formula(form, cells):
    data = write(COLUMNS, [("x", cell) for cell in cells], form)
    assert [one["name"] for _, one in sheet(data).rows] == cells
    for cell in _raw(data, form):
        assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠")), cell  # noqa: RUF001
        assert not cell.startswith(("\t", "\r", "\n")), cell


def _raw(data: bytes, form: Form) -> list[str]:
    if form is Form.CSV:
        rows = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
        return [cell for row in rows for cell in row]
    [one] = load_workbook(BytesIO(data)).worksheets
    assert {cell.data_type for row in one.rows for cell in row if cell.value} <= {"s"}
    return [str(cell.value or "") for row in one.rows for cell in row]


@pytest.mark.parametrize("form", Form)
def test_what_no_file_can_hold_is_left_out_and_numbers_stay_numbers(form):
    data = write(COLUMNS, [("a\0\x1b\ud800b\uffff", -0.5), (None, 3)], form)
    assert [one for _, one in sheet(data).rows] == [
        {"path": "ab", "name": "-0.5"},
        {"path": "", "name": "3"},
    ]
