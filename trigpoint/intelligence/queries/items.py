"""One item for its page: what was told before, what else is told of the same, what was asked, what its sender reads."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from trigpoint.accounts.rules import reach
from trigpoint.actions import queries as actions
from trigpoint.actions.models import Action
from trigpoint.actions.queries import Known
from trigpoint.common import clock, references
from trigpoint.common.ids import ALPHABET
from trigpoint.common.references import Shown
from trigpoint.intelligence.models import Item, ItemQuerySet, ItemStep
from trigpoint.intelligence.queries.inbox import says
from trigpoint.intelligence.rules.states import OPEN, Deed, State

NEAR = dt.timedelta(days=90)
MOST = 10
ID = re.compile(rf"[{ALPHABET}]{{16}}")
NOT_LINKED = {
    "item",
    "user",
    "question",
}  # an item is chosen as such, people are not evidence, questions are actions
MOST_MERGES = 10  # told with one that was told with another, and so on


@dataclass(frozen=True)
class Told:
    """Something that the sender of an item reads."""

    words: str
    at: dt.datetime


def ours(*, user: Any) -> ItemQuerySet:
    """Every item of the person's own commissioner, with `state`: comments too, restricted ones never."""
    found = Item.visible_to(user).filter(owner=reach(user).commissioner_id)
    return found.with_state().select_related("provider", "sent_for")


def whole(item: Item) -> Item:
    """An item in hand with all that its page shows of it, and `state`."""
    found = Item.objects.filter(pk=item.pk).with_state().prefetch_related("themes")
    return found.select_related("provider", "sent_for", "by", "coding").get()


def item_of(*, user: Any, public_id: str) -> Item | None:
    """One item of ours that is not restricted, with `state`."""
    return ours(user=user).filter(public_id=public_id).first()


def told_before(item: Item, *, user: Any) -> list[Item]:
    """The same telling, come again or before: same source, same subject, same day, same words."""
    if not item.mark:
        return []
    return list(
        ours(user=user).filter(mark=item.mark).exclude(pk=item.pk).order_by("received_on", "pk")[:MOST]
    )


def of_the_same(item: Item, *, user: Any) -> list[Item]:
    """Others of the same provider and one of the same themes, received within 90 days of it, that people handle."""
    themes = [each.theme for each in item.themes.all()]
    if item.provider_id is None or not themes:
        return []
    near = ours(user=user).filter(
        provider=item.provider_id,
        is_one_by_one=True,
        received_on__range=(item.received_on - NEAR, item.received_on + NEAR),
        themes__theme__in=themes,
    )
    return list(
        near.exclude(pk=item.pk)
        .exclude(mark=item.mark or "-")
        .distinct()
        .order_by("-received_on", "-pk")[:MOST]
    )


def found_for(item: Item, words: str, *, user: Any) -> list[Item]:
    """Others that hold every word, the latest first."""
    if not words.split():
        return []
    conditions = [says(word) for word in words.split()]
    return list(
        ours(user=user).filter(*conditions).exclude(pk=item.pk).order_by("-received_on", "-pk")[:MOST]
    )


def told_with(item: Item, *, user: Any) -> list[Item]:
    """Those that were told with this one, whose senders get its reply."""
    named = Q(steps__deed=Deed.MERGED, steps__other=item, state=State.MERGED)
    return list(ours(user=user).filter(named).distinct().order_by("received_on", "pk"))


def steps_for(item: Item, *, user: Any) -> list[ItemStep]:
    """What happened to it, first things first. A step that names another item does so only where that can be seen.

    Else the step says what was done, by whom and when, and neither with which nor with what remark.
    """
    steps = list(item.steps.select_related("by", "other__provider").order_by("at", "pk"))
    if item.restriction:
        return steps
    named = [step.other_id for step in steps if step.other_id]
    seen = set(Item.visible_to(user).filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    for step in steps:
        if step.other_id and step.other_id not in seen:
            step.other, step.text = None, ""
    return steps


def shown_by(steps: Iterable[ItemStep], *, user: Any) -> dict[str, Shown]:
    """The records that steps name, as far as `user` may see them."""
    return references.show_all([step.about for step in steps if step.about], user=user)


def questions_asked(items: Iterable[Item], *, user: Any) -> dict[int, list[Known]]:
    """Questions of the register that were put to providers because of items, by key of the item; all at once."""
    rows = ItemStep.objects.filter(item__in=[each.pk for each in items], deed=Deed.ASKED).order_by("at", "pk")
    asked = [(item, about.partition(":")[2]) for item, about in rows.values_list("item", "about")]
    if not asked:
        return {}
    found = Action.visible_to(user).filter(public_id__in={public_id for _, public_id in asked})
    found = found.select_related("provider", "owner", "parent", "by")
    known = {each.action.public_id: each for each in actions.known_among(found, day=clock.today(), user=user)}
    told: dict[int, list[Known]] = {}
    for item, public_id in asked:
        if public_id in known:
            told.setdefault(item, []).append(known[public_id])
    return told


def replies_to(item: Item) -> list[Told]:
    """What the sender of an item reads, first things first; where it stands with another, that one's replies since then too.

    Its own only, where the other was restricted since.
    """
    found: list[Told] = []
    here: Item | None = item
    since: dt.datetime | None = None  # replies before it was told with another went to somebody else
    for _ in range(MOST_MERGES):
        if here is None:
            break
        steps = list(here.steps.select_related("other").order_by("at", "pk"))
        found += [
            Told(step.reply, step.at) for step in steps if step.reply and (not since or step.at >= since)
        ]
        last = next((step for step in reversed(steps) if step.state), None)
        merged = last is not None and last.state == State.MERGED
        here, since = (last.other, last.at) if last and merged else (None, None)
        if here is not None and here.restriction != item.restriction:
            here = None
    return sorted(found, key=lambda each: each.at)


def record_at(address: str, *, user: Any) -> str:
    """The reference (kind:public_id) of the record that an address of ours leads to, if `user` may see it; else ""."""
    parts = address.split("?")[0].split("#")[0].split("/")
    for part in reversed([each for each in parts if ID.fullmatch(each)]):
        for kind in references.kinds():
            reference = f"{kind}:{part}"
            if kind not in NOT_LINKED and references.find(reference, user=user) is not None:
                return reference
    return ""


def first_tellings(items: Iterable[Item], *, user: Any) -> dict[int, Item]:
    """For each item that says what another said before: that one, if it is still open, by key of the later item."""
    items = list(items)
    marks = {each.mark for each in items if each.mark}
    found = (
        ours(user=user)
        .filter(mark__in=marks, is_one_by_one=True, state__in=OPEN)
        .order_by("received_on", "pk")
    )
    first: dict[str, Item] = {}
    for each in found:
        first.setdefault(each.mark, each)
    return {
        each.pk: first[each.mark] for each in items if each.mark in first and first[each.mark].pk != each.pk
    }


def partners_named(*, user: Any) -> list[str]:
    """Partners to whom something was passed before."""
    passed = ItemStep.objects.filter(deed=Deed.PASSED, item__in=ours(user=user).order_by().values("pk"))
    return sorted(set(passed.order_by().values_list("partner", flat=True).distinct()), key=str.lower)


def is_open(item: Item) -> bool:
    """Whether something can still become of it."""
    return getattr(item, "state", None) in OPEN
