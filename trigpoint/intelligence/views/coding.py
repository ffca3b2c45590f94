"""One comment: how it is coded, and the form to put that right; those that need a person, one after the other."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.rules import may
from trigpoint.common.errors import DomainError, NotAllowed
from trigpoint.intelligence import tasks
from trigpoint.intelligence.forms.comments import CodingForm, by_category
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.presenters import coding as presenter
from trigpoint.intelligence.queries import comments as queries
from trigpoint.intelligence.services import coding as services

QUEUE = "queue"


@needs("intelligence.read")
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: HttpRequest, public_id: str) -> HttpResponse:
    """How it is coded; sent, what is right."""
    item = _item_or_404(request, public_id)
    if request.method != "POST":
        return _page(request, item, CodingForm(initial=presenter.initial(item)))
    if not may(request.user, "intelligence.code"):
        raise PermissionDenied("Only people who code comments correct them.")
    form = CodingForm(request.POST)
    if form.is_valid() and attempt(form, services.correct, item=item, by=request.user):
        tasks.ask_to_count(by=request.user)
        messages.success(
            request,
            "Your coding stands. It counts from now on, and the model learns from it when it is next trained.",
        )
        return _onward(request, item)
    return _page(request, item, form, status=422)


@needs("intelligence.code")
@require_POST
def comment_right(request: HttpRequest, public_id: str) -> HttpResponse:
    """It is right as the model read it."""
    item = _item_or_404(request, public_id)
    try:
        services.confirm(item=item, seen=request.POST.get("seen", ""), by=request.user)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        messages.error(request, str(refused))
        again = "?queue=yes" if QUEUE in request.POST else ""
        return redirect(f"{reverse('intelligence:comment', args=[item.public_id])}{again}")
    tasks.ask_to_count(by=request.user)
    messages.success(request, "It is on record that this is right.")
    return _onward(request, item)


@needs("intelligence.code")
@require_POST
def comment_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the latest correction back."""
    item = _item_or_404(request, public_id)
    try:
        services.undo_correction(item=item, by=request.user)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except DomainError as refused:
        messages.error(request, str(refused))
    else:
        tasks.ask_to_read_again(by=request.user)
        messages.success(request, "It is taken back. What was there before counts again.")
    return redirect("intelligence:comment", item.public_id)


@needs("intelligence.code")
@require_safe
def comments_next(request: HttpRequest) -> HttpResponse:
    """On to the next comment that needs a person."""
    after = _after(request)
    following = queries.next_for_person(user=request.user, after=after)
    if following is None and after is not None:
        following = queries.next_for_person(
            user=request.user, after=None
        )  # those that were passed over come round again
    if following is None:
        messages.success(request, "No comment needs a person now.")
        return redirect("intelligence:comments")
    return redirect(f"{reverse('intelligence:comment', args=[following.public_id])}?{QUEUE}=yes")


def _page(request: HttpRequest, item: Item, form: CodingForm, *, status: int = 200) -> HttpResponse:
    told = presenter.told(item)
    content = {
        "item": item,
        "told": told,
        "form": form,
        "groups": by_category(presenter.first(item)),
        "picked": presenter.picked(form),
        "in_queue": QUEUE in request.GET or QUEUE in request.POST,
        "may_code": may(request.user, "intelligence.code"),
        "history": presenter.history(item),
    }
    return render(request, "intelligence/coding_show.jinja", content, status=status)


def _onward(request: HttpRequest, item: Item) -> HttpResponse:
    if QUEUE in request.POST:
        return redirect(f"{reverse('intelligence:comments-next')}?after={item.public_id}")
    return redirect("intelligence:comment", item.public_id)


def _after(request: HttpRequest) -> Item | None:
    return Item.visible_to(request.user).filter(public_id=request.GET.get("after", "")).first()


def _item_or_404(request: HttpRequest, public_id: str) -> Item:
    """Of what the person's own commissioner was told; what others share is theirs to code."""
    mine = Item.visible_to(request.user).filter(owner=request.user.commissioner, public_id=public_id)
    item = mine.select_related("provider", "coding").prefetch_related("themes", "corrections__by").first()
    if item is None:
        raise Http404("No such comment.")
    return item
