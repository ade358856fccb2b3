"""A bank of questions: dimensions between two ends, neither better; read from a file, frozen."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from posdash.banks.yaml_reader import KEY, Document, Place, read_yaml
from posdash.errors import BadFile, Fault

ENDINGS = (".yaml", ".yml")


class Placed(StrEnum):
    """What people place between the ends."""

    TEAM = "team"
    CANDIDATE = "candidate"
    ONESELF = "oneself"
    COMPANY = "company"


class Openness(StrEnum):
    """Who sees what of a round; locked when it opens."""

    NAMED = "named"
    DOTS = "dots"
    SUMMARY = "summary"


def _few_words(label: str) -> str:
    if len(label.split()) > 4:
        raise ValueError("has more than four words")
    return label


def _text(most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=most)


Id = Annotated[str, StringConstraints(pattern=rf"^{KEY.pattern}$")]
Label = Annotated[str, _text(28), AfterValidator(_few_words)]
Sides = Annotated[tuple[Annotated[str, _text(140)], ...], Field(min_length=2, max_length=3)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Pole(_Frozen):
    """One end: its name, what it looks like, what speaks for it, what happens when overdone."""

    label: Label
    description: Annotated[str, _text(200)]
    upsides: Sides
    overuse: Sides


class Dimension(_Frozen):
    """A question between two ends; `id` stays the same across versions of a bank."""

    id: Id
    question: Annotated[str, _text(140)]
    left: Pole
    right: Pole
    opening: Annotated[str, _text(200)]
    tags: Annotated[tuple[Id, ...], Field(min_length=1, max_length=3)]

    @property
    def ends(self) -> str:
        """Both ends by name."""
        return f"{self.left.label} ↔ {self.right.label}"


class Bank(_Frozen):
    """A set of dimensions on one scale of 3 to 11 points, with what must be said about it.

    `openness` and `aim` are what a planner finds preselected.
    """

    id: Id
    version: Annotated[int, Field(ge=1)]
    title: Annotated[str, _text(100)]
    places: Placed
    openness: Openness
    aim: bool
    scale: Annotated[int, Field(ge=3, le=11)] = 7
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,8})?$")]
    framing: Annotated[str, _text(1000)]
    source: Annotated[str, _text(500)]
    licence: Annotated[str, _text(100)]
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1, max_length=40)]

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension of that id; raises KeyError if there is none."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise KeyError(dimension_id)


def read_bank(path: Path) -> Bank:
    """Read one bank; raises BadFile with every fault, each with file, line, cause and cure."""
    document = read_yaml(path)
    faults = [*document.faults, *_repeated(document)]
    bank: Bank | None = None
    try:
        bank = bank_from_json(json.dumps(document.value))
    except ValidationError as error:
        named = {fault.line for fault in faults}  # what follows from those would be untrue
        found = [_fault(document, one) for one in error.errors() if not _miscounted(one)]
        faults += [fault for fault in found if fault.line not in named]
    if bank is not None and bank.id != path.stem:
        cure = "Name the file after the bank, or the bank after the file."
        faults.append(
            Fault(
                path.name, document.line(("id",)), "", "The id is not the name of the file.", cure
            )
        )
    if faults or bank is None:
        raise BadFile(tuple(sorted(faults, key=lambda fault: fault.line)))
    return bank


@dataclass(frozen=True, slots=True)
class Shelf:
    """The banks of a folder, by title, and what is wrong with those that cannot be read."""

    banks: tuple[Bank, ...]
    faults: tuple[Fault, ...] = ()


def bank_files(folder: Path) -> list[Path]:
    """The files of a folder that are banks by their names; none where there is no folder."""
    files = folder.glob("[!.]*") if folder.is_dir() else ()
    return sorted(file for file in files if file.suffix in ENDINGS and not file.is_dir())


def banks_in(folder: Path) -> Shelf:
    """All banks of a folder; one that is bad keeps no other away."""
    banks: dict[str, Bank] = {}
    faults: list[Fault] = []
    for file in bank_files(folder):
        try:
            bank = read_bank(file)
        except BadFile as error:
            faults += error.faults if file.is_symlink() or file.exists() else ()
            continue
        if bank.id in banks:
            cause = f"There is another file with the bank “{bank.id}”."
            faults.append(Fault(file.name, 1, "", cause, "Keep one of them."))
        banks.setdefault(bank.id, bank)
    return Shelf(tuple(sorted(banks.values(), key=lambda bank: bank.title)), tuple(faults))


def bank_to_json(bank: Bank) -> str:
    """The bank's content in one canonical form, for pinning it to a round."""
    return json.dumps(
        bank.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def bank_from_json(text: str) -> Bank:
    """A bank again from its canonical form."""
    return Bank.model_validate_json(text)


def digest(bank: Bank) -> str:
    """SHA-256 of the content, in hexadecimal: the same content, the same digest."""
    return hashlib.sha256(bank_to_json(bank).encode()).hexdigest()


def _repeated(document: Document) -> list[Fault]:
    first: dict[str, int] = {}
    faults = []
    for index in range(len(_dimensions(document))):
        dimension_id, line = (
            _dimension_id(document, index),
            document.line(("dimensions", index, "id")),
        )
        if dimension_id and dimension_id in first:
            cause = f"This id stands at line {first[dimension_id]} already."
            faults.append(
                Fault(document.name, line, dimension_id, cause, "Give each dimension its own.")
            )
        first.setdefault(dimension_id, line)
    return faults


def _dimensions(document: Document) -> list[Any]:
    value = document.value
    found = value.get("dimensions") if isinstance(value, dict) else None
    return found if isinstance(found, list) else []


def _dimension_id(document: Document, index: int) -> str:
    dimension = _dimensions(document)[index]
    dimension_id = dimension.get("id") if isinstance(dimension, dict) else None
    return dimension_id if isinstance(dimension_id, str) and KEY.fullmatch(dimension_id) else ""


def _fault(document: Document, error: ErrorDetails) -> Fault:
    place: Place = error["loc"]
    inside = place[1] if len(place) > 1 and place[0] == "dimensions" else None
    dimension = _dimension_id(document, inside) if isinstance(inside, int) else ""
    cause, cure = _sentence(error, place)
    return Fault(document.name, document.line(place), dimension, cause, cure)


def _miscounted(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because something in it is at fault itself."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


_KINDS = {
    "int_type": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "a group of fields",
    "model_attributes_type": "a group of fields",
}


def _sentence(error: ErrorDetails, place: Place) -> tuple[str, str]:
    kind, limits = error["type"], error.get("ctx", {})
    if not place:
        return "This is not a bank.", "Begin with its fields: id, version, title."
    name = f"“{_field(place)}”"
    if kind == "missing":
        return f"{name} is missing.", "Add it."
    if kind == "extra_forbidden":
        known = name if KEY.fullmatch(_field(place)) else "This field"
        return f"{known} is not a field of banks.", "Take it away, or correct its name."
    if kind == "string_type":
        return _no_text(name, error["input"])
    if kind in _KINDS:
        return f"{name} is not {_KINDS[kind]}.", f"Write {_KINDS[kind]} there."
    if kind in {"too_short", "too_long"}:
        fewest, most = limits.get("min_length"), limits.get("max_length")
        limit = f"at least {fewest}" if fewest else f"at most {most}"
        return f"{name} has {limits['actual_length']} entries.", f"Give {limit}."
    if kind == "string_too_long":
        return f"{name} is too long.", f"Use at most {limits['max_length']} characters."
    if kind == "string_too_short":
        return f"{name} is empty.", "Write something there."
    if kind == "string_pattern_mismatch":
        return f"{name} has a form that is not read.", "Use small letters, digits and - only."
    if kind == "enum":
        return f"{name} is none of the words known here.", f"Use {limits['expected']}."
    if kind == "value_error":
        return f"{name} {limits['error']}.", "Shorten it."
    return f"{name} does not fit.", f"{error['msg']}."


def _no_text(name: str, value: object) -> tuple[str, str]:
    """Why a value is not the text that was meant, as far as it shows."""
    if isinstance(value, dict) and len(value) == 1:
        return "The colon makes two of this text.", "Put the whole text in quotes."
    if value is None:
        return f"{name} is empty.", "Write something there."
    return f"{name} is not text.", "Put it in quotes."


def _field(place: Place) -> str:
    return next(str(part) for part in reversed(place) if isinstance(part, str))
