"""Forms drawn with the NHS macros, whatever the form."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm, BoundField, Widget
from django.forms.renderers import TemplatesSetting

TAKEN_BY_NAME = {"class", "autocomplete", "inputmode", "spellcheck", "rows", "cols", "maxlength", "minlength"}


class Renderer(TemplatesSetting):
    """`{{ form }}` is a whole form: error summary, then its fields."""

    form_template_name = "ui/form.jinja"
    field_template_name = "ui/field.jinja"


def problems_of(form: BaseForm) -> list[dict[str, str]]:
    """What is wrong with a form, in the order of its fields, each with the address of the box to mend.

    A problem of the whole form leads to its first field.
    """
    shown = form.visible_fields()
    first = _first_box(shown[0]) if shown else ""
    found = [{"text": text, "href": first} for text in form.non_field_errors()]
    for field in [*form.hidden_fields(), *shown]:
        found += [{"text": text, "href": _first_box(field)} for text in field.errors]
    return found


def claim_summary(form: Any) -> bool:
    """Whether the error summary of `form` is still to be drawn; true once, so that it is drawn once.

    The layout draws it above the heading for the form that a page calls `form`; others draw their own.
    """
    if not isinstance(form, BaseForm) or not form.errors or getattr(form, "summary_is_drawn", False):
        return False
    form.summary_is_drawn = True
    return True


def choices_of(field: BoundField) -> list[dict[str, Any]]:
    """The choices of a select, of radios or of checkboxes, as the NHS macros take them."""
    return [
        {
            "value": str(choice.data["value"]),
            "text": choice.data["label"],
            "selected": choice.data["selected"],
            "checked": choice.data["selected"],
        }
        for choice in field.subwidgets
    ]


def drawn_attributes(widget: Widget) -> dict[str, Any]:
    """What a form asks of its box beyond what the macros take by name."""
    return {key: value for key, value in widget.attrs.items() if key not in TAKEN_BY_NAME}


def _first_box(field: BoundField) -> str:
    """Address of the box of a field that takes the cursor; of three date boxes, the first."""
    suffix = getattr(field.field.widget, "first_box", "")
    return f"#{field.auto_id}{suffix}"
