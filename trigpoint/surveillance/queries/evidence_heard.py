"""What people say more critically than expected, as evidence: the signals of themes."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict

from trigpoint.accounts.models import Commissioner
from trigpoint.common.clock import LONDON
from trigpoint.common.evidence import Fact, Told
from trigpoint.common.references import reference_to
from trigpoint.frameworks.packs import Pack
from trigpoint.frameworks.queries import pack_on
from trigpoint.intelligence.models import ThemeMonth
from trigpoint.surveillance.models import Signal, SignalStep
from trigpoint.surveillance.rules import evidence_heard as rules
from trigpoint.surveillance.rules.hearing import last_whole_month


def evidence(owner: Commissioner, day: dt.date) -> Told:
    """Each signal of a theme, of the stream that most of its critical comments came from.

    Where nothing is told any more, the coverage of comments says so: it is the counts' own, not told here.
    """
    pack = pack_on(day)
    found = Signal.objects.filter(owner=owner).exclude(theme="").with_outcome().select_related("heard")
    signals = list(found.order_by("pk"))
    sources, newest = _sources(owner, signals), _newest(owner, last_whole_month(day))
    answered = dict(
        SignalStep.objects.filter(signal__in=signals).order_by("at", "pk").values_list("signal", "at")
    )
    fresh = {each.code: each.fresh_days for each in pack.streams_on(day)}
    facts: list[Fact] = []
    for each in signals:
        heard = rules.Heard(
            provider=each.organisation_id,
            theme=each.theme,
            signal=reference_to(each),
            rule=each.rule,
            first_month=each.first_period,
            last_month=each.last_period
            if each.ended_on
            else newest.get(each.organisation_id, each.last_period),
            months=each.heard.months,
            outcome=each.outcome,
            answered_on=answered[each.pk].astimezone(LONDON).date() if each.outcome else None,
        )
        stream = rules.stream_of(sources[each.pk], _streams(pack, day))
        if stream in fresh:
            facts.append(rules.fact(heard, stream, fresh[stream]))
    return Told(facts, [])


def _sources(owner: Commissioner, signals: list[Signal]) -> dict[int, Counter[str]]:
    """How many critical comments of each kind of source each signal has, in the months in which it went on."""
    told: dict[tuple[int, str], list[tuple[dt.date, str, int]]] = defaultdict(list)
    rows = ThemeMonth.objects.filter(
        owner=owner,
        critical__gt=0,
        provider__in={each.organisation_id for each in signals},
        theme__in={each.theme for each in signals},
    )
    for provider, theme, *counted in rows.values_list("provider", "theme", "month", "source", "critical"):
        told[provider, theme].append(tuple(counted))
    found: dict[int, Counter[str]] = {each.pk: Counter() for each in signals}
    for each in signals:
        for month, source, critical in told[each.organisation_id, each.theme]:
            if each.first_period <= month <= each.last_period:
                found[each.pk][source] += critical
    return found


def _newest(owner: Commissioner, until: dt.date) -> dict[int, dt.date]:
    """The newest whole month in which anything was told of each provider."""
    rows = ThemeMonth.objects.filter(owner=owner, theme="", month__lte=until).order_by("month")
    return dict(rows.values_list("provider", "month"))


def _streams(pack: Pack, day: dt.date) -> dict[str, str]:
    return {each.code: each.stream for each in pack.sources_listened_to(day)}
