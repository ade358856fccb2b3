"""What a browser would make of what it is sent: tags of HTML, and Markdown that is still alive."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from live.client import Tab

ESCAPED_PAIR = re.compile(r"\\.", re.DOTALL)
LIVE_MARKDOWN = re.compile(r"[\[\]<>$`*_]|:\w+[:/\[]|https?://|www\.")


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """The tags in a piece of HTML, with their attributes."""
    parser = _Tags()
    parser.feed(html)
    parser.close()
    return parser.found


def read_as_markdown(tab: Tab) -> Iterator[str]:
    """Every text on the screen that Streamlit's frontend reads as Markdown."""
    for one in tab.screen.widgets:
        yield str(getattr(one.proto, "label", ""))
        yield str(getattr(one.proto, "help", ""))
        yield from getattr(one.proto, "captions", ())
        if one.kind in {"radio", "button_group"}:
            yield from one.options
    yield from (str(proto.label) for proto in tab.screen.elements("page_link"))
    yield from (str(proto.text) for proto in tab.screen.elements("progress"))
    for kind in ("markdown", "heading", "alert", "toast"):
        yield from (str(proto.body) for proto in tab.screen.elements(kind))
    for block in tab.screen.elements("expandable"):
        yield str(block.expandable.label)


def is_alive(markdown: str) -> bool:
    """Whether something in the text would be more than its own characters."""
    return LIVE_MARKDOWN.search(ESCAPED_PAIR.sub("", markdown)) is not None


def of_charts(tab: Tab) -> Iterator[str]:
    """Every text in the charts on the screen, which plotly reads as a little HTML."""
    for one in tab.screen.elements("plotly_chart"):
        yield from _texts(json.loads(one.spec))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
