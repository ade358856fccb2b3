"""A browser without a window: Streamlit's protobuf over a real WebSocket, with real cookies."""

import json
from contextlib import ExitStack
from typing import Any, Self
from urllib.parse import urlsplit

import httpx2
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from live import wire
from live.screen import FIELDS, Screen, Widget, first_value, numbers, state_of, strings, unescaped

Heard = tuple[str, ...]


class Device:
    """One browser against one server: it keeps cookies, as a browser does, and opens tabs."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx2.Client(
            base_url=url,
            headers={"User-Agent": wire.AGENT},
            timeout=wire.PATIENCE,
            trust_env=False,
        )
        self._tabs: list[Tab] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def cookies(self) -> dict[str, str]:
        """Its cookies by name, those too that no script may read."""
        return dict(self._http.cookies)

    def get(self, path: str) -> httpx2.Response:
        """Open a page beside the app; redirects are not followed."""
        return self._http.get(path)

    def post(self, path: str, **form: str) -> httpx2.Response:
        """Send the form of a page beside the app, as the page itself would."""
        return self._http.post(path, data=form, headers={"Origin": self.url})

    def put(self, path: str, **request: Any) -> httpx2.Response:
        """Send something as a page's script does."""
        return self._http.put(path, **request)

    def open_link(self, url: str, **form: str) -> httpx2.Response:
        """Open a link and press its button, with what the form asks for."""
        path = urlsplit(url).path
        shown = self.get(path)
        assert shown.status_code == 200, f"{shown.status_code}: {shown.text}"
        answer = self.post(path, **form)
        assert answer.status_code == 303, f"{answer.status_code}: {answer.text}"
        return answer

    def tab(self, path: str = "/") -> "Tab":
        """Open a page of the app; it is closed with the device."""
        self._tabs.append(one := Tab(self, path))
        return one

    def turned_away(self, path: str = "/") -> str:
        """The plain page that stands there for a browser that no page of the app opens for."""
        assert wire.refused(self.url, self.cookies), "A page of the app opens."
        return self.get(path).text

    def close(self) -> None:
        """Close all tabs, and forget the cookies."""
        for one in self._tabs:
            one.close()
        self._http.close()


