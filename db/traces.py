"""SQL about words in which somebody may be named, beside the list of people itself."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, func, select, update

from db.engine import AnyRow
from db.tables import Comment, Group, NextStep, Note, Round, RoundGroup, Subject, Word

NAMES: Mapping[str, Any] = MappingProxyType({"contact": Round.contact, "owner": NextStep.owner})
"""What holds names and little else."""
WORDS: Mapping[str, Any] = MappingProxyType(
    {"step": NextStep.text, "note": Note.text, "comment": Comment.text, "word": Word.text}
)
"""What people wrote in their own words."""


def counted(connection: Connection, kind: str) -> Sequence[AnyRow]:
    """(text, how often) of everything of a kind that is not empty."""
    column = {**NAMES, **WORDS}[kind]
    statement = select(column, func.count()).where(column != "").group_by(column)
    return connection.execute(statement).all()


def put_instead(connection: Connection, kind: str, make: Callable[[str], str]) -> bool:
    """Put what `make` makes of each text of a kind in its place; whether any is another one now."""
    column, changed = {**NAMES, **WORDS}[kind], False
    for text, _ in counted(connection, kind):
        instead = make(text)
        if instead != text:
            change = update(column.class_).where(column == text)
            connection.execute(change.values({column: instead}))
            changed = True
    return changed


def contacts(connection: Connection) -> Sequence[AnyRow]:
    """(title, contact) of the rounds, the oldest first."""
    return connection.execute(select(Round.title, Round.contact).order_by(Round.id)).all()


def titles(connection: Connection) -> Sequence[str]:
    """What rounds and candidates are called."""
    candidates = connection.execute(select(Subject.name).distinct()).scalars()
    return [*(title for title, _ in contacts(connection)), *candidates]


def group_names(connection: Connection) -> set[str]:
    """What groups are called, and were when a round opened."""
    found = (connection.execute(select(table.name).distinct()) for table in (Group, RoundGroup))
    return {name for names in found for name in names.scalars()}
