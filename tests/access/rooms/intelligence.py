"""What several people told of one provider and theme, and what was told in confidence."""

from tests.access.rooms import SECRET
from tests.factories.intelligence import coded, draft, whistle
from trigpoint.intelligence.services import moving
from trigpoint.intelligence.services.receiving import receive


def furnish(by, trust):
    """Arguments for the addresses of an item, and of three that ask for further information together."""
    told = [
        receive(draft=draft(f"{SECRET} words {sender}", provider=trust, sender=sender, place=SECRET), by=by)
        for sender in "abc"
    ]
    for each in told:
        coded(each, "discharge")
    moving.note(item=told[0], text=f"{SECRET} note", by=by)
    return {**_arguments(told[0]), "intelligence:cluster": [trust.code, "discharge"]}


def restricted(by, trust):
    """The same for a concern of staff, which named roles alone may open."""
    return _arguments(whistle(by, f"{SECRET} told in confidence", provider=trust))


def _arguments(item):
    return {
        "intelligence:item": [item.public_id],
        "intelligence:deed": [item.public_id, "no-action"],
        "intelligence:consent": [item.public_id],
    }
