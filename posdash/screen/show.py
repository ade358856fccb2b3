"""The only way text from people and files reaches a page: escaped, in the project's own dress."""

import re
from datetime import datetime
from html import escape
from itertools import repeat
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import streamlit as st

from posdash import clock
from posdash.banks.bank import Dimension, Pole
from posdash.errors import PosdashError
from posdash.findings import words
from posdash.release.values import Remark, Withheld
from posdash.settings import ROOT

_CSS = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
_NO_NAME = re.compile(r"[^a-zA-Z0-9_-]")  # what Streamlit replaces in the class of a keyed field
_AROUND = {"p": "div", "span": "span"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&\"'=^@/])")


def dress() -> None:
    """Put the style sheet into the page."""
    st.html(f"<style>{_CSS}</style>")


def plain(text: str) -> str:
    """Text for a label of a widget, where Markdown would otherwise be read."""
    return _MARKDOWN.sub(r"\\\1", text)


def title(text: str, over: str = "") -> None:
    """The heading of a page, with a line over it that says whose it is."""
    above = f'<p class="over">{escape(over)}</p>' if over else ""
    st.html(f"{above}<h1>{escape(text)}</h1>")


def heading(text: str, mark: str = "") -> None:
    """The heading of a part of a page; `mark` is what a jump leads to."""
    at = f' id="{escape(mark)}"' if mark else ""
    st.html(f"<h2{at}>{escape(text)}</h2>")


def jump(text: str, mark: str) -> None:
    """A link to a marked heading further down, where the page is too narrow to show both."""
    st.html(f'<a class="own jump" href="#{escape(mark)}">{escape(text)}</a>')


def sentence(text: str, kind: str = "", term: str = "") -> None:
    """A paragraph; `kind` is `lead` for what matters most, `quiet` for what is good to know.

    `term` names what the field calls the number behind it, for a tooltip.
    """
    st.html(f'<p class="{escape(kind)}">{escape(text)}{_tip(term) if text else ""}</p>')


class State(NamedTuple):
    """What became of what stands in a field: the words, the field's key, and what it held then.

    As soon as the field holds something else, the page itself says so instead.
    """

    text: str
    field: str = ""
    holds: str | int | None = None


def asked(question: str, state: State | None = None) -> None:
    """One of the two questions about a dimension, with what became of its answer, if it is kept."""
    kept = _state("span", state) if state else ""
    st.html(f'<p class="asked"><span>{escape(question)}</span>{kept}</p>')


def saved(state: State) -> None:
    """What became of what stands in the field above."""
    st.html(_state("p", state))


def _state(tag: str, state: State) -> str:
    about = ""
    if state.field:
        holds = "" if state.holds is None else str(state.holds)
        about = f' data-of="st-key-{_NO_NAME.sub("-", state.field)}" data-holds="{escape(holds)}"'
    status = f'<{tag} class="saved" role="status">{escape(state.text)}</{tag}>'
    return f"<{_AROUND[tag]}{about}>{status}</{_AROUND[tag]}>"


def points(sentences: tuple[str, ...] | list[str]) -> None:
    """A short list."""
    items = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    st.html(f"<ul>{items}</ul>")


def said(text: str, by: str | None) -> None:
    """What somebody wrote, in their own words."""
    name = f"<footer>{escape(by)}</footer>" if by else ""
    st.html(f'<blockquote dir="auto">{escape(text)}{name}</blockquote>')


def poles(dimension: Dimension) -> None:
    """Both ends by name and description, left and right."""
    st.html(
        f'<div class="poles">{_pole("left", dimension.left)}{_pole("right", dimension.right)}</div>'
    )


def both_ends(dimension: Dimension, leans: int = 0) -> None:
    """The upsides of both ends, and what goes wrong when each is overdone.

    Where people lean to one end (-1 left, 1 right), first comes what they may
    overdo there, beside what they may miss at the other.
    """
    sides = (("left", -1, dimension.left), ("right", 1, dimension.right))
    rows = "".join(
        f'<div class="{side}"><h3>{escape(pole.label)}</h3>{_half(pole, overdone)}</div>'
        for nth in range(2)
        for side, sign, pole in sides
        for overdone in ((nth == 0) == (sign == leans),)
    )
    st.html(f'<div class="ends">{rows}</div>')


