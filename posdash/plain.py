"""Text as people type it, made safe to keep: normal form, no control characters, not too long."""

import unicodedata

from posdash.errors import BadInput

_BIDIRECTIONAL = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def plain_text(text: str, length: int, *, what: str) -> str:
    """The text in NFC, spaces at its ends taken away; raises BadInput if it is too long.

    Control and bidirectional characters are dropped: pasted text carries them
    unseen, and they could make a sentence read differently from what it holds.
    """
    kept = "".join(
        one
        for one in unicodedata.normalize("NFC", text)
        if one == "\n" or not (unicodedata.category(one)[0] == "C" or one in _BIDIRECTIONAL)
    ).strip()
    if len(kept) > length:
        raise BadInput(
            f"{what} may have {length} characters; this one has {len(kept)}.",
            cure="Shorten it a little.",
        )
    return kept
