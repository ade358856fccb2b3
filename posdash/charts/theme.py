"""The colours of every chart, light and dark, and the layout that all figures share."""

from dataclasses import dataclass
from typing import Any

Figure = dict[str, Any]
Trace = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as #RRGGBB; `left` and `right` are for marks, `..._text` for names.

    `middle` is an answer that leans to neither end, `ink` is now and aim, `band`
    the outer thirds, `track` the line between two ends, `paper` the page itself,
    and `cell_...` the three anchors of a heat map, pale (or dark) enough for ink
    to be read on all that lies between them.
    """

    left: str
    right: str
    left_text: str
    right_text: str
    middle: str
    ink: str
    muted: str
    band: str
    track: str
    paper: str
    cell_left: str
    cell_middle: str
    cell_right: str


LIGHT = Theme(
    left="#2F6F8F",
    right="#B5651D",
    left_text="#2F6F8F",
    right_text="#9A5213",  # the ochre of the marks gives letters on white only 4.3 : 1
    middle="#848F99",
    ink="#1F2933",
    muted="#5B6670",
    band="#BFC8CE",
    track="#E4E7EA",
    paper="#FCFBF9",
    cell_left="#76A3BA",
    cell_middle="#F6F4EF",
    cell_right="#D59A60",
)
DARK = Theme(
    left="#5FA3C3",
    right="#D98E45",
    left_text="#8CC0D8",
    right_text="#E5A566",
    middle="#8C98A3",
    ink="#EEF1F4",
    muted="#A9B4BE",
    band="#55616C",
    track="#2C343C",
    paper="#15191E",
    cell_left="#2F6F8F",
    cell_middle="#282D33",
    cell_right="#9A5213",
)


def theme_of(name: str | None) -> Theme:
    """The theme called `light` or `dark`; light if it is not known."""
    return DARK if name == "dark" else LIGHT


def layout(theme: Theme, height: int, margin: dict[str, int]) -> dict[str, Any]:
    """What all figures share: a fixed height and place, no bars, no zoom, a click that chooses.

    `height` and `margin` (l, r, t, b) are in pixels; the width is the page's.
    """
    axis = {"visible": False, "fixedrange": True}
    return {
        "height": height,
        "margin": {**margin, "pad": 0, "autoexpand": False},
        "font": {"family": "inherit", "size": 14, "color": theme.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": theme.paper,
            "bordercolor": theme.muted,
            "font": {"family": "inherit", "size": 13, "color": theme.ink},
            "align": "left",
        },
        "clickmode": "event+select",
        "dragmode": False,
        "barmode": "overlay",
        "uirevision": "kept",
        "showlegend": False,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
        "annotations": [],
        "shapes": [],
    }
