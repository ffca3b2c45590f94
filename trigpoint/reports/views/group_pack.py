"""The surveillance-group pack: the draft of a month, issuing it, and the draft as a file."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from trigpoint.accounts.access import needs
from trigpoint.accounts.attempt import attempt
from trigpoint.accounts.models import User
from trigpoint.common import clock
from trigpoint.reports import queries, services
from trigpoint.reports.forms import IssueForm
from trigpoint.reports.models import Paper
from trigpoint.reports.presenters.group_pack import pack_content
from trigpoint.reports.presenters.paper_content import frozen, thawed
from trigpoint.reports.presenters.paper_lists import draft_standing
from trigpoint.reports.queries.group_pack import records_for_pack
from trigpoint.reports.rules.months import month_read, months_to_write
from trigpoint.reports.views.early_warning import draft_page, file_of

KIND = Paper.Sort.SURVEILLANCE_GROUP


@needs("reports.read")
@require_GET
def pack_draft(request: HttpRequest, month: str) -> HttpResponse:
    """The pack of a month as it would be issued now; `?provider=CODE` adds a provider without an open concern."""
    return _draft(request, _month_or_404(request, month))


@needs("reports.issue")
@require_POST
def pack_issue(request: HttpRequest, month: str) -> HttpResponse:
    """Issue the pack of a month; what it says then stays."""
    first = _month_or_404(request, month)
    before = queries.latest_paper(user=request.user, month=first, kind=KIND)
    form = IssueForm(request.POST, is_correction=before is not None)
    content = _content(request, first)
    made: list[Paper] = []

    def issue(*, by: User, **typed: str) -> Paper:
        made.append(services.issue_paper(month=first, content=content, kind=KIND, by=by, **typed))
        return made[0]

    if form.is_valid() and attempt(form, issue, by=request.user):
        messages.success(request, "The pack was issued. It will not change any more.")
        return redirect(made[0])
    return _draft(request, first, form=form, content=content)


@needs("reports.take")
@require_GET
def pack_draft_take(request: HttpRequest, month: str, suffix: str) -> HttpResponse:
    """The draft of a month as Word or PDF, marked as a draft."""
    first = _month_or_404(request, month)
    name = f"surveillance-group-{month}-draft-{clock.today():%Y-%m-%d}"
    taken = file_of(request, _content(request, first), draft_standing(clock.today()).words, suffix, name)
    return taken or redirect("reports:pack-draft", month=month)


def _draft(
    request: HttpRequest, month: dt.date, *, form: IssueForm | None = None, content: str = ""
) -> HttpResponse:
    content = content or _content(request, month)
    told = {part["code"] for part in thawed(content)["parts"]}
    chosen = [code for code in _chosen(request) if code in told]
    more = {
        "chosen": chosen,
        "unknown": [code for code in _chosen(request) if code not in told],
        "asked": urlencode([("provider", code) for code in chosen]),
    }
    before = queries.latest_paper(user=request.user, month=month, kind=KIND)
    return draft_page(request, content, before=before, form=form, more=more, kind=KIND)


def _chosen(request: HttpRequest) -> list[str]:
    """Codes of the providers that are asked for, each once, as the directory writes them."""
    codes = (code.strip().upper() for code in request.GET.getlist("provider"))
    return list(dict.fromkeys(code for code in codes if code))


def _content(request: HttpRequest, month: dt.date) -> str:
    chosen = _chosen(request)
    records = records_for_pack(user=request.user, month=month, today=clock.today(), chosen=chosen)
    return frozen(pack_content(records, site=settings.SITE_ADDRESS))


def _month_or_404(request: HttpRequest, text: str) -> dt.date:
    month = month_read(text)
    if month is None or request.user.commissioner_id is None:
        raise Http404("There is no such month.")
    is_open = month in months_to_write(clock.today())
    if not is_open and queries.latest_paper(user=request.user, month=month, kind=KIND) is None:
        raise Http404("A pack can be drafted for this month or the last one.")
    return month
