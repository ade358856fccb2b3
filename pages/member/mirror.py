"""You and your team: one's own places, which this device alone keeps, beside the team's."""

from posdash.screen import figures, meeting, show
from posdash.views import mirror
from posdash.web import visitor

KEPT = (
    "Your own places come from this device: a cookie that it took along when you last chose "
    "“Done”, without what you changed after that. They stand in no database any more, and nobody "
    "else can see them here. “Someone else answers here” takes them away."
)


respondent = visitor.principal().respondent
kept = "" if respondent is None else visitor.own_places(respondent.team)
found = mirror.mirror(visitor.principal(), kept)
meeting.called_back()
show.title(
    "You and your team",
    over=f"{show.isolated(found.finding.group.name)}: {show.isolated(found.finding.title)}",
)
show.sentence(found.finding.headline, "lead")
if found.now:
    show.sentence(KEPT, "quiet")
    scale = found.finding.scale
    title = "Where you placed it, and where the team stands"
    figures.beside_team(title, found.now, scale, "mirror-now")
    if found.aim:
        title = "Where you would like it to be, and the team"
        figures.beside_team(title, found.aim, scale, "mirror-aim")
else:
    show.sentence(
        "This device keeps no places of yours: it does so from the moment you choose “Done” at the "
        "end of the questions. What you gave counts in your team's picture all the same."
    )
team = {} if respondent is None else meeting.address(respondent.team)
show.way("coach/team.py", "See your team's picture", **team)
