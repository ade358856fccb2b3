"""Banks: those that come along, and files that somebody else wrote."""

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posdash.banks.bank import (
    Bank,
    Dimension,
    Openness,
    Placed,
    bank_from_json,
    bank_to_json,
    banks_in,
    digest,
    read_bank,
)
from posdash.errors import BadFile
from posdash.settings import ROOT

FILES = sorted((ROOT / "questions").glob("*.yaml"))
BANKS = banks_in(ROOT / "questions").banks
GOOD = FILES[2].read_text(encoding="utf-8")
LEANING = re.compile(
    r"\b(best|better|worse|worst|mature|maturity|immature|advanced|backward|modern|outdated|"
    r"old-fashioned|proper|ideal|score|grade|level up)\b",
    re.IGNORECASE,
)


def all_dimensions() -> list[tuple[str, Dimension]]:
    return [(bank.id, one) for bank in BANKS for one in bank.dimensions]


def faults(folder: Path, text: str | bytes, name: str = "experiment-shape.yaml") -> list[str]:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(BadFile) as error:
        read_bank(file)
    return [str(one) for one in error.value.faults]


def test_the_six_banks_that_come_along_are_whole():
    banks = {one.id: one for one in BANKS}
    sizes = {bank_id: len(one.dimensions) for bank_id, one in banks.items()}
    assert sizes == {
        "experiment-shape": 10,
        "product-operating-system": 16,
        "team-and-neighbours": 10,
        "investment-and-return": 9,
        "data-literacy-loop": 8,
        "change-stance": 7,
    }
    assert banks["experiment-shape"].places is Placed.CANDIDATE
    assert banks["change-stance"].openness is Openness.SUMMARY


@pytest.mark.parametrize(("bank", "one"), all_dimensions(), ids=lambda one: getattr(one, "id", one))
def test_both_ends_of_a_dimension_get_the_same_care(bank, one):
    left, right = one.left, one.right
    assert (len(left.upsides), len(left.overuse)) == (len(right.upsides), len(right.overuse))
    lengths = sorted((len(left.description), len(right.description)))
    assert lengths[1] <= 1.6 * lengths[0]
    assert one.opening.endswith("?")
    assert one.question.endswith("?")


@pytest.mark.parametrize("bank", BANKS, ids=lambda one: one.id)
def test_no_sentence_of_a_bank_prefers_an_end(bank):
    assert LEANING.findall(bank_to_json(bank)) == []


def test_a_bank_survives_being_pinned_and_read_again():
    for bank in BANKS:
        assert bank_from_json(bank_to_json(bank)) == bank
        assert digest(bank_from_json(bank_to_json(bank))) == digest(bank)


def test_another_word_gives_another_digest():
    bank = read_bank(FILES[2])
    assert digest(bank) != digest(bank.model_copy(update={"title": "Another"}))


def test_a_bank_is_frozen():
    with pytest.raises(ValueError, match="frozen"):
        read_bank(FILES[0]).title = "Another"


def test_all_faults_of_a_file_are_named_at_once_with_line_dimension_cause_and_cure(tmp_path):
    text = (
        GOOD.replace("places: candidate", "places: nobody")
        .replace("label: Global", "label: one two three four five")
        .replace("version: 1", "version: one")
    )
    found = faults(tmp_path, text)
    assert len(found) == 3
    assert found[0].startswith("experiment-shape.yaml, line 2: “version” is not a whole number.")
    assert "Use 'team', 'candidate', 'oneself' or 'company'." in found[1]
    assert re.fullmatch(
        r"experiment-shape.yaml, line \d+, dimension local-global: “label” has more than four "
        r"words. Shorten it.",
        found[2],
    )


def test_an_end_with_one_upside_is_told_how_many_it_needs(tmp_path):
    lines = GOOD.splitlines()
    at = next(i for i, line in enumerate(lines) if line.strip() == "upsides:")
    [fault] = faults(tmp_path, "\n".join(lines[: at + 2] + lines[at + 3 :]))
    assert "“upsides” has 1 entries. Give at least 2." in fault


def test_a_repeated_dimension_names_both_lines(tmp_path):
    ids = re.findall(r"- id: (\S+)", GOOD)
    [fault] = faults(tmp_path, GOOD.replace(f"- id: {ids[1]}", f"- id: {ids[0]}"))
    first = GOOD.splitlines().index(f"  - id: {ids[0]}") + 1
    assert f"This id stands at line {first} already." in fault


def test_a_repeated_field_names_both_lines(tmp_path):
    [fault] = faults(tmp_path, GOOD.replace("version: 1", "version: 1\nversion: 2"))
    assert "“version” stands here a second time, after line 2." in fault


def test_a_file_is_named_after_its_bank(tmp_path):
    [fault] = faults(tmp_path, GOOD, name="other.yaml")
    assert "The id is not the name of the file." in fault


