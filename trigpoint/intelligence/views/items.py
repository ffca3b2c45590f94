"""One piece of soft intelligence: what was told, what became of it, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may, reach
from trigpoint.actions.models import Action
from trigpoint.common import clock
from trigpoint.common.references import reference_to
from trigpoint.intelligence import tasks
from trigpoint.intelligence.errors import ItemImpossible
from trigpoint.intelligence.forms import items as forms
from trigpoint.intelligence.forms.items import Around
from trigpoint.intelligence.models import Item
from trigpoint.intelligence.presenters import clusters as cluster_words
from trigpoint.intelligence.presenters import consents as consent_words
from trigpoint.intelligence.presenters import inbox as line_words
from trigpoint.intelligence.presenters import items as presenter
from trigpoint.intelligence.presenters.changes import still_public
from trigpoint.intelligence.presenters.coding import told
from trigpoint.intelligence.queries import clusters
from trigpoint.intelligence.queries import items as queries
from trigpoint.intelligence.queries.changes import public_changes_answering
from trigpoint.intelligence.queries.consents import consents_of
from trigpoint.intelligence.registry import concerns_naming
from trigpoint.intelligence.rules.consents import STORY
from trigpoint.intelligence.rules.states import Deed, State, state_after
from trigpoint.intelligence.rules.triage_words import STOCK
from trigpoint.intelligence.services import gists, item_questions, moving
from trigpoint.vault.queries import door_to, sealed_about
from trigpoint.vault.services import read

READS = ("intelligence.read", "shared.read")
TRIAGE = "intelligence.triage"
MOST_SOUGHT = 100  # characters


class Offer(NamedTuple):
    """A deed of the page: its words, its form, its service, and what is said afterwards."""

    verb: str
    form: type[forms.ItemForm]
    service: Callable[..., Any]
    done: str


def _ask(*, item: Item, by: User, **said: Any) -> Action:
    return item_questions.ask_provider(items=[item], by=by, **said)


def _chase(*, item: Item, question: str, by: User) -> Action:
    asked = queries.questions_asked([item], user=by).get(item.pk, [])
    for known in asked:
        if known.action.public_id == question:
            return item_questions.chase(item=item, question=known.action, by=by)
    raise ItemImpossible("No such question was asked because of this.")


LOOK, NOTE, TAKE_UP, CHASE, ACKNOWLEDGE = "look", "note", "take-up", "chase", "acknowledge"
DEEDS: dict[str, Offer] = {
    ACKNOWLEDGE: Offer("I have read that somebody may be at risk", forms.BareForm, moving.acknowledge, "It is on record that you have read it."),
    TAKE_UP: Offer("Take it up", forms.TakeUpForm, moving.take_up, "A person handles it now."),
    LOOK: Offer("Looked at", forms.LookForm, moving.look_at, "It is on record that it was looked at."),
    "no-action": Offer("No action needed", forms.NoActionForm, moving.need_nothing, "It was written down that no action is needed."),
    "ask": Offer("Ask the provider", forms.AskForm, _ask, "The question stands in the register, and the provider's people see it."),
    "pass": Offer("Pass it on", forms.PassForm, moving.pass_on, "It was written down to whom it was passed."),
    "mark": Offer("Mark it for a concern", forms.MarkForm, moving.mark_for_concern, "It is marked for a concern."),
    "link": Offer("Link it", forms.LinkForm, moving.link, "It was linked."),
    "merge": Offer("Tell it with another", forms.MergeForm, moving.merge, "It is told with the other one now."),
    "close": Offer("Close with a reply", forms.CloseForm, moving.close, "It is closed."),
    "gist": Offer("Write a gist that can be shared", forms.GistForm, gists.write_gist, "The gist stands in the inbox. Nothing there leads back to this."),
    "reopen": Offer("Open it again", forms.ReopenForm, moving.reopen, "It is open again."),
    NOTE: Offer("Add a note", forms.NoteForm, moving.note, "The note was added."),
    "restrict": Offer("Restrict it", forms.RestrictForm, moving.restrict, "It is restricted now, and stands only in the section Restricted."),
    CHASE: Offer("Ask again by when it comes", forms.ChaseForm, _chase, "The provider was asked again, with a later day."),
}  # fmt: skip
STATE_DEEDS = {
    LOOK: Deed.TRIAGED,
    "no-action": Deed.NO_ACTION,
    "ask": Deed.ASKED,
    "pass": Deed.PASSED,
    "mark": Deed.MARKED,
    "link": Deed.LINKED,
    "merge": Deed.MERGED,
    "close": Deed.CLOSED,
    "reopen": Deed.REOPENED,
    NOTE: Deed.NOTED,
}


@needs(*READS)
@never_cache
@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """What was told and what became of it; a restricted one behind its door."""
    if restricted_door := door_to(request.user, "item", public_id):
        return redirect(restricted_door)
    return _page(request, _item_or_404(request, public_id))


@needs(TRIAGE)
@require_POST
def deed(request: HttpRequest, public_id: str, slug: str) -> HttpResponse:
    """Do one thing to the item."""
    found = _item_or_404(request, public_id)
    if slug not in DEEDS or not _is_ours(request, found):
        raise Http404("No such deed.")
    offer = DEEDS[slug]
    form = offer.form(request.POST, around=_around(request, found))
    if form.is_valid() and attempt(form, offer.service, item=found, by=request.user):
        messages.success(request, offer.done)
        if slug == "restrict":
            tasks.ask_to_count(by=request.user)
            if public := still_public(public_changes_answering(request.user, found)):
                messages.warning(request, public)
            return redirect("intelligence:inbox")
        return redirect(found)
    return _page(request, found, refused=(slug, form))


def _item_or_404(request: HttpRequest, public_id: str) -> Item:
    found = read(kind="item", public_id=public_id, by=request.user)
    if found is None:
        raise Http404("No such item.")
    if _is_ours(request, found) and not may(request.user, "intelligence.read"):
        raise PermissionDenied("Your role does not read what people told word for word.")
    return queries.whole(found)


def _is_ours(request: HttpRequest, found: Item) -> bool:
    return reach(request.user).is_staff and found.owner_id == reach(request.user).commissioner_id


def _sought(request: HttpRequest) -> str:
    """The words to find others by, as many as the field takes: each of them widens the question to the database."""
    words = request.GET.get("find", "") or request.POST.get("find", "")
    return words[:MOST_SOUGHT]


def _around(request: HttpRequest, found: Item) -> Around:
    """What the forms have to know. A restricted one is linked to nothing that others read."""
    if found.restriction:
        return Around(found, request.user, partners=STOCK[Deed.PASSED])
    near = [
        *queries.told_before(found, user=request.user),
        *queries.of_the_same(found, user=request.user),
        *queries.found_for(found, _sought(request), user=request.user),
    ]
    others = list({each.pk: each for each in near}.values())
    return Around(
        item=found,
        user=request.user,
        others=others,
        leads=[each for each in others if each.is_one_by_one and queries.is_open(each)],
        partners=list(dict.fromkeys([*STOCK[Deed.PASSED], *queries.partners_named(user=request.user)])),
    )


def _page(request: HttpRequest, found: Item, refused: tuple[str, Form] | None = None) -> HttpResponse:
    is_inside = _is_ours(request, found)
    line = line_words.line(found, today=clock.today(), is_whole=True)
    content = {
        "item": found,
        "line": line,
        "facts": presenter.facts(found, line, is_inside=is_inside),
        "is_inside": is_inside,
        "is_senders": bool(found.sent_for and found.sent_for.code in reach(request.user).organisations),
        "replies": queries.replies_to(found),
        "form": refused[1] if refused else None,
        **(_inside(request, found, line, refused) if is_inside else {}),
    }
    return render(request, "intelligence/item_show.jinja", content, status=422 if refused else 200)


def _inside(
    request: HttpRequest, found: Item, line: line_words.Line, refused: tuple[str, Form] | None
) -> dict[str, Any]:
    """What only people of the commissioner see."""
    user, today = request.user, clock.today()
    steps = queries.steps_for(found, user=user)
    around = _around(request, found)
    asked = queries.questions_asked([found], user=user).get(found.pk, [])
    before = queries.told_before(found, user=user) if not found.restriction else []
    return {
        "sentence": presenter.sentence(found, line, steps),
        "steps": presenter.history(steps, queries.shown_by(steps, user=user)),
        "questions": presenter.questions(asked, today),
        "before": line_words.lines(before, today=today),
        "same": line_words.lines(
            [each for each in around.others if each not in before] if not found.restriction else [],
            today=today,
        ),
        "told_with": queries.told_with(found, user=user),
        "clusters": _clusters(request, found),
        "concerns": concerns_naming(reference_to(found), user=user) if not found.restriction else [],
        "may_raise": may(user, "concerns.write"),
        "offers": _offers(request, found, around, steps, refused),
        "may_triage": may(user, TRIAGE),
        "partners": around.partners,
        "find": _sought(request),
        "sealed": sealed_about(user, found) if may(user, "actions.write") else None,
        "may_change": may(user, "changes.write") and not found.restriction,
        "may_share": may(user, "accounts.share") and not found.restriction,
        "told": None if found.restriction else told(found),
        "restricted_to": found.restriction,
        "consent": consent_words.sentence(consents_of(found), is_story=found.source == STORY),
        "is_story": found.source == STORY,
    }


def _clusters(request: HttpRequest, found: Item) -> list[cluster_words.ClusterLine]:
    """What this is a part of that asks for further information."""
    numbers = clusters.numbers_on(clock.today())
    if numbers is None or found.restriction or found.provider is None:
        return []
    told = clusters.proposals(user=request.user, today=clock.today(), provider=found.provider)
    mine = [each for each in told if found.pk in each.cluster.items and each.open_items]
    return cluster_words.cluster_lines(mine, days=numbers.days, user=request.user)


def _offers(
    request: HttpRequest, found: Item, around: Around, steps: list[Any], refused: tuple[str, Form] | None
) -> list[dict[str, Any]]:
    """What can be done, each with its form. What failed is shown again, even where it is possible no more."""
    if not may(request.user, TRIAGE):
        return []
    slugs = _possible(found, around, steps, may_restrict=bool(reach(request.user).classes))
    if refused and refused[0] not in slugs:
        slugs = [refused[0], *slugs]
    return [
        {
            "slug": slug,
            "verb": DEEDS[slug].verb,
            "form": refused[1] if refused and refused[0] == slug else DEEDS[slug].form(around=around),
            "is_refused": bool(refused and refused[0] == slug),
            "is_bare": DEEDS[slug].form is forms.BareForm,
        }
        for slug in slugs
    ]


def _possible(found: Item, around: Around, steps: list[Any], *, may_restrict: bool) -> list[str]:
    state = getattr(found, "state", None)
    if not state:
        return [TAKE_UP, *(["restrict"] if may_restrict and not found.restriction else [])]
    is_read = any(step.deed == Deed.ACKNOWLEDGED for step in steps)
    without = {
        "ask": bool(found.restriction) or found.provider is None,
        "merge": not around.leads,
        "close": False,
    }
    slugs = [
        slug
        for slug, key in STATE_DEEDS.items()
        if state_after(State(state), key) is not None and not without.get(slug)
    ]
    first = [ACKNOWLEDGE] if found.is_at_risk_now and not is_read else []
    more = ["gist"] if found.restriction else ["restrict"] if may_restrict else []
    return [*first, *slugs, *more]
