"""Tables in files: what is read, what is refused, and that nothing written is a formula."""

import csv
import re
from contextlib import suppress
from datetime import date, datetime, time
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill

from posdash.errors import BadFile
from posdash.sheets.tables import BYTES_MOST, HIDDEN, ROWS_MOST, Book, Form, read, shortened, write

COLUMNS = ("path", "name")


def book_of(data: bytes | str) -> Book:
    return read(data.encode() if isinstance(data, str) else data, "list.csv")


def rows(data: bytes | str) -> list[tuple[int, list[str]]]:
    """The rows of the one sheet in a file, as (number, texts)."""
    [sheet] = book_of(data).sheets
    return [(number, [str(cell) for cell in cells]) for number, cells in sheet.rows]


def doubts(data: bytes) -> list[tuple[int, str]]:
    """What is doubtful in a file, by its row."""
    return [
        (number, cell.cause)
        for sheet in book_of(data).sheets
        for number, cells in sheet.rows
        for cell in cells
        if not isinstance(cell, str)
    ]


def refused(data: bytes | str) -> str:
    with pytest.raises(BadFile) as error:
        book_of(data)
    return str(error.value)


def book(*lines: list[object]) -> bytes:
    one = Workbook()
    for row in lines:
        one.active.append(row)
    return saved(one)


def saved(one: Workbook) -> bytes:
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
@pytest.mark.parametrize("above", ["", "Our people, as of May, 2026; all, of, them\n"])
def test_commas_semicolons_and_tabs_are_told_by_most_of_the_rows(separator, encoding, above):
    names = ("Ada, Bö; x", "Ben", "Cleo", "Dan")
    text = "".join(f'Äpfel{separator}"{name}"\n' for name in names)
    found = rows(f"{above}{text}".encode(encoding))
    assert [cells for _, cells in found[bool(above) :]] == [["Äpfel", name] for name in names]


def test_the_line_in_which_excel_says_what_divides_the_cells_is_no_row():
    assert rows("sep=;\r\nname;path\r\nAda, B;Kiwi\r\n") == [
        (2, ["name", "path"]),
        (3, ["Ada, B", "Kiwi"]),
    ]


def test_the_old_encoding_of_windows_is_read_where_it_holds_western_words_and_that_is_said():
    found = book_of("name,path\nJörg Müller,Käfer\nRené,Kiwi\n".encode("cp1252"))
    assert found.sheets[0].rows[1] == (2, ("Jörg Müller", "Käfer"))
    assert "old encoding of Windows" in found.notes[0]
    for other in ("Łukasz Wiśniewski".encode("cp1250"), "Иван Петров".encode("cp1251")):
        assert "not UTF-8 text" in refused(b"name,path\n" + other + b",Kiwi\n")


