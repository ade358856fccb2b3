"""The door to the question banks that came as files."""

from functools import cache

from posdash import memory
from posdash.banks.bank import Bank, banks_in
from posdash.errors import BadInput
from posdash.settings import ROOT

FOLDER = ROOT / "questions"


@cache
def banks() -> tuple[Bank, ...]:
    """All banks in the folder, by title; raises BadFile with every fault of a bad one."""
    return banks_in(FOLDER)


memory.forgets(banks.cache_clear)


def bank(bank_id: str) -> Bank:
    """The bank of that id; raises BadInput if there is none."""
    for known in banks():
        if known.id == bank_id:
            return known
    raise BadInput("There is no question bank of that name.", cure="Choose one from the list.")
