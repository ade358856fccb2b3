"""Plain pages of our own, beside the Streamlit pages: a sentence, fields, buttons; no script."""

import secrets
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse, RedirectResponse, Response

from posdash.errors import Limited, PosdashError

_PAGE = Template((Path(__file__).parent / "entrance.html").read_text(encoding="utf-8"))
NUMBER = "number"  # the field that tells one showing of a form from another
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    # the origin goes along, so that a form can be told from a forgery; the link itself does not
    "Referrer-Policy": "strict-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
EMPTY_NEXT = (
    "If the next page stays empty, this browser is too old for it: on an iPhone or iPad it takes "
    "iOS 16.4 or later, elsewhere a browser of the last three years. Update it, or open this link "
    "on another device."
)


@dataclass(frozen=True, slots=True)
class Field:
    """One line to fill in; `kind` and `autocomplete` as HTML has them."""

    name: str
    label: str
    kind: str = "text"
    autocomplete: str = "off"
    length: int = 60


@dataclass(frozen=True, slots=True)
class Button:
    """What sends the form, to the page itself or to another of our routes."""

    label: str
    to: str = ""


def page(
    title: str,
    sentence: str,
    *buttons: Button,
    fields: tuple[Field, ...] = (),
    links: tuple[tuple[str, str], ...] = (),
    small: str = "",
    status: int = 200,
) -> Response:
    """A plain page: a sentence, fields, buttons, a small sentence, and (text, path) of ways on.

    Each showing of a form has a number of its own, so that a press that comes
    twice is known for one.
    """
    lines = "".join(_field(field) for field in fields) + "".join(
        _button(button) for button in buttons
    )
    number = f'<input type="hidden" name="{NUMBER}" value="{secrets.token_urlsafe(16)}">'
    form = f'<form method="post">{number}{lines}</form>' if buttons else ""
    more = f'<p class="small">{escape(small)}</p>' if small else ""
    ways = "".join(f'<p><a href="{escape(to)}">{escape(text)}</a></p>' for text, to in links)
    html = _PAGE.substitute(title=escape(title), sentence=escape(sentence), form=form + more + ways)
    return HTMLResponse(html, status_code=status, headers=HEADERS)


def refused(error: PosdashError) -> Response:
    """What stood in the way, as a page."""
    status = 429 if isinstance(error, Limited) else 403
    return page("This did not work", str(error), links=(("To the first page", "/"),), status=status)


def go(path: str) -> Response:
    """Send the browser on."""
    return RedirectResponse(path, status_code=303, headers=HEADERS)


def _field(field: Field) -> str:
    return (
        f'<label>{escape(field.label)}<input name="{field.name}" type="{field.kind}" '
        f'autocomplete="{field.autocomplete}" maxlength="{field.length}"></label>'
    )


def _button(button: Button) -> str:
    to = f' formaction="{escape(button.to)}"' if button.to else ""
    return f"<button{to}>{escape(button.label)}</button>"
