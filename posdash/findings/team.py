"""The recipe, top to bottom: release each tally, order by what to talk about, say it in words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from posdash.banks.bank import Dimension, Openness
from posdash.findings import comparison_words, picture_words, words
from posdash.findings.words import Said
from posdash.release.differences import PAGE
from posdash.release.gate import Gate, release_own
from posdash.release.picture import complete, is_complete, wanted_alike
from posdash.release.values import (
    Band,
    Binned,
    Coarse,
    Difference,
    Full,
    Moves,
    Released,
    Remark,
    Shift,
    Signed,
    Unsure,
    Verdict,
    Withheld,
    cut_offs,
)
from posdash.release.wishes import Wanted, wishes
from posdash.survey.round import Facet, Group, Round
from posdash.survey.tally import Counted, Tally, column


@dataclass(frozen=True, slots=True)
class DimensionFinding:
    """What one group said about one dimension, released, with its plain sentence.

    `leans` is -1 or 1 where the group stands nearer to one end, and 0 around the
    middle and where nothing is shown; `where` says it in words. `aim`, `shift`
    and `moves` are None where no aim was asked. `alike` says that people see
    today differently and want the same; `unsure` is None but where a third or
    more were not sure; `signed` is empty but in `named` rounds seen from inside;
    `more` says what else stands behind the picture.
    """

    dimension: Dimension
    now: Released
    leans: int
    where: str
    aim: Released | None
    shift: Shift | None
    moves: Moves | Withheld | None
    alike: bool
    unsure: Unsure | None
    remarks: tuple[Remark, ...] | Withheld
    signed: tuple[Signed, ...]
    sentence: str
    more: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class TeamFinding:
    """One group's picture of one round; dimensions stand widest apart first.

    `bank_order` holds the dimensions' ids in the bank's order, for charts
    whose places must not move; `correction` says by which rule wishes are
    judged together and `detectable` how large they must be to show; both are
    empty where no aim was asked; `complete` says that everybody answered
    everything, else it is empty; `entered` is of how many who answered a
    coach knows the answers, `devices` how many answered in all.
    """

    round_id: int
    title: str
    group: Group
    subject: str
    people: int
    entered: int
    devices: int
    scale: int
    headline: str
    audience: str
    correction: str
    detectable: str
    complete: str
    dimensions: tuple[DimensionFinding, ...]
    bank_order: tuple[str, ...]

    def dimension(self, dimension_id: str) -> DimensionFinding:
        """The finding about one dimension; raises KeyError if the bank has none of that id."""
        for finding in self.dimensions:
            if finding.dimension.id == dimension_id:
                return finding
        raise KeyError(dimension_id)

    @property
    def tags(self) -> tuple[str, ...]:
        """What its dimensions are about, each once, in alphabetical order."""
        return tuple(sorted({tag for finding in self.dimensions for tag in finding.dimension.tags}))

    def only(self, tag: str) -> "TeamFinding":
        """The same with the dimensions of one tag alone; what is said of the whole stays."""
        kept = tuple(finding for finding in self.dimensions if tag in finding.dimension.tags)
        ids = {finding.dimension.id for finding in kept}
        order = tuple(dimension_id for dimension_id in self.bank_order if dimension_id in ids)
        return replace(self, dimensions=kept, bank_order=order)


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote about one dimension: comments, and in `named` rounds placements."""

    comments: tuple[tuple[str, str | None, bool], ...] = ()
    placements: tuple[tuple[str, int | None, int | None, bool], ...] = ()


def of_team(
    gate: Gate, survey_round: Round, group: int, counted: Counted, written: Mapping[str, Written]
) -> TeamFinding:
    """The picture of one closed group, for the team and its coach."""
    participant = survey_round.participant(group)
    assert participant is not None
    # 1. release
    released = [
        _release(gate, survey_round, group, dimension, counted)
        for dimension in survey_round.bank.dimensions
    ]
    # 2. compare now and aim, all of them together
    wanted = [release.wished for release in released if release.wished is not None]
    judged = wishes(wanted, survey_round.bank.scale, gate.organisation)
    moved = judged if survey_round.asks_aim else (None,) * len(released)
    everybody = all(is_complete(release.now, release.people) for release in released)
    # 3. say
    found = [
        _said(
            gate,
            survey_round.bank.scale,
            release,
            shift,
            written.get(release.dimension.id, Written()),
        )
        for release, shift in zip(released, moved, strict=True)
    ]
    # 4. order
    ordered = sorted(found, key=lambda finding: -apartness(finding.now, survey_round.bank.scale))
    return TeamFinding(
        round_id=survey_round.id,
        title=survey_round.title,
        group=participant.group,
        subject=words.subject(survey_round),
        people=participant.people,
        entered=participant.entered,
        devices=participant.devices,
        scale=survey_round.bank.scale,
        headline=picture_words.team_headline(
            [(finding.dimension, finding.now, finding.aim) for finding in ordered],
            survey_round.bank.scale,
        ),
        audience=words.audience(survey_round.openness, survey_round.k)
        + words.known_answers(participant.entered)
        + words.too_many(participant.people, participant.devices),
        correction=comparison_words.correction(PAGE) if survey_round.asks_aim else "",
        detectable=comparison_words.detectable(judged),
        complete=picture_words.EVERYBODY if everybody else "",
        dimensions=tuple(ordered),
        bank_order=tuple(dimension.id for dimension in survey_round.bank.dimensions),
    )


