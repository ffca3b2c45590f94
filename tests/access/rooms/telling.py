"""A practice's link, something told by staff, and its sender's private link, which shows none of it."""

from tests.access.rooms import SECRET
from tests.factories.intelligence import bolton, draft
from tests.factories.organisations import OrganisationFactory
from trigpoint.intelligence.services.practice_links import give_link
from trigpoint.intelligence.services.receiving import receive


def furnish(by, trust):
    """Arguments for the addresses of telling: what is told is private, the links are for whoever holds them."""
    practice = OrganisationFactory(code="P82099", name="Moor Lane Surgery", kind="practice")
    link = give_link(organisation=practice, by=by)
    told = receive(draft=draft(f"{SECRET} was told in a telephone call.", provider=bolton()), by=by)
    return {
        "intelligence:tell-by-link": [link.token],
        "intelligence:link-whom": [link.token],
        "intelligence:link-thanks": [link.token, told.sender_token],
        "intelligence:tell-thanks": [told.sender_token],
        "intelligence:follow": [told.sender_token],
        "intelligence:link-sheet": [link.public_id],
        "intelligence:link-end": [link.public_id],
    }
