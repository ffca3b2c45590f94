"""E-mails for tests: as mail programs save them (.eml) and as Outlook does (.msg), with whatever travels in them."""

from __future__ import annotations

import struct
from email.message import EmailMessage

SECTOR, SMALL, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
HEADER = "<8s16s5H6x9L"


def eml(text: str = "The rota was agreed.", *, html: str = "", **files: bytes) -> bytes:
    """A message; `files` are attached under their names, with a dot for the last underscore."""
    message = _message(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files.items():
        main, kind = ("image", "gif") if name.endswith("_gif") else ("application", "octet-stream")
        message.add_attachment(content, maintype=main, subtype=kind, filename=dotted(name))
    return message.as_bytes()


def eml_around(inner: bytes) -> bytes:
    """A message that carries another as an attached file."""
    return eml(forwarded_eml=inner)


def eml_of(kind: str, content: bytes) -> bytes:
    """A message that is nothing but one part of that kind."""
    message = _message("")
    main, _, sub = kind.partition("/")
    message.set_content(content, maintype=main, subtype=sub)
    return message.as_bytes()


def msg(*, more: dict[tuple[str, ...], bytes] | None = None, **files: bytes) -> bytes:
    """A message of Outlook; `files` as above, `more` further streams by their paths."""
    streams = {
        ("__properties_version1.0",): bytes(32),
        ("__substg1.0_0037001F",): "Rota".encode("utf-16-le"),
        ("__substg1.0_1000001F",): "The rota was agreed.".encode("utf-16-le"),
        **(more or {}),
    }
    for number, (name, content) in enumerate(files.items()):
        storage = f"__attach_version1.0_#{number:08X}"
        streams[storage, "__properties_version1.0"] = bytes(8)
        streams[storage, "__substg1.0_3707001F"] = dotted(name).encode("utf-16-le")
        streams[storage, "__substg1.0_37010102"] = content
    return compound(streams)


def dotted(name: str) -> str:
    """minutes_pdf -> minutes.pdf"""
    return ".".join(name.rsplit("_", 1))


def compound(streams: dict[tuple[str, ...], bytes]) -> bytes:
    """A compound file with these streams, as [MS-CFB] says, small enough for one sector of its table."""
    paths = _tree(streams)
    small, small_table, starts = b"", [], {}
    for path, content in streams.items():
        if len(content) < CUTOFF:
            starts[path] = len(small_table) if content else END
            small_table += _chain(len(small_table), -(-len(content) // SMALL))
            small += _padded(content, SMALL)
    parts = [b"directory", _padded(_longs(small_table), SECTOR, b"\xff"), _padded(small, SECTOR)]
    big = [path for path, content in streams.items() if len(content) >= CUTOFF]
    lengths = [-(-len(paths) // 4), *(len(part) // SECTOR for part in parts[1:])]
    lengths += [-(-len(streams[path]) // SECTOR) for path in big]
    table, firsts = [FAT], []
    for length in lengths:
        firsts.append(len(table) if length else END)
        table += _chain(len(table), length)
    assert len(table) <= SECTOR // 4
    starts.update(zip(big, firsts[3:], strict=True))
    directory = _directory(paths, streams, starts, root=(firsts[2], len(small)))
    head = struct.pack(
        HEADER, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, firsts[0], 0, CUTOFF, firsts[1], lengths[1], END, 0,
    )  # fmt: skip
    body = [_padded(directory, SECTOR), parts[1], parts[2], *(_padded(streams[path], SECTOR) for path in big)]
    head += struct.pack("<L", 0) + b"\xff" * 432
    return head + _padded(_longs(table), SECTOR, b"\xff") + b"".join(body)


def _message(text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Sam Sample <sam@example.org>", "amina@example.org"
    message["Subject"], message["Date"] = "Rota", "Tue, 05 May 2026 09:00:00 +0100"
    message.set_content(text)
    return message


def _tree(streams: dict[tuple[str, ...], bytes]) -> list[tuple[str, ...]]:
    """The root, every storage and every stream."""
    storages = {path[:depth] for path in streams for depth in range(1, len(path))}
    return [(), *sorted(storages | set(streams), key=lambda path: (len(path), path))]


def _chain(first: int, length: int) -> list[int]:
    return [*range(first + 1, first + length), END] if length else []


def _longs(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}L", *numbers)


def _padded(content: bytes, to: int, filler: bytes = b"\x00") -> bytes:
    return content + filler * (-len(content) % to)


def _directory(paths, streams, starts, *, root) -> bytes:
    """One entry of 128 bytes a path; those beside one another are a list, the storage names the first."""
    told = b""
    for path in paths:
        inside = [number for number, other in enumerate(paths) if other[:-1] == path and other]
        beside = [n for n, other in enumerate(paths) if other and path and other[:-1] == path[:-1]]
        following = [n for n in beside if n > paths.index(path)]
        name = (path[-1] if path else "Root Entry").encode("utf-16-le") + b"\x00\x00"
        kind = 2 if path in streams else 1 if path else 5
        start, size = root if not path else (starts.get(path, 0), len(streams.get(path, b"")))
        told += struct.pack(
            "<64sHBB3L16sL16xLQ", name, len(name), kind, 1, FREE, min(following, default=FREE),
            min(inside, default=FREE), b"", 0, start, size,
        )  # fmt: skip
    return told
