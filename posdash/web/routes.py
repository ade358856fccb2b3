"""Routes for people who answer: links and two words that let them in, and ways out again."""

import re
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from posdash.access import respondents
from posdash.access.limits import CODES, CODES_OF_ADDRESS, CODES_OF_PHONE, LINKS
from posdash.access.rights import Principal, Respondent
from posdash.answers import collect
from posdash.errors import BadInput
from posdash.hour import meeting
from posdash.keys import from_text, keyed, new_secret
from posdash.survey.round import TeamId
from posdash.views import mirror
from posdash.web import browser, downloads, elsewhere, entering, kept, plain, visitor
from posdash.web.deeds import does, shows, typed
from posdash.web.guard import client_address
from posdash.web.kept import about
from posdash.web.plain import EMPTY_NEXT, Button, Field, go, page

_OWN = re.compile(rf"{visitor.OWN}[0-9]+(-[0-9]+)?")


async def health(request: Request) -> Response:
    """Tell a supervisor that the server answers."""
    return PlainTextResponse("ok")


async def ask_link(request: Request) -> Response:
    """A link to answer: a button first, because mail programs fetch links by themselves."""
    return page(
        "Welcome",
        "You've been invited to say how you see the way you work. The next page says who asks and "
        "who sees what; it takes a few minutes. This device stores a cookie so that only you can "
        "see or change your answers on it.",
        Button("Go on"),
        small=EMPTY_NEXT,
    )


async def open_link(request: Request) -> Response:
    """Let in who holds a link; raises Refused for one that leads nowhere."""
    link = request.path_params["token"]
    if response := await _let_in(request, link):
        return response
    # what is right lets in, however often somebody else here was wrong
    LINKS.spend(client_address(request))
    raise respondents.leads_nowhere()


async def ask_code(request: Request) -> Response:
    """The two words that stand for a team's link."""
    return page(
        "Two words",
        "Type the two words that your team was given.",
        Button("Go on"),
        fields=(Field("code", "Two words"),),
        small=EMPTY_NEXT,
    )


async def open_code(request: Request) -> Response:
    """Let in who has the two words.

    Wrong ones are counted for the phone first: what it may get wrong is little
    beside what its room may, and all rooms. Raises Refused, and Limited after too many.
    """
    (code,) = await typed(request, "code")
    device = browser.secret(request, "device")
    counts = (
        (CODES_OF_PHONE, keyed(device, "limit")),
        (CODES_OF_ADDRESS, client_address(request)),
        (CODES, ""),
    )
    for limit, key in counts:
        limit.check(key)
    for limit, key in counts:  # before it is looked up, or many at once would all get through
        limit.note(key)
    link = await run_in_threadpool(respondents.link_of, code)
    if response := await _let_in(request, link or ""):
        for limit, key in counts:
            limit.give_back(key)
        return response
    response = plain.refused(respondents.leads_nowhere())
    browser.put_secret(response, "device", device)
    return response


async def ask_someone_else(request: Request) -> Response:
    """Whether to hand the device over."""
    return page(
        "Someone else answers here",
        "What was saved on this device stays saved and counts, but nobody can look at it or "
        "change it any more. The next person starts empty.",
        Button("Start empty"),
    )


async def someone_else(request: Request) -> Response:
    """Hand the device over: what was saved stays another's. Personal links go with their owner."""
    team = await run_in_threadpool(_team, request)
    found = await run_in_threadpool(_held, request.cookies)
    shared = [(str(one.team), link) for link, one in found if one.token != from_text(link)]
    stays = team is not None and str(team) in dict(shared)
    response = go(about("/answer", team) if team is not None and stays else "/")
    before = from_text(browser.cookie(request.cookies, "device"))
    if before is not None and found:  # a stranger's is no device, and would be a row all the same
        await run_in_threadpool(respondents.give_up, before)
    _forget_own(request, response)
    browser.put_links(response, shared)
    browser.put_secret(response, "device", new_secret())
    return response


