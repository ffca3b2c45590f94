"""Who tells something, whom they may mean, and what became of what they told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from trigpoint.accounts.models import Commissioner, User
from trigpoint.accounts.rules import may, reach
from trigpoint.common import clock
from trigpoint.intelligence.models import Item, PracticeLink
from trigpoint.intelligence.models.links import PracticeLinkQuerySet
from trigpoint.intelligence.rules.drafts import Draft, same_telling
from trigpoint.intelligence.rules.telling import AGAIN, code_in
from trigpoint.organisations.models import Belonging, Kind, Organisation
from trigpoint.organisations.queries import matching, narrowed, on_day

MOST = 8  # suggestions
SHORTEST = 2  # letters
LONGEST = 250  # letters that are looked for: no name is longer, and a database has its limit
LATELY = dt.timedelta(days=365)
# What people tell of most often comes first; parents of the hierarchy are told of by nobody.
RANKS = {
    Kind.TRUST: 0,
    Kind.AMBULANCE: 0,
    Kind.URGENT: 1,
    Kind.INDEPENDENT: 1,
    Kind.SITE: 2,
    Kind.CARE_HOME: 3,
    Kind.PRACTICE: 3,
}
# Who says anything of these otherwise tells something further: that somebody is in danger is never lost as a second sending.
ALSO_THE_SAME = (
    "is_at_risk_now", "wants_reply", "happened_on", "place", "service", "tone", "worry", "may_share_identity", "sent_for",
)  # fmt: skip
NOT_TOLD_OF = (Kind.REGION, Kind.PLACE, Kind.PCN)


@dataclass(frozen=True)
class Teller:
    """Who tells: somebody signed in, or whoever holds a practice's link."""

    user: User
    link: PracticeLink | None = None

    @cached_property
    def owner(self) -> Commissioner | None:
        """To whom they tell it."""
        return self.link.owner if self.link else self.user.commissioner

    @cached_property
    def is_staff(self) -> bool:
        """Whether they write in what others told them."""
        return self.link is None and may(self.user, "intelligence.add")

    @cached_property
    def practices(self) -> list[Organisation]:
        """The organisations for which they tell it."""
        if self.link:
            return [self.link.organisation]
        codes = reach(self.user).organisations
        return list(Organisation.visible_to(self.user).filter(code__in=codes).order_by("name"))

    @property
    def mark(self) -> str:
        """What tells this sender apart; of what staff write in nobody knows who sent it."""
        if self.link:
            return f"link {self.link.public_id}"
        return "" if self.is_staff else f"person {self.user.public_id}"


@dataclass(frozen=True)
class Whom:
    """Whom somebody means: the one provider, or those among which they have to choose; neither: as typed."""

    provider: Organisation | None = None
    choices: tuple[Organisation, ...] = ()


def link_with(token: str) -> PracticeLink | None:
    """The link of an address that whoever holds it may use."""
    return PracticeLink.objects.with_token(token).select_related("organisation", "owner").first()


def links_of(user: User) -> PracticeLinkQuerySet:
    """The links that a commissioner gave."""
    return PracticeLink.visible_to(user).select_related("organisation", "by")


def whom(text: str, teller: Teller) -> Whom:
    """Whom a text means: by its code, by its whole name, or one of those that it fits."""
    text = " ".join(text.split())[:LONGEST]
    seen = _seen_by(teller)
    known = seen.filter(code=code_in(text) or text.upper()).first()
    if known is None:
        named = list(seen.filter(name__iexact=text)[:2]) if text else []
        known = named[0] if len(named) == 1 else None
    return Whom(provider=known) if known else Whom(choices=tuple(suggested(text, teller)))


def suggested(text: str, teller: Teller) -> list[Organisation]:
    """Organisations that a few letters fit: those that this sender told of most often, then those near, trusts first."""
    text = " ".join(text.split())[:LONGEST]
    if len(text) < SHORTEST:
        return []
    told = [When(pk=pk, then=Value(place)) for place, pk in enumerate(_told_of(teller))]
    ranks = [When(kind=kind, then=Value(rank)) for kind, rank in RANKS.items()]
    found = matching(narrowed(_seen_by(teller)), text).annotate(
        told=Case(*told, default=Value(MOST), output_field=IntegerField()),
        within=Case(When(_where_words_begin(text), then=Value(0)), default=Value(1)),
        away=Case(When(_near(teller), then=Value(0)), default=Value(1)),
        rank=Case(*ranks, default=Value(4), output_field=IntegerField()),
    )
    return list(found.order_by("told", "within", "away", "rank", "name", "code")[:MOST])


def told_just_now(draft: Draft, teller: Teller) -> Item | None:
    """The same in every point from the same sender moments ago: a form that was sent twice."""
    provider = draft.provider.code if draft.provider else draft.about_words
    day = draft.happened_on or draft.received_on or clock.today()
    mark = same_telling(source=draft.source, provider=provider, day=day, words=draft.words)
    known = Item.objects.filter(owner=teller.owner, mark=mark, by=teller.user, at__gt=clock.now() - AGAIN)
    return known.filter(**{name: getattr(draft, name) for name in ALSO_THE_SAME}).first()


def _seen_by(teller: Teller) -> QuerySet[Organisation]:
    """Organisations that the teller may name: those that are published, and those of whom it is told to."""
    if teller.link:
        seen = Organisation.objects.filter(Q(is_open=True) | Q(owner=teller.owner))
    else:
        seen = Organisation.visible_to(teller.user)
    return seen.exclude(kind__in=NOT_TOLD_OF)


def _where_words_begin(text: str) -> Q:
    """Names in which words begin with what was typed: "sal" means Salford rather than Walsall."""
    found = Q()
    for word in text.split(" "):
        found &= Q(name__istartswith=word) | Q(name__icontains=f" {word}")
    return found | Q(code__iexact=text)


def _near(teller: Teller) -> Q:
    """Organisations of the place of those to whom it is told."""
    parent = teller.owner.code if teller.owner else ""
    held = Belonging.objects.filter(on_day(clock.today()), child=OuterRef("pk"), parent__code=parent)
    return Q(Exists(held))


def _told_of(teller: Teller) -> Sequence[int]:
    """Keys of the providers that these senders told of most often in a year, of what they may see of it."""
    if teller.link:
        told = Item.objects.filter(owner=teller.owner, sent_for=teller.link.organisation, restriction="")
    else:
        told = Item.visible_to(teller.user).with_people()
    told = told.filter(received_on__gt=clock.today() - LATELY, provider__isnull=False)
    counted = told.order_by().values("provider").annotate(times=Count("pk")).order_by("-times", "provider")
    return counted.values_list("provider", flat=True)[:MOST]
