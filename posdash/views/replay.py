"""The door for holding a page against chance: its answers dealt out again at random."""

from posdash.access.door import entered
from posdash.access.rights import Action, Principal
from posdash.release.values import Replayed, Withheld
from posdash.rounds.loading import AboutRound
from posdash.survey.round import Facet
from posdash.views import viewpoint

QUICK = 1_000  # groups times questions, which take about a second the first time


def replay(
    who: Principal, round_id: int, facet: Facet = Facet.NOW, *, soon: bool = False
) -> Replayed | Withheld | None:
    """How often a leader's page would say that groups differ, had chance dealt their answers.

    None for rounds too large to wait for, where it is wanted `soon`. Raises Refused
    to others, and until the last group of the round has closed.
    """
    with entered(who, Action.SEE_GROUPS, AboutRound(round_id)) as (connection, survey_round):
        if soon and len(survey_round.participants) * len(survey_round.bank.dimensions) > QUICK:
            return None
        return viewpoint.replay(connection, who, survey_round, facet)
