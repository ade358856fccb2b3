"""Who coaches a team, and the button with which the team agrees to one who was named later."""

from collections.abc import Sequence

from posdash.answers import notice
from posdash.rounds import promised
from posdash.rounds.promised import TeamCoach
from posdash.screen import forms, show
from posdash.survey.round import TeamId
from posdash.web import visitor


def named(team: TeamId) -> None:
    """The coaches of a team, since when, and what those see who were named later."""
    coaches = promised.coaches(visitor.principal(), team)
    for coach in coaches:
        show.sentence(notice.coach_since(coach), "quiet")
        if coach.later:
            show.sentence(notice.came_later(coach), "note")
    asked(team, coaches)


def asked(team: TeamId, coaches: Sequence[TeamCoach]) -> None:
    """A button for each coach whom this device has not agreed to yet; for the team alone."""
    mine = visitor.principal(team).respondent
    if mine is None or mine.team != team:
        return
    for coach in coaches:
        if coach.later and coach.mine:
            show.sentence(f"You agreed that {coach.name} may see your team's picture.", "quiet")
        elif coach.later:
            forms.deed(
                f"Yes, {coach.name} may see our picture",
                promised.agree,
                team,
                coach.person,
                key=f"agree-{team}-{coach.person}",
            )
