"""What stands in the first sheet of an XLSX file, without trusting the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

from openpyxl import load_workbook

from posdash.errors import PosdashError

UNPACKED_MOST = 10 * 1024 * 1024  # 20,000 rows of four cells take less than six
TAGS_MOST = 1_000_000  # the same rows have 520,000; each takes memory, however short it is
PARTS_MOST = 1000
BESIDE_MOST = 1024 * 1024  # what is no sheet and no text, above all the styles, which are slow
ROWS_OF_EXCEL = 1_048_576
MACROS = ("vbaproject", "macrosheets")


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

    Nothing is unpacked that says it is larger than 10 MB in all, and nothing
    parsed that has a million tags; there are no macros, and defusedxml refuses
    entities. Numbers and dates become text.
    """
    try:
        _check_parts(data)
        book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(min_row=1, max_row=ROWS_OF_EXCEL, max_col=columns)
        for number, cells in enumerate(rows, 1):
            yield number, [_text(cell) for cell in cells]
    except NotAWorkbook:
        raise
    except Exception:  # zipfile and openpyxl raise whatever they stumble over in a damaged file
        raise NotAWorkbook(
            "This is not an XLSX file, or it is damaged.", cure="Save it anew as XLSX, or as CSV."
        ) from None


def _check_parts(data: bytes) -> None:
    with ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if any(word in part.filename.lower() for part in parts for word in MACROS):
            raise NotAWorkbook("This file holds macros.", cure="Save it as XLSX, without macros.")
        if (
            len(parts) > PARTS_MOST
            or sum(part.file_size for part in parts) > UNPACKED_MOST
            or any(part.file_size > BESIDE_MOST and not _holds_cells(part) for part in parts)
            or sum(archive.read(part).count(b"<") for part in parts) > TAGS_MOST
        ):
            raise NotAWorkbook(
                "Unpacked, this file is too large.",
                cure="Keep the list alone in it, without pictures and styles, or save it as CSV.",
            )


def _holds_cells(part: ZipInfo) -> bool:
    return part.filename.startswith("xl/worksheets/") or part.filename == "xl/sharedStrings.xml"


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
