"""The folder of banks as it is now: good ones stay, bad ones are named, new ones appear."""

import os

import pytest

from posdash.banks import library
from posdash.errors import BadInput
from posdash.settings import ROOT

GOOD = (ROOT / "questions" / "experiment-shape.yaml").read_text(encoding="utf-8")


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """`shelf(name, text)` puts a file into the folder of banks, which is empty at first."""
    monkeypatch.setattr(library, "FOLDER", tmp_path)

    def put(name: str, text: str = "") -> None:
        bank_id = name.partition(".")[0]
        (tmp_path / name).write_text(text or GOOD.replace("experiment-shape", bank_id, 1))

    return put


def ids() -> list[str]:
    return sorted(bank.id for bank in library.banks())


def test_a_bad_file_is_named_and_keeps_no_other_away(shelf):
    for name in ("one.yaml", "two.yml"):
        shelf(name)
    shelf("bad.yaml", GOOD.replace("question: ", "question: Timing: ", 1))
    assert ids() == ["one", "two"]
    [fault] = library.faults()
    assert (fault.file, fault.cause) == ("bad.yaml", "The colon makes two of this text.")
    with pytest.raises(BadInput):
        library.bank("bad")


def test_a_new_a_changed_and_a_mended_file_are_seen_at_once_and_one_that_went_is_gone(
    shelf, tmp_path
):
    assert ids() == []
    shelf("one.yml")
    assert ids() == ["one"]
    shelf("one.yml", GOOD.replace("experiment-shape", "one", 1).replace("title: ", "title: A ", 1))
    assert library.bank("one").title.startswith("A ")
    shelf("two.yaml", "no bank")
    assert len(library.faults()) == 1
    shelf("two.yaml")
    assert (ids(), library.faults()) == (["one", "two"], ())
    (tmp_path / "one.yml").unlink()
    assert ids() == ["two"]


def test_nothing_is_read_again_while_nothing_has_changed(shelf):
    shelf("one.yaml")
    assert library.banks() is library.banks()


def test_the_same_bank_with_both_endings_is_offered_once_and_named(shelf):
    for name in ("one.yaml", "one.yml"):
        shelf(name)
    assert ids() == ["one"]
    [fault] = library.faults()
    assert (fault.file, fault.cause) == ("one.yml", "There is another file with the bank “one”.")


def test_folders_hidden_files_and_links_to_nowhere_do_no_harm(shelf, tmp_path, monkeypatch):
    shelf("one.yaml")
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / ".one.yaml.swp").write_text("x")
    (tmp_path / ".hidden.yaml").write_text("x")
    os.symlink(tmp_path / "nowhere", tmp_path / "link.yaml")
    assert ids() == ["one"]
    assert [fault.cause for fault in library.faults()] == ["The file cannot be opened."]
    monkeypatch.setattr(library, "FOLDER", tmp_path / "none")
    assert (ids(), library.faults()) == ([], ())
