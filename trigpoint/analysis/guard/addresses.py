"""E-mail addresses, and postcodes with the house that stands before them."""

import re
from collections.abc import Iterator

from trigpoint.analysis.guard.spans import EMAIL, POSTCODE, Span

# The 124 postcode areas of the United Kingdom and the islands.
AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G "
    "GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR "
    "NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA "
    "WC WD WF WN WR WS WV YO ZE"
)
INWARD = "[0-9][ABD-HJLNP-UW-Z]{2}"  # the last part never has C, I, K, M, O or V
FULL = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:{AREAS.replace(' ', '|')})[0-9][0-9A-Z]?\s{{0,2}}({INWARD})|GIR\s?0AA)(?![A-Za-z0-9])",
    re.I,
)
ORDINALS = {"1st", "2nd", "3rd", *(f"{n}th" for n in range(10)), *(f"{n}hr" for n in range(10))}

NUMBER = r"(?<![\w/.-])(?:(?:flat|apartment|apt|unit|room|no|number)\b\.?\s?\w{1,4}[,\s]{1,3}|\d{1,4}[a-z]?[,\s]{1,3}){1,2}"
STREETS = (
    "road|rd|street|st|avenue|ave|lane|ln|drive|dr|close|court|ct|crescent|cres|place|pl|terrace|way|gardens|grove|"
    "square|hill|park|rise|row|walk|view|mews|green|parade|gate|house|villas|fold|croft|brow|mount|bank|side"
)
HOUSE = re.compile(
    rf"{NUMBER}(?:(?:[\w'-]{{1,20}}[,\s]{{1,3}}){{1,3}}?(?:{STREETS})\b[.,\s]{{1,3}}(?:[\w'-]{{1,20}}[,\s]{{1,3}}){{0,4}})?\Z",
    re.I,
)
BEFORE = 120

MAILBOX = re.compile(r"\w[\w.+'&%-]{0,63}\Z")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,6}[a-z]{2,24}(?![a-z0-9-])", re.I)
SPELLED_OUT = re.compile(
    r"(?<!\w)[\w.+-]{1,64}\s?(?:\(at\)|\[at\]|\sat\s)\s?(?:[a-z0-9-]{2,40}\s?(?:\(dot\)|\[dot\]|\.|\sdot\s)\s?){1,4}"
    r"(?:uk|com|net|org|ie|eu)\b",
    re.I,
)


def postcodes(text: str) -> Iterator[Span]:
    """Full postcodes, each with house number and street where they stand before it; half a postcode is a place."""
    last = 0
    for match in FULL.finditer(text):
        if match.group(1) in ORDINALS:  # "at M1 2nd floor"
            continue
        before = text[max(last, match.start() - BEFORE) : match.start()]
        last = match.end()
        house = HOUSE.search(before)
        start = match.start() - len(before) + house.start() if house else match.start()
        yield Span(start, match.end(), POSTCODE)


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also those spelled out with (at) and (dot)."""
    at = text.find("@")
    while at >= 0:
        mailbox = MAILBOX.search(text, max(0, at - 64), at)
        domain = DOMAIN.match(text, at + 1)
        if mailbox and domain:
            yield Span(mailbox.start(), domain.end(), EMAIL)
        at = text.find("@", at + 1)
    if "at" in text:
        for match in SPELLED_OUT.finditer(text):
            yield Span(*match.span(), EMAIL)
