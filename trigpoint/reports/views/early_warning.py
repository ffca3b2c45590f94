"""The monthly early-warning paper: papers there are, the draft of a month, an issued one, and both as files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.accounts.rules import may
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.indicators.definitions import library
from trigpoint.reports import queries, services
from trigpoint.reports.errors import TemplateUnusable
from trigpoint.reports.forms import IssueForm
from trigpoint.reports.models import Paper
from trigpoint.reports.presenters.early_warning import early_warning_content
from trigpoint.reports.presenters.paper_content import frozen, thawed
from trigpoint.reports.presenters.paper_files import AS, paper_file
from trigpoint.reports.presenters.paper_lists import (
    draft_standing,
    issued_standing,
    list_sentence,
    months_open,
    paper_lines,
)
from trigpoint.reports.rules.months import fingerprint, month_read, months_to_write

PER_PAGE = 50
PAGES = {
    Paper.Sort.EARLY_WARNING: "reports/paper_show.jinja",
    Paper.Sort.SURVEILLANCE_GROUP: "reports/pack_show.jinja",
}


@needs("reports.read")
@require_GET
def paper_list(request: HttpRequest) -> HttpResponse:
    """Every paper that was issued, and the months that can be drafted."""
    found = queries.papers(user=request.user)
    early = [each for each in found if each.kind == Paper.Sort.EARLY_WARNING]
    months = months_open(months_to_write(clock.today()), early)
    packs = [each for each in found if each.kind == Paper.Sort.SURVEILLANCE_GROUP]
    return render(
        request,
        "reports/paper_list.jinja",
        {
            "page": Paginator(paper_lines(found), PER_PAGE).get_page(request.GET.get("page")),
            "months": months,
            "sentence": list_sentence(early, months),
            "packs": months_open(months_to_write(clock.today()), packs),
        },
    )


@needs("reports.read")
@require_GET
def paper_draft(request: HttpRequest, month: str) -> HttpResponse:
    """The paper of a month as it would be issued now."""
    return _draft(request, month_or_404(request, month))


@needs("reports.issue")
@require_POST
def paper_issue(request: HttpRequest, month: str) -> HttpResponse:
    """Issue the paper of a month; what it says then stays."""
    first = month_or_404(request, month)
    before = queries.latest_paper(user=request.user, month=first)
    form = IssueForm(request.POST, is_correction=before is not None)
    content = _content(request, first)
    made: list[Paper] = []

    def issue(*, by: User, **typed: str) -> Paper:
        made.append(services.issue_paper(month=first, content=content, by=by, **typed))
        return made[0]

    if form.is_valid() and attempt(form, issue, by=request.user):
        messages.success(request, "The paper was issued. It will not change any more.")
        return redirect(made[0])
    return _draft(request, first, form=form, content=content)


@needs("reports.read")
@require_GET
def paper(request: HttpRequest, public_id: str) -> HttpResponse:
    """An issued paper, exactly as it was issued."""
    found = paper_or_404(request, public_id)
    return render(
        request,
        PAGES[found.kind],
        {
            "paper": thawed(found.content),
            "standing": issued_standing(found),
            "issued": found,
            "is_whole": fingerprint(found.content) == found.content_sha256,
            "replacement": getattr(found, "replacement", None),
            "may_take": may(request.user, "reports.take"),
            "may_correct": may(request.user, "reports.issue"),
        },
    )


@needs("reports.take")
@require_GET
def paper_take(request: HttpRequest, public_id: str, suffix: str) -> HttpResponse:
    """An issued paper as Word or PDF."""
    found = paper_or_404(request, public_id)
    name = f"{found.kind.replace('_', '-')}-{found.month:%Y-%m}-version-{found.version}"
    return file_of(request, found.content, issued_standing(found).words, suffix, name) or redirect(found)


@needs("reports.take")
@require_GET
def paper_draft_take(request: HttpRequest, month: str, suffix: str) -> HttpResponse:
    """The draft of a month as Word or PDF, marked as a draft."""
    first = month_or_404(request, month)
    name = f"early-warning-{month}-draft-{clock.today():%Y-%m-%d}"
    taken = file_of(request, _content(request, first), draft_standing(clock.today()).words, suffix, name)
    return taken or redirect("reports:paper-draft", month=month)


def _draft(
    request: HttpRequest, month: dt.date, *, form: IssueForm | None = None, content: str = ""
) -> HttpResponse:
    before = queries.latest_paper(user=request.user, month=month)
    return draft_page(request, content or _content(request, month), before=before, form=form)


def draft_page(
    request: HttpRequest,
    content: str,
    *,
    before: Paper | None,
    form: IssueForm | None,
    more: dict[str, Any] | None = None,
    kind: str = Paper.Sort.EARLY_WARNING,
) -> HttpResponse:
    """A paper as it would be issued now, of any kind. before: the one of the month that was issued last; more: what its page needs besides."""
    mark = fingerprint(content)
    context: dict[str, Any] = {
        "paper": thawed(content),
        "standing": draft_standing(clock.today()),
        "issued": None,
        "is_whole": True,
        "before": before,
        "is_different": before is None or before.content_sha256 != mark,
        "print_seen": mark,
        "may_take": may(request.user, "reports.take"),
        "may_issue": may(request.user, "reports.issue"),
        "issue_form": form or IssueForm(is_correction=before is not None),
        "form": form,
        **(more or {}),
    }
    return render(request, PAGES[kind], context, status=422 if form is not None else 200)


def _content(request: HttpRequest, month: dt.date) -> str:
    today = clock.today()
    records = queries.records_for_early_warning(user=request.user, month=month, today=today)
    return frozen(early_warning_content(records, library(), site=settings.SITE_ADDRESS))


def month_or_404(request: HttpRequest, text: str) -> dt.date:
    """A month that can be drafted: this one, the last one, or one that has a paper to correct."""
    month = month_read(text)
    if month is None or request.user.commissioner_id is None:
        raise Http404("There is no such month.")
    is_open = month in months_to_write(clock.today())
    if not is_open and queries.latest_paper(user=request.user, month=month) is None:
        raise Http404("A paper can be drafted for this month or the last one.")
    return month


def paper_or_404(request: HttpRequest, public_id: str) -> Paper:
    """An issued paper that this person may see."""
    found = queries.paper_of(user=request.user, public_id=public_id)
    if found is None:
        raise Http404("There is no such paper.")
    return found


def file_of(
    request: HttpRequest, content: str, standing: tuple[str, ...], suffix: str, name: str
) -> HttpResponse | None:
    """The file; None, with a message, where the organisation's own template cannot be filled in."""
    if suffix not in AS:
        raise Http404("Papers are taken as docx or pdf.")
    try:
        made = paper_file(thawed(content), standing, suffix)
    except TemplateUnusable as refused:
        messages.error(request, str(refused))
        return None
    audit.note_export(request.user, "reports.paper_taken", name, None, after={"as": suffix})
    return HttpResponse(
        made,
        content_type=AS[suffix],
        headers={
            "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
            "Cache-Control": "private, no-store",
        },
    )
