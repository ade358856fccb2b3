"""Groups in a list that could be meant in two ways: each such row is named."""

import re
from collections import Counter
from unicodedata import normalize

from posdash.errors import BadInput
from posdash.organisation.roster_match import Present
from posdash.organisation.roster_rows import QUOTE, Listing, Path, is_quoted
from posdash.organisation.tree import SEPARATOR
from posdash.sheets.tables import shortened
from posdash.text import folded

_SEVERAL = re.compile("[,;|\uff0c\uff1b\u3001]")
_UNSEEN = str.maketrans("", "", "\u200c\u200d")  # joiners


def refuse_unclear(found: Listing, present: Present) -> None:
    """Note the rows whose group could be two, or nearly has the name of another."""
    first = {alike(path): path for path in present.groups}
    certain = {*present.groups, *found.quoted}
    tops = _tops(found, present)
    for path, rows in found.paths.items():
        sure = certain.intersection(_ways(path))
        error = _several(path, sure) or _other_spelling(path, sure, first)
        for row in rows:
            if error:
                found.refuse(row, error)
            elif row in found.tight and path[0] not in tops and path not in sure:
                found.refuse(row, _one_or_two(path))


def alike(path: Path) -> Path:
    """A path as it looks to people: without capitals, wide letters and signs nobody sees."""
    return tuple(folded(normalize("NFKC", name.translate(_UNSEEN))) for name in path)


def in_quotes(paths: set[Path]) -> set[Path]:
    """Those groups whose names must stand in quotes so that a list leaves no doubt about them."""
    every = {prefix for path in paths for prefix in _ways(path)}
    looks = Counter(map(alike, every))
    return {
        path
        for path in every
        if looks[alike(path)] > 1 or _SEVERAL.search(path[-1]) or is_quoted(path[-1])
    }


def _ways(path: Path) -> list[Path]:
    return [path[:end] for end in range(1, len(path) + 1)]


def _tops(found: Listing, present: Present) -> set[str]:
    """Names at the top that surely hold groups: known, or written so more than once."""
    tight = set(found.tight.values())
    clear = {path[0] for path in (*present.groups, *(found.paths.keys() - tight))}
    several = Counter(path[0] for path in tight)
    return clear | {name for name, times in several.items() if times > 1}


def _several(path: Path, sure: set[Path]) -> BadInput | None:
    unsure = (prefix[-1] for prefix in _ways(path) if prefix not in sure)
    name = next(filter(_SEVERAL.search, unsure), None)
    if name is None:
        return None
    return BadInput(
        f"“{shortened(name)}” could be several teams.",
        cure=f"Give each team a row of its own; for one name, write it in quotes: {QUOTE}…{QUOTE}.",
    )


def _other_spelling(path: Path, sure: set[Path], first: dict[Path, Path]) -> BadInput | None:
    for prefix in _ways(path):
        other = prefix if prefix in sure else first.setdefault(alike(prefix), prefix)
        if other != prefix:
            return BadInput(
                f"“{_said(prefix)}” is spelled “{_said(other)}” elsewhere.",
                cure="Spell a group the same way everywhere. Where there are two such groups, "
                f"write both in quotes: {QUOTE}…{QUOTE}.",
            )
    return None


def _one_or_two(path: Path) -> BadInput:
    *above, name = path
    return BadInput(
        f"“{shortened(SEPARATOR.join(path))}” could be one team, or a team in another group.",
        cure=f"Write “{_said(path)}” for {shortened(name)} in {shortened(above[-1])}. "
        f"A name itself holds no {SEPARATOR}: write “and” or a hyphen there.",
    )


def _said(path: Path) -> str:
    return shortened(f" {SEPARATOR} ".join(path))
