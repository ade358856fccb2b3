"""The door for the end of a session: one word each, and whether the hour was worth it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from db import counts as count_sql
from db import meetings as sql
from db.engine import AnyRow, Connection
from posdash.access import log
from posdash.access.door import entered
from posdash.access.limits import SAVES
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, Respondent, check
from posdash.answers import admission, shuffling
from posdash.answers.insight import looks_as
from posdash.errors import BadInput, Closed
from posdash.hour import presence, wall
from posdash.hour.leading import leading
from posdash.hour.steps import Step
from posdash.keys import keyed
from posdash.release import taking_part
from posdash.release.values import Votes, Withheld
from posdash.rounds.loading import AboutTeam, about_own_team
from posdash.store import wipe_what_was_erased
from posdash.survey.round import Participant, Round, TeamId
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
    with _saying(who, Step.WORDS, Step.VOTE) as (connection, participant, respondent, row):
        key, device = _keys(respondent, row, "word")
        said = sql.words(connection, respondent.team)
        if word and key not in said:
            if len(said) >= MOST_WORDS:
                raise BadInput("So many words were said that no more fit.", cure="Say it aloud.")
            _refuse_many(participant, respondent.team, len(said), "word")
        sql.save_word(connection, respondent.team, key, device, word)


def vote(who: Principal, points: int) -> None:
    """Store whether the hour was worth it, 1 to 5.

    Raises Refused, Closed at another step, BadInput for another number, and Limited.
    """
    if type(points) is not int or points not in POINTS:
        raise BadInput("Votes go from 1 to 5.", cure="Choose one of them.")
    with _saying(who, Step.VOTE) as (connection, participant, respondent, row):
        key, device = _keys(respondent, row, "vote")
        if sql.vote(connection, key, device) is None:
            cast = sum(sql.votes(connection, respondent.team).values())
            _refuse_many(participant, respondent.team, cast, "vote")
        sql.save_vote(connection, respondent.team, key, device, points)


def take_away(who: Principal, team: TeamId, text: str) -> None:
    """Take a word off the screens of a session for good, whoever said it.

    Raises Refused to all but a coach who sees the team, and BadInput for what does
    not stand there.
    """
    with leading(who, team) as (connection, survey_round, participant):
        check(who, Action.SEE_TEAM, survey_round, team.group_id)
        row = sql.meeting(connection, team, changing=True)
        shown = {} if row is None else _shown(connection, survey_round, row)
        # by key: whoever said it may have typed another one that does not stand there yet
        keys = [key for key, word in shown.items() if word == text]
        if not keys:
            raise BadInput("This word is not shown.", cure="Look at the screen again.")
        sql.take_words(connection, team, keys)
        count_sql.owe(connection, team)
        name = participant.group.name
        log.note(connection, who, Deed.TOOK_WORD_AWAY, group=name, round=survey_round.title)
    wipe_what_was_erased()


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
            words=taking_part.closing_words(
                tuple(_shown(connection, survey_round, row).values()), survey_round
            ),
            votes=None
            if row.votes is None
            else taking_part.votes(
                row.votes, admission.participant_of(survey_round, team), survey_round
            ),
            word=sql.word(connection, *_keys(mine, row, "word")) if mine else None,
            points=sql.vote(connection, *_keys(mine, row, "vote")) if mine else None,
        )


def keep_words(connection: Connection, survey_round: Round, team: TeamId) -> None:
    """End a session's words: those that appeared together stay, under keys that nobody holds.

    One or two that came later would be told apart, and go.
    """
    kept = _on_the_wall(connection, survey_round, team, over=True)
    sql.loosen_words(connection, team, list(kept.values()))


def _shown(connection: Connection, survey_round: Round, row: AnyRow) -> Mapping[bytes, str]:
    team = TeamId(row.round_id, row.group_id)
    if row.over_at is not None:  # what did not stand there then is gone
        return sql.words(connection, team)
    return _on_the_wall(connection, survey_round, team)


def _on_the_wall(
    connection: Connection, survey_round: Round, team: TeamId, *, over: bool = False
) -> Mapping[bytes, str]:
    people = admission.participant_of(survey_round, team).people
    said, here = sql.words(connection, team), presence.count(team)
    return wall.shown(team, said, survey_round.k, here, people=people, over=over)


@contextmanager
def _saying(
    who: Principal, *steps: Step
) -> Iterator[tuple[Connection, Participant, Respondent, AnyRow]]:
    about, respondent = about_own_team(who), who.respondent
    assert respondent is not None  # else there is no team of their own
    SAVES.spend(keyed(respondent.device, "limit"))
    with entered(who, Action.FOLLOW, about, write=True) as (connection, survey_round):
        row = sql.meeting(connection, respondent.team, held=True)
        if row is None or row.step not in steps:
            raise Closed("The session is at another step.", cure="Look at the screen.")
        if looks_as(connection, who, respondent.team) is not None:
            raise BadInput(
                "You are signed in here and look at this team, so you would know your own word.",
                cure="Say it aloud, or sign out first.",
            )
        yield (
            connection,
            admission.participant_of(survey_round, respondent.team),
            respondent,
            row,
        )
    shuffling.touched(respondent.team)


def _keys(respondent: Respondent, row: AnyRow, purpose: str) -> tuple[bytes, bytes]:
    """Under what somebody says something, and what it takes to read it back.

    Others for each purpose, and for each session.
    """
    mark = f"{purpose}|{respondent.team.round_id}|{row.begun_at.isoformat()}"
    return keyed(respondent.token, mark), keyed(respondent.device, mark)


def _refuse_many(participant: Participant, team: TeamId, there: int, what: str) -> None:
    admission.refuse_one_more(participant, there)
    admission.refuse_rush(participant, team, what)
