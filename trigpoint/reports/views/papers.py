"""The brief to take away: Word and PDF."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from trigpoint.accounts.access import needs
from trigpoint.audit import services as audit
from trigpoint.indicators.definitions import library
from trigpoint.reports.errors import TemplateUnusable
from trigpoint.reports.presenters.content import BriefContent
from trigpoint.reports.presenters.pdf import pdf_brief
from trigpoint.reports.presenters.pictures import Picture, pictures
from trigpoint.reports.presenters.word import word_brief
from trigpoint.reports.views.brief import content_and_changes, provider_or_404

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs("reports.take")
@require_GET
def brief_word(request: HttpRequest, code: str) -> HttpResponse:
    """The brief as a Word document to edit."""
    return _paper(request, code, word_brief, "docx", WORD)


@needs("reports.take")
@require_GET
def brief_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The brief as a tagged PDF."""
    return _paper(request, code, pdf_brief, "pdf", "application/pdf")


def _paper(
    request: HttpRequest,
    code: str,
    write: Callable[[BriefContent, Sequence[Picture]], bytes],
    suffix: str,
    content_type: str,
) -> HttpResponse:
    provider = provider_or_404(request, code)
    content, changes = content_and_changes(request, provider)
    try:
        paper = write(content, pictures(content, changes, library()))
    except TemplateUnusable as refused:
        messages.error(request, str(refused))
        return redirect("reports:brief", code=code)
    audit.note_export(request.user, "reports.brief_taken", provider, None, after={"as": suffix})
    name = f"brief-{provider.code}-{content.as_at:%Y-%m-%d}.{suffix}"
    return HttpResponse(
        paper,
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