class Tab:
    """One page of the app over one connection; what it does waits until the script has run.

    `heard` holds every string that the server ever sent to it, `numbers` every number
    while `collects_numbers`, with the field it came in; `polls` is the part that asks to
    be run again by itself, if there is one; `number` is how the server knows it. Each
    action gives the strings that came in answer to it.
    """

    def __init__(self, device: Device, path: str = "/") -> None:
        self.device = device
        self.heard: list[str] = []
        self.collects_numbers = False
        self.numbers: set[tuple[str, float]] = set()
        self.exceptions: list[str] = []
        self.screen = Screen()
        self.polls = ""
        self.number = ""
        self._values: dict[str, WidgetState] = {}
        self._seen: set[str] = set()
        self._pages: dict[str, str] = {}
        self._page = ""
        self._address = path
        self._open = ExitStack()
        self._socket = self._open.enter_context(wire.connected(device.url, device.cookies))
        self._ask(page_name=urlsplit(path).path.strip("/"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._open.close()

    @property
    def path(self) -> str:
        """Where it is, without what stands after the question mark."""
        return urlsplit(self._address).path

    @property
    def texts(self) -> list[str]:
        """Every string on the screen: HTML, labels, options, alternative texts, charts."""
        return self.screen.texts

    @property
    def html(self) -> list[str]:
        """The pieces of HTML on the screen."""
        return [one.body for one in self.screen.elements("html")]

    @property
    def fragments(self) -> list[str]:
        """The ids of the parts that can be run again alone."""
        return self.screen.fragments

    def says(self, text: str) -> bool:
        """Whether the text stands somewhere on the screen."""
        return any(text in one for one in self.texts)

    def widget(self, kind: str, name: str) -> Widget:
        """The one widget of that kind with that label or key."""
        return self._any_of((kind,), name)

    def button(self, name: str) -> Widget:
        """The button of that name or key, those of forms too."""
        return self.widget("button", name)

    def has(self, name: str) -> bool:
        """Whether there is anything to click or fill in of that name or key."""
        return any(one.goes_by(name) for one in self.screen.widgets)

    def radio(self, name: str) -> Widget:
        """The radio buttons of that name or key."""
        return self.widget("radio", name)

    def selectbox(self, name: str) -> Widget:
        """The list of that name or key."""
        return self.widget("selectbox", name)

    def click(self, name: str) -> Heard:
        """Press a button; what a form holds goes with it."""
        one = self.button(name)
        assert not one.proto.disabled, f"The button {name!r} cannot be pressed."
        return self._send(one, True)

    def confirm(self, name: str) -> Heard:
        """Say that one is sure, and press the button of that name."""
        self.tick(f"sure-{self.button(name).key}")
        return self.click(name)

    def choose(self, name: str, option: str) -> Heard:
        """Choose a radio button, or from a list, or a segment; by its text as it is read."""
        one = self._any_of(("radio", "selectbox", "button_group"), name)
        wanted = _option(one, option)
        return self._send(one, [wanted] if one.kind == "button_group" else wanted)

    def choose_many(self, name: str, *options: str) -> Heard:
        """Choose several from a list, and no others."""
        one = self.widget("multiselect", name)
        return self._send(one, [_option(one, each) for each in options])

    def type(self, name: str, text: str) -> Heard:
        """Fill in a line, an area or a time, and leave it."""
        return self._send(self._any_of(("text_input", "text_area", "time_input"), name), text)

    def tick(self, name: str, ticked: bool = True) -> Heard:
        """Tick a box, or take the tick away."""
        return self._send(self.widget("checkbox", name), ticked)

    def point(self, chart: str, customdata: Any) -> Heard:
        """Click a mark of a chart, by what the mark stands for."""
        selection = {"points": [{"customdata": customdata}], "point_indices": [0]}
        value = {"selection": {**selection, "box": [], "lasso": []}}
        return self._send(self.widget("plotly_chart", chart), json.dumps(value))

    def rerun(self) -> Heard:
        """Run the whole page again."""
        return self._ask()

    def rerun_fragment(self, widget: str) -> Heard:
        """Run one part again, alone; or the whole page, if the server has forgotten the part."""
        return self._ask(fragment=widget)

    def poll(self) -> Heard:
        """Run the part again that asks for it by itself, as a browser does each second."""
        assert self.polls, "Nothing on this page asks to be run again by itself."
        self._request(fragment=self.polls, by_itself=True)
        return self._listen(self.polls)

    def click_and_poll(self, name: str) -> Heard:
        """Press a button in the moment in which a part asks by itself."""
        button = self.button(name)
        pressed = state_of(button.id, FIELDS[button.kind][0], True)
        self._request(pressed, fragment=button.fragment)
        return self.poll()

    def go(self, path: str) -> Heard:
        """Turn to another page over the same connection, by its path."""
        self._address = path
        return self._ask(page=self._pages[urlsplit(path).path.strip("/")])

    def forge(self, widget: str, field: str, value: Any, fragment: str = "") -> Heard:
        """Send any value for any widget, as no browser would.

        `field` is how WidgetState calls the value's type: trigger_value for a
        button, string_value for a radio, … Widgets that this tab was never shown
        have an id as well: ask a tab that was shown them.
        """
        return self._ask(state_of(widget, field, value), fragment=fragment)

    def _any_of(self, kinds: tuple[str, ...], name: str) -> Widget:
        found = [one for one in self.screen.widgets if one.kind in kinds and one.goes_by(name)]
        there = [f"{one.kind} {one.label!r}, key {one.key}" for one in self.screen.widgets]
        assert len(found) == 1, f"There are {len(found)} of {kinds} {name!r} among {there}."
        return found[0]

    def _send(self, one: Widget, value: Any) -> Heard:
        state = state_of(one.id, FIELDS[one.kind][0], value)
        if one.kind == "button":
            return self._ask(state, fragment=one.fragment)
        self._values[one.id] = state
        return () if one.form else self._ask(fragment=one.fragment)

    def _ask(self, *more: WidgetState, fragment: str = "", **page: str) -> Heard:
        """Ask for a run, and listen until it is over."""
        self._request(*more, fragment=fragment, **page)
        return self._listen(fragment)

    def _request(
        self,
        *more: WidgetState,
        fragment: str = "",
        page: str = "",
        page_name: str = "",
        by_itself: bool = False,
    ) -> None:
        """Ask for a run in the words of the browser."""
        states = {**self._values, **{one.id: one for one in more}}
        address = urlsplit(self._address)
        client = ClientState(
            query_string=address.query,
            page_script_hash=page or self._page,
            page_name=page_name,
            fragment_id=fragment,
            is_auto_rerun=by_itself,
        )
        client.widget_states.widgets.extend(states.values())
        client.context_info.timezone = "UTC"
        client.context_info.locale = "en"
        client.context_info.url = f"{self.device.url}{self._address}"
        client.context_info.color_scheme = "light"
        wire.request(self._socket, client)

    def _listen(self, part: str) -> Heard:
        start = len(self.heard)
        for message in wire.answer(self._socket, part):
            self._take(message)
        self._keep_values()
        return tuple(self.heard[start:])

    def _take(self, message: ForwardMsg) -> None:
        self.heard.extend(strings(message))
        if self.collects_numbers:
            self.numbers.update(numbers(message))
        self.exceptions.extend(wire.exceptions(message))
        self.screen.take(message)
        if message.HasField("page_info_changed"):
            self._address = f"{self.path}?{message.page_info_changed.query_string}"
        if message.HasField("auto_rerun"):
            self.polls = message.auto_rerun.fragment_id
        if message.HasField("new_session"):
            self._page = message.new_session.page_script_hash
            self.number = message.new_session.initialize.session_id or self.number
        if message.HasField("navigation"):
            self._page = message.navigation.page_script_hash
            pages = message.navigation.app_pages
            self._pages = {
                "" if one.is_default else one.url_pathname: one.page_script_hash for one in pages
            }

    def _keep_values(self) -> None:
        """As the browser does: new widgets have their first value, those that went have none."""
        there = {one.id: one for one in self.screen.widgets}
        for widget, one in there.items():
            pushed = getattr(one.proto, "set_value", False)
            if pushed or widget not in self._seen:
                first = first_value(one)
                self._values.pop(widget, None)
                self._values |= {widget: first} if first is not None else {}
        self._values = {widget: one for widget, one in self._values.items() if widget in there}
        self._seen = set(there)


def _option(one: Widget, text: str) -> str:
    found = next((each for each in one.options if text in (each, unescaped(each))), None)
    assert found is not None, f"{text!r} is none of {one.options}."
    return found
