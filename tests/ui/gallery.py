"""Addresses with one more page: every component, on real frames, for the browser to look at."""

from __future__ import annotations

from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from trigpoint.accounts.access import for_everybody
from trigpoint.config.urls import handler404, urlpatterns
from trigpoint.ui import drawing
from trigpoint.ui.fields import DateField

__all__ = ["handler404", "urlpatterns"]
TEMPLATE = Path(__file__).with_name("gallery.jinja")
SPEC = {
    "width": 700,
    "height": 240,
    "data": {"values": [{"month": f"2026-{m:02}-01", "value": 60 + (m * 7) % 11} for m in range(1, 11)]},
    "layer": [
        {
            "mark": {"type": "line", "point": True, "tooltip": True},
            "encoding": {
                "x": {"field": "month", "type": "temporal", "title": "Month"},
                "y": {"field": "value", "type": "quantitative", "title": "%", "scale": {"zero": False}},
            },
        },
        {"mark": "rule", "encoding": {"y": {"datum": 64}}},
    ],
}


class FilterForm(forms.Form):
    """Two choices."""

    mark_optional = False
    place = forms.ChoiceField(choices=[("", "All places"), ("bolton", "Bolton")], required=False)
    new = forms.BooleanField(label="New only", required=False)


class EveryKind(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As it should read", error_messages={"required": "Enter the name"})
    number = forms.IntegerField(error_messages={"required": "Enter the number"})
    why = forms.CharField(label="Reason", widget=forms.Textarea, error_messages={"required": "Say why"})
    kind = forms.ChoiceField(
        choices=[("a", "Acute"), ("b", "Mental health")], error_messages={"required": "Choose the kind"}
    )
    level = forms.ChoiceField(
        choices=[("1", "Routine"), ("2", "Enhanced")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the level"},
    )
    parts = forms.MultipleChoiceField(
        choices=[("x", "Safety"), ("y", "Experience")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one part"},
    )
    sure = forms.BooleanField(label="I have checked the file", error_messages={"required": "Confirm it"})
    file = forms.FileField(required=False)
    on = DateField(label="Date of the meeting", help_text="For example, 24 11 2026")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    password = forms.CharField(widget=forms.PasswordInput, error_messages={"required": "Enter the password"})


@for_everybody
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component on one page."""
    form = EveryKind(request.POST if request.method == "POST" else None)
    context = {
        "page": Paginator(range(30), 10).page(2),
        "filters": FilterForm(),
        "form": form,
        "spec": SPEC,
        "svg": drawing.svg(SPEC).decode(),
    }
    template = engines["jinja2"].from_string(TEMPLATE.read_text(encoding="utf-8"))
    return HttpResponse(template.render(context, request=request))


urlpatterns = [*urlpatterns, path("gallery", gallery)]
