"""Names after a title: "Mr Okafor", "Mr and Mrs van der Berg", "Nurse Jones"."""

from trigpoint.analysis.guard.bounds import MOST, extended, is_of_thing, past_initials, past_particles
from trigpoint.analysis.guard.gazetteer import cues, ordinary, things
from trigpoint.analysis.guard.reading import NEVER, PARTICLES, SMALL_NEVER, Words, is_strange

TITLES, LOOSE_TITLES = cues("titles"), cues("loose titles")


def titled(words: Words, at: int) -> int:
    """The end of a title with its name that begins here; 0 where there is none."""
    if words.low[at] not in TITLES and words.low[at] not in LOOSE_TITLES:
        return 0
    first, title = _past_titles(words, at)
    end = past_initials(words, first)
    if end >= len(words) or not words.beside(end - 1) or not _follows(words, end, title, first):
        return 0
    return extended(words, past_particles(words, end) + 1)


def _past_titles(words: Words, at: int) -> tuple[int, int]:
    """The word after one title or several ("Mr and Mrs", "Professor Sir"), and where the last of them is."""
    title, end = at, at + 1
    while end < len(words) and end - at < 2 * MOST:
        after = end + 1 if words.low[end] == "and" else end
        if words.word(after) not in TITLES:
            break
        title, end = after, after + 1
    return end, title


def _follows(words: Words, at: int, title: int, first: int) -> bool:
    """Whether the word is a name behind a title; `first` is the first word behind it, which may be an initial."""
    low = words.low[at]
    if low in PARTICLES and words.capital(at + 1):
        return True
    if words.low[title] in LOOSE_TITLES:
        return _looks_like_name(words, at)
    # "MS" may stand for many things, and "the dr. However" ends a sentence
    is_letters = words.raw[title].isupper() and not words.is_shouting
    is_doubtful = at == first and (words.gap(title).startswith(".") or is_letters)
    if is_doubtful:
        return _looks_like_name(words, at)
    if words.capital(at) and not words.is_title:
        return low not in NEVER
    if low in SMALL_NEVER or low in things():
        return False
    return bool(words.marks[at]) or (len(low) > 3 and is_strange(low))


def _looks_like_name(words: Words, at: int) -> bool:
    if words.low[at] in NEVER or is_of_thing(words, at):
        return False
    if words.capital(at) and not words.is_title:
        return bool(words.marks[at]) or words.unknown(at)
    is_name = words.has(at, "AL") or (words.has(at, "BS") and words.low[at] not in ordinary())
    return is_name and words.low[at] not in SMALL_NEVER
