"""Names on charts: made harmless, measured, wrapped, and set at their places."""

import re
from collections.abc import Iterable
from typing import Any

from posdash.banks.bank import Dimension
from posdash.charts.theme import Theme
from posdash.text import isolated

LINE = 1.3  # plotly's distance between two lines, in ems
_EMS = {  # of the common sans-serif letters; the others take about as much as an n or an N
    **dict.fromkeys("iljtfrI.,:;'|!()[] ·-\u00a0", 0.34),
    **dict.fromkeys("ckszvxyJ", 0.51),
    **dict.fromkeys("mwMWQO@%—…↔↕◇┃▬┄├┤", 0.95),
    **dict.fromkeys("\u2068\u2069", 0.0),
}
_NAMES = re.compile(r"[^↔\s](?:[^↔]*[^↔\s])?")


def clean(text: str) -> str:
    """The text without angle brackets, which plotly would read as markup; it turns nothing."""
    return isolated(_harmless(text))


def _harmless(text: str) -> str:
    return text.replace("<", "").replace(">", "")


def width(text: str, size: float) -> float:
    """About how many pixels a line takes at a font size, rather too many than too few."""
    return size * sum(_EMS.get(letter, 0.7 if letter.isupper() else 0.565) for letter in text)


def wrap(text: str, room: float, size: float, most: int = 4) -> list[str]:
    """Lines of even length, none wider than `room` pixels; a longer text ends in an ellipsis."""
    return [_in_order(line) for line in _wrapped(text, room, size, most)]


def _in_order(line: str) -> str:
    """A line in which an arrow stays before a name, whichever way its letters run."""
    return _NAMES.sub(lambda name: isolated(name.group()), line)


def _wrapped(text: str, room: float, size: float, most: int) -> list[str]:
    words = [piece for word in _harmless(text).split(" ") for piece in _pieces(word, room, size)]
    kept = _greedy(words, room, size)
    if len(kept) > most:
        return [*kept[: most - 1], kept[most - 1][:-1] + "…"]
    for tighter in range(int(room), int(widest(words, size)), -4):
        lines = _greedy(words, tighter, size)
        if len(lines) > len(kept):
            break
        kept = lines
    return kept


def _greedy(words: list[str], room: float, size: float) -> list[str]:
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip(" ")
        if width(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line for line in lines if line]


def _pieces(word: str, room: float, size: float) -> list[str]:
    """The word, broken only where even a line of its own is too short for it."""
    pieces = [""]
    for letter in word:
        if width(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def widest(lines: list[str], size: float) -> float:
    """The width in pixels of the longest of several lines."""
    return max((width(line, size) for line in lines), default=0)


def coloured(lines: list[str], colour: str) -> str:
    """Lines in one colour, as plotly reads them; the lines must be clean."""
    return f'<span style="color:{colour}">{"<br>".join(lines)}</span>'


def both(dimension: Dimension) -> str:
    """Both ends of a dimension by name: `Local ↔ Global`."""
    return clean(dimension.ends)


def note(
    text: str, x: float, y: float, *, colour: str, size: float = 14, **where: Any
) -> dict[str, Any]:
    """Text somewhere on the plot; `where` takes anchors, references and shifts in pixels."""
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "borderpad": 0,
        "xanchor": "left",
        "yanchor": "middle",
        "align": where.get("xanchor", "left"),
        "font": {"family": "inherit", "size": size, "color": colour},
        **where,
    }


def listed(
    numbered: Iterable[tuple[int, Dimension]], theme: Theme, wide: float, size: float, y: float
) -> tuple[list[dict[str, Any]], float]:
    """Numbers and names from the height `y` down, centred on 0, and where the list ends."""
    texts = []
    for number, dimension in numbered:
        left, right = clean(dimension.left.label), f"↔ {clean(dimension.right.label)}"
        fits = width(f"{number} {left} {right}", size) < wide - 12
        ends = coloured([left], theme.left_text), coloured([right], theme.right_text)
        where: dict[str, Any] = {"size": size, "colour": theme.ink, "yanchor": "top"}
        texts += [
            note(str(number), -wide / 2, y, **where),
            note((" " if fits else "<br>").join(ends), -wide / 2 + 24, y, **where),
        ]
        y -= size * LINE * (1 if fits else 2) + 7
    return texts, y


def end_colour(point: float, scale: int, theme: Theme) -> str:
    """The colour of a point on the scale: left of the middle, right of it, or neither."""
    middle = (scale + 1) / 2
    if point == middle:
        return theme.middle
    return theme.left if point < middle else theme.right


def key(names: list[str], room: float, theme: Theme) -> tuple[dict[str, Any], int]:
    """The key to the marks, set along the top edge, and how many pixels it takes there."""
    size = 13
    whole = " ".join(name.replace(" ", "\u00a0") + "\u00a0" * 3 for name in names)
    lines = wrap(whole, room, size)
    text = "<br>".join(lines).replace("▬", coloured(["▬"], theme.band))
    height = round(len(lines) * size * LINE) + 14
    return note(
        text,
        0,
        1,
        colour=theme.muted,
        size=size,
        xref="paper",
        yref="paper",
        yanchor="top",
        yshift=height,
    ), height
