"""Reading what providers say of their complaints: one provider through time, all of them in one quarter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from trigpoint.accounts.rules import reach
from trigpoint.frameworks.queries import pack_on, packs
from trigpoint.intelligence.models import ComplaintFigures, ComplaintFiguresQuerySet
from trigpoint.intelligence.rules.complaints_figures import end_of, quarter_before, quarter_of
from trigpoint.organisations.models import Hierarchy, Kind, Organisation
from trigpoint.organisations.queries.hierarchies import members_of, providers_of_place

SUBJECTS = "complaint_subjects"
EXPECTED_KINDS = (Kind.TRUST, Kind.AMBULANCE)
QUARTERS_TO_CHOOSE = 12


def figures_of(user: Any) -> ComplaintFiguresQuerySet:
    """Every version of the figures of the commissioner for whom a person works."""
    found = ComplaintFigures.visible_to(user).filter(owner=reach(user).commissioner_id)
    return found.select_related("provider", "by")


def of_provider(
    provider: Organisation, *, user: Any, at: dt.datetime | None = None
) -> list[ComplaintFigures]:
    """Its quarters, the newest first: whole, then by service and site; the versions in force, or those of a moment."""
    return list(figures_of(user).filter(provider=provider).current(at))


def of_quarter(quarter: dt.date, *, user: Any) -> list[ComplaintFigures]:
    """What providers say of one quarter, as whole organisations."""
    found = figures_of(user).filter(quarter=quarter, service="", place="").current()
    return list(found.order_by("provider__name"))


def versions_of(figures: ComplaintFigures, *, user: Any) -> list[ComplaintFigures]:
    """Every version of one provider's quarter, the newest first."""
    same = {name: getattr(figures, name) for name in ("provider", "service", "place", "quarter")}
    return list(figures_of(user).filter(**same).order_by("-version"))


def superseded_of(provider: Organisation, *, user: Any) -> list[ComplaintFigures]:
    """Versions of a provider that later ones took the place of, the newest first."""
    in_force = figures_of(user).filter(provider=provider).current().values("pk")
    return list(
        figures_of(user).filter(provider=provider).exclude(pk__in=in_force).order_by("-quarter", "-version")
    )


def latest(
    provider: Organisation, quarter: dt.date, service: str, place: str, *, user: Any
) -> ComplaintFigures | None:
    """The version in force of one quarter."""
    found = figures_of(user).filter(provider=provider, quarter=quarter, service=service, place=place)
    return found.order_by("-version").first()


def expected_of(user: Any) -> list[Organisation]:
    """Whose figures are waited for: trusts of the person's place, and whoever has sent some before; by name."""
    commissioner = user.commissioner
    here = _of_place(commissioner.code) if commissioner else Organisation.objects.none()
    sent = ComplaintFigures.visible_to(user).filter(owner=reach(user).commissioner_id).values("provider")
    seen = Organisation.visible_to(user).filter(is_training=False)
    return list(seen.filter(Q(pk__in=here.values("pk")) | Q(pk__in=sent)).order_by("name"))


def _of_place(code: str) -> QuerySet[Organisation]:
    """Trusts under a board, or in a place."""
    under_board = members_of(code, Hierarchy.ICB).filter(kind__in=EXPECTED_KINDS)
    return under_board | providers_of_place(code).filter(kind__in=EXPECTED_KINDS)


def quarters(today: dt.date) -> list[dt.date]:
    """Quarters to choose from: the last whole one first."""
    found = [quarter_before(today)]
    while len(found) < QUARTERS_TO_CHOOSE:
        found.append(quarter_before(found[-1]))
    return found


def first_quarter() -> dt.date:
    """The first quarter that figures can be of: no pack says what subjects there were before."""
    return quarter_of(packs()[0].effective_from)


def subject_titles(quarter: dt.date) -> dict[str, str]:
    """Code -> title of the subjects by the pack in force at a quarter's end."""
    return {word.code: word.title for word in pack_on(end_of(quarter)).vocabulary(SUBJECTS).words}


@dataclass(frozen=True)
class Coded:
    """Code -> organisation, for those of a spreadsheet that the person may see."""

    found: dict[str, Organisation]

    def named(self, code: str) -> Organisation | None:
        """The organisation of a code."""
        return self.found.get(code.strip().upper())


def providers_coded(codes: Iterable[str], *, user: Any) -> Coded:
    """The organisations of some codes."""
    wanted = sorted({code.strip().upper() for code in codes})
    return Coded({each.code: each for each in Organisation.visible_to(user).filter(code__in=wanted)})
