"""A restricted action, and something sealed about another."""

from tests.access.rooms import SECRET
from tests.factories import actions
from tests.factories.vault import restricted_action
from trigpoint.vault import services


def furnish(by, trust):
    """Arguments for the addresses of the vault."""
    told = actions.action(by, f"{SECRET} told by somebody", provider=trust)
    sealed = services.seal_reporter(record=told, name=f"{SECRET} Whistler", contact="", by=by).public_id
    hidden = restricted_action(by, "safeguarding", f"{SECRET} in confidence")
    return {
        "vault:open": ["action", hidden.public_id],
        "vault:unseal": [sealed],
        "vault:erase": [sealed],
        "vault:about": ["action", told.public_id],
        "vault:seal-reporter": ["action", told.public_id],
        "vault:seal-patient": ["action", told.public_id],
    }


def restricted(by, trust):
    """What is sealed about a restricted action is as far away as the action."""
    hidden = restricted_action(by, "safeguarding", f"{SECRET} in confidence too").public_id
    return {f"vault:{name}": ["action", hidden] for name in ("about", "seal-reporter", "seal-patient")}
