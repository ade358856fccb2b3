"""The door through which a coach enters what somebody without a phone says, in a session."""

from collections.abc import Mapping

from db import answers as sql
from db import devices as device_sql
from db import meetings as meeting_sql
from posdash.access.rights import Principal
from posdash.answers import admission, collect, shuffling
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Closed
from posdash.hour.leading import leading
from posdash.hour.steps import Step
from posdash.keys import new_secret
from posdash.survey.round import Facet, TeamId
from posdash.text import NAME_LENGTH, one_line

Points = Mapping[tuple[str, Facet], int]


def enter(who: Principal, team: TeamId, points: Points, name: str = "") -> None:
    """Store what one person without a phone says, all of it or nothing.

    It stands under a key that nobody keeps, so it cannot be looked at again or
    changed. It is marked as a proxy response. Raises Refused, Closed unless the
    team's session is at the step of placing, BadInput for what does not fit, and
    Limited for more than there are people.
    """
    if not points:
        raise BadInput("Nothing was placed yet.", cure="Place at least one question.")
    signed = one_line(name, NAME_LENGTH, what="A name")
    token, device = new_secret(), new_secret()
    with leading(who, team) as (connection, survey_round, participant):
        row = meeting_sql.meeting(connection, team)
        if row is None or row.step != Step.PLACE:
            raise Closed("The team is not placing now.", cure="Bring the session to that step.")
        collect.refuse_closed(connection, team)
        admission.refuse_one_more(participant, device_sql.number(connection, team))
        if survey_round.openness is Openness.NAMED:
            if not signed:
                raise BadInput("This round shows names.", cure="Give the name first.")
            sql.sign(connection, team, token, device, signed)
        for (dimension, facet), point in points.items():
            collect.check_point(survey_round, dimension, facet, point)
            question = (survey_round.subject.key, dimension, facet)
            sql.save_place(
                connection, team, token, device, *question, point, new_secret(), proxy=True
            )
    shuffling.touched(team)
