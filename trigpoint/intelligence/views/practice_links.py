"""Links by which practices tell us something without an account: give one, print it, end it."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from markupsafe import Markup

from trigpoint.accounts.access import needs
from trigpoint.common.errors import DomainError
from trigpoint.intelligence.forms.practice_links import GiveLinkForm
from trigpoint.intelligence.models import PracticeLink
from trigpoint.intelligence.queries.telling import Teller, links_of
from trigpoint.intelligence.services import practice_links as services

DEED = "intelligence.links"
ROWS = 50


@needs(DEED)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest) -> HttpResponse:
    """Every link, those that count first, and a new one."""
    form = GiveLinkForm(request.POST if request.method == "POST" else None, teller=Teller(request.user))
    if form.is_valid():
        try:
            link = services.give_link(organisation=form.organisation, by=request.user)
        except DomainError as refused:
            form.add_error("about", str(refused))
        else:
            messages.success(
                request, f"{link.organisation.name} has a link. Print the sheet and hand it over."
            )
            return redirect("intelligence:link-sheet", link.public_id)
    page = Paginator(links_of(request.user).in_force(), ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "ended": list(links_of(request.user).ended()[:ROWS]),
        "suggestions": reverse("intelligence:tell-whom"),
    }
    return render(request, "intelligence/link_list.jinja", context, status=422 if form.errors else 200)


@needs(DEED)
@never_cache
@require_safe
def sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """A sheet to print: what to do, the address, and the same as a QR code."""
    links = PracticeLink.visible_to(request.user).in_force().select_related("organisation", "owner")
    link = get_object_or_404(links, public_id=public_id)
    address = request.build_absolute_uri(reverse("intelligence:tell-by-link", args=[link.token]))
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=4, omitsize=True, title=f"QR code of the address for {link.organisation.name}"
    )
    context = {"link": link, "address": address, "code": Markup(drawn)}
    return render(request, "intelligence/link_sheet.jinja", context)


@needs(DEED)
@require_POST
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """End one at once."""
    link = get_object_or_404(PracticeLink.visible_to(request.user), public_id=public_id)
    try:
        services.end_link(link=link, by=request.user)
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(
            request, f"The link of {link.organisation.name} has ended. Nobody can use it any more."
        )
    return redirect("intelligence:links")
