"""How many devices may answer for one team, so that nobody can invent many people."""

from db import devices as sql
from db.engine import Connection
from posdash.access.limits import NEW_DEVICES
from posdash.errors import Limited
from posdash.survey.round import Links, Participant, Round, TeamId

AT_ONCE = 30  # new ones in a minute; a larger team may begin together all the same


def admit(connection: Connection, survey_round: Round, team: TeamId) -> None:
    """Let one more device answer for a team; raises Limited where that is too many.

    A personal link is one person's, on whatever device.
    """
    if survey_round.links is Links.PERSONAL:
        return
    participant = participant_of(survey_round, team)
    refuse_one_more(participant, sql.number(connection, team))
    refuse_rush(participant, team, "answer")


def admit_remark(connection: Connection, survey_round: Round, team: TeamId, dimension: str) -> None:
    """Let one more comment on one question in; raises Limited where that is too many."""
    participant = participant_of(survey_round, team)
    refuse_one_more(participant, sql.remarks(connection, team, dimension))
    refuse_rush(participant, team, f"comment on {dimension}")


def refuse_one_more(participant: Participant, there: int) -> None:
    """Raise Limited where as many are there as a team of this size may have."""
    if participant.most_devices is not None and there >= participant.most_devices:
        raise Limited(
            f"{there} devices have taken part for this team already, and it has "
            f"{participant.people} {'person' if participant.people == 1 else 'people'}.",
            cure="Tell its coach, who can start its answers afresh with a new link.",
        )


def refuse_rush(participant: Participant, team: TeamId, what: str) -> None:
    """Count one that begins just now; raises Limited for more than a team can be."""
    try:
        NEW_DEVICES.spend((team, what), max(AT_ONCE, participant.people))
    except Limited as error:
        raise Limited(
            "Very many devices have begun for this team within a minute.", cure=error.cure
        ) from error


def participant_of(survey_round: Round, team: TeamId) -> Participant:
    """The team as it takes part."""
    found = survey_round.participant(team.group_id)
    assert found is not None  # else nobody could have come so far
    return found
