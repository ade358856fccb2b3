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
    asked(coaches)


def asked(coaches: Sequence[TeamCoach]) -> None:
    """A button for each coach whom this device has not agreed to yet; for the team alone."""
    if visitor.principal().respondent is None:
        return
    for coach in coaches:
        if coach.later and coach.mine:
            show.sentence(f"You agreed that {coach.name} may see your team's picture.", "quiet")
        elif coach.later:
            forms.deed(
                f"Yes, {coach.name} may see our picture",
                promised.agree,
                coach.person,
                key=f"agree-{coach.person}",
            )
