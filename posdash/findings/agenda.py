"""What to talk about: from a team's picture to an hour with time slots, and why each is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from posdash.findings import comparison_words, picture_words
from posdash.findings.team import DimensionFinding, TeamFinding, apartness
from posdash.release.picture import band
from posdash.release.values import Band, Camps, Difference, Full, Verdict, Withheld

MINUTES = (30, 45, 60, 90)
FRAMING, STEPS = 0.10, 0.15  # of the time
SHORTEST = 8  # minutes; in less, a team can hear an opening question and no second voice
LONGEST_SLOT = 120
ROOM_FOR_AGREEMENT = 5  # slots; of so many, one may ask whether an agreement still serves
NEAR = 0.5  # points: an aim closer than that is no wish to move


@dataclass(frozen=True, slots=True)
class Slot:
    """One dimension, how many minutes it gets, and why it was chosen (said anew, never kept)."""

    dimension: str
    minutes: int
    why: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """An hour: `framing`, `slots` and next `steps` in minutes; `agreements` to say aloud first.

    `minutes` is what was asked for; slots that were edited may add up to another
    number. `starts_at` is None until somebody says when the team meets.
    """

    minutes: int
    framing: int
    slots: tuple[Slot, ...]
    steps: int
    agreements: tuple[str, ...]
    starts_at: datetime | None = None

    @property
    def total(self) -> int:
        """How many minutes it all takes."""
        return self.framing + sum(slot.minutes for slot in self.slots) + self.steps

    @property
    def over(self) -> int:
        """How many minutes more than were asked for."""
        return max(self.total - self.minutes, 0)

    @property
    def begins(self) -> tuple[int, ...]:
        """When each slot begins, in minutes from the start."""
        before = [slot.minutes for slot in self.slots]
        return tuple(self.framing + sum(before[:at]) for at in range(len(before)))

    def without(self, dimension: str) -> "Agenda":
        """The same with one slot dropped."""
        return replace(
            self, slots=tuple(slot for slot in self.slots if slot.dimension != dimension)
        )

    def with_slot(self, dimension: str) -> "Agenda":
        """The same with one slot more, at its end; unchanged if it is there."""
        if any(slot.dimension == dimension for slot in self.slots):
            return self
        return replace(self, slots=(*self.slots, Slot(dimension, SHORTEST, "")))

    def starting(self, at: datetime | None) -> "Agenda":
        """The same at another time."""
        return replace(self, starts_at=at)

    def moved(self, dimension: str, by: int) -> "Agenda":
        """The same with one slot so many places later, or earlier where `by` is negative."""
        order = list(self.slots)
        for slot in self.slots:
            if slot.dimension == dimension:
                at = order.index(slot)
                order.insert(max(0, at + by), order.pop(at))
        return replace(self, slots=tuple(order))

    def lasting(self, dimension: str, minutes: int) -> "Agenda":
        """The same with another length of one slot."""
        return replace(
            self,
            slots=tuple(
                replace(slot, minutes=minutes) if slot.dimension == dimension else slot
                for slot in self.slots
            ),
        )


def propose(finding: TeamFinding, minutes: int) -> Agenda:
    """An agenda of so many minutes, chosen from what is released.

    What people see differently and want alike comes first, then two camps (by
    their gap), then average distance (of a band its middle), then the distance
    of now and aim, then the bank's order. What stands close together with its
    aim near is said at the start; one such question has a slot where there is
    room for it, or for five. Where nothing may be shown, the bank's order leads.
    """
    _, _, talk = shares(minutes)
    most = talk // SHORTEST
    urgent = [question.dimension.id for question in _by_urgency(finding)]
    agreed = _closest(finding, urgent)
    chosen = [*urgent[: most - len(agreed)], *agreed] if _room(urgent, most) else urgent[:most]
    share, more = divmod(talk, len(chosen)) if chosen else (0, 0)
    return of_slots(
        finding,
        minutes,
        [(dimension_id, share + (at < more)) for at, dimension_id in enumerate(chosen)],
    )


def of_slots(
    finding: TeamFinding,
    minutes: int,
    slots: Sequence[tuple[str, int]],
    starts_at: datetime | None = None,
) -> Agenda:
    """An agenda with these slots (dimension, minutes); without any, next steps get the time."""
    framing, steps, _ = shares(minutes)
    reasons, chosen = why(finding), [dimension_id for dimension_id, _ in slots]
    return Agenda(
        minutes=minutes,
        framing=framing,
        slots=tuple(
            Slot(dimension_id, length, reasons[dimension_id]) for dimension_id, length in slots
        ),
        steps=steps if chosen else minutes - framing,
        agreements=_agreements(finding, chosen),
        starts_at=starts_at,
    )


def shares(minutes: int) -> tuple[int, int, int]:
    """Minutes for the framing, for next steps, and for talking in between."""
    framing, steps = round(minutes * FRAMING), round(minutes * STEPS)
    return framing, steps, minutes - framing - steps


def _room(urgent: Sequence[str], most: int) -> bool:
    """Whether what a team agrees on may have one of so many slots."""
    return len(urgent) < most or most >= ROOM_FOR_AGREEMENT


def _closest(finding: TeamFinding, urgent: Sequence[str]) -> list[str]:
    """The question on which people stand closest, of those with nothing else to talk about."""
    agreed = [
        finding.dimension(dimension_id)
        for dimension_id in finding.bank_order
        if dimension_id not in urgent
    ]
    close = [question for question in agreed if band(question.now) is Band.CLOSE]
    return [
        question.dimension.id
        for question in sorted(close, key=lambda one: apartness(one.now, finding.scale))[:1]
    ]


def _agreements(finding: TeamFinding, chosen: list[str]) -> tuple[str, ...]:
    """What a team stands close together on and does not talk about, in the bank's order."""
    return tuple(
        dimension_id
        for dimension_id in finding.bank_order
        if band(finding.dimension(dimension_id).now) is Band.CLOSE and dimension_id not in chosen
    )


