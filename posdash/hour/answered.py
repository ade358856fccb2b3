"""How many have answered while a team's session is at the step of placing, counted as they do."""

from db import answers as answer_sql
from db import meetings as meeting_sql
from db import rounds as sql
from db.answers import Place
from posdash import clock
from posdash.access.rights import Action, Principal, check
from posdash.errors import Closed
from posdash.hour import presence
from posdash.hour.steps import Step
from posdash.release import gate
from posdash.release.values import Participation
from posdash.rounds import loading
from posdash.store import faults_in_words, store


def live(who: Principal, round_id: int, group: int) -> Participation:
    """How many of a team have answered, counted now, for the screens of its session.

    Only while the session is at the step of placing and k phones follow it: else
    it is what was counted last, so that nobody can watch a team that is not there.
    Raises Refused and Closed.
    """
    place = Place(round_id, group)
    with faults_in_words(), store().read() as connection:
        round = loading.load(connection, round_id, group)
        check(who, Action.FOLLOW, round, group)
        session = meeting_sql.meeting(connection, place)
        participant = round.participant(group)
        if participant is None or session is None or session.step != Step.PLACE:
            raise Closed("The team is not placing now.", cure="Look where the session is.")
        [row] = sql.group_rows(connection, round_id, group)
        if presence.count(place) < round.k:
            return gate.participation(participant, row.answered, row.answered_at, round)
        answered = answer_sql.respondents(connection, round_id).get(group, 0)
    return gate.participation(participant, answered, clock.now(), round)
