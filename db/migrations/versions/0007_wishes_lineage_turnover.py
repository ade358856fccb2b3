"""Who wants to move how far, where groups came from, and of which few two rounds would tell."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COUNTED = (
    *("round_id", "group_id", "parent_id", "name", "people", "asked", "closed_at"),
    *("code", "answered", "answered_at", "entered"),
)
OWN = (
    "SELECT tally.round_id, group_id, subject, dimension, facet, counts FROM tally "
    "WHERE facet <> 'move'"
)


def upgrade() -> None:
    """Create them; what was judged when a round opened keeps what it was judged beside."""
    op.create_table(
        "wish",
        *_of_group("wish"),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("squares", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "round_id", "group_id", "subject", "dimension", name=op.f("pk_wish")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turnover",
        *_of_group("turnover"),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "round_id", "group_id", "dimension", "facet", "kind", name=op.f("pk_turnover")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lineage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("came_from", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["org_group.id"],
                name=op.f(f"fk_lineage_{column}"),
                ondelete="CASCADE",
            )
            for column in ("group_id", "came_from")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lineage")),
    )
    op.create_index(op.f("ix_lineage_group_id"), "lineage", ["group_id"])
    op.create_index(op.f("ix_lineage_came_from"), "lineage", ["came_from"])
    _lock_closed_groups((*COUNTED, "devices"))  # few_changed is known when the last one closes
    _lock_judgement()
    _keep_what_was_judged()


def downgrade() -> None:
    """Drop them."""
    here = "" if op.get_bind().dialect.name == "sqlite" else " ON round_group"
    op.execute(f"DROP TRIGGER round_group_judged{here}")
    _lock_closed_groups((*COUNTED, "devices", "few_changed"))
    for table in ("lineage", "turnover", "wish"):
        op.drop_table(table)


def _lock_closed_groups(columns: tuple[str, ...]) -> None:
    """Lock these columns of groups that have closed."""
    here = "" if op.get_bind().dialect.name == "sqlite" else " ON round_group"
    op.execute(f"DROP TRIGGER round_group_locked{here}")
    _lock("round_group_locked", columns, "OLD.closed_at IS NOT NULL")


def _lock_judgement() -> None:
    """What was found to tell of a few people in a closed group is never found not to."""
    taken_back = "OLD.closed_at IS NOT NULL AND OLD.few_changed AND NEW.few_changed IS NOT TRUE"
    _lock("round_group_judged", ("few_changed",), taken_back)


def _lock(name: str, columns: tuple[str, ...], when: str) -> None:
    start = f"CREATE TRIGGER {name} BEFORE UPDATE OF {', '.join(columns)} ON round_group"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"{start} WHEN {when} BEGIN SELECT RAISE(ABORT, "
            "'what was promised to those who answer is locked'); END"
        )
    else:
        op.execute(f"{start} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_change()")


def _of_group(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f(f"fk_{table}_round_id_group_id"),
            ondelete="CASCADE",
        ),
    )


def _keep_what_was_judged() -> None:
    """The earlier counts of groups in which few had changed, as far as they have closed."""
    counts: dict[int, dict[Any, list[int]]] = defaultdict(dict)
    for row in _rows(OWN):
        question = row.group_id, row.subject, row.dimension, row.facet
        counts[row.round_id][question] = _read(row.counts)
    rounds = _rows(
        "SELECT round.id, opened_at, body FROM round "
        "JOIN bank_snapshot ON bank_snapshot.digest = round.bank_digest "
        "WHERE state IN ('open', 'closed') ORDER BY opened_at IS NOT NULL, opened_at, round.id"
    )
    for at, later in enumerate(rounds):
        bank = json.loads(later.body)["id"]
        before = [one.id for one in rounds[:at] if json.loads(one.body)["id"] == bank]
        for values in _judged(later.id, before, counts):
            _run(
                "INSERT INTO turnover (round_id, group_id, dimension, facet, kind, earlier) "
                f"VALUES (:round_id, :group_id, :dimension, :facet, 'few', {_as_json()})",
                **values,
            )


def _judged(round_id: int, before: list[int], counts: Any) -> Iterable[dict[str, Any]]:
    groups = _rows(
        "SELECT group_id, parent_id, people, few_changed FROM round_group "
        f"WHERE round_id = {round_id}"
    )
    subject = _rows(f"SELECT key FROM subject WHERE round_id = {round_id} ORDER BY position")
    for group in groups:
        inside = _inside(group.group_id, groups)
        people = sum(one.people for one in groups if one.group_id in inside)
        for asked in sorted({question[1:] for question in counts[round_id]}):
            here = _together(counts[round_id], inside, asked)
            few = group.few_changed or (group.few_changed is not None and sum(here) > people)
            if here and few and asked[0] == subject[0].key:
                found = (_together(counts[one], inside, asked) for one in reversed(before))
                yield {
                    "round_id": round_id,
                    "group_id": group.group_id,
                    "dimension": asked[1],
                    "facet": asked[2],
                    "earlier": json.dumps([one for one in found if one]),
                }


def _inside(group: int, groups: Any) -> set[int]:
    found, more = {group}, {group}
    while more:
        more = {one.group_id for one in groups if one.parent_id in found} - found
        found |= more
    return found


def _together(counts: Any, groups: set[int], asked: Any) -> list[int]:
    found = [counts[group, *asked] for group in sorted(groups) if (group, *asked) in counts]
    return [sum(each) for each in zip(*found, strict=True)]


def _read(counts: Any) -> list[int]:
    return list(json.loads(counts) if isinstance(counts, str) else counts)


def _as_json() -> str:
    return ":earlier" if op.get_bind().dialect.name == "sqlite" else "CAST(:earlier AS JSON)"


def _rows(statement: str) -> Any:
    return op.get_bind().execute(sa.text(statement)).all()


def _run(statement: str, **values: object) -> None:
    op.get_bind().execute(sa.text(statement), values)
