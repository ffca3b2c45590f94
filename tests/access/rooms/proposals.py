"""A proposal in which two kinds of evidence of the commissioner agree, answered once."""

from tests.access.rooms import SECRET
from tests.factories.triangulation import evidence
from trigpoint.common import clock
from trigpoint.triangulation.models import Proposal
from trigpoint.triangulation.services import answering
from trigpoint.triangulation.services.proposing import propose

HEARD = {"stream": "soft_intelligence", "about": "comment_theme:appointment-arrangements"}


def furnish(by, trust):
    """Arguments for the addresses of proposals."""
    for told in ({}, HEARD):
        evidence(by, trust, clock.today(), says=f"{SECRET} evidence", origin=f"{SECRET} origin", **told)
    propose(owner=by.commissioner, by=by)
    made = Proposal.objects.get(provider=trust, theme="access", direction="concern", door="")
    answering.decline(proposal=made, reason=f"{SECRET} reason", by=by)
    answering.take_up_again(proposal=made, reason=f"{SECRET} second thought", by=by)
    return {
        "triangulation:proposal": [made.public_id],
        "triangulation:proposal-deed": [made.public_id, "decline"],
    }
