"""The scanner is believed only when it says so in as many words, and never waited for longer than was agreed."""

import io
import time

import pytest

from tests.files import clamd
from trigpoint.files.errors import ScannerUnavailable, ScannerUnclear
from trigpoint.files.scanner import scan, scanner_at, version

SECONDS = 0.6


@pytest.fixture
def daemon():
    with clamd.listening() as listening:
        yield listening


def asked(daemon, content=b"harmless"):
    return scan(scanner_at(daemon.address, seconds=SECONDS), io.BytesIO(content))


def test_clean_file_is_clean(daemon):
    assert asked(daemon).virus == ""
    assert daemon.received == [b"harmless"]


def test_large_file_goes_over_in_pieces(daemon):
    content = bytes(range(256)) * 2_000

    assert asked(daemon, content).virus == ""
    assert daemon.received == [content]


def test_virus_is_named(daemon):
    assert asked(daemon, b"words " + clamd.VIRUS).virus == clamd.NAME


def test_answer_in_drops_is_understood(daemon):
    daemon.manner = clamd.hesitant

    assert asked(daemon).virus == ""


@pytest.mark.parametrize("manner", [clamd.too_large, clamd.babbling, clamd.hangs_up])
def test_answer_that_is_neither_yes_nor_no_is_none(daemon, manner):
    daemon.manner = manner

    with pytest.raises(ScannerUnclear, match="no clear answer"):
        asked(daemon)


@pytest.mark.parametrize(("manner", "content"), [(clamd.silent, b"x"), (clamd.deaf, bytes(20_000_000))])
def test_scanner_that_does_not_answer_is_not_waited_for(daemon, manner, content):
    daemon.manner = manner
    began = time.monotonic()

    with pytest.raises(ScannerUnavailable, match=r"did not answer within 0\.6 seconds"):
        asked(daemon, content)

    assert time.monotonic() - began < 5 * SECONDS


def test_scanner_that_hangs_up_in_the_middle_gives_no_answer(daemon):
    daemon.manner = clamd.hangs_up_at_once

    with pytest.raises(ScannerUnavailable):
        asked(daemon, bytes(20_000_000))


def test_scanner_that_is_not_there(daemon, tmp_path):
    with pytest.raises(ScannerUnavailable, match="cannot be reached"):
        scan(scanner_at("127.0.0.1:9", seconds=SECONDS), io.BytesIO(b"x"))
    with pytest.raises(ScannerUnavailable, match="cannot be reached"):
        scan(scanner_at(f"unix:{tmp_path}/none.sock", seconds=SECONDS), io.BytesIO(b"x"))


def test_scanner_at_a_unix_socket(tmp_path):
    with clamd.listening(tmp_path / "clamd.sock") as daemon:
        assert asked(daemon, clamd.VIRUS).virus == clamd.NAME


def test_scanner_says_its_version(daemon):
    assert version(scanner_at(daemon.address, seconds=SECONDS)).startswith("ClamAV 1.4.3/27700/")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("localhost:3310", "localhost:3310"),
        ("[::1]:3310", "::1:3310"),
        ("unix:/run/clamd.sock", "unix:/run/clamd.sock"),
    ],
)
def test_address_of_the_scanner(address, shown):
    assert str(scanner_at(address, seconds=1)) == shown


@pytest.mark.parametrize(
    "address", ["localhost", "localhost:0", "localhost:99999", "http://x:1", "unix:relative"]
)
def test_address_that_is_none_says_how_to_write_it(address):
    with pytest.raises(ScannerUnavailable, match="host:port"):
        scanner_at(address, seconds=1)


def test_no_address_is_no_scanner():
    assert scanner_at("", seconds=1) is None
