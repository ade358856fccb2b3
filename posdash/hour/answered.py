"""How many have answered while a team's session is at the step of placing, counted as they do."""

from db import answers as answer_sql
from db import meetings as meeting_sql
from db import rounds as sql
from posdash import clock
from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.errors import Closed
from posdash.hour import presence
from posdash.hour.steps import Step
from posdash.release import gate
from posdash.release.values import Participation
from posdash.rounds.loading import AboutTeam
from posdash.survey.round import TeamId


def live(who: Principal, team: TeamId) -> Participation:
    """How many of a team have answered, counted now, for the screens of its session.

    Only while the session is at the step of placing and k phones follow it: else
    it is what was counted last, so that nobody can watch a team that is not there.
    Raises Refused, and Closed at every other step.
    """
    with entered(who, Action.FOLLOW, AboutTeam(team)) as (connection, survey_round):
        session = meeting_sql.meeting(connection, team)
        participant = survey_round.participant(team.group_id)
        if participant is None or session is None or session.step != Step.PLACE:
            raise Closed("The team is not placing now.", cure="Look where the session is.")
        [row] = sql.group_rows(connection, team.round_id, team.group_id)
        if presence.count(team) < survey_round.k:
            return gate.participation(participant, row.answered, row.answered_at, survey_round)
        answered = answer_sql.respondents(connection, team.round_id).get(team.group_id, 0)
    return gate.participation(participant, answered, clock.now(), survey_round)