def test_rows_are_counted_as_a_spreadsheet_does():
    found = rows('name,path\n\n"Ada\nB.",Kiwi\r\n,\r\nBen,Kiwi')
    assert found[1:] == [(3, ["Ada\nB.", "Kiwi"]), (5, ["Ben", "Kiwi"])]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "There is nothing in this file"),
        (" \n\n", "There is nothing in this file"),
        ("path\nÄ".encode("cp1252"), "list.csv, line 2: This is not UTF-8 text."),
        ("path\nx".encode("utf-16-le"), "not UTF-8 text"),
        ("path\nx".encode("utf-16") + b"x", "not UTF-8 text"),
        ('path,name\nKiwi,"Ada\nx', "From here on this is not CSV"),
        ('path,name\nKiwi,"Ada"x\n', "line 2: From here on this is not CSV"),
        ("path\n" + "x" * 200_000, "From here on this is not CSV"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "This is an old Excel file."),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "with a password"),
        ("<html><table><tr><td>name</td></tr></table>", "This is a web page."),
        (b"x" * (BYTES_MOST + 1), "larger than 1 MB"),
        ("path\n" + "x\n" * (ROWS_MOST + 1), "more than 20,000 rows"),
        (",".join(["path", "name", *[""] * 140, "x"]), "more than 100 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_cure(data, said):
    assert said in refused(data)


def test_as_many_rows_as_are_allowed_are_read():
    assert len(rows("path\n" + "x\n" * ROWS_MOST)) == ROWS_MOST + 1


def test_what_is_repeated_of_a_file_is_short_and_harmless():
    assert shortened("\u202e<b>\n" + "x" * 5000) == "<b> " + "x" * 35 + "…"
    assert shortened("ﷺ" * 99) == "ﷺ" * 39 + "…"


def test_all_sheets_in_sight_are_read_and_no_hidden_one():
    one = Workbook()
    one.active.title = "Harbour"
    for name, state in (("Weaving", "visible"), ("Left", "hidden"), ("Gone", "veryHidden")):
        one.create_sheet(name).sheet_state = state
    one.create_sheet("Empty")
    for sheet in one.worksheets[:4]:
        sheet.append(["name", sheet.title])
    assert [(sheet.name, sheet.rows) for sheet in book_of(saved(one)).sheets] == [
        ("Harbour", ((1, ("name", "Harbour")),)),
        ("Weaving", ((1, ("name", "Weaving")),)),
    ]


def test_hidden_rows_and_columns_are_not_taken_and_that_is_said():
    one = Workbook()
    for row in (["name", "was", "path"], ["Ada", "Eva", "Kiwi"], ["Ben", "Bo", "Kiwi"]):
        one.active.append(row)
    one.active.row_dimensions[2].hidden = True
    one.active.column_dimensions["B"].hidden = True
    found = book_of(saved(one))
    assert found.sheets[0].rows == ((1, ("name", "", "path")), (3, ("Ben", "", "Kiwi")))
    assert found.notes == (f"Sheet “Sheet”: {HIDDEN}",)


def test_merged_cells_all_show_what_the_first_of_them_holds():
    one = Workbook()
    for row in (["People"], ["path", "name"], ["Kiwi", "Ida"], [None, "Tea"], [None, "Bo"]):
        one.active.append(row)
    for place in ("A1:B1", "A3:A5"):
        one.active.merge_cells(place)
    files = parts(saved(one))
    part, wide = "xl/worksheets/sheet1.xml", b'<mergeCell ref="C2:XFD900000"/></mergeCells>'
    files[part] = files[part].replace(b"</mergeCells>", wide)
    assert [cells for _, cells in rows(packed(files))] == [
        ["People", "People"],
        ["path", "name"],
        *(["Kiwi", name] for name in ("Ida", "Tea", "Bo")),
    ]


def test_what_a_sheet_shows_is_taken_and_what_it_may_have_changed_is_in_doubt():
    one = Workbook()
    one.active.append(["name", 7, 2.0, "3/4", " Ada ", 20251231])
    one.active.append([7])
    one.active["A2"].number_format = "000"
    assert rows(saved(one)) == [
        (1, ["name", "7", "2", "3/4", " Ada ", "20251231"]),
        (2, ["007"]),
    ]
    strange = book([date(2026, 4, 3)], [datetime(2026, 5, 1, 12)], [0.5], [True], [time(3, 4)])
    assert [(row, cause.split(" ", 1)[1]) for row, cause in doubts(strange)] == [
        (1, "is a date or a time to the spreadsheet."),
        (2, "2026-05-01 12:00:00” is a date or a time to the spreadsheet."[11:]),
        (3, "is a number to the spreadsheet, which may have made it of something else."),
        (4, "is a truth value to the spreadsheet."),
        (5, "is a date or a time to the spreadsheet."),
    ]
    percent = Workbook()
    percent.active["A1"], percent.active["A1"].number_format = 0.1, "0%"
    assert len(doubts(saved(percent))) == 1


def test_formulas_give_what_they_showed_last_and_without_it_are_in_doubt_like_errors():
    files = parts(book(["path"], ["Kiwi"], ["=A2"], ["=A2"], ["#N/A"]))
    part = "xl/worksheets/sheet1.xml"
    shown = b'<c r="A3" t="str"><f>A2</f><v>Kiwi</v></c>'
    start, end = files[part].index(b'<c r="A3"'), files[part].index(b'</row><row r="4"')
    data = packed(files | {part: files[part][:start] + shown + files[part][end:]})
    assert rows(data)[2] == (3, ["Kiwi"])
    assert doubts(data) == [
        (4, "A formula stands here, without what it shows."),
        (5, "A cell holds an error of the spreadsheet."),
    ]


@pytest.mark.parametrize("places", [["C1048576"], ["XFD1048576"], ["XFD2"], ["A900000", "Z7"]])
def test_cells_without_content_cost_nothing_wherever_they_stand(places):
    one = Workbook()
    one.active.append(["path", "name"])
    for place in places:
        one.active[place].fill = PatternFill("solid", fgColor="FFFF00")
    assert rows(saved(one)) == [(1, ["path", "name"])]


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("mimetype", "This is an OpenDocument file."),
        ("xl/workbook.bin", "This is a binary Excel file."),
        ("Index/Document.iwa", "This is a Numbers file."),
        ("word/document.xml", "not an XLSX file, or it is damaged"),
    ],
)
def test_files_of_other_programs_are_called_what_they_are(part, said):
    assert said in refused(packed({part: b"x"}))


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
    many = [(f"Company / Team {one % 999}", f"Person {one}") for one in range(ROWS_MOST)]
    assert len(rows(write(COLUMNS, many, Form.XLSX))) == ROWS_MOST + 1


