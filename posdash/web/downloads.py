"""Routes for what is taken away: lists, links as a file, cards to print; never kept by browsers."""

from html import escape
from pathlib import Path
from string import Template

from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from posdash import clock
from posdash.access.rights import Principal, not_open
from posdash.errors import BadInput
from posdash.hour import agenda as agendas
from posdash.hour import agenda_files
from posdash.organisation import roster
from posdash.rounds import links, plan
from posdash.rounds.links import PersonalLink, TeamLink
from posdash.settings import settings
from posdash.sheets import tables
from posdash.sheets.tables import MEDIA_TYPES, Form
from posdash.survey.round import Round, TeamId
from posdash.text import isolated
from posdash.web import browser
from posdash.web.deeds import does, shows
from posdash.web.plain import HEADERS, Button, page

_CARDS = Template((Path(__file__).parent / "cards.html").read_text(encoding="utf-8"))
LINK_COLUMNS = ("name", "email", "group", "link")


class Id(IntegerConvertor):
    """Numbers that a database takes."""

    regex = "[0-9]{1,9}"


register_url_convertor("id", Id())


async def people(request: Request) -> Response:
    """Groups, people and roles, as a file that can be imported again."""
    who, form = await _who(request), Form(request.url.path.rpartition(".")[2])
    return _file(await run_in_threadpool(roster.export, who, form), "people", form)


async def ask_personal_links(request: Request) -> Response:
    """Whether to make the file of personal links; raises Refused, and Closed."""
    who, round_id = await _who(request), request.path_params["round"]
    waiting = await run_in_threadpool(links.without_link, who, round_id)
    sentence = (
        f"{len(waiting)} people have no link yet. The file with their links is made now and "
        "cannot be made a second time: keep it until they are passed on, then delete it."
        if waiting
        else "Everybody who is asked has a link, and links cannot be shown again."
    )
    return page("Personal links", sentence, *([Button("Make the file")] if waiting else []))


async def personal_links(request: Request) -> Response:
    """Personal links as CSV: made by the button, and shown this once; raises Refused."""
    who, round_id = await _who(request), request.path_params["round"]
    made = await run_in_threadpool(links.personal_links, who, round_id)
    rows = [_line(link) for link in made]
    return _file(tables.write(LINK_COLUMNS, rows, Form.CSV), f"links-{round_id}", Form.CSV)


async def cards(request: Request) -> Response:
    """A card per team with QR code and two words, to print; raises Refused."""
    who, round_id = await _who(request), request.path_params["round"]
    given = await run_in_threadpool(links.team_links, who, round_id)
    found = [link for link in given if link.url]  # of those closed only what one sees oneself
    if not found:
        raise not_open()
    survey_round = await run_in_threadpool(plan.round_of, who, round_id)
    html = _CARDS.substitute(
        title=escape(isolated(survey_round.title)),
        cards="".join(_card(survey_round, link) for link in found),
    )
    return HTMLResponse(html, headers=HEADERS)


async def agenda(request: Request) -> Response:
    """A team's agenda, as Markdown or for a calendar, in the time zone that the address names.

    Raises BadInput where it does not say when the team meets.
    """
    team = TeamId(request.path_params["round"], request.path_params["group"])
    kept, finding = await run_in_threadpool(agendas.prepared, await _who(request), team)
    zone = clock.zone_of(request.query_params.get("zone"))
    form = request.url.path.rpartition(".")[2]
    if form == "ics" and kept.starts_at is None:
        raise BadInput("The agenda does not say yet when you meet.", cure="Say it there first.")
    made = agenda_files.MAKERS[form](kept, finding, zone)
    name = f"agenda-{team}.{form}"
    headers = HEADERS | {"Content-Disposition": f"attachment; filename={name}"}
    return Response(made, media_type=agenda_files.MEDIA_TYPES[form], headers=headers)


def _card(survey_round: Round, link: TeamLink) -> str:
    code = (
        f'<p>or at {escape(settings().base_url)}/code type</p><p class="code">'
        f"{escape(link.code)}</p>"
        if link.code
        else ""
    )
    ask = f'<p class="small">Questions about privacy: {escape(isolated(survey_round.contact))}</p>'
    return (
        f"<article><h2>{escape(isolated(link.group))}</h2><p>{escape(isolated(survey_round.bank.title))}</p>{link.qr}{code}"
        f'<p class="small">Open until {survey_round.closes_at:%Y-%m-%d %H:%M} UTC</p>'
        f"{ask if survey_round.contact else ''}</article>"
    )


def _line(link: PersonalLink) -> tuple[str, str, str, str]:
    return (link.name, link.email or "", link.group, link.url)


def _file(content: bytes, name: str, form: Form) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}.{form.value}"}
    return Response(content, media_type=MEDIA_TYPES[form], headers=HEADERS | headers)


async def _who(request: Request) -> Principal:
    return await run_in_threadpool(browser.principal_from, request.cookies)


ROUTES = [
    *(shows(f"/files/people.{file_form}", people) for file_form in Form),
    does("/files/rounds/{round:id}/links", ask_personal_links, personal_links),
    shows("/files/rounds/{round:id}/cards", cards),
    *(
        shows(f"/files/rounds/{{round:id}}/groups/{{group:id}}/agenda.{ending}", agenda)
        for ending in agenda_files.MAKERS
    ),
]
