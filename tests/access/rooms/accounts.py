"""A colleague with a role, an invitation and a shared action of Greater Manchester."""

from tests.access.rooms import SECRET
from tests.factories import actions
from tests.factories.accounts import UserFactory
from tests.factories.vault import restricted_action
from trigpoint.accounts import services


def furnish(by, trust):
    """Arguments for the addresses of people and shares."""
    colleague = UserFactory(username=f"{SECRET}.colleague", first_name=SECRET, role="analyst")
    held = colleague.memberships.get().public_id
    told = actions.action(by, f"{SECRET} shared action", provider=trust)
    shared = services.share(record=told, whom="RYY", basis="deed", why=f"{SECRET} why", by=by)
    person = {
        name: [colleague.public_id] for name in ("person", "role-give", "account-close", "account-open")
    }
    return {
        **{f"accounts:{name}": arguments for name, arguments in person.items()},
        "accounts:role-end": [colleague.public_id, held],
        "accounts:help": [colleague.public_id],
        "accounts:help-second-step": [colleague.public_id],
        "accounts:help-password": [colleague.public_id],
        "accounts:share": ["action", told.public_id],
        "accounts:share-end": [shared.public_id],
    }


def restricted(by, trust):
    """A restricted action can be shared with nobody."""
    return {"accounts:share": ["action", restricted_action(by, text=f"{SECRET} not to be shared").public_id]}
