"""What one browser, and strangers, may take of a running server: pages, files, frames, bodies."""

import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from live import wire
from live.client import Device
from live.labels import NOT_OPEN
from live.somebody import administrator, coach_of, sign_in
from posdash.rounds import links
from posdash.web import threshold
from posdash.web.bodies import LONGEST, LONGEST_UPLOAD
from posdash.web.connections import LARGEST, PIECES
from world.company import ADMINISTRATOR, groups, opened

MEGABYTE = 1024 * 1024
FILE = (
    b"--x\r\nContent-Disposition: form-data; name=file; filename=a.csv\r\n\r\n",
    b"name\r\n--x--\r\n",
)

PARTS = ((Opcode.BINARY, b"x" * 1000), (Opcode.CONT, b"x" * 1000), (Opcode.CONT, b""))


def team_link(name: str) -> str:
    """The link of a team in an open round."""
    [team] = groups(name)
    return links.team_links(ADMINISTRATOR, opened([team], title=name).id)[0].url


def test_a_stranger_gets_a_plain_page_and_no_session(device):
    page = device().turned_away("/")
    assert "To answer, open the link or the QR code that your team was given." in page
    assert 'href="/code"' in page
    assert 'href="/sign-in"' in page
    assert "<script" not in page


@pytest.mark.parametrize("what", ["session", "link", "nothing of ours"])
def test_a_forged_cookie_opens_no_page(device, served, what):
    forged = {f"posdash_{what.replace(' ', '_')}": "A" * 43, "posdash_device": "A" * 43}
    assert wire.refused(served.url, forged)


def test_a_page_that_does_not_exist_says_so_to_everybody(device):
    assert device().get("/nothing").status_code == 404
    assert device(sign_in(coach_of())).get("/nothing/at-all").status_code == 404


def test_one_browser_opens_so_many_pages_and_another_is_let_in_beside_it(device, served):
    link = team_link("Kiwi of many tabs")
    one, another = device(link), device(link)
    with ExitStack() as pages:
        for _ in range(threshold.PER_BROWSER):
            pages.enter_context(wire.connected(served.url, one.cookies))
        assert wire.refused(served.url, one.cookies)
        assert "Many pages are open here just now." in one.get("/connection").text
        another.tab("/answer")
    until = time.monotonic() + wire.PATIENCE
    while wire.refused(served.url, one.cookies):
        assert time.monotonic() < until, "Pages that were closed still count."


def upload(device: Device, page: str, name: str, pieces: Iterable[bytes] = FILE) -> httpx2.Response:
    """Send a file for a page, as Streamlit's own script does."""
    device.get("/_stcore/health")
    told = {"X-Xsrftoken": device.cookies["_streamlit_xsrf"], "Origin": device.url}
    told["Content-Type"] = "multipart/form-data; boundary=x"
    return device.put(f"/_stcore/upload_file/{page}/{name}", headers=told, content=iter(pieces))


def test_an_administrator_brings_a_few_files_to_a_page_of_their_own(device):
    ada = device(sign_in(administrator()))
    page = ada.tab("/roster").number
    found = [upload(ada, page, f"file-{number}").status_code for number in range(threshold.FILES)]
    assert found == [204] * threshold.FILES
    assert "This page holds enough files." in upload(ada, page, "another").text


def test_nobody_else_brings_a_file_to_any_page(device):
    ada = device(sign_in(administrator()))
    page = ada.tab("/roster").number
    cleo = device(sign_in(coach_of()))
    mine = cleo.tab("/account").number
    for one, where in ((device(), page), (cleo, page), (cleo, mine), (ada, mine), (ada, "none")):
        assert upload(one, where, "file").status_code == 403
    assert NOT_OPEN in upload(cleo, mine, "file").text


@contextmanager
def line(url: str, *head: str) -> Iterator[socket.socket]:
    """A connection over which the head of a request was sent."""
    host = url.removeprefix("http://")
    name, port = host.split(":")
    with socket.create_connection((name, int(port)), timeout=wire.PATIENCE) as one:
        lines = (f"{head[0]} HTTP/1.1", f"Host: {host}", *head[1:], "", "")
        one.sendall("\r\n".join(lines).encode())
        yield one


def heard(one: socket.socket) -> bytes:
    """What comes until the server hangs up."""
    told = b""
    with suppress(ConnectionError):
        while piece := one.recv(65536):
            told += piece
    return told


@pytest.mark.parametrize("path", ["/", "/sign-in", "/i/x", "/healthz", "/_stcore/upload_file/a/b"])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_body_that_says_it_is_large_is_refused_before_it_is_sent(served, path, method):
    most = LONGEST_UPLOAD if "upload" in path else LONGEST
    with line(served.url, f"{method} {path}", f"Content-Length: {most + 1}") as one:
        told = heard(one)
    assert told.startswith(b"HTTP/1.1 413")
    assert b"That is more than this page takes." in told


@pytest.mark.parametrize("path", ["/", "/sign-in", "/i/x", "/healthz", "/_stcore/upload_file/a/b"])
@pytest.mark.parametrize("method", ["POST", "PUT", "GET"])
def test_a_body_without_an_end_is_hung_up_on(served, path, method):
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0
    with line(served.url, f"{method} {path}", "Transfer-Encoding: chunked") as one:
        with suppress(ConnectionError):
            while sent < 200 * MEGABYTE:
                one.sendall(piece)
                sent += len(piece)
        heard(one)
    assert sent < 20 * MEGABYTE, "What lies on the way, and no more."


def test_a_file_that_does_not_say_how_large_it_is_is_cut_off(device):
    ada = device(sign_in(administrator()))
    page, sent = ada.tab("/roster").number, []

    def endless() -> Iterator[bytes]:
        yield FILE[0]
        while len(sent) < 3200:
            sent.append(1)
            yield b"x" * 0x10000

    with suppress(httpx2.TransportError):  # it may hang up before it is heard
        assert upload(ada, page, "endless", endless()).status_code == 413
    assert len(sent) < 320


def test_a_message_that_no_page_needs_is_refused_whole_and_in_pieces(device, served):
    phone = device(team_link("Kiwi of large frames"))
    begun, more, empty = (Frame(*one, fin=False) for one in PARTS)
    whole = [Frame(Opcode.BINARY, b"x" * (LARGEST + 1))]
    for frames in (whole, [begun] + [more] * 600, [begun] + [empty] * (PIECES + 1)):
        with wire.connected(served.url, phone.cookies) as page:
            for one in frames:
                page.socket.sendall(one.serialize(mask=True, extensions=[]))
            with suppress(ConnectionClosed):
                while True:
                    page.recv(timeout=wire.PATIENCE)
        assert page.close_code == 1009
    phone.tab("/answer")
