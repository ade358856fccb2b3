"""What a browser would show: Streamlit's messages as a tree of elements, and all their text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from google.protobuf.message import Message
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

Path = tuple[int, ...]
ESCAPED = re.compile(r"\\(.)")
_OF_A_TEAM = re.compile(r"-[0-9]+(-[0-9]+)?$")  # or of a round that is only looked at


@dataclass(frozen=True, slots=True)
class Node:
    """One element or block of the page, of a run, inside a fragment or of the whole page."""

    kind: str
    proto: Any
    run: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Widget:
    """Something that can be clicked or filled in; `key` is its key in the page's code."""

    id: str
    kind: str
    label: str
    fragment: str
    proto: Any

    @property
    def key(self) -> str:
        """The key it has in the page's code, or None as a word."""
        return self.id.split("-", 2)[2]

    @property
    def form(self) -> str:
        """The form it belongs to, or nothing."""
        return str(getattr(self.proto, "form_id", ""))

    @property
    def options(self) -> list[str]:
        """What can be chosen, as a browser sends it."""
        found = list(self.proto.options)
        return [one.content for one in found] if self.kind == "button_group" else found

    def goes_by(self, name: str) -> bool:
        """Whether somebody, or the page's code, calls it so, whatever team it is about."""
        return name in (self.label, self.key, _OF_A_TEAM.sub("", self.key))


class Screen:
    """The elements of one page, by where they stand; what a run did not draw again goes."""

    def __init__(self) -> None:
        self._nodes: dict[Path, Node] = {}
        self._run = ""
        self._fragments: frozenset[str] = frozenset()

    def take(self, message: ForwardMsg) -> None:
        """Draw what one message says."""
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._run = message.metadata.run.script_run_id
            self._fragments = frozenset(message.metadata.run.fragment_ids)
        elif kind == "delta":
            self._draw(tuple(message.metadata.delta_path), message.delta)
        elif kind == "script_finished" and message.script_finished in (
            ForwardMsg.FINISHED_SUCCESSFULLY,
            ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
        ):
            self._nodes = {path: one for path, one in self._nodes.items() if self._stays(one)}

    def elements(self, kind: str) -> list[Any]:
        """The protobufs of one kind, from top to bottom."""
        return [one.proto for _, one in sorted(self._nodes.items()) if one.kind == kind]

    @property
    def fragments(self) -> list[str]:
        """The ids of the fragments, from top to bottom."""
        found = (one.fragment for _, one in sorted(self._nodes.items()) if one.fragment)
        return list(dict.fromkeys(found))

    @property
    def texts(self) -> list[str]:
        """Every string on the screen, from top to bottom."""
        return [text for _, one in sorted(self._nodes.items()) for text in strings(one.proto)]

    @property
    def widgets(self) -> list[Widget]:
        """Everything that can be clicked or filled in, from top to bottom."""
        return [
            Widget(one.proto.id, one.kind, _label(one.proto), one.fragment, one.proto)
            for _, one in sorted(self._nodes.items())
            if one.kind in FIELDS and one.proto.id  # a chart that takes no clicks has no id
        ]

    def _draw(self, path: Path, delta: Delta) -> None:
        kind = delta.WhichOneof("type")
        if kind == "new_transient":  # a spinner, gone before the run ends
            return
        proto: Element | Block = delta.new_element if kind == "new_element" else delta.add_block
        name = proto.WhichOneof("type") or "container"
        inner = getattr(proto, name) if kind == "new_element" else proto
        self._nodes[path] = Node(name, inner, self._run, delta.fragment_id)

    def _stays(self, node: Node) -> bool:
        elsewhere = bool(self._fragments) and node.fragment not in self._fragments
        return node.run == self._run or elsewhere


def strings(message: Message) -> Iterator[str]:
    """Every text in a message, however deep; bytes as the text they may hold."""
    for _, one in _leaves(message):
        if isinstance(one, str):
            yield one
        elif isinstance(one, bytes):
            yield one.decode("utf-8", "replace")


def numbers(message: Message) -> Iterator[tuple[str, float]]:
    """Every number in a message that is not zero, by the names of the fields that lead to it."""
    return ((path, float(one)) for path, one in _leaves(message) if isinstance(one, int | float))


def _leaves(message: Message, path: str = "") -> Iterator[tuple[str, str | bytes | int | float]]:
    for field, value in message.ListFields():
        # what repeats can be walked through, but does not say so by __iter__
        single = isinstance(value, str | bytes | int | float | Message)
        for one in (value,) if single else value:
            if isinstance(one, Message):
                yield from _leaves(one, f"{path}.{field.name}")
            else:
                yield f"{path}.{field.name}", one


def unescaped(label: str) -> str:
    """A label as somebody reads it, without what keeps it from being Markdown."""
    return ESCAPED.sub(r"\1", label)


def _label(proto: Any) -> str:
    return unescaped(proto.alt if hasattr(proto, "alt") else proto.label)


def _one_of(proto: Any) -> list[str]:
    if proto.set_value:
        return [proto.raw_value] if proto.HasField("raw_value") else []
    return [proto.options[proto.default]] if proto.HasField("default") and proto.options else []


def _some_of(proto: Any) -> list[str]:
    if proto.set_value:
        return list(proto.raw_values)
    options = [getattr(one, "content", one) for one in proto.options]
    return [options[index] for index in proto.default]


def _typed(proto: Any) -> list[Any]:
    field = "value" if proto.set_value else "default"
    return [getattr(proto, field)] if proto.HasField(field) else []


def _ticked(proto: Any) -> list[bool]:
    return [proto.value if proto.set_value else proto.default]


def _days(proto: Any) -> list[str]:
    return list(proto.value if proto.set_value else proto.default)


def _nothing(proto: Any) -> list[Any]:
    return []


# By kind of element: the field in which a browser sends its value, and its value at first.
FIELDS = {
    "button": ("trigger_value", _nothing),
    "button_group": ("string_array_value", _some_of),
    "checkbox": ("bool_value", _ticked),
    "date_input": ("string_array_value", _days),
    "file_uploader": ("file_uploader_state_value", _nothing),
    "multiselect": ("string_array_value", _some_of),
    "number_input": ("double_value", _typed),
    "plotly_chart": ("string_value", _nothing),
    "radio": ("string_value", _one_of),
    "selectbox": ("string_value", _one_of),
    "text_area": ("string_value", _typed),
    "text_input": ("string_value", _typed),
    "time_input": ("string_value", _typed),
}


def state_of(widget: str, field: str, value: Any) -> WidgetState:
    """A widget's value as a browser sends it; None is no value at all."""
    state = WidgetState(id=widget)
    if field.endswith("array_value"):
        getattr(state, field).data.extend(value or ())
        getattr(state, field).SetInParent()
    elif value is not None:
        setattr(state, field, value)
    return state


def first_value(widget: Widget) -> WidgetState | None:
    """What a browser sends for a widget that nobody has touched, or None for nothing."""
    field, read = FIELDS[widget.kind]
    found = read(widget.proto)
    if field.endswith("array_value"):
        return state_of(widget.id, field, found)
    return state_of(widget.id, field, found[0]) if found else None
