"""The rows of a CSV file: in which letters it is written, what divides its cells."""

import csv
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from itertools import islice

SEPARATORS = ",;\t"
LOOKED_AT = 20  # rows, to tell what divides them
_SAID = re.compile(r"sep=([,;\t|])\r?\n", re.IGNORECASE)  # a line that Excel writes and hides
# Letters of western Europe; what other old encodings hold is rarely made of these alone.
_WESTERN = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿŠŽŒšžœŸ"
    "\u2018\u2019\u201c\u201d\u201e\u2013\u2014\u2026€\u00a0"
)
_RARE = 4  # in western words, at most one letter in so many is none of A to Z


class NotText(Exception):
    """Bytes that are no text that is read; `line` is where that shows."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line


class NotCsv(Exception):
    """Text that is no CSV from a row on."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self.row = row


def text_of(data: bytes) -> tuple[str, bool]:
    """The text, and whether it is in the old encoding of Windows; raises NotText."""
    wide = data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    old = False
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        if wide or (western := _western(data)) is None:
            raise NotText(line) from None
        text, old = western, True
    if "\0" in text:
        raise NotText(text.count("\n", 0, text.index("\0")) + 1)
    return text, old


def rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) as a spreadsheet counts; raises NotCsv."""
    said = _SAID.match(text)
    separator = said.group(1) if said else _separator(text)
    lines = StringIO(text, newline="")
    number = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
            if not (said and number == 1):
                yield number, cells
    except csv.Error:
        raise NotCsv(number + 1) from None


def _western(data: bytes) -> str | None:
    """What Excel saves as CSV in western Europe, or None where it may be something else."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    lines = [line for line in text.splitlines() if not line.isascii()]
    strange = [sign for line in lines for sign in line if not sign.isascii()]
    letters = sum(sign.isalpha() for line in lines for sign in line)
    return text if _WESTERN.issuperset(strange) and len(strange) * _RARE <= letters else None


def _separator(text: str) -> str:
    """What divides most of the first rows into equally many cells."""

    def evenness(separator: str) -> tuple[int, int]:
        reader = csv.reader(StringIO(text[:65536], newline=""), delimiter=separator)
        try:
            sizes = [len(row) for row in islice(filter(any, reader), LOOKED_AT)]
        except csv.Error:
            return 0, 0
        (size, times), *_ = Counter(size for size in sizes if size > 1).most_common(1) or [(0, 0)]
        return times, size

    return max(SEPARATORS, key=evenness)
