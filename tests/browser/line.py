"""The line between a browser and a server: it can be stalled, cut, and mended."""

import contextlib
import socket
from threading import Event, Thread

AT_ONCE = 65536  # bytes


class Line:
    """Passes on what comes to its own port, both ways."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._flows, self._whole = Event(), Event()
        self._flows.set()
        self._whole.set()
        self._open: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._accept, daemon=True).start()

    def through(self, url: str) -> str:
        """The same address, over this line."""
        return url.replace(f":{self._to}", f":{self._door.getsockname()[1]}")

    def stall(self) -> None:
        """Nothing comes through any more, and nobody is told."""
        self._flows.clear()

    def go_on(self) -> None:
        """What was held back comes through."""
        self._flows.set()

    def cut(self) -> None:
        """End what is open, and take nothing new."""
        self._whole.clear()
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def mend(self) -> None:
        """Take connections again."""
        self._whole.set()

    def _accept(self) -> None:
        while True:
            here, _ = self._door.accept()
            there = self._onward()
            if there is None:
                here.close()
                continue
            self._open += [here, there]
            for one, other in ((here, there), (there, here)):
                Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _onward(self) -> socket.socket | None:
        with contextlib.suppress(OSError):  # the server may just be gone
            return (
                socket.create_connection(("127.0.0.1", self._to)) if self._whole.is_set() else None
            )
        return None

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError), one, other:
            while data := one.recv(AT_ONCE):
                self._flows.wait()
                other.sendall(data)
