"""Good practice: the list, one, and noting it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.actions.queries import providers_to_choose
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.forms import good_practice as forms
from trigpoint.triangulation.models import Direction, GoodDeed, GoodPractice, Proposal
from trigpoint.triangulation.presenters import good_practice as presenter
from trigpoint.triangulation.queries import good_practice as queries
from trigpoint.triangulation.queries.concerns import themes_of
from trigpoint.triangulation.rules.enquiries import READ, WRITE
from trigpoint.triangulation.services import good_practice as services

PER_PAGE = 50


class Offer(NamedTuple):
    """A deed of the page: its words, its form, its service, what is said afterwards."""

    verb: str
    form: type[Form]
    service: Callable[..., Any]
    done: str


DEEDS: dict[str, Offer] = {
    "thank": Offer("Thank them", forms.ThankForm, services.thank, "The thanks are written down."),
    "learn": Offer("Write down what they do", forms.LearntForm, services.write_down, "It is written down."),
    "share": Offer("Share it", forms.ShareForm, services.share, "With whom it was shared is written down."),
    "withdraw": Offer("Withdraw it", forms.WithdrawForm, services.withdraw, "It is withdrawn."),
}
NEXT = {GoodDeed.THANKED: "thank", GoodDeed.LEARNT: "learn"}


@needs(READ)
@require_safe
def good_practices(request: HttpRequest) -> HttpResponse:
    """What goes well, the newest first."""
    form = forms.GoodFilterForm(request.GET, providers=queries.providers_with_good(user=request.user))
    form.is_valid()
    chosen = {name: form.cleaned_data.get(name, "") for name in ("provider", "theme", "show")}
    page = Paginator(queries.good_practices(user=request.user, **chosen), PER_PAGE).get_page(
        request.GET.get("page")
    )
    titles = themes_of(pack_on(clock.today()), clock.today())
    lines = [presenter.line(each, titles) for each in queries.practised(page.object_list)]
    number = queries.good_practices(user=request.user).count()
    return render(
        request,
        "triangulation/good_list.jinja",
        {
            "form": form,
            "page": page,
            "lines": lines,
            "opening": presenter.opening(lines, number),
            "is_empty": not number and not any(chosen.values()),
            "may_write": may(request.user, WRITE),
        },
    )


@needs(WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def good_practice_add(request: HttpRequest) -> HttpResponse:
    """Note what goes well; `proposal` in the address names what the evidence proposed."""
    proposal = _proposal(request)
    if proposal is not None:
        form: Form = forms.GoodForm(request.POST or None)
        note, known = services.note_from, {"proposal": proposal}
    else:
        first = {name: request.GET.get(name, "") for name in ("provider", "theme")}
        form = forms.GoodAddForm(request.POST or None, user=request.user, initial=first)
        note, known = services.note_practice, {}
    made: list[GoodPractice] = []

    def noted(*, by: User, **typed: Any) -> GoodPractice:
        made.append(note(**typed, **known, by=by))
        return made[0]

    if request.method == "POST" and form.is_valid() and attempt(form, noted, by=request.user):
        messages.success(request, "It is noted. Next: thank them.")
        return redirect(made[0])
    titles = themes_of(pack_on(clock.today()), clock.today())
    return render(
        request,
        "triangulation/good_add.jinja",
        {
            "form": form,
            "proposal": proposal,
            "theme": titles.get(proposal.theme, "") if proposal else "",
            "providers": providers_to_choose(user=request.user) if proposal is None else [],
        },
        status=422 if form.errors else 200,
    )


@needs(READ)
@require_safe
def good_practice(request: HttpRequest, public_id: str) -> HttpResponse:
    """What goes well, how we know, and what became of it."""
    return _page(request, _practice_or_404(request, public_id))


@needs(WRITE)
@require_POST
def good_practice_deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Thank, write down, share, withdraw."""
    found = _practice_or_404(request, public_id)
    if slug not in DEEDS:
        raise Http404("No such deed.")
    offer = DEEDS[slug]
    form = offer.form(request.POST, prefix=slug)
    if form.is_valid() and attempt(form, offer.service, practice=found, by=request.user):
        messages.success(request, offer.done)
        return redirect(found)
    return _page(request, found, refused=(slug, form))


def _practice_or_404(request: HttpRequest, public_id: str) -> GoodPractice:
    found = queries.practice_of(user=request.user, public_id=public_id)
    if found is None:
        raise Http404("There is no such good practice.")
    return found


def _proposal(request: HttpRequest) -> Proposal | None:
    public_id = request.GET.get("proposal", "")
    if not public_id:
        return None
    seen = Proposal.visible_to(request.user).filter(direction=Direction.GOOD).select_related("provider")
    return get_object_or_404(seen, public_id=public_id)


def _page(
    request: HttpRequest, found: GoodPractice, *, refused: tuple[str, Form] | None = None
) -> HttpResponse:
    each = queries.practised([found])[0]
    pack = pack_on(clock.today())
    return render(
        request,
        "triangulation/good_show.jinja",
        {
            "practice": found,
            "sentence": presenter.sentence(each),
            "theme": themes_of(pack, clock.today()).get(found.theme, ""),
            "evidence": presenter.evidence(each, {stream.code: stream.title for stream in pack.streams}),
            "happened": presenter.happened(each),
            "is_withdrawn": each.is_withdrawn,
            "offers": _offers(each, refused) if may(request.user, WRITE) else [],
            "form": refused[1] if refused else None,
        },
        status=422 if refused else 200,
    )


def _offers(each: queries.Practised, refused: tuple[str, Form] | None) -> list[dict[str, Any]]:
    """What can be done, the next step first; nothing where it was withdrawn."""
    if each.is_withdrawn:
        return []
    first = next((slug for deed, slug in NEXT.items() if each.latest(deed) is None), "share")
    shown = refused[0] if refused else first
    return [
        {
            "slug": slug,
            "verb": DEEDS[slug].verb,
            "form": refused[1] if refused and refused[0] == slug else DEEDS[slug].form(prefix=slug),
            "is_open": slug == shown,
        }
        for slug in dict.fromkeys([shown, *DEEDS])
    ]
