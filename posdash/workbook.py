"""What stands in the first sheet of an XLSX file, without trusting the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook

from posdash.errors import PosdashError

UNPACKED_MOST = 10 * 1024 * 1024  # 20,000 rows of five cells take about seven
PARTS_MOST = 1000
ROWS_OF_EXCEL = 1_048_576


class NotAWorkbook(PosdashError):
    """A file that is not an XLSX, or one that is not read."""


@dataclass(frozen=True, slots=True)
class Strange:
    """A cell that is not read, and why."""

    cause: str
    cure: str


FORMULA = Strange("A cell holds a formula.", "Put what it shows in its place: copy, paste values.")
BROKEN = Strange("A cell holds an error of the spreadsheet.", "Correct it, or empty it.")


def workbook_rows(data: bytes, columns: int) -> Iterator[tuple[int, list[str | Strange]]]:
    """(row, cells) of the first sheet, as many columns of it; raises NotAWorkbook.

    Nothing is unpacked that says it is larger than 10 MB in all; there are no
    macros, and defusedxml refuses entities. Numbers and dates become text.
    """
    _check_parts(data)
    try:
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(min_row=1, max_row=ROWS_OF_EXCEL, max_col=columns)
        for number, cells in enumerate(rows, 1):
            yield number, [_text(cell) for cell in cells]
    except Exception:  # openpyxl raises whatever it stumbles over in a damaged file
        raise _unreadable() from None


def _check_parts(data: bytes) -> None:
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        raise _unreadable() from None
    names = [one.filename.lower() for one in parts]
    if any("vbaproject" in name or "macrosheets" in name for name in names):
        raise NotAWorkbook("This file holds macros.", cure="Save it as XLSX, without macros.")
    if len(parts) > PARTS_MOST or sum(one.file_size for one in parts) > UNPACKED_MOST:
        raise NotAWorkbook(
            "Unpacked, this file is larger than 10 MB.",
            cure="Keep one sheet with the list alone, or save it as CSV.",
        )


def _text(cell: Any) -> str | Strange:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return BROKEN
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _unreadable() -> NotAWorkbook:
    return NotAWorkbook(
        "This is not an XLSX file, or it is damaged.", cure="Save it anew as XLSX, or as CSV."
    )