def link(text: str, path: str, kind: str = "own") -> None:
    """A link to one of our own routes, in the same window; `primary` looks like the main button."""
    st.html(f'<a class="{escape(kind)}" href="{escape(path)}" target="_self">{escape(text)}</a>')


def moment(instant: datetime) -> str:
    """A moment in the reader's own time zone, which is named."""
    local = instant.astimezone(here())
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({here().key})"


def here() -> ZoneInfo:
    """The reader's time zone."""
    return clock.zone_of(st.context.timezone)


def way(file: str, label: str, **to: str | int) -> None:
    """A way to another of our pages, by its file under pages/, with what its address says."""
    address = {name: str(value) for name, value in to.items()}
    st.page_link(str(ROOT / "pages" / file), label=plain(label), query_params=address)


def plain_http() -> None:
    """The banner of a workshop: what travels here can be read on the same network."""
    sentence(
        "Workshop mode: this connection is not encrypted. Use it on a network you trust.", "note"
    )


def address(url: str) -> None:
    """A link to be copied and passed on."""
    st.code(url, language=None, wrap_lines=True)


def picture(svg: str, text: str) -> None:
    """An SVG that we drew ourselves, with the text that stands for it."""
    st.image(svg, width=220, alt=text)


def refusal(error: PosdashError) -> None:
    """What happened, where, and what to do."""
    where = f"{error.where}: " if error.where else ""
    st.html(
        f'<div class="refusal" role="alert"><p>{escape(where + error.what)}</p>'
        f"<p>{escape(error.cure)}</p></div>"
    )


def unexpected(_: Exception) -> bool:
    """One sentence where Streamlit would show an error of its own, which it logs itself; True."""
    refusal(PosdashError("Something went wrong here.", cure="Load the page again."))
    return True


def done(text: str) -> None:
    """What was just done, in a short sentence."""
    st.html(f'<p class="saved" role="status">{escape(text)}</p>')


def remarks(found: tuple[Remark, ...] | Withheld) -> None:
    """What people wrote, or that it is not shown."""
    heading("Comments")
    if isinstance(found, Withheld):
        sentence("Comments are shown once enough people have written some.", "note")
        return
    for remark in found:
        said(remark.text, remark.name)


def table(
    columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], links: tuple[str, ...] = ()
) -> None:
    """A table that a screen reader can walk and anybody can copy; rows may lead somewhere."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{_led(first, to)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for (first, *rest), to in zip(rows, links or repeat(""), strict=False)
    )
    whole = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    st.html(f'<div class="scroll"><table>{whole}</table></div>')


def _led(text: str, to: str) -> str:
    return f'<a href="{escape(to)}" target="_self">{escape(text)}</a>' if to else escape(text)


def _tip(term: str) -> str:
    """A mark that explains itself when it is pointed at or reached by Tab."""
    if not term:
        return ""
    return (
        f' <span class="term" tabindex="0" role="note" aria-label="{escape(words.TERMS[term])}">'
        f'<span aria-hidden="true">?</span><span class="tip" aria-hidden="true">'
        f"{escape(words.TERMS[term])}</span></span>"
    )


def _pole(side: str, pole: Pole) -> str:
    return (
        f'<div class="{side}"><strong>{escape(pole.label)}</strong>'
        f"<p>{escape(pole.description)}</p></div>"
    )


def _half(pole: Pole, overdone: bool) -> str:
    if overdone:
        return _list("When overdone", pole.overuse)
    return _list("What speaks for it", pole.upsides)


def _list(title: str, sentences: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in sentences)
    return f"<h4>{escape(title)}</h4><ul>{items}</ul>"


def status(text: str) -> None:
    """Where something stands; a screen reader says it when it changes.

    It must come before all that differs from step to step: the element stays
    then, and only its text changes, which `st.html` would put there anew.
    """
    st.markdown(f'<p class="status" role="status">{escape(text)}</p>', unsafe_allow_html=True)


def time_left(text: str) -> None:
    """How long there is, quietly: no screen reader is interrupted by it."""
    st.html(f'<p class="time">{escape(text)}</p>')


def cloud(words: tuple[str, ...]) -> None:
    """Single words, all alike."""
    items = "".join(f'<li dir="auto">{escape(word)}</li>' for word in words)
    st.html(f'<ul class="cloud">{items}</ul>')


def two_words(code: str, at: str) -> None:
    """A code to type in, large enough to be read across a room, and where."""
    st.html(f'<p class="code"><span>{escape(at)}</span> <strong>{escape(code)}</strong></p>')
