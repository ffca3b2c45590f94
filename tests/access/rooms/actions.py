"""A private action and a restricted one. (Its addresses that take a deed are tried with one that all actions know.)"""

from tests.access.rooms import SECRET
from tests.factories import actions
from tests.factories.vault import restricted_action


def furnish(by, trust):
    """Arguments for the addresses of one action."""
    return _arguments(actions.action(by, f"{SECRET} action", provider=trust))


def restricted(by, trust):
    """The same for an action that named roles alone may open."""
    return _arguments(restricted_action(by, "safeguarding", f"{SECRET} restricted action"))


def _arguments(made):
    return {"actions:action": [made.public_id], "actions:deed": [made.public_id, "position"]}
