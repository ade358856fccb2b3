"""The door for the end of a session: one word each, and whether the hour was worth it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db import meetings as sql
from db.engine import AnyRow, Connection
from posdash.access.limits import SAVES
from posdash.access.respondents import leads_nowhere
from posdash.access.rights import Action, Principal, Respondent, check
from posdash.answers import shuffling
from posdash.errors import BadInput, Closed
from posdash.hour.steps import Step
from posdash.keys import keyed
from posdash.release import gate
from posdash.release.values import Votes, Withheld
from posdash.rounds import loading
from posdash.store import faults_in_words, store
from posdash.survey.round import Round, TeamId
from posdash.text import one_line

WORD_LENGTH = 30
MOST_WORDS = 200  # in one session; every screen receives all of them
POINTS = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Farewell:
    """What was said at the end: words once enough were said, votes once the session is over.

    `votes` is None until then; `word` and `points` are what this device said.
    """

    words: tuple[str, ...] | Withheld
    votes: Votes | Withheld | None
    word: str | None
    points: int | None


def say(who: Principal, text: str) -> None:
    """Store the one word of whoever holds a link, or take it away when it is empty."""
    word = one_line(text, WORD_LENGTH, what="A word")
    with _saying(who, Step.WORDS, Step.VOTE) as (connection, place, one, row):
        key, device = _keys(one, row, "word")
        if word and sql.word(connection, key, device) is None:
            _refuse_more(connection, place)
        sql.save_word(connection, place, key, device, word)


def vote(who: Principal, points: int) -> None:
    """Store whether the hour was worth it, 1 to 5."""
    if type(points) is not int or points not in POINTS:
        raise BadInput("Votes go from 1 to 5.", cure="Choose one of them.")
    with _saying(who, Step.VOTE) as (connection, place, one, row):
        sql.save_vote(connection, place, *_keys(one, row, "vote"), points)


def farewell(who: Principal, team: TeamId) -> Farewell:
    """What was said at the end of a session, as far as it may be shown."""
    with faults_in_words(), store().read() as connection:
        survey_round = loading.load(connection, *team)
        check(who, Action.FOLLOW, survey_round, team.group_id)
        place = team
        row = sql.meeting(connection, place)
        if row is None:
            raise Closed("This team has no session now.", cure="Its coach begins one.")
        one = who.respondent
        mine = one if one is not None and one.team == place else None
        return Farewell(
            words=gate.closing_words(sql.words(connection, place), survey_round),
            votes=None if row.votes is None else gate.votes(row.votes, survey_round),
            word=sql.word(connection, *_keys(mine, row, "word")) if mine else None,
            points=sql.vote(connection, *_keys(mine, row, "vote")) if mine else None,
        )


@contextmanager
def _saying(
    who: Principal, *steps: Step
) -> Iterator[tuple[Connection, TeamId, Respondent, AnyRow]]:
    one = who.respondent
    if one is None:
        raise leads_nowhere()
    SAVES.spend(keyed(one.device, "limit"))
    place = one.team
    with faults_in_words(), store().write() as connection:
        survey_round: Round = loading.load(connection, *one.team)
        check(who, Action.FOLLOW, survey_round, one.team.group_id)
        row = sql.meeting(connection, place, held=True)
        if row is None or row.step not in steps:
            raise Closed("The session is at another step.", cure="Look at the screen.")
        yield connection, place, one, row
    shuffling.note(place)


def _keys(one: Respondent, row: AnyRow, purpose: str) -> tuple[bytes, bytes]:
    """Under what somebody says something, and what it takes to read it back.

    Others for each purpose, and for each session.
    """
    mark = f"{purpose}|{one.team.round_id}|{row.begun_at.isoformat()}"
    return keyed(one.token, mark), keyed(one.device, mark)


def _refuse_more(connection: Connection, place: TeamId) -> None:
    if len(sql.words(connection, place)) >= MOST_WORDS:
        raise BadInput("So many words were said that no more fit.", cure="Say it aloud.")
