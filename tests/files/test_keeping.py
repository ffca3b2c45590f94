"""Content on disk: once, whole, for its owner only, and nothing is left of what failed."""

import hashlib
import os
import stat

import pytest

from trigpoint.files import keeping
from trigpoint.files.errors import FileRefused

SHA256 = hashlib.sha256(b"one two").hexdigest()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "files"


def received(*pieces, most=100):
    return keeping.received(pieces, most=most)


def kept(*pieces):
    with received(*pieces) as content:
        content.keep()
    return content


def everything(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_content_is_kept_under_its_fingerprint_for_its_owner_only(folder):
    content = kept(b"one ", b"two")

    place = folder / SHA256[:2] / SHA256
    assert (content.sha256, content.size) == (SHA256, 7)
    assert place.read_bytes() == b"one two"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert everything(folder) == [SHA256]


def test_same_content_is_kept_once(folder):
    kept(b"one two")
    kept(b"one", b" two")

    assert everything(folder) == [SHA256]


def test_nothing_is_left_of_what_is_not_kept(folder):
    with received(b"one two"):
        assert len(everything(folder)) == 1

    assert everything(folder) == []


def test_nothing_is_left_of_what_fails(folder):
    with pytest.raises(RuntimeError), received(b"one two"):
        raise RuntimeError

    assert everything(folder) == []


def test_too_much_is_refused_before_it_is_all_read(folder):
    read = []

    def endless():
        while True:
            read.append(1)
            yield bytes(10)

    with pytest.raises(FileRefused, match="larger than 0 MB"), keeping.received(endless(), most=95):
        pass

    assert len(read) == 10
    assert everything(folder) == []


def test_damage_is_noticed(folder):
    kept(b"one two")
    assert keeping.is_whole(SHA256)

    keeping.place_of(SHA256).write_bytes(b"one owt")

    assert not keeping.is_whole(SHA256)
    assert not keeping.is_whole("0" * 64)


def test_damaged_content_is_mended_when_it_comes_again(folder):
    kept(b"one two")
    keeping.place_of(SHA256).write_bytes(b"one owt")

    kept(b"one two")

    assert keeping.is_whole(SHA256)


def test_sweeping_takes_what_nobody_refers_to_after_a_day(folder):
    wanted, orphan = kept(b"wanted").sha256, kept(b"orphan").sha256
    fresh = kept(b"fresh").sha256
    (folder / "waiting-killed").write_bytes(b"half")
    long_ago = os.stat(folder).st_mtime - 2 * keeping.A_DAY
    for path in [keeping.place_of(wanted), keeping.place_of(orphan), folder / "waiting-killed"]:
        os.utime(path, (long_ago, long_ago))

    assert keeping.sweep({wanted}) == 2

    assert everything(folder) == sorted([wanted, fresh])


def test_erased_content_is_gone_and_again_is_no_fault(folder):
    kept(b"one two")
    keeping.erase(SHA256)
    keeping.erase(SHA256)

    assert everything(folder) == []
