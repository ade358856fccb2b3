"""Who looks at a page, by the cookies of its browser."""

from collections.abc import Mapping
from typing import Any

import streamlit
from streamlit import runtime

from posdash.access import signin
from posdash.access.rights import Principal
from posdash.survey.round import TeamId
from posdash.web import browser

OWN = "own_"


def principal(team: TeamId | None = None) -> Principal:
    """Whoever opened this page; the only place where a principal is made from a request.

    The link that counts is this browser's to that team, or to the one that the
    address of the page names; where none is named, the last one opened that
    still leads somewhere.
    """
    return browser.principal_from(streamlit.context.cookies, team or asked())


def asked() -> TeamId | None:
    """The round and group that the address of this page names, if it does."""
    named = [streamlit.query_params.get(key, "") for key in ("round", "group")]
    if all(text.isdecimal() and len(text) < 10 for text in named):
        return TeamId(int(named[0]), int(named[1]))
    return None


def sign_in() -> str:
    """The text of the cookie by which somebody is signed in here."""
    return browser.cookie(streamlit.context.cookies, "session")


def own_places(team: TeamId) -> str:
    """What this page's device keeps of a team's round, for the mirror; empty if it is nothing."""
    kept = streamlit.context.cookies
    # before 0.6.0 a device kept one team in each round
    return browser.cookie(kept, own_cookie(team)) or browser.cookie(kept, f"{OWN}{team.round_id}")


def own_cookie(team: TeamId) -> str:
    """What the cookie with one's own places in a team's round is called."""
    return f"{OWN}{team}"


def note_use() -> None:
    """Note that somebody signed in turned to a page."""
    signin.note_use(sign_in())


def cookies_of(page: str) -> Mapping[str, str]:
    """What the browser sent that has this page open, by Streamlit's number of it; or nothing."""
    client = runtime.get_instance().get_client(page)
    context = client.client_context if client else None
    return context.cookies if context else {}


def files_of(page: str) -> int:
    """How many files are kept for this page."""
    kept: Any = runtime.get_instance().uploaded_file_mgr
    return len(kept.file_storage.get(page, {}))
