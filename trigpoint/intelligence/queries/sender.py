"""What a sender reads of what they told: by their private link, or as the practice that sent it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from trigpoint.accounts.rules import reach
from trigpoint.common import clock
from trigpoint.intelligence.models import Item, ItemQuerySet, ItemStep, ItemTheme
from trigpoint.intelligence.rules.states import FINISHED, OPEN, WAITING, Deed, State

MOST_HOPS = 5  # an item told with another that was told with another
QUARTER = dt.timedelta(days=92)
ALL, NEW, IN_HAND, ANSWERED = "all", "new", "in_hand", "answered"
STATES = {
    NEW: WAITING,
    IN_HAND: tuple(state for state in OPEN if state not in WAITING),
    ANSWERED: FINISHED,
}


@dataclass(frozen=True)
class Followed:
    """An item as its sender may know it: its own steps, and those of what it was told with, from then on."""

    item: Item
    state: str
    steps: tuple[ItemStep, ...]
    with_others: tuple[ItemStep, ...] = ()
    state_of_others: str = ""

    @property
    def reply(self) -> ItemStep | None:
        """The latest reply to it, or to what it was told with."""
        said = [step for step in (*self.steps, *self.with_others) if step.deed == Deed.CLOSED and step.reply]
        return max(said, key=lambda step: (step.at, step.pk), default=None)


def item_of_sender(token: str) -> Item | None:
    """The item of a sender's private link; a restricted one too, since it is theirs."""
    return Item.objects.with_sender_link(token).select_related("provider", "owner").first()


def followed(item: Item) -> Followed:
    """Where it stands, and what became of what it was told with."""
    steps = tuple(item.steps.order_by("at", "pk"))
    state = _state(steps)
    seen, current, others = {item.pk}, list(steps), []
    for _ in range(MOST_HOPS):
        if _state(current) != State.MERGED:
            break
        merged = next(step for step in reversed(current) if step.deed == Deed.MERGED)
        if merged.other_id in seen:
            break
        seen.add(merged.other_id)
        current = list(ItemStep.objects.filter(item=merged.other_id).order_by("at", "pk"))
        others += [step for step in current if step.at >= merged.at]
    after = _state(current) if others or state == State.MERGED else ""
    return Followed(item, state, steps, tuple(others), after)


def told_by_us(user: Any, *, show: str = ALL) -> ItemQuerySet:
    """What the practices or organisations that a person speaks for told, the latest first, with `state`."""
    found = Item.visible_to(user).filter(sent_for__code__in=sorted(reach(user).organisations))
    found = found.with_state().select_related("provider").order_by("-received_on", "-pk")
    return found.filter(state__in=STATES[show]) if show in STATES else found


def answered_lately(user: Any) -> QuerySet[ItemStep]:
    """Replies of the last three months to what a practice told, or since then to what it stands with; the latest first."""
    ours = told_by_us(user).order_by()
    since = clock.now() - QUARTER
    replies = ItemStep.objects.filter(deed=Deed.CLOSED, at__gt=since, item__restriction="").exclude(reply="")
    with_it = _merges(ours).filter(other=OuterRef("item"), at__lte=OuterRef("at"))
    mine = replies.filter(Q(item__in=ours.values("pk")) | Exists(with_it))
    themes = Prefetch("item__themes", queryset=ItemTheme.objects.order_by("-probability", "pk"))
    return mine.select_related("item__provider").prefetch_related(themes).order_by("-at", "-pk")


def _merges(found: ItemQuerySet) -> QuerySet[ItemStep]:
    """The steps by which those that now stand with another came to it; needs `with_state`."""
    last = ItemStep.objects.filter(item=OuterRef("pk"), deed=Deed.MERGED).order_by("-at", "-pk")
    merged = found.filter(state=State.MERGED).annotate(merge=Subquery(last.values("pk")[:1]))
    return ItemStep.objects.filter(pk__in=merged.values("merge"))


def _state(steps: Any) -> str:
    return next((step.state for step in reversed(list(steps)) if step.state), "")
