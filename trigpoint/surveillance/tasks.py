"""What the worker does for stage 1."""

from __future__ import annotations

import hashlib

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.system import system_person
from trigpoint.analysis import emerging
from trigpoint.common import clock
from trigpoint.indicators.definitions import definition, library
from trigpoint.jobs import services as jobs
from trigpoint.surveillance import queries, services
from trigpoint.surveillance.charts import series_spec, small_spec
from trigpoint.surveillance.rules import peer_sets
from trigpoint.surveillance.rules.hearing import last_whole_month
from trigpoint.surveillance.rules.inputs import VERSIONS
from trigpoint.ui import drawing


def ask_for_refresh(*, by: User) -> None:
    """Have the statuses of every commissioner made anew, once for the loads, definitions and methods that there are now."""
    told = " ".join((VERSIONS, peer_sets.VERSIONS, *(each.content_sha256 for each in library().values())))
    mark = f"{queries.mark_of_loads()}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
    for owner in Commissioner.objects.order_by("pk"):
        jobs.enqueue(
            task=refresh_statuses,
            key=f"surveillance.refresh:{owner.public_id}:{mark}",
            by=by,
            arguments={"owner": owner.pk, "by": by.pk},
        )


def refresh_statuses(*, owner: int, by: int) -> None:
    """Make the statuses of one commissioner anew, with its peers, then have its own providers' charts drawn."""
    commissioner, person = Commissioner.objects.get(pk=owner), User.objects.get(pk=by)
    done = services.refresh(owner=commissioner, by=person)
    services.compare_peers(owner=commissioner, by=person)
    jobs.enqueue(task=draw_charts, key=f"surveillance.draw:{done.pk}", by=person, arguments={"owner": owner})


def ask_to_hear(*, by: User, owner: Commissioner) -> None:
    """Have signals raised from what people say, once for the counts, answers, month and method that there are now."""
    month = last_whole_month(clock.today())
    mark = f"{queries.mark_of_counts(owner=owner)}:{month}:{emerging.METHOD_VERSION}"
    jobs.enqueue(
        task=hear_themes,
        key=f"surveillance.hear:{owner.public_id}:{hashlib.sha256(mark.encode()).hexdigest()[:16]}",
        by=by,
        arguments={"owner": owner.pk, "by": by.pk},
    )


def hear_themes(*, owner: int, by: int) -> None:
    """Bring the signals of what people say in line with what was counted."""
    services.hear(owner=Commissioner.objects.get(pk=owner), by=User.objects.get(pk=by))


def hear_new_month() -> None:
    """By the timetable: a month that is over is judged, whether or not anything new was counted since."""
    for owner in Commissioner.objects.order_by("pk"):
        ask_to_hear(by=system_person(), owner=owner)


def ask_for_peers(*, by: User) -> None:
    """Have the providers of the commissioner of `by` compared anew, once for its groups as they are now."""
    owner = by.commissioner
    jobs.enqueue(
        task=compare_peers,
        key=f"surveillance.peers:{owner.public_id}:{queries.newest_group_step(owner=owner)}",
        by=by,
        arguments={"owner": owner.pk, "by": by.pk},
    )


def compare_peers(*, owner: int, by: int) -> None:
    """Work out where each provider stands among its peers."""
    services.compare_peers(owner=Commissioner.objects.get(pk=owner), by=User.objects.get(pk=by))


def draw_charts(*, owner: int) -> None:
    """Draw ahead the charts of the providers in a commissioner's own place, so that their pages open at once."""
    commissioner = Commissioner.objects.get(pk=owner)
    for status in queries.statuses_in_own_place(owner=commissioner, today=clock.today()):
        indicator, points = definition(status.indicator), queries.points_of(status)
        if status.n > 1:
            for spec in (series_spec, small_spec):
                drawing.svg(spec(points, indicator, target=status.target))
