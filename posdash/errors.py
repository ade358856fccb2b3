"""Errors are sentences for people: what happened, where, and what to do."""

from dataclasses import dataclass


class PosdashError(Exception):
    """The base of every error a person may read.

    `what` is one sentence; `where` names the place (a file, a round, a field);
    `cure` says what to do next. `str()` gives all three as one line.
    """

    def __init__(self, what: str, *, where: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.cure = what, where, cure

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.what} {self.cure}".strip()


class Refused(PosdashError):
    """The person may not do this, or the thing does not exist for them."""


class Closed(PosdashError):
    """The group has closed, so nothing more can be answered or changed."""


class BadInput(PosdashError):
    """Something typed in, or sent, does not fit."""


class Limited(PosdashError):
    """Too many tries in too short a time."""


class NotReady(PosdashError):
    """The surroundings are wrong: a setting, the database, an address."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where it is, why it is wrong, what to do.

    `sheet` is the name of a sheet where a file has several.
    """

    file: str
    line: int
    dimension: str
    cause: str
    cure: str
    sheet: str = ""

    def __str__(self) -> str:
        sheet = f", sheet {self.sheet}" if self.sheet else ""
        inside = f", dimension {self.dimension}" if self.dimension else ""
        return f"{self.file}{sheet}, line {self.line}{inside}: {self.cause} {self.cure}"


class BadFile(PosdashError):
    """A file that was refused, with all its faults and not only the first."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults
