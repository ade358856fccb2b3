"""The door for who coaches a team: named when its round opened, or agreed to by the team since."""

from dataclasses import dataclass
from datetime import datetime

from db import rounds as sql
from db.engine import Connection
from posdash.access import log
from posdash.access.door import entered
from posdash.access.limits import SAVES
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, Respondent
from posdash.errors import BadInput, Refused
from posdash.keys import keyed
from posdash.rounds.loading import AboutTeam, about_own_team
from posdash.survey.round import Round, TeamId

FEWEST = 3  # devices that agree: fewer could be one person's


@dataclass(frozen=True, slots=True)
class TeamCoach:
    """Somebody who coaches a team `today`, or did when its round opened.

    `later` tells that they came after that, so that they see the team from
    outside until `needed` of it have agreed; `agreed` have, and `mine` is
    whether this device did. `since` is when they became its coach, where that
    was noted.
    """

    person: int
    name: str
    since: datetime | None
    today: bool
    later: bool
    needed: int
    agreed: int = 0
    mine: bool = False


def coaches(who: Principal, team: TeamId) -> tuple[TeamCoach, ...]:
    """Who coaches a team, by name, for the team and its coaches; raises Refused to others."""
    with entered(who, Action.FOLLOW, AboutTeam(team)) as (connection, survey_round):
        return coaches_of(connection, survey_round, team.group_id, who.respondent)


def agree(who: Principal, person: int) -> None:
    """Let a coach who was named later see one's own team as it sees itself, once enough agree.

    Raises Refused without a link and to those who coach, lead or administer,
    BadInput for somebody who needs no agreement, and Limited.
    """
    about = about_own_team(who)
    respondent = who.respondent
    assert respondent is not None  # else there is no team of their own
    SAVES.spend(keyed(respondent.device, "limit"))
    held = AboutTeam(about.team, held=True)
    with entered(who, Action.ANSWER, held, write=True) as (connection, survey_round):
        team = about.team
        _refuse_interested(who, team)
        here = coaches_of(connection, survey_round, team.group_id, respondent)
        found = next((one for one in here if one.person == person and one.later), None)
        if found is None:
            raise BadInput("Nobody needs to agree to this coach.", cure="Load the page again.")
        sql.agree(connection, *team, person, _key(respondent, person))
        if found.agreed + (not found.mine) >= found.needed:
            sql.promise_coach(connection, *team, person)
            facts = {"group": _name(survey_round, team.group_id), "round": survey_round.title}
            # none of them is named: it is the team that agreed
            nobody = Principal(respondent=respondent)
            log.note(connection, nobody, Deed.AGREED_TO_COACH, person, **facts)


def coaches_of(
    connection: Connection, survey_round: Round, group: int, respondent: Respondent | None = None
) -> tuple[TeamCoach, ...]:
    """The same, for a door that reads already."""
    rows = sql.coaches(connection, survey_round.id, group)
    opened = survey_round.was_open
    agreed: dict[int, tuple[int, bool]] = {}
    for row in rows:
        if opened and not row.promised:
            key = None if respondent is None else _key(respondent, row.person_id)
            agreed[row.person_id] = sql.agreed(connection, survey_round.id, group, row[0], key)
    return tuple(
        TeamCoach(
            row.person_id,
            row.name,
            row.since,
            bool(row.today),
            opened and not row.promised,
            fewest(survey_round, group),
            *agreed.get(row.person_id, ()),
        )
        for row in rows
    )


def fewest(survey_round: Round, group: int) -> int:
    """How many of a team must agree: k of them, or all where they are fewer, but three at least."""
    participant = survey_round.participant(group)
    people = participant.people if participant else 0
    return max(FEWEST, min(survey_round.k, people or survey_round.k))


def _refuse_interested(who: Principal, team: TeamId) -> None:
    person = who.person
    if person and (person.administrator or person.leads or team.group_id in person.coaches):
        raise Refused(
            "You are signed in here as somebody who coaches, leads or administers.",
            cure="Leave it to the others of the team.",
        )


def _key(respondent: Respondent, person: int) -> bytes:
    """Under what somebody agrees: another key for each coach, and none that leads to an answer."""
    return keyed(respondent.token, f"agree|{respondent.team}|{person}")


def _name(survey_round: Round, group: int) -> str:
    participant = survey_round.participant(group)
    return participant.group.name if participant else ""
