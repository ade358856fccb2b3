"""All charts: what each is called, what it shows, and how it is drawn."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from posdash.charts.chart import Chart as Chart
from posdash.charts.chart import State as State
from posdash.charts.dumbbell import dumbbell
from posdash.charts.heatmap import heatmap
from posdash.charts.ladder import ladder
from posdash.charts.radar import radar
from posdash.charts.strip import strip
from posdash.charts.tension import tension
from posdash.charts.theme import DARK as DARK
from posdash.charts.theme import LIGHT as LIGHT
from posdash.charts.theme import Theme as Theme
from posdash.charts.theme import theme_of as theme_of


class Subject(StrEnum):
    """What a chart shows: a team's picture, one dimension, two points, or groups side by side."""

    TEAM = "team"
    DIMENSION = "dimension"
    PAIRS = "pairs"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of chart, as pages offer it.

    `beside` names the chart that always stands with it, if one does; `compares`
    says whether another picture can lie over it.
    """

    name: str
    title: str
    subject: Subject
    draw: Callable[..., Chart]
    beside: str = ""
    compares: bool = False


CHARTS = (
    # an area means nothing, so next to a radar there is always the ladder
    Kind("radar", "Radar", Subject.TEAM, radar, beside="ladder", compares=True),
    Kind("ladder", "Ladder", Subject.TEAM, ladder, compares=True),
    Kind("tension", "Tension map", Subject.TEAM, tension),
    Kind("strip", "Strip", Subject.DIMENSION, strip),
    Kind("dumbbell", "Dumbbell", Subject.PAIRS, dumbbell),
    Kind("heatmap", "Heat map", Subject.GROUPS, heatmap),
)


def of(subject: Subject) -> dict[str, Kind]:
    """The charts that show this, by name, in their order."""
    return {kind.name: kind for kind in CHARTS if kind.subject is subject}
