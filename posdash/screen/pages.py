"""All pages, one line each; the frame, the first page, the imports at start and tests read it."""

import ast
from pathlib import Path
from typing import NamedTuple

from posdash.access.rights import Action, Role
from posdash.settings import ROOT

PAGES = ROOT / "pages"
MEMBER = "member/"
ANSWER = "member/answer.py"
START = "start.py"


class File(NamedTuple):
    """A page: its file, its name in the menu, and the actions it serves; any one opens it.

    `start` holds the roles for which the first page names it, with what it says.
    """

    path: str
    title: str
    actions: tuple[Action, ...] = ()
    start: tuple[tuple[Role, str], ...] = ()
    menu: bool = True
    url: str | None = None

    @property
    def address(self) -> str:
        """Its path behind the first slash."""
        return "" if self.path == START else self.url or Path(self.path).stem


FILES = (
    File(START, "Start"),
    File(ANSWER, "Answer", (Action.ANSWER,), ((Role.MEMBER, "Answer for your team"),)),
    File("member/follow.py", "In session", (Action.ANSWER,), menu=False),
    File("member/mirror.py", "You and your team", (Action.ANSWER,), menu=False),
    File("coach/team.py", "Team", (Action.SEE_TEAM,), ((Role.COACH, "See your teams"),)),
    File("coach/belief.py", "Before you look", (Action.BELIEVE,)),
    File("coach/agenda.py", "Agenda", (Action.RUN_SESSION,)),
    File("coach/session.py", "Session", (Action.RUN_SESSION,)),
    File("coach/guide.py", "How to run the hour", (Action.RUN_SESSION,), menu=False),
    File("coach/projector.py", "Projector", (Action.FOLLOW,), menu=False),
    File(
        "leader/groups.py",
        "Groups",
        (Action.SEE_GROUPS,),
        ((Role.LEADER, "See groups side by side"),),
    ),
    File(
        "coach/rounds.py",
        "Rounds",
        (Action.PLAN, Action.PASS_ON_LINK),
        (
            (Role.COACH, "Plan a round for your team"),
            (Role.ADMINISTRATOR, "Plan and open rounds"),
        ),
    ),
    File("coach/plan.py", "Plan a round", (Action.PLAN,), menu=False),
    File("coach/letters.py", "Invitations and reminders", (Action.PLAN,), menu=False),
    File(ANSWER, "As people will see it", (Action.PLAN,), menu=False, url="preview"),
    File("leader/coaches.py", "Coaches", (Action.NAME_COACHES,), ((Role.LEADER, "Name coaches"),)),
    File(
        "admin/people.py",
        "People",
        (Action.ADMINISTER,),
        ((Role.ADMINISTRATOR, "Look after people and groups"),),
    ),
    File("admin/tree.py", "Organisation", (Action.ADMINISTER,)),
    File("admin/roster.py", "Import and export", (Action.ADMINISTER,)),
    File("admin/log.py", "Log", (Action.READ_LOG,)),
    File("account.py", "Account", (Action.KEEP_ACCOUNT,), ((Role.PERSON, "Your account"),)),
)
ADDRESSES = tuple(file.address for file in FILES)


def import_early() -> None:
    """Import whatever pages import, so that nobody waits for it when they open one first."""
    import plotly.io
    import plotly.tools  # noqa: F401

    for path in sorted({file.path for file in FILES}):
        code = ast.parse((PAGES / path).read_text(encoding="utf-8"))
        code.body = [
            statement
            for statement in code.body
            if isinstance(statement, ast.Import | ast.ImportFrom)
        ]
        exec(compile(code, path, "exec"), {})  # the first lines of the page, as they stand there
