"""Choices that the address keeps, when clicks come sooner than the address follows."""

import pytest
from streamlit.testing.v1 import AppTest


def two_choices() -> None:
    from posdash.screen import choosing

    choosing.kept_choice("View", {"radar": "Radar", "ladder": "Ladder"}, key="view", flat=True)
    choosing.kept_choice("Question", {"pace": "Pace", "scope": "Scope"}, key="question")


@pytest.fixture
def page():
    return AppTest.from_function(two_choices).run()


@pytest.mark.parametrize("order", [("view", "question"), ("question", "view")])
def test_both_choices_stay_when_each_comes_with_the_address_of_before(page, order):
    for key in order:
        page.query_params.clear()
        choose(page, key)
    assert page.radio(key="view").value == "ladder"
    assert page.selectbox(key="question").value == "scope"
    assert page.query_params == {"view": "ladder", "question": "scope"}


def test_going_back_leads_back_also_after_clicks_that_were_too_fast(page):
    for key in ("view", "question"):
        page.query_params.clear()
        choose(page, key)
    page.query_params.clear()
    page.run()
    assert page.radio(key="view").value == "radar"
    assert page.selectbox(key="question").value == "pace"


def choose(page: AppTest, key: str) -> None:
    """Choose the second of two."""
    if key == "view":
        page.radio(key=key).set_value("ladder").run()
    else:
        page.selectbox(key=key).set_value("scope").run()
