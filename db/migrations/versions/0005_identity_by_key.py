"""What is the same is told by a key: candidates, deeds, who acted; names are only shown."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import idna
import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLACED = {"team": "the team", "oneself": "yourself", "company": "the company"}
ABOUT_SUBJECTS = ("subject", "answer", "comment", "tally", "cell", "round_sum")
PROXY = " (entered by the coach)"
DATE, OPERATOR, LEFT = "the closing date", "command line", "somebody who left"
DEEDS = {
    "set_up": "set posdash up",
    "added_group": "added a group",
    "renamed_group": "renamed a group",
    "moved_group": "moved a group",
    "merged_group": "merged a group",
    "archived_group": "archived a group",
    "restored_group": "brought a group back",
    "added_person": "added a person",
    "changed_person": "changed a person",
    "deleted_person": "deleted a person",
    "disabled_person": "disabled an account",
    "enabled_person": "enabled an account",
    "gave_role": "gave a role",
    "took_role": "took a role away",
    "made_sign_in_link": "made a sign-in link",
    "imported": "imported a list",
    "planned_round": "planned a round",
    "opened_round": "opened a round",
    "extended_round": "moved the closing time",
    "closed_round": "closed a round",
    "closed_group": "closed a group",
    "cancelled_round": "cancelled a round",
    "deleted_round": "deleted a round",
    "set_erasure": "set when comments and names are erased",
    "erased": "erased comments and names",
    "let_in": "let a late joiner in",
    "made_links": "made personal links",
    "replaced_link": "replaced a link",
    "sent_invitations": "sent invitations",
    "sent_reminders": "sent reminders",
    "reset_administrators": "reset the administrators",
}
RENAMED = (("session", "sign_in"),)
KEPT = "what was done stays in the log"
# An id may be emptied when somebody is deleted, and never filled again.
BEFORE = ("id", "at", "actor_id", "actor", "deed", "about"), ("person_id",)
NOW = ("id", "at", "actor_kind", "deed", "facts"), ("actor_id", "person_id")


def upgrade() -> None:
    """Give candidates keys of their own, mark proxy responses, and let the log hold ids."""
    op.add_column(
        "subject",
        sa.Column("position", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.add_column(
        "answer", sa.Column("proxy", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    _key_candidates()
    _run("UPDATE subject SET name = '' WHERE key IN ('team', 'oneself', 'company')")
    _mark_proxies()
    _read_addresses_as_people_do()
    with _unlocked(NOW):
        _log_up()
    for before, after in RENAMED:
        _rename_table(before, after)


def downgrade() -> None:
    """Put names back where keys stand."""
    for before, after in RENAMED:
        _rename_table(after, before)
    with _unlocked(BEFORE):
        _log_down()
    _append_to_names()
    for key, name in PLACED.items():
        _run("UPDATE subject SET name = :name WHERE key = :key", name=name, key=key)
    for row in _rows("SELECT round_id, key FROM subject WHERE position = 0"):
        if row.key not in PLACED:
            _rekey(row.round_id, row.key, "candidate")
    op.drop_column("answer", "proxy")
    op.drop_column("subject", "position")


def _key_candidates() -> None:
    """One key for all rounds in which one bank was asked of a candidate of one name."""
    found = _rows(
        "SELECT subject.round_id, subject.name, bank_snapshot.body FROM subject "
        "JOIN round ON round.id = subject.round_id "
        "JOIN bank_snapshot ON bank_snapshot.digest = round.bank_digest "
        "WHERE subject.key = 'candidate'"
    )
    for row in found:
        asked = f"{json.loads(row.body)['id']}|{row.name}"
        _rekey(row.round_id, "candidate", sha256(asked.encode()).hexdigest()[:16])


def _rekey(round_id: int, before: str, after: str) -> None:
    for table in ABOUT_SUBJECTS:
        column = "key" if table == "subject" else "subject"
        _run(
            f"UPDATE {table} SET {column} = :after "
            f"WHERE round_id = :round_id AND {column} = :before",
            round_id=round_id,
            before=before,
            after=after,
        )


def _mark_proxies() -> None:
    """Where a coach entered answers, a name with those words behind it was one of them."""
    for row in _entered("signature", "key, name"):
        if row.name.endswith(PROXY):
            name = row.name.removesuffix(PROXY)
            _run("UPDATE signature SET name = :name WHERE key = :key", name=name, key=row.key)
            _run("UPDATE answer SET proxy = :true WHERE key = :key", true=True, key=row.key)


def _append_to_names() -> None:
    marked = "key IN (SELECT key FROM answer WHERE proxy = :true)"
    _run(f"UPDATE signature SET name = name || :words WHERE {marked}", words=PROXY, true=True)


def _entered(table: str, columns: str) -> Any:
    return _rows(
        f"SELECT {columns} FROM {table} WHERE (round_id, group_id) IN "
        "(SELECT round_id, group_id FROM round_group WHERE entered > 0)"
    )


def _read_addresses_as_people_do() -> None:
    """Addresses are compared with their domain in letters, and were kept as they were typed."""
    taken = {row.email for row in _rows("SELECT email FROM person WHERE email IS NOT NULL")}
    for row in _rows("SELECT id, email FROM person WHERE email LIKE '%xn--%'"):
        local, _, domain = row.email.rpartition("@")
        try:
            email = f"{local}@{idna.decode(domain)}"
        except idna.IDNAError:
            continue
        if email not in taken:
            _run("UPDATE person SET email = :email WHERE id = :id", email=email, id=row.id)


def _log_up() -> None:
    op.add_column("log_entry", sa.Column("facts", sa.JSON(), nullable=True))
    for row in _rows("SELECT id, about FROM log_entry"):
        facts = json.dumps({"said": row.about} if row.about else {})
        _run(f"UPDATE log_entry SET facts = {_as_json()} WHERE id = :id", facts=facts, id=row.id)
    for identifier, words in DEEDS.items():
        _run("UPDATE log_entry SET deed = :to WHERE deed = :of", to=identifier, of=words)
    _run(
        "UPDATE log_entry SET deed = 'replaced_personal_link' "
        "WHERE deed = 'replaced_link' AND about LIKE 'in %'"
    )
    with op.batch_alter_table("log_entry") as table:
        table.alter_column("facts", existing_type=sa.JSON(), nullable=False)
        table.alter_column("actor", existing_type=sa.String(), new_column_name="actor_kind")
        table.alter_column("actor_id", existing_type=sa.Integer(), nullable=True)
        table.drop_column("about")
    gone = "actor_id NOT IN (SELECT id FROM person)"
    _run(
        "UPDATE log_entry SET actor_kind = CASE WHEN actor_id <> 0 THEN 'person' "
        "WHEN actor_kind = :date THEN 'date' ELSE 'operator' END, "
        f"actor_id = CASE WHEN {gone} THEN NULL ELSE actor_id END",
        date=DATE,
    )


def _log_down() -> None:
    op.add_column("log_entry", sa.Column("about", sa.String(), nullable=True))
    for row in _rows("SELECT id, facts FROM log_entry"):
        facts = json.loads(row.facts) if isinstance(row.facts, str) else row.facts
        about = ", ".join(str(one) for one in facts.values())
        _run("UPDATE log_entry SET about = :about WHERE id = :id", about=about, id=row.id)
    _run("UPDATE log_entry SET about = 'in ' || about WHERE deed = 'replaced_personal_link'")
    for identifier, words in DEEDS.items():
        _run("UPDATE log_entry SET deed = :to WHERE deed = :of", to=words, of=identifier)
    _run(
        "UPDATE log_entry SET deed = :words WHERE deed = 'replaced_personal_link'",
        words=DEEDS["replaced_link"],
    )
    _run(
        "UPDATE log_entry SET actor_kind = CASE actor_kind WHEN 'date' THEN :date "
        "WHEN 'operator' THEN :operator ELSE COALESCE("
        "(SELECT name FROM person WHERE person.id = actor_id), :left) END, "
        "actor_id = COALESCE(actor_id, 0)",
        date=DATE,
        operator=OPERATOR,
        left=LEFT,
    )
    with op.batch_alter_table("log_entry") as table:
        table.alter_column("about", existing_type=sa.String(), nullable=False)
        table.alter_column("actor_kind", existing_type=sa.String(), new_column_name="actor")
        table.alter_column("actor_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("facts")


@contextmanager
def _unlocked(columns: tuple[Iterable[str], Iterable[str]]) -> Iterator[None]:
    """The log without its triggers, until they are made anew for the columns it has then."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for change in ("update", "delete"):
        op.execute(f"DROP TRIGGER log_entry_kept_{change}{'' if sqlite else ' ON log_entry'}")
    yield
    for change, when in (("update", f"WHEN ({_changed(*columns)}) "), ("delete", "")):
        start = f"CREATE TRIGGER log_entry_kept_{change} BEFORE {change} ON log_entry"
        if sqlite:
            op.execute(f"{start} {when}BEGIN SELECT RAISE(ABORT, '{KEPT}'); END")
        else:
            op.execute(f"{start} FOR EACH ROW {when}EXECUTE FUNCTION keep_log()")


def _changed(fixed: Iterable[str], emptied: Iterable[str]) -> str:
    found = [f"CAST(NEW.{one} AS TEXT) <> CAST(OLD.{one} AS TEXT)" for one in fixed]
    for one in emptied:
        found.append(f"NEW.{one} <> OLD.{one}")
        found.append(f"(OLD.{one} IS NULL AND NEW.{one} IS NOT NULL)")
    return " OR ".join(found)


def _rename_table(before: str, after: str) -> None:
    """Give a table another name, and its constraints on PostgreSQL, where they have names."""
    op.rename_table(before, after)
    if op.get_bind().dialect.name == "sqlite":
        return
    for row in _rows(f"SELECT conname FROM pg_constraint WHERE conrelid = '{after}'::regclass"):
        name = row.conname.replace(before, after, 1)
        op.execute(f"ALTER TABLE {after} RENAME CONSTRAINT {row.conname} TO {name}")


def _as_json() -> str:
    return ":facts" if op.get_bind().dialect.name == "sqlite" else "CAST(:facts AS JSON)"


def _rows(statement: str) -> Any:
    return op.get_bind().execute(sa.text(statement)).all()


def _run(statement: str, **values: object) -> None:
    op.get_bind().execute(sa.text(statement), values)
