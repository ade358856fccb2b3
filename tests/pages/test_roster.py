"""The page for lists: choose a file, look at what it would do, do it."""

import pytest

from posdash.organisation import people, roster
from world.company import ADMINISTRATOR, groups

LIST = "path,name,email,role\nCompany / Kiwi,Ada,ada@example.org,coach\nCompany / Kiwi,<b>Ben,,\n"


@pytest.fixture
def page(visit):
    """The page as an administrator sees it."""
    return visit("admin/roster.py", ADMINISTRATOR)


def bring(page, text: str, name: str = "people.csv") -> None:
    """Choose a file on the page."""
    page.app.file_uploader[0].set_value((name, text.encode(), "text/csv")).run()
    assert not page.app.exception


def apply(page):
    """The button that applies what the preview says."""
    [button] = [one for one in page.app.button if one.label == "Apply these changes"]
    return button


def test_a_list_is_previewed_then_applied_and_the_page_is_ready_for_the_next(page):
    bring(page, LIST)
    for said in ("Groups to add: 2", "People to add: 2", "Memberships and roles to add: 2"):
        assert said in page.text
    assert "Ada (ada@example.org)" in page.text
    assert "&lt;b&gt;Ben" in page.text
    assert people.organisation(ADMINISTRATOR).people == ()
    apply(page).click().run()
    assert not page.app.exception
    assert "Done: 2 groups and 2 people added" in page.text
    assert [one.name for one in people.organisation(ADMINISTRATOR).people] == ["<b>Ben", "Ada"]
    assert page.app.file_uploader[0].value is None


def test_a_list_with_a_refused_row_cannot_be_applied_and_says_row_cause_and_cure(page):
    bring(page, f"{LIST}Company / Kiwi,Cleo,,boss\n")
    assert "Refused: 1" in page.text
    assert '<th scope="row">4</th><td>“boss” is not a role.</td>' in page.text
    assert "Write member, coach, leader or administrator" in page.text
    assert apply(page).disabled


def test_what_became_wrong_since_the_preview_is_said_and_not_applied(page):
    bring(page, LIST)
    [kiwi] = groups("Company / Kiwi")
    people.add_person(ADMINISTRATOR, "Ada", "", [kiwi])
    apply(page).click().run()
    assert not page.app.exception
    assert "“Ada” is there already in this group, without an e-mail." in page.text
    assert [one.name for one in people.organisation(ADMINISTRATOR).people] == ["Ada"]


def test_a_list_of_what_is_there_already_has_nothing_to_apply(page):
    groups("Company / Kiwi")
    bring(page, "path,name\nCompany / Kiwi,\n")
    assert "Everything is already as this list says." in page.text
    assert apply(page).disabled


def test_long_lists_are_shortened(page):
    rows = "".join(f"Kiwi,Person {one},\n" for one in range(60))
    bring(page, f"path,name,role\n{rows}")
    assert "People to add: 60" in page.text
    assert "And 10 more." in page.text
    assert "Person 49" in page.text
    assert "Person 50" not in page.text
    bring(page, "path,name,role\n" + "Kiwi,Ada,boss\n" * 300)
    assert "Refused: 300" in page.text
    assert "And 100 more." in page.text


def test_a_file_that_is_no_list_is_refused_in_a_sentence(page):
    bring(page, "PK\x03\x04 <script>", "<b>evil</b>.xlsx")
    assert "This is not an XLSX file, or it is damaged." in page.text
    assert "<b>evil" not in page.text


def test_the_export_is_a_link_to_our_own_routes(page):
    assert 'href="/files/people.csv"' in page.text
    assert 'href="/files/people.xlsx"' in page.text


HR = "Mitarbeiterin;Geburtstag;Wo\nIda Berg;1.2.1980;Kiwi\nTea Ek;3.4.1981;Heron\n"


def test_columns_of_other_tools_are_taken_and_the_others_named(page):
    bring(page, "Email Address,First name,Last name,Team,Salary\nida@example.org,Ida,Berg,Kiwi,9\n")
    assert "Ida Berg (ida@example.org)" in page.text
    assert "Not taken: Salary." in page.text
    apply(page).click().run()
    assert [one.name for one in people.organisation(ADMINISTRATOR).people] == ["Ida Berg"]


def test_what_a_column_is_can_be_chosen_and_what_is_chosen_is_previewed_and_applied(page):
    bring(page, HR)
    assert "People to add who would be in no group: 2." in page.text
    [where] = [one for one in page.app.selectbox if one.label.startswith("Wo ")]
    where.set_value(roster.Field.GROUP).run()
    assert not page.app.exception
    assert "Groups to add: 2" in page.text
    assert "Not taken: Geburtstag." in page.text
    apply(page).click().run()
    assert [one.member_of for one in people.organisation(ADMINISTRATOR).people] == [
        ("Kiwi",),
        ("Heron",),
    ]


def test_where_no_column_is_known_the_page_asks_and_nothing_can_be_applied_before(page):
    bring(page, "Wer,Wo\nIda Berg,Kiwi\n")
    assert "Which columns hold names and teams cannot be told." in page.text
    assert apply(page).disabled
    for label, kind in (("Wer", roster.Field.NAME), ("Wo", roster.Field.GROUP)):
        [one] = [one for one in page.app.selectbox if one.label.startswith(f"{label} ")]
        one.set_value(kind).run()
    assert "Ida Berg" in page.text
    assert not apply(page).disabled
