"""Charts: from a finding to a figure (a plain dict) with its words and its table."""

from collections.abc import Callable

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

CHARTS: tuple[tuple[str, Callable[..., Chart]], ...] = (
    ("radar", radar),
    ("ladder", ladder),
    ("strip", strip),
    ("tension", tension),
    ("dumbbell", dumbbell),
    ("heatmap", heatmap),
)