def test_a_workbook_that_understates_what_it_unpacks_to_is_refused():
    files = parts(book(["path"]))
    files["xl/worksheets/sheet1.xml"] += b" " * 11 * 1024**2
    size = len(files["xl/worksheets/sheet1.xml"]).to_bytes(4, "little")
    data = packed(files).replace(size, (500).to_bytes(4, "little"))
    assert "not an XLSX file, or it is damaged" in refused(data)


def test_entities_in_a_workbook_are_refused():
    files = parts(book(["path"], ["Kiwi"]))
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        text = files[part]
        start = text.index(b"?>") + 2 if text.startswith(b"<?xml") else 0
        broken = files | {part: text[:start] + bomb + text[start:]}
        assert "not an XLSX file, or it is damaged" in refused(packed(broken))


def test_a_row_that_says_it_is_the_last_of_very_many_takes_no_time():
    files = parts(book(["path"], ["Kiwi"]))
    part = "xl/worksheets/sheet1.xml"
    files[part] = files[part].replace(b'<row r="2"', b'<row r="99999999999999"')
    assert [cells for _, cells in rows(packed(files))] == [["path"], ["Kiwi"]]


def test_very_many_merged_cells_are_too_large():
    files = parts(book(*[["x"]] * 2000))
    part, merged = "xl/worksheets/sheet1.xml", b'<mergeCell ref="A1:XFD1048576"/>'
    many = b"<mergeCells>" + merged * 9000 + b"</mergeCells></worksheet>"
    files[part] = files[part].replace(b"</worksheet>", many)
    assert "Unpacked, this file is too large" in refused(packed(files))


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(place, value):
    data = bytearray(WHOLE)
    data[place % len(data)] = value
    with suppress(BadFile):
        book_of(bytes(data))


WHOLE = book(["path", "name"], ["Kiwi", "Ada"])

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))


@pytest.mark.parametrize("form", Form)
@given(cells=st.lists(texts, min_size=1, max_size=4))
@example(cells=["=cmd|' /C calc'!A0", "'=x", "''+1", "@SUM", "＝1"])  # noqa: RUF001
@example(cells=["-1", " =1", "\u00a0=1", "'", "'t Hooft", "#N/A", "TRUE", "1e5", "﹦1"])
@example(cells=['a"b', "a,b;c\td", "\ta", "\na", "a\nb", "https://example.org"])
@example(cells=["a;=1+1", "a;'=1", "a;\t=1", 'a;"=1"', "a\n=1", "a|-1", "; \u00a0＝1", "a,@x"])  # noqa: RUF001
def test_what_is_written_is_read_back_and_no_cell_holds_or_becomes_a_formula(form, cells):
    data = write(COLUMNS, [("x", cell) for cell in cells], form)
    assert [(one or ["x", ""])[1:] or [""] for _, one in rows(data)[1:]] == [
        [cell] if cell.strip() or form is Form.CSV else [""] for cell in cells
    ]
    for cell in _raw(data, form):
        for piece in re.split("[,;|\t\r\n]", cell):
            assert not piece.strip().strip('"').strip().startswith(tuple("=+-@＝＋－＠")), cell  # noqa: RUF001
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
    assert rows(data)[1:] == [(2, ["ab", "-0.5"]), (3, ["", "3"])]
