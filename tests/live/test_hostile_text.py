"""Text that would like to be more than text: on every page it stays what somebody typed."""

import re
from dataclasses import dataclass

import pytest

from live.client import Device, Tab
from live.labels import BEGIN, GO_FURTHER, PERSON
from live.markup import is_alive, of_charts, read_as_markdown, tags
from live.somebody import administrator, sign_in, somebody
from posdash import closing, collect, links, people, structure
from posdash.access import Role
from posdash.bank import Openness, Placed
from posdash.survey import Attribute, Round
from world import ADMINISTRATOR, bank, groups, opened, phone, place, planned

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
ATTRIBUTES = {"aria-hidden", "aria-label", "class", "dir", "href", "role", "scope"}
ATTRIBUTES |= {"tabindex", "target"}
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
    structure.rename(ADMINISTRATOR, top, f"{text} top")
    structure.rename(ADMINISTRATOR, team, text)
    for number in range(6):
        people.add_person(ADMINISTRATOR, f"{text} {number}", member_of=[team])
    named = filled(text, [team, other], Openness.NAMED)
    closing.close_round(ADMINISTRATOR, named.id)
    terms = {"bank": bank("pace", places=Placed.CANDIDATE), "candidate": text, "contact": text}
    attributes = (Attribute("role", (text, f"no {text}")),)
    open = opened([team], title=text, attributes=attributes, **terms)
    planned([team], title=f"{text} planned", **terms)
    return Places(text, team, top, open, named)


def filled(text: str, asked: list[int], openness: Openness) -> Round:
    """A round of three questions in which everybody signs and writes the text."""
    terms = {"bank": bank("pace", "reach", "depth"), "openness": openness, "contact": text}
    round = opened(asked, title=text, **terms)
    for group in asked:
        for where in (1, 2, 3, 5, 6, 7):
            who = phone(round, group)
            collect.sign(who, f"{text} {where}")
            for one in round.bank.dimensions:
                place(who, one.id, where, 8 - where)
            collect.comment(who, "pace", f"{text} {where}", signed=True)
    return round


def assert_only_text(tab: Tab) -> None:
    """Nothing on the screen is more than its characters, but what is our own."""
    assert tab.exceptions == []
    for body in tab.html:
        assert {tag for tag, _ in tags(body)} <= TAGS, body
        for _, attributes in tags(body):
            assert set(attributes) <= ATTRIBUTES, body
            assert re.fullmatch(r"(/[\w/?=.-]*)?", attributes.get("href") or ""), body
    assert [one for one in read_as_markdown(tab) if HOSTILE in one and is_alive(one)] == []
    assert [one for one in of_charts(tab) if HOSTILE in one and ("<" in one or ">" in one)] == []
    assert not any("\u202e" in one or "\u2066" in one for one in tab.texts)


def assert_pages_hold_only_text(device: Device, pages: tuple[str, ...]) -> set[str]:
    """Look at these pages, and at every question of charts; those on which the text stood."""
    found = set()
    for page in pages:
        tab = device.tab(page)
        assert_only_text(tab)
        found |= {page} if tab.says(HOSTILE) else set()
        tab.close()
    return found


@pytest.fixture(params=TEXTS)
def places(request, device_of_a_fresh_server) -> Places:
    """The company, on a server of its own."""
    return everywhere(request.param)
