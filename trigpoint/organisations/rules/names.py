"""Names and addresses as people write them; the Organisation Data Service publishes them in capitals."""

from __future__ import annotations

import re

# Written in capitals wherever they stand.
CAPITALS = frozenset(
    [
        "A&E",
        "CCG",
        "CIC",
        "CSU",
        "CQC",
        "DHC",
        "DHU",
        "GP",
        "GPCC",
        "GPS",
        "HCA",
        "HCRG",
        "HHCIC",
        "ICB",
        "II",
        "III",
        "IV",
        "IT",
        "LLP",
        "MIU",
        "NEMS",
        "NHS",
        "NHSE",
        "OOH",
        "PCC",
        "PCN",
        "PCT",
        "PHL",
        "PLC",
        "QMS",
        "STP",
        "UCC",
        "UK",
        "UTC",
        "WIC",
        "YHIP",
    ]
)
SMALL = frozenset(
    [
        "an",
        "and",
        "at",
        "by",
        "de",
        "for",
        "in",
        "le",
        "la",
        "of",
        "on",
        "or",
        "the",
        "to",
        "under",
        "upon",
        "with",
    ]
)
FIXED = {
    "NAVIGO": "NAViGO",
    "INHEALTH": "InHealth",
    "LTD": "Ltd",
    "LTD.": "Ltd",
    "C.I.C": "CIC",
    "INC": "Inc",
}
WORD = re.compile(r"[^\s/()\-]+|[\s/()\-]+")
INITIALS = re.compile(r"^[A-Z](\.[A-Z])*\.?$")
FEW_CONSONANTS = re.compile(r"^[BCDFGHJKLMNPQRSTVWXZ]{2,4}$")
NOT_INITIALS = frozenset(["DR", "MR", "MRS", "MS", "ST", "RD", "LTD", "DRS", "STS", "MT", "JNR", "SNR"])


def readable_name(name: str) -> str:
    """A name in sensible title case: "Bolton NHS Foundation Trust"; one not in capitals stays as it is.

    >>> readable_name("MANCHESTER UNIVERSITY NHS FOUNDATION TRUST")
    'Manchester University NHS Foundation Trust'
    >>> readable_name("GUY'S AND ST THOMAS' NHS FOUNDATION TRUST")
    "Guy's and St Thomas' NHS Foundation Trust"
    """
    name = " ".join(name.split())
    if any(letter.islower() for letter in name):
        return _small_joining_words(name)
    parts = WORD.findall(name)
    return "".join(_word(part, first=index == 0) for index, part in enumerate(parts))


def _small_joining_words(name: str) -> str:
    """ "East And North Hertfordshire" loses its capital A; nothing else is touched."""
    first, *rest = name.split(" ")
    return " ".join(
        [first, *(word.lower() if word in {"And", "Of", "The", "For", "In"} else word for word in rest)]
    )


def _word(word: str, *, first: bool) -> str:
    bare = word.strip(",.;:")
    if bare in CAPITALS:
        return word
    if word in FIXED:
        return FIXED[word]
    if bare.lower() in SMALL and not first:
        return word.lower()
    if INITIALS.match(word) or (FEW_CONSONANTS.match(bare) and bare not in NOT_INITIALS):
        return word
    if word.startswith("MC") and len(bare) > 4:
        return "Mc" + _capital(word[2:])
    return _capital(word)


def _capital(word: str) -> str:
    """First letter large; also after a quotation mark, after O' and D', and after a full stop or ampersand."""
    lower = word.lower()
    lower = re.sub(r"^([od]')([a-z])", lambda m: m[1].capitalize() + m[2].upper(), lower)
    return re.sub(r"(^[\"'“‘]?|[.&,+])([a-z])", lambda m: m[1] + m[2].upper(), lower)


def readable_address(*lines: str | None) -> str:
    """Address lines in title case, joined by commas, without blanks and repeats."""
    kept: list[str] = []
    for line in lines:
        text = readable_name(line or "").strip(" ,")
        if text and text not in kept:
            kept.append(text)
    return ", ".join(kept)
