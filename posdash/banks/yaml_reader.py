"""The one reader of YAML that came from somebody: plain values, the line of each, all faults."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from posdash.errors import BadFile, Fault

BYTES_MOST = 256 * 1024
DEPTH_MOST = 8
WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_LINE_END = re.compile(r"\r\n|\r|\n")  # as YAML 1.2 counts; Python knows more of them
_COMMENT = re.compile(r"\s+#")
_EMPTY = re.compile(r"^\s*(- +)*([^:#]+:|-)")  # what stands before a value
KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_HIDDEN = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "~": None, "": None}

Place = tuple[str | int, ...]


@dataclass(slots=True)
class Document:
    """What a file holds, and on which line each value stands, by its place."""

    name: str
    value: object = None
    lines: dict[Place, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def fault(self, line: int, cause: str, cure: str) -> None:
        """Note something wrong and go on reading."""
        self.faults.append(Fault(self.name, line, "", cause, cure))


def read_yaml(path: Path) -> Document:
    """Read one file of YAML 1.2; raises BadFile where it cannot be read to its end.

    At most 256 KiB of UTF-8 and 8 levels deep, no anchors, aliases or tags.
    Keys given twice, texts that a number sign cuts short and characters that
    hide are noted as faults.
    """
    document = Document(path.name)
    text = _text(path)
    lines = _LINE_END.split(text)
    reading = _Reading(document, lines)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            reading.take(event)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = lines[mark.line] if mark.line < len(lines) else ""
        cause, cure = _why(str(error.problem), line, mark.column)
        raise _bad(path.name, mark.line + 1, cause, cure) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        cause = "There is a character that cannot be shown."
        raise _bad(
            path.name, line, cause, "Delete it; it may have come with pasted text."
        ) from None
    except (YAMLError, ValueError):
        raise _unreadable(path.name, 1) from None
    return document


class _Reading:
    """Events into values, without recursion: what nests deeply cannot exhaust anything."""

    def __init__(self, document: Document, lines: Sequence[str]) -> None:
        self._document, self._lines, self._documents = document, lines, 0
        self._open: list[tuple[Place, Any]] = []
        self._key: list[str | None] = []

    def take(self, event: Event) -> None:
        """Add what one event brings."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                line, cause = event.start_mark.line + 1, "A second document begins here."
                raise _bad(self._document.name, line, cause, "Give each bank a file of its own.")
        elif isinstance(event, CollectionEndEvent):
            self._open.pop()
            self._key.pop()
        elif isinstance(event, NodeEvent):
            self._refuse(event)
            if self._waits_for_key():
                self._name(event)
            else:
                self._put(event)

    def _waits_for_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1][1], dict) and self._key[-1] is None

    def _refuse(self, event: NodeEvent) -> None:
        line = event.start_mark.line + 1
        tag = getattr(event, "ctag", None) or getattr(event, "tag", None)
        if isinstance(event, AliasEvent) or event.anchor or tag:
            cause = "Anchors, aliases and tags are not read."
            cure = "Write each value out in full; put a text that begins with & * or ! in quotes."
            raise _bad(self._document.name, line, cause, cure)
        if len(self._open) >= DEPTH_MOST:
            cause = f"This is nested more than {DEPTH_MOST} levels deep."
            raise _bad(self._document.name, line, cause, "A bank needs five.")

    def _name(self, event: NodeEvent) -> None:
        line = event.start_mark.line + 1
        if not isinstance(event, ScalarEvent):
            raise _unreadable(self._document.name, line)
        place, mapping = self._open[-1]
        key = str(event.value)
        if key in mapping:
            first = self._document.line((*place, key))
            known = f"“{key}”" if KEY.fullmatch(key) else "A field"
            self._document.fault(
                line, f"{known} stands here a second time, after line {first}.", "Keep one of them."
            )
        self._key[-1] = key
        self._document.lines[(*place, key)] = line

    def _put(self, event: NodeEvent) -> None:
        place, value = self._place(), self._value(event)
        self._document.lines.setdefault(place, event.start_mark.line + 1)
        if not self._open:
            self._document.value = value
        elif isinstance(self._open[-1][1], dict):
            self._open[-1][1][place[-1]] = value
            self._key[-1] = None
        else:
            self._open[-1][1].append(value)
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._open.append((place, value))
            self._key.append(None)

    def _place(self) -> Place:
        if not self._open:
            return ()
        place, container = self._open[-1]
        inside = self._key[-1] if isinstance(container, dict) else len(container)
        return (*place, inside if inside is not None else "")

    def _value(self, event: NodeEvent) -> object:
        if isinstance(event, MappingStartEvent):
            return {}
        if isinstance(event, SequenceStartEvent):
            return []
        assert isinstance(event, ScalarEvent)
        text = unicodedata.normalize("NFC", str(event.value))
        if not event.style and text not in _WORDS.keys() - {""}:
            self._refuse_cut(event, text)
        if event.style:  # quoted, or a block of text
            return self._shown(text, event)
        if WHOLE_NUMBER.fullmatch(text):
            return int(text)
        return _WORDS[text] if text in _WORDS else self._shown(text, event)

    def _refuse_cut(self, event: ScalarEvent, text: str) -> None:
        """Note a text that ends, unseen, where a number sign begins a comment."""
        entry = bool(self._open) and isinstance(self._open[-1][1], list)
        here = text or entry  # the reader finds an empty field only where the next one begins
        at = event.end_mark.line if here else self._document.line(self._place()) - 1
        line = self._lines[at] if at < len(self._lines) else ""
        rest = line[event.end_mark.column :] if text else _EMPTY.sub("", line)
        if _COMMENT.match(rest) and not WHOLE_NUMBER.fullmatch(text):
            cause = "The number sign (#) makes a comment of the rest of this line."
            self._document.fault(at + 1, cause, "Put the whole text in quotes.")

    def _shown(self, text: str, event: NodeEvent) -> str:
        hidden = {
            character
            for character in text
            if character in _HIDDEN or unicodedata.category(character) == "Cc"
        } - {"\n"}
        if hidden:
            self._document.fault(
                event.start_mark.line + 1,
                "This text holds characters that cannot be seen.",
                "Type it anew; they may have come with pasted text.",
            )
        return text


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(BYTES_MOST + 1)
    except OSError:
        raise _bad(path.name, 1, "The file cannot be opened.", "Check its name.") from None
    if len(raw) > BYTES_MOST:
        raise _bad(path.name, 1, "The file is larger than 256 KiB.", "Make several banks of it.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _bad(path.name, line, "This is not UTF-8 text.", "Save the file as UTF-8.") from None


def _why(problem: str, line: str, column: int) -> tuple[str, str]:
    """What somebody did who did not mean YAML, and how they say what they meant."""
    quotes = "Put the whole text in quotes."
    before = line[:column]
    if "\t" in before[: len(before) - len(before.lstrip())] + line[column : column + 1]:
        return "A tab stands here.", "Use spaces instead."
    if problem.startswith("mapping values") and ": " in before:
        return "The colon makes two of this text.", quotes
    if problem.startswith("mapping values"):
        return (
            "This line is indented further than the one before it, or a text holds a colon.",
            "Begin it below that line, or put the whole text in quotes.",
        )
    if line[column : column + 1] in ("@", "`", "%"):
        return f"A text begins with {line[column]} here.", quotes
    return "From here on this is not YAML.", "Check indentation and quotes."


def _unreadable(name: str, line: int) -> BadFile:
    return _bad(name, line, "From here on this is not YAML.", "Check indentation and quotes.")


def _bad(name: str, line: int, cause: str, cure: str) -> BadFile:
    return BadFile((Fault(name, line, "", cause, cure),))
