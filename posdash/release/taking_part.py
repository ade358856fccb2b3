"""Who takes part, as far as that may be told: how many answered, are here, or found it worth it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from math import floor

from posdash.banks.bank import Openness
from posdash.release.values import Outlook, Participation, Reason, Votes, Withheld
from posdash.survey.round import Links, Participant, Round, beyond

STEP = 3  # by fewer no number moves that is looked at all the time


def participation(
    of: Participant, answered: int | None, at: datetime | None, survey_round: Round
) -> Participation:
    """How many of an open group have answered, by the last count; never fewer than k.

    Answers that the coach knows hide nobody from the coach, and more answers
    than there are people hide no more than these.
    """
    enough = answered is not None and unknown(of, answered) >= survey_round.k
    known = answered if enough else None
    devices = survey_round.links is Links.TEAM
    return Participation(of.group.name, known, at, of.people, devices, survey_round.k)


def outlook(
    of: Participant, answered: int, entered: int, at: datetime, survey_round: Round
) -> Outlook:
    """What could be shown of a group if it closed as it was then."""
    enough = unknown(replace(of, entered=entered), answered) >= survey_round.k
    too_many, named = beyond(of.people, answered) > 0, survey_round.openness is Openness.NAMED
    return Outlook(of.group.name, of.people, enough, too_many, named, survey_round.k, at)


def live_participation(
    of: Participant, answered: int, entered: int, at: datetime, survey_round: Round
) -> Participation:
    """The same while a session counts: it moves in steps, so that no single answer shows."""
    found = participation(replace(of, entered=entered), answered, at, survey_round)
    return replace(found, answered=in_steps(found.answered, survey_round.k), steps=STEP)


def in_steps(number: int | None, k: int) -> int | None:
    """A number that is looked at all the time: None below k, then k, k + 3, k + 6."""
    return None if number is None or number < k else k + (number - k) // STEP * STEP


def unknown(of: Participant, answered: int) -> int:
    """How many people at least have answered whom nobody else knows."""
    return answered - beyond(of.people, answered) - of.entered


def closing_words(together: Sequence[str], survey_round: Round) -> tuple[str, ...] | Withheld:
    """The words a session closes with: those that appeared `together`, k at first."""
    return tuple(together) or Withheld(Reason.TOO_FEW, survey_round.k)


def votes(counts: Sequence[int], of: Participant, survey_round: Round) -> Votes | Withheld:
    """Whether an hour was worth it, of counts from 1 point up; rounded for everybody."""
    n = sum(counts)
    if n - beyond(of.people, n) < survey_round.k_outside:
        return Withheld(Reason.TOO_FEW, survey_round.k_outside)
    points = sum(at * count for at, count in enumerate(counts, 1)) / n
    return Votes(n, floor(points * 2 + 0.5) / 2)
