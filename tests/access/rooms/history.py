"""What happened to an action, open and restricted."""

from tests.access.rooms import SECRET
from tests.factories import actions
from tests.factories.vault import restricted_action
from trigpoint.audit.services import record


def furnish(by, trust):
    """Arguments for what happened to an action, with a reason that nobody else may read."""
    action = actions.action(by, f"{SECRET} to look into", provider=trust)
    record(by, "actions.deadline_set", action, why=f"{SECRET} reason")
    return {"audit:about": ["action", action.public_id]}


def restricted(by, trust):
    """What happened to a restricted action is as far away as the action."""
    hidden = restricted_action(by, "safeguarding", f"{SECRET} to look into quietly")
    record(by, "actions.deadline_set", hidden, why=f"{SECRET} reason")
    return {"audit:about": ["action", hidden.public_id]}
