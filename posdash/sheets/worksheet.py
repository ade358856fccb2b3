"""The cells of one sheet of a workbook, as people see them; what is only coloured is nothing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from defusedxml.ElementTree import iterparse
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape

_COLUMN = re.compile(r"[A-Z]{1,3}")
_KEPT = {"c", "row", "col", "mergeCell"}
_WHOLE_MOST = 1e15  # a spreadsheet knows no more digits


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A cell of which nobody knows what was meant: what it shows, why, what to do."""

    shown: str
    cause: str
    cure: str

    def __str__(self) -> str:
        return self.shown


Value = str | Doubtful
FORMULA = Doubtful(
    "",
    "A formula stands here, without what it shows.",
    "Put what it shows in its place: copy, paste values.",
)
BROKEN = Doubtful("", "A cell holds an error of the spreadsheet.", "Correct it, or empty it.")
AS_TEXT = "Format the cell as text, and type there what people should read."


@dataclass(frozen=True, slots=True)
class Looks:
    """What cells refer to: shared texts, and number formats by style."""

    texts: Sequence[str]
    formats: Sequence[str]


@dataclass(slots=True)
class Grid:
    """Filled cells by row and column, from 1; which of them are hidden, and which are one."""

    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def grid_of(source: IO[bytes], looks: Looks) -> Grid:
    """The filled cells of a sheet; raises whatever XML and numbers raise in a damaged file."""
    grid, row, column = Grid(), 0, 0
    for ends, tag, element in _elements(source):
        if tag == "row" and not ends:
            row, column = int(element.get("r") or row + 1), 0
            if _hidden(element, "ht"):
                grid.hidden_rows.add(row)
        elif tag == "c" and ends:
            name = _COLUMN.match(element.get("r") or "")
            column = _number(name.group()) if name else column + 1
            value = _value(element, looks)
            if isinstance(value, Doubtful) or value.strip():
                grid.rows.setdefault(row, {})[column] = value
        elif tag == "col" and ends and _hidden(element, "width"):
            grid.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
        elif tag == "mergeCell" and ends:
            grid.merged.append(range_boundaries(element.get("ref")))
    return grid


def texts_of(source: IO[bytes]) -> list[str]:
    """The texts that cells share."""
    return [
        _text(element) for ends, tag, element in _elements(source, "si") if ends and tag == "si"
    ]


def _elements(source: IO[bytes], *kept: str) -> Iterator[tuple[bool, str, Any]]:
    """(whether it ends, its name, itself) of each element; those that are done are let go."""
    around: list[Any] = []
    for event, element in iterparse(source, events=("start", "end")):
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            yield False, tag, element
            around.append(element)
            continue
        around.pop()
        yield True, tag, element
        if around and (len(around) == 1 or tag in _KEPT or tag in kept):
            around[-1].clear()


def _hidden(element: Any, size: str) -> bool:
    return element.get("hidden") in ("1", "true") or element.get(size) in ("0", "0.0")


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _value(cell: Any, looks: Looks) -> Value:
    parts = {part.tag.rpartition("}")[2]: part for part in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(parts["is"]) if "is" in parts else ""
    text = (parts["v"].text or "") if "v" in parts else ""
    if not text:
        return FORMULA if "f" in parts and kind != "str" else ""
    if kind == "s":
        return str(looks.texts[int(text)])
    if kind == "str":
        return str(unescape(text))
    if kind == "e":
        return BROKEN
    if kind == "b":
        shown = "TRUE" if text == "1" else "FALSE"
        return Doubtful(shown, f"“{shown}” is a truth value to the spreadsheet.", AS_TEXT)
    if kind == "d":
        return _date(text)
    return _shown(float(text), looks.formats[int(cell.get("s", 0))] if looks.formats else "")


def _shown(number: float, form: str) -> Value:
    """A number as the sheet shows it, where that is plain."""
    whole = number.is_integer() and abs(number) < _WHOLE_MOST
    if whole and form.casefold() in ("", "general", "@", "0", "#"):
        return str(int(number))
    if whole and number >= 0 and set(form) == {"0"}:
        return str(int(number)).zfill(len(form))
    if is_date_format(form):
        try:
            return _date(str(from_excel(number)).removesuffix(" 00:00:00"))
        except (ValueError, OverflowError):
            return _date(f"{number:.10g}")
    shown = f"{number:.10g}"
    cause = f"“{shown}” is a number to the spreadsheet, which may have made it of something else."
    return Doubtful(shown, cause, AS_TEXT)


def _date(shown: str) -> Doubtful:
    shown = shown[:40]
    return Doubtful(shown, f"“{shown}” is a date or a time to the spreadsheet.", AS_TEXT)


def _text(element: Any) -> str:
    """The text in all its parts, without the reading aids of Japanese."""
    found = []
    for part in element:
        tag = part.tag.rpartition("}")[2]
        if tag == "t":
            found.append(part.text or "")
        elif tag == "r":
            found += [run.text or "" for run in part if run.tag.rpartition("}")[2] == "t"]
    return str(unescape("".join(found)))
