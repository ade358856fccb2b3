"""Coaches who were named after a round had opened: whether the team agreed, and what they see."""

from collections.abc import Iterator
from dataclasses import dataclass

from db import people as people_sql
from db import rounds as sql
from db.engine import Connection
from posdash.access.rights import Person, Principal, Role
from posdash.errors import Refused
from posdash.survey.round import Round, TeamId
from posdash.views import results


@dataclass(frozen=True, slots=True)
class NamedLater:
    """One such coach of one team, as whom the doors can be asked."""

    name: str
    team: TeamId
    group: str
    closed: bool
    agreed: bool
    who: Principal

    @property
    def is_shown(self) -> bool:
        """Whether the door gives them the team's picture."""
        try:
            results.team(self.who, self.team)
        except Refused:
            return False
        return True


def named_later(connection: Connection, survey_round: Round) -> Iterator[NamedLater]:
    """Who coaches a team of a round today, and did not when it opened, team by team."""
    for participant in survey_round.asked:
        team = TeamId(survey_round.id, participant.group.id)
        for row in sql.coaches(connection, *team):
            if row.today and (row.agreed or not row.promised):
                who = Principal(person(connection, row.person_id, row.name))
                yield NamedLater(
                    row.name,
                    team,
                    participant.group.name,
                    participant.closed,
                    bool(row.agreed),
                    who,
                )


def person(connection: Connection, person_id: int, name: str) -> Person:
    """Somebody with the groups they coach and lead today, and those they were named for later."""
    held = [(role, group) for _, role, group in people_sql.roles(connection, person_id)]
    coaches = frozenset(group for role, group in held if role == Role.COACH)
    later = people_sql.coached_later(connection, person_id, coaches)
    return Person(
        person_id,
        name,
        coaches=coaches,
        leads=frozenset(group for role, group in held if role == Role.LEADER),
        later=frozenset(TeamId(*team) for team in later),
    )
