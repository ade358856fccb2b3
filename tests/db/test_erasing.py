"""What is left in the files of SQLite of what was called off, deleted or forgotten: nothing."""

from datetime import timedelta

from posdash import clock
from posdash.access import signin
from posdash.answers import closing, collect
from posdash.banks.bank import Openness
from posdash.hour import farewell, meeting, notes, proxy
from posdash.hour.steps import Step, Stop
from posdash.keys import keyed
from posdash.organisation import people, roster
from posdash.rounds import running
from posdash.survey.round import Attribute, Facet, TeamId
from posdash.views import results
from world.company import ADMINISTRATOR, coach, groups, opened, phone, place
from world.database import rows

SAID = (b"It depends on Zanzibar", b"Ada Lovelace", b"archaeologist")


def everything_said():
    """A round in which somebody said all there is to say, and under which keys it stands."""
    [kiwi] = groups("Kiwi")
    job = Attribute("role", ("archaeologist", "archivist"))
    survey_round = opened([kiwi], openness=Openness.NAMED, attributes=(job,))
    found = []
    for _ in range(6):
        who = phone(survey_round, kiwi)
        collect.sign(who, "Ada Lovelace")
        place(who, "pace", 4, aim=5)
        collect.comment(who, "pace", "It depends on Zanzibar.", signed=True)
        collect.describe(who, "role", "archaeologist")
        found.append(keyed(who.respondent.token, f"edit|{survey_round.id}"))
    return survey_round, found


def left(files, *what: bytes) -> list[bytes]:
    return [one for one in what if files.holds(one)]


def test_of_a_round_that_was_called_off_no_word_and_no_key_is_left(sqlite_files):
    survey_round, keys = everything_said()
    assert left(sqlite_files, *SAID, *keys) == [*SAID, *keys]
    running.cancel(ADMINISTRATOR, survey_round.id)
    assert left(sqlite_files, *SAID[:2], *keys) == []  # what could be chosen stays with the round
    running.delete(ADMINISTRATOR, survey_round.id)
    assert left(sqlite_files, *SAID) == []


def test_of_a_deleted_round_no_word_and_no_key_is_left(sqlite_files):
    survey_round, keys = everything_said()
    closing.close_round(ADMINISTRATOR, survey_round.id)
    assert left(sqlite_files, *SAID[:2], *keys) == [*SAID[:2], *keys]
    running.delete(ADMINISTRATOR, survey_round.id)
    assert left(sqlite_files, *SAID, *keys) == []


def test_comments_and_names_leave_the_files_on_their_day(sqlite_files, monkeypatch):
    survey_round, keys = everything_said()
    closing.close_round(ADMINISTRATOR, survey_round.id)
    running.set_erasure(ADMINISTRATOR, survey_round.id, clock.now() + timedelta(days=1))
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert running.erase_due() == 1
    assert left(sqlite_files, *SAID[:2], *keys) == []


def test_closing_words_leave_the_files_on_the_day_of_the_comments(sqlite_files, monkeypatch):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.WORDS))
    farewell.say(phone(survey_round, kiwi), "Zanzibarian")
    running.set_erasure(ADMINISTRATOR, survey_round.id, clock.now() + timedelta(days=1))
    assert left(sqlite_files, b"Zanzibarian") == [b"Zanzibarian"]
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert running.erase_due() == 1
    assert left(sqlite_files, b"Zanzibarian") == []
    assert running.erase_due() == 0


def test_notes_and_who_does_what_leave_the_files_on_that_day_and_the_steps_stay(
    sqlite_files, monkeypatch
):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    notes.note(coach(kiwi), TeamId(survey_round.id, kiwi), "pace", "As in Zanzibar")
    notes.agree(coach(kiwi), TeamId(survey_round.id, kiwi), "Pair up", "Ada Lovelace")
    running.set_erasure(ADMINISTRATOR, survey_round.id, clock.now() + timedelta(days=1))
    later = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert running.erase_due() == 1
    assert left(sqlite_files, b"As in Zanzibar", b"Ada Lovelace") == []
    found = notes.taken_away(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert (found.notes, [one.text for one in found.items]) == ({}, ["Pair up"])
    assert running.erase_due() == 0


def test_words_of_a_session_that_begins_anew_leave_the_files(sqlite_files):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.WORDS))
    for _ in range(5):
        farewell.say(phone(survey_round, kiwi), "Zanzibarian")
    meeting.end(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert left(sqlite_files, b"Zanzibarian") == [b"Zanzibarian"]
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert left(sqlite_files, b"Zanzibarian") == []


def test_a_word_that_never_appeared_leaves_the_files_when_its_session_ends(sqlite_files):
    [kiwi] = groups("Kiwi")
    survey_round = opened([kiwi])
    closing.close_round(ADMINISTRATOR, survey_round.id)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.WORDS))
    farewell.say(phone(survey_round, kiwi), "Zanzibarian")
    assert left(sqlite_files, b"Zanzibarian") == [b"Zanzibarian"]
    meeting.end(coach(kiwi), TeamId(survey_round.id, kiwi))
    assert left(sqlite_files, b"Zanzibarian") == []


