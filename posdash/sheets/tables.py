"""The one reader and the one writer of tables in files: CSV and XLSX, as rows of text."""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO, StringIO
from itertools import islice
from unicodedata import category

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from posdash.errors import BadFile, Fault
from posdash.sheets.workbook import NotAWorkbook, Strange, workbook_rows
from posdash.text import plain_text

BYTES_MOST = 1024 * 1024
ROWS_MOST = 20_000
COLUMNS_MOST = 30
QUOTED_MOST = 40
SEPARATORS = ",;\t"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # also what Excel makes of a workbook with a password

# What a spreadsheet may take for a formula: also in wide and small forms, also after spaces.
# Apostrophes before it count, so that one more can always be put before it and taken away again.
_RISKY = re.compile(r"'*(?:\s*[-=+@＝＋－＠﹦﹢﹣﹫−]|[\t\r\n])")  # noqa: RUF001

Cell = str | int | float | None


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
    """A table that was read: which columns, and (row, text by column) as a spreadsheet counts.

    `faults` are the rows that are not in it because they could not be read.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    faults: tuple[Fault, ...] = ()


def read(data: bytes, name: str, known: Sequence[str]) -> Sheet:
    """Read a CSV or XLSX file whose first row names some of the `known` columns.

    At most 1 MB, 20,000 rows, 30 columns; what kind it is, its content says.
    Text is as it stands in the file, without the apostrophe that the writer
    puts before what looks like a formula. Raises BadFile for what concerns the
    whole file.
    """
    file = shortened(name)
    strange: list[Fault] = []
    rows = _filled(_rows(data, file, strange), file)
    if not rows:
        cure = f"Its first row names the columns: {', '.join(known)}."
        raise _bad(file, 1, "There is nothing in this file.", cure)
    (first, titles), *others = rows
    columns = _columns(titles, first, known, file)
    found, faults = [], strange
    for number, cells in others:
        if _outside(cells, columns):
            cause = "A cell stands outside the columns that the first row names."
            cure = "Check separators and quotes, or give the column a name."
            faults.append(Fault(file, number, "", cause, cure))
        else:
            by_column = dict(zip(columns, map(_restored, cells), strict=False))
            by_column.pop("", None)
            found.append((number, by_column))
    return Sheet(tuple(filter(None, columns)), tuple(found), tuple(faults))


def write(columns: Sequence[str], rows: Iterable[Sequence[Cell]], form: Form) -> bytes:
    """A file that holds the columns' names and the rows; no cell of it is a formula."""
    table = [[_safe(cell) for cell in row] for row in (columns, *rows)]
    return _csv(table) if form is Form.CSV else _xlsx(table)


def shortened(text: str) -> str:
    """Text out of a file as a sentence may repeat it: 40 characters on one line."""
    line = " ".join(plain_text(text[: 4 * QUOTED_MOST], 12 * QUOTED_MOST, what="").split())
    return line if len(line) <= QUOTED_MOST else f"{line[: QUOTED_MOST - 1]}…"


def _rows(data: bytes, file: str, faults: list[Fault]) -> Iterator[tuple[int, Sequence[str]]]:
    if len(data) > BYTES_MOST:
        raise _bad(file, 1, "The file is larger than 1 MB.", "Divide it into several files.")
    if data.startswith(OLD_EXCEL):
        cause = "This is an old Excel file, or one with a password."
        raise _bad(file, 1, cause, "Save it as XLSX without a password, or as CSV.")
    if data.startswith(b"PK"):
        return _xlsx_rows(data, file, faults)
    return _csv_rows(data, file)


def _filled(
    rows: Iterable[tuple[int, Sequence[str]]], file: str
) -> list[tuple[int, Sequence[str]]]:
    filled = (row for row in rows if any(cell.strip() for cell in row[1]))
    found = list(islice(filled, ROWS_MOST + 2))
    if len(found) > ROWS_MOST + 1:
        cause = f"There are more than {ROWS_MOST:,} rows."
        raise _bad(file, found[-1][0], cause, "Divide them into several files.")
    return found


def _csv_rows(data: bytes, file: str) -> Iterator[tuple[int, Sequence[str]]]:
    text = _text(data, file)
    lines = StringIO(text, newline="")
    number = 0
    try:
        for number, cells in enumerate(
            csv.reader(lines, delimiter=_separator(text), strict=True), 1
        ):
            yield number, cells
    except csv.Error:
        cure = "Check the quotes in this row: each one that is opened has to be closed."
        raise _bad(file, number + 1, "From here on this is not CSV.", cure) from None


def _text(data: bytes, file: str) -> str:
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_text(file, data.count(b"\n", 0, error.start) + 1) from None
    if "\0" in text:
        raise _not_text(file, text.count("\n", 0, text.index("\0")) + 1)
    return text


def _not_text(file: str, line: int) -> BadFile:
    cure = "Save it as “CSV UTF-8”, or as XLSX."
    return _bad(file, line, "This is not UTF-8 text.", cure)


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")[:1000]
    return max(
        SEPARATORS, key=lambda separator: len(next(csv.reader([first], delimiter=separator)))
    )


def _xlsx_rows(data: bytes, file: str, faults: list[Fault]) -> Iterator[tuple[int, Sequence[str]]]:
    try:
        for number, cells in workbook_rows(data, COLUMNS_MOST + 1):
            if strange := next((cell for cell in cells if isinstance(cell, Strange)), None):
                faults.append(Fault(file, number, "", strange.cause, strange.cure))
            else:
                yield number, [str(cell) for cell in cells]
    except NotAWorkbook as error:
        raise _bad(file, 1, error.what, error.cure) from None


def _columns(titles: Sequence[str], row: int, known: Collection[str], file: str) -> tuple[str, ...]:
    names = tuple(" ".join(title.split()).casefold() for title in titles)
    choice = f"The columns are: {', '.join(known)}."
    faults = []
    for at, name in enumerate(names):
        if at >= COLUMNS_MOST and name:
            raise _bad(file, row, f"There are more than {COLUMNS_MOST} columns.", choice)
        if name and name not in known:
            cause = f"“{shortened(titles[at])}” is not a column of this list."
            faults.append(Fault(file, row, "", cause, choice))
        elif name and name in names[:at]:
            cause = f"The column “{name}” is there twice."
            faults.append(Fault(file, row, "", cause, "Keep one of them."))
    if faults:
        raise BadFile(tuple(faults))
    return names


def _outside(cells: Sequence[str], columns: Sequence[str]) -> bool:
    named = {at for at, name in enumerate(columns) if name}
    return any(cell.strip() for at, cell in enumerate(cells) if at not in named)


def _restored(text: str) -> str:
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text


def _safe(cell: Cell) -> str | int | float:
    if not isinstance(cell, str):
        return "" if cell is None else cell
    text = "".join(
        character for character in cell if character in "\t\r\n" or not _unwritable(character)
    )
    return f"'{text}" if _RISKY.match(text) else text


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
