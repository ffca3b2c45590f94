"""Finding good practice, with what became of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import reach
from trigpoint.organisations.models import Organisation
from trigpoint.triangulation.models import GoodDeed, GoodPractice, GoodPracticeStep
from trigpoint.triangulation.queries.sides import as_it_stood, sides
from trigpoint.triangulation.queries.withheld import lines_withheld

WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Practised:
    """Good practice with its steps, the oldest first."""

    practice: GoodPractice
    steps: tuple[GoodPracticeStep, ...]

    def latest(self, deed: str) -> GoodPracticeStep | None:
        """The latest step of a kind."""
        return next((step for step in reversed(self.steps) if step.deed == deed), None)

    @property
    def is_withdrawn(self) -> bool:
        """Whether it holds no more."""
        return self.latest(GoodDeed.WITHDRAWN) is not None

    @property
    def shared(self) -> tuple[GoodPracticeStep, ...]:
        """With whom it was shared, one step each."""
        return tuple(step for step in self.steps if step.deed == GoodDeed.SHARED)


def good_practices(
    *, user: Any, provider: str = "", theme: str = "", show: str = ""
) -> QuerySet[GoodPractice]:
    """What goes well, the newest first. provider: a code. show: "withdrawn" for what holds no more, "all" for both."""
    withdrawn = GoodPracticeStep.objects.filter(practice=OuterRef("pk"), deed=GoodDeed.WITHDRAWN)
    found = GoodPractice.visible_to(user).filter(owner=reach(user).commissioner_id)
    if show != "all":
        found = found.filter(Exists(withdrawn) if show == WITHDRAWN else ~Exists(withdrawn))
    narrowed = {"provider__code": provider, "theme": theme}
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    return found.select_related("provider", "by").order_by("-at", "-pk")


def practised(found: Iterable[GoodPractice]) -> list[Practised]:
    """Each with its steps, without words of what was restricted since. Give it good practice that the reader may see."""
    held = list(found)
    for each, lines in zip(held, lines_withheld([each.evidence for each in held]), strict=True):
        each.evidence = lines
    steps: dict[int, list[GoodPracticeStep]] = {}
    for step in GoodPracticeStep.objects.filter(practice__in=held).select_related("by").order_by("at", "pk"):
        steps.setdefault(step.practice_id, []).append(step)
    return [Practised(each, tuple(steps.get(each.pk, ()))) for each in held]


def practice_of(*, user: Any, public_id: str) -> GoodPractice | None:
    """One that `user` may see."""
    found = good_practices(user=user, show="all").filter(public_id=public_id)
    return found.select_related("provider", "by", "proposal", "owner").first()


def good_at(*, user: Any, providers: Iterable[Organisation]) -> dict[int, list[GoodPractice]]:
    """What goes well at several providers, by the provider's key, the newest first."""
    by_provider: dict[int, list[GoodPractice]] = {}
    for each in good_practices(user=user).filter(provider__in=list(providers)):
        by_provider.setdefault(each.provider_id, []).append(each)
    return by_provider


def providers_with_good(*, user: Any) -> list[tuple[str, str]]:
    """Providers at which anything goes well, to choose from."""
    ours = good_practices(user=user, show="all")
    found = Organisation.visible_to(user).filter(pk__in=ours.order_by().values("provider"))
    return [(each.code, each.name) for each in found.order_by("name")]


def good_as_it_stands(
    *, user: User, provider: Organisation, theme: str, day: dt.date
) -> list[dict[str, Any]]:
    """The evidence of a theme, told from the good side: what is good speaks for it, what is a concern against it."""
    turned = {"for": "against", "against": "for"}
    stood = as_it_stood(sides(user=user, provider=provider, theme=theme, day=day))
    return [each | {"side": turned.get(each["side"], each["side"])} for each in stood]


def is_withdrawn(practice: GoodPractice) -> bool:
    """Whether it holds no more."""
    return practice.steps.filter(deed=GoodDeed.WITHDRAWN).exists()
