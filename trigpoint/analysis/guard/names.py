"""Names of people."""

import re
from collections.abc import Iterator

from trigpoint.analysis.guard.spans import NAME, Span

TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sir|Dame|Lady|Lord|Rev|Reverend|Sister|Nurse|Matron|Midwife|Consultant|"
    "Surgeon|Father|Imam|Rabbi|Pastor|Cllr|Councillor"
)
WORD = r"(?:[A-Z][\w'-]*|(?:de|da|van|von|der|den|al|el|bin|ibn|ap)(?=\s[A-Z]))"
TITLED = re.compile(rf"\b(?:{TITLES})\b\.?\s(?:[A-Z]\.?\s?){{0,3}}{WORD}(?:\s{WORD}){{0,2}}")


def names(text: str) -> Iterator[Span]:
    """Names after a title."""
    for match in TITLED.finditer(text):
        yield Span(*match.span(), NAME)
