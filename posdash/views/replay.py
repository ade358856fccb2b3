"""The door for holding a page against chance: its answers dealt out again at random."""

from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.release.values import Replayed, Withheld
from posdash.rounds.loading import AboutRound
from posdash.survey.round import Facet
from posdash.views import viewpoint


def replay(who: Principal, round_id: int, facet: Facet = Facet.NOW) -> Replayed | Withheld:
    """How often a leader's page would say that groups differ, had chance dealt their answers.

    Raises Refused to others, and until the last group of the round has closed.
    """
    with entered(who, Action.SEE_GROUPS, AboutRound(round_id)) as (connection, survey_round):
        return viewpoint.replay(connection, who, survey_round, facet)
