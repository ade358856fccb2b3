"""The door to the question banks that came as files, as they are now."""

from functools import lru_cache

from posdash import memory
from posdash.banks.bank import Bank, Shelf, bank_files, banks_in
from posdash.errors import BadInput, Fault
from posdash.settings import ROOT

FOLDER = ROOT / "questions"

_Stamp = tuple[tuple[str, int, int], ...]


def banks() -> tuple[Bank, ...]:
    """All banks in the folder that can be read, by title."""
    return _shelf(_stamp()).banks


def faults() -> tuple[Fault, ...]:
    """The first thing wrong with each file in the folder that cannot be offered."""
    first: dict[str, Fault] = {}
    for fault in _shelf(_stamp()).faults:
        first.setdefault(fault.file, fault)
    return tuple(first.values())


def bank(bank_id: str) -> Bank:
    """The bank of that id; raises BadInput if there is none."""
    for known in banks():
        if known.id == bank_id:
            return known
    raise BadInput("There is no question bank of that name.", cure="Choose one from the list.")


@lru_cache(maxsize=1)
def _shelf(_: _Stamp) -> Shelf:
    return banks_in(FOLDER)


memory.forgets(_shelf.cache_clear)


def _stamp() -> _Stamp:
    """What changes when a file of the folder does."""
    found = []
    for file in bank_files(FOLDER):
        try:
            about = file.stat()
        except OSError:  # it went away while the folder was read, or leads nowhere
            found.append((file.name, 0, 0))
        else:
            found.append((file.name, about.st_mtime_ns, about.st_size))
    return tuple(found)
