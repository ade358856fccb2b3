"""The steps of a session, their order, and what the one button of whoever leads it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """Where a session is; everybody's screen shows the same."""

    WELCOME = "welcome"
    PLACE = "place"
    PICTURE = "picture"
    TALK = "talk"
    EXPERIMENTS = "experiments"
    WORDS = "words"
    VOTE = "vote"
    OVER = "over"


BEFORE_THE_CLOSE = (Step.WELCOME, Step.PLACE)
AFTER_THE_CLOSE = (Step.WELCOME, Step.PICTURE, Step.TALK, Step.EXPERIMENTS, Step.WORDS, Step.VOTE)


@dataclass(frozen=True, slots=True)
class Stop:
    """One step, and in TALK the dimension that is talked about."""

    step: Step
    dimension: str | None = None


def following(
    at: Stop, *, closed: bool, agenda: Sequence[str], talked: Sequence[str]
) -> Stop | None:
    """What comes next; None where only the reveal, or nothing, does.

    Whoever went back goes on through what was talked about; after that comes the
    first of the agenda that nobody has talked about.
    """
    if not closed:
        return Stop(Step.PLACE) if at.step is Step.WELCOME else None
    if at.step in (Step.WELCOME, Step.PLACE):
        return Stop(Step.PICTURE)
    if at.step in (Step.PICTURE, Step.TALK):
        later = talked[talked.index(at.dimension) + 1 :] if at.dimension in talked else talked
        left = [*later, *(dimension_id for dimension_id in agenda if dimension_id not in talked)]
        return Stop(Step.TALK, left[0]) if left else Stop(Step.EXPERIMENTS)
    return {
        Step.EXPERIMENTS: Stop(Step.WORDS),
        Step.WORDS: Stop(Step.VOTE),
        Step.VOTE: Stop(Step.OVER),
    }.get(at.step)


def before(at: Stop, *, closed: bool, talked: Sequence[str]) -> Stop | None:
    """What came before, or None; nothing leads back to placing once the team has closed."""
    if at.step in (Step.WELCOME, Step.OVER):
        return None
    if at.step is Step.PLACE or (at.step is Step.PICTURE and closed):
        return Stop(Step.WELCOME)
    if at.step is Step.TALK and at.dimension in talked:
        earlier = talked[: talked.index(at.dimension)]
        return Stop(Step.TALK, earlier[-1]) if earlier else Stop(Step.PICTURE)
    if at.step is Step.EXPERIMENTS:
        return Stop(Step.TALK, talked[-1]) if talked else Stop(Step.PICTURE)
    return {
        Step.TALK: Stop(Step.PICTURE),
        Step.WORDS: Stop(Step.EXPERIMENTS),
        Step.VOTE: Stop(Step.WORDS),
    }.get(at.step)


def reachable(step: Step, *, closed: bool) -> bool:
    """Whether a session may be at this step: results come after the close, placing before it."""
    return step in (AFTER_THE_CLOSE if closed else BEFORE_THE_CLOSE)
