"""Choices that the address keeps, when clicks come sooner than the address follows."""

import pytest
from streamlit.testing.v1 import AppTest


def two_choices() -> None:
    from posdash import choosing

    choosing.kept_choice("View", {"radar": "Radar", "ladder": "Ladder"}, key="view", flat=True)
    choosing.kept_choice("Question", {"pace": "Pace", "scope": "Scope"}, key="question")


@pytest.fixture
def page():
    return AppTest.from_function(two_choices).run()


def test_a_choice_stays_when_the_next_click_comes_with_the_address_of_before(page):
    page.radio(key="view").set_value("ladder").run()
    page.query_params.clear()
    page.selectbox(key="question").set_value("scope").run()
    assert page.radio(key="view").value == "ladder"
    assert page.query_params == {"view": "ladder", "question": "scope"}


def test_the_later_of_two_choices_stays_as_well(page):
    page.selectbox(key="question").set_value("scope").run()
    page.query_params.clear()
    page.radio(key="view").set_value("ladder").run()
    assert page.selectbox(key="question").value == "scope"
    assert page.query_params == {"view": "ladder", "question": "scope"}


def test_going_back_leads_back_also_after_clicks_that_were_too_fast(page):
    page.radio(key="view").set_value("ladder").run()
    page.query_params.clear()
    page.selectbox(key="question").set_value("scope").run()
    page.query_params.clear()
    page.run()
    assert page.radio(key="view").value == "radar"
    assert page.selectbox(key="question").value == "pace"
