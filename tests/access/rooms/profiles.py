"""What was told of the private trust, for the pages of evidence."""

import datetime as dt

from tests.access.rooms import SECRET
from tests.factories.triangulation import coverage, evidence
from trigpoint.common import clock


def furnish(by, trust):
    """Arguments for the addresses of profiles, themes and streams."""
    day = clock.today() - dt.timedelta(days=3)
    evidence(by, trust, day, says=f"{SECRET} waits too long.", origin=f"{SECRET} figures")
    coverage(by, trust, day - dt.timedelta(days=300), day)
    of_provider = ("profile", "profile-csv")
    return {
        **{f"triangulation:{name}": [trust.code] for name in of_provider},
        "triangulation:profile-theme": [trust.code, "access"],
        "triangulation:cell": [trust.code, "access", "performance"],
        **{f"triangulation:{name}": ["access"] for name in ("theme", "theme-csv")},
        **{f"triangulation:{name}": ["performance"] for name in ("stream", "stream-csv")},
    }
