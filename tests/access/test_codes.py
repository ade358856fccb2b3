"""Two words that stand for a team link."""

import re

from posdash.access import codes


def test_two_words_with_the_letters_of_others_are_not_given_out(monkeypatch):
    monkeypatch.setattr(codes, "words", lambda: ("yo-yo", "yoyo"))
    taken: set[str] = set()
    taken.add(codes.fresh(taken))
    assert codes.normal(taken.pop()) == "yoyoyoyo"
    monkeypatch.setattr(codes, "words", lambda: ("yo-yo", "yoyo", "kiwi"))
    letters = {codes.normal(codes.fresh({"yoyo yo-yo"})) for _ in range(20)}
    assert letters <= {"yoyokiwi", "kiwiyoyo", "kiwikiwi"}


def test_there_are_7776_words_all_different_and_easy_to_type():
    words = codes.words()
    assert len(words) == len(set(words)) == 7776
    assert all(re.fullmatch("[a-z]+(-[a-z]+)?", one) for one in words)
