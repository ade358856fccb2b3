"""Who coached a team when its round opened, devices given up or known, and upkeep that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
HASH = sa.LargeBinary(length=32)
COUNTED = (
    *("round_id", "group_id", "parent_id", "name", "people", "asked", "closed_at"),
    *("few_changed", "code", "answered", "answered_at", "entered"),
)
"""What stays as it is once a group has closed: its link alone can be replaced or taken back."""


def upgrade() -> None:
    """Create and add them; whoever coaches today is taken to have been promised from the start."""
    op.add_column("role", sa.Column("since", INSTANT))
    op.add_column("round", sa.Column("planned_by", sa.Integer()))
    op.add_column("round_group", sa.Column("devices", sa.Integer()))
    op.add_column(
        "comment", sa.Column("proxy", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _lock_closed_groups((*COUNTED, "devices"))
    _of_coach("round_coach", _no("agreed"))
    _of_coach("agreement", sa.Column("key", HASH, nullable=False))
    op.create_table(
        "given_up_device",
        sa.Column("hash", HASH, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_given_up_device")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "known_browser",
        sa.Column("hash", HASH, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_known_browser_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_known_browser")),
    )
    op.create_index(op.f("ix_known_browser_person_id"), "known_browser", ["person_id"])
    op.create_table(
        "upkeep",
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("failing_since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("task", name=op.f("pk_upkeep")),
    )
    op.execute(
        "INSERT INTO round_coach (round_id, group_id, person_id) "
        "SELECT DISTINCT round_group.round_id, round_group.group_id, role.person_id "
        "FROM round_group JOIN round ON round.id = round_group.round_id "
        "JOIN role ON role.group_id = round_group.group_id AND role.name = 'coach' "
        "WHERE round.opened_at IS NOT NULL AND round_group.asked"
    )
    _sample_answers(0)


def downgrade() -> None:
    """Drop them."""
    _lock_closed_groups(())
    _sample_answers(-1)
    for table in ("upkeep", "known_browser", "given_up_device", "agreement", "round_coach"):
        op.drop_table(table)
    op.drop_column("comment", "proxy")
    op.drop_column("round_group", "devices")
    op.drop_column("round", "planned_by")
    op.drop_column("role", "since")


def _no(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())


def _lock_closed_groups(columns: tuple[str, ...]) -> None:
    """Lock these columns of groups that have closed, or all where none is named."""
    of = f" OF {', '.join(columns)}" if columns else ""
    start = f"CREATE TRIGGER round_group_locked BEFORE UPDATE{of} ON round_group"
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER round_group_locked")
        op.execute(
            f"{start} WHEN OLD.closed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, "
            "'what was promised to those who answer is locked'); END"
        )
    else:
        op.execute("DROP TRIGGER round_group_locked ON round_group")
        op.execute(
            f"{start} FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL) "
            "EXECUTE FUNCTION refuse_change()"
        )


def _sample_answers(values: int) -> None:
    """PostgreSQL keeps sample values of each column for its planner, and nothing wipes those."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("answer", "signature", "trait", "comment", "word", "vote"):
            for column in sa.inspect(op.get_bind()).get_columns(table):
                change = f"ALTER TABLE {table} ALTER COLUMN {column['name']}"
                op.execute(f"{change} SET STATISTICS {values}")
                # the same type again: it drops the values that were sampled before
                op.execute(f"{change} TYPE {column['type'].compile(op.get_bind().dialect)}")


def _of_coach(name: str, more: sa.Column) -> None:  # type: ignore[type-arg]
    ids = ("round_id", "group_id", "person_id")
    key = (*ids, "key") if more.name == "key" else ids
    op.create_table(
        name,
        *(sa.Column(one, sa.Integer(), nullable=False) for one in ids),
        more,
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f(f"fk_{name}_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f(f"fk_{name}_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f(f"ix_{name}_person_id"), name, ["person_id"])
