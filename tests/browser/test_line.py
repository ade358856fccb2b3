"""A line that stalls, or is cut: nothing is called saved that is not, and nothing typed is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.line import Line
from browser.steps import (
    PHONE,
    TOLERATED,
    begin,
    choose,
    chosen,
    enter,
    press,
    put,
    question,
    saved,
)
from posdash.settings import ROOT

LOST = (*TOLERATED, "WebSocket", "ERR_", "Client Error", "not responding", "disconnected")
COMMENT = "Your comment, without names of others"
AN_HOUR = 3600  # seconds


@pytest.fixture
def page(line: Line, team_link, open_page, settled) -> Page:
    """A phone at the first question, over a line of its own."""
    one = open_page(*PHONE, tolerate=LOST)
    enter(one, line.through(team_link()), settled)
    begin(one, settled)
    return one


def test_saved_stands_beside_no_point_that_a_stalled_line_has_not_stored(line, page, settled):
    put(page, "now", 3)
    line.stall()
    choose(page, "now", 6)
    expect(saved(page, "now").get_by_role("status")).to_be_hidden()
    assert instead(page, "now") == "Saving…"
    choose(page, "now", 3)  # which is what is stored
    expect(saved(page, "now")).to_have_text("Saved", use_inner_text=True)
    choose(page, "aim", 2)  # never stored before
    expect(page.locator(".st-key-scale-aim [data-instead]")).to_have_count(1)
    assert instead(page, "aim") == "Saving…"
    choose(page, "now", 6)
    line.go_on()
    settled(page)
    for facet, place in (("now", 6), ("aim", 2)):
        expect(saved(page, facet)).to_have_text("Saved", use_inner_text=True)
        assert chosen(page, facet) == place


def test_a_text_is_called_saved_only_as_it_was_stored(line, page, settled):
    comment = commenting(page, "We plan a lot.", settled)
    expect(page.locator("p.saved")).to_be_visible()
    line.stall()
    comment.press_sequentially(" Too much.")
    expect(page.locator("p.saved")).to_be_hidden()
    comment.blur()
    expect(page.locator("[data-instead='Not saved yet'] p.saved")).to_be_hidden()
    line.go_on()
    expect(page.locator("p.saved")).to_be_visible()
    expect(comment).to_have_value("We plan a lot. Too much.")


def test_what_was_typed_while_the_line_was_cut_is_kept_and_stored(line, page, settled):
    asked = question(page)
    comment = commenting(page, "We plan", settled)
    comment.press_sequentially(" a lot.")
    line.cut()
    expect(page.locator('[data-test-connection-state="PINGING_SERVER"]')).to_have_count(1)
    line.mend()
    expect(page.locator("p.saved")).to_be_visible()
    assert question(page) == asked
    expect(comment).to_have_value("We plan a lot.")
    page.reload()
    settled(page)
    assert question(page) == asked
    page.get_by_text("Add a comment").click()
    expect(page.get_by_label(COMMENT)).to_have_value("We plan a lot.")


def test_a_tab_is_known_for_an_hour_after_its_line_was_cut():
    written = (Path(ROOT) / ".streamlit" / "config.toml").read_text("utf-8")
    assert f"disconnectedSessionTTL = {AN_HOUR}" in written


def test_a_server_that_begins_anew_finds_the_page_at_its_question_with_what_was_typed(
    served, page, settled
):
    put(page, "now", 3)
    press(page, "Next", settled)
    asked = question(page)
    comment = commenting(page, "We plan", settled)
    comment.press_sequentially(" a lot.")
    served.kill9()
    expect(page.locator('[data-test-connection-state="PINGING_SERVER"]')).to_have_count(1)
    page.wait_for_timeout(2500)  # in which Streamlit would say that its server does not respond
    expect(page.get_by_role("dialog")).to_have_count(0)
    served.start()
    press(page, "Save this comment", settled)
    expect(page.locator("p.saved")).to_be_visible()
    assert question(page) == asked
    expect(comment).to_have_value("We plan a lot.")


def commenting(page: Page, text: str, settled):
    """Write a comment and leave it, so that it is stored; its field."""
    page.get_by_text("Add a comment").click()
    field = page.get_by_label(COMMENT)
    field.fill(text)
    field.blur()
    settled(page)
    expect(page.locator("p.saved")).to_have_text("Saved")
    return field


def instead(page: Page, facet: str) -> str:
    """What stands where the page would say that a place is saved."""
    return saved(page, facet).evaluate("one => getComputedStyle(one, '::after').content")[1:-1]
