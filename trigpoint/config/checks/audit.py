"""The record of who did what: is it as it was sealed, does the database protect it, does the sealer keep up."""

from __future__ import annotations

import datetime as dt

from trigpoint.audit import guards
from trigpoint.audit.queries.heads import heads_file
from trigpoint.audit.queries.verifying import Fault, Verdict, verify
from trigpoint.common import clock
from trigpoint.config.finding import Finding

BEHIND = dt.timedelta(hours=1)
TOLD_LONG = dt.timedelta(days=90)  # how long an acceptance is a warning
GUARDS = (
    "Find out who took it away and why; then run: python manage.py migrate (it puts up what is missing), "
    "and trigpoint audit verify"
)
# What to do, the gravest first.
MEND = {
    "cut": (
        "If a backup was restored on purpose, say so: trigpoint audit accept --why '...'. If not, somebody removed the end: keep "
        "the database as it is, restore a backup elsewhere, and compare"
    ),
    "heads": (
        "Put the file back from a copy. If it is lost: trigpoint audit accept --why '...'. Let AUDIT_ANCHORS be a folder "
        "that the service can only add to"
    ),
}  # fmt: skip
TAMPERED = (
    "Somebody who owns the database changed the audit. Keep the database as it is, restore a backup elsewhere, and compare the "
    "events named; trigpoint audit verify tells them all"
)  # fmt: skip


def audit() -> tuple[Finding, ...]:
    """All that there is to say of the audit, from one pass over it."""
    found = verify()
    by_code = {"guard": [], "heads": [], "cut": [], "": []}
    for fault in found.faults:
        by_code[fault.code if fault.code in by_code else ""].append(fault)
    return (
        _guards(),
        _rows(found, by_code[""]),
        _heads(found, [*by_code["cut"], *by_code["heads"]]),
        _sealer(found),
    )


def _guards() -> Finding:
    gone = guards.missing()
    if gone:
        means = f"The database would let rows of the audit be changed or removed: {', '.join(gone)} is missing or altered."
        return Finding("audit guards", "fail", means, GUARDS)
    return Finding("audit guards", "ok", "The database refuses to change or remove what was recorded.")


def _rows(found: Verdict, faults: list[Fault]) -> Finding:
    if faults:
        return Finding("audit rows", "fail", _some(faults), TAMPERED)
    return Finding(
        "audit rows",
        "ok",
        f"{found.events:,} recorded events are as they were sealed, in {found.seals:,} seals.",
    )


def _heads(found: Verdict, faults: list[Fault]) -> Finding:
    if faults:
        return Finding("audit heads", "fail", _some(faults), MEND[faults[0].code])
    lately = [each for each in found.accepted if clock.machine_now() - each.at < TOLD_LONG]
    if lately:
        last = lately[-1]
        means = f"On {last.at:%d %B %Y} somebody accepted the audit as it stood up to seal {last.number}: {last.why}"
        mend = "Nothing, if you know of it. This is told for three months."
        return Finding("audit heads", "warn", means, mend)
    return Finding("audit heads", "ok", f"The seals are those written down in {heads_file()}.")


def _sealer(found: Verdict) -> Finding:
    oldest = found.oldest_unsealed
    if oldest and clock.now() - oldest > BEHIND:
        means = f"{found.unsealed:,} events are not sealed yet, the oldest of {oldest:%d %B %Y at %H:%M} UTC."
        mend = "See that a worker runs (make run, or trigpoint worker), or run: trigpoint audit seal"
        return Finding("audit sealer", "warn", means, mend)
    return Finding("audit sealer", "ok", f"{found.unsealed:,} events wait for the next seal.")


def _some(faults: list[Fault]) -> str:
    more = f" And {len(faults) - 3:,} more." if len(faults) > 3 else ""
    return " ".join(fault.means for fault in faults[:3]) + more
