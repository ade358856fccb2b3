"""Strangers at the door of a server: sixty open pages, sixty sign in, each of them every second.

A process of its own without any library: it must cost less than what it asks for.
"""

import asyncio
import sys
from contextlib import suppress
from itertools import count, cycle

MANY = 60
EVERY = 1.0  # seconds
FORGED = "posdash_link=" + "A" * 43 + "; posdash_device=" + "A" * 43
UPGRADE = (
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: streamlit\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def asked(port: int, line: str, more: str, body: str = "") -> None:
    """Ask for something over a connection of its own, and wait for all that comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"{line} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{more}\r\n"
    writer.write((head + body).encode())
    with suppress(ConnectionError):
        await reader.read()
    writer.close()


async def open_pages(port: int) -> None:
    """The first page and its connection, also with cookies that are invented."""
    for cookie in cycle((f"Cookie: {FORGED}\r\n", "")):
        await asked(port, "GET /", f"Connection: close\r\n{cookie}")
        await asked(port, "GET /_stcore/stream", UPGRADE + cookie)
        await asyncio.sleep(EVERY)


async def sign_in(port: int, number: int) -> None:
    """A password for an account that does not exist, and another one."""
    for attempt in count():
        form = f"email=nobody-{number}-{attempt}%40example.org&password=four+words+that+fit"
        head = (
            f"Origin: http://127.0.0.1:{port}\r\nContent-Length: {len(form)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
        )
        await asked(port, "POST /sign-in", head, form)
        await asyncio.sleep(EVERY)


async def main(port: int) -> None:
    """Come until this process is ended."""
    print("here", flush=True)
    everybody = [sign_in(port, number) for number in range(MANY)]
    await asyncio.gather(*everybody, *(open_pages(port) for _ in range(MANY)))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
