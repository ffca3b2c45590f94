"""Work for the worker in tests: leaves its marks in a file."""

import time
from pathlib import Path

from trigpoint.common.errors import DomainError
from trigpoint.jobs.running import say


def mark(path: str, word: str = "done") -> None:
    """Leave a word."""
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{word}\n")


def mark_slowly(path: str) -> None:
    """The first time never comes to an end; the second time it does."""
    is_first = not Path(path).exists()
    mark(path, "begun")
    if is_first:
        time.sleep(600)
    mark(path, "done")


def mark_with_progress(path: str) -> None:
    """Tells how far it is."""
    say("Half of it", 50)
    mark(path)


def refuse() -> None:
    """Fails with a sentence."""
    raise DomainError("The file has gone.")


def break_down() -> None:
    """Fails in a way that nobody foresaw."""
    raise ZeroDivisionError


def nothing() -> None:
    """Work of which nothing is left."""
