"""A complaint with a part of another organisation, a restricted one, and figures of a provider."""

from tests.access.rooms import SECRET
from tests.factories import complaints
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock
from trigpoint.intelligence.rules.complaints_figures import year_of
from trigpoint.intelligence.services import complaints_parts as parts


def furnish(by, trust):
    """Arguments for the addresses of complaints and their figures."""
    made = complaints.consented(by, words=f"{SECRET} words", providers=(trust,), name=f"{SECRET} Complainer")
    addressed = OrganisationFactory(code="RXC", name="Trust of somebody else", owner=by.commissioner)
    asking = {"asked": f"{SECRET} part", "due_on": clock.today(), "is_sent": False, "by": by}
    parts.ask_for_part(complaint=made, organisation=addressed, **asking)
    complaints.figures(by, provider=trust, source=f"{SECRET} report")
    year = str(year_of(clock.today()))
    return {
        **_arguments(made, made.parts.get().public_id),
        "intelligence:complaint-year": [year],
        "intelligence:complaint-year-csv": [year],
        "intelligence:complaint-figures-template": ["csv"],
        **{
            f"intelligence:complaint-figures-{name}": [trust.code]
            for name in ("provider", "provider-csv", "type")
        },
    }


def restricted(by, trust):
    """The same for a complaint that named roles alone may open."""
    made = complaints.complaint(
        by, words=f"{SECRET} in confidence", providers=(trust,), restriction="safeguarding"
    )
    return _arguments(made, "nosuchpart")


def _arguments(made, part):
    return {
        "intelligence:complaint": [made.public_id],
        "intelligence:complaint-summary": [made.public_id],
        "intelligence:complaint-deed": [made.public_id, "note"],
        "intelligence:complaint-part-deed": [made.public_id, part, "answer"],
    }
