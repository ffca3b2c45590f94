"""What became of what was heard, for those who work on it, for those who told it, and for everybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import reach
from trigpoint.actions.queries import people_who
from trigpoint.intelligence.models import (
    Change,
    ChangeSource,
    ChangeStep,
    Complaint,
    Engagement,
    EngagementVersion,
    Item,
)
from trigpoint.intelligence.queries.together import leads_of, told_with
from trigpoint.intelligence.rules.changes import TOLD_TO_SENDERS, ChangeDeed, Effect, is_public
from trigpoint.organisations.models import Organisation

COMPLAINT = "complaint:"
ON_THE_PAGE = (ChangeDeed.PUBLISHED, ChangeDeed.WITHDRAWN)


@dataclass(frozen=True)
class Standing:
    """A change with the latest of what was said of it."""

    change: Change
    steps: tuple[ChangeStep, ...]

    def _latest(self, deed: str) -> ChangeStep | None:
        return next((step for step in reversed(self.steps) if step.deed == deed), None)

    @cached_property
    def heard(self) -> ChangeStep | None:
        """What was heard."""
        return self._latest(ChangeDeed.DRAFTED)

    @cached_property
    def decided(self) -> ChangeStep | None:
        """What was decided."""
        return self._latest(ChangeDeed.DECIDED)

    @cached_property
    def changed(self) -> ChangeStep | None:
        """What was changed."""
        return self._latest(ChangeDeed.CHANGED)

    @cached_property
    def measured(self) -> ChangeStep | None:
        """Whether it worked."""
        return self._latest(ChangeDeed.MEASURED)

    @cached_property
    def published(self) -> ChangeStep | None:
        """As it was published last, also where it was withdrawn since."""
        return self._latest(ChangeDeed.PUBLISHED)

    @cached_property
    def withdrawn(self) -> ChangeStep | None:
        """Why it is not on the public page any more; None where it stands there or never stood."""
        return None if self.is_public else self._latest(ChangeDeed.WITHDRAWN)

    @property
    def is_public(self) -> bool:
        """Whether it stands on the public page."""
        return is_public(step.deed for step in self.steps)

    @property
    def state(self) -> str:
        """How far it is: the furthest deed of the four."""
        furthest = self.measured or self.changed or self.decided or self.heard
        return furthest.deed if furthest else ""

    @property
    def effect(self) -> Effect:
        """Whether it worked, as far as anybody knows."""
        return Effect(self.measured.effect) if self.measured else Effect.UNKNOWN


def locked_change(change: Change) -> Change:
    """The change, held until the transaction ends."""
    return Change.objects.select_for_update().get(pk=change.pk)


def standing(change: Change) -> Standing:
    """One change with what was said of it."""
    return Standing(change, tuple(change.steps.select_related("by")))


def standings(found: QuerySet[Change] | Sequence[Change]) -> list[Standing]:
    """Several changes of a query, each with what was said of it; three queries however many."""
    steps = Prefetch("steps", ChangeStep.objects.select_related("by").order_by("at", "pk"))
    return [
        Standing(each, tuple(each.steps.all()))
        for each in found.select_related("provider", "owner").prefetch_related(steps)
    ]


def changes(
    user: Any, *, provider: str = "", theme: str = "", state: str = "", words: str = ""
) -> QuerySet[Change]:
    """Changes that `user` may see, latest first. state: a deed, or "public"."""
    found = Change.visible_to(user)
    if provider:
        found = found.filter(provider__code=provider)
    if theme:
        found = found.filter(theme=theme)
    if state == "public":
        found = _public(found)
    elif state:
        found = found.filter(Exists(ChangeStep.objects.filter(change=OuterRef("pk"), deed=state)))
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(steps__text__icontains=word))
    return found.distinct()


def _public(found: QuerySet[Change]) -> QuerySet[Change]:
    said = ChangeStep.objects.filter(change=OuterRef("pk"), deed__in=ON_THE_PAGE).order_by("-at", "-pk")
    return found.annotate(on_page=Subquery(said.values("deed")[:1])).filter(on_page=ChangeDeed.PUBLISHED)


def ever_published(*, owner: str = "", provider: str = "", theme: str = "") -> QuerySet[Change]:
    """For everybody: what stands on the public page, and what stood there and was withdrawn; the latest first."""
    said = ChangeStep.objects.filter(change=OuterRef("pk"), deed__in=ON_THE_PAGE).order_by("-at", "-pk")
    told = Count("sources", filter=Q(sources__item__isnull=False, sources__item__restriction=""))
    found = Change.objects.annotate(page_at=Subquery(said.values("at")[:1]), heard_from=told)
    found = found.filter(page_at__isnull=False).order_by("-page_at", "-pk")
    asked = {"owner__code": owner, "provider__code": provider, "theme": theme}
    return found.filter(**{name: value for name, value in asked.items() if value})


def standing_of(found: QuerySet[Change]) -> int:
    """How many of those stand on the public page now; the others were withdrawn."""
    return _public(found).count()


def publishing() -> list[Commissioner]:
    """Those who have something on the public page, or had, by name."""
    owners = ever_published().order_by().values("owner")
    return list(Commissioner.objects.filter(pk__in=owners).order_by("name"))


def published_about(owner: str) -> tuple[list[Organisation], list[str]]:
    """Providers and themes that the public page of one body can be narrowed to."""
    found = ever_published(owner=owner).order_by()
    providers = Organisation.objects.filter(pk__in=found.values("provider")).order_by("name")
    themes = found.exclude(theme="").values_list("theme", flat=True).distinct()
    return list(providers), sorted(set(themes))


def changes_for(item: Item) -> list[Standing]:
    """What whoever told this item may read of what became of it: from the first decision on, the latest first."""
    alone = Item.objects.filter(pk=item.pk)
    return _told(Change.objects.filter(owner=item.owner_id, sources__item__in={item.pk, *leads_of(alone)}))


def changes_for_practice(user: Any) -> list[Standing]:
    """What became of what the organisations told that `user` speaks for, the latest first."""
    theirs = Item.visible_to(user).filter(sent_for__code__in=sorted(reach(user).organisations))
    answered = Q(sources__item__in=theirs.order_by().values("pk")) | Q(sources__item__in=leads_of(theirs))
    return _told(Change.objects.filter(answered, owner=reach(user).commissioner_id))


def _told(found: QuerySet[Change]) -> list[Standing]:
    decided = ChangeStep.objects.filter(change=OuterRef("pk"), deed__in=TOLD_TO_SENDERS)
    return standings(found.filter(Exists(decided)).distinct().order_by("-at", "-pk"))


def sources_of(change: Change) -> list[ChangeSource]:
    """What it answers, what was added first, first; of what has been restricted since, no trace."""
    held = change.sources.filter(Q(item__isnull=True) | Q(item__restriction=""))
    held = held.select_related("item__provider", "item__sent_for", "engagement")
    return list(held.prefetch_related("engagement__versions"))


def sources_held(change: Change) -> set[tuple[int | None, int | None, str]]:
    """Item, entry and reference of each source that stands there already."""
    return set(change.sources.values_list("item", "engagement", "about"))


def items_answered(change: Change) -> list[Item]:
    """The pieces that it answers, without what has been restricted since."""
    held = Item.objects.filter(pk__in=change.sources.values("item"), restriction="")
    return list(held.select_related("sent_for", "owner").order_by("pk"))


def items_told(change: Change) -> list[Item]:
    """The pieces whose senders it answers: those, and what is told with them; without what is restricted."""
    answered = set(change.sources.exclude(item=None).values_list("item", flat=True))
    held = Item.objects.filter(pk__in=answered | told_with(answered), restriction="")
    return list(held.select_related("sent_for", "owner").order_by("pk"))


def words_answered(change: Change) -> list[str]:
    """The words of everything that it answers, which may not stand on a public page; of what was restricted too."""
    answered = set(change.sources.exclude(item=None).values_list("item", flat=True))
    found = list(Item.objects.filter(pk__in=answered | told_with(answered)).values_list("words", flat=True))
    abouts = change.sources.filter(about__startswith=COMPLAINT).values_list("about", flat=True)
    complaints = Complaint.objects.filter(
        owner=change.owner_id, public_id__in=[about.removeprefix(COMPLAINT) for about in abouts]
    )
    logged = EngagementVersion.objects.filter(engagement__in=change.sources.values("engagement"))
    for pair in (*complaints.values_list("words", "wanted"), *logged.values_list("heard", "followed")):
        found += filter(None, pair)
    return found


def public_changes_answering(user: Any, item: Item) -> list[Change]:
    """What stands on the public page and answers a piece, also one that has just been restricted."""
    return list(_public(Change.visible_to(user).filter(sources__item=item)))


def people_of_sender(item: Item) -> Iterable[User]:
    """Those who speak for the practice or partner that sent an item."""
    if item.sent_for is None:
        return ()
    return people_who("intelligence.send", owner=item.owner, organisation=item.sent_for.code)


def changes_answering(user: Any, engagement: Engagement) -> QuerySet[Change]:
    """What became of what was heard on an occasion, as far as `user` may see it."""
    return Change.visible_to(user).filter(sources__engagement=engagement)
