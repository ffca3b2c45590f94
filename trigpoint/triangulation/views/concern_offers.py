"""What can be done about a concern from its page, the next step first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.forms import Form

from trigpoint.accounts.rules import may
from trigpoint.triangulation.forms import concern_deeds as forms
from trigpoint.triangulation.queries.concerns_case import Case
from trigpoint.triangulation.rules.concerns import deed_needed, possible
from trigpoint.triangulation.services import concern_replies as replies
from trigpoint.triangulation.services import concern_steps as steps


class Offer(NamedTuple):
    """A deed of the page: its words, its form, its service, what is said afterwards, and the deed of the table."""

    verb: str
    form: type[forms.ConcernDeedForm]
    service: Callable[..., Any]
    done: str
    deed: str


CHASE, MERGE, ASK, CLOSE = "chase", "merge", "ask", "close"
DEEDS: dict[str, Offer] = {
    "give": Offer("Say who leads it", forms.GiveForm, steps.give, "It is given to somebody else.", "led"),
    ASK: Offer("Ask the provider for its side", forms.AskForm, replies.ask_provider, "The question stands in the register, and the provider’s people see it.", "asked"),
    CHASE: Offer("Ask again for the reply", forms.ChaseForm, replies.chase, "The provider was asked again, with a later day.", "chased"),
    "reply": Offer("Write in a reply that came another way", forms.ReplyForm, replies.write_reply, "The reply was written in.", "replied"),
    "decide": Offer("Write down a decision", forms.DecideForm, steps.decide, "The decision stands, with what was known today.", "decided"),
    "level": Offer("Set level and exit criteria", forms.LevelForm, steps.set_level, "The level is set.", "levelled"),
    "note": Offer("Add a note", forms.NoteForm, steps.note, "The note was added.", "noted"),
    MERGE: Offer("Tell it with another", forms.MergeForm, steps.merge, "It is told with the other one now.", "merged"),
    CLOSE: Offer("Close it", forms.CloseForm, steps.close, "It is closed. Whether that held is checked on the day you said.", "closed"),
    "check": Offer("Check whether it held", forms.CheckForm, steps.check, "What you found is written down.", "checked"),
    "reopen": Offer("Open it again", forms.ReopenForm, steps.reopen, "It is open again.", "reopened"),
}  # fmt: skip
BY_DEED = {offer.deed: slug for slug, offer in DEEDS.items()}


def offers_of(
    user: Any, case: Case, next_deed: str, refused: tuple[str, Form] | None
) -> list[dict[str, Any]]:
    """What `user` can do now, the next step first. What failed is shown again even where it is possible no more."""
    slugs = [slug for slug in DEEDS if _is_possible(user, case, slug)]
    next_slug = BY_DEED.get(next_deed, "")
    if next_slug in slugs:
        slugs = [next_slug, *(slug for slug in slugs if slug != next_slug)]
    if refused and refused[0] in DEEDS:
        slugs = [refused[0], *(slug for slug in slugs if slug != refused[0])]
    made = []
    for slug in slugs:
        is_refused = bool(refused and refused[0] == slug)
        form = refused[1] if refused and is_refused else DEEDS[slug].form(case=case, user=user)
        if slug == MERGE and not is_refused and not form.fields["other"].queryset.exists():
            continue
        is_open = slug == (refused[0] if refused else next_slug)
        made.append(
            {
                "slug": slug,
                "verb": DEEDS[slug].verb,
                "form": form,
                "is_open": is_open,
                "is_refused": is_refused,
                "criteria": case.exit_criteria if slug == CLOSE else "",
            }
        )
    return made


def _is_possible(user: Any, case: Case, slug: str) -> bool:
    deed = DEEDS[slug].deed
    if slug == CHASE:
        return case.awaited is not None and may(user, "concerns.write") and may(user, "actions.write")
    if slug == ASK and (case.concern.restriction or not may(user, "actions.write")):
        return False
    return deed in possible(case.state) and may(user, deed_needed(deed, before=case.level))
