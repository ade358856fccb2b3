"""Lists of people and groups: preview, import as a whole or not at all, export and back."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from posdash.access import log
from posdash.access.log import Deed
from posdash.access.rights import NOBODY, Role
from posdash.answers import collect
from posdash.banks.bank import Openness
from posdash.errors import BadInput, Refused
from posdash.organisation import groups as structure
from posdash.organisation import people, roster
from posdash.organisation.roster import Form, Given, NewPerson, Preview, Renamed
from posdash.organisation.roster_rows import one_line
from posdash.store import store
from world.company import ADMINISTRATOR, coach, groups, logged, opened, phone

pytestmark = pytest.mark.usefixtures("empty_store")

TIES = st.sampled_from([Role.MEMBER, Role.COACH, Role.LEADER])


def nothing(_: float) -> None:
    """Progress that nobody watches."""


def look(*lines: str) -> Preview:
    return roster.preview(ADMINISTRATOR, "\n".join(lines).encode(), "people.csv")


def take(*lines: str) -> Preview:
    return roster.apply(ADMINISTRATOR, "\n".join(lines).encode(), "people.csv", nothing)


def causes(*lines: str) -> list[tuple[int, str]]:
    found = look(*lines)
    with pytest.raises(BadInput, match="nothing was changed"):
        take(*lines)
    assert all(one.cure for one in found.faults)
    return [(one.line, one.cause) for one in found.faults]


def here() -> tuple[set[str], list[tuple[object, ...]]]:
    """The organisation, however it came about: paths, and everybody with what they are."""
    found = people.organisation(ADMINISTRATOR)
    everybody = [
        (
            one_line(one.name),
            one.email or "",
            sorted(map(one_line, one.member_of)),
            sorted((held.role, one_line(held.group)) for held in one.roles),
        )
        for one in found.people
    ]
    return set(map(one_line, found.paths.values())), sorted(everybody)


def forget_everything() -> None:
    """Groups and people, for the next example; the log stays, as logs do."""
    with store().write() as connection:
        for table in ("role", "membership", "person"):
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text("UPDATE org_group SET parent_id = NULL"))
        connection.execute(text("DELETE FROM org_group"))


def test_a_list_says_what_it_would_add_and_adds_it():
    groups("Company / East")
    lines = [
        "path,name,email,role",
        "Company / East / Kiwi,Ada,Ada@example.org,coach",
        "Company / East / Kiwi,Ben,,",
        "Company/West,,,",
        ",Cleo,cleo@example.org,Administrator",
    ]
    expected = Preview(
        groups=("Company / East / Kiwi", "Company / West"),
        people=(
            NewPerson("Ada", "ada@example.org"),
            NewPerson("Ben", ""),
            NewPerson("Cleo", "cleo@example.org"),
        ),
        given=(
            Given("Ada (ada@example.org)", Role.COACH, "Company / East / Kiwi"),
            Given("Ben", Role.MEMBER, "Company / East / Kiwi"),
            Given("Cleo (cleo@example.org)", Role.ADMINISTRATOR, ""),
        ),
    )
    assert look(*lines) == expected
    assert here() == ({"Company", "Company / East"}, [])
    assert take(*lines) == expected
    assert here() == (
        {"Company", "Company / East", "Company / East / Kiwi", "Company / West"},
        [
            ("Ada", "ada@example.org", [], [(Role.COACH, "Company / East / Kiwi")]),
            ("Ben", "", ["Company / East / Kiwi"], []),
            ("Cleo", "cleo@example.org", [], [(Role.ADMINISTRATOR, "")]),
        ],
    )
    again = look(*lines)
    assert (again.changes, again.unchanged) == (False, 3)


def test_parent_and_group_say_the_same_as_a_path():
    take("GROUP;Parent;name", "Company;;", "Kiwi;Company;Ada", "Heron;Company / East;")
    assert here()[0] == {"Company", "Company / Kiwi", "Company / East", "Company / East / Heron"}


def test_rows_about_one_person_add_up():
    take(
        "name,email,path,role",
        "Ada,ada@example.org,Kiwi,",
        "Ada,ADA@example.org,Kiwi,member",
        "Ada,ada@example.org,Kiwi,leader",
        "Ada,ada@example.org,Heron,coach",
    )
    assert here()[1] == [
        ("Ada", "ada@example.org", ["Kiwi"], [(Role.COACH, "Heron"), (Role.LEADER, "Kiwi")])
    ]


def test_a_known_email_brings_a_new_name_and_takes_nothing_away():
    kiwi, _ = groups("Kiwi", "Heron")
    people.add_person(ADMINISTRATOR, "Ada", "ada@example.org", [kiwi])
    lines = ["path,name,email", "Heron,Ada Lovelace,ada@example.org"]
    assert look(*lines).renamed == (Renamed("ada@example.org", "Ada", "Ada Lovelace"),)
    take(*lines)
    assert here()[1] == [("Ada Lovelace", "ada@example.org", ["Heron", "Kiwi"], [])]


def test_a_new_name_stands_where_they_signed_unless_a_namesake_may_have():
    [kiwi] = groups("Kiwi")
    for name in ("Ada", "Bea", "Bo", "Cleo"):
        people.add_person(ADMINISTRATOR, name, f"{name}@example.org", [kiwi])
    people.add_person(ADMINISTRATOR, "bo", "other@example.org", [kiwi])
    survey_round = opened([kiwi], openness=Openness.NAMED)
    phones = [phone(survey_round, kiwi) for _ in range(4)]
    for who, name in zip(phones, ("ADA", "Bea", "Bo", "Cleo"), strict=True):
        collect.sign(who, name)
    take(
        "name,email",
        "Ada Lovelace,ada@example.org",
        "Cleo,bea@example.org",
        "Bob,bo@example.org",
        "Cleopatra,cleo@example.org",
    )
    assert [collect.survey(one).name for one in phones] == ["Ada Lovelace", "Cleo", "Bo", "Cleo"]


def test_without_an_email_name_and_group_say_who_it_is():
    kiwi, _ = groups("Kiwi", "Heron")
    people.add_person(ADMINISTRATOR, "Ada", "", [kiwi])
    assert look("path,name", "Kiwi,Ada").unchanged == 1
    assert look("path,name,role", "Kiwi,Ada,coach").people == ()
    assert look("path,name", "Heron,Ada").people == (NewPerson("Ada", ""),)


def test_the_same_word_in_person_says_that_two_rows_are_one_person():
    lines = ["path,name,person", "Kiwi,Ada,1", "Heron,Ada,1", "Kiwi,Ada,2", "Owl,Ada,"]
    take(*lines)
    assert [one[2] for one in here()[1]] == [["Heron", "Kiwi"], ["Kiwi"], ["Owl"]]
    assert not look(*lines).changes
    assert look("path,name,person", "Heron,Ada,x", "Robin,Ada,x").people == ()


def test_where_a_row_could_be_about_two_people_it_is_refused():
    [kiwi] = groups("Kiwi")
    for _ in range(2):
        people.add_person(ADMINISTRATOR, "Ada", "", [kiwi])
    people.add_person(ADMINISTRATOR, "Ben", "ben@example.org", [kiwi])
    people.add_person(ADMINISTRATOR, "Cleo", "", [kiwi])
    two = "“Ada” could be two people of that name in this group."
    assert causes("path,name,role", "Kiwi,Ada,coach") == [(2, two)]
    assert causes("path,name,email,person", "X,Ada,a@b,", "X,Ada,,", "X,Ada,,1") == [(3, two)]
    assert causes("path,name,role", "Kiwi,Ben,coach") == [
        (2, "“Ben” is there already in this group, with an e-mail.")
    ]
    assert causes("path,name,email", "Kiwi,Cleo,cleo@example.org") == [
        (2, "“Cleo” is there already in this group, without an e-mail.")
    ]
    assert look("path,name", "Kiwi,Ben").unchanged == 1  # nothing is given to anybody


def test_two_marked_people_do_not_share_one_who_is_there():
    [kiwi] = groups("Kiwi")
    people.add_person(ADMINISTRATOR, "Ada", "", [kiwi])
    two = "“Ada” could be two people of that name in this group."
    lines = ["path,name,role,person", *(f"Kiwi,Ada,{role},{role}" for role in ("coach", "leader"))]
    assert causes(*lines) == [(2, two), (3, two)]


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("Kiwi,Ada,no address,", "This is not an e-mail address."),
        (f"Kiwi,{'x' * 61},,", "A name may have 60 characters; this one has 61."),
        (f"{'x' * 61},Ada,,", "A group's name may have 60 characters; this one has 61."),
        ("Kiwi // Owl,Ada,,", "A group needs a name."),
        ("/".join("x" * 21) + ",,,", "This group would lie 21 levels deep."),
        ("Kiwi,,ada@example.org,", "This row names nobody."),
        ("Kiwi,,,coach", "This row names nobody."),
        ("Kiwi,Ada,,boss\u202e", "“boss” is not a role."),
        (",Ada,,coach", "A coach needs a group."),
        (",Ada,,member", "A member needs a group."),
        ("Kiwi,Ada,,administrator", "An administrator is one of no group."),
        ("Kiwi,Cleo,ben@example.org,", "This e-mail stands with another name in row 2."),
        ("Gone / Owl,Ada,,", "This group is archived."),
        ("Gone,,,", "This group is archived."),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_number_and_nothing_is_taken(row, cause):
    [gone] = groups("Gone")
    structure.archive(ADMINISTRATOR, gone)
    before = here()
    assert causes("path,name,email,role", "Kiwi,Ben,ben@example.org,", row) == [(3, cause)]
    assert here() == before


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        (["path,parent,group,name", "a,b,c,d"], "Groups stand here in two ways"),
        (["parent,group,name", "Company,,Ada"], "Here is a parent, but no group."),
        (["parent,group,name", ",Company / Kiwi,Ada"], "A group's name holds no /."),
        (["path,name,email,person", "a,b,c@d,1"], "An e-mail and a word in “person”"),
        (["path,name,person", "a,b,1", "a,c,1"], "This word in “person” stands with another name"),
        (["path,name,Path", "a,b,c"], "“path” and “Path” both look like one thing."),
        (["Wer,Wohin", "Ada,Kiwi"], "Which columns hold names and teams cannot be told."),
        (["Mail,Team", "a@b,Kiwi"], "Which column holds names cannot be told."),
        ([""], "There is nothing in this file."),
    ],
)
def test_columns_that_do_not_go_together_are_refused(lines, cause):
    [(_, said)] = causes(*lines)
    assert said.startswith(cause)


def test_the_first_two_hundred_refused_rows_are_listed_in_order_with_the_number_of_all():
    found = look("path,name,role", *["Kiwi,Ada,boss"] * 300, "Kiwi,Ada,lost,lost")
    assert (len(found.faults), found.refused) == (200, 301)
    assert [one.line for one in found.faults] == list(range(2, 202))


def test_what_changed_since_the_preview_is_seen_when_it_is_applied():
    lines = ["path,name,email", "Kiwi,Ada,ada@example.org"]
    assert look(*lines).people
    people.add_person(ADMINISTRATOR, "Ada", "ada@example.org")
    assert take(*lines).people == ()


@pytest.mark.parametrize("at", [0.1, 0.7, 1.0])
def test_an_import_that_is_cut_off_has_changed_nothing(at):
    class Interrupted(Exception):
        """A second click."""

    def stop(done: float) -> None:
        if done == at:
            raise Interrupted

    data = b"path,name\n" + b"".join(b"Kiwi,Person %d\n" % one for one in range(2000))
    with pytest.raises(Interrupted):
        roster.apply(ADMINISTRATOR, data, "people.csv", stop)
    assert here() == (set(), [])
    assert log.entries(ADMINISTRATOR) == ()


def test_progress_only_goes_up_and_ends_at_one():
    told: list[float] = []
    data = b"path,name\n" + b"".join(b"Kiwi,Person %d\n" % one for one in range(2000))
    roster.apply(ADMINISTRATOR, data, "people.csv", told.append)
    assert told == sorted(told)
    assert len(told) > 10
    assert told[-1] == 1.0
    assert len(people.organisation(ADMINISTRATOR).people) == 2000


def test_an_import_stands_in_the_log_as_numbers_and_one_that_changes_nothing_does_not():
    for _ in range(2):
        take("path,name,role", "Company / Kiwi,Ada,", "Company / Kiwi,Ada,coach")
    [(_, deed, about)] = logged()
    assert (deed, about) == (Deed.IMPORTED, "2 groups, 1 person, 1 membership, 1 role")


@pytest.mark.parametrize("who", [NOBODY, coach(1)])
def test_only_administrators_import_and_export(who):
    for door in (
        lambda: roster.preview(who, b"", ""),
        lambda: roster.apply(who, b"", "", nothing),
        lambda: roster.export(who, Form.CSV),
    ):
        with pytest.raises(Refused):
            door()


def test_the_export_is_in_order_and_names_only_what_is_needed():
    take(
        "path,name,email,role",
        "b / Kiwi,Ben,,",
        "b / Kiwi,Ada,ada@example.org,coach",
        "A,,,",
        ",Zoe,zoe@example.org,administrator",
        ",Dan,,",
    )
    assert roster.export(ADMINISTRATOR, Form.CSV).decode("utf-8-sig").splitlines() == [
        "path,name,email,role",
        ",Zoe,zoe@example.org,administrator",
        ",Dan,,",
        "A,,,",
        "b / Kiwi,Ada,ada@example.org,coach",
        "b / Kiwi,Ben,,member",
    ]


def test_archived_groups_and_disabled_accounts_are_not_exported():
    [gone, kiwi] = groups("Gone / Kiwi", "Kiwi")
    people.add_person(ADMINISTRATOR, "Ada", "", [gone, kiwi])
    people.give_role(ADMINISTRATOR, people.add_person(ADMINISTRATOR, "Y"), Role.LEADER, gone)
    root = people.add_person(ADMINISTRATOR, "Root")
    people.give_role(ADMINISTRATOR, root, Role.ADMINISTRATOR, None)
    structure.archive(ADMINISTRATOR, gone)
    out = people.add_person(ADMINISTRATOR, "Ben", "", [kiwi])
    people.set_disabled(ADMINISTRATOR, out, True)
    data = roster.export(ADMINISTRATOR, Form.CSV)
    assert data.decode("utf-8-sig").splitlines() == [
        "path,name,email,role",
        ",Root,,administrator",
        ",Y,,",
        "Gone,,,",
        "Kiwi,Ada,,member",
    ]
    found = roster.preview(ADMINISTRATOR, data, "people.csv")
    assert (found.changes, found.faults) == (False, ())


names = st.text(min_size=1, max_size=12).map(one_line).filter(bool)
group_names = names.map(lambda one: one.replace("/", "")).map(one_line).filter(bool)
NASTY = [
    "=cmd|' /C calc'!A0",
    "'=x",
    "'t Hooft",
    '"a";b,c',
    "\u05e9\u200d\u05dcx",
    "👩‍👩‍👧",
    "#N/A",
    "-1",
    "x" * 60,
]


@st.composite
def companies(draw):
    """Groups by path, and people with an e-mail or none and what they are where."""
    paths = draw(st.lists(st.lists(group_names, min_size=1, max_size=3).map(tuple), max_size=5))
    every = sorted({path[:end] for path in paths for end in range(1, len(path) + 1)})
    few = draw(st.lists(st.one_of(names, st.sampled_from(NASTY)), min_size=1, max_size=3))
    place = st.sampled_from([*every, None]) if every else st.none()
    somebody = st.tuples(
        st.sampled_from(few), st.booleans(), st.sets(st.tuples(TIES, place), max_size=3)
    )
    return every, draw(st.lists(somebody, max_size=6))


@pytest.mark.parametrize("form", Form)
@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(company=companies())
@example(company=([("=cmd",), ("=cmd", "+1")], [(one, True, set()) for one in NASTY]))
@example(
    company=(
        [("Kiwi",), ("Heron",)],
        [
            ("Ada", False, {(Role.MEMBER, ("Kiwi",)), (Role.COACH, ("Heron",))}),
            ("Ada", False, {(Role.MEMBER, ("Kiwi",))}),
            ("Ada", False, {(Role.MEMBER, ("Kiwi",))}),
            ("Ada", True, {(Role.LEADER, ("Kiwi",)), (Role.COACH, None)}),
            ("Ada", False, {(Role.LEADER, None)}),
            ("Ada", False, set()),
        ],
    )
)
def test_an_export_brought_back_changes_nothing_and_elsewhere_makes_the_same(form, company):
    forget_everything()
    build(*company)
    before, data = here(), roster.export(ADMINISTRATOR, form)
    found = roster.preview(ADMINISTRATOR, data, "list")
    assert (found.changes, found.faults) == (False, ())
    forget_everything()
    roster.apply(ADMINISTRATOR, data, "list", nothing)
    assert here() == before
    assert roster.export(ADMINISTRATOR, Form.CSV) == exported_again(data)


def exported_again(data: bytes) -> bytes:
    forget_everything()
    roster.apply(ADMINISTRATOR, data, "list", nothing)
    return roster.export(ADMINISTRATOR, Form.CSV)


def build(paths, everybody) -> None:
    """A company through the doors; None as a place makes an administrator."""
    ids = {path: structure.add_group(ADMINISTRATOR, "/".join(path)) for path in paths}
    for number, (name, mail, ties) in enumerate(everybody):
        member_of = [ids[path] for role, path in ties if role is Role.MEMBER and path]
        email = f"p{number}@example.org" if mail else ""
        person = people.add_person(ADMINISTRATOR, name, email, member_of)
        for role, path in ties:
            if path is None:
                people.give_role(ADMINISTRATOR, person, Role.ADMINISTRATOR, None)
            elif role is not Role.MEMBER:
                people.give_role(ADMINISTRATOR, person, role, ids[path])
