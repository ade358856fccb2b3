"""Lists as other tools write them: which column is what, and what leaves a doubt."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from posdash.organisation import roster
from posdash.organisation.roster import Field, Preview
from posdash.organisation.roster_columns import usual
from world.company import ADMINISTRATOR, groups

pytestmark = pytest.mark.usefixtures("sqlite_store")


def look(*lines: str, **chosen: Field | None) -> Preview:
    return roster.preview(ADMINISTRATOR, "\n".join(lines).encode(), "people.csv", chosen)


def faults(found: Preview) -> list[tuple[int, str]]:
    assert all(one.cure for one in found.faults)
    return [(one.line, one.cause) for one in found.faults]


def who_where(found: Preview) -> list[tuple[str, str]]:
    assert found.faults == ()
    return [(one.person, one.group) for one in found.given]


def workbook(**sheets: list[list[object]]) -> bytes:
    one = Workbook()
    one.remove(one.active)
    for name, lines in sheets.items():
        sheet = one.create_sheet(name)
        for line in lines:
            sheet.append(line)
    out = BytesIO()
    one.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        ("Email Address|E-mail|EMAIL|e_mail|Mail|Work Email|E-Mail-Adresse", Field.EMAIL),
        ("First name|FirstName|Given Name|Vorname", Field.FIRST),
        ("Last name|Surname|Family name|Nachname", Field.LAST),
        ("Name|Full name|Display Name|Employee|Mitarbeiter", Field.NAME),
        ("Team|Group|Team name|Gruppe", Field.GROUP),
        ("Department|Dept.|Abteilung|parent", Field.PARENT),
        ("Manager|Salary|Start date|Job title", None),
    ],
)
def test_the_usual_names_of_columns_are_known_in_any_case(titles, kind):
    assert {usual(title) for title in titles.split("|")} == {kind}


@pytest.mark.parametrize(
    "lines",
    [
        ("First name,Last name,Email Address,Team", "Ida,Berg,ida@example.org,Kiwi"),
        ("Vorname;Name;E-Mail;Abteilung", "Ida;Berg;ida@example.org;Kiwi"),
        ("Full Name\tDepartment\tMail", "Ida Berg\tKiwi\tida@example.org"),
        ("Our people,,,", ",,,", "Name,E-mail,Team,", "Ida Berg,IDA@example.org,Kiwi,"),
    ],
)
def test_lists_of_other_tools_are_understood(lines):
    assert who_where(look(*lines)) == [("Ida Berg (ida@example.org)", "Kiwi")]


def test_a_department_and_a_team_are_a_path():
    found = look("Name,Team,Department,Cost centre", "Ida,Kiwi,Harbour,77")
    assert who_where(found) == [("Ida", "Harbour / Kiwi")]
    assert [one.title for one in found.columns if one.field is None] == ["Cost centre"]


def test_all_sheets_of_a_workbook_are_one_list_and_a_fault_names_the_sheet():
    data = workbook(
        Harbour=[["Name", "Team"], ["Ida", "Kiwi"]],
        Weaving=[["Everybody"], ["Team", "Name", "Mail"], ["Heron", "Nia", "nia@"]],
    )
    found = roster.preview(ADMINISTRATOR, data, "list.xlsx")
    assert [str(one) for one in found.faults] == [
        "list.xlsx, sheet Weaving, line 3: This is not an e-mail address. Correct it, or leave it "
        "empty."
    ]
    assert found.notes == ("The columns are named in row 2 of sheet “Weaving”.",)


def test_a_sheet_that_names_no_columns_is_a_fault_and_not_left_out():
    data = workbook(Harbour=[["Name", "Team"], ["Ida", "Kiwi"]], Weaving=[["Nia", "Heron"]])
    found = roster.preview(ADMINISTRATOR, data, "list.xlsx")
    assert [(one.sheet, one.line) for one in found.faults] == [("Weaving", 1)]
    assert not found.told


def test_a_doubtful_cell_is_refused_where_it_is_taken_and_nowhere_else():
    data = workbook(People=[["Name", "Team", "Since"], ["Ida", True, 0.5], ["Tea", "Kiwi", 0.5]])
    found = roster.preview(ADMINISTRATOR, data, "list.xlsx")
    assert faults(found) == [(2, "“TRUE” is a truth value to the spreadsheet.")]


def test_one_team_in_several_spellings_is_refused_from_the_second_on():
    lines = ["Company / Kiwi,Ida", "Company / kiwi,Tea", "Company / KIWI,Bo", "company / Kiwi,Nia"]
    found = look("path,name", *lines, "Company / \u2060Ki\u200dwi ,Joy")
    assert faults(found) == [
        (3, "“Company / kiwi” is spelled “Company / Kiwi” elsewhere."),
        (4, "“Company / KIWI” is spelled “Company / Kiwi” elsewhere."),
        (5, "“company” is spelled “Company” elsewhere."),
        (6, "“Company / Ki\u200dwi” is spelled “Company / Kiwi” elsewhere."),
    ]
    groups("Company / Kiwi")
    assert [row for row, _ in faults(look("path,name", "company / Kiwi,Ida"))] == [2]


def test_two_groups_that_differ_in_capitals_alone_are_written_in_quotes():
    found = look("path,name", '"""Kiwi""",Ida', '"""kiwi""",Tea')
    assert who_where(found) == [("Ida", "Kiwi"), ("Tea", "kiwi")]


@pytest.mark.parametrize("cell", ['"Kiwi, Heron"', "Kiwi; Heron", "Kiwi | Heron", '"Kiwi\nHeron"'])
def test_several_teams_in_one_cell_are_a_doubt(cell):
    [(row, cause)] = faults(look("name,path", f"Ida,{cell}", "Tea,Kiwi"))
    assert row == 2
    assert "could be" in cause


def test_a_team_with_a_comma_in_its_name_is_taken_if_it_is_known_or_in_quotes():
    assert who_where(look("name,path", 'Ida,"""Sales, North"""')) == [("Ida", "Sales, North")]
    groups("Sales, North")
    assert who_where(look("name,path", 'Ida,"Sales, North"')) == [("Ida", "Sales, North")]


def test_a_slash_without_spaces_is_a_path_only_where_the_group_above_is_known():
    cause = "“R&D/QA” could be one team, or a team in another group."
    assert faults(look("name,Team", "Ida,R&D/QA", "Tea,Kiwi")) == [(2, cause)]
    assert faults(look("name,Team", "Ida,3/4")) != []
    assert who_where(look("name,Team", "Ida,R&D / QA")) == [("Ida", "R&D / QA")]
    assert who_where(look("name,Team", "Ida,R&D/QA", "Tea,R&D"))[0] == ("Ida", "R&D / QA")
    assert who_where(look("name,Team", "Ida,Co/Kiwi", "Tea,Co/Owl"))[1] == ("Tea", "Co / Owl")


@pytest.mark.parametrize(
    "email",
    [
        *("@", "ida@", "@example.org", "mailto:ida@example.org", "ida@example..org", "ida"),
        *("ida@example.org.", "<ida@example.net>", '"ida,berg@example.org"', "a@b.org;c@d.org"),
    ],
)
def test_what_is_no_address_is_a_named_row(email):
    assert faults(look("path,name,email", f"Kiwi,Ida,{email}")) == [
        (2, "This is not an e-mail address.")
    ]


def test_an_address_keeps_its_sharp_s():
    [person] = look("path,name,email", "Kiwi,Bo,Bo@Straße.example").people
    assert person.email == "bo@straße.example"


def test_a_title_that_stands_there_twice_is_a_doubt_until_somebody_chooses():
    lines = ("name,email,email,path", "Ida,,ida@x.example,Kiwi")
    cause = "“email” and “email (2)” both look like one thing."
    assert faults(look(*lines)) == [(1, cause)]
    [person] = look(*lines, email=None).people
    assert person.email == "ida@x.example"


def test_a_column_can_be_chosen_and_one_that_is_known_can_be_left_out():
    lines = ("Wer,Team,Squad,Role", "Ida,Harbour,Kiwi,Engineer")
    assert faults(look(*lines))[0] == (1, "“Team” and “Squad” both look like one thing.")
    chosen = {"Wer": Field.NAME, "Team": Field.PARENT, "Role": None}
    assert who_where(look(*lines, **chosen)) == [("Ida", "Harbour / Kiwi")]
