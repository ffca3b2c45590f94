"""A target that the commissioner agreed with its own provider."""

from tests.access.rooms import SECRET
from trigpoint.common import clock
from trigpoint.indicators.definitions import Target
from trigpoint.indicators.models import Series
from trigpoint.surveillance import services
from trigpoint.surveillance.rules.agreeing import financial_year


def furnish(by, trust):
    """Arguments for the addresses of the targets of a series."""
    series = Series.objects.get(organisation=trust)
    terms = Target(
        f"{SECRET} level", "agreed", financial_year(clock.today()), None, f"{SECRET} meeting", value=70.0
    )
    agreed = services.agree_target(series=series, target=terms, note=f"{SECRET} thought", by=by)
    return {
        "surveillance:series-targets": [series.public_id],
        "surveillance:target-agree": [series.public_id],
        "surveillance:target-withdraw": [agreed.public_id],
    }
