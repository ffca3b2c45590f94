"""An action that was sent to the organisation for which people from outside speak, and a restricted one."""

from tests.access.rooms import SECRET
from tests.factories import actions
from tests.factories.organisations import OrganisationFactory
from tests.factories.vault import restricted_action
from trigpoint.actions import services


def furnish(by, trust):
    """Arguments for the addresses of one action."""
    addressed = OrganisationFactory(code="RXX", name="Trust of the visitors", owner=by.commissioner)
    made = actions.sent(by, f"{SECRET} action", provider=addressed, source_words=SECRET)
    services.say_position(action=made, text=f"{SECRET} position", by=by)
    actions.action(by, f"{SECRET} action about a provider", provider=trust, parent=made)
    return _arguments(made)


def restricted(by, trust):
    """The same for an action that named roles alone may open."""
    return _arguments(restricted_action(by, "safeguarding", f"{SECRET} restricted action"))


def _arguments(made):
    return {"actions:action": [made.public_id], "actions:deed": [made.public_id, "position"]}