def sentence(
    gate: Gate, survey_round: Round, group: int, dimension: Dimension, counted: Counted
) -> str:
    """What one closed group said about one dimension, in words alone."""
    now = _of_group(gate, survey_round, group, dimension, counted, Facet.NOW)
    return picture_words.dimension_sentence(dimension, now, survey_round.bank.scale)


def apartness(value: Released, scale: int) -> float:
    """How far apart people stand in points, the middle of the band where only that is known.

    For ordering alone; values without it come last.
    """
    if isinstance(value, Full):
        return value.average_distance or 0.0
    if isinstance(value, Coarse | Binned) and value.agreement is not None:
        mixed, close = cut_offs(scale)
        middle = {Band.CLOSE: 1 + close, Band.MIXED: close + mixed, Band.WIDE: mixed}
        return (1 - middle[value.agreement] / 2) * (scale - 1) / 2
    return -1.0


@dataclass(frozen=True, slots=True)
class _Released:
    """What is released of one dimension, before it is put into words."""

    dimension: Dimension
    now: Released
    answers: Tally
    surplus: int
    people: int
    unsure: Unsure | None
    aim: Released | None = None
    moves: Moves | Withheld | None = None
    wished: Wanted | None = None


def _release(
    gate: Gate, survey_round: Round, group: int, dimension: Dimension, counted: Counted
) -> _Released:
    now = _of_group(gate, survey_round, group, dimension, counted, Facet.NOW)
    participant = survey_round.participant(group)
    assert participant is not None
    placed = column(counted, survey_round, dimension.id, Facet.NOW, group)
    answers, few_changed = placed.own[group], group in placed.earlier
    known = gate.sees_all or not few_changed  # else a position may have been moved
    people = participant.people if known and not participant.surplus else 0
    unsure = gate.unsure(answers, few_changed)
    found = _Released(
        dimension, complete(now, people), answers, participant.surplus, people, unsure
    )
    if not survey_round.asks_aim:
        return found
    aim = _of_group(gate, survey_round, group, dimension, counted, Facet.AIM)
    both = column(counted, survey_round, dimension.id, Facet.MOVE, group)
    moves, few_changed = both.own[group], group in both.earlier
    wished = gate.wanted(
        (now, aim), dimension.id, counted.wishes.get((group, dimension.id)), moves, few_changed
    )
    moved = gate.moves(moves, few_changed)
    return replace(found, aim=complete(aim, people), moves=moved, wished=wished)


def _of_group(
    gate: Gate,
    survey_round: Round,
    group: int,
    dimension: Dimension,
    counted: Counted,
    facet: Facet,
) -> Released:
    return release_own(
        gate, survey_round, group, column(counted, survey_round, dimension.id, facet, group)
    )


def _said(
    gate: Gate, scale: int, release: _Released, shift: Shift | None, said: Written
) -> DimensionFinding:
    answers = release.answers.n if gate.openness is Openness.NAMED else release.answers.unknown
    dimension, now = release.dimension, release.now
    alike = wanted_alike(now, release.aim)
    more = (
        Said(picture_words.camps(now), "camps"),
        Said(picture_words.alike(dimension, now, release.aim, scale), "agreement"),
        Said(picture_words.unsure(release.unsure), "unsure"),
        Said(picture_words.gap(now), "gap"),
        # whether the average moves tells nothing where people come from both sides
        Said(
            "" if alike and not _clear(shift) else comparison_words.wish(dimension, shift), "shift"
        ),
        Said(words.moves(dimension, release.moves), "moves"),
        Said(picture_words.missing(now, release.people, scale), "absent"),
    )
    return DimensionFinding(
        dimension=dimension,
        now=now,
        leans=0 if isinstance(now, Withheld) else words.side_of(now.position, scale),
        where=picture_words.place(dimension, now, scale),
        aim=release.aim,
        shift=shift,
        moves=release.moves,
        alike=alike,
        unsure=release.unsure,
        remarks=gate.remarks(said.comments, answers, release.surplus),
        signed=gate.signed(said.placements),
        sentence=picture_words.dimension_sentence(dimension, now, scale),
        more=tuple(statement for statement in more if statement.text),
    )


def _clear(shift: Shift | None) -> bool:
    return isinstance(shift, Difference) and shift.verdict is Verdict.CLEAR
