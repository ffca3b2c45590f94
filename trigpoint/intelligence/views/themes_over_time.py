"""What was told over time: over all providers, of one, of one theme, in a place."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.charts import told_spec
from trigpoint.intelligence.forms.themes_over_time import ThemesFilterForm
from trigpoint.intelligence.presenters import themes_over_time as presenter
from trigpoint.intelligence.queries import themes_over_time as queries
from trigpoint.intelligence.queries.changes import changes, standings
from trigpoint.intelligence.queries.themes_over_time import Asked
from trigpoint.intelligence.rules.themes import titles
from trigpoint.intelligence.rules.themes_over_time import NOTHING, RECENT, most_told, praised, total
from trigpoint.organisations.models import Kind, Organisation
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response

SEES = ("intelligence.themes", "intelligence.read")
QUOTES = 4  # of each side on a page
MOST_PRAISED = 10
MOST_CHANGES = 5
PLACES = (Kind.PLACE, Kind.PCN, Kind.ICB)


@needs(*SEES)
@require_safe
def themes(request: HttpRequest) -> HttpResponse:
    """Every theme and every provider."""
    form, asked = _filters(request, without=("theme", "service"))
    user = request.user
    by_month = queries.told(user, asked, ("month",))
    recent = queries.told(user, _recent(asked), ("provider", "theme"), theme=None)
    by_both = queries.told(user, asked, ("provider", "theme"), theme=None)
    by_provider = queries.told(user, asked, ("provider",))
    known = queries.organisations(user, [*by_provider, *(key for key, _ in recent)])
    most = most_told({key: each for key, each in recent.items() if key[0] in known})
    groups = [
        {pk for pk, each in known.items() if each.is_training is is_training} for is_training in (False, True)
    ]
    found = praised(by_both, by_provider, groups)
    content = {
        "form": form,
        "opening": presenter.opening(
            recent, most, known[most[0]].name if most else "", presenter.lately(by_month, asked.months)
        ),
        "themes": presenter.theme_lines(_by_theme(by_both), form.chosen_category),
        "providers": presenter.organisation_lines(by_provider, known),
        "praised": presenter.praises(found, known, MOST_PRAISED),
        **_over_months(by_month, asked, "All that was told"),
    }
    return render(request, "intelligence/themes_overview.jinja", content)


@needs(*SEES)
@require_safe
def themes_csv(request: HttpRequest) -> HttpResponse:
    """Every provider and theme as on the page, in one table."""
    form, asked = _filters(request, without=("theme", "service"))
    told = queries.told(request.user, asked, ("provider__code", "theme"), theme=None)
    wanted = {line.code for line in presenter.theme_lines(_by_theme(told), form.chosen_category)}
    told = {key: each for key, each in told.items() if key[1] in wanted}
    audit.note_export(request.user, "intelligence.themes_taken", "all themes", len(told))
    return csv_response("themes.csv", presenter.long_table(told, ("Provider", "Theme")))


@needs(*SEES)
@require_safe
def theme(request: HttpRequest, code: str) -> HttpResponse:
    """One theme at every provider."""
    form, asked = _theme_or_404(request, code)
    by_month = queries.told(request.user, asked, ("month",), theme=code)
    by_provider = queries.told(request.user, asked, ("provider",), theme=code)
    recent = queries.told(request.user, _recent(asked), ("provider",), theme=code)
    known = queries.organisations(request.user, by_provider)
    worst = max(
        (key for key in recent if key in known), key=lambda key: (recent[key].critical, -key), default=None
    )
    content = {
        "form": form,
        "code": code,
        "title": titles()[code],
        "opening": presenter.of_theme(
            code,
            presenter.lately(by_month, asked.months),
            known.get(worst),
            recent.get(worst, NOTHING),
        ),
        "providers": presenter.organisation_lines(by_provider, known),
        "sources": _by_source(request, asked, theme=code),
        "changes": standings(changes(request.user, theme=code)[:MOST_CHANGES]),
        **_over_months(by_month, asked, titles()[code]),
    }
    return render(request, "intelligence/themes_theme.jinja", content)


@needs(*SEES)
@require_safe
def theme_csv(request: HttpRequest, code: str) -> HttpResponse:
    """One theme by provider and month."""
    _, asked = _theme_or_404(request, code)
    told = queries.told(request.user, asked, ("provider__code", "month"), theme=code)
    audit.note_export(request.user, "intelligence.themes_taken", f"theme {code}", len(told))
    return csv_response(f"theme-{code}.csv", presenter.long_table(told, ("Provider", "Month")))


@needs(*SEES)
@require_safe
def provider(request: HttpRequest, code: str) -> HttpResponse:
    """All that was told of one provider."""
    organisation = _organisation(request, code)
    of_it = [organisation]
    form, asked = _filters(request, without=("category",), provider=organisation)
    user, chosen = request.user, form.chosen_theme
    by_month = queries.told(user, asked, ("month",), theme=chosen, providers=of_it)
    by_theme = queries.told(user, asked, ("theme",), theme=None, providers=of_it)
    recent_themes = queries.told(user, _recent(asked), ("theme",), theme=None, providers=of_it)
    by_service = queries.told(user, asked, ("service",), theme=chosen, providers=of_it)
    what = titles()[chosen] if chosen else "All that was told"
    content = {
        "form": form,
        "organisation": organisation,
        "opening": presenter.about_one(
            presenter.lately(by_month, asked.months),
            {chosen: recent_themes.get(chosen, NOTHING)} if chosen else recent_themes,
            presenter.last_month(by_month),
        ),
        "what": what,
        "themes": presenter.theme_lines(by_theme),
        "sources": _by_source(request, asked, theme=chosen, providers=of_it),
        "services": presenter.named_lines(by_service, {}, "No service named")
        if set(by_service) - {""}
        else [],
        "changes": standings(changes(user, provider=organisation.code)[:MOST_CHANGES]),
        **_quotes(request, organisation, asked, chosen),
        **_over_months(by_month, asked, f"{what}, {organisation.name}"),
    }
    return render(request, "intelligence/themes_provider.jinja", content)


@needs(*SEES)
@require_safe
def provider_csv(request: HttpRequest, code: str) -> HttpResponse:
    """All that was told of one provider, by month, kind of source, service and theme."""
    organisation = _organisation(request, code)
    _, asked = _filters(request, without=("category",), provider=organisation)
    by = ("month", "source", "service", "theme")
    told = queries.told(request.user, asked, by, theme=None, providers=[organisation])
    for key, each in queries.told(request.user, asked, by[:3], providers=[organisation]).items():
        told[(*key, "")] = each
    audit.note_export(request.user, "intelligence.themes_taken", organisation, len(told))
    return csv_response(
        f"told-of-{code}.csv", presenter.long_table(told, ("Month", "Source", "Service", "Theme"))
    )


@needs(*SEES)
@require_safe
def place(request: HttpRequest, code: str) -> HttpResponse:
    """What was told of those that give care in a place or network, together, and what its practices told."""
    organisation, form, asked, everybody, practices = _place(request, code)
    by_month = queries.told(request.user, asked, ("month",), theme=form.chosen_theme, providers=everybody)
    by_provider = queries.told(
        request.user, asked, ("provider",), theme=form.chosen_theme, providers=everybody
    )
    by_theme = queries.told(request.user, asked, ("theme",), theme=None, providers=everybody)
    recent_themes = queries.told(request.user, _recent(asked), ("theme",), theme=None, providers=everybody)
    sent = queries.sent(request.user, asked, practices)
    known = queries.organisations(request.user, [*by_provider, *(pk for pk, _ in sent)])
    content = {
        "form": form,
        "organisation": organisation,
        "opening": presenter.about_one(
            presenter.lately(by_month, asked.months), recent_themes, presenter.last_month(by_month)
        ).replace("told of it", "told of those that give care there"),
        "themes": presenter.theme_lines(by_theme),
        "providers": presenter.organisation_lines(by_provider, known),
        "senders": presenter.sender_lines(sent, known),
        "practices": practices.count(),
        **_over_months(by_month, asked, f"Told of care in {organisation.name}"),
    }
    return render(request, "intelligence/themes_place.jinja", content)


@needs(*SEES)
@require_safe
def place_csv(request: HttpRequest, code: str) -> HttpResponse:
    """What was told in a place, by provider, month and theme."""
    organisation, _, asked, everybody, _ = _place(request, code)
    by = ("provider__code", "month", "theme")
    told = queries.told(request.user, asked, by, theme=None, providers=everybody)
    audit.note_export(request.user, "intelligence.themes_taken", organisation, len(told))
    return csv_response(f"told-in-{code}.csv", presenter.long_table(told, ("Provider", "Month", "Theme")))


def _organisation(request: HttpRequest, code: str) -> Organisation:
    return get_object_or_404(Organisation.visible_to(request.user), code=code)


def _theme_or_404(request: HttpRequest, code: str) -> tuple[ThemesFilterForm, Asked]:
    if code not in titles():
        raise Http404("No such theme.")
    return _filters(request, without=("theme", "category"))


def _place(request: HttpRequest, code: str) -> tuple[Any, ...]:
    organisation = get_object_or_404(Organisation.visible_to(request.user), code=code, kind__in=PLACES)
    form, asked = _filters(request, without=("category", "service"))
    return organisation, form, asked, *queries.members(organisation)


def _filters(
    request: HttpRequest, *, without: tuple[str, ...] = (), **narrowed: Any
) -> tuple[ThemesFilterForm, Asked]:
    today = clock.today()
    sources, services = queries.choices(request.user, **narrowed)
    names = presenter.source_titles(today)
    form = ThemesFilterForm(
        request.GET,
        today=today,
        without=without,
        source=[(code, names.get(code, code)) for code in sources],
        service=[(each, each) for each in services],
    )
    return form, form.asked()


def _recent(asked: Asked) -> Asked:
    return Asked(asked.months[-RECENT:], asked.source, asked.service)


def _by_theme(told: dict[tuple[Any, str], Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for (_, code), each in told.items():
        found[code] = found.get(code, NOTHING) + each
    return found


def _by_source(request: HttpRequest, asked: Asked, **narrowed: Any) -> list[presenter.Line]:
    told = queries.told(request.user, asked, ("source",), **narrowed)
    return presenter.named_lines(told, presenter.source_titles(clock.today()))


def _over_months(by_month: dict[Any, Any], asked: Asked, what: str) -> dict[str, Any]:
    """The chart, its words and its table; no chart where nothing was told in all these months."""
    spec = told_spec(by_month, asked.whole, what) if by_month else None
    return {
        "spec": drawing.whole(spec) if spec else None,
        "svg": drawing.svg(spec).decode() if spec else "",
        "alternative": presenter.described(by_month, asked.months, what),
        "months": presenter.month_lines(by_month, asked.months),
        "everything": total(by_month.values()),
    }


def _quotes(request: HttpRequest, organisation: Organisation, asked: Asked, chosen: str) -> dict[str, Any]:
    """A few of people's words, good beside critical; none for those who may see counts alone."""
    if not may(request.user, "intelligence.read"):
        return {"may_read": False}
    number = request.GET.get("page")
    pages = [
        Paginator(queries.quotes(request.user, organisation, asked, theme=chosen, critical=each), QUOTES)
        for each in (False, True)
    ]
    longest = max(pages, key=lambda paginator: paginator.num_pages)
    page = longest.get_page(number)
    sides = [each.page(page.number).object_list if page.number <= each.num_pages else [] for each in pages]
    return {"may_read": True, "page": page, "good": sides[0], "critical": sides[1],
            "source_names": presenter.source_titles(clock.today())}  # fmt: skip
