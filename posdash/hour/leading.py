"""What whoever leads a team's session changes: one transaction, begun once they may."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.engine import Connection
from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.errors import BadInput
from posdash.rounds.loading import AboutTeam
from posdash.survey.round import Participant, Round, TeamId


@contextmanager
def leading(who: Principal, team: TeamId) -> Iterator[tuple[Connection, Round, Participant]]:
    """Begin to change something of a team's session: its round, and the team as it takes part.

    Raises Refused to all but its coach, and BadInput for a group that was not asked itself.
    """
    about = AboutTeam(team)
    with entered(who, Action.RUN_SESSION, about, write=True) as (connection, survey_round):
        participant = survey_round.participant(team.group_id)
        if participant is None or not participant.asked:
            raise BadInput("This group was not asked itself.", cure="Choose one of its teams.")
        yield connection, survey_round, participant
