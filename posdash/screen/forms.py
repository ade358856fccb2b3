"""Forms: read when they are pressed, done once, refused where they stand.

What is typed last and the press reach the server together, so a deed is given what stands in the
fields at that moment, by their names. A filled form has a number until what it asks for is done:
whatever is pressed under a number before is the same press come twice.
"""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic
from typing import Any, Literal, Self, TypeVar
from zoneinfo import available_timezones

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from posdash.errors import BadInput, PosdashError
from posdash.screen import choosing, days, show
from posdash.web import visitor

K = TypeVar("K", bound=Hashable)

TWICE = 0.6  # seconds after a deed, in which another press of its form belongs to a double click
NUMBERS, DONE_AT, CAME, PAGE = "form-numbers", "form-done-at", "form-came", "form-page"


class Form:
    """One form while it is drawn; inside `with`, nothing is sent before it is pressed.

    Forms of one `family` stand in each other's place: after one is pressed, the second half of a
    double click may meet the next.
    """

    def __init__(self, key: str, *, family: str = "", border: bool = True) -> None:
        self._key, self._family, self._border = key, family or key, border
        self._number = _state(NUMBERS).get(key, 0)
        self._fields: dict[str, Callable[[], Any]] = {}
        self._box: DeltaGenerator | None = None
        self._sure = ""

    def __enter__(self) -> Self:
        self._box = st.form(f"form-{self._key}", enter_to_submit=False, border=self._border)
        self._box.__enter__()
        return self

    def __exit__(self, *fault: Any) -> None:
        assert self._box is not None
        self._box.__exit__(*fault)

    @property
    def mark(self) -> str:
        """The key of its button: the form and its number."""
        return f"{self._key}-{self._number}"

    def field(self, name: str, of: str = "") -> str:
        """The key of a widget whose value the deed is given as `name`; empty after the deed.

        What begins otherwise for something else, such as another bank, is another field `of` it.
        """
        key = "-".join(filter(None, (name, self.mark, of)))
        self._fields[name] = lambda: st.session_state[key]
        return key

    def choice(
        self, label: str, name: str, options: Mapping[K, str], *, chosen: bool = True
    ) -> None:
        """One of several by its name: the first, unless `chosen` says that none is at first.

        The press raises BadInput for what was not offered.
        """
        key, draw = self.field(name), choosing.choice if chosen else choosing.open_choice
        draw(label, options, key=key)
        self._fields[name] = lambda: _offered(st.session_state[key], {*options, None}, label)

    def several(
        self, label: str, name: str, options: Mapping[K, str], chosen: Sequence[K] = ()
    ) -> None:
        """Some of several by their names, or none; the deed is given a tuple.

        The press raises BadInput for what was not offered.
        """
        key = self.field(name)
        st.multiselect(label, list(options), chosen, format_func=options.__getitem__, key=key)
        self._fields[name] = lambda: tuple(
            _offered(one, set(options), label) for one in st.session_state[key]
        )

    def day(self, label: str, name: str, value: date | None = None) -> None:
        """A day, or none; the deed is given a date or None."""
        key = f"{name}-{self.mark}"
        text = value.isoformat() if value else ""
        st.text_input(f"{label} (year-month-day)", text, key=key, max_chars=10)
        self._fields[name] = lambda: days.day(st.session_state[key], label)

    def moment(self, label: str, name: str, start: datetime) -> None:
        """A day, an hour and a time zone; the deed is given a datetime."""
        zones, local = sorted(available_timezones()), start.astimezone(show.here())
        day, hour, zone = st.columns([2, 1, 2])
        keys = [f"{name}-{part}-{self.mark}" for part in ("day", "hour", "zone")]
        label_of_day = f"{label} (year-month-day)"
        day.text_input(label_of_day, local.date().isoformat(), key=keys[0], max_chars=10)
        hour.text_input("at", f"{local:%H:%M}", key=keys[1], max_chars=5)
        zone.selectbox("Time zone", zones, index=zones.index(show.here().key), key=keys[2])

        def read() -> datetime:
            on, at, there = (st.session_state[key] for key in keys)
            return days.moment(on, at, there, label)

        self._fields[name] = read

    def sure(self, sentence: str) -> None:
        """What must be ticked first, for what cannot be undone."""
        st.checkbox(show.plain(sentence), key=f"sure-{self.mark}")
        self._sure = sentence

    def press(
        self,
        label: str,
        deed: Callable[..., Any],
        *ids: Any,
        done: str = "",
        primary: bool = False,
        disabled: bool = False,
        width: Literal["content", "stretch"] = "content",
    ) -> None:
        """The button, and what came of it: `deed(who, *ids, **fields)`, a door or what asks one.

        A refusal stands above the button and leaves all as it was typed. Once it is done, `done`
        says so, and the fields are new.
        """
        with st.container(key=f"came-of-{self._key}"):  # always there, so that nothing moves
            _say(self)
        button = st.button if self._box is None else st.form_submit_button
        press = _Press(
            self._key, self._number, self._family, self._sure, self._fields, deed, ids, done
        )
        button(
            show.plain(label),
            key=self.mark,
            type="primary" if primary else "secondary",
            width=width,
            disabled=disabled,
            on_click=_pressed,
            args=(press,),
        )


