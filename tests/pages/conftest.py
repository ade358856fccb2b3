"""Pages as somebody sees them, run by AppTest on a real database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from posdash.access.rights import NOBODY, Principal
from posdash.screen import forms, show
from posdash.settings import ROOT
from posdash.web import visitor

MINUTE = 60  # seconds; only what hangs takes so long


class Visit:
    """One person's tab on one page; `who` may change while it is open."""

    def __init__(self, page: str, who: Principal, **address: str) -> None:
        self.who = who
        frame = ROOT / "posdash" / "screen" / "frame.py"
        self.app = AppTest.from_file(str(frame), default_timeout=MINUTE)
        self.app.run()
        self.app.switch_page(str(ROOT / "pages" / page))
        self.app.query_params.update(address)
        self.app.run()

    @property
    def text(self) -> str:
        """Everything the page says in our own words."""
        return "\n".join(element.proto.body for element in self.app.get("html"))

    def confirm(self, label: str) -> None:
        """Say that one is sure, and press the button of that name."""
        [button] = [one for one in self.app.button if one.label in (label, show.plain(label))]
        self.app.checkbox(key=f"sure-{button.key}").check()
        self.press(label)

    def press(self, label: str) -> None:
        """Press the button of that name."""
        [button] = [one for one in self.app.button if one.label in (label, show.plain(label))]
        button.click().run()

    def field(self, name: str, form: str) -> Any:
        """A field of a form, whatever number the form has; it is read once that is pressed."""
        kinds = ("text_input", "selectbox", "multiselect", "number_input", "checkbox", "radio")
        found = [one for kind in kinds for one in self.app.get(kind)]
        key = re.compile(rf"{name}-{re.escape(form)}-\d+")
        [field] = [one for one in found if key.fullmatch(one.key or "")]
        return field


@pytest.fixture
def visit(sqlite_store: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Visit]:
    """`visit(page, who)` opens a page as somebody; more names are what its address says."""
    open_now: list[Visit] = []
    monkeypatch.setattr(
        visitor, "principal", lambda _=None: open_now[-1].who if open_now else NOBODY
    )
    monkeypatch.setattr(visitor, "sign_in", str)  # AppTest has no cookies
    monkeypatch.setattr(visitor, "own_places", lambda _: "")
    monkeypatch.setattr(forms, "TWICE", 0.0)  # here one press follows another at once

    def go(page: str, who: Principal = NOBODY, **address: str) -> Visit:
        one = Visit.__new__(Visit)
        one.who = who
        open_now.append(one)
        Visit.__init__(one, page, who, **address)
        assert not one.app.exception
        return one

    return go
