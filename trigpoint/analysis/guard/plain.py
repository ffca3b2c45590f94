"""A text as a person reads it, with the way back to the characters as they were typed.

Hidden characters are taken out, full-width and other digits become 0 to 9, every kind of space, dash and
apostrophe becomes the plain one, HTML tags and entities become what they show. Everything that searches
looks at the plain text; every offset that is told is of the text as it was typed.
"""

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

ELEMENTS = (
    "a|abbr|b|blockquote|body|br|code|dd|div|dl|dt|em|font|h[1-6]|head|hr|html|i|img|li|ol|p|pre|q|s|section|small|"
    "span|strong|sub|sup|table|tbody|td|th|thead|title|tr|u|ul"
)
# A tag's own name goes; what stands in its attributes is still looked at.
ODD = re.compile(rf"[^\x00-\x7f]|&(?:\#\d{{1,7}}|\#x[0-9a-f]{{1,6}}|[a-z]{{2,8}});|</?(?:{ELEMENTS})\b", re.I)
HIDDEN = {"Cf", "Mn", "Me"}  # formatting marks such as the zero-width space, and accents by themselves
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
APOSTROPHES = "\u2018\u2019\u201b\u02bc\u02bb\u00b4\uff07"


class Piece(NamedTuple):
    """A stretch of the plain text and where it came from."""

    begins: int  # in the plain text
    start: int  # in the text as typed
    end: int
    is_copied: bool  # character for character


class Plain:
    """`text` to search in; `span` leads back to the text as typed."""

    def __init__(self, typed: str) -> None:
        self.pieces: list[Piece] = []
        self.text = typed
        if not typed.isascii() or "<" in typed or "&" in typed:
            self.text = "".join(self._plain(typed))
        self.begins = [piece.begins for piece in self.pieces]

    def _plain(self, typed: str) -> Iterator[str]:
        at = done = 0
        for odd in ODD.finditer(typed):
            shown = _shown(odd.group())
            if shown == odd.group():
                continue
            if done < odd.start():
                self.pieces.append(Piece(at, done, odd.start(), is_copied=True))
                at += odd.start() - done
                yield typed[done : odd.start()]
            if shown:
                self.pieces.append(Piece(at, odd.start(), odd.end(), is_copied=False))
                at += len(shown)
                yield shown
            done = odd.end()
        self.pieces.append(Piece(at, done, len(typed), is_copied=True))
        yield typed[done:]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters as typed that are shown as plain characters `start` to `end` (exclusive)."""
        if not self.pieces:
            return start, end
        first, last = self._piece(start), self._piece(end - 1)
        begins = first.start + (start - first.begins if first.is_copied else 0)
        ends = last.start + end - last.begins if last.is_copied else last.end
        return begins, ends

    def _piece(self, at: int) -> Piece:
        return self.pieces[bisect_right(self.begins, at) - 1]


@lru_cache(maxsize=5_000)
def _shown(odd: str) -> str:
    """What a reader sees of a strange character, an entity or a tag."""
    if odd[0] == "<":
        return " "
    if odd[0] == "&":
        said = html.unescape(odd)
        return odd if said == odd else "".join(_shown(each) for each in said)
    if odd in DASHES:
        return "-"
    if odd in APOSTROPHES:
        return "'"
    if odd.isdecimal():
        return str(unicodedata.decimal(odd))
    composed = unicodedata.normalize("NFKC", odd)
    return "".join(each for each in composed if unicodedata.category(each) not in HIDDEN)
