"""How many have answered while a team's session is at the step of placing, counted as they do."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from db import answers as answer_sql
from db import meetings as meeting_sql
from db import rounds as sql
from posdash import clock
from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.errors import Closed
from posdash.hour import presence
from posdash.hour.steps import Step
from posdash.release import taking_part
from posdash.release.values import Participation
from posdash.rounds.loading import AboutTeam
from posdash.survey.round import Round, TeamId

LIVE_FOR = timedelta(days=1)  # after that people answer elsewhere, one by one


class Wait(StrEnum):
    """Why nothing is counted just now."""

    FEW_PHONES = "few_phones"
    OPEN_FOR_DAYS = "open_for_days"


@dataclass(frozen=True, slots=True)
class Live:
    """How many have answered: counted now, or, with the reason to wait, by the last count."""

    found: Participation
    wait: Wait | None = None


def may_count(survey_round: Round) -> bool:
    """Whether people are likely to sit together: a round that was opened within a day.

    Counting live in one that is open for days would let a coach begin a session
    that nobody attends, remind one person, and watch.
    """
    opened = survey_round.opened_at
    return opened is not None and clock.now() - opened < LIVE_FOR


def live(who: Principal, team: TeamId) -> Live:
    """How many of a team have answered, counted now and in steps, for the screens of its session.

    Only while the session is at the step of placing, k others than those who
    look at the team follow it, and its round was opened within a day. Raises
    Refused, and Closed at every other step.
    """
    with entered(who, Action.FOLLOW, AboutTeam(team)) as (connection, survey_round):
        session = meeting_sql.meeting(connection, team)
        participant = survey_round.participant(team.group_id)
        if participant is None or session is None or session.step != Step.PLACE:
            raise Closed("The team is not placing now.", cure="Look where the session is.")
        [row] = sql.group_rows(connection, team.round_id, team.group_id)
        known = taking_part.participation(participant, row.answered, row.answered_at, survey_round)
        if not may_count(survey_round):
            return Live(known, Wait.OPEN_FOR_DAYS)
        if presence.count(team) < survey_round.k:
            return Live(known, Wait.FEW_PHONES)
        counted = answer_sql.respondents(connection, team.round_id).get(team.group_id, (0, 0))
    return Live(taking_part.live_participation(participant, *counted, clock.now(), survey_round))