def deed(
    label: str,
    action: Callable[..., Any],
    *ids: Any,
    key: str,
    family: str = "",
    done: str = "",
    primary: bool = False,
    disabled: bool = False,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """A button without fields that does `action(who, *ids)`, once."""
    form = Form(key, family=family)
    form.press(label, action, *ids, done=done, primary=primary, disabled=disabled, width=width)


def confirmed(
    sure: str,
    label: str,
    action: Callable[..., Any],
    *ids: Any,
    key: str,
    done: str = "",
    primary: bool = False,
) -> None:
    """The same for what cannot be undone: somebody says first that they are sure."""
    with Form(key, border=False) as form:
        form.sure(sure)
        form.press(label, action, *ids, done=done, primary=primary)


def was_done(key: str) -> bool:
    """Whether a form was pressed last, and what it asks for is done."""
    came = st.session_state.get(CAME)
    return came is not None and came.key == key and isinstance(came.said, str)


def turn_to(page: str) -> None:
    """Another page knows nothing of what was pressed on the one before."""
    if st.session_state.get(PAGE) != page:
        st.session_state.pop(CAME, None)
    st.session_state[PAGE] = page


def left_over() -> None:
    """What came of the last press, if its form is there no more."""
    came = st.session_state.get(CAME)
    if came is not None and not came.shown:
        _tell(came)


@dataclass(frozen=True, slots=True)
class _Press:
    """What a button stands for: the form and its number, how its fields are read, and the deed."""

    key: str
    number: int
    family: str
    sure: str
    fields: dict[str, Callable[[], Any]]
    deed: Callable[..., Any]
    ids: tuple[Any, ...]
    done: str


@dataclass(slots=True)
class _Came:
    """What came of the last press, and whether its form has shown it."""

    key: str
    said: PosdashError | str
    shown: bool = False


def _pressed(press: _Press) -> None:
    done_at = _state(DONE_AT)
    again = monotonic() - done_at.get(press.family, -TWICE) < TWICE
    if again or press.number != _state(NUMBERS).get(press.key, 0):
        return
    try:
        _check_sure(press)
        typed = {name: read() for name, read in press.fields.items()}
        press.deed(visitor.principal(), *press.ids, **typed)
    except PosdashError as error:
        st.session_state[CAME] = _Came(press.key, error)
        return
    _state(NUMBERS)[press.key] = press.number + 1
    done_at[press.family] = monotonic()
    st.session_state[CAME] = _Came(press.key, press.done)


def _check_sure(press: _Press) -> None:
    if press.sure and not st.session_state.get(f"sure-{press.key}-{press.number}"):
        raise BadInput("Nothing is done yet.", cure=f"Tick first: “{press.sure}”.")


def _offered(value: K, options: Collection[K], label: str) -> K:
    """What was chosen; a browser can be made to send what no list offered."""
    if value not in options:
        raise BadInput("That is not in the list.", where=label, cure="Choose again.")
    return value


def _say(form: Form) -> None:
    came = st.session_state.get(CAME)
    if came is None or came.key != form._key:
        return
    if came.shown and form.mark not in st.session_state:
        del st.session_state[CAME]  # the form was away meanwhile, and is empty
        return
    came.shown = True
    _tell(came)


def _tell(came: _Came) -> None:
    if isinstance(came.said, PosdashError):
        show.refusal(came.said)
    elif came.said:
        show.done(came.said)


def _state(name: str) -> dict[str, Any]:
    found: dict[str, Any] = st.session_state.setdefault(name, {})
    return found