def test_a_name_that_the_coach_typed_goes_with_the_person(sqlite_files):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    [kiwi] = groups("Kiwi")
    ada = people.add_person(ADMINISTRATOR, "Ada Lovelace", "", [kiwi])
    survey_round = opened([kiwi], openness=Openness.NAMED)
    meeting.begin(coach(kiwi), TeamId(survey_round.id, kiwi))
    meeting.bring(coach(kiwi), TeamId(survey_round.id, kiwi), Stop(Step.PLACE))
    proxy.enter(
        coach(kiwi), TeamId(survey_round.id, kiwi), {("pace", Facet.NOW): 2}, "Ada Lovelace"
    )
    people.delete_person(ADMINISTRATOR, ada)
    assert left(sqlite_files, b"Ada Lovelace") == []
    meeting.reveal(coach(kiwi), TeamId(survey_round.id, kiwi))
    [signed] = results.team(coach(kiwi), TeamId(survey_round.id, kiwi)).dimension("pace").signed
    assert (signed.name, signed.proxy) == (people.NAME_REMOVED, True)


def test_the_name_of_somebody_who_was_deleted_leaves_the_files(sqlite_files):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    [kiwi] = groups("Kiwi")
    name, email = "Ada Lovelace", "ada@lovelace.example"
    ada = people.add_person(ADMINISTRATOR, name, email, [kiwi])
    everything_said()
    assert left(sqlite_files, name.encode(), email.encode()) == [name.encode(), email.encode()]
    people.delete_person(ADMINISTRATOR, ada)
    assert rows("compaction_owed") == 0
    assert left(sqlite_files, name.encode(), email.encode()) == []


def test_of_a_deleted_person_no_contact_owner_note_or_comment_keeps_the_name(sqlite_files):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    [kiwi] = groups("Kiwi")
    name, email = "Ada Lovelace", "ada@lovelace.example"
    ada = people.add_person(ADMINISTRATOR, name, email, [kiwi])
    survey_round = opened([kiwi], contact=f"{name} <{email}>", title="Spring")
    team = TeamId(survey_round.id, kiwi)
    for said in ("Ask ada lovelace.", "Nothing"):
        who = phone(survey_round, kiwi)
        place(who, "pace", 4)
        collect.comment(who, "pace", said)
    closing.close_round(ADMINISTRATOR, survey_round.id)
    notes.note(coach(kiwi), team, "pace", "Ada  Lovelace writes it down")
    notes.agree(coach(kiwi), team, "Pair with Ada Lovelace", "Ada Lovelace, Bo")
    found = {one.where: one.goes for one in people.named_in(ADMINISTRATOR, ada)}
    assert found == {
        "whom to ask about privacy in “Spring”": True,
        "who is to do 1 next step": True,
        "the words of 1 next step": True,
        "1 note of a session": True,
    }
    people.delete_person(ADMINISTRATOR, ada)
    assert (
        left(sqlite_files, name.encode(), b"ada lovelace", b"Ada  Lovelace", email.encode()) == []
    )
    kept = notes.taken_away(coach(kiwi), team)
    assert kept.notes == {"pace": "somebody who left writes it down"}
    [step] = kept.items
    assert (step.text, step.owner) == ("Pair with somebody who left", "somebody who left, Bo")
    assert collect.survey(phone(survey_round, kiwi)).round.contact == ""
    assert rows("compaction_owed") == 0


def test_somebody_elses_name_and_a_namesake_stay(sqlite_files):
    signin.set_up(signin.setup_link().rpartition("/")[2], "Root")
    [kiwi] = groups("Kiwi")
    ada, adam = (people.add_person(ADMINISTRATOR, one) for one in ("Ada", "Bo Lind"))
    people.add_person(ADMINISTRATOR, "bo  lind")
    survey_round = opened([kiwi], contact="Adam, or Ada", title="Adam's round")
    closing.close_round(ADMINISTRATOR, survey_round.id)
    team = TeamId(survey_round.id, kiwi)
    notes.agree(coach(kiwi), team, "Ada is a word here", "Bo Lind")
    for person in (ada, adam):
        people.delete_person(ADMINISTRATOR, person)
    [step] = notes.taken_away(coach(kiwi), team).items
    assert (step.text, step.owner) == ("Ada is a word here", "Bo Lind")
    assert collect.survey(phone(survey_round, kiwi)).round.contact == "Adam, or somebody who left"


def test_what_somebody_was_called_before_leaves_the_files_with_the_change(sqlite_files):
    [kiwi] = groups("Kiwi")
    ada = people.add_person(ADMINISTRATOR, "Ada Lovelace", "ada@lovelace.example", [kiwi])
    survey_round = opened([kiwi], contact="Ada Lovelace, ada@lovelace.example")
    old = (b"Ada Lovelace", b"ada@lovelace.example")
    assert left(sqlite_files, *old) == list(old)
    people.change_person(ADMINISTRATOR, ada, "Eve King", "eve@king.example", [kiwi])
    assert left(sqlite_files, *old) == []
    contact = collect.survey(phone(survey_round, kiwi)).round.contact
    assert contact == "Eve King, eve@king.example"


def test_what_a_list_renames_leaves_the_files_too(sqlite_files):
    [kiwi] = groups("Kiwi")
    people.add_person(ADMINISTRATOR, "Ada Lovelace", "ada@lovelace.example", [kiwi])
    opened([kiwi], contact="Ada Lovelace")
    text = b"path,name,email,role\nKiwi,Eve King,ada@lovelace.example,member\n"
    roster.apply(ADMINISTRATOR, text, "a.csv", lambda _: None)
    assert left(sqlite_files, b"Ada Lovelace") == []
    assert rows("compaction_owed") == 0
