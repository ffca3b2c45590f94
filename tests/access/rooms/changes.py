"""What became of what was heard: decided, and not published."""

from tests.access.rooms import SECRET
from tests.factories.intelligence import change, item
from trigpoint.intelligence.services import changes


def furnish(by, trust):
    """Arguments for the addresses of one change; the public page of a body that published nothing is nobody's."""
    told = item(by, f"{SECRET} told", provider=trust)
    made = change(by, f"{SECRET} heard", f"{SECRET} change", items=(told,))
    changes.decide(change=made, text=f"{SECRET} decision", by=by)
    names = ("change", "change-publish", "change-answer")
    return {
        **{f"intelligence:{name}": [made.public_id] for name in names},
        "intelligence:change-say": [made.public_id, "decided"],
        "yousaid:of": [by.commissioner.code],
    }
