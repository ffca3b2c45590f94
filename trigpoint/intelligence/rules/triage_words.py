"""Words ready to use in triage, chosen with one key; all of them can be changed or written anew. Pure."""

from __future__ import annotations

from trigpoint.intelligence.rules.states import Deed

WORRIES = {
    1: "A little worried",
    2: "Somewhat worried",
    3: "Worried",
    4: "Quite worried",
    5: "Very worried",
}
STOCK: dict[Deed, tuple[str, ...]] = {
    Deed.NO_ACTION: (
        "Known already, and being dealt with.",
        "Praise: counted, and nothing has to be done.",
        "A single remark: counted, and watched with the others.",
        "Not about care that we commission.",
        "Too little is said to act on it.",
    ),
    Deed.ASKED: (
        "We have been told something about this service. What do you know of it, and what are you doing about it?",
        "Is this known to you, how often does it happen, and by when will it be put right?",
        "Please look into this and tell us what you found.",
    ),
    Deed.PASSED: (
        "Local authority",
        "Care Quality Commission",
        "Healthwatch",
        "Safeguarding adults board",
        "NHS England region",
    ),
    Deed.MARKED: (
        "Several people tell the same.",
        "Patients may come to harm if this goes on.",
        "It fits what our figures show.",
    ),
    Deed.CLOSED: (
        "Thank you for telling us. We have passed on your praise.",
        "Thank you for telling us. We knew of this, and it is being put right.",
        "Thank you for telling us. We asked the provider, and they have changed how they work.",
        "Thank you for telling us. We cannot act on this alone, but we have counted it and watch for more of the same.",
        "Thank you for telling us. This is for another organisation, and we have told them.",
    ),
}
MISSING: dict[Deed, str] = {
    Deed.NO_ACTION: "Say why no action is needed",
    Deed.ASKED: "Write the question",
    Deed.PASSED: "Say to whom it is passed",
    Deed.CLOSED: "Write what the sender is told",
}


def words_of(deed: str, typed: str, stock: str) -> str:
    """What was typed; where nothing was, the words that were chosen, if they belong to the deed."""
    if typed.strip():
        return typed.strip()
    return stock if stock in STOCK.get(Deed(deed), ()) else ""
