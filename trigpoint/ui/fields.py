"""Fields that Django draws differently from the NHS design system."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

PARTS = ("day", "month", "year")


class DateBoxes(forms.MultiWidget):
    """Three boxes: day, month, year. Drawn by ui/field.jinja."""

    input_type = "date boxes"
    first_box = "_day"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(PARTS, forms.TextInput), attrs)

    def decompress(self, value: dt.date | None) -> list[str]:
        """The boxes of a date that is known already."""
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}{self.first_box}" if id_ else id_

    def boxes(self, field: BoundField) -> list[dict[str, Any]]:
        """Items for the NHS macro, with what was typed."""
        value = field.value()
        typed: Sequence[Any] = value if isinstance(value, list) else self.decompress(value)
        return [
            {
                "id": f"{field.auto_id}_{part}",
                "name": f"{field.html_name}_{part}",
                "label": part.capitalize(),
                "value": text or "",
                "width": 4 if part == "year" else 2,
            }
            for part, text in zip(PARTS, typed, strict=True)
        ]


class DateField(forms.MultiValueField):
    """A date typed in three boxes. Gives a `datetime.date`, or None when optional and empty.

    Months may be typed as words. `error_messages`: `required`, `incomplete`, `invalid`.
    """

    widget = DateBoxes
    default_error_messages = {
        "required": "Enter a date",
        "incomplete": "The date must include a day, a month and a year",
        "invalid": "The date must be a real date, such as 24 11 2026",
    }

    def __init__(self, **kwargs: Any) -> None:
        boxes = [forms.CharField(required=False) for _ in PARTS]
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> dt.date | None:
        """The date, with an error that says which of the three ways it is wrong."""
        if isinstance(value, dt.date):
            return value
        parts = [str(part or "").strip() for part in (value or ["", "", ""])]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        return self._date_of(*parts)

    def _date_of(self, day: str, month: str, year: str) -> dt.date:
        for form in ("%d %m %Y", "%d %b %Y", "%d %B %Y"):
            try:
                return dt.datetime.strptime(f"{day} {month} {year}", form).date()
            except ValueError:
                continue
        raise ValidationError(self.error_messages["invalid"], code="invalid")
