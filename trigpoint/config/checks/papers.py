"""Papers that were issued: does the database keep them from being changed."""

from __future__ import annotations

from trigpoint.config.finding import Finding
from trigpoint.reports import guards

MEND = "Find out who took it away and why; then run: python manage.py migrate (it puts up what is missing)"


def papers() -> Finding:
    """Whether the triggers on issued papers stand as they should."""
    gone = guards.RULE.missing()
    if gone:
        means = f"The database would let issued papers be changed or removed: {', '.join(gone)} is missing or altered."
        return Finding("paper guards", "fail", means, MEND)
    return Finding("paper guards", "ok", "The database refuses to change or remove papers that were issued.")
