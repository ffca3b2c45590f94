"""What was told of the commissioner's own provider, and a practice and a place of its own."""

from tests.access.rooms import SECRET
from tests.factories.intelligence import item, theme_month
from tests.factories.organisations import OrganisationFactory
from trigpoint.common import clock


def furnish(by, trust):
    """Arguments for the pages of a provider, a theme, a practice and a place."""
    owner = by.commissioner
    practice = OrganisationFactory(
        code="ZPR", name=f"{SECRET} Practice", kind="practice", owner=owner, is_open=False
    )
    place = OrganisationFactory(code="ZPL", name=f"{SECRET} Place", kind="place", owner=owner, is_open=False)
    for theme in ("", "discharge"):
        theme_month(owner, trust, clock.today().replace(day=1), theme=theme, service=f"{SECRET} service")
    item(by, f"{SECRET} words", provider=trust, sent_for=practice)
    return {
        **{f"intelligence:{name}": [trust.code] for name in ("provider", "provider-csv")},
        **{f"intelligence:{name}": [practice.code] for name in ("practice", "practice-csv")},
        **{f"intelligence:{name}": [place.code] for name in ("place", "place-csv")},
        **{f"intelligence:{name}": ["discharge"] for name in ("theme", "theme-csv")},
    }
