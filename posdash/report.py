"""Findings as text for a terminal and as JSON for a program; released values only."""

import json
from dataclasses import asdict, is_dataclass
from typing import Any

from posdash import words
from posdash.findings import GroupsFinding, TeamFinding


def team_text(finding: TeamFinding) -> str:
    """A team's picture in plain lines, widest apart first."""
    lines = [f"{finding.group.name}: {finding.title}", finding.headline, finding.audience, ""]
    for one in finding.dimensions:
        lines.append(f"{one.dimension.left.label} <-> {one.dimension.right.label}")
        lines += [f"  {sentence}" for sentence in (one.sentence, *one.more)]
    return "\n".join(lines)


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


def _value(one: Any) -> Any:
    if isinstance(one, tuple):
        return [_value(each) for each in one]
    if not is_dataclass(one) or isinstance(one, type):
        return one
    return {"tier": type(one).__name__.lower(), **asdict(one)}


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