async def ask_done(request: Request) -> Response:
    """Whether to leave answering, for whoever comes from another site; raises Refused."""
    await run_in_threadpool(_answering, request)
    return page("Done", "This device keeps what you answered on it.", Button("Done"))


async def done(request: Request) -> Response:
    """Leave answering: this device keeps what was placed on it, for the mirror.

    Raises Refused where this browser holds no link to that team.
    """
    who, mine = await run_in_threadpool(_answering, request)
    survey = await run_in_threadpool(collect.survey, who)
    response = go(about("/answer", mine.team, step="done"))
    if survey.open:
        places = mirror.kept_as(mine, survey)
        browser.put_cookie(response, visitor.own_cookie(mine.team), places, browser.YEAR)
    return response


async def ask_remove(request: Request) -> Response:
    """Whether to take away what was saved; raises Refused without a link to that team."""
    _, mine = await run_in_threadpool(_answering, request)
    return page(
        "Remove my answers",
        "Everything saved on this device in this round is taken away at once.",
        Button("Remove my answers"),
        links=(("Keep them", about("/answer", mine.team, step="done")),),
    )


async def remove(request: Request) -> Response:
    """Take away what was saved from this device in this round.

    Raises Refused where this browser holds no link to that team.
    """
    who, mine = await run_in_threadpool(_answering, request)
    await run_in_threadpool(collect.remove, who)
    response = go(about("/answer", mine.team))
    browser.drop_cookie(response, visitor.own_cookie(mine.team))
    return response


def _team(request: Request) -> TeamId | None:
    """The team that an address is about.

    One that says nothing, of a tab from before 0.6.0, is about this browser's
    only team. Raises BadInput where there are several.
    """
    named = kept.team_in(request)
    if named is not None:
        return named
    if len(browser.links(request.cookies)) > 1:
        raise BadInput(
            "This address does not say which team it is about.",
            cure="Open your team's link, and go on from there.",
        )
    mine = browser.principal_from(request.cookies).respondent
    return None if mine is None else mine.team


def _answering(request: Request) -> tuple[Principal, Respondent]:
    team = _team(request)
    who = browser.principal_from(request.cookies, team)
    if who.respondent is None:
        raise browser.no_such_link(request.cookies)
    return who, who.respondent


def _held(cookies: Mapping[str, str]) -> list[tuple[str, Respondent]]:
    """The links of this browser that lead somewhere, and whom they make of a new device."""
    device = new_secret()
    found = [(link, respondents.respondent(link, device)) for _, link in browser.links(cookies)]
    return [(link, one) for link, one in found if one is not None]


def _forget_own(request: Request, response: Response) -> None:
    start = browser.cookie_name("")
    for name in request.cookies:
        if _OWN.fullmatch(name.removeprefix(start)):
            browser.drop_cookie(response, name.removeprefix(start))


async def _let_in(request: Request, link: str) -> Response | None:
    """Let this browser hold a link, and on from there; None for a link that leads nowhere."""
    for device in (browser.secret(request, "device"), new_secret()):  # the first may be given up
        found = await run_in_threadpool(respondents.respondent, link, device)
        if found is not None:
            await run_in_threadpool(meeting.arrive, Principal(respondent=found))
            team = str(found.team)
            before = browser.links(request.cookies)
            others = [one for one in before if one[0] != team and one[1] != link]
            response = go(about(kept.HERE, found.team))
            browser.put_links(response, [(team, link), *others])
            browser.put_secret(response, "device", device)
            return response
    return None


ROUTES = [
    shows("/healthz", health),
    does("/i/{token}", ask_link, open_link),
    does("/code", ask_code, open_code),
    does("/someone-else", ask_someone_else, someone_else),
    does("/done", ask_done, done, tapped=True),
    does("/remove", ask_remove, remove),
    *kept.ROUTES,
    *entering.ROUTES,
    *downloads.ROUTES,
    *elsewhere.ROUTES,
]
