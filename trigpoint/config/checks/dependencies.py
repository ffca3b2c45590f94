"""What we depend on: when was it last looked at for known weaknesses."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

from django.conf import settings

from trigpoint.common import clock
from trigpoint.config.finding import Finding

OLD = dt.timedelta(days=90)
MEND = "Run it where the advisory services can be reached: make audit. Or take a newer Trigpoint."


def dependencies() -> Finding:
    """When, and was it these."""
    folder = Path(settings.BASE_DIR)
    noted = folder / "requirements" / "audited.json"
    if not noted.exists():
        means = "Nobody noted that what Trigpoint depends on was looked at for known weaknesses."
        return Finding("dependencies", "warn", means, MEND)
    told = json.loads(noted.read_text(encoding="utf-8"))
    day = dt.date.fromisoformat(told["on"])
    changed = [name for name, digest in told["pins"].items() if _digest(folder / name) != digest]
    if changed:
        means = (
            f"{', '.join(changed)} changed since {day:%d %B %Y}, when it was looked at for known weaknesses."
        )
        return Finding("dependencies", "warn", means, MEND)
    means = f"What Trigpoint depends on was looked at for known weaknesses on {day:%d %B %Y}."
    if clock.today() - day > OLD:
        return Finding("dependencies", "warn", f"{means} New ones are found every week.", MEND)
    return Finding("dependencies", "ok", means)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""
