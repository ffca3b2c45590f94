"""What is the same each time a page of a series is drawn, kept in memory: it depends on nothing but what is compared here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from trigpoint.indicators.definitions import definition
from trigpoint.surveillance.models import SeriesStatus
from trigpoint.surveillance.rules import redrawing


@dataclass(frozen=True)
class _Figures:
    """The figures of a series as its fingerprint stands for them, with the definition that they are charted by."""

    fingerprint: str
    definition: str
    indicator: str = field(compare=False)
    points: list[dict[str, Any]] = field(compare=False)


def other_charts(
    status: SeriesStatus, points: list[dict[str, Any]]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Kinds of chart that the figures allow, and those that they do not, each with the reason."""
    version = definition(status.indicator).content_sha256
    return _other_charts(_Figures(status.fingerprint, version, status.indicator, points))


@lru_cache(maxsize=100)
def _other_charts(figures: _Figures) -> tuple[tuple[str, ...], dict[str, str]]:
    indicator = definition(figures.indicator)
    return redrawing.possible(figures.points, indicator), redrawing.refusals(figures.points, indicator)


@dataclass(frozen=True)
class _Empty:
    """A form that nobody has filled in: its class, what may be chosen and what stands in it make it what it is."""

    kind: type[forms.Form]
    fields: tuple[Any, ...]
    form: forms.Form = field(compare=False)


def drawn(form: forms.Form) -> SafeString:
    """A form as HTML, drawn anew only where somebody has filled it in or something else may be chosen."""
    if form.is_bound:
        return form.render()
    told = (
        (name, tuple(getattr(each, "choices", ())), form.get_initial_for_field(each, name))
        for name, each in form.fields.items()
    )
    return _drawn(_Empty(type(form), (form.auto_id, form.prefix, *told), form))


@lru_cache(maxsize=100)
def _drawn(empty: _Empty) -> SafeString:
    return empty.form.render()
