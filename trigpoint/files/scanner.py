"""Asking a ClamAV daemon (clamd) whether a file carries a virus: its INSTREAM command, over TCP or a Unix socket.

The daemon reads what we send; it needs no access to our disk. Everything has an end: the whole conversation takes
at most the seconds it is given, and an answer that is not understood counts as none.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from trigpoint.files.errors import ScannerUnavailable, ScannerUnclear

CHUNK = 1 << 16
LONGEST_ANSWER = 4096
LENGTH = struct.Struct("!L")
PLACE = re.compile(r"^(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]/]+)):(?P<port>\d{1,5})$")
FOUND = re.compile(r"^stream: (?P<what>.+) FOUND$")


@dataclass(frozen=True)
class Scanner:
    """Where the daemon listens: a path, or a host and port. `seconds`: how long one conversation may take."""

    path: str
    host: str
    port: int
    seconds: float

    def __str__(self) -> str:
        return f"unix:{self.path}" if self.path else f"{self.host}:{self.port}"


@dataclass(frozen=True)
class Verdict:
    """What the daemon said of a file: the name of the virus, or "" when it found none."""

    virus: str


class _Deadline:
    """How much time is left of a conversation."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def apply(self, connection: socket.socket) -> None:
        """Let the next step take no longer than what is left."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        connection.settimeout(left)


def scanner_at(address: str, *, seconds: float) -> Scanner | None:
    """The scanner at `host:port`, `[address]:port` or `unix:/path`; None when nothing is named."""
    if not address:
        return None
    if address.startswith("unix:/"):
        return Scanner(address.removeprefix("unix:"), "", 0, seconds)
    found = PLACE.match(address)
    if found is None or not 0 < int(found["port"]) < 65_536:
        raise ScannerUnavailable(
            f"CLAMD is {address!r}. It should be host:port, such as localhost:3310, or unix:/path/to/clamd.sock."
        )
    return Scanner("", found["six"] or found["host"], int(found["port"]), seconds)


def scan(scanner: Scanner, file: BinaryIO) -> Verdict:
    """What the daemon says of the content of `file`; ScannerUnavailable when it gives no clear answer."""
    with _conversation(scanner, b"zINSTREAM\0") as (connection, deadline):
        try:
            while chunk := file.read(CHUNK):
                deadline.apply(connection)
                connection.sendall(LENGTH.pack(len(chunk)) + chunk)
            deadline.apply(connection)
            connection.sendall(LENGTH.pack(0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stopped listening, as it does with what is too large for it: its answer says why
        return _understood(_answer(connection, deadline))


def version(scanner: Scanner) -> str:
    """What the daemon says of itself: ClamAV 1.4.3/27700/Mon Jul 14 08:24:35 2025."""
    with _conversation(scanner, b"zVERSION\0") as (connection, deadline):
        return _answer(connection, deadline)


@contextmanager
def _conversation(scanner: Scanner, command: bytes) -> Iterator[tuple[socket.socket, _Deadline]]:
    deadline = _Deadline(scanner.seconds)
    try:
        with _connected(scanner) as connection:
            deadline.apply(connection)
            connection.sendall(command)
            yield connection, deadline
    except TimeoutError as error:
        raise ScannerUnavailable(
            f"The virus scanner at {scanner} did not answer within {scanner.seconds:g} seconds."
        ) from error
    except OSError as error:
        raise ScannerUnavailable(
            f"The virus scanner at {scanner} cannot be reached: {error.strerror or error}."
        ) from error


def _connected(scanner: Scanner) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), timeout=scanner.seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(scanner.seconds)
    try:
        connection.connect(scanner.path)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket, deadline: _Deadline) -> str:
    """What comes until the daemon ends its line or hangs up."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        deadline.apply(connection)
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.split(b"\0", 1)[0].decode("utf-8", errors="replace").strip()


def _understood(answer: str) -> Verdict:
    """Clean only when the daemon says so in as many words."""
    if answer == "stream: OK":
        return Verdict("")
    found = FOUND.match(answer)
    if found:
        return Verdict(found["what"])
    said = f"answered {answer!r}" if answer else "hung up without an answer"
    raise ScannerUnclear(f"The virus scanner {said}, which is no clear answer.")
