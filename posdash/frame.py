"""The Streamlit frame: pages by role, who is asking, and refusals as sentences."""

import streamlit as st

from posdash import show, web
from posdash.access import NOBODY, Principal, Role, roles
from posdash.errors import PosdashError
from posdash.settings import ROOT, settings

PAGES = ROOT / "pages"

ANYBODY = frozenset(Role)
FILES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("start.py", "Start", ANYBODY),
    ("member/answer.py", "Answer", frozenset({Role.MEMBER})),
    ("coach/team.py", "Team", frozenset({Role.MEMBER, Role.COACH})),
    ("leader/groups.py", "Groups", frozenset({Role.LEADER})),
    ("admin/plan.py", "Rounds", frozenset({Role.ADMINISTRATOR})),
    ("admin/people.py", "People", frozenset({Role.ADMINISTRATOR})),
)


def main() -> None:
    """Draw one page for whoever asks."""
    who, fault = _who()
    signed_in = who.person is not None
    chosen = st.navigation(
        [_page(*one, mine=roles(who)) for one in FILES],
        position="top" if signed_in else "hidden",
    )
    show.dress()
    if settings().lan and not settings().https:
        show.plain_http()
    _forget_the_one_before(who)
    try:
        if fault is not None:
            raise fault
        chosen.run()
    except PosdashError as error:
        show.refusal(error)


def _who() -> tuple[Principal, PosdashError | None]:
    try:
        return web.principal(), None
    except PosdashError as error:
        return NOBODY, error


def _page(file: str, title: str, rights: frozenset[Role], *, mine: frozenset[Role]) -> st.Page:
    # without an icon: the browser would fetch it, as the tab's picture, from an outside host
    return st.Page(
        PAGES / file,
        title=title,
        default=file == "start.py",
        visibility="visible" if rights & mine or rights == ANYBODY else "hidden",
    )


def _forget_the_one_before(who: Principal) -> None:
    mark = (who.person and who.person.id, who.respondent)
    if st.session_state.get("principal", mark) != mark:
        st.session_state.clear()  # a session belongs to a browser tab, not to a person
    st.session_state["principal"] = mark


main()
