"""What people tell, as evidence: pieces handled one by one, and where comments are read.

Nothing that is restricted, no gist of it, and nothing that people of the provider itself tell.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import F, Max, Min

from trigpoint.accounts.models import Commissioner
from trigpoint.common.clock import LONDON
from trigpoint.common.evidence import Counted, Covered, Told
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import Complaint, Item, ItemQuerySet, ItemStep, ItemTheme, ThemeMonth
from trigpoint.intelligence.queries.clusters import numbers_on
from trigpoint.intelligence.rules import evidence as rules
from trigpoint.intelligence.rules.drafts import GIST
from trigpoint.intelligence.rules.states import TRANSITIONS, Deed, State

STAFF = "staff"  # told by somebody who works there
COMPLAINT = "complaint:"
TONES = {Item.Tone.GOOD: "positive", Item.Tone.BAD: "negative"}
OF_ITEM = (
    *("pk", "public_id", "provider", "service", "source", "tone", "coding__sentiment", "received_on"),
    *("worry", "is_at_risk_now", "state", "sender_mark", "sent_for", "mark"),
)


def evidence(owner: Commissioner, day: dt.date) -> Told:
    """Pieces for the worse, those that count together, praise of several people; and where comments are read."""
    streams = {each.code: each.stream for each in pack_on(day).sources_listened_to(day)}
    fresh = {each.code: each.fresh_days for each in pack_on(day).streams_on(day)}
    pieces = _pieces(_lined_up(owner, day), streams, fresh, owner)
    facts = list(rules.one_by_one(pieces))
    numbers = numbers_on(day)
    if numbers is not None:
        facts += rules.clusters(pieces, least=numbers.least, days=numbers.days)
        facts += rules.praise(pieces, days=numbers.days)
    return Told(facts, _covered(owner, streams, day), _hidden(owner), tuple(_counted(owner)))


def _hidden(owner: Commissioner) -> frozenset[str]:
    """References of pieces that are restricted."""
    ids = Item.objects.filter(owner=owner).exclude(restriction="").values_list("public_id", flat=True)
    return frozenset(f"item:{each}" for each in ids) | hidden_complaints(owner)


def _counted(owner: Commissioner) -> Iterator[Counted]:
    """Pieces that were restricted after they had come: of each theme of theirs, until when facts may have counted them."""
    found = ItemStep.objects.filter(item__owner=owner, deed=Deed.RESTRICTED, item__provider__isnull=False)
    of_item = ("item__public_id", "item__provider", "item__themes__theme", "item__received_on", "at")
    for public_id, provider, theme, on, at in found.exclude(item__restriction="").values_list(*of_item):
        if theme:
            about = f"comment_theme:{theme}"
            yield Counted(record=f"item:{public_id}", provider=provider, about=about, on=on, until=at)


def hidden_complaints(owner: Commissioner) -> frozenset[str]:
    """References of complaints that are restricted."""
    ids = Complaint.objects.filter(owner=owner).exclude(restriction="").values_list("public_id", flat=True)
    return frozenset(f"{COMPLAINT}{each}" for each in ids)


def _lined_up(owner: Commissioner, day: dt.date) -> ItemQuerySet:
    """Pieces that people handle, each once: one that is told with another stands for itself no more."""
    found = Item.objects.filter(owner=owner, restriction="", provider__isnull=False, received_on__lte=day)
    others = found.with_people().exclude(source=GIST).exclude(told_by=STAFF).exclude(sent_for=F("provider"))
    return others.with_state().exclude(state=State.MERGED).order_by("received_on", "pk")


def _pieces(
    found: ItemQuerySet, streams: Mapping[str, str], fresh: Mapping[str, int], owner: Commissioner
) -> list[rules.Piece]:
    """Those in which a theme is coded."""
    rows = list(found.values(*OF_ITEM))
    keys = [row["pk"] for row in rows]
    themes, cases, complaints = _themes(keys), _cases(keys), _complaints(keys, owner)
    dismissed = _dismissed(keys)
    return [
        rules.Piece(
            public_id=row["public_id"],
            provider=row["provider"],
            service=row["service"],
            stream=streams[row["source"]],
            sentiment=TONES.get(row["tone"]) or row["coding__sentiment"] or "",
            themes=tuple(themes[row["pk"]]),
            on=row["received_on"],
            worry=row["worry"],
            is_at_risk_now=row["is_at_risk_now"],
            case_on=cases.get(row["pk"]) if row["state"] == State.CASE else None,
            dismissed_on=dismissed.get(row["pk"]),
            fresh_days=fresh.get(streams[row["source"]], 0),
            complaint=complaints.get(row["pk"], ""),
            sender=row["sender_mark"] or (f"organisation {row['sent_for']}" if row["sent_for"] else ""),
            same=row["mark"],
        )
        for row in rows
        if row["source"] in streams and row["pk"] in themes
    ]


def _themes(keys: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = ItemTheme.objects.filter(item__in=keys, item__coding__is_empty=False).order_by("theme")
    for item, theme in rows.values_list("item", "theme"):
        found[item].append(theme)
    return dict(found)


def _cases(keys: Iterable[int]) -> dict[int, dt.date]:
    """The day on which each was last marked for a concern."""
    steps = ItemStep.objects.filter(item__in=keys, deed=Deed.MARKED).order_by("at", "pk")
    return {item: at.astimezone(LONDON).date() for item, at in steps.values_list("item", "at")}


def _dismissed(keys: Iterable[int]) -> dict[int, dt.date]:
    """The day on which somebody said that no action is needed, where nothing but a reply came after that."""
    moving = [deed for deed in TRANSITIONS if deed != Deed.CLOSED]
    steps = ItemStep.objects.filter(item__in=keys, deed__in=moving).order_by("at", "pk")
    last = {item: (deed, at) for item, deed, at in steps.values_list("item", "deed", "at")}
    return {item: at.astimezone(LONDON).date() for item, (deed, at) in last.items() if deed == Deed.NO_ACTION}


def _complaints(keys: Iterable[int], owner: Commissioner) -> dict[int, str]:
    """References of complaints of our own that pieces tell of, as people linked them; never of a restricted one."""
    steps = ItemStep.objects.filter(item__in=keys, about__startswith=COMPLAINT).order_by("at", "pk")
    linked = dict(steps.values_list("item", "about"))
    ids = {about.removeprefix(COMPLAINT) for about in linked.values()}
    open_ones = Complaint.objects.filter(owner=owner, restriction="", public_id__in=ids)
    known = {f"{COMPLAINT}{each}" for each in open_ones.values_list("public_id", flat=True)}
    return {item: about for item, about in linked.items() if about in known}


def _covered(owner: Commissioner, streams: Mapping[str, str], day: dt.date) -> list[Covered]:
    """Of each provider, service and stream the whole months in which comments were read: of every theme of the pack.

    Whoever read them would have seen it, named or not; a month that goes on is read when it is over.
    """
    rows = ThemeMonth.objects.filter(owner=owner, month__lt=day.replace(day=1)).exclude(source=GIST)
    counted = rows.order_by().values_list("provider", "service", "source", "theme")
    spans: dict[tuple[int, str, str], list[dt.date]] = defaultdict(list)
    themes: dict[tuple[int, str, str], set[str]] = defaultdict(lambda: set(looked_for(day)))
    for provider, service, source, theme, first, last in counted.annotate(Min("month"), Max("month")):
        if source in streams:
            spans[provider, service, streams[source]] += [first, last]
            themes[provider, service, streams[source]].add(theme)
    return [
        Covered(
            key=f"comments:{provider}:{stream}:{theme}:{rules.short(service)}",
            provider=provider,
            service=service,
            about=f"comment_theme:{theme}",
            stream=stream,
            first_known=rules.month_over(min(months)),
            last_known=rules.month_over(max(months)),
        )
        for (provider, service, stream), months in sorted(spans.items())
        for theme in sorted(themes[provider, service, stream] - {""})
    ]


def looked_for(day: dt.date) -> frozenset[str]:
    """Codes of the themes of comments that belong to a theme of the pack."""
    themes = pack_on(day).themes_on(day)
    return frozenset(code for theme in themes for code in theme.holds.get("comment_theme", ()))
