"""Reading news."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from trigpoint.accounts.access import for_anybody_signed_in
from trigpoint.common import references
from trigpoint.notifications import presenters, queries, registry, services
from trigpoint.notifications.forms import FilterForm
from trigpoint.notifications.models import Notice
from trigpoint.ui.navigation import unread_news
from trigpoint.ui.onward import own_page

PAGE = 25


@for_anybody_signed_in
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What a person was told, latest first."""
    form = FilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.news(request.user, kind=chosen.get("kind", ""), is_all=chosen.get("show") == "all")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    unread = unread_news(request)
    ever = unread > 0 or Notice.visible_to(request.user).exists()
    return render(
        request,
        "notifications/news.jinja",
        {
            "form": form,
            "chips": _chips(chosen),
            "page": page,
            "items": presenters.news_items(page.object_list, user=request.user),
            "opening": presenters.opening(unread, ever=ever),
            "ever": ever,
            "unread": unread,
        },
    )


@for_anybody_signed_in
@require_GET
def news_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """On to what a piece of news is about; it counts as read."""
    notice = get_object_or_404(Notice.visible_to(request.user), public_id=public_id)
    services.mark_read(notice=notice, by=request.user)
    shown = references.show(notice.reference, user=request.user)
    return redirect(shown.address if shown else "notifications:news")


@for_anybody_signed_in
@require_POST
def read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note one piece of news as read."""
    notice = get_object_or_404(Notice.visible_to(request.user), public_id=public_id)
    services.mark_read(notice=notice, by=request.user)
    return redirect(_back(request))


@for_anybody_signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all news as read."""
    services.mark_all_read(by=request.user)
    messages.success(request, "All your news is marked as read.")
    return redirect("notifications:news")


def _chips(chosen: dict[str, str]) -> list[dict[str, str]]:
    """What the list is narrowed to."""
    told = [("show", "all", "Read news too")] if chosen.get("show") else []
    if chosen.get("kind"):
        told.append(("kind", chosen["kind"], registry.short_title_of(chosen["kind"])))
    return [{"key": key, "value": value, "text": text} for key, value, text in told]


def _back(request: HttpRequest) -> str:
    """The list as it was seen, if that is one of our pages."""
    return own_page(request, request.POST.get("back", ""), reverse("notifications:news"))
