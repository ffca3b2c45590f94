"""You said, we did, for everybody: edited words alone, of what stands published now, with a note where something was withdrawn."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import for_everybody
from trigpoint.intelligence.presenters import changes as presenter
from trigpoint.intelligence.queries import changes as queries
from trigpoint.intelligence.rules.themes import titles

PER_PAGE = 20


@for_everybody
@require_safe
def you_said(request: HttpRequest) -> HttpResponse:
    """What was published by all who work with this service."""
    return _page(request, "")


@for_everybody
@require_safe
def you_said_of(request: HttpRequest, code: str) -> HttpResponse:
    """What one of them published."""
    if code not in {each.code for each in queries.publishing()}:
        raise Http404("Nobody of this code has published anything.")
    return _page(request, code)


def _page(request: HttpRequest, owner: str) -> HttpResponse:
    providers, themes = queries.published_about(owner)
    provider = request.GET.get("provider", "")
    theme = request.GET.get("theme", "")
    provider = provider if provider in {each.code for each in providers} else ""
    theme = theme if theme in themes else ""
    found = queries.ever_published(owner=owner, provider=provider, theme=theme)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    publishing = queries.publishing()
    standing = queries.standing_of(found)
    content = {
        "page": page,
        "standing": standing,
        "taken_off": page.paginator.count - standing,
        "lines": presenter.public_lines(queries.standings(page.object_list)),
        "publishing": publishing,
        "owner": next((each for each in publishing if each.code == owner), None),
        "providers": providers,
        "themes": [(code, titles().get(code, code)) for code in themes],
        "provider": provider,
        "theme": theme,
    }
    return render(request, "intelligence/you_said.jinja", content)
