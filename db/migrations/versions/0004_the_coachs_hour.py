"""Agendas, sessions with their notes and next steps, and what somebody believed before."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create and add them."""
    op.add_column(
        "round_group",
        sa.Column("entered", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    _of_group(
        "agenda",
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("starts_at", INSTANT),
    )
    _of_group(
        "meeting",
        sa.Column("code", sa.String()),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("dimension", sa.String()),
        sa.Column("minutes", sa.Integer()),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("talked", sa.JSON(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("over_at", INSTANT),
        sa.Column("votes", sa.JSON()),
    )
    op.create_index(op.f("uq_meeting_code"), "meeting", ["code"], unique=True)
    for table, said in (("word", sa.Column("text", sa.String(), nullable=False)),
                        ("vote", sa.Column("points", sa.Integer(), nullable=False))):  # fmt: skip
        key, device = (
            sa.Column(name, sa.LargeBinary(length=32), nullable=False) for name in ("key", "device")
        )
        _of_group(table, device, said, key=key)
        op.create_index(op.f(f"ix_{table}_round_id_group_id"), table, ["round_id", "group_id"])
    dimension = sa.Column("dimension", sa.String(), nullable=False)
    _of_group("note", sa.Column("text", sa.String(), nullable=False), more=(dimension,))
    _of_group(
        "belief",
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_belief_person_id"), ondelete="CASCADE"
        ),
        more=(sa.Column("person_id", sa.Integer(), nullable=False),),
    )
    op.create_index(op.f("ix_belief_person_id"), "belief", ["person_id"])
    _create_next_step()


def downgrade() -> None:
    """Drop them."""
    for table in ("next_step", "belief", "note", "vote", "word", "meeting", "agenda"):
        op.drop_table(table)
    op.drop_column("round_group", "entered")


def _of_group(
    table: str, *more_columns: Any, key: Any = None, more: tuple[sa.Column[Any], ...] = ()
) -> None:
    """A table whose rows belong to a group; its key is that group with `more`, or `key`."""
    primary = ["key"] if key is not None else ["round_id", "group_id", *(one.name for one in more)]
    op.create_table(
        table,
        *([key] if key is not None else []),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        *more,
        *more_columns,
        _group(table),
        sa.PrimaryKeyConstraint(*primary, name=op.f(f"pk_{table}")),
        sqlite_with_rowid=False,
    )


def _create_next_step() -> None:
    op.create_table(
        "next_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String()),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("done_at", INSTANT),
        _group("next_step"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
    )
    op.create_index(op.f("ix_next_step_group_id"), "next_step", ["group_id"])


def _group(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["round_id", "group_id"],
        ["round_group.round_id", "round_group.group_id"],
        name=op.f(f"fk_{table}_round_id_group_id"),
        ondelete="CASCADE",
    )