def why(finding: TeamFinding) -> Mapping[str, str]:
    """Why each dimension would be worth its time, in a sentence."""
    return {
        question.dimension.id: _reason(question, finding.scale) for question in finding.dimensions
    }


def _by_urgency(finding: TeamFinding) -> list[DimensionFinding]:
    in_order = [finding.dimension(dimension_id) for dimension_id in finding.bank_order]
    shown = [question for question in in_order if not isinstance(question.now, Withheld)]
    if not shown:
        return in_order
    worth = [
        question
        for question in shown
        if band(question.now) is not Band.CLOSE or _wish(question) >= NEAR
    ]
    return sorted(
        worth,
        key=lambda question: (
            not question.alike,
            -_camps(question),
            -apartness(question.now, finding.scale),
            -_wish(question),
        ),
    )


def _camps(finding: DimensionFinding) -> float:
    now = finding.now
    two = isinstance(now, Full) and now.camps is Camps.TWO_CAMPS
    return now.camps_apart or 0.0 if two and isinstance(now, Full) else 0.0


def _wish(finding: DimensionFinding) -> float:
    """How far the aim lies from now, in points; 0 where nobody was asked or it is withheld."""
    return (
        0.0
        if finding.shift is None or isinstance(finding.shift, Withheld)
        else abs(finding.shift.points)
    )


def _reason(finding: DimensionFinding, scale: int) -> str:
    now = finding.now
    if isinstance(now, Withheld):
        return "Too few answers to choose by; it stands in the order of the questions."
    if band(now) is Band.CLOSE and _wish(finding) < NEAR:
        said = [picture_words.serving(finding.dimension, now, scale)]
    else:
        apart = picture_words.camps(now) if _camps(finding) else picture_words.agreement(now)
        alike = picture_words.alike(finding.dimension, now, finding.aim, scale)
        said = [apart or picture_words.APART_NOT_SHOWN, alike, _wish_in_words(finding)]
    return " ".join(text for text in (*said, picture_words.unsure(finding.unsure)) if text)


def _wish_in_words(finding: DimensionFinding) -> str:
    """The aim, where it is more than chance, or where nothing else puts the question here."""
    if isinstance(finding.shift, Difference) and finding.shift.verdict is Verdict.CLEAR:
        return comparison_words.wish(finding.dimension, finding.shift)
    return picture_words.ASK_FOR_THE_AIM if band(finding.now) is Band.CLOSE else ""
