"""Where else somebody is named, and how that goes with them: contacts, owners, what was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from db import traces as sql
from db.engine import Connection
from posdash.access.words import LEFT
from posdash.survey.round import TeamId
from posdash.text import alike, folded

NO_ROUND = TeamId(0, 0)  # no round has this id: what is owed is owed for a person


@dataclass(frozen=True, slots=True)
class Trace:
    """Where somebody is named, in words; `goes` tells whether deleting them takes the name away.

    What a team wrote is counted only: whoever deletes people does not read it.
    """

    where: str
    goes: bool


@dataclass(frozen=True, slots=True)
class Called:
    """What somebody is called, and whether nobody else is: only then is it taken away."""

    name: str
    email: str | None
    alone: bool

    def is_in(self, text: str, *, loosely: bool = True) -> bool:
        """Whether a text names them; not `loosely`, a single word is too little to be a name."""
        return self.without(text, LEFT, loosely=loosely) != text

    def without(self, text: str, instead: str, *, loosely: bool = True) -> str:
        """The text with other words where it names them."""
        known = [self.email] if self.email else []
        if self.alone and (loosely or " " in self.name):
            known.append(self.name)
        for one in known:
            words = r"\s+".join(map(re.escape, one.split()))
            text = re.sub(rf"(?<![\w.@-]){words}(?![\w@-])", lambda _: instead, text, flags=re.I)
        return text


def of(connection: Connection, called: Called) -> Iterator[Trace]:
    """Where somebody is named beside the list of people and their own answers."""
    for title, contact in sql.contacts(connection):
        if called.is_in(contact):
            yield Trace(f"whom to ask about privacy in “{title}”", goes=True)
    for kind, words in (("owner", "who is to do"), ("step", "the words of")):
        if count := _count(connection, kind, called):
            yield Trace(f"{words} {count} next step{'s' if count > 1 else ''}", goes=True)
    if count := _count(connection, "note", called):
        yield Trace(f"{count} note{'s' if count > 1 else ''} of a session", goes=True)
    names = [*sql.titles(connection), *sorted(sql.group_names(connection))]
    for name in dict.fromkeys(names):
        if called.is_in(name):
            yield Trace(f"the name “{name}” of a round, a candidate or a group", goes=False)


def take_away(connection: Connection, called: Called) -> None:
    """Take somebody's name and address out of contacts, owners, and what was written."""
    sql.put_instead(connection, "contact", lambda text: _contact(called, text))
    sql.put_instead(connection, "owner", lambda text: called.without(text, LEFT))
    for kind in sql.WORDS:
        sql.put_instead(connection, kind, lambda text: called.without(text, LEFT, loosely=False))


def rename(connection: Connection, called: Called, name: str, email: str | None) -> None:
    """Let contacts and owners name somebody as they are called from now on."""
    by_name = Called(called.name, None, called.alone)
    address = called.email

    def make(text: str) -> str:
        renamed = by_name.without(text, name) if not alike(called.name, name) else text
        if address and address != email:
            return Called("", address, alone=False).without(renamed, email or name)
        return renamed

    for kind in sql.NAMES:
        sql.put_instead(connection, kind, make)


def names_in_use(connection: Connection) -> str:
    """All contacts and owners as one text, to be looked through for many names at once."""
    found = (text for kind in sql.NAMES for text, _ in sql.counted(connection, kind))
    return folded(" ".join(found))


def _count(connection: Connection, kind: str, called: Called) -> int:
    return sum(
        count
        for text, count in sql.counted(connection, kind)
        if called.is_in(text, loosely=kind in sql.NAMES)
    )


def _contact(called: Called, text: str) -> str:
    """Nobody, where nothing else was said: a name that leads to nobody would be no help."""
    return called.without(text, LEFT) if re.search(r"\w", called.without(text, "")) else ""
