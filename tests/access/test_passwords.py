"""Passwords: argon2id, with its memory and passes, and at most two at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

from argon2 import PasswordHasher

from posdash.access import passwords

WORDS = "four words that fit"


def test_a_password_is_kept_as_argon2id_with_19_mib_and_two_passes():
    kept = passwords.hashed(WORDS)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.hashed(WORDS) != kept
    assert (passwords.fits(WORDS, kept), passwords.fits(WORDS + " ", kept)) == (True, False)


def test_what_follows_the_longest_password_makes_it_another_one():
    kept = passwords.hashed("x" * 200)
    assert passwords.fits("x" * 200, kept)
    assert not passwords.fits("x" * 201, kept)


def test_at_most_two_hashes_are_computed_at_once(monkeypatch):
    kept = passwords.hashed(WORDS)
    barrier, three_met = Barrier(3), []

    class Meeting(PasswordHasher):
        def verify(self, encoded, password):
            try:
                barrier.wait(0.2)  # three at once would meet here
                three_met.append(True)
            except BrokenBarrierError:
                pass
            return super().verify(encoded, password)

    monkeypatch.setattr(passwords, "_hasher", Meeting())
    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(lambda _: passwords.fits(WORDS, kept), range(6)))
    assert not three_met
