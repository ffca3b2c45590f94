"""A concern that something is linked to, and a restricted one."""

from tests.access.rooms import SECRET
from tests.factories import concerns
from trigpoint.common.references import reference_to
from trigpoint.triangulation.rules.drafts import Link


def furnish(by, trust):
    """Arguments for the addresses of concerns."""
    other = concerns.concern(by, provider=trust, words=f"{SECRET} another worry")
    link = Link(reference_to(other), "for", says=f"{SECRET} said")
    made = concerns.concern(by, provider=trust, words=f"{SECRET} worry", links=(link,))
    return _arguments(made, made.links.get().public_id)


def restricted(by, trust):
    """The same for a concern that named roles alone may open."""
    made = concerns.concern(by, provider=trust, words=f"{SECRET} in confidence", restriction="safeguarding")
    return _arguments(made, "nosuchlink")


def _arguments(made, link):
    return {
        "triangulation:concern": [made.public_id],
        "triangulation:concern-deed": [made.public_id, "note"],
        "triangulation:concern-link": [made.public_id],
        "triangulation:concern-link-end": [made.public_id, link],
    }
