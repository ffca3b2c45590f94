"""What may be said of a proposal where it stands, each with its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.urls import reverse

from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.common import clock
from trigpoint.frameworks.queries import pack_on
from trigpoint.triangulation.errors import ProposalImpossible
from trigpoint.triangulation.forms.proposals import MergeForm, PutOffForm, ReasonForm, TakeForm
from trigpoint.triangulation.models import Direction, Proposal
from trigpoint.triangulation.queries.proposal_stands import Listed
from trigpoint.triangulation.queries.proposals import open_concerns_on, others_at
from trigpoint.triangulation.rules.proposals import WRITE, refusal
from trigpoint.triangulation.services import answering


@dataclass(frozen=True)
class Deed:
    """One thing that may be said. step: the step that it makes; verb: what the page calls it."""

    step: str
    verb: str
    hint: str
    done: str
    service: Callable[[Any], Callable[..., Proposal]]


@dataclass(frozen=True)
class Offer:
    """A deed on the page."""

    slug: str
    deed: Deed
    form: Form
    address: str


def _merge(form: MergeForm) -> Callable[..., Proposal]:
    def do(*, proposal: Proposal, other: str, reason: str, by: User) -> Proposal:
        found = [each.proposal for each in others_at(user=by, one=proposal)]
        into = next((each for each in found if each.public_id == other), proposal)
        return answering.merge(proposal=proposal, other=into, reason=reason, by=by)

    return do


def _take(form: TakeForm) -> Callable[..., Proposal]:
    def do(*, proposal: Proposal, concern: str, by: User) -> Proposal:
        found = open_concerns_on(user=by, proposal=proposal)
        chosen = next((each for each in found if each.public_id == concern), None)
        if chosen is None:
            raise ProposalImpossible("That concern is not open any more. Choose another, or raise a new one.")
        return answering.taken(proposal=proposal, concern=chosen, by=by)

    return do


DEEDS = {
    "decline": Deed(
        "declined",
        "Decline",
        "Nothing follows from it. It comes back with a kind of evidence that is not in it now, once all that supports it "
        "was first heard after your answer, or if it stops agreeing and agrees again.",
        "It was declined, and your reason is kept.",
        lambda form: answering.decline,
    ),
    "put-off": Deed(
        "snoozed",
        "Put off until a day",
        "It waits for an answer again from that day on.",
        "It was put off.",
        lambda form: answering.put_off,
    ),
    "merge": Deed(
        "merged",
        "Tell it with another proposal",
        "Where two proposals are one story. The other one is then answered for both.",
        "It is told with the other one now.",
        _merge,
    ),
    "take": Deed(
        "taken",
        "It belongs to an open concern",
        "It is then not proposed while that concern is open; what is new stands on the concern.",
        "It belongs to that concern now.",
        _take,
    ),
    "return": Deed(
        "returned",
        "Take it up again",
        "It waits for an answer again, whatever was said of it.",
        "It waits for an answer again.",
        lambda form: answering.take_up_again,
    ),
}


def form_of(slug: str, one: Listed, user: User, data: Any = None) -> Form:
    """The form of a deed. Names have the deed before them, since all stand on one page."""
    told = {"data": data, "prefix": slug}
    if slug == "put-off":
        return PutOffForm(**told)
    if slug == "merge":
        return MergeForm(others=_others(one, user), **told)
    if slug == "take":
        return TakeForm(concerns=_concerns(one, user), **told)
    return ReasonForm(**told)


def offers_of(one: Listed, user: User, bound: tuple[str, Form] | None) -> list[Offer]:
    """What this person may say of it now. bound: the form that was sent and not taken."""
    if not may(user, WRITE):
        return []
    found = []
    for slug, deed in DEEDS.items():
        if refusal(deed.step, one.stand.state) or (
            slug == "take" and one.proposal.direction == Direction.GOOD
        ):
            continue
        form = bound[1] if bound and bound[0] == slug else form_of(slug, one, user)
        if slug in ("merge", "take") and not form.fields["other" if slug == "merge" else "concern"].choices:
            continue
        address = reverse("triangulation:proposal-deed", args=[one.proposal.public_id, slug])
        found.append(Offer(slug, deed, form, address))
    return found


def _others(one: Listed, user: User) -> list[tuple[str, str]]:
    today = clock.today()
    pack = pack_on(today)
    themes = {theme.code: theme.title for theme in pack.themes_on(today)}
    doors = {door.code: door.title for door in pack.doors_on(today)}
    return [
        (made.public_id, doors.get(made.door, "") or themes.get(made.theme, made.theme))
        for made in (each.proposal for each in others_at(user=user, one=one.proposal))
    ]


def _concerns(one: Listed, user: User) -> list[tuple[str, str]]:
    return [(each.public_id, str(each)) for each in open_concerns_on(user=user, proposal=one.proposal)]
