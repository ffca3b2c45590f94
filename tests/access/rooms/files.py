"""A file of a private action, and one of a restricted action."""

from tests.access.rooms import SECRET
from tests.factories import actions
from tests.factories import files as make
from tests.factories.vault import restricted_action
from trigpoint.common.references import reference_to


def furnish(by, trust):
    """Arguments for the addresses of evidence files."""
    return _arguments(by, actions.action(by, f"{SECRET} action with a file", provider=trust))


def restricted(by, trust):
    """The same for what named roles alone may open."""
    return _arguments(by, restricted_action(by, "safeguarding", f"{SECRET} restricted action with a file"))


def _arguments(by, action):
    file = make.evidence(
        by, action, make.note(f"{SECRET} in the file", f"{SECRET}.txt"), f"{SECRET} evidence"
    )
    return {
        "files:evidence": [reference_to(action)],
        "files:add": [reference_to(action)],
        "files:file": [file.public_id],
        "files:version-add": [file.public_id],
        "files:open": [file.public_id, 1],
        "files:withdraw": [file.public_id],
    }
