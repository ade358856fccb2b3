"""The door for the end of a session: one word each, and whether the hour was worth it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db import meetings as sql
from db.engine import AnyRow, Connection
from posdash.access.door import entered
from posdash.access.limits import SAVES
from posdash.access.rights import Action, Principal, Respondent
from posdash.answers import shuffling
from posdash.errors import BadInput, Closed
from posdash.hour.steps import Step
from posdash.keys import keyed
from posdash.release import gate
from posdash.release.values import Votes, Withheld
from posdash.rounds.loading import AboutTeam, about_own_team
from posdash.survey.round import TeamId
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
    """Store the one word of whoever holds a link, or take it away when it is empty.

    Raises Refused, Closed at another step, BadInput for a word that is too long
    or one too many, and Limited for too many in a minute.
    """
    word = one_line(text, WORD_LENGTH, what="A word")
    with _saying(who, Step.WORDS, Step.VOTE) as (connection, respondent, row):
        key, device = _keys(respondent, row, "word")
        if word and sql.word(connection, key, device) is None:
            _refuse_more(connection, respondent.team)
        sql.save_word(connection, respondent.team, key, device, word)


def vote(who: Principal, points: int) -> None:
    """Store whether the hour was worth it, 1 to 5.

    Raises Refused, Closed at another step, BadInput for another number, and Limited.
    """
    if type(points) is not int or points not in POINTS:
        raise BadInput("Votes go from 1 to 5.", cure="Choose one of them.")
    with _saying(who, Step.VOTE) as (connection, respondent, row):
        sql.save_vote(connection, respondent.team, *_keys(respondent, row, "vote"), points)


def farewell(who: Principal, team: TeamId) -> Farewell:
    """What was said at the end of a session, as far as it may be shown.

    Raises Refused, and Closed where there is no session.
    """
    with entered(who, Action.SEE_TEAM, AboutTeam(team)) as (connection, survey_round):
        row = sql.meeting(connection, team)
        if row is None:
            raise Closed("This team has no session now.", cure="Its coach begins one.")
        respondent = who.respondent
        mine = respondent if respondent is not None and respondent.team == team else None
        return Farewell(
            words=gate.closing_words(sql.words(connection, team), survey_round),
            votes=None if row.votes is None else gate.votes(row.votes, survey_round),
            word=sql.word(connection, *_keys(mine, row, "word")) if mine else None,
            points=sql.vote(connection, *_keys(mine, row, "vote")) if mine else None,
        )


@contextmanager
def _saying(who: Principal, *steps: Step) -> Iterator[tuple[Connection, Respondent, AnyRow]]:
    about, respondent = about_own_team(who), who.respondent
    assert respondent is not None  # else there is no team of their own
    SAVES.spend(keyed(respondent.device, "limit"))
    with entered(who, Action.FOLLOW, about, write=True) as (connection, _):
        row = sql.meeting(connection, respondent.team, held=True)
        if row is None or row.step not in steps:
            raise Closed("The session is at another step.", cure="Look at the screen.")
        yield connection, respondent, row
    shuffling.touched(respondent.team)


def _keys(respondent: Respondent, row: AnyRow, purpose: str) -> tuple[bytes, bytes]:
    """Under what somebody says something, and what it takes to read it back.

    Others for each purpose, and for each session.
    """
    mark = f"{purpose}|{respondent.team.round_id}|{row.begun_at.isoformat()}"
    return keyed(respondent.token, mark), keyed(respondent.device, mark)


def _refuse_more(connection: Connection, team: TeamId) -> None:
    if len(sql.words(connection, team)) >= MOST_WORDS:
        raise BadInput("So many words were said that no more fit.", cure="Say it aloud.")
