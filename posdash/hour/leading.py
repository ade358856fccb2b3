"""What whoever leads a team's session changes: one transaction, begun once they may."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from db.engine import Connection
from posdash.access.rights import Action, Principal, check
from posdash.errors import BadInput
from posdash.rounds import loading
from posdash.store import faults_in_words, store
from posdash.survey.round import Participant, Round, TeamId


@dataclass(frozen=True, slots=True)
class Led:
    """A transaction, and the team in the round that it is about."""

    connection: Connection
    round: Round
    place: TeamId
    team: Participant


@contextmanager
def leading(who: Principal, team: TeamId) -> Iterator[Led]:
    """Begin to change something of a team's session; raises Refused to all but its coach."""
    with faults_in_words(), store().write() as connection:
        survey_round = loading.load(connection, *team)
        check(who, Action.RUN_SESSION, survey_round, team.group_id)
        participant = survey_round.participant(team.group_id)
        if participant is None or not participant.asked:
            raise BadInput("This group was not asked itself.", cure="Choose one of its teams.")
        yield Led(connection, survey_round, team, participant)
