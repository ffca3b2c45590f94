"""Words of pages that depend on the framework in force. The wiring says where they come from; `ui` knows no framework."""

from __future__ import annotations

from collections.abc import Callable

_words: Callable[..., str] | None = None


def use_terms(words: Callable[..., str]) -> None:
    """Say what gives a term its words; called once by the wiring."""
    global _words
    _words = words


def term(code: str, **form: object) -> str:
    """What something is called today: `term("commissioner")`, with `many`, `short`, `capital` or `on` a day."""
    if _words is None:
        raise RuntimeError("No words are known. They are wired in trigpoint/config/registration.py.")
    return _words(code, **form)
