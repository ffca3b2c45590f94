"""E-mail addresses, and postcodes with the house that stands before them."""

import re
from collections.abc import Iterator

from trigpoint.analysis.guard.gazetteer import postcode_areas
from trigpoint.analysis.guard.spans import EMAIL, POSTCODE, Span

# The last part never has C, I, K, M, O or V.
FULL = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2}(?=[0-9])|GIR(?=\s?0AA))(?:[0-9][0-9A-Za-z]?)?\s{0,2}"
    r"([0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?![A-Za-z0-9])"
)
ORDINALS = {"1st", "2nd", "3rd", *(f"{n}th" for n in range(10))}

NUMBER = r"(?<![\w/.-])(?:(?:flat|apartment|apt|unit|room|no|number)\b\.?\s?\w{1,4}[,\s]{1,3}|\d{1,4}[a-z]?[,\s]{1,3}){1,2}"
STREETS = (
    "road|rd|street|st|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|cres|place|pl|terrace|way|gardens|grove|"
    "square|hill|park|rise|row|walk|view|mews|green|parade|gate|house|villas|fold|croft|brow|mount|bank|side"
)
HOUSE = re.compile(
    rf"{NUMBER}(?:(?:[^\W\d_][\w'-]{{0,19}}[,\s]{{1,3}}){{1,3}}?(?:{STREETS})\b[.,\s]{{1,3}}(?:[^\W\d_][\w'-]{{0,19}}[,\s]{{1,3}}){{0,4}})?\Z",
    re.I,
)
BEFORE = 120

MAILBOX = re.compile(r"\w[\w.+'&%-]{0,63}\Z")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,6}[a-z]{2,24}(?![a-z0-9-])", re.I)
# "jo (at) nhs.net" and "jo at nhs dot net", but not "look at nhs.uk"
ENDING = r"(?:uk|com|net|org|ie|eu)\b"
SPELLED_OUT = re.compile(
    r"(?<!\w)[\w.+-]{1,64}\s?"
    rf"(?:[(\[]at[)\]]\s?(?:[a-z0-9-]{{2,40}}\s?(?:[(\[]dot[)\]]|\.|\sdot\s)\s?){{1,4}}{ENDING}"
    rf"|\sat\s(?:[a-z0-9-]{{2,40}}\s(?:dot|[(\[]dot[)\]])\s){{1,4}}{ENDING})",
    re.I,
)


def postcodes_in(text: str) -> Iterator[Span]:
    """Full postcodes, each with house number and street where they stand before it; half a postcode is a place."""
    last = 0
    for match in FULL.finditer(text):
        if match.group(1).upper() not in postcode_areas() or match.group(2) in ORDINALS:  # "at M1 2nd floor"
            continue
        before = text[max(last, match.start() - BEFORE) : match.start()]
        last = match.end()
        house = HOUSE.search(before)
        start = match.start() - len(before) + house.start() if house else match.start()
        yield Span(start, match.end(), POSTCODE)


def emails_in(text: str) -> Iterator[Span]:
    """E-mail addresses, also those spelled out with (at) and (dot)."""
    at = text.find("@")
    while at >= 0:
        domain = DOMAIN.match(text, at + 1)
        mailbox = MAILBOX.search(text, max(0, at - 64), at) if domain else None
        if mailbox and domain:
            yield Span(mailbox.start(), domain.end(), EMAIL)
        at = text.find("@", at + 1)
    if "at" in text:
        for match in SPELLED_OUT.finditer(text):
            yield Span(*match.span(), EMAIL)
