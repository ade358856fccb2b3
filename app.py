"""The application: `streamlit run app.py` serves it. Routes, start-up check, what runs beside."""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import plotly.io
import plotly.tools
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from posdash import banks, charts, closing, people, plan, promises, results, sample, show, web
from posdash.errors import NotReady
from posdash.settings import settings
from posdash.store import require_current

CLOSE_DUE_EVERY = 20  # seconds; saving is refused from the closing instant on in any case
# What pages import, so that nobody waits for it and freezing covers it.
EARLY = (plotly.io, plotly.tools, banks, charts, people, plan, promises, results, sample, show)
log = logging.getLogger("posdash")


async def close_what_is_due() -> None:
    """Close rounds whose time has come, also while nobody looks, until the server stops."""
    while True:
        try:
            await run_in_threadpool(closing.close_due)
        except Exception as fault:  # the next turn tries again; the text may hold a row
            log.error("Closing due rounds failed and will be tried again: %s", type(fault).__name__)
        await asyncio.sleep(CLOSE_DUE_EVERY)


def check_surroundings() -> None:
    """End with one sentence where the address or the database will not do."""
    try:
        settings().check_address(st.get_option("server.address"))
        require_current()
    except NotReady as error:
        sys.exit(str(error))


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Freeze what was imported, and close what is due for as long as the server runs."""
    logging.getLogger("uvicorn.access").disabled = True  # it would write links into the log
    gc.collect()
    gc.freeze()  # Streamlit collects all garbage after every run; this spares it the imports
    task = asyncio.create_task(close_what_is_due())
    yield
    task.cancel()


check_surroundings()
app = st.App(
    "posdash/frame.py",
    routes=web.ROUTES,
    middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)],
    lifespan=lifespan,
)
