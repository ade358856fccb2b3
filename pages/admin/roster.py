"""Import and export: a list of people and groups, looked at before anything is changed."""

from collections.abc import Iterable

import streamlit as st

from posdash.access.words import ROLES
from posdash.organisation import roster
from posdash.organisation.roster import BYTES_MOST, Chosen, Field, Preview
from posdash.screen import saving, show
from posdash.web import visitor

SHOWN = 50
RULES = (
    "Each row is about one person in one group, or about a group alone. What somebody is in "
    "several groups stands in several rows.",
    "A row names the columns, in any order. What other tools call them is known as well: Email "
    "Address, First name and Last name, Team, Department; and for each column you can choose. "
    "A path (Company / East / Kiwi) says where a group lies; so do a department and a team.",
    "Of a workbook, all sheets are taken, as you see them: nothing that is hidden.",
    "A role is member, coach or leader; empty means member. An administrator's row names no group.",
    "An import adds people, groups, memberships and roles, and gives people it knows by e-mail "
    "the name in the list. It never takes anything away.",
    "The same e-mail is the same person. Without an e-mail, the same name in the same group is; "
    "the same name elsewhere is somebody else, unless a column person holds the same word in "
    "both rows. Where that leaves a doubt, the row is refused.",
    "One row that is refused, and nothing of the list is taken.",
)
FIELDS: dict[Field | None, str] = {
    None: "Not taken",
    Field.NAME: "Name",
    Field.FIRST: "First name",
    Field.LAST: "Last name",
    Field.EMAIL: "E-mail",
    Field.PATH: "Group, with what it lies in (Company / Team)",
    Field.PARENT: "Department, or whatever the team lies in",
    Field.GROUP: "Team",
    Field.ROLE: "Role here: member, coach, leader, administrator",
    Field.PERSON: "A word that tells namesakes apart",
}
EXAMPLE = (
    ("Company", "Ada", "ada@example.org", "leader"),
    ("Company / East / Kiwi", "Ben", "ben@example.org", "coach"),
    ("Company / East / Kiwi", "Cleo", "", ""),
    ("Company / East / Heron", "", "", ""),
)


def listed(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A part of the preview: its number, and the first rows of it."""
    every = tuple(rows)
    if not every:
        return
    show.heading(f"{title}: {len(every):,}")
    show.table(columns, every[:SHOWN])
    if len(every) > SHOWN:
        show.sentence(f"And {len(every) - SHOWN:,} more.", "quiet")


def refused(found: Preview) -> None:
    """The rows that stand in the way."""
    show.heading(f"Refused: {found.refused:,}")
    show.sentence("Nothing can be applied until these are corrected.", "note")
    rows = tuple(
        (
            f"{fault.sheet}, {fault.line}" if fault.sheet else str(fault.line),
            fault.cause,
            fault.cure,
        )
        for fault in found.faults
    )
    show.table(("Row", "What is wrong", "What to do"), rows)
    if found.refused > len(rows):
        show.sentence(f"And {found.refused - len(rows):,} more.", "quiet")


def previewed(found: Preview) -> None:
    """What the list would do."""
    if found.faults:
        refused(found)
    elif not found.changes:
        show.sentence("Everything is already as this list says.", "lead")
    listed("Groups to add", ("Group",), ((group,) for group in found.groups))
    listed(
        "People to add",
        ("Name", "E-mail"),
        ((person.name, person.email) for person in found.people),
    )
    renamed = ((change.email, change.before, change.after) for change in found.renamed)
    listed("Names to change", ("E-mail", "From", "To"), renamed)
    if found.nowhere:
        show.sentence(f"People to add who would be in no group: {found.nowhere:,}.", "note")
    given = ((grant.person, ROLES[grant.role], grant.group) for grant in found.given)
    listed("Memberships and roles to add", ("Person", "Role", "Group"), given)
    show.sentence(f"People who are already as listed: {found.unchanged:,}.", "quiet")


def said(done: Preview) -> str:
    """What was done, in numbers."""
    return (
        f"Done: {len(done.groups):,} groups and {len(done.people):,} people added, "
        f"{len(done.renamed):,} names changed, {len(done.given):,} memberships and roles given."
    )


def columns(found: Preview, prefix: str) -> None:
    """Which column is taken for what, to look at and to choose."""
    for note in found.notes:
        show.sentence(note, "note")
    if not found.columns:
        return
    label = f"Columns: {found.taken} of {len(found.columns)} taken"
    with st.expander(label, expanded=not found.told):
        for column in found.columns:
            st.selectbox(
                show.plain(f"{column.title} (such as {column.example})")
                if column.example
                else show.plain(column.title),
                list(FIELDS),
                list(FIELDS).index(column.field),
                format_func=FIELDS.__getitem__,
                key=f"{prefix}{column.title}",
            )
    ignored = ", ".join(column.title for column in found.columns if column.field is None)
    if ignored:
        show.sentence(f"Not taken: {ignored}.", "quiet")


def chosen_before(prefix: str) -> Chosen:
    """What the columns of this file were said to be."""
    return {
        str(key).removeprefix(prefix): kind
        for key, kind in st.session_state.items()
        if str(key).startswith(prefix)
    }


def take(data: bytes, name: str, chosen: Chosen) -> None:
    """Apply the list, and make room for the next one."""
    bar = st.progress(0.0)

    def progress(share: float) -> None:
        bar.progress(share)

    done = saving.attempt(roster.apply, data, name, progress, chosen)
    if isinstance(done, Preview):
        st.session_state["imported"] = said(done)
        st.session_state["lists"] = st.session_state.get("lists", 0) + 1
    st.rerun()


def bring() -> None:
    """Choose a file, look at what it would do, do it."""
    file = st.file_uploader(
        "A list as CSV or XLSX, 1 MB at most",
        type=["csv", "xlsx"],
        key=f"list-{st.session_state.get('lists', 0)}",
        max_upload_size=BYTES_MOST // 1024**2,
    )
    if file is None:
        return
    data = file.getvalue()
    prefix = f"column-{st.session_state.get('lists', 0)}-{file.name}-"
    chosen = chosen_before(prefix)
    found = roster.preview(visitor.principal(), data, file.name, chosen)
    columns(found, prefix)
    fits = found.changes and not found.faults
    if st.button("Apply these changes", type="primary", disabled=not fits):
        take(data, file.name, chosen)
    previewed(found)


def give() -> None:
    """The same list of what is there."""
    show.heading("Export")
    show.sentence(
        "Everybody who is here, as a list that can be imported again. Archived groups and "
        "disabled accounts are left out."
    )
    show.link("Download as CSV", "/files/people.csv")
    show.link("Download as XLSX", "/files/people.xlsx")


show.title("Import and export")
saving.fault()
if message := st.session_state.pop("imported", None):
    show.sentence(message, "lead")
show.heading("Import")
with st.expander("What a list looks like"):
    show.table(("path", "name", "email", "role"), EXAMPLE)
    show.points(RULES)
bring()
give()
