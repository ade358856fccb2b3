"""What people may say of themselves, the counts by it, and sums over a round."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SENTENCE = "what was promised to those who answer is locked"
CHANGES = ("INSERT", "UPDATE", "DELETE")
OPENED = "(SELECT state FROM round WHERE id = {row}.round_id) <> 'planned'"
ROW = {"INSERT": "NEW", "UPDATE": "OLD", "DELETE": "OLD"}
LOCK = {
    "sqlite": [
        f"CREATE TRIGGER attribute_locked_{change.lower()} BEFORE {change} ON attribute "
        f"WHEN {OPENED.format(row=ROW[change])} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for change in CHANGES
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_attribute() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {OPENED.format(row='(COALESCE(OLD, NEW))')} "
        f"THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN COALESCE(NEW, OLD); END $$",
        "CREATE TRIGGER attribute_locked BEFORE INSERT OR UPDATE OR DELETE ON attribute "
        "FOR EACH ROW EXECUTE FUNCTION refuse_attribute()",
    ],
}
UNLOCK = {
    "sqlite": [f"DROP TRIGGER attribute_locked_{change.lower()}" for change in CHANGES],
    "postgresql": [
        "DROP TRIGGER attribute_locked ON attribute",
        "DROP FUNCTION refuse_attribute",
    ],
}


def upgrade() -> None:
    """Create the tables; of rounds that were opened before, take the careful view."""
    op.create_table(
        "attribute",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_attribute_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "position", name=op.f("pk_attribute")),
    )
    op.create_table(
        "trait",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("device", sa.LargeBinary(length=32), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        *_of_group("trait"),
        sa.PrimaryKeyConstraint("key", "attribute", name=op.f("pk_trait")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_trait_round_id_group_id"), "trait", ["round_id", "group_id"])
    op.create_table(
        "cell",
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("choice", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        *_of_group("cell"),
        sa.PrimaryKeyConstraint(
            "round_id",
            "group_id",
            "attribute",
            "choice",
            "subject",
            "dimension",
            "facet",
            name=op.f("pk_cell"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "round_sum",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("freedom", sa.Integer(), nullable=False),
        sa.Column("squares", sa.Float(), nullable=False),
        sa.Column("both", sa.Integer(), nullable=False),
        sa.Column("now_squares", sa.Float(), nullable=False),
        sa.Column("aim_squares", sa.Float(), nullable=False),
        sa.Column("products", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_sum_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "subject", "dimension", name=op.f("pk_round_sum")),
    )
    # who had joined or left by then was not judged, so it counts as a few
    op.add_column(
        "round_group",
        sa.Column("few_changed", sa.Boolean(), nullable=True, server_default=sa.true()),
    )
    op.add_column("round", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    for statement in LOCK[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for statement in UNLOCK[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_column("round", "opened_at")
    op.drop_column("round_group", "few_changed")
    op.drop_table("round_sum")
    op.drop_table("cell")
    op.drop_table("trait")
    op.drop_table("attribute")


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
