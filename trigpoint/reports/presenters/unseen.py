"""What a brief or a paper cannot see, by what feeds this service on its day."""

from __future__ import annotations

import datetime as dt

from trigpoint.common import evidence
from trigpoint.frameworks.queries import pack_on
from trigpoint.reports.presenters.worries import together


def unseen_words(paper: str, day: dt.date) -> str:
    """What reaches nobody here. paper: what it is called in a sentence, such as "this brief"."""
    connected = evidence.connected()
    missing = [each.title.lower() for each in pack_on(day).streams_on(day) if each.code not in connected]
    fed = (
        f"Nothing feeds these kinds of evidence here: {together(missing)}."
        if missing
        else "Every kind of evidence that the framework names is fed by something here, which does not make it whole."
    )
    return (
        f"{fed} Of comments only themes that go up are told, and what was told in confidence never enters {paper}. "
        f"That {paper} is silent does not mean that all is well."
    )
