"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What people were promised before they answered may not change afterwards, by any way in.
TERMS = ("bank_digest", "openness", "k", "asks_aim")
CHANGED = " OR ".join(f"NEW.{term} <> OLD.{term}" for term in TERMS)
BACKWARDS = "NEW.state = 'planned' OR (OLD.state = 'closed' AND NEW.state <> 'closed')"
LOCKS = {
    "round": f"OLD.state <> 'planned' AND ({CHANGED} OR {BACKWARDS})",
    "round_group": "OLD.closed_at IS NOT NULL",
    "bank_snapshot": "OLD.digest IS NOT NULL",
}
SENTENCE = "what was promised to those who answer is locked"
LOCK = {
    "sqlite": [
        f"CREATE TRIGGER {table}_locked BEFORE UPDATE ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
        for table, when in LOCKS.items()
    ],
    "postgresql": [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$",
        *(
            f"CREATE TRIGGER {table}_locked BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({when}) "
            "EXECUTE FUNCTION refuse_change()"
            for table, when in LOCKS.items()
        ),
    ],
}
UNLOCK = {
    "sqlite": [f"DROP TRIGGER {table}_locked" for table in LOCKS],
    "postgresql": [
        *(f"DROP TRIGGER {table}_locked ON {table}" for table in LOCKS),
        "DROP FUNCTION refuse_change",
    ],
}


def upgrade() -> None:
    """Create them, and lock the terms of a round from its opening on."""
    op.create_table(
        "bank_snapshot",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_bank_snapshot")),
    )
    op.create_table(
        "compaction_owed",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "group_id", name=op.f("pk_compaction_owed")),
    )
    op.create_table(
        "org_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["org_group.id"], name=op.f("fk_org_group_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org_group")),
        sa.UniqueConstraint("parent_id", "name", name=op.f("uq_org_group_parent_id_name")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "membership",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["org_group.id"], name=op.f("fk_membership_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_membership_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "group_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_group_id"), "membership", ["group_id"])

    op.create_table(
        "role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["org_group.id"], name=op.f("fk_role_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint(
            "person_id", "name", "group_id", name=op.f("uq_role_person_id_name_group_id")
        ),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("bank_digest", sa.String(), nullable=False),
        sa.Column("openness", sa.String(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("asks_aim", sa.Boolean(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bank_digest"], ["bank_snapshot.digest"], name=op.f("fk_round_bank_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(op.f("ix_round_closes_at"), "round", ["closes_at"])

    op.create_table(
        "session",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_session")),
    )
    op.create_table(
        "sign_in_link",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_sign_in_link")),
    )
    op.create_table(
        "round_group",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_round_group_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "group_id", name=op.f("pk_round_group")),
        sa.UniqueConstraint("link", name=op.f("uq_round_group_link")),
    )
    op.create_table(
        "subject",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_subject_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "key", name=op.f("pk_subject")),
    )
    op.create_table(
        "answer",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("device", sa.LargeBinary(length=32), nullable=False),
        sa.Column("now", sa.Integer(), nullable=True),
        sa.Column("aim", sa.Integer(), nullable=True),
        sa.Column("now_request", sa.LargeBinary(length=32), nullable=True),
        sa.Column("aim_request", sa.LargeBinary(length=32), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f("fk_answer_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", "subject", "dimension", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_answer_round_id_group_id"), "answer", ["round_id", "group_id"])

    op.create_table(
        "comment",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.LargeBinary(length=32), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f("fk_comment_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_comment_round_id_group_id"), "comment", ["round_id", "group_id"])

    op.create_table(
        "round_member",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_round_member_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f("fk_round_member_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("round_id", "group_id", "person_id", name=op.f("pk_round_member")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signature",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f("fk_signature_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_signature")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_signature_round_id_group_id"), "signature", ["round_id", "group_id"])

    op.create_table(
        "tally",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("dimension", sa.String(), nullable=False),
        sa.Column("facet", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "group_id"],
            ["round_group.round_id", "round_group.group_id"],
            name=op.f("fk_tally_round_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "round_id", "group_id", "subject", "dimension", "facet", name=op.f("pk_tally")
        ),
        sqlite_with_rowid=False,
    )
    for statement in LOCK[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop them all."""
    for statement in UNLOCK[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("tally")
    op.drop_table("signature")
    op.drop_table("round_member")
    op.drop_table("comment")
    op.drop_table("answer")
    op.drop_table("subject")
    op.drop_table("round_group")
    op.drop_table("sign_in_link")
    op.drop_table("session")
    op.drop_table("round")
    op.drop_table("role")
    op.drop_table("membership")
    op.drop_table("person")
    op.drop_table("org_group")
    op.drop_table("compaction_owed")
    op.drop_table("bank_snapshot")
