"""The pages' own address: Streamlit's page for browsers that were let in, else a plain one."""

from collections.abc import Mapping
from pathlib import Path

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from streamlit import file_util

from posdash.access.rights import Action, not_open
from posdash.errors import PosdashError, Refused
from posdash.screen.pages import FILES, START
from posdash.web import browser, plain, threshold
from posdash.web.deeds import shows

WHAT_IT_IS = "A look at how your team works together, as the way into a conversation."
TO_ANSWER = "To answer, open the link or the QR code that your team was given."
TO_SIGN_IN = (
    "Coaches, leaders and administrators sign in with a link from their administrator, or here."
)
SCRIPT = Path(__file__).parent / "connection.js"
BUILT = Path(file_util.get_static_dir())  # by Streamlit, for browsers
ASSETS = [f"/{file.relative_to(BUILT).as_posix()}" for file in BUILT.glob("static/**/*.*")]
PAGE = (  # Streamlit's, where our script runs before its own
    (BUILT / "index.html")
    .read_text("utf-8")
    .replace("<head>", '<head><script src="./connection.js"></script>', 1)
)


class Pages(StringConvertor):
    """Every path but Streamlit's own and those of files."""

    regex = "(?!_stcore/|static/|media/|component/)(?:[^.]*[^./])?"


register_url_convertor("page", Pages())


async def open_page(request: Request) -> Response:
    """The page for whom was let in; a stranger is told what the frame would say."""
    path = request.path_params["path"]
    try:
        await threshold.let_in(request)
    except Refused:
        return _told(path, request.cookies)
    except PosdashError as error:
        return plain.refused(error)
    return HTMLResponse(PAGE, headers={"Cache-Control": "no-cache"})


async def script(_: Request) -> Response:
    """What says on a page that it has no connection."""
    return FileResponse(SCRIPT, headers={"Cache-Control": "no-cache"})


def _told(path: str, cookies: Mapping[str, str]) -> Response:
    file = next(one for one in FILES if one.address == path)
    if file.path != START:
        answers = Action.ANSWER in file.actions
        return plain.refused(browser.no_such_link(cookies) if answers else not_open())
    return plain.page(
        "posdash",
        f"{WHAT_IT_IS} {TO_ANSWER} {TO_SIGN_IN}",
        links=(("Or type two words", "/code"), ("Sign in", "/sign-in")),
    )


ROUTES = [shows("/connection.js", script), shows("/connection", threshold.why_not)]
PAGES = [shows("/{path:page}", open_page)]  # takes all that is left
