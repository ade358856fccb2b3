"""One rule for e-mail addresses, whoever types them and wherever."""

import pytest

from posdash.errors import BadInput
from posdash.text import address_of, address_on_the_wire


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Ida@Example.org ", "ida@example.org"),
        ("bo@straße.example", "bo@straße.example"),
        ("bo@xn--strae-oqa.example", "bo@straße.example"),
        ("bo@STRASSE.example", "bo@strasse.example"),
        ("käuzchen@example.org", "käuzchen@example.org"),
        ("", None),
    ],
)
def test_an_address_is_kept_in_one_form_and_a_sharp_s_stays_one(typed, kept):
    assert address_of(typed) == kept
    if kept:
        assert address_of(kept) == kept
        assert address_on_the_wire(kept)[1].isascii()


@pytest.mark.parametrize(
    "typed",
    [
        *("@", "ida@", "@example.org", "ida", "ida@example..org", "ida@example.org.", "ida@.org"),
        *("mailto:ida@example.org", "<ida@example.net>", "ida,berg@example.org", "a b@c.org"),
        *("ida@example.org\u3002", "ida@exa mple.org", "ida@-example.org", "\u212aim@example.org"),
    ],
)
def test_what_is_no_address_or_would_become_another_is_refused(typed):
    with pytest.raises(BadInput, match="not an e-mail address"):
        address_of(typed)
