"""What became of what was told: the sender's private page, and the practice's own list."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import for_everybody, needs
from trigpoint.intelligence.presenters import sender as presenter
from trigpoint.intelligence.queries import sender as queries
from trigpoint.intelligence.queries.changes import changes_for, changes_for_practice
from trigpoint.intelligence.queries.risk import numbers_of
from trigpoint.intelligence.views.telling import kept_out

ROWS = 25
MOST = 100  # replies on the note
SHOWS = (
    (queries.ALL, "All"),
    (queries.NEW, "Not looked at yet"),
    (queries.IN_HAND, "In hand"),
    (queries.ANSWERED, "Answered"),
)


@for_everybody
@never_cache
@require_safe
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Where something stands that somebody told, for whoever holds their private link."""
    item = queries.item_of_sender(token)
    if item is None:
        return kept_out(render(request, "intelligence/link_over.jinja", status=404))
    context = {
        "shown": presenter.follow_page(queries.followed(item)),
        "changes": [] if item.restriction else changes_for(item),
        "numbers": numbers_of(item.owner),
        "is_at_risk": item.is_at_risk_now,
    }
    return kept_out(render(request, "intelligence/sender_follow.jinja", context))


@needs("intelligence.send")
@require_safe
def told(request: HttpRequest) -> HttpResponse:
    """What your practice or organisation told, and where each stands."""
    show = request.GET.get("show", queries.ALL)
    show = show if show in dict(SHOWS) else queries.ALL
    page = Paginator(queries.told_by_us(request.user, show=show), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": presenter.told_lines(page.object_list),
        "shows": SHOWS,
        "show": show,
    }
    return render(request, "intelligence/sender_told.jinja", context)


@needs("intelligence.send")
@require_safe
def told_changed(request: HttpRequest) -> HttpResponse:
    """What was answered and what changed in the last three months, by theme."""
    steps = list(queries.answered_lately(request.user)[:MOST])
    context = {
        "themes": presenter.answered_by_theme(steps),
        "count": len(steps),
        "changes": changes_for_practice(request.user),
    }
    return render(request, "intelligence/sender_changed.jinja", context)
