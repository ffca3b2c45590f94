"""Adding an action from anywhere: the address says where it comes from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.actions import queries, services
from trigpoint.actions.forms import AddForm
from trigpoint.actions.models import Action
from trigpoint.actions.rules.drafts import Draft
from trigpoint.common import references
from trigpoint.organisations.models import Organisation


@needs("actions.write")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """What, who, by when. `source=kind:id`, `provider=CODE` and `parent=id` in the address fill in the rest."""
    made: list[Action] = []

    def save(*, by: Any, **typed: Any) -> Action:
        made.append(services.add_action(draft=Draft(**typed), by=by))
        return made[0]

    posted = request.POST if request.method == "POST" else None
    form = AddForm(posted, user=request.user, initial=_initial(request))
    if form.is_valid() and attempt(form, save, by=request.user):
        messages.success(request, f"{made[0].name} is in the register.")
        return redirect(made[0])
    source, parent = form["source"].value(), form["parent"].value()
    return render(
        request,
        "actions/action_add.jinja",
        {
            "form": form,
            "source": references.show(source, user=request.user) if source else None,
            "parent": _parent(request, parent) if parent else None,
            "people": queries.people_of(request.user.commissioner),
            "groups": queries.groups_to_choose(user=request.user),
            "providers": queries.providers_to_choose(user=request.user),
        },
        status=422 if form.errors else 200,
    )


def _initial(request: HttpRequest) -> dict[str, Any]:
    """What the address says already, as far as the person may see it."""
    asked = request.GET
    found: dict[str, Any] = {}
    if references.show(asked.get("source", ""), user=request.user):
        found["source"] = asked["source"]
    provider = Organisation.visible_to(request.user).filter(code=asked.get("provider", "")).first()
    if provider:
        found["provider"] = provider.name
    parent = _parent(request, asked.get("parent", ""))
    if parent:
        found |= {"parent": parent.public_id, "plan": parent.plan, "owner_group": parent.owner_group}
        found["provider"] = parent.provider.name if parent.provider else found.get("provider", "")
    if asked.get("kind") == Action.Kind.QUESTION:
        found["kind"] = Action.Kind.QUESTION
    return found


def _parent(request: HttpRequest, public_id: str) -> Action | None:
    return (
        Action.visible_to(request.user).filter(public_id=public_id).select_related("provider").first()
        if public_id
        else None
    )
