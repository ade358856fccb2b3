"""What a coach takes away where somebody outside the team, or somebody rude, has written."""

from db import answers as sql
from db import counts as count_sql
from db import rounds as round_sql
from db.engine import Connection
from posdash.access import log
from posdash.access.door import entered
from posdash.access.log import Deed
from posdash.access.rights import Action, Principal, check
from posdash.answers.admission import participant_of
from posdash.errors import BadInput, Closed
from posdash.rounds import links, participation
from posdash.rounds.loading import AboutTeam
from posdash.store import wipe_what_was_erased
from posdash.survey.round import Round, TeamId


def clear(who: Principal, team: TeamId) -> None:
    """Erase all that a team has answered, for strangers were among them; it begins afresh.

    Nobody has agreed to a coach any more, since strangers may have. A team link is
    replaced with its code, and the one before leads nowhere; personal links stay.
    Raises Refused, and Closed unless the team is open.
    """
    about = AboutTeam(team, held=True)
    with entered(who, Action.REVEAL, about, write=True) as (connection, survey_round):
        if not links.is_open(survey_round, team.group_id):
            raise Closed("This team is not open.", cure="Look at its results instead.")
        sql.clear(connection, team)
        round_sql.forget_agreed(connection, *team)
        count_sql.owe(connection, team)
        round_sql.change_group(connection, *team, answered=None, answered_at=None, entered=0)
        links.make_anew(connection, survey_round, team)
        _note(connection, who, Deed.CLEARED_ANSWERS, survey_round, team)
    participation.cleared(team)
    wipe_what_was_erased()


def hide_comment(who: Principal, team: TeamId, dimension: str, text: str) -> None:
    """Take an abusive comment away for good; it still counts as one that was written.

    Raises Refused to all but a coach who sees the team, Closed before the team
    has closed, and BadInput for what does not stand there.
    """
    with entered(who, Action.RUN_SESSION, AboutTeam(team), write=True) as (
        connection,
        survey_round,
    ):
        check(who, Action.SEE_TEAM, survey_round, team.group_id)
        if not participant_of(survey_round, team).closed:
            raise Closed("Nobody sees comments before the team has closed.", cure="Wait for it.")
        if not text or not sql.hide_comment(connection, team, dimension, text):
            raise BadInput("This comment is not there.", cure="Look at the page again.")
        count_sql.owe(connection, team)
        _note(connection, who, Deed.HID_COMMENT, survey_round, team)
    wipe_what_was_erased()


def _note(
    connection: Connection, who: Principal, deed: Deed, survey_round: Round, team: TeamId
) -> None:
    name = participant_of(survey_round, team).group.name
    log.note(connection, who, deed, group=name, round=survey_round.title)
