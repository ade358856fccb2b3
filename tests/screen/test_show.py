"""Text and times as pages show them."""

import pytest

from posdash import clock
from posdash.screen import show


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Zurich", "Europe/Zurich"),
        (None, "UTC"),
        ("", "UTC"),
        ("Etc/Unknown", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("/etc/localtime", "UTC"),
        ("Europe", "UTC"),
        ("x" * 5000, "UTC"),
    ],
)
def test_a_time_zone_that_nobody_knows_is_utc(name, zone):
    assert clock.zone_of(name).key == zone


@pytest.mark.parametrize(
    "text",
    ["![x](http://evil.example/x.png)", "**bold**", ":material/home:", "$x$", "<b>", "`code`"],
)
def test_text_for_a_label_holds_no_markdown_that_would_be_read(text):
    shown = show.plain(text)
    assert all(shown[i - 1] == "\\" for i, one in enumerate(shown) if one in "!*:$<`[](")
