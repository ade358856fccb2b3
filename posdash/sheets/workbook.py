"""What people see in the sheets of an XLSX file, without trusting the file."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from zipfile import ZipFile, ZipInfo

from defusedxml.ElementTree import fromstring
from openpyxl.styles.numbers import BUILTIN_FORMATS

from posdash.errors import PosdashError
from posdash.sheets.worksheet import Grid, Looks, Value, grid_of, texts_of

UNPACKED_MOST = 10 * 1024 * 1024  # 20,000 rows of four cells take less than six
TAGS_MOST = 1_000_000  # the same rows have 520,000; each takes memory, however short it is
PARTS_MOST = 1000
BESIDE_MOST = 1024 * 1024  # what is no sheet and no text, above all the styles, which are slow
MERGED_MOST = 1_000_000  # cells that take the text of another
MACROS = ("vbaproject", "macrosheets")
_OTHERS = {
    "mimetype": "This is an OpenDocument file.",
    "xl/workbook.bin": "This is a binary Excel file.",
    "Index/Document.iwa": "This is a Numbers file.",
}

Rows = list[tuple[int, list[Value]]]


class NotAWorkbook(PosdashError):
    """A file that is not an XLSX, or one that is not read."""


def sheets_in(data: bytes, columns: int) -> Iterator[tuple[str, Rows, bool]]:
    """(name, filled rows, whether some are hidden) of each sheet in sight; raises NotAWorkbook.

    A row is its number and at most `columns` cells. What is hidden is left out,
    and merged cells all show what the first of them holds. Nothing is unpacked
    that says it is larger than 10 MB in all, and nothing parsed that has a
    million tags; there are no macros, and defusedxml refuses entities.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(archive)
            looks = Looks(_texts(archive), _formats(archive))
            for name, part in _sheets(archive):
                with archive.open(part) as source:
                    grid = grid_of(source, looks)
                yield name, *_seen(grid, columns)
    except NotAWorkbook:
        raise
    except Exception:  # zipfile and the parser raise whatever they stumble over in a damaged file
        raise NotAWorkbook(
            "This is not an XLSX file, or it is damaged.", cure="Save it anew as XLSX, or as CSV."
        ) from None


def _check_parts(archive: ZipFile) -> None:
    parts = archive.infolist()
    for name, what in _OTHERS.items():
        if any(part.filename == name for part in parts):
            raise NotAWorkbook(what, cure="Save it as XLSX, or as CSV.")
    if any(word in part.filename.lower() for part in parts for word in MACROS):
        raise NotAWorkbook("This file holds macros.", cure="Save it as XLSX, without macros.")
    if (
        len(parts) > PARTS_MOST
        or sum(part.file_size for part in parts) > UNPACKED_MOST
        or any(part.file_size > BESIDE_MOST and not _holds_cells(part) for part in parts)
        or sum(archive.read(part).count(b"<") for part in parts) > TAGS_MOST
    ):
        raise _too_large()


def _too_large() -> NotAWorkbook:
    return NotAWorkbook(
        "Unpacked, this file is too large.",
        cure="Keep the list alone in it, without pictures and styles, or save it as CSV.",
    )


def _holds_cells(part: ZipInfo) -> bool:
    return part.filename.startswith("xl/worksheets/") or part.filename == "xl/sharedStrings.xml"


def _named(root: Any, tag: str) -> Iterator[Any]:
    """The elements of that name, in whichever of the two namespaces Excel writes."""
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == tag)


def _sheets(archive: ZipFile) -> Iterator[tuple[str, str]]:
    """Name and part of each sheet of cells that is in sight, in the order of their tabs."""
    links = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        link.get("Id"): normpath(join("/xl", link.get("Target"))).lstrip("/")
        for link in _named(links, "Relationship")
        if link.get("Type", "").endswith("/worksheet")
    }
    for sheet in _named(fromstring(archive.read("xl/workbook.xml")), "sheet"):
        [key] = [value for name, value in sheet.items() if name.endswith("}id")]
        if sheet.get("state", "visible") == "visible" and key in targets:
            yield sheet.get("name", ""), targets[key]


def _texts(archive: ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    with archive.open("xl/sharedStrings.xml") as source:
        return texts_of(source)


def _formats(archive: ZipFile) -> list[str]:
    """The number format of each style, by its place."""
    if "xl/styles.xml" not in archive.namelist():
        return []
    root = fromstring(archive.read("xl/styles.xml"))
    known = dict(BUILTIN_FORMATS) | {
        int(one.get("numFmtId")): one.get("formatCode", "") for one in _named(root, "numFmt")
    }
    styles = next(_named(root, "cellXfs"), ())
    return [known.get(int(style.get("numFmtId", 0)), "") for style in styles]


def _seen(grid: Grid, columns: int) -> tuple[Rows, bool]:
    """The rows in sight, and whether something filled is not."""
    _spread(grid, columns)
    ranges = {(first, min(last, columns)) for first, last in grid.hidden_columns}
    hidden = {column for first, last in ranges for column in range(first, last + 1)}
    rows: Rows = []
    some_hidden = False
    for number in sorted(grid.rows):
        cells = {at: value for at, value in grid.rows[number].items() if at not in hidden}
        some_hidden |= number in grid.hidden_rows or len(cells) < len(grid.rows[number])
        if cells and number not in grid.hidden_rows:
            last = min(max(cells), columns)
            rows.append((number, [cells.get(at, "") for at in range(1, last + 1)]))
    return rows, some_hidden


def _spread(grid: Grid, columns: int) -> None:
    """Give what the first of merged cells holds to the others, in rows where anything stands."""
    numbers, left = sorted(grid.rows), MERGED_MOST
    for first, top, last, bottom in grid.merged:
        value = grid.rows.get(top, {}).get(first)
        inside = numbers[bisect_left(numbers, top) : bisect_right(numbers, bottom)]
        across = range(first, min(last, columns) + 1)
        left -= len(inside) * len(across) + 1
        if left < 0:
            raise _too_large()
        for number in inside:
            for column in across:
                if value is None:
                    grid.rows[number].pop(column, None)
                else:
                    grid.rows[number][column] = value
