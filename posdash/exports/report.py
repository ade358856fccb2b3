"""Findings as text for a terminal and as JSON for a program; released values only."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from posdash.findings import picture_words, words
from posdash.findings.comparison import Comparison
from posdash.findings.groups import GroupsFinding
from posdash.findings.team import TeamFinding
from posdash.text import isolated
from posdash.views.audit import Audit, Upkeep
from posdash.views.named_later import NamedLater
from posdash.views.seen import tiers

DIGITS = 4
TIERS = ("withheld", "coarse", "binned", "full")


def team_text(finding: TeamFinding) -> str:
    """A team's picture in plain lines, widest apart first."""
    lines = [
        f"{isolated(finding.group.name)}: {isolated(finding.title)}",
        finding.headline,
        finding.audience,
        "",
    ]
    for question in finding.dimensions:
        lines.append(f"{question.dimension.left.name} <-> {question.dimension.right.name}")
        lines += [
            f"  {sentence}"
            for sentence in (question.sentence, *(said.text for said in question.more))
        ]
    notes = [note for note in (finding.complete, finding.correction, finding.detectable) if note]
    return "\n".join([*lines, "", *notes] if notes else lines)


def groups_text(finding: GroupsFinding) -> str:
    """Groups side by side in plain lines, in the tree's order."""
    lines = [finding.title, finding.headline, finding.audience]
    if finding.standing is not None:
        told = finding.standing
        lines += [text for text in ("", *told.sentences, told.pooling, told.correction) if text]
    for row in finding.rows:
        lines += ["", "  " * row.depth + isolated(row.group.name)]
        for dimension, value in zip(finding.dimensions, row.cells, strict=True):
            ends = f"{dimension.left.name} <-> {dimension.right.name}"
            said = picture_words.dimension_sentence(dimension, value, finding.scale)
            lines.append("  " * row.depth + f"  {ends}: {said}")
    return "\n".join(lines)


def team_json(finding: TeamFinding) -> str:
    """A team's picture as JSON; each value names its tier."""
    return _dump(
        {
            "round": finding.title,
            "group": finding.group.name,
            "subject": finding.subject,
            "scale": finding.scale,
            "dimensions": [
                {
                    "id": question.dimension.id,
                    "left": question.dimension.left.label,
                    "right": question.dimension.right.label,
                    "now": _value(question.now),
                    "aim": _value(question.aim),
                    "shift": _value(question.shift),
                    "moves": _value(question.moves),
                    "comments": _value(question.remarks),
                    "names": _value(question.signed),
                }
                for question in finding.dimensions
            ],
        }
    )


def groups_json(finding: GroupsFinding) -> str:
    """Groups side by side as JSON; each value names its tier."""
    ids = [dimension.id for dimension in finding.dimensions]
    return _dump(
        {
            "round": finding.title,
            "subject": finding.subject,
            "scale": finding.scale,
            "facet": finding.facet,
            "groups": [
                {
                    "group": row.group.name,
                    "depth": row.depth,
                    "values": dict(zip(ids, map(_value, row.cells), strict=True)),
                    "standings": _standings(finding, at),
                }
                for at, row in enumerate(finding.rows)
            ],
            "between": _between(finding),
        }
    )


def _standings(finding: GroupsFinding, row: int) -> dict[str, Any]:
    """How one group stands beside all the others, by question, where that may be said."""
    told = finding.standing
    if told is None:
        return {}
    cells = {one.id: told.cell(row, at) for at, one in enumerate(finding.dimensions)}
    return {dimension: asdict(cell) for dimension, cell in cells.items() if cell is not None}


def _between(finding: GroupsFinding) -> dict[str, Any]:
    """How much the groups differ, by question."""
    questions = finding.standing.questions if finding.standing else ()
    return {question.dimension.id: asdict(question.between) for question in questions}


def comparison_text(found: Comparison) -> str:
    """Two pictures beside each other in plain lines, the furthest apart first."""
    lines = [f"{isolated(found.first)} and {isolated(found.second)}", found.headline, ""]
    for compared in found.dimensions:
        lines.append(f"{compared.dimension.left.name} <-> {compared.dimension.right.name}")
        lines.append(f"  {compared.sentence}")
    return "\n".join([*lines, "", found.correction, found.detectable]).rstrip()


def comparison_json(found: Comparison) -> str:
    """Two pictures beside each other as JSON; each difference with its verdict."""
    return _dump(
        {
            "first": found.first,
            "second": found.second,
            "correction": found.correction,
            "dimensions": [
                {
                    "id": compared.dimension.id,
                    "first": _value(compared.before),
                    "second": _value(compared.after),
                    "difference": _value(compared.difference),
                }
                for compared in found.dimensions
            ],
        }
    )


def audit_text(found: Audit) -> str:
    """Who may see what of a round, as a table by tier, and what follows that should not."""
    survey_round = found.round
    openness, state = words.OPENNESS[survey_round.openness], words.STATES[survey_round.state]
    terms = f"{openness}, k = {survey_round.k}, {state}"
    lines = [f"Round {survey_round.id}: {survey_round.title} ({terms})"]
    for viewer, values in found.seen.items():
        lines += ["", f"  {viewer}", f"    {'':48}{''.join(f'{tier:>10}' for tier in TIERS)}"]
        for what, counts in tiers(values).items():
            numbers = "".join(f"{counts[tier] or '·':>10}" for tier in TIERS)
            lines.append(f"    {what[:47]:48}{numbers}")
        if not values:
            lines.append("    nothing")
    lines += ["" for _ in found.later[:1]]
    lines += [f"  {_named_later(coach)}" for coach in found.later]
    lines += ["", *(f"  LEAK: {leak}" for leak in found.leaks)]
    if not found.leaks:
        lines.append("  Nothing follows from any of this that may not be shown.")
    if found.owed:
        lines.append(f"  {found.owed} closes are still to be wiped from the database's files.")
    return "\n".join([*lines, ""])


def upkeep_text(found: Upkeep) -> str:
    """What the server still has to wipe, and what of its work fails; empty if nothing."""
    lines = []
    if found.owed:
        lines.append(
            f"What was erased is still to be wiped from the database's files, {found.owed} times: "
            "by the server's next turn, or by `init` where no server runs."
        )
    for task, since in sorted(found.failing.items()):
        lines.append(f"The server's {task} has failed since {since:%Y-%m-%d %H:%M} UTC.")
    return "\n".join(lines)


def _named_later(coach: NamedLater) -> str:
    sees = (
        "its team agreed, and shows them what it sees"
        if coach.agreed
        else "its team has not agreed, and shows them nothing from inside"
    )
    return f"{coach.name} coaches {coach.group}, named after the round had opened: {sees}."


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(part) for part in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    return {"tier": type(value).__name__.lower(), **asdict(value)}


def _dump(value: Any) -> str:
    return json.dumps(_rounded(value), ensure_ascii=False, indent=2)


def _rounded(value: Any) -> Any:
    """No number tells more than four digits after the point, whatever it was computed from."""
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value
