"""How far a name goes, and what only looks like one."""

from trigpoint.analysis.guard.gazetteer import cues, eponyms, things
from trigpoint.analysis.guard.reading import NEVER, PARTICLES, Words

OF_PLACES, AT_PLACES = cues("of places"), cues("at places")
SMALL_THINGS, CALENDAR = cues("small things"), cues("calendar")
SURNAMES = cues("things that are surnames")
LONGEST = 5  # words of one name
MOST = 4  # particles or initials or titles in a row


def extended(words: Words, end: int) -> int:
    """The end of a name when the surnames that follow are taken in; `end` is the word after what is known of it."""
    begin = end
    while end < len(words) and end - begin < LONGEST and words.beside(end - 1):
        step = past_particles(words, end)
        if not _continues(words, step):
            return end
        end = step + 1
    return end


def past_particles(words: Words, at: int) -> int:
    """The last word of the surname that begins here: "van der Berg"."""
    last = at + MOST
    while at < last and words.low[at] in PARTICLES and words.capital(at + 1) and words.beside(at):
        at += 1
    return at


def past_initials(words: Words, at: int) -> int:
    """The word after the initials that begin here."""
    last = min(at + MOST, len(words))
    while at < last and len(words.raw[at]) == 1 and words.raw[at].isupper() and words.beside(at):
        at += 1
    return at


def _continues(words: Words, at: int) -> bool:
    low = words.low[at]
    if low in NEVER or low in CALENDAR:
        return False
    if words.capital(at) and not words.is_title:
        is_initial = len(words.raw[at]) == 1 and words.capital(at + 1) and words.beside(at)
        return bool(words.marks[at]) or words.unknown(at) or is_initial or low in eponyms()
    return words.has(at, "L") or (
        words.has(at, "S") and words.raw[at][0].isupper() and not words.is_letters(at)
    )


def is_of_thing(words: Words, at: int) -> bool:
    """Whether a place, a body or an instrument is meant: by the word before, or by the word at its end."""
    if (
        at
        and words.low[at - 1] in OF_PLACES
        and words.raw[at - 1][0].isupper()
        and "\n" not in words.gap(at - 1)
    ):
        return True
    if words.is_owner(at):
        return words.capital(at + 1) and words.word(at + 1) in things() and not words.is_title
    if words.beside(at) and words.word(at + 1) in SMALL_THINGS and not words.capital(at + 1):
        return not words.has(at, "A") or words.capital(at)
    end = at
    while end - at < 4 and words.beside(end) and words.capital(end + 1) and not words.is_title:
        end += 1
        if words.low[end] in things():
            return not _may_be_surname(words, at, end)
    return False


def _may_be_surname(words: Words, at: int, end: int) -> bool:
    """Whether Hall, Hill and the like is somebody's surname: after a first name, and no place is spoken of."""
    is_place = words.word(at - 1) in AT_PLACES
    return end == at + 1 and words.has(at, "AB") and words.low[end] in SURNAMES and not is_place
