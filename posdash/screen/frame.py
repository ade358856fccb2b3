"""The Streamlit frame: pages by what somebody may do, who is asking, and refusals as sentences."""

from typing import Any

import streamlit as st

from posdash.access.respondents import handed_on, leads_nowhere
from posdash.access.rights import (
    NOBODY,
    Action,
    Principal,
    Respondent,
    may_somewhere,
    not_open,
)
from posdash.errors import PosdashError
from posdash.screen import forms, script, show
from posdash.screen.pages import FILES, MEMBER, PAGES, START, File
from posdash.settings import settings
from posdash.web import visitor


def main() -> None:
    """Draw one page for whoever asks."""
    who, fault = _who()
    pages = {page_file: _page(page_file, who) for page_file in FILES}
    signed_in = who.person is not None
    chosen = st.navigation(list(pages.values()), position="top" if signed_in else "hidden")
    show.dress()
    script.run()
    if settings().lan and not settings().https:
        show.plain_http()
    before = _forget_the_one_before(who)
    forms.turn_to(chosen.url_path)
    above = st.container(key="above")
    file = next(page_file for page_file, page in pages.items() if page.url_path == chosen.url_path)
    try:
        if fault is not None:
            raise fault
        if not _open(file, who):
            raise _closed(file, before)
        if signed_in and not file.path.startswith(MEMBER):  # no time of answering is written
            visitor.note_use()
        chosen.run()
        with above:
            forms.left_over()
    except PosdashError as error:
        show.refusal(error)


def _who() -> tuple[Principal, PosdashError | None]:
    try:
        return visitor.principal(), None
    except PosdashError as error:
        return NOBODY, error


def _page(file: File, who: Principal) -> st.Page:
    # without an icon: the browser would fetch it, as the tab's picture, from an outside host
    return st.Page(
        PAGES / file.path,
        title=file.title,
        url_path=file.url,
        default=file.path == START,
        visibility="visible" if file.menu and _open(file, who) else "hidden",
    )


def _open(file: File, who: Principal) -> bool:
    return not file.actions or any(may_somewhere(who, action) for action in file.actions)


def _closed(file: File, before: Respondent | None) -> PosdashError:
    if Action.ANSWER not in file.actions:
        return not_open()
    return leads_nowhere() if before is None else handed_on()


def _forget_the_one_before(who: Principal) -> Respondent | None:
    """Whom this page was about before, if that changed: a session belongs to a tab, not a person.

    A tab that turns to another team stays the same person's.
    """
    seen: dict[object, Any] = st.session_state.get("principal", {})
    team = visitor.asked() or (who.respondent and who.respondent.team)
    before, mark = seen.get(team), {"person": who.person and who.person.id, team: who.respondent}
    if any(seen.get(key, value) != value for key, value in mark.items()):
        st.session_state.clear()
    mark[team] = who.respondent or before
    st.session_state["principal"] = st.session_state.get("principal", {}) | mark
    return before


if __name__ == "__main__":  # as Streamlit runs it
    main()
