"""Text that would like to be more than text: on every page it stays what somebody typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from live.client import Tab
from live.labels import (
    BEGIN,
    GO_FURTHER,
    GROUP,
    MAKE_SIGN_IN_LINK,
    ONE_QUESTION,
    PERSON,
    ROUND,
)
from live.markup import is_alive, of_charts, read_as_markdown, tags
from live.revoking import Open
from live.somebody import sign_in, somebody
from posdash.access.rights import Role
from posdash.answers import closing, collect
from posdash.banks.bank import Openness, Placed
from posdash.hour import farewell, meeting, notes
from posdash.hour.farewell import WORD_LENGTH
from posdash.hour.steps import Step, Stop
from posdash.organisation import groups as structure
from posdash.organisation import people
from posdash.organisation.groups import NAME_LENGTH
from posdash.rounds import links
from posdash.rounds.plan import CHOICE_LENGTH
from posdash.survey.round import Attribute, Round, TeamId
from world.company import ADMINISTRATOR, bank, coach, groups, opened, phone, place, planned

# Each holds HOSTILE, by which it is found again however it was escaped.
HOSTILE = "hostile"
TEXTS = [
    "<img src=x onerror=hostile(1)>",
    "![hostile](https://evil.example/x.png)",
    "</style><script>hostile()</script>",
    "<a href=javascript:hostile()>hostile</a>",
    "\"><svg onload=hostile()> ' --",
    "[hostile](https://evil.example) **hostile** `hostile`",
    r"$\LaTeX hostile$ and $$hostile$$",
    ":material/delete: hostile :red[hostile] :+1:",
    "www.hostile.example https://hostile.example",
    "&lt;b&gt;hostile&lt;/b&gt; &#60;i&#62;",
    "\u202ehostile\u2066 turned around",
]
TAGS = {
    *("a", "article", "blockquote", "div", "footer", "h1", "h2", "h3", "h4", "li", "p", "span"),
    *("strong", "style", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {
    *("aria-hidden", "aria-label", "class", "dir", "href", "id", "role", "scope", "tabindex"),
    *("data-holds", "data-of"),  # our script compares them with fields, as text
}
ATTRIBUTES |= {"tabindex", "target"}
OWN_IN_CHARTS = re.compile(r"</?(br|i|b)>")  # no angle bracket that was typed gets there
NAME_NOTHING = ("/preview", "/answer", "/", "/rounds", "/roster", "/plan", "/guide")
OF_ADMINISTRATORS = ("/", "/rounds", "/plan", "/people", "/tree", "/roster", "/log", "/account")
OF_COACHES = ("/", "/team", "/rounds", "/plan", "/account")
OF_LEADERS = ("/", "/groups", "/coaches", "/account")


@dataclass(frozen=True)
class Places:
    """Where the text stands: a group of two, rounds of each kind, and people with roles."""

    text: str
    team: int
    top: int
    open: Round
    named: Round


def everywhere(text: str) -> Places:
    """A company in which everything that somebody may name is called so."""
    top, team, other = groups("Company", "Company / Kiwi", "Company / Heron")
    name = text.replace("/", "|")  # which parts a path, and no group's name holds it
    structure.rename(ADMINISTRATOR, top, f"{name} top"[:NAME_LENGTH])
    structure.rename(ADMINISTRATOR, team, name)
    for number in range(6):
        people.add_person(ADMINISTRATOR, f"{text} {number}", member_of=[team])
    named = filled(text, [team, other], Openness.NAMED)
    closing.close_round(ADMINISTRATOR, named.id)
    terms = {"bank": bank("pace", places=Placed.CANDIDATE), "candidate": text, "contact": text}
    choices = (text[:CHOICE_LENGTH], f"no {text}"[:CHOICE_LENGTH])
    attributes = (Attribute("role", choices),)
    opened_round = opened([team], title=text, attributes=attributes, **terms)
    planned([team], title=f"{text} planned", **terms)
    return Places(text, team, top, opened_round, named)


def filled(text: str, asked: list[int], openness: Openness) -> Round:
    """A round of three questions in which everybody signs and writes the text."""
    terms = {"bank": bank("pace", "reach", "depth"), "openness": openness, "contact": text}
    survey_round = opened(asked, title=f"{text} of all", **terms)
    for group in asked:
        for where in (1, 2, 3, 5, 6, 7):
            who = phone(survey_round, group)
            collect.sign(who, f"{text} {where}")
            for one in survey_round.bank.dimensions:
                place(who, one.id, where, 8 - where)
            collect.comment(who, "pace", f"{text} {where}", signed=True)
    return survey_round


def assert_only_text(tab: Tab) -> None:
    """Nothing on the screen is more than its characters, but what is our own."""
    assert tab.exceptions == []
    for body in tab.html:
        assert {tag for tag, _ in tags(body)} <= TAGS, body
        for _, attributes in tags(body):
            assert set(attributes) <= ATTRIBUTES, body
            assert re.fullmatch(r"(/[\w/?=&.-]*|#\w+)?", attributes.get("href") or ""), body
    assert [one for one in read_as_markdown(tab) if HOSTILE in one and is_alive(one)] == []
    in_charts = (OWN_IN_CHARTS.sub("", one) for one in of_charts(tab) if HOSTILE in one)
    assert [one for one in in_charts if "<" in one or ">" in one] == []
    assert not any("\u202e" in one or "\u2066" in one for one in tab.texts)


def hostile_option(tab: Tab, name: str, more: str = "") -> None:
    """Choose the last one in a list that holds the text, and more."""
    found = [one for one in tab.selectbox(name).options if HOSTILE in one and more in one]
    tab.choose(name, found[-1])


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text_on_every_page(device, text):
    where = everywhere(text)
    for walk in (as_administrator, as_coach, as_leader, as_respondent, in_session):
        for tab in walk(device, where):
            assert_only_text(tab)
            assert tab.says(HOSTILE) or tab.path in NAME_NOTHING, tab.path


def as_administrator(device: Open, where: Places) -> Iterator[Tab]:
    """Every page that administrators have, with each kind of thing on it."""
    mine = device(sign_in(somebody(where.text, (Role.ADMINISTRATOR, None))))
    yield from (mine.tab(page) for page in OF_ADMINISTRATORS)
    rounds = mine.tab("/rounds")
    for state in ("planned", "open", "closed"):
        hostile_option(rounds, ROUND, f"· {state}")
        yield rounds
    one = mine.tab("/people")
    hostile_option(one, PERSON)
    yield one
    one.click(MAKE_SIGN_IN_LINK)
    yield one
    tree = mine.tab("/tree")
    hostile_option(tree, GROUP)
    yield tree
    yield from questions(mine.tab(f"/preview?round={where.open.id}"))
    assert_harmless(mine.get(f"/files/rounds/{where.open.id}/cards").text)


def as_coach(device: Open, where: Places) -> Iterator[Tab]:
    """The team's picture with names and comments, and the coach's own rounds."""
    mine = device(sign_in(somebody(where.text, (Role.COACH, where.team))))
    yield from (mine.tab(page) for page in OF_COACHES)
    tab = mine.tab(f"/team?round={where.named.id}&group={where.team}")
    assert tab.screen.elements("plotly_chart")
    yield tab
    tab.choose(ONE_QUESTION, "left pace ↔ right pace")
    assert any("blockquote" in body for body in tab.html)
    yield tab


def as_leader(device: Open, where: Places) -> Iterator[Tab]:
    """Groups side by side, and one cell of them."""
    mine = device(sign_in(somebody(where.text, (Role.LEADER, where.top))))
    yield from (mine.tab(page) for page in OF_LEADERS)
    tab = mine.tab("/groups")
    hostile_option(tab, ROUND, "of all")
    assert tab.screen.elements("plotly_chart")
    tab.point("heatmap-wide", [where.team, "pace"])
    yield tab


def as_respondent(device: Open, where: Places) -> Iterator[Tab]:
    """Everything from the first screen to the last, with what was written oneself."""
    [link] = links.team_links(ADMINISTRATOR, where.open.id)
    mine = device(link.url).tab("/answer")
    yield from questions(mine)


def in_session(device: Open, where: Places) -> Iterator[Tab]:
    """Every screen of the hour, with what was noted, agreed and said in it."""
    here, ada = TeamId(where.open.id, where.team), coach(where.team)
    desk = device(sign_in(somebody(where.text, (Role.COACH, where.team))))
    team = [phone(where.open, where.team) for _ in range(6)]
    [link] = links.team_links(ADMINISTRATOR, where.open.id)
    meeting.begin(ada, here)
    pages = [
        f"{page}?round={here.round_id}&group={here.group_id}" for page in ("/session", "/projector")
    ]
    tabs = [*(desk.tab(page) for page in pages), device(link.url).tab("/follow")]
    yield from (*tabs, desk.tab("/belief"))
    for at, who in enumerate(team, 1):
        place(who, "pace", at)
    meeting.reveal(ada, here)
    notes.note(ada, here, "pace", where.text)
    notes.agree(ada, here, where.text, where.text, None, "pace")
    talk = Stop(Step.TALK, "pace")
    for stop in (talk, Stop(Step.EXPERIMENTS), Stop(Step.WORDS), Stop(Step.VOTE), Stop(Step.OVER)):
        meeting.bring(ada, here, stop)
        if stop.step is Step.WORDS:
            for who in team:
                farewell.say(who, where.text[:WORD_LENGTH])
        for tab in tabs:
            tab.poll()
            yield tab
    yield desk.tab(f"/agenda?round={here.round_id}&group={here.group_id}")
    yield desk.tab("/guide")


def questions(tab: Tab) -> Iterator[Tab]:
    """The first screen, the one question, what people say of themselves, the last screen."""
    yield tab
    tab.click(BEGIN)
    tab.type("comment-pace", "I was told it is hostile.")
    yield tab
    tab.click(GO_FURTHER)
    yield tab
    tab.go("/answer?step=done")
    yield tab


def assert_harmless(page: str) -> None:
    """A whole page of our own: pictures that are drawn, and nothing that runs or calls home."""
    found = tags(page)
    assert not {"script", "img", "iframe", "object", "a"} & {tag for tag, _ in found}
    assert not any(name.startswith("on") for _, each in found for name in each)
