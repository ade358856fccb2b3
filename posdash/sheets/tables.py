"""The one reader and the one writer of tables in files: CSV and XLSX, as rows of text."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO, StringIO
from unicodedata import category

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from posdash.errors import BadFile, Fault
from posdash.sheets.text_file import NotCsv, NotText, rows_of, text_of
from posdash.sheets.workbook import NotAWorkbook, sheets_in
from posdash.sheets.worksheet import Doubtful as Doubtful  # passed on: it stands in what is read
from posdash.sheets.worksheet import Value
from posdash.text import plain_text

BYTES_MOST = 1024 * 1024
ROWS_MOST = 20_000
COLUMNS_MOST = 100
QUOTED_MOST = 40
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what Excel makes of a workbook with a password
LOCKED = "EncryptedPackage".encode("utf-16-le")
WEB_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml")
OLD_LETTERS = (
    "The file is in an old encoding of Windows. Look whether letters such as ä and é are right."
)
HIDDEN = "What is hidden there, by hand or by a filter, is not taken."

# What a spreadsheet may take for a formula: also in wide and small forms, also after spaces,
# quotes and apostrophes, and after whatever divides cells where the file is opened.
_FORMULA = frozenset("-=+@＝＋－＠﹦﹢﹣﹫−")  # noqa: RUF001
_DIVIDE = frozenset(",;|\t\r\n")

Cell = str | int | float | None
Row = tuple[int, Sequence[Value]]


class Form(StrEnum):
    """A kind of file, by the end of its name."""

    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    Form.CSV: "text/csv; charset=utf-8",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet in which anything stands, numbered as a spreadsheet does.

    `name` is empty where the file has but one sheet.
    """

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """What people see in a file; `notes` are sentences on how it was read."""

    form: Form
    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = ()


def read(data: bytes, name: str) -> Book:
    """Read a CSV or XLSX file: what people see in it.

    At most 1 MB, 20,000 rows, 100 columns; what kind it is, its content says.
    Text is as it stands in the file, without the apostrophes that the writer
    puts before what looks like a formula. Raises BadFile for what concerns the
    whole file.
    """
    file = shortened(name)
    if len(data) > BYTES_MOST:
        raise _bad(file, 1, "The file is larger than 1 MB.", "Divide it into several files.")
    if data.startswith(OLD_EXCEL):
        what = "a workbook with a password" if LOCKED in data else "an old Excel file"
        cure = "Save it as XLSX without a password, or as CSV."
        raise _bad(file, 1, f"This is {what}.", cure)
    if data.lstrip()[:20].lower().startswith(WEB_PAGES):
        raise _bad(file, 1, "This is a web page.", "Save it as XLSX, or as CSV.")
    book = _workbook(data, file) if data.startswith(b"PK") else _text_file(data, file)
    if not book.sheets:
        cure = "Give it a row that names the columns, and one for each person."
        raise _bad(file, 1, "There is nothing in this file.", cure)
    return book


def write(columns: Sequence[str], rows: Iterable[Sequence[Cell]], form: Form) -> bytes:
    """A file that holds the columns' names and the rows; no cell of it is a formula."""
    table = [[_safe(cell) for cell in row] for row in (columns, *rows)]
    return _csv(table) if form is Form.CSV else _xlsx(table)


def shortened(text: str) -> str:
    """Text out of a file as a sentence may repeat it: 40 characters on one line."""
    line = " ".join(plain_text(text[: 4 * QUOTED_MOST], 12 * QUOTED_MOST, what="").split())
    return line if len(line) <= QUOTED_MOST else f"{line[: QUOTED_MOST - 1]}…"


def _text_file(data: bytes, file: str) -> Book:
    try:
        text, old = text_of(data)
        rows = _filled(rows_of(text), file)
    except NotText as error:
        cure = "Save it as “CSV UTF-8”, or as XLSX."
        raise _bad(file, error.line, "This is not UTF-8 text.", cure) from None
    except NotCsv as error:
        cure = "Check the quotes in this row: each one that is opened has to be closed."
        raise _bad(file, error.row, "From here on this is not CSV.", cure) from None
    return Book(Form.CSV, (Sheet("", rows),) if rows else (), (OLD_LETTERS,) if old else ())


