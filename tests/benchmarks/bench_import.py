"""How long importing 5,000 people in 250 groups takes, beside importing 500 in 25."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from posdash import settings, store
from posdash.access.rights import Person, Principal
from posdash.organisation import roster
from posdash.sheets import tables
from posdash.sheets.tables import Form

ADMINISTRATOR = Principal(Person(id=0, name="Administrator", administrator=True))
COLUMNS = ("path", "name", "email", "role")
BAR = 10.0  # seconds for 5,000 people, from the file to the commit


def people(groups: int, form: Form) -> bytes:
    """A file of twenty people per group; the first is also its coach."""
    rows = []
    for group in range(groups):
        path = f"Company / Department {group // 50} / Section {group // 10} / Team {group}"
        names = [(f"Person {one} of {group}", f"p{group}.{one}@example.org") for one in range(20)]
        rows += [(path, *one, "member") for one in names]
        rows.append((path, *names[0], "coach"))
    return tables.write(COLUMNS, rows, form)


def seconds(groups: int, form: Form) -> tuple[float, float]:
    """Time for the preview and for the import, with an empty SQLite file to begin with."""
    data = people(groups, form)
    with TemporaryDirectory() as folder:
        os.environ["POSDASH_DATABASE_URL"] = f"sqlite:///{Path(folder) / 'posdash.db'}"
        settings.settings.cache_clear()
        store.upgrade()
        start = perf_counter()
        found = roster.preview(ADMINISTRATOR, data, f"people.{form}")
        looked = perf_counter()
        roster.apply(ADMINISTRATOR, data, f"people.{form}", lambda _: None)
        done = perf_counter()
        store.store().close()
        store.store.cache_clear()
    assert (len(found.people), found.refused) == (20 * groups, 0)
    return looked - start, done - looked


def main() -> None:
    """Print both times and their ratio for each kind of file; stop where it takes too long."""
    seconds(5, Form.CSV)  # the first call of anything is slow
    slowest = 0.0
    for form in Form:
        few, (preview, many) = seconds(25, form)[1], seconds(250, form)
        slowest = max(slowest, many)
        print(
            f"Importing 5,000 people in 250 groups from {form.upper()}: preview {preview:.1f} s, "
            f"import {many:.1f} s, {many / few:.0f} times as long as 500 in 25."
        )
    sys.exit(None if slowest < BAR else f"That is {BAR:.0f} seconds or more.")


if __name__ == "__main__":
    main()
