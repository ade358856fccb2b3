"""The door for what comes of a session: notes, and action items that outlast it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from db import meetings as sql
from db.engine import Connection
from posdash import clock
from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.errors import BadInput, Closed
from posdash.hour.leading import leading
from posdash.rounds.loading import AboutTeam
from posdash.survey.round import Round, TeamId
from posdash.text import one_line, plain_text

NOTE_LENGTH = 2000
ITEM_LENGTH = 200
OWNER_LENGTH = 60
MOST_ITEMS = 100
WHOLE = ""
"""The dimension that stands for the session as a whole."""


@dataclass(frozen=True, slots=True)
class ActionItem:
    """What a team agreed to do; `earlier` names the round it comes from, if another one."""

    id: int
    text: str
    owner: str
    due: date | None
    done: bool
    dimension: str | None
    earlier: str


@dataclass(frozen=True, slots=True)
class Results:
    """What a team took away: notes by dimension, and action items, the open ones first."""

    notes: Mapping[str, str]
    items: tuple[ActionItem, ...]

    @property
    def open_before(self) -> tuple[ActionItem, ...]:
        """What is still open from earlier rounds."""
        return tuple(item for item in self.items if item.earlier and not item.done)


def taken_away(who: Principal, team: TeamId) -> Results:
    """Notes of a round and action items of its team, for the team and its coach.

    Raises Refused to others.
    """
    with entered(who, Action.SEE_TEAM, AboutTeam(team)) as (connection, _):
        return Results(
            sql.notes(connection, team),
            tuple(
                ActionItem(
                    row.id,
                    row.text,
                    row.owner,
                    row.due,
                    row.done_at is not None,
                    row.dimension,
                    "" if row.round_id == team.round_id else row.title,
                )
                for row in sql.steps(connection, team)
            ),
        )


def note(who: Principal, team: TeamId, dimension: str, text: str, seen: str | None = None) -> None:
    """Keep a note about one dimension, or about the whole; an empty one is taken away.

    `seen` is the note that was there when somebody began to type: where another
    stands there now, it stays, below the new one. Raises Refused, Closed before
    the reveal, and BadInput for a note that is too long or about what was not asked.
    """
    words = plain_text(text, NOTE_LENGTH, what="A note")
    with _writing(who, team) as (connection, survey_round):
        _check_dimension(survey_round, dimension or None)
        kept = sql.notes(connection, team).get(dimension, "")
        if seen is not None and kept not in ("", seen, words):
            words = plain_text(f"{words}\n{kept}", NOTE_LENGTH, what="A note with the other one")
        sql.save_note(connection, team, dimension, words)


def agree(
    who: Principal,
    team: TeamId,
    text: str,
    owner: str = "",
    due: date | None = None,
    dimension: str | None = None,
) -> None:
    """Keep an action item.

    Raises Refused, Closed before the reveal, and BadInput for what does not fit, or one too many.
    """
    values = _item(text, owner, due)
    with _writing(who, team) as (connection, survey_round):
        _check_dimension(survey_round, dimension)
        kept = [row for row in sql.steps(connection, team) if row.round_id == team.round_id]
        if len(kept) >= MOST_ITEMS:
            raise BadInput(f"A session keeps {MOST_ITEMS} next steps.", cure="Take one away.")
        sql.add_step(connection, team, dimension=dimension, **values)


def change(
    who: Principal, team: TeamId, item_id: int, text: str, owner: str, due: date | None
) -> None:
    """Put an action item in other words, with another owner or day.

    Raises Refused, Closed before the reveal, and BadInput for what does not fit or is gone.
    """
    values = _item(text, owner, due)
    with _writing(who, team) as (connection, _):
        _found(sql.change_step(connection, team, item_id, **values))


def tick(who: Principal, team: TeamId, item_id: int, *, done: bool) -> None:
    """Say that an action item is done, or that it is not.

    Raises Refused, Closed before the reveal, and BadInput for one that is gone.
    """
    with _writing(who, team) as (connection, _):
        _found(sql.change_step(connection, team, item_id, done_at=clock.now() if done else None))


def drop(who: Principal, team: TeamId, item_id: int) -> None:
    """Take an action item away.

    Raises Refused, Closed before the reveal, and BadInput for one that is gone.
    """
    with _writing(who, team) as (connection, _):
        _found(sql.remove_step(connection, team, item_id))


@contextmanager
def _writing(who: Principal, team: TeamId) -> Iterator[tuple[Connection, Round]]:
    with leading(who, team) as (connection, survey_round, participant):
        if not participant.closed:
            raise Closed("Notes begin once the team has seen its picture.", cure="Reveal it first.")
        yield connection, survey_round


def _item(text: str, owner: str, due: date | None) -> dict[str, Any]:
    words = one_line(text, ITEM_LENGTH, what="A next step")
    if not words:
        raise BadInput("A next step is empty.", cure="Say what shall be done.")
    if due is not None and type(due) is not date:
        raise BadInput("This is not a day.", cure="Choose one from the calendar.")
    return {"text": words, "owner": one_line(owner, OWNER_LENGTH, what="A name"), "due": due}


def _check_dimension(survey_round: Round, dimension: str | None) -> None:
    asked = {known.id for known in survey_round.bank.dimensions}
    if dimension is not None and dimension not in asked:
        raise BadInput("This round does not ask that.", cure="Choose one of its questions.")


def _found(changed: bool) -> None:
    if not changed:
        raise BadInput("This next step is not there any more.", cure="Load the page again.")
