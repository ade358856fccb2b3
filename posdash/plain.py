"""Text as people type it, made safe to keep: normal form, no control characters, not too long."""

import unicodedata

from posdash.errors import BadInput

_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)

_KEPT = frozenset("\n\u200c\u200d")


def plain_text(text: str, length: int, *, what: str) -> str:
    """The text in NFC, spaces at its ends taken away; raises BadInput if it is too long.

    Control and bidirectional characters are dropped: pasted text carries them
    unseen, and they could make a sentence read differently from what it holds.
    Tabs become spaces; the joiners that some scripts need stay.
    """
    normal = unicodedata.normalize("NFC", text).replace("\t", " ").replace("\r\n", "\n")
    seen = "".join(one for one in normal if one in _KEPT or not _hidden(one)).strip()
    kept = unicodedata.normalize("NFC", seen)  # what was dropped may have stood before an accent
    if len(kept) > length:
        raise BadInput(
            f"{what} may have {length} characters; this one has {len(kept)}.",
            cure="Shorten it a little.",
        )
    return kept


def one_line(text: str, length: int, *, what: str) -> str:
    """The same for names and titles, where a line break becomes a space."""
    return plain_text(" ".join(text.split()), length, what=what)


def _hidden(one: str) -> bool:
    return one in _BIDIRECTIONAL or unicodedata.category(one)[0] == "C"
