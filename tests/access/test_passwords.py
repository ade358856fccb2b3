"""Passwords: argon2id, with its memory and passes, and at most two at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError, Event, Semaphore, current_thread
from time import sleep

import pytest
from argon2 import PasswordHasher

from posdash.access import passwords
from posdash.access.limits import SIGN_IN
from posdash.access.passwords import AT_ONCE, WAITING
from posdash.errors import Limited

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


def test_hashing_has_two_threads_of_its_own_and_so_keeps_memory_for_two(monkeypatch):
    threads = set()

    class Noting(PasswordHasher):
        def verify(self, encoded, password):
            threads.add(current_thread().name)
            return super().verify(encoded, password)

    monkeypatch.setattr(passwords, "_hasher", Noting())
    kept = passwords.hashed(WORDS)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: passwords.fits(WORDS, kept), range(8)))
    assert threads <= {"hash_0", "hash_1"}


def test_few_wait_for_it_and_whoever_comes_then_is_told_so_and_has_not_failed(monkeypatch):
    release, begun = Event(), Semaphore(0)
    monkeypatch.setattr(passwords, "_verified", lambda *_: begun.release() or release.wait(60))
    with ThreadPoolExecutor(AT_ONCE + WAITING) as pool:
        waiting = [pool.submit(passwords.fits, WORDS, None) for _ in range(AT_ONCE + WAITING)]
        for _ in range(AT_ONCE):
            assert begun.acquire(timeout=60)
        while passwords._places._value:  # until all have come
            sleep(0.01)
        for _ in range(20):
            with pytest.raises(Limited, match="Many people"), SIGN_IN.spent("ada@example.org"):
                passwords.fits(WORDS, None)
        release.set()
        assert all(one.result() for one in waiting)
    SIGN_IN.check("ada@example.org")
    passwords.fits(WORDS, None)
