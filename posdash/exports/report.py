"""Findings as text for a terminal and as JSON for a program; released values only."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from posdash.findings import words
from posdash.findings.comparison import Comparison
from posdash.findings.groups import GroupsFinding
from posdash.findings.team import TeamFinding
from posdash.views.audit import Audit, tiers

TIERS = ("withheld", "coarse", "binned", "full")


def team_text(finding: TeamFinding) -> str:
    """A team's picture in plain lines, widest apart first."""
    lines = [f"{finding.group.name}: {finding.title}", finding.headline, finding.audience, ""]
    for one in finding.dimensions:
        lines.append(f"{one.dimension.left.label} <-> {one.dimension.right.label}")
        lines += [f"  {sentence}" for sentence in (one.sentence, *(said.text for said in one.more))]
    notes = [one for one in (finding.correction, finding.detectable) if one]
    return "\n".join([*lines, "", *notes] if notes else lines)


def groups_text(finding: GroupsFinding) -> str:
    """Groups side by side in plain lines, in the tree's order."""
    lines = [finding.title, finding.headline, finding.audience]
    for row in finding.rows:
        lines += ["", "  " * row.depth + row.group.name]
        for dimension, value in zip(finding.dimensions, row.cells, strict=True):
            ends = f"{dimension.left.label} <-> {dimension.right.label}"
            said = words.dimension_sentence(dimension, value, finding.scale)
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
                    "id": one.dimension.id,
                    "left": one.dimension.left.label,
                    "right": one.dimension.right.label,
                    "now": _value(one.now),
                    "aim": _value(one.aim),
                    "shift": _value(one.shift),
                    "moves": _value(one.moves),
                    "comments": _value(one.remarks),
                    "names": _value(one.signed),
                }
                for one in finding.dimensions
            ],
        }
    )


def groups_json(finding: GroupsFinding) -> str:
    """Groups side by side as JSON; each value names its tier."""
    ids = [one.id for one in finding.dimensions]
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
                }
                for row in finding.rows
            ],
        }
    )


def comparison_text(found: Comparison) -> str:
    """Two pictures beside each other in plain lines, in the bank's order."""
    lines = [f"{found.first} and {found.second}", found.headline, ""]
    for one in found.dimensions:
        lines.append(f"{one.dimension.left.label} <-> {one.dimension.right.label}")
        lines.append(f"  {one.sentence}")
    return "\n".join([*lines, "", found.correction, found.detectable]).rstrip()


def comparison_json(found: Comparison) -> str:
    """Two pictures beside each other as JSON; `clear` is what the correction leaves standing."""
    return _dump(
        {
            "first": found.first,
            "second": found.second,
            "correction": found.correction,
            "dimensions": [
                {
                    "id": one.dimension.id,
                    "first": _value(one.before),
                    "second": _value(one.after),
                    "difference": _value(one.difference),
                    "clear": one.clear,
                }
                for one in found.dimensions
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
        lines += ["", f"  {viewer}", f"    {'':48}{''.join(f'{one:>10}' for one in TIERS)}"]
        for what, counts in tiers(values).items():
            numbers = "".join(f"{counts[one] or '·':>10}" for one in TIERS)
            lines.append(f"    {what[:47]:48}{numbers}")
        if not values:
            lines.append("    nothing")
    lines += ["", *(f"  LEAK: {one}" for one in found.leaks)]
    if not found.leaks:
        lines.append("  Nothing follows from any of this that may not be shown.")
    if found.owed:
        lines.append(f"  {found.owed} closes are still to be wiped from the database's files.")
    return "\n".join([*lines, ""])


def _value(one: Any) -> Any:
    if isinstance(one, tuple):
        return [_value(each) for each in one]
    if not is_dataclass(one) or isinstance(one, type):
        return one
    return {"tier": type(one).__name__.lower(), **asdict(one)}


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
