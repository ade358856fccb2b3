"""The application that `python -m posdash serve` runs: routes, start-up check, what runs beside."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from posdash import upkeep
from posdash.access import telling as access_telling
from posdash.errors import NotReady
from posdash.letters import invitations, sign_in, telling
from posdash.screen import entrance, show, turns
from posdash.screen.pages import ADDRESSES, import_early
from posdash.settings import settings
from posdash.store import claim, require_current, wipe_in_turns
from posdash.web import connections, elsewhere, oidc, readiness, routes
from posdash.web.bodies import Bodies
from posdash.web.guard import Guard
from posdash.web.threshold import Threshold

LOOK_EVERY = 5  # seconds; saving is refused from the closing instant on in any case


async def do_what_is_due() -> None:
    """Take a turn every five seconds, also while nobody looks, until the server stops."""
    wipe_in_turns()
    while True:
        await run_in_threadpool(upkeep.take_turn)
        await asyncio.sleep(LOOK_EVERY)


def check_surroundings() -> None:
    """End with one sentence where the address or the database will not do."""
    try:
        settings().check_address(st.get_option("server.address"))
        claim()
        require_current()
    except NotReady as error:
        sys.exit(str(error))


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import what pages need and freeze it, and do what is due for as long as the server runs."""
    logging.getLogger("uvicorn.access").disabled = True  # it would write links into the log
    import_early()
    gc.collect()
    gc.freeze()  # whenever garbage is collected, this spares it the imports
    access_telling.told_by(telling.mail)
    await run_in_threadpool(invitations.note_interrupted)
    task = asyncio.create_task(do_what_is_due())
    yield
    task.cancel()
    await run_in_threadpool(sign_in.stop_post)


os.umask(0o077)  # the database and what lies beside it are for their owner alone
check_surroundings()
connections.install()
turns.install()
ours = [*routes.ROUTES, *readiness.ROUTES, *entrance.ROUTES, *oidc.routes()]
app = st.App(
    "posdash/screen/frame.py",
    routes=[*ours, elsewhere.Nothing(ours, ADDRESSES, entrance.ASSETS), *entrance.PAGES],
    middleware=[  # the first is outermost
        Middleware(Guard, hosts=st.get_option("server.allowedHosts")),
        Middleware(Bodies),
        Middleware(Threshold),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4),
    ],
    lifespan=lifespan,
    on_script_error=show.unexpected,
)
