"""What one practice told."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from trigpoint.accounts.access import needs, opens_to
from trigpoint.audit import services as audit
from trigpoint.common import clock
from trigpoint.intelligence.charts import told_spec
from trigpoint.intelligence.forms.themes_over_time import ThemesFilterForm
from trigpoint.intelligence.presenters import themes_over_time as presenter
from trigpoint.intelligence.queries import themes_over_time as queries
from trigpoint.intelligence.queries.themes_over_time import Asked, Sent
from trigpoint.intelligence.rules.themes_over_time import Told
from trigpoint.intelligence.views.themes_over_time import SEES
from trigpoint.organisations.models import Organisation
from trigpoint.ui import drawing
from trigpoint.ui.downloads import csv_response
from trigpoint.ui.words import month


@needs(*SEES)
@require_safe
def practice(request: HttpRequest, code: str) -> HttpResponse:
    """What one practice told, good and bad, answered or not, by month; or that it told nothing."""
    organisation, form, asked, sent = _asked(request, code)
    told = {each: Told(one.all, one.good, one.bad) for each, one in sent.items()}
    spec = (
        told_spec(told, asked.whole, f"Told by {organisation.name}", words=("Good", "Bad")) if told else None
    )
    about = queries.told_of_by(request.user, organisation, asked)
    known = queries.organisations(request.user, [key for key, _ in about])
    content = {
        "form": form,
        "organisation": organisation,
        "opening": presenter.of_practice(sent),
        "spec": drawing.whole(spec) if spec else None,
        "svg": drawing.svg(spec).decode() if spec else "",
        "alternative": presenter.described(told, asked.months, f"Told by {organisation.name}").replace(
            "critical", "bad"
        ),
        "months": [
            (month(each) + (", so far" if each == asked.last else ""), sent.get(each, Sent()))
            for each in reversed(asked.months)
        ],
        "about": [presenter.SenderLine(known[key], each) for key, each in about if key in known],
        "may_link": opens_to(request.user, "intelligence:links"),
    }
    return render(request, "intelligence/themes_practice.jinja", content)


@needs(*SEES)
@require_safe
def practice_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The months of the page as a file."""
    organisation, _, asked, sent = _asked(request, code)
    rows = [(each, *_row(sent.get(each, Sent()))) for each in asked.months]
    audit.note_export(request.user, "intelligence.themes_taken", organisation, len(rows))
    return csv_response(
        f"told-by-{code}.csv", [("Month", "Told", "Good", "Bad", "Neither said", "Answered"), *rows]
    )


def _row(sent: Sent) -> tuple[int, ...]:
    return sent.all, sent.good, sent.bad, sent.neither, sent.answered


def _asked(
    request: HttpRequest, code: str
) -> tuple[Organisation, ThemesFilterForm, Asked, dict[dt.date, Sent]]:
    organisation = get_object_or_404(Organisation.visible_to(request.user), code=code)
    names = presenter.source_titles(clock.today())
    form = ThemesFilterForm(
        request.GET,
        today=clock.today(),
        without=("theme", "category", "service"),
        source=list(names.items()),
    )
    asked = form.asked()
    sent = queries.sent(request.user, asked, [organisation])
    return organisation, form, asked, {each: one for (_, each), one in sent.items()}
