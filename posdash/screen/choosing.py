"""Choosing one of several by its name, and what the address keeps of it."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

import streamlit as st

from posdash.screen import show
from posdash.survey.round import TeamId

K = TypeVar("K", bound=Hashable)


class OfTeam(Protocol):
    """What is about one team in one round."""

    @property
    def team(self) -> TeamId: ...

    @property
    def name(self) -> str: ...

    @property
    def title(self) -> str: ...


T = TypeVar("T", bound=OfTeam)

TEAM = "team-and-round"
NOTHING = ""


def team_and_round(entries: Sequence[T]) -> T:
    """The one that the address names or that was chosen last, or else the newest."""
    found = {str(entry.team): entry for entry in entries}
    names = {key: f"{entry.name} · {entry.title}" for key, entry in found.items()}
    asked = f"{st.query_params.get('round')}-{st.query_params.get('group')}"
    here = st.session_state[TEAM] = _wanted(TEAM, asked, names)
    chosen = found[here]
    if here != asked and (asked in found or chosen != entries[0]):
        round_id, group_id = map(str, chosen.team)
        st.query_params.update(round=round_id, group=group_id)
        asked = here
    st.session_state[f"{TEAM}-last"] = _Last(st.context.url, asked, here)
    if len(found) > 1:
        choice("Team and round", names, key=TEAM, on_change=clicked)
    return chosen


def choice(
    label: str,
    options: Mapping[K, str],
    key: str | None = None,
    on_change: Callable[[], None] | None = None,
) -> K:
    """Choose one of several by its name; names that stand twice are told apart."""
    names = _told_apart(options)
    return st.selectbox(
        label, list(names), format_func=names.__getitem__, key=key, on_change=on_change
    )


def open_choice(label: str, options: Mapping[K, str], *, key: str) -> K | None:
    """The same in a form where none is chosen at first: None."""
    names = _told_apart(options)
    return st.selectbox(
        label,
        list(names),
        index=None,
        format_func=names.__getitem__,
        key=key,
        placeholder="Nothing chosen",
    )


def maybe(label: str, options: Mapping[K, str], *, key: str) -> K | None:
    """Choose one of several, or none (None); the address keeps which."""
    found = {str(option): option for option in options}
    names = {NOTHING: "Nothing chosen"} | {str(one): name for one, name in options.items()}
    return found.get(kept_choice(label, names, key=key))


def kept_choice(label: str, options: Mapping[str, str], *, key: str, flat: bool = False) -> str:
    """Choose one of several; the address keeps it unless it is the first.

    `flat` sets few options beside each other.
    """
    names = _told_apart(options)
    kept(key, list(names), key)
    if not flat:
        return choice(label, options, key=key, on_change=clicked)
    return st.radio(
        label,
        list(names),
        format_func=lambda option: show.plain(names[option]),
        key=key,
        horizontal=True,
        on_change=clicked,
    )


def kept(key: str, options: Sequence[str], state: str) -> int:
    """Which of several was chosen last, or the first; the address keeps it unless it is that.

    It stands in the address under `key`, and under `state` in this tab.
    """
    asked = st.query_params.get(key)
    chosen = st.session_state[state] = _wanted(state, asked, options)
    wanted = None if chosen == options[0] else chosen
    # first the address, then the choice: whoever sees it may go on at once
    if wanted is None:
        st.query_params.pop(key, None)
    elif wanted != asked:
        st.query_params[key] = wanted
    st.session_state[f"{state}-last"] = _Last(st.context.url, wanted, chosen)
    return options.index(chosen)


def clicked() -> None:
    """Note a click: what the address says now may be older than it, by a round trip."""
    for key, last in st.session_state.items():
        if isinstance(last, _Last):
            st.session_state[key] = last._replace(lags=True)


class _Last(NamedTuple):
    """The page that was drawn last, what its address asked for, and what was chosen on it.

    `lags` says that a click has come since, so that the address is no news.
    """

    page: str | None = None
    asked: str | None = None
    chosen: str | None = None
    lags: bool = False


def _wanted(key: str, asked: str | None, names: Collection[str]) -> str:
    """What was chosen, or the first, unless a link or going back has led elsewhere since."""
    first, last = next(iter(names)), st.session_state.get(f"{key}-last", _Last())
    now = st.session_state.get(key, last.chosen)
    led = asked != last.asked and now == last.chosen and not last.lags
    if led and (asked in names or last.page == st.context.url):
        now = asked
    return now if now is not None and now in names else first


def pair(label: str, options: Mapping[K, str], *, key: str) -> tuple[K, K] | None:
    """Choose two to be seen beside each other; None until two different ones are chosen."""
    left, right = st.columns(2)
    with left:
        first = maybe(label, options, key=f"{key}-first")
    with right:
        second = maybe("And this one", options, key=f"{key}-second")
    return None if first is None or second is None or first == second else (first, second)


def _told_apart(options: Mapping[K, str]) -> dict[K, str]:
    names = dict(options)
    for name, count in Counter(options.values()).items():
        twins = [option for option, other in options.items() if other == name]
        if count > 1:
            names |= {option: f"{name} ({nth})" for nth, option in enumerate(twins, 1)}
    return names
