"""Who counts as here in a session, and how many of them may be said."""

from db.engine import Connection
from posdash.access.rights import Principal, Respondent
from posdash.answers import collect
from posdash.answers.insight import looks_as
from posdash.hour import presence
from posdash.hour.answered import may_count
from posdash.keys import keyed
from posdash.release import taking_part
from posdash.survey.round import Round, TeamId


def note(connection: Connection, who: Principal, survey_round: Round, team: TeamId) -> None:
    """Note that somebody follows, if they count as here."""
    if who.respondent is not None and _is_here(connection, who, survey_round, team):
        presence.seen(team, mark(who.respondent))


def mark(respondent: Respondent) -> bytes:
    """By what somebody is known here: by their link, whatever the device."""
    return keyed(respondent.token, "presence")


def number(survey_round: Round, team: TeamId, *, closed: bool) -> int | None:
    """How many are here; until the team has closed in steps, and None where that is not said."""
    here = presence.count(team)
    if closed:
        return here
    return taking_part.in_steps(here, survey_round.k) if may_count(survey_round) else None


def _is_here(connection: Connection, who: Principal, survey_round: Round, team: TeamId) -> bool:
    """Of the team, and no phone that lay open at home.

    While the team answers, those are here who opened their link since the
    session began or have answered, and nobody who looks at the team.
    """
    respondent, participant = who.respondent, survey_round.participant(team.group_id)
    if respondent is None or respondent.team != team or participant is None:
        return False
    if participant.closed:
        return True
    if looks_as(connection, who, team) is not None:
        return False
    came = presence.has_arrived(team, mark(respondent))
    return came or collect.has_answered(connection, respondent)