def test_a_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(BadFile, match="cannot be opened"):
        read_bank(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[" * 100_000, "nested more than 8 levels"),
        ("{a: " * 50_000, "nested more than 8 levels"),
        ("a: &a [x, x]\nb: [*a, *a]\n", "Anchors, aliases and tags"),
        ("id: !!python/object/apply:os.system [x]", "Anchors, aliases and tags"),
        ("", "This is not a bank."),
        ("- a\n- b\n", "This is not a bank."),
        ("only words", "This is not a bank."),
        ("id: [x", "not YAML"),
        ("? [a, b]\n: c\n", "not YAML"),
        (b"id: \xff\xfe", "not UTF-8"),
        ("id: a\x07b", "cannot be shown"),
        ("id: 'a\u202eb'", "cannot be seen"),
        ("x" * 262_145, "larger than 256 KiB"),
    ],
)
def test_what_a_stranger_may_send_is_refused_in_a_sentence(tmp_path, text, cause):
    assert cause in faults(tmp_path, text)[0]


def test_a_refusal_never_repeats_the_text_of_the_file(tmp_path):
    secret = "<script>alert(1)</script>"
    found = faults(tmp_path, f"id: '{secret}'\n'{secret}': 1\ntitle: ['{secret}']\n")
    assert not any(secret in one for one in found)


def test_text_is_kept_in_one_normal_form(tmp_path):
    file = tmp_path / "experiment-shape.yaml"
    title = re.compile("^title: .*$", re.MULTILINE)
    file.write_text(title.sub("title: Cafe\u0301", GOOD), encoding="utf-8")
    assert read_bank(file).title == "Caf\u00e9"


anything = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="abc:-[]{}&*!?|>'\"# \n\t", max_size=200).map(str.encode),
    st.tuples(st.integers(0, len(GOOD)), st.text(max_size=9)).map(
        lambda cut: (GOOD[: cut[0]] + cut[1] + GOOD[cut[0] + 7 :]).encode("utf-8", "surrogatepass")
    ),
)


@settings(max_examples=300)
@given(anything)
def test_any_bytes_are_read_or_refused_and_nothing_else_happens(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "experiment-shape.yaml"
    file.write_bytes(content)
    with contextlib.suppress(BadFile):
        assert isinstance(read_bank(file), Bank)


LABEL = "    label: Local"
QUESTION = next(line.strip() for line in GOOD.splitlines() if "question: " in line)
AT = next(at for at, line in enumerate(GOOD.splitlines(), 1) if QUESTION in line)
UPSIDE = next(line for line in GOOD.splitlines() if line.startswith("        - "))
CUT = "The number sign (#) makes a comment of the rest of this line. Put the whole text in quotes."
COLON = "The colon makes two of this text. Put the whole text in quotes."


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (QUESTION, "question: Which is our goal #1 when we decide?", CUT),
        (QUESTION, "question: #1 of our goals?", CUT),
        (QUESTION, "question: Where do we stand\n      on goal #1?", CUT),
        (QUESTION, "question: Which of\u2028ours is goal #1?", CUT),
        (QUESTION, "question: Which is our goal \x85 #1?", CUT),
        (UPSIDE, "        - Goal #1 is met.", CUT),
        (UPSIDE, "        - #1 is met.", CUT),
        (UPSIDE, "        - Planning: people can do it.", COLON),
        (UPSIDE, "        - Planning:", COLON),
        (QUESTION, "question: Timing: when do we decide?", COLON),
        (QUESTION, "question: What matters most:", COLON),
        (QUESTION, "question: yes: no", COLON),
        (QUESTION, "question: true", "“question” is not text. Put it in quotes."),
        (QUESTION, "question: 2026", "“question” is not text. Put it in quotes."),
        (QUESTION, "question: ~", "“question” is empty. Write something there."),
        (QUESTION, "question:", "“question” is empty. Write something there."),
        (QUESTION, "question: [Local or global?]", "“question” is not text. Put it in quotes."),
        (QUESTION, "question: @home?", "A text begins with @ here. Put the whole text in quotes."),
        (QUESTION, "question: *home?", "Anchors, aliases and tags are not read."),
        (
            QUESTION,
            "question: 'Local' or global?",
            "this is not YAML. Check indentation and quotes.",
        ),
        (QUESTION, f"\t{QUESTION}", "A tab stands here. Use spaces instead."),
        (QUESTION, f"  {QUESTION}", "This line is indented further than the one before it"),
    ],
)
def test_what_somebody_meant_as_text_is_one_true_sentence_with_its_cure(
    tmp_path, before, after, said
):
    [fault] = faults(tmp_path, GOOD.replace(before, after, 1))
    assert said in fault


def test_comments_after_numbers_and_on_lines_of_their_own_are_comments(tmp_path):
    file = tmp_path / "experiment-shape.yaml"
    text = GOOD.replace("version: 1", "# Ours\nversion: 1  # the first").replace("\n", "\r\n")
    file.write_text(f"\ufeff{text}", encoding="utf-8")
    assert read_bank(file).version == 1


@pytest.mark.parametrize("label", ["No", "on", "Off", "NULL", "1.5", "2026-01-01", "'7'", '"true"'])
def test_words_that_other_readers_take_for_values_are_text(tmp_path, label):
    file = tmp_path / "experiment-shape.yaml"
    file.write_text(GOOD.replace("label: Local", f"label: {label}", 1), encoding="utf-8")
    assert read_bank(file).dimensions[0].left.label == label.strip("'\"")


def test_a_second_document_in_a_file_is_named(tmp_path):
    [fault] = faults(tmp_path, f"{GOOD}\n---\n{GOOD}")
    assert "A second document begins here. Give each bank a file of its own." in fault
