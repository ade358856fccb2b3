"""Whose answers somebody who looks at a team could know: they count, but hide nobody."""

from db.engine import Connection
from posdash.access.rights import Principal, Role, led_groups
from posdash.organisation.tree import lineages, tree
from posdash.rounds import loading
from posdash.survey.round import TeamId


def looks_as(connection: Connection, who: Principal, team: TeamId) -> Role | None:
    """As what somebody who answers may look at that team as well; None for everybody else.

    What is answered in a browser where a coach is signed in, that coach may have
    given. A leader counts by the tree of the round and by that of today.
    """
    person = who.person
    if person is None:
        return None
    if team.group_id in person.coaches:
        return Role.COACH
    if person.administrator:
        return Role.ADMINISTRATOR
    if not person.leads:
        return None
    above = lineages(tree(connection)).get(team.group_id, frozenset())
    then = led_groups(who, loading.load(connection, team.round_id))
    return Role.LEADER if team.group_id in then or person.leads & above else None
