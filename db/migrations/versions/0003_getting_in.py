"""Personal links, letters, passwords, identities, archived groups, and the log."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TERMS = ("bank_digest", "openness", "k", "asks_aim")
OVER = "('closed', 'cancelled')"
SENTENCE = "what was promised to those who answer is locked"
KEPT = "what was done stays in the log"


def _when(terms: tuple[str, ...], over: str) -> str:
    changed = " OR ".join(f"NEW.{term} <> OLD.{term}" for term in terms)
    backwards = f"NEW.state = 'planned' OR (OLD.state IN {over} AND NEW.state <> OLD.state)"
    return f"OLD.state <> 'planned' AND ({changed} OR {backwards})"


BEFORE, NOW = _when(TERMS, "('closed')"), _when((*TERMS, "links"), OVER)
ENTRY = ("id", "at", "actor_id", "actor", "deed", "about")
CHANGED = " OR ".join(f"NEW.{one} <> OLD.{one}" for one in (*ENTRY, "person_id"))
CHANGED += " OR (OLD.person_id IS NULL AND NEW.person_id IS NOT NULL)"  # gone is gone


def upgrade() -> None:
    """Create and add them; links are locked with the other terms, the log for good."""
    op.add_column("org_group", sa.Column("archived_at", sa.DateTime(timezone=True)))
    op.add_column("person", sa.Column("password", sa.String()))
    op.add_column(
        "person",
        sa.Column("disabled", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for table, name, usual in (("session", "agent", ""), ("round", "links", "team")):
        op.add_column(table, sa.Column(name, sa.String(), nullable=False, server_default=usual))
    op.add_column("round", sa.Column("erase_at", sa.DateTime(timezone=True)))
    op.add_column("round_group", sa.Column("code", sa.String()))
    op.add_column("round_group", sa.Column("answered", sa.Integer()))
    op.add_column("round_group", sa.Column("answered_at", sa.DateTime(timezone=True)))
    # an index and not a constraint: SQLite cannot add one to a table that is there
    op.create_index(op.f("uq_round_group_code"), "round_group", ["code"], unique=True)
    _create_tables()
    _lock_round(NOW)
    for statement in _LOG_LOCK[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them."""
    for statement in _LOG_UNLOCK[op.get_bind().dialect.name]:
        op.execute(statement)
    _lock_round(BEFORE)
    for table in ("log_entry", "delivery", "invitation", "identity"):
        op.drop_table(table)
    op.drop_index(op.f("uq_round_group_code"), "round_group")
    for table, columns in {
        "round_group": ("answered_at", "answered", "code"),
        "round": ("erase_at", "links"),
        "session": ("agent",),
        "person": ("disabled", "password"),
        "org_group": ("archived_at",),
    }.items():
        for column in columns:
            op.drop_column(table, column)


def _create_tables() -> None:
    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        *_person("identity"),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_identity")),
    )
    op.create_table(
        "invitation",
        sa.Column("login_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        *_person("invitation"),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f("fk_invitation_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_invitation_round_id_person_id")),
        sa.PrimaryKeyConstraint("login_hash", name=op.f("pk_invitation")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_person("delivery"),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_delivery_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "person_id", "kind", name=op.f("pk_delivery")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("deed", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_log_entry_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
    )
    for table in ("identity", "invitation"):
        op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])


def _person(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f(f"fk_{table}_person_id"), ondelete="CASCADE"
        ),
    )


def _lock_round(when: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER round_locked")
        op.execute(
            f"CREATE TRIGGER round_locked BEFORE UPDATE ON round WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        )
        return
    op.execute("DROP TRIGGER round_locked ON round")
    op.execute(
        f"CREATE TRIGGER round_locked BEFORE UPDATE ON round FOR EACH ROW WHEN ({when}) "
        "EXECUTE FUNCTION refuse_change()"
    )


_LOG_LOCK = {
    "sqlite": [
        f"CREATE TRIGGER log_entry_kept_{change.lower()} BEFORE {change} ON log_entry {when}"
        f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        for change, when in (("UPDATE", f"WHEN {CHANGED} "), ("DELETE", ""))
    ],
    "postgresql": [
        "CREATE FUNCTION keep_log() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
        *(
            f"CREATE TRIGGER log_entry_kept_{change.lower()} BEFORE {change} ON log_entry "
            f"FOR EACH ROW {when}EXECUTE FUNCTION keep_log()"
            for change, when in (("UPDATE", f"WHEN ({CHANGED}) "), ("DELETE", ""))
        ),
    ],
}
_LOG_UNLOCK = {
    "sqlite": ["DROP TRIGGER log_entry_kept_update", "DROP TRIGGER log_entry_kept_delete"],
    "postgresql": [
        "DROP TRIGGER log_entry_kept_update ON log_entry",
        "DROP TRIGGER log_entry_kept_delete ON log_entry",
        "DROP FUNCTION keep_log",
    ],
}