def _workbook(data: bytes, file: str) -> Book:
    sheets: list[Sheet] = []
    notes: list[str] = []
    try:
        for name, rows, some_hidden in sheets_in(data, COLUMNS_MOST + 1):
            if filled := _filled(rows, file, sum(len(sheet.rows) for sheet in sheets)):
                sheets.append(Sheet(shortened(name), filled))
            if some_hidden:
                notes.append(f"Sheet “{shortened(name)}”: {HIDDEN}")
    except NotAWorkbook as error:
        raise _bad(file, 1, error.what, error.cure) from None
    if len(sheets) == 1:
        sheets = [Sheet("", sheets[0].rows)]
    return Book(Form.XLSX, tuple(sheets), tuple(notes))


def _filled(rows: Iterable[Row], file: str, before: int = 0) -> tuple[Row, ...]:
    """The rows in which something stands; raises BadFile where they are too many or too wide."""
    found: list[Row] = []
    for number, cells in rows:
        if not any(_stands(cell) for cell in cells):
            continue
        if len(found) + before > ROWS_MOST:
            cause = f"There are more than {ROWS_MOST:,} rows."
            raise _bad(file, number, cause, "Divide them into several files.")
        if any(map(_stands, cells[COLUMNS_MOST:])):
            cause = f"There are more than {COLUMNS_MOST} columns."
            raise _bad(file, number, cause, "Keep those that are needed.")
        found.append((number, tuple(map(_restored, cells[:COLUMNS_MOST]))))
    return tuple(found)


def _stands(cell: Value) -> bool:
    return isinstance(cell, Doubtful) or bool(cell.strip())


def _restored(cell: Value) -> Value:
    if isinstance(cell, Doubtful) or "'" not in cell:
        return cell
    places = [at for at in _risky(cell) if cell[at] == "'"]
    return _joined(cell, places, skip=1)


def _safe(cell: Cell) -> str | int | float:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = "".join(
        character for character in cell if character in "\t\r\n" or not _unwritable(character)
    )
    return _joined(text, list(_risky(text)), put="'")


def _joined(text: str, places: Sequence[int], put: str = "", skip: int = 0) -> str:
    """The text with something put in at some places, or as many characters left out there."""
    starts = [0, *(place + skip for place in places)]
    return put.join(
        text[start:end] for start, end in zip(starts, [*places, len(text)], strict=True)
    )


def _risky(text: str) -> Iterator[int]:
    """Where a spreadsheet may see a formula begin.

    Apostrophes before it count, so that one more can always be put before it
    and taken away again.
    """
    found, formula = [], False
    for at in range(len(text) - 1, -1, -1):
        sign = text[at]
        formula = sign in _FORMULA or (formula and (sign in "'\"" or sign.isspace()))
        if formula and at and text[at - 1] in _DIVIDE:
            found.append(at)
    if formula or text.lstrip("'").startswith(("\t", "\r", "\n")):
        found.append(0)
    return reversed(found)


def _unwritable(character: str) -> bool:
    return category(character) in ("Cc", "Cs") or character in "\ufffe\uffff"


def _csv(table: Iterable[Sequence[str | int | float]]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(table)
    return out.getvalue().encode("utf-8-sig")  # without the mark, Excel reads another encoding


def _xlsx(table: Iterable[Sequence[str | int | float]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("posdash")
    for row in table:
        cells = [WriteOnlyCell(sheet, value) for value in row]
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # openpyxl guesses errors and formulas otherwise
        sheet.append(cells)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _bad(file: str, row: int, cause: str, cure: str) -> BadFile:
    return BadFile((Fault(file, row, "", cause, cure),))
