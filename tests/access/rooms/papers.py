"""The early-warning paper of this month, issued and so kept with the names of the commissioner's own provider."""

from tests.factories import reports


def furnish(by, trust):
    """Arguments for the addresses of the draft and of the issued paper."""
    paper = reports.issued(by)
    month = f"{paper.month:%Y-%m}"
    return {
        **{f"reports:{name}": [month] for name in ("pack-draft", "pack-issue")},
        "reports:pack-draft-take": [month, "pdf"],
        "reports:paper-draft": [month],
        "reports:paper-issue": [month],
        "reports:paper-draft-take": [month, "pdf"],
        "reports:paper-draft-chart": [month, reports.series_of(trust).public_id],
        "reports:paper-chart": [paper.public_id, 1],
        "reports:paper": [paper.public_id],
        "reports:paper-take": [paper.public_id, "pdf"],
    }
