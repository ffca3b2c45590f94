"""A virus scanner for tests: speaks clamd's protocol over a real socket, and misbehaves when it is told to."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test-Signature"
Manner = Callable[[socket.socket, bytes], None]


class Clamd:
    """What it received, and where it listens. `manner` says how it answers; change it as you like."""

    def __init__(self, listener: socket.socket, address: str) -> None:
        self.address = address
        self.received: list[bytes] = []
        self.manner: Manner = honest
        self._listener = listener

    def serve(self) -> None:
        """Until the listener is closed."""
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            try:
                command = _until_nul(connection)
                if command == b"zVERSION":
                    connection.sendall(b"ClamAV 1.4.3/27700/Sat Nov 21 08:24:35 2026\0")
                elif self.manner in (deaf, hangs_up_at_once):
                    self.manner(connection, b"")
                else:
                    content = _streamed(connection)
                    self.received.append(content)
                    self.manner(connection, content)
            except OSError:
                return


def honest(connection: socket.socket, content: bytes) -> None:
    """Finds the virus that is made for tests, and nothing else."""
    said = f"stream: {NAME} FOUND" if VIRUS in content else "stream: OK"
    connection.sendall(said.encode() + b"\0")


def hesitant(connection: socket.socket, content: bytes) -> None:
    """Answers in drops, as a busy network does."""
    for letter in b"stream: OK\0":
        connection.sendall(bytes((letter,)))


def too_large(connection: socket.socket, content: bytes) -> None:
    """Says that the file is larger than it takes."""
    connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")


def babbling(connection: socket.socket, content: bytes) -> None:
    """Sends what is no answer, without end."""
    for _ in range(10_000):
        connection.sendall(b"stream: OK, but then again maybe " * 100)


def silent(connection: socket.socket, content: bytes) -> None:
    """Never answers."""
    connection.recv(1)


def hangs_up(connection: socket.socket, content: bytes) -> None:
    """Listens to all of it and goes."""


def deaf(connection: socket.socket, content: bytes) -> None:
    """Reads nothing, and holds the line."""
    threading.Event().wait(5)


def hangs_up_at_once(connection: socket.socket, content: bytes) -> None:
    """Goes before it has heard anything, without a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@contextmanager
def listening(place: Path | None = None) -> Iterator[Clamd]:
    """A scanner at a port of this machine, or at a Unix socket."""
    if place is None:
        listener = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{listener.getsockname()[1]}"
    else:
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(str(place))
        listener.listen()
        address = f"unix:{place}"
    clamd = Clamd(listener, address)
    threading.Thread(target=clamd.serve, daemon=True).start()
    try:
        yield clamd
    finally:
        listener.close()


def _until_nul(connection: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0"):
        letter = connection.recv(1)
        if not letter:
            raise ConnectionError
        said += letter
    return said[:-1]


def _streamed(connection: socket.socket) -> bytes:
    content = b""
    while (length := struct.unpack("!L", _exactly(connection, 4))[0]) > 0:
        content += _exactly(connection, length)
    return content


def _exactly(connection: socket.socket, length: int) -> bytes:
    said = b""
    while len(said) < length:
        piece = connection.recv(length - len(said))
        if not piece:
            raise ConnectionError
        said += piece
    return said
