"""File names as people gave them, made harmless without losing what they say."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 120  # characters, ending included
LONGEST_ENDING = 8
NOT_IN_NAMES = re.compile(r'[<>:"|?*`$]')
# Names that are devices to Windows, whatever follows them.
DEVICES = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)


def cleaned(name: str) -> str:
    """The last part of a path, without characters that hide, turn round or mean something to a system.

    >>> cleaned("..\\\\..\\\\Minutes:  May .docx")
    'Minutes- May.docx'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(_shown(character) for character in last)
    parts = NOT_IN_NAMES.sub("-", shown).split(".")
    whole = ".".join(" ".join(part.split()) for part in parts).strip(". ")
    if DEVICES.match(whole):
        whole = f"file-{whole}"
    return _shortened(whole or "file")


def ending_of(name: str) -> str:
    """What stands after the last dot, in small letters; "" where there is none."""
    before, dot, ending = name.rpartition(".")
    return ending.lower() if dot and before else ""


def _shown(character: str) -> str:
    """Itself, a space for what breaks lines, or nothing for what cannot be seen (also what turns text round)."""
    category = unicodedata.category(character)
    if category in {"Zs", "Zl", "Zp"} or character in "\t\r\n":
        return " "
    return "" if category.startswith("C") else character


def _shortened(name: str) -> str:
    if len(name) <= LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST].strip(". ")
    return stem[: LONGEST - len(ending) - 1].strip(". ") + dot + ending
